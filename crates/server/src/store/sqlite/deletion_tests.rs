//! That deleting many files is never one long write, and goes on where a killed process left it.

use super::SqliteStore;
use crate::{
    audit::{Actor, NewEntry, Subject, What},
    store::{
        AttachmentStore, Destination, NewAttachment, NewMessage, PersonalStore, Room, Site, Store, Whole,
    },
    token::TokenHash,
};
use alongside_protocol::{Author, ConversationId, Side, SiteKey, SiteSettings, VisitorId};
use rusqlite::Connection;
use std::{path::Path, sync::Arc};

const FILES: usize = 20;
const STRETCHES: u64 = 20;

fn key() -> SiteKey {
    "pk_shop".into()
}

/// A store with a visitor who has sent many files, and another who talks.
async fn store(path: &Path) -> (SqliteStore, VisitorId, ConversationId) {
    let store = SqliteStore::open(path).unwrap();
    let settings = SiteSettings {
        name: "S".into(),
        greeting: String::new(),
        accent: String::new(),
        contact: String::new(),
        records: false,
    };
    store.put_site(Site { key: key(), origins: Vec::new(), settings, created_at_ms: 0 }).await.unwrap();
    let visitor = store.add_visitor(&key(), TokenHash([1; 32]), Default::default(), 0).await.unwrap();
    let conversation = store.open_conversation(&key(), &visitor, 0).await.unwrap();
    let most = u64::from(u32::MAX);
    for number in 0..FILES {
        let id = format!("f{number}");
        let new = NewAttachment {
            id: id.clone(),
            destination: Destination::Conversation(conversation.clone()),
            side: Side::Visitor,
            name: "foot.png".into(),
            media_type: "image/png".into(),
            bytes: STRETCHES * 10,
            created_at_ms: 0,
        };
        let room = Room { site_bytes: most, hour_files: most, hour_bytes: most, at_once: most };
        store.begin_attachment(&key(), new, room).await.unwrap();
        for number in 0..STRETCHES {
            store.extend_attachment(&key(), &id, number, vec![7; 10].into(), most).await.unwrap();
        }
        let whole = Whole { bytes: STRETCHES * 10, hash: [7; 32], size: None };
        store.finish_attachment(&key(), &id, whole).await.unwrap();
        store.carry_attachment(&key(), &conversation, Side::Visitor, &id).await.unwrap();
    }
    let other = store.add_visitor(&key(), TokenHash([2; 32]), Default::default(), 0).await.unwrap();
    let others = store.open_conversation(&key(), &other, 0).await.unwrap();
    (store, visitor, others)
}

async fn delete(store: &SqliteStore, visitor: &VisitorId) {
    let entry = NewEntry::now(Actor::Visitor, Subject::site(&key()), &What::DataDeleted);
    store.delete_visitor(&key(), visitor, entry).await.unwrap();
}

/// What is on the disk, whoever may see it.
fn count(path: &Path, table: &str) -> u64 {
    let connection = Connection::open(path).unwrap();
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

fn sum_of_room(path: &Path) -> u64 {
    let connection = Connection::open(path).unwrap();
    connection.query_row("SELECT sum(bytes) FROM attachment_room", [], |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_do_not_wait_behind_the_deletion_of_many_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let (store, visitor, others) = store(&path).await;
    assert_eq!(sum_of_room(&path), FILES as u64 * STRETCHES * 10);
    delete(&store, &visitor).await;
    assert_eq!(store.attachment(&key(), "f0").await.unwrap(), None, "nobody sees it any more");
    assert_eq!(count(&path, "attachment_chunks"), FILES as u64 * STRETCHES, "and the commit was a short one");
    let store = Arc::new(store);
    let finishing = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.finish_deletions().await }
    });
    while count(&path, "attachment_chunks") == FILES as u64 * STRETCHES {
        tokio::task::yield_now().await;
    }
    let new = NewMessage {
        client_id: "c1".into(),
        author: Author::Visitor,
        body: "hello".into(),
        content: None,
        sent_at_ms: 1,
        joining: None,
    };
    store.append(&key(), &others, new).await.unwrap();
    assert!(count(&path, "attachment_chunks") > 0, "the message did not wait for all of it");
    finishing.await.unwrap().unwrap();
    assert_eq!((count(&path, "attachment_chunks"), count(&path, "attachments")), (0, 0));
    assert_eq!((count(&path, "conversations"), count(&path, "visitors")), (1, 1), "the other's are left");
    assert_eq!(sum_of_room(&path), 0, "and their room is free again");
}

#[tokio::test]
async fn a_deletion_of_files_that_was_cut_off_is_finished_by_the_next_relay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let (store, visitor, _) = store(&path).await;
    delete(&store, &visitor).await;
    store.writer.write(super::attachment_deletion::delete_some).await.unwrap();
    drop(store);
    let left = count(&path, "attachment_chunks");
    assert!(left > 0 && left < FILES as u64 * STRETCHES, "{left}");
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.delete_stray_attachments(0, true).await, Ok(0), "none that anybody could see");
    assert_eq!((count(&path, "attachment_chunks"), count(&path, "attachments")), (0, 0));
    assert_eq!((count(&path, "conversations"), count(&path, "visitors")), (1, 1));
}

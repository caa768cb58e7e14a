//! A long conversation's report, piece by piece.

use super::Report;
use crate::{
    audit::{Actor, NewEntry, Subject, What},
    store::{NewMessage, Site, Store, sqlite::SqliteStore},
    token::TokenHash,
};
use alongside_protocol::{Attachment, Author, Content, ConversationId, SiteKey, SiteSettings, VisitorId};
use futures_util::future::join_all;
use serde_json::Value;
use tempfile::TempDir;

const MESSAGES: usize = 600;
const ENTRIES: usize = 300;
/// Of each message, in bytes.
const BODY: usize = 20_000;

fn key() -> SiteKey {
    "pk_shop".into()
}

fn message(number: usize) -> NewMessage {
    let file = Attachment {
        id: number.to_string(),
        name: "a.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: 1,
        size: None,
    };
    NewMessage {
        client_id: format!("c{number}").as_str().into(),
        author: Author::Visitor,
        body: "x".repeat(BODY),
        content: number.is_multiple_of(7).then_some(Content::Attachment { attachment: file }),
        sent_at_ms: 1,
        joining: None,
    }
}

fn entry(visitor: &VisitorId, number: usize) -> NewEntry {
    let what = What::Act { act: "click", node: None, number: number as u32 };
    NewEntry::now(Actor::Visitor, Subject { visitor: Some(visitor.clone()), ..Subject::site(&key()) }, &what)
}

async fn talkative() -> (TempDir, SqliteStore, VisitorId, ConversationId) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("store.db")).unwrap();
    let settings = SiteSettings {
        name: "Shop".into(),
        greeting: String::new(),
        accent: String::new(),
        contact: String::new(),
        records: false,
    };
    let key = key();
    store.put_site(Site { key: key.clone(), origins: Vec::new(), settings, created_at_ms: 0 }).await.unwrap();
    let visitor = store.add_visitor(&key, TokenHash([1; 32]), Default::default(), 0).await.unwrap();
    let conversation = store.open_conversation(&key, &visitor, 0).await.unwrap();
    let said = join_all((0..MESSAGES).map(|number| store.append(&key, &conversation, message(number)))).await;
    assert!(said.iter().all(Result::is_ok));
    store.append_audit((0..ENTRIES).map(|number| entry(&visitor, number)).collect()).await.unwrap();
    (folder, store, visitor, conversation)
}

#[tokio::test]
async fn a_report_comes_in_pieces_whose_length_does_not_grow_with_the_conversation() {
    let (_folder, store, visitor, conversation) = talkative().await;
    let mut report = Report::begin(&store, &key(), &visitor).await.unwrap().unwrap();
    let twin = report.clone();
    let (mut text, mut longest) = (String::new(), 0);
    while let Some(piece) = report.next(&store).await.unwrap() {
        longest = longest.max(piece.len());
        text.push_str(&piece);
        // What comes while it is read is not in it.
        if text.len() == piece.len() {
            store.append(&key(), &conversation, message(MESSAGES)).await.unwrap();
            store.append_audit(vec![entry(&visitor, ENTRIES)]).await.unwrap();
        }
    }
    assert!(text.len() > MESSAGES * BODY && longest < text.len() / 10, "{longest} of {}", text.len());
    let data: Value = serde_json::from_str(&text).unwrap();
    let numbers = |list: &str, field: &str| -> Vec<u64> {
        data[list].as_array().unwrap().iter().map(|item| item[field].as_u64().unwrap()).collect()
    };
    assert!(numbers("messages", "number").into_iter().eq(1..=MESSAGES as u64));
    assert_eq!(numbers("files", "in_message").len(), MESSAGES.div_ceil(7));
    let acts =
        data["log"].as_array().unwrap().iter().map(|entry| entry["detail"]["number"].as_u64().unwrap());
    assert!(acts.eq(0..ENTRIES as u64));
    assert_eq!(format!("{data:#}").len(), text.trim_end().len(), "it is laid out as JSON usually is");

    let (mut twin, mut again) = (twin, String::new());
    while let Some(piece) = twin.next(&store).await.unwrap() {
        again.push_str(&piece);
    }
    assert!(again == text, "its sum stands in front of it");
}

#[tokio::test]
async fn a_report_of_one_who_has_said_nothing_is_json_too() {
    let (_folder, store, ..) = talkative().await;
    let quiet = store.add_visitor(&key(), TokenHash([2; 32]), Default::default(), 0).await.unwrap();
    let mut report = Report::begin(&store, &key(), &quiet).await.unwrap().unwrap();
    let mut text = String::new();
    while let Some(piece) = report.next(&store).await.unwrap() {
        text.push_str(&piece);
    }
    let data: Value = serde_json::from_str(&text).unwrap();
    for list in ["messages", "files", "ratings", "recordings", "lately", "log"] {
        assert_eq!(data[list], serde_json::json!([]), "{list}");
    }
    assert!(data["conversation"].is_null());
    assert!(Report::begin(&store, &key(), &"nobody".into()).await.unwrap().is_none());
}

//! The audit log against somebody who has the file, and a program that opens it.

use super::SqliteStore;
use crate::{
    audit::{
        Actor, NewEntry, Subject, What,
        verify::{Broken, Sound, verify},
    },
    store::Store,
};
use alongside_protocol::{EndReason, SiteKey};
use rusqlite::Connection;
use tempfile::TempDir;

const ENTRIES: u64 = 6;

fn site() -> SiteKey {
    "pk_1".into()
}

/// A log of six entries in which every column has a value.
async fn log() -> (TempDir, Sound) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("store.db")).unwrap();
    let subject = Subject {
        visitor: Some("v".into()),
        conversation: Some("c".into()),
        session: Some("s".into()),
        ..Subject::site(&site())
    };
    let actor = Actor::Agent { agent: "a".into(), name: "Milan".into() };
    let what = What::SharingEnded { reason: EndReason::AgentEnded };
    let entries = (0..ENTRIES).map(|number| NewEntry {
        at_ms: 1_000 + number,
        ..NewEntry::now(actor.clone(), subject.clone(), &what)
    });
    store.append_audit(entries.collect()).await.unwrap();
    let sound = verify(&store, &site(), None).await.unwrap();
    assert_eq!(sound.entries, ENTRIES);
    (folder, sound)
}

fn raw(folder: &TempDir) -> Connection {
    Connection::open(folder.path().join("store.db")).unwrap()
}

/// What the log is found to be after somebody took its triggers away and ran these statements.
async fn after(statements: &str) -> Result<Sound, Broken> {
    let (folder, sound) = log().await;
    let connection = raw(&folder);
    let triggers = ["audit_is_never_changed", "audit_is_never_deleted", "audit_grows_at_its_end"];
    for trigger in triggers {
        connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    connection.execute_batch(statements).unwrap();
    let store = SqliteStore::open(&folder.path().join("store.db")).unwrap();
    let found = verify(&store, &site(), Some(sound.head)).await;
    if statements.is_empty() {
        assert_eq!(found, Ok(sound));
    }
    found
}

fn changed(number: u64) -> Result<Sound, Broken> {
    Err(Broken::Changed { site: site(), number })
}

fn missing(number: u64) -> Result<Sound, Broken> {
    Err(Broken::Missing { site: site(), number })
}

#[tokio::test]
async fn a_change_of_any_column_is_found_where_it_was_made() {
    after("").await.unwrap();
    let (folder, _) = log().await;
    let connection = raw(&folder);
    let columns: Vec<String> = connection
        .prepare("SELECT name FROM pragma_table_info('audit')")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(columns.len(), 12, "{columns:?}");
    for column in columns {
        let (value, expected) = match column.as_str() {
            // To another site's chain: here it is gone.
            "site" => ("'pk_2'", missing(3)),
            "number" => ("9", missing(3)),
            "at_ms" => ("at_ms + 1", changed(3)),
            "actor" => ("'relay'", changed(3)),
            "hash" => ("zeroblob(32)", changed(3)),
            _ => ("'x'", changed(3)),
        };
        let found = after(&format!("UPDATE audit SET {column} = {value} WHERE number = 3")).await;
        assert_eq!(found, expected, "{column}");
        if !["site", "number", "at_ms", "actor", "what", "detail", "hash"].contains(&column.as_str()) {
            let found = after(&format!("UPDATE audit SET {column} = NULL WHERE number = 3")).await;
            assert_eq!(found, changed(3), "{column} taken away");
        }
    }
    // A text may not wander from one column into the next.
    let found = after("UPDATE audit SET agent = 'aM', name = 'ilan' WHERE number = 3").await;
    assert_eq!(found, changed(3));
    let found = after("UPDATE audit SET at_ms = -1, hash = x'00' WHERE number = 3").await;
    assert_eq!(found, changed(3));
}

#[tokio::test]
async fn entries_that_were_deleted_moved_or_put_in_are_found() {
    assert_eq!(after("DELETE FROM audit WHERE number = 1").await, missing(1));
    assert_eq!(after("DELETE FROM audit WHERE number = 4").await, missing(4));
    let renumbered = "DELETE FROM audit WHERE number = 4; UPDATE audit SET number = 4 WHERE number = 5;
                      UPDATE audit SET number = 5 WHERE number = 6";
    assert_eq!(after(renumbered).await, changed(4));
    let swapped =
        "UPDATE audit SET number = 99 WHERE number = 2; UPDATE audit SET number = 2 WHERE number = 3;
                   UPDATE audit SET number = 3 WHERE number = 99";
    assert_eq!(after(swapped).await, changed(2));
    let copied =
        "INSERT INTO audit SELECT site, 7, at_ms, actor, agent, name, visitor, conversation, session, what,
                  detail, hash FROM audit WHERE number = 6";
    assert_eq!(after(copied).await, changed(7));
}

#[tokio::test]
async fn an_end_that_was_cut_off_is_found_by_a_hash_kept_elsewhere_only() {
    let (folder, sound) = log().await;
    raw(&folder)
        .execute_batch("DROP TRIGGER audit_is_never_deleted; DELETE FROM audit WHERE number > 4")
        .unwrap();
    let store = SqliteStore::open(&folder.path().join("store.db")).unwrap();
    let shorter = verify(&store, &site(), None).await.unwrap();
    assert_eq!(shorter.entries, 4, "what is left is sound in itself");
    let lost = Err(Broken::HeadLost { site: site(), entries: 4 });
    assert_eq!(verify(&store, &site(), Some(sound.head)).await, lost);
    // An older hash is still there.
    assert_eq!(verify(&store, &site(), Some(shorter.head)).await, Ok(shorter));
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_delete_entries() {
    let (folder, sound) = log().await;
    let connection = raw(&folder);
    for statement in [
        "UPDATE audit SET detail = '{}' WHERE number = 1",
        "DELETE FROM audit WHERE number = 6",
        "DELETE FROM audit",
        "REPLACE INTO audit SELECT * FROM audit WHERE number = 1",
        "INSERT INTO audit SELECT site, 9, at_ms, actor, agent, name, visitor, conversation, session, what, detail, hash
         FROM audit WHERE number = 6",
    ] {
        let error = connection.execute_batch(statement).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{statement}: {error}");
    }
    let store = SqliteStore::open(&folder.path().join("store.db")).unwrap();
    assert_eq!(verify(&store, &site(), Some(sound.head)).await, Ok(sound));
}

//! The queue in front of the store. One task takes all entries that wait and has them committed together, in the order
//! in which they came.

use super::{Actor, NewEntry, Subject, What};
use crate::store::{Agent, Store, StoreError};
use std::{sync::Arc, time::Duration};
use tokio::sync::{mpsc, oneshot};

/// How many entries may wait. When none more fits, what was to be logged is refused: nothing goes unlogged.
const QUEUE: usize = 4096;
/// How many are committed together at most.
const GROUP: usize = 256;
/// How long to wait before entries that the store did not take are offered again.
const AGAIN: Duration = Duration::from_millis(500);

/// The near end of the queue.
pub struct Audit {
    queue: mpsc::Sender<Waiting>,
}

/// An entry in line, or only the wish to hear that all before it is committed.
struct Waiting {
    entry: Option<NewEntry>,
    written: Option<oneshot::Sender<Result<(), StoreError>>>,
}

impl Audit {
    /// Begins to write to the store. Must be called within a Tokio runtime.
    pub fn start(store: Arc<dyn Store>) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(write(store, waiting));
        Self { queue }
    }

    /// Puts an entry in line and does not wait.
    ///
    /// # Errors
    /// When too much waits, because the store does not answer: then what was to be logged must not happen.
    pub fn note(&self, entry: NewEntry) -> Result<(), StoreError> {
        self.queue.try_send(Waiting { entry: Some(entry), written: None }).map_err(|_| full())
    }

    /// Puts an entry in line that tells what happened already, and cannot be kept from happening.
    pub fn note_fact(&self, entry: NewEntry) {
        if let Err(error) = self.note(entry) {
            tracing::error!(%error, "an entry of the audit log was lost");
        }
    }

    /// Writes an entry. After `Ok` it is committed.
    ///
    /// # Errors
    /// When the store did not take it. It is not tried again.
    pub async fn write(&self, entry: NewEntry) -> Result<(), StoreError> {
        self.wait(Some(entry)).await
    }

    /// Waits until all that was noted before is committed.
    ///
    /// # Errors
    /// When the store did not take some of it.
    pub async fn flush(&self) -> Result<(), StoreError> {
        self.wait(None).await
    }

    /// An agent saw a recording, or a part of it.
    ///
    /// # Errors
    /// When it could not be logged: then it must not be shown.
    pub async fn recording_viewed(
        &self,
        agent: &Agent,
        subject: Subject,
        recording: &str,
    ) -> Result<(), StoreError> {
        let what = What::RecordingViewed { recording: recording.to_owned() };
        self.write(NewEntry::now(Actor::from(agent), subject, &what)).await
    }

    async fn wait(&self, entry: Option<NewEntry>) -> Result<(), StoreError> {
        let (written, answer) = oneshot::channel();
        self.queue.send(Waiting { entry, written: Some(written) }).await.map_err(|_| full())?;
        answer.await.map_err(|_| full())?
    }
}

fn full() -> StoreError {
    StoreError::Unavailable("the audit log takes no entry now".into())
}

async fn write(store: Arc<dyn Store>, mut waiting: mpsc::Receiver<Waiting>) {
    let mut group = Vec::new();
    while !group.is_empty() || waiting.recv_many(&mut group, GROUP).await > 0 {
        while group.len() < GROUP
            && let Ok(next) = waiting.try_recv()
        {
            group.push(next);
        }
        let Err(error) = commit(&*store, &mut group).await else { continue };
        tracing::error!(%error, waiting = group.len(), "entries of the audit log were not committed");
        if !group.is_empty() {
            if waiting.is_closed() {
                tracing::error!(lost = group.len(), "the relay ends, and these entries with it");
                return;
            }
            tokio::time::sleep(AGAIN).await;
        }
    }
}

/// Empties the group. After an error, entries that nobody waits for stay in it, to be tried again; the others must not
/// be written any more, because what they tell of was refused.
async fn commit(store: &dyn Store, group: &mut Vec<Waiting>) -> Result<(), StoreError> {
    let entries: Vec<NewEntry> = group.iter().filter_map(|waiting| waiting.entry.clone()).collect();
    let outcome = if entries.is_empty() { Ok(()) } else { store.append_audit(entries).await };
    group.retain_mut(|waiting| {
        let Some(written) = waiting.written.take() else { return outcome.is_err() };
        // Who has gone needs no answer.
        let _ = written.send(outcome.clone());
        false
    });
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{audit::verify::verify, store::sqlite::SqliteStore};
    use alongside_protocol::SiteKey;
    use std::time::Instant;

    fn entry(number: u32) -> NewEntry {
        let what = What::Act { act: "click", node: Some(number), number };
        NewEntry::now(Actor::Relay, Subject::site(&SiteKey::from("pk_1")), &what)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn noting_does_not_wait_and_what_was_noted_is_written_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.path().join("store.db")).unwrap());
        let audit = Audit::start(Arc::clone(&store));
        let begin = Instant::now();
        for number in 0..2_000 {
            audit.note(entry(number)).unwrap();
        }
        assert!(begin.elapsed() < Duration::from_millis(500), "{:?} for 2,000", begin.elapsed());
        audit.write(entry(2_000)).await.unwrap();
        let site = SiteKey::from("pk_1");
        let stored = store.audit(&site, 0, 5_000).await.unwrap();
        let numbers = stored.iter().map(|entry| {
            let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap();
            detail["number"].as_u64().unwrap()
        });
        assert!(numbers.eq(0..=2_000));
        assert_eq!(verify(&*store, &site, None).await.unwrap().entries, 2_001);
    }

    #[tokio::test]
    async fn what_cannot_be_logged_is_refused_and_what_waits_is_written_when_the_store_is_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path).unwrap());
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("ALTER TABLE audit RENAME TO hidden").unwrap();
        let audit = Audit::start(Arc::clone(&store));
        audit.note(entry(1)).unwrap();
        assert!(audit.write(entry(2)).await.is_err());
        let mut noted = 1;
        while noted <= QUEUE + 2 * GROUP && audit.note(entry(3)).is_ok() {
            noted += 1;
        }
        assert!(noted <= QUEUE + GROUP, "the queue has an end");
        other.execute_batch("ALTER TABLE hidden RENAME TO audit").unwrap();
        audit.flush().await.unwrap();
        let site = SiteKey::from("pk_1");
        let stored = store.audit(&site, 0, 10_000).await.unwrap();
        assert_eq!(stored.len(), noted);
        assert!(
            stored.iter().all(|entry| !entry.detail.contains(":2")),
            "what was refused is not written later"
        );
    }
}

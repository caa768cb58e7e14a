//! The queue in front of the store. One task takes all entries that wait and has them committed together, in the order
//! in which they came. Each site has places of its own in it: where one site's are taken, no other site's entry is refused.

use super::{Actor, NewEntry, Subject, What};
use crate::store::{Agent, Store, StoreError};
use alongside_protocol::SiteKey;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

/// How many entries of one site may wait. When none more fits, what was to be logged is refused: nothing goes unlogged.
const PLACES: usize = 2048;
/// How many are committed together at most.
const GROUP: usize = 256;
/// How long to wait before entries that the store did not take are offered again.
const AGAIN: Duration = Duration::from_millis(500);

/// The near end of the queue.
pub struct Audit {
    /// Without an end of its own: the places of the sites are its end.
    queue: mpsc::UnboundedSender<Waiting>,
    /// Of each site that has had an entry. Sites are made by the operator: there are few.
    places: Mutex<HashMap<SiteKey, Arc<Semaphore>>>,
}

/// An entry in line, or only the wish to hear that all before it is committed.
struct Waiting {
    entry: Option<NewEntry>,
    /// Its site's, free again when it is committed or given up.
    place: Option<OwnedSemaphorePermit>,
    written: Option<oneshot::Sender<Result<(), StoreError>>>,
}

impl Audit {
    /// Begins to write to the store. Must be called within a Tokio runtime.
    pub fn start(store: Arc<dyn Store>) -> Self {
        let (queue, waiting) = mpsc::unbounded_channel();
        tokio::spawn(write(store, waiting));
        Self { queue, places: Mutex::default() }
    }

    /// Puts an entry in line and does not wait.
    ///
    /// # Errors
    /// When too much of its site waits, because the store does not answer: then what was to be logged must not happen.
    pub fn note(&self, entry: NewEntry) -> Result<(), StoreError> {
        let place = self.places_of(&entry.subject.site).try_acquire_owned().map_err(|_| full())?;
        self.enter(Waiting { entry: Some(entry), place: Some(place), written: None })
    }

    /// Puts an entry in line that tells what happened already, and cannot be kept from happening.
    pub fn note_fact(&self, entry: NewEntry) {
        if let Err(error) = self.note(entry) {
            tracing::error!(%error, "an entry of the audit log was lost");
        }
    }

    /// Writes an entry, when its site has a place for it. After `Ok` it is committed.
    ///
    /// # Errors
    /// When the store did not take it. It is not tried again.
    pub async fn write(&self, entry: NewEntry) -> Result<(), StoreError> {
        let place = self.places_of(&entry.subject.site).acquire_owned().await.map_err(|_| full())?;
        self.wait(Some(entry), Some(place)).await
    }

    /// Waits until all that was noted before is committed.
    ///
    /// # Errors
    /// When the store did not take some of it.
    pub async fn flush(&self) -> Result<(), StoreError> {
        self.wait(None, None).await
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

    async fn wait(
        &self,
        entry: Option<NewEntry>,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<(), StoreError> {
        let (written, answer) = oneshot::channel();
        self.enter(Waiting { entry, place, written: Some(written) })?;
        answer.await.map_err(|_| full())?
    }

    fn enter(&self, waiting: Waiting) -> Result<(), StoreError> {
        self.queue.send(waiting).map_err(|_| full())
    }

    fn places_of(&self, site: &SiteKey) -> Arc<Semaphore> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = places.get(site) {
            return Arc::clone(known);
        }
        Arc::clone(places.entry(site.clone()).or_insert_with(|| Arc::new(Semaphore::new(PLACES))))
    }
}

fn full() -> StoreError {
    StoreError::Unavailable("the audit log takes no entry now".into())
}

async fn write(store: Arc<dyn Store>, mut waiting: mpsc::UnboundedReceiver<Waiting>) {
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
        // Whoever hears the answer may be about to write the next.
        drop(waiting.place.take());
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
        entry_of("pk_1", number)
    }

    fn entry_of(site: &str, number: u32) -> NewEntry {
        let what = What::Act { act: "click", node: Some(number), number };
        NewEntry::now(Actor::Relay, Subject::site(&SiteKey::from(site)), &what)
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
        while noted <= 2 * PLACES && audit.note(entry(3)).is_ok() {
            noted += 1;
        }
        assert!(noted <= PLACES, "the queue has an end");
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

    #[tokio::test]
    async fn a_flood_of_one_sites_entries_keeps_no_other_site_from_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path).unwrap());
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("ALTER TABLE audit RENAME TO hidden").unwrap();
        let audit = Audit::start(Arc::clone(&store));
        let flood = (0..100_000).take_while(|number| audit.note(entry(*number)).is_ok()).count();
        assert!(audit.note(entry(0)).is_err(), "{flood} of one site fit");
        for number in 0..100 {
            audit.note(entry_of("pk_2", number)).unwrap();
        }
        other.execute_batch("ALTER TABLE hidden RENAME TO audit").unwrap();
        audit.write(entry_of("pk_2", 100)).await.unwrap();
        assert_eq!(store.audit(&"pk_2".into(), 0, 1_000).await.unwrap().len(), 101);
        audit.write(entry(0)).await.unwrap();
        assert_eq!(store.audit(&"pk_1".into(), 0, 100_000).await.unwrap().len(), flood + 1);
    }
}

//! What is kept of co-browse sessions.

use super::{Place, conversation, key, site};
use crate::store::{
    Chunk, Extended, NewRecording, RecordingEnd, RecordingPolicy, RecordingStore, ResumedRecording, Store,
    StoreError,
};
use alongside_protocol::{ConversationId, Recording, RecordingId, RecordingKind, SiteKey};

const DAY_MS: u64 = 86_400_000;

fn other() -> SiteKey {
    "pk_other".into()
}

fn new(recording: &str, conversation: &ConversationId, started_at_ms: u64) -> NewRecording {
    NewRecording {
        recording: recording.into(),
        conversation: conversation.clone(),
        kind: RecordingKind::Session,
        session: None,
        saved_by: None,
        started_at_ms,
    }
}

fn chunk(bytes: Vec<u8>, duration_ms: u64) -> Chunk {
    Chunk { records: bytes.into(), duration_ms, gaps: 0 }
}

/// Bytes that are different everywhere.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index * 31 + index / 251) as u8).collect()
}

fn names(recordings: &[Recording]) -> Vec<&str> {
    recordings.iter().map(|recording| recording.recording.as_str()).collect()
}

async fn played(store: &impl Store, site: &SiteKey, recording: &str) -> Vec<u8> {
    let mut all = Vec::new();
    for number in 0.. {
        match store.recorded(site, &recording.into(), number).await.unwrap() {
            Some(stretch) => all.extend_from_slice(&stretch),
            None => break,
        }
    }
    all
}

async fn end(store: &impl Store, recording: &str, duration_ms: u64) {
    let end = RecordingEnd { duration_ms, is_cut: false };
    store.end_recording(&key(), &recording.into(), end).await.unwrap();
}

pub(super) async fn what_was_kept_comes_back_byte_for_byte(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    store.begin_recording(&key(), new("r", &conversation, 1_000)).await.unwrap();
    // Smaller and much larger than any row that a store might make of it.
    let parts = [bytes(10), bytes(1_000_000), bytes(65_536)];
    for (index, part) in parts.iter().enumerate() {
        let chunk = Chunk { gaps: u32::from(index == 1), ..chunk(part.clone(), 500 * index as u64) };
        assert_eq!(store.extend_recording(&key(), &"r".into(), chunk).await, Ok(Extended::Kept));
    }
    assert!(store.recording(&key(), &"r".into()).await.unwrap().unwrap().running);
    end(&store, "r", 7_000).await;
    drop(store);

    let store = place.open();
    assert_eq!(played(&store, &key(), "r").await, parts.concat());
    let expected = Recording {
        recording: "r".into(),
        conversation: conversation.clone(),
        kind: RecordingKind::Session,
        saved_by: None,
        started_at_ms: 1_000,
        duration_ms: 7_000,
        bytes: 1_065_546,
        gaps: 1,
        running: false,
        cut: false,
        expires_at_ms: 1_000 + 30 * DAY_MS,
    };
    assert_eq!(store.recordings(&key(), Some(&conversation)).await.unwrap(), [expected]);
    assert_eq!(store.recordings(&key(), Some(&"another".into())).await.unwrap(), []);
}

pub(super) async fn a_site_records_only_when_it_says_so(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    store.put_site(site(&other())).await.unwrap();
    assert_eq!(store.recording_policy(&key()).await.unwrap(), RecordingPolicy::default());
    let policy = RecordingPolicy { is_on: true, days: 7, recording_bytes: 10, site_bytes: 20 };
    store.set_recording_policy(&key(), policy.clone()).await.unwrap();
    assert_eq!(store.recording_policy(&key()).await.unwrap(), policy);
    assert!(store.site(&key()).await.unwrap().unwrap().settings.records, "the widget is told");
    store.put_site(site(&key())).await.unwrap();
    assert!(store.site(&key()).await.unwrap().unwrap().settings.records, "other settings leave it alone");
    assert!(!store.site(&other()).await.unwrap().unwrap().settings.records);
    let none = StoreError::NotFound("site");
    assert_eq!(store.recording_policy(&"pk_none".into()).await, Err(none.clone()));
    assert_eq!(store.set_recording_policy(&"pk_none".into(), policy).await, Err(none));
}

pub(super) async fn no_recording_and_no_site_grows_past_its_limit(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let policy = RecordingPolicy { recording_bytes: 100, site_bytes: 150, ..RecordingPolicy::default() };
    store.set_recording_policy(&key(), policy).await.unwrap();
    let extend = async |recording: &str, length: usize| {
        store.extend_recording(&key(), &recording.into(), chunk(bytes(length), 0)).await.unwrap()
    };
    store.begin_recording(&key(), new("r", &conversation, 1)).await.unwrap();
    store.begin_recording(&key(), new("s", &conversation, 2)).await.unwrap();
    assert_eq!(extend("r", 90).await, Extended::Kept);
    assert_eq!(extend("r", 11).await, Extended::RecordingFull);
    assert_eq!(extend("r", 10).await, Extended::Kept);
    assert_eq!(extend("s", 51).await, Extended::SiteFull);
    assert_eq!(extend("s", 50).await, Extended::Kept);
    assert_eq!(played(&store, &key(), "s").await, bytes(50), "what was refused left no trace");
}

pub(super) async fn what_is_deleted_is_gone_and_gives_its_room_back(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let policy =
        RecordingPolicy { recording_bytes: 3_000_000, site_bytes: 3_000_000, ..RecordingPolicy::default() };
    store.set_recording_policy(&key(), policy).await.unwrap();
    let fill = async |recording: &str| {
        store.begin_recording(&key(), new(recording, &conversation, 1)).await.unwrap();
        let chunk = chunk(bytes(3_000_000), 0);
        assert_eq!(store.extend_recording(&key(), &recording.into(), chunk).await, Ok(Extended::Kept));
    };
    fill("r").await;
    assert!(store.delete_recording(&key(), &"r".into()).await.unwrap());
    assert!(!store.delete_recording(&key(), &"r".into()).await.unwrap(), "it is gone");
    assert_eq!(store.recording(&key(), &"r".into()).await.unwrap(), None);
    assert!(played(&store, &key(), "r").await.is_empty());
    // Who still records it is told.
    let late = store.extend_recording(&key(), &"r".into(), chunk(bytes(1), 0)).await;
    assert_eq!(late, Err(StoreError::NotFound("recording")));
    end(&store, "r", 1).await;
    fill("s").await;
}

pub(super) async fn recordings_are_kept_for_their_days(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    for (recording, started_at_ms) in [("old", 0), ("new", DAY_MS), ("running", 0)] {
        store.begin_recording(&key(), new(recording, &conversation, started_at_ms)).await.unwrap();
        let kept = store.extend_recording(&key(), &recording.into(), chunk(bytes(100), 1)).await;
        assert_eq!(kept, Ok(Extended::Kept));
    }
    end(&store, "old", 1).await;
    end(&store, "new", 1).await;
    assert_eq!(store.delete_expired_recordings(30 * DAY_MS - 1).await, Ok(0));
    assert_eq!(store.delete_expired_recordings(30 * DAY_MS).await, Ok(1));
    let left = async || store.recordings(&key(), None).await.unwrap();
    assert_eq!(names(&left().await), ["new", "running"]);
    let expired = async |site: SiteKey| store.expired_recordings(&site, &conversation).await.unwrap();
    assert_eq!((expired(key()).await, expired(other()).await), (1, 0));
    assert!(played(&store, &key(), "old").await.is_empty());
    // Who shortens the days means what is there as well.
    let policy = RecordingPolicy { days: 1, ..RecordingPolicy::default() };
    store.set_recording_policy(&key(), policy).await.unwrap();
    assert_eq!(store.delete_expired_recordings(2 * DAY_MS).await, Ok(1));
    assert_eq!(names(&left().await), ["running"]);
    assert!(store.delete_recording(&key(), &"running".into()).await.unwrap());
    assert_eq!(expired(key()).await, 2, "what somebody deletes is not among them");
}

pub(super) async fn what_a_killed_relay_left_running_ends(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    store.begin_recording(&key(), new("r", &conversation, 1)).await.unwrap();
    let page = NewRecording { kind: RecordingKind::Page, ..new("half a page", &conversation, 2) };
    store.begin_recording(&key(), page).await.unwrap();
    assert_eq!(names(&store.recordings(&key(), None).await.unwrap()), ["r"], "a page shows when it is whole");
    assert_eq!(store.end_abandoned_recordings().await, Ok(1));
    let recordings = store.recordings(&key(), None).await.unwrap();
    assert_eq!(names(&recordings), ["r"]);
    assert!(!recordings[0].running);
    assert_eq!(store.end_abandoned_recordings().await, Ok(0));
}

pub(super) async fn a_session_is_found_again_and_goes_on_being_recorded(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    store.put_site(site(&other())).await.unwrap();
    let begin = async |recording: &str, started_at_ms: u64| {
        let session = Some("s".into());
        let new = NewRecording { session, ..new(recording, &conversation, started_at_ms) };
        store.begin_recording(&key(), new).await.unwrap();
    };
    let resume = async |site: SiteKey, conversation: &str, session: &str| {
        store.resume_recording(&site, &conversation.into(), &session.into()).await.unwrap()
    };
    let hers = conversation.as_str();
    begin("earlier", 1).await;
    begin("r", 2).await;
    end(&store, "r", 5_000).await;
    for (site, conversation, session) in [(other(), hers, "s"), (key(), "another", "s"), (key(), hers, "t")] {
        assert_eq!(resume(site, conversation, session).await, None);
    }
    let resumed = ResumedRecording { recording: "r".into(), started_at_ms: 2 };
    assert_eq!(resume(key(), hers, "s").await, Some(resumed), "the newest of that name");
    let found = store.recording(&key(), &"r".into()).await.unwrap().unwrap();
    assert!(found.running);
    assert_eq!((found.gaps, found.duration_ms), (1, 5_000), "what came meanwhile is missing");
    assert_eq!(store.extend_recording(&key(), &"r".into(), chunk(bytes(5), 9_000)).await, Ok(Extended::Kept));

    let cut = RecordingEnd { duration_ms: 9_000, is_cut: true };
    store.end_recording(&key(), &"r".into(), cut).await.unwrap();
    assert_eq!(resume(key(), hers, "s").await, None, "it is as large as it may be");
    store.delete_recording(&key(), &"r".into()).await.unwrap();
    begin("gone", 3).await;
    store.delete_recording(&key(), &"gone".into()).await.unwrap();
    assert_ne!(resume(key(), hers, "s").await.map(|resumed| resumed.recording), Some("gone".into()));
}

pub(super) async fn another_sites_recordings_are_not_there(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    store.put_site(site(&other())).await.unwrap();
    let stranger = store.begin_recording(&other(), new("x", &conversation, 1)).await;
    assert_eq!(stranger, Err(StoreError::NotFound("conversation")));
    store.begin_recording(&key(), new("r", &conversation, 1)).await.unwrap();
    let recording = RecordingId::from("r");
    store.extend_recording(&key(), &recording, chunk(bytes(10), 1)).await.unwrap();
    let before = store.recordings(&key(), None).await.unwrap();

    let late = store.extend_recording(&other(), &recording, chunk(bytes(10), 1)).await;
    assert_eq!(late, Err(StoreError::NotFound("recording")));
    let end = RecordingEnd { duration_ms: 99, is_cut: true };
    store.end_recording(&other(), &recording, end).await.unwrap();
    assert_eq!(store.recordings(&other(), Some(&conversation)).await.unwrap(), []);
    assert_eq!(store.recording(&other(), &recording).await.unwrap(), None);
    assert_eq!(store.recorded(&other(), &recording, 0).await.unwrap(), None);
    assert!(!store.delete_recording(&other(), &recording).await.unwrap());
    assert_eq!(store.recordings(&key(), None).await.unwrap(), before, "and nothing of it left a trace");
}

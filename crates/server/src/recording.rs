//! Recordings: what is kept of a co-browse session when its site wants that and the shopper was told.
//!
//! - [`Recorder`] stands in the session beside its watchers. It takes frames as they come and never waits: what it
//!   cannot take is a gap, and after a gap it begins anew with a keyframe.
//! - `writer` is the task behind it, which puts frames into the store in chunks, an asset once only.
//! - `record` is the form in which frames are kept and played: when, how long, and the frame.
//! - [`Recorders`] counts them all: what waits for the disk, and who still writes when the relay stops.
//! - `housekeeping` deletes what is past its days.
//!
//! Does not own: where recordings are kept ([`crate::store::RecordingStore`]), who may see them
//! ([`crate::web`]), nor what a frame says: it is kept as it came, without its envelope, and never read.

mod housekeeping;
mod record;
mod recorder;
mod recorders;
mod saved_page;
mod writer;

pub(crate) use housekeeping::keep_house;
pub(crate) use recorder::{Recorder, Wish};
pub use recorders::Recorders;
pub(crate) use saved_page::{Refused, save_page};

use crate::{
    audit::Subject,
    clock,
    relay::Relay,
    store::{Agent, NewRecording, StoreError},
};
use alongside_protocol::{ConversationId, Recording, RecordingId, RecordingKind, SessionId, SiteKey};
use std::{sync::Arc, time::Duration};
use writer::Writer;

/// Begins to record a session, if its site wants that. The shopper has been told; whoever calls this saw to it.
/// A session that cannot be recorded goes on unrecorded.
pub(crate) async fn begin(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    session: &SessionId,
) -> Option<Recorder> {
    let recorder = try_to_begin(relay, site, conversation, session).await;
    recorder.unwrap_or_else(|error| not_recorded(relay, site, conversation, &error))
}

/// Goes on with the recording that the relay before this one made of a session. That there is one says that the shopper was told;
/// whether its site still wants it is asked again.
pub(crate) async fn resume(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    session: &SessionId,
) -> Option<Recorder> {
    let recorder = try_to_resume(relay, site, conversation, session).await;
    recorder.unwrap_or_else(|error| not_recorded(relay, site, conversation, &error))
}

fn not_recorded(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    error: &StoreError,
) -> Option<Recorder> {
    relay.metrics.recordings.failures.add(1);
    tracing::error!(%error, %site, %conversation, "a co-browse session is not recorded");
    None
}

async fn try_to_begin(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    session: &SessionId,
) -> Result<Option<Recorder>, StoreError> {
    if !relay.store.recording_policy(site).await?.is_on {
        return Ok(None);
    }
    let (recording, started_at_ms) = (new_name(), clock::now_ms());
    let new = NewRecording {
        recording: recording.clone(),
        conversation: conversation.clone(),
        kind: RecordingKind::Session,
        session: Some(session.clone()),
        saved_by: None,
        started_at_ms,
    };
    relay.store.begin_recording(site, new).await?;
    Ok(Some(record(relay, site, recording, started_at_ms)))
}

async fn try_to_resume(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    session: &SessionId,
) -> Result<Option<Recorder>, StoreError> {
    if !relay.store.recording_policy(site).await?.is_on {
        return Ok(None);
    }
    let resumed = relay.store.resume_recording(site, conversation, session).await?;
    Ok(resumed.map(|resumed| record(relay, site, resumed.recording, resumed.started_at_ms)))
}

fn record(relay: &Relay, site: &SiteKey, recording: RecordingId, started_at_ms: u64) -> Recorder {
    let so_far = Duration::from_millis(clock::now_ms().saturating_sub(started_at_ms));
    let (recorder, queue) = Recorder::new(recording, so_far, &relay.recorders);
    let writer = Writer {
        store: Arc::clone(&relay.store),
        assets: Arc::clone(&relay.asset_store),
        counts: Arc::clone(&relay.metrics.recordings),
        site: site.clone(),
    };
    tokio::spawn(writer.write(queue));
    recorder
}

/// Notes in the audit log that an agent looks at a recording.
///
/// # Errors
/// When it could not be noted: then it must not be shown.
pub(crate) async fn note_view(relay: &Relay, agent: &Agent, recording: &Recording) -> Result<(), StoreError> {
    let subject = Subject {
        visitor: relay.store.visitor_of(&agent.site, &recording.conversation).await?,
        conversation: Some(recording.conversation.clone()),
        ..Subject::site(&agent.site)
    };
    relay.audit.recording_viewed(agent, subject, recording.recording.as_str()).await
}

fn new_name() -> RecordingId {
    RecordingId(uuid::Uuid::now_v7().to_string())
}

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
use alongside_protocol::{ConversationId, Recording, RecordingId, RecordingKind, SiteKey};
use std::sync::Arc;

/// Begins to record a session, if its site wants that. The shopper has been told; whoever calls this saw to it.
/// A session that cannot be recorded goes on unrecorded.
pub(crate) async fn begin(relay: &Relay, site: &SiteKey, conversation: &ConversationId) -> Option<Recorder> {
    match try_to_begin(relay, site, conversation).await {
        Ok(recorder) => recorder,
        Err(error) => {
            tracing::error!(%error, %site, %conversation, "a co-browse session is not recorded");
            None
        }
    }
}

async fn try_to_begin(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<Option<Recorder>, StoreError> {
    if !relay.store.recording_policy(site).await?.is_on {
        return Ok(None);
    }
    let recording = new_name();
    let new = NewRecording {
        recording: recording.clone(),
        conversation: conversation.clone(),
        kind: RecordingKind::Session,
        saved_by: None,
        started_at_ms: clock::now_ms(),
    };
    relay.store.begin_recording(site, new).await?;
    let (recorder, queue) = Recorder::new(recording, &relay.recorders);
    let (store, assets) = (Arc::clone(&relay.store), Arc::clone(&relay.asset_store));
    tokio::spawn(writer::write(store, assets, site.clone(), queue));
    Ok(Some(recorder))
}

/// Notes in the audit log that an agent looks at a recording.
///
/// # Errors
/// When it could not be noted: then it must not be shown.
pub(crate) async fn note_view(relay: &Relay, agent: &Agent, recording: &Recording) -> Result<(), StoreError> {
    let subject =
        Subject { conversation: Some(recording.conversation.clone()), ..Subject::site(&agent.site) };
    relay.audit.recording_viewed(agent, subject, recording.recording.as_str()).await
}

fn new_name() -> RecordingId {
    RecordingId(uuid::Uuid::now_v7().to_string())
}

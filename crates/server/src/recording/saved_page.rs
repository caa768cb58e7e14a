//! A page that an agent saves to a conversation: one moment, as the agent's viewer had it.

use super::{new_name, record};
use crate::{
    audit::{Actor, NewEntry, Subject, What},
    chat::{self, Said},
    clock,
    relay::Relay,
    store::{Agent, Chunk, Extended, NewRecording, RecordingEnd, StoreError},
};
use alongside_protocol::{ClientId, ConversationId, Noted, RecordingId, RecordingKind};
use bytes::Bytes;
use thiserror::Error;

/// Why a page was not saved.
#[derive(Debug, Error)]
pub(crate) enum Refused {
    /// The body is no records.
    #[error("this is no page: {0}")]
    NoPage(#[from] record::NoRecords),
    /// A limit of size stands in the way.
    #[error("there is no room for it: {0}")]
    NoRoom(&'static str),
    /// The store's reason.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps a page, and says so in the conversation, where both sides read it. The frames are kept unread: whoever plays
/// them trusts them as little as the shopper's own.
pub(crate) async fn save_page(
    relay: &Relay,
    agent: &Agent,
    conversation: &ConversationId,
    records: Bytes,
) -> Result<RecordingId, Refused> {
    record::check(&records)?;
    let (store, site, recording) = (&relay.store, &agent.site, new_name());
    let new = NewRecording {
        recording: recording.clone(),
        conversation: conversation.clone(),
        kind: RecordingKind::Page,
        session: None,
        saved_by: Some(agent.name.clone()),
        started_at_ms: clock::now_ms(),
    };
    store.begin_recording(site, new).await?;
    let kept = store.extend_recording(site, &recording, Chunk { records, duration_ms: 0, gaps: 0 }).await;
    let kept = match kept {
        Ok(Extended::Kept) => tell(relay, agent, conversation, &recording).await,
        Ok(Extended::RecordingFull) => {
            Err(Refused::NoRoom("it is larger than this site's recordings may be"))
        }
        Ok(Extended::SiteFull) => Err(Refused::NoRoom("this site's room for recordings is used up")),
        Err(error) => Err(error.into()),
    };
    if let Err(refused) = kept {
        store.delete_recording(site, &recording).await?;
        return Err(refused);
    }
    tracing::info!(agent = %agent.agent, %site, %recording, %conversation, "a page was saved");
    Ok(recording)
}

/// In the audit log, and in the conversation. A page of which neither tells is not kept.
async fn tell(
    relay: &Relay,
    agent: &Agent,
    conversation: &ConversationId,
    recording: &RecordingId,
) -> Result<(), Refused> {
    let end = RecordingEnd { duration_ms: 0, is_cut: false };
    relay.store.end_recording(&agent.site, recording, end).await?;
    let subject = Subject {
        visitor: relay.store.visitor_of(&agent.site, conversation).await?,
        conversation: Some(conversation.clone()),
        ..Subject::site(&agent.site)
    };
    let what = What::PageSaved { recording: recording.to_string() };
    relay.audit.write(NewEntry::now(Actor::from(agent), subject, &what)).await?;
    let said = Said::noted(ClientId(recording.to_string()), Noted::PageSaved, Some(&agent.name));
    chat::say(relay, &agent.site, conversation, said).await?;
    Ok(())
}

//! What is kept of co-browse sessions, as the console lists it, and the limits of it.

use crate::{ConversationId, RecordingId};
use serde::{Deserialize, Serialize};

/// What was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingKind {
    /// A whole session, frame by frame, as the shopper's page sent it.
    Session,
    /// One moment of a page, which an agent saved.
    Page,
}

/// A recording, without what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Its name; also the `client_id` of the line in the conversation that tells of it.
    pub recording: RecordingId,
    /// The conversation that it belongs to.
    pub conversation: ConversationId,
    /// What was kept.
    pub kind: RecordingKind,
    /// The agent who saved it; nobody for a session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved_by: Option<String>,
    /// When it began, in ms since 1970 UTC.
    pub started_at_ms: u64,
    /// How long it is, in ms.
    pub duration_ms: u64,
    /// How large it is.
    pub bytes: u64,
    /// How often frames are missing, because the store was too slow.
    pub gaps: u32,
    /// Whether it goes on.
    pub running: bool,
    /// Whether it ended before its session, at a limit of size.
    pub cut: bool,
    /// When it is deleted, in ms since 1970 UTC.
    pub expires_at_ms: u64,
}

/// The answer to `GET /api/v1/recordings?conversation=…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recordings {
    /// The newest first.
    pub recordings: Vec<Recording>,
    /// How many were deleted because their days were over.
    #[serde(default)]
    pub expired: u64,
}

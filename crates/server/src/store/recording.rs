//! What a store keeps of co-browse sessions: which sites want it, and the frames in the order of their coming.
//!
//! [`RecordingStore`] is a seam of its own beside the conversations: frames are many and large, and may move to
//! an object store one day. It promises what [`super::Store`] does, and:
//!
//! - What was kept comes back byte for byte, however it was cut into chunks.
//! - No site's recordings take more room than its policy allows, and none is longer than it allows.
//! - What was deleted is gone from every answer at once, and from the disk when the call returns.

use super::StoreError;
use alongside_protocol::{ConversationId, Recording, RecordingId, RecordingKind, SessionId, SiteKey};
use async_trait::async_trait;
use bytes::Bytes;

/// How many recordings one list holds at most: the newest.
pub const LISTED_RECORDINGS: usize = 500;

/// Whether and for how long a site's shared pages are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingPolicy {
    /// Whether sessions are recorded. Pages that agents save are kept in any case.
    pub is_on: bool,
    /// How long all of it is kept, in days; counted from its beginning.
    pub days: u32,
    /// Largest recording, in bytes. A longer session is recorded up to there.
    pub recording_bytes: u64,
    /// Room for all recordings of the site, in bytes. When it is used up, nothing more is recorded.
    pub site_bytes: u64,
}

impl Default for RecordingPolicy {
    fn default() -> Self {
        Self { is_on: false, days: 30, recording_bytes: 64 * 1024 * 1024, site_bytes: 4 * 1024 * 1024 * 1024 }
    }
}

/// A recording that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecording {
    /// Its name.
    pub recording: RecordingId,
    /// Where it belongs.
    pub conversation: ConversationId,
    /// What is kept.
    pub kind: RecordingKind,
    /// The session that is recorded, by whose name it may be resumed; none for a page.
    pub session: Option<SessionId>,
    /// The agent who saves it; nobody for a session.
    pub saved_by: Option<String>,
    /// Now, in ms since 1970 UTC.
    pub started_at_ms: u64,
}

/// A recording that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResumedRecording {
    /// Its name.
    pub recording: RecordingId,
    /// When it began, in ms since 1970 UTC.
    pub started_at_ms: u64,
}

/// The next bytes of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Whole records.
    pub records: Bytes,
    /// How long the recording is with them, in ms.
    pub duration_ms: u64,
    /// How often frames are missing in them.
    pub gaps: u32,
}

/// What became of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extended {
    /// It is kept.
    Kept,
    /// The recording may not be so large. Nothing was kept.
    RecordingFull,
    /// The site's room is used up. Nothing was kept.
    SiteFull,
}

/// How a recording ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordingEnd {
    /// How long it is, in ms.
    pub duration_ms: u64,
    /// Whether a limit of size ended it.
    pub is_cut: bool,
}

/// A store of recordings. All times are in ms since 1970 UTC. Every method fails with
/// [`StoreError::Unavailable`] when the store does not answer; other errors are named where they occur.
#[async_trait]
pub trait RecordingStore: Send + Sync + 'static {
    /// What the site has set; the default if it never did.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such site.
    async fn recording_policy(&self, site: &SiteKey) -> Result<RecordingPolicy, StoreError>;

    /// Sets it. Shorter days hold for what was kept before as well.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such site.
    async fn set_recording_policy(&self, site: &SiteKey, policy: RecordingPolicy) -> Result<(), StoreError>;

    /// Begins a recording. A saved page is on no list before it has ended.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the site has no such conversation.
    async fn begin_recording(&self, site: &SiteKey, new: NewRecording) -> Result<(), StoreError>;

    /// Goes on with the recording of a session that another relay began, and counts what is missing between as a gap. None if
    /// there is none in this conversation, if it was deleted, or if a limit of size ended it.
    async fn resume_recording(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        session: &SessionId,
    ) -> Result<Option<ResumedRecording>, StoreError>;

    /// Keeps the next bytes of a recording, all or none of them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the site has no such recording, or it was deleted.
    async fn extend_recording(
        &self,
        site: &SiteKey,
        recording: &RecordingId,
        chunk: Chunk,
    ) -> Result<Extended, StoreError>;

    /// Ends a recording. One that is not there is no error.
    async fn end_recording(
        &self,
        site: &SiteKey,
        recording: &RecordingId,
        end: RecordingEnd,
    ) -> Result<(), StoreError>;

    /// Ends all that still run: those of a relay that was killed. Returns how many there were.
    async fn end_abandoned_recordings(&self) -> Result<u64, StoreError>;

    /// The site's recordings, or those of one conversation; the newest first, at most [`LISTED_RECORDINGS`].
    async fn recordings(
        &self,
        site: &SiteKey,
        conversation: Option<&ConversationId>,
    ) -> Result<Vec<Recording>, StoreError>;

    /// How many recordings of a conversation were deleted because their days were over.
    async fn expired_recordings(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<u64, StoreError>;

    /// One of them.
    async fn recording(
        &self,
        site: &SiteKey,
        recording: &RecordingId,
    ) -> Result<Option<Recording>, StoreError>;

    /// A stretch of a recording's bytes, by number from 0; nothing past its end.
    async fn recorded(
        &self,
        site: &SiteKey,
        recording: &RecordingId,
        number: u64,
    ) -> Result<Option<Bytes>, StoreError>;

    /// Deletes a recording. Returns whether it was there.
    async fn delete_recording(&self, site: &SiteKey, recording: &RecordingId) -> Result<bool, StoreError>;

    /// Deletes what is past its days at `now_ms`. Returns how many recordings that were.
    async fn delete_expired_recordings(&self, now_ms: u64) -> Result<u64, StoreError>;
}

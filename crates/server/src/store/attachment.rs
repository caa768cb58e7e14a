//! Files that shoppers and agents send each other, as a store keeps them.
//!
//! [`AttachmentStore`] is a seam of its own beside the conversations: files may move to an object store one day. It promises what
//! [`super::Store`] does, and:
//!
//! - What was kept comes back byte for byte, and nothing of a file before all of it is kept.
//! - No site's files take more room than a call allows, also when several come at once.
//! - Files go with their conversation.

use super::StoreError;
use alongside_protocol::{Attachment, ConversationId, Side, SiteKey, VisitorId};
use async_trait::async_trait;
use bytes::Bytes;

/// Where a file belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A conversation of the site.
    Conversation(ConversationId),
    /// The conversation of a visitor: it begins with the file if she has none, and there is room.
    Of(VisitorId),
}

/// A file that begins to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// Its name: nobody can guess it.
    pub id: String,
    /// Where it belongs.
    pub destination: Destination,
    /// Who sends it.
    pub side: Side,
    /// Its name for people.
    pub name: String,
    /// Its type, such as `image/png`.
    pub media_type: String,
    /// How long it is to be, in bytes.
    pub bytes: u64,
    /// Now, in ms since 1970 UTC.
    pub created_at_ms: u64,
}

/// How much may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Of the site, in bytes.
    pub site_bytes: u64,
    /// Of this side of the conversation within an hour: files.
    pub hour_files: u64,
    /// Of this side of the conversation within an hour, in bytes.
    pub hour_bytes: u64,
    /// Of this side of the conversation at a time: files that are still coming.
    pub at_once: u64,
}

/// What became of a beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It may come.
    Begun,
    /// The site's room is used up.
    SiteFull,
    /// This side has sent enough for an hour.
    HourFull,
    /// Too many files of this side are still coming.
    TooManyAtOnce,
}

/// What became of a stretch of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// It is kept.
    Kept,
    /// The site's room is used up: nothing of it is kept.
    SiteFull,
}

/// What is known of a file when all of it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// How long it is, in bytes.
    pub bytes: u64,
    /// SHA-256 of it.
    pub hash: [u8; 32],
    /// Of a picture: its width and height in pixels.
    pub size: Option<(u32, u32)>,
}

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAttachment {
    /// As messages carry it.
    pub attachment: Attachment,
    /// SHA-256 of it.
    pub hash: [u8; 32],
}

/// A store of files. All times are in ms since 1970 UTC. Every method fails with [`StoreError::Unavailable`] when the store does not
/// answer; other errors are named where they occur.
#[async_trait]
pub trait AttachmentStore: Send + Sync + 'static {
    /// Begins a file, if there is room for all of it now. What is announced takes none of the site's room: others may come faster.
    /// It counts as long as it is to be for what its own side may send.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the site has no such conversation or visitor.
    async fn begin_attachment(
        &self,
        site: &SiteKey,
        new: NewAttachment,
        room: Room,
    ) -> Result<Begun, StoreError>;

    /// Keeps the next bytes of a file, by number from 0, while the site's files have at most `site_bytes`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when no such file is coming.
    async fn extend_attachment(
        &self,
        site: &SiteKey,
        id: &str,
        number: u64,
        bytes: Bytes,
        site_bytes: u64,
    ) -> Result<Arrived, StoreError>;

    /// All of it has come: from here on it may be sent and read.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when no such file is coming.
    async fn finish_attachment(&self, site: &SiteKey, id: &str, whole: Whole) -> Result<(), StoreError>;

    /// Deletes a file that is still coming. One that is not is left alone, and no error.
    async fn abandon_attachment(&self, site: &SiteKey, id: &str) -> Result<(), StoreError>;

    /// A message of `side` in this conversation carries the file. None if it is not there, or was not sent there by that side.
    async fn carry_attachment(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        side: Side,
        id: &str,
    ) -> Result<Option<Attachment>, StoreError>;

    /// The file of this name.
    async fn attachment(&self, site: &SiteKey, id: &str) -> Result<Option<KeptAttachment>, StoreError>;

    /// A stretch of its bytes, by number from 0; nothing past its end, and nothing of a file that is still coming.
    async fn attached(&self, site: &SiteKey, id: &str, number: u64) -> Result<Option<Bytes>, StoreError>;

    /// Deletes files that began before `before_ms` and that no message has carried; with `unfinished`, also all that are still
    /// coming: those of a relay that was killed; and takes from the disk what was deleted and is still there. Returns how many it
    /// has deleted.
    async fn delete_stray_attachments(&self, before_ms: u64, unfinished: bool) -> Result<u64, StoreError>;
}

//! What survives a restart: sites, visitors, conversations, messages, agents and their logins, and the audit log.
//!
//! [`Store`] is the seam: SQLite stands behind it today ([`sqlite::SqliteStore`]), and whatever comes later
//! passes the same suite (`store::contract`). It promises:
//!
//! - A write that was answered with `Ok` is committed: it survives the process being killed.
//! - Every row belongs to a site, and no call sees another site's rows.
//! - `seq` is dense: the messages of a conversation are numbered 1, 2, 3 … in the order of their commits.
//! - A (conversation, client id) pair is stored once; a repeat returns the first row.
//!
//! Of co-browse sessions a store keeps what [`RecordingStore`] says, which is nothing unless a site wants it.
//!
//! Does not own: who may call what (that is decided at the sockets and in [`crate::login`]), nor what is in a
//! co-browse frame.

mod attachment;
mod closing;
#[cfg(test)]
mod contract;
mod error;
mod identity;
mod personal;
mod record;
mod recording;
mod room_hook;
pub mod sqlite;
mod trail;

pub use attachment::{
    Arrived, AttachmentStore, Begun, Destination, KeptAttachment, NewAttachment, Room, Whole,
};
pub use closing::{Closed, Closing, ClosingStore, NewClosing, NewRating};
pub use error::{OpenError, StoreError};
pub use identity::{Identified, IdentityKey, IdentityStore, LOST_ANSWER_MS, Person, Showing};
pub use personal::{Acquaintance, KeptRating, PersonalData, PersonalStore, TakenForm};
pub use record::{
    Agent, AgentLogin, Appended, Joining, NewAgent, NewMessage, Receipt, Site, StoredSummary, TakenCall,
};
pub use recording::{
    Chunk, Extended, LISTED_RECORDINGS, NewRecording, RecordingEnd, RecordingPolicy, RecordingStore,
    ResumedRecording,
};
pub use room_hook::{RoomHook, RoomHookStore};
pub use trail::TrailStore;

use crate::{
    audit::{Entry, NewEntry},
    origin::Origin,
    token::TokenHash,
};
use alongside_protocol::{
    CallId, ConversationId, Epoch, MaskingPolicy, Message, Page, Side, SiteKey, SiteOptions, Transcript,
    VisitorId,
};
use async_trait::async_trait;

/// How many conversations an agent's list holds at most: those with the newest activity.
pub const LISTED_CONVERSATIONS: usize = 500;

/// How many bytes of message bodies one transcript carries at most; older messages are left out.
pub const TRANSCRIPT_BYTES: usize = 1024 * 1024;

/// A store of conversations. All times are in ms since 1970 UTC. Every method fails with
/// [`StoreError::Unavailable`] when the store does not answer; other errors are named where they occur.
#[async_trait]
pub trait Store:
    RecordingStore + IdentityStore + PersonalStore + AttachmentStore + TrailStore + ClosingStore + RoomHookStore
{
    /// The life of this store; the same after every reopening.
    fn epoch(&self) -> &Epoch;

    /// Whether reading and writing work now.
    async fn check(&self) -> Result<(), StoreError>;

    /// Keeps a new site, or gives an existing one (same key) new settings and origins. Whether it records is set
    /// by [`RecordingStore::set_recording_policy`] and only read here.
    async fn put_site(&self, site: Site) -> Result<(), StoreError>;

    /// The site with this key.
    async fn site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError>;

    /// All sites, oldest first.
    async fn sites(&self) -> Result<Vec<Site>, StoreError>;

    /// Puts `origins` in the place of the site's allowed origins.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such site.
    async fn set_origins(&self, key: &SiteKey, origins: Vec<Origin>) -> Result<(), StoreError>;

    /// From where the viewer may load the site's pictures that could not be read; none for a site that is not there.
    async fn asset_origins(&self, key: &SiteKey) -> Result<Vec<Origin>, StoreError>;

    /// Puts `origins` in the place of the site's asset origins.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such site.
    async fn set_asset_origins(&self, key: &SiteKey, origins: Vec<Origin>) -> Result<(), StoreError>;

    /// What the site's owner wants masked; nothing for a site that is not there.
    async fn masking(&self, key: &SiteKey) -> Result<MaskingPolicy, StoreError>;

    /// Puts `masking` in the place of the site's masking policy.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such site.
    async fn set_masking(&self, key: &SiteKey, masking: MaskingPolicy) -> Result<(), StoreError>;

    /// What the site's owner has set of its widget; the usual for a site that is not there, and where what is stored cannot
    /// be read.
    async fn options(&self, key: &SiteKey) -> Result<SiteOptions, StoreError>;

    /// Puts `options` in the place of the site's options.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such site.
    async fn set_options(&self, key: &SiteKey, options: SiteOptions) -> Result<(), StoreError>;

    /// A new visitor, known by the hash of her token.
    async fn add_visitor(
        &self,
        site: &SiteKey,
        token: TokenHash,
        page: Page,
        now_ms: u64,
    ) -> Result<VisitorId, StoreError>;

    /// The visitor of this site who holds the token.
    async fn visitor(&self, site: &SiteKey, token: TokenHash) -> Result<Option<VisitorId>, StoreError>;

    /// Notes where the visitor is. Returns her conversation as it is now, if she has one.
    async fn set_page(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        page: Page,
    ) -> Result<Option<StoredSummary>, StoreError>;

    /// The visitor's conversation, if she has one.
    async fn conversation_of(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
    ) -> Result<Option<ConversationId>, StoreError>;

    /// The visitor's conversation; a new one if she has none.
    async fn open_conversation(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        now_ms: u64,
    ) -> Result<ConversationId, StoreError>;

    /// Adds a message at the end of a conversation, or finds the one that has its client id. A new one of the shopper's opens
    /// the conversation again if it was closed. In front of a new one of an agent's stands the line of its [`Joining`], where the
    /// agent is new.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the site has no such conversation.
    async fn append(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        message: NewMessage,
    ) -> Result<Appended, StoreError>;

    /// The messages after `since`, for a client that holds what came before. When there are more than a
    /// transcript carries, when the conversation has no message `since`, or when `since` is 0, the newest
    /// messages, as a whole history.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the site has no such conversation.
    async fn transcript(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        since: u64,
    ) -> Result<Transcript, StoreError>;

    /// The first `limit` messages after `since`, in order.
    async fn messages(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        since: u64,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError>;

    /// The last `limit` messages before the one with the number `before`, in order.
    async fn earlier(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        before: u64,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError>;

    /// Notes that `side` has received or read all up to `seq`. Returns the conversation as it is now if that was news;
    /// a marker never moves back, and never past the last message.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the site has no such conversation.
    async fn mark(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        side: Side,
        receipt: Receipt,
        seq: u64,
    ) -> Result<Option<StoredSummary>, StoreError>;

    /// The conversation as an agent's list shows it.
    async fn summary(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<Option<StoredSummary>, StoreError>;

    /// The site's conversations with the newest activity, newest first, at most [`LISTED_CONVERSATIONS`].
    async fn summaries(&self, site: &SiteKey) -> Result<Vec<StoredSummary>, StoreError>;

    /// A new agent.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when some agent has this e-mail address, [`StoreError::NotFound`] when there is
    /// no such site.
    async fn add_agent(&self, agent: NewAgent) -> Result<Agent, StoreError>;

    /// The agent with this e-mail address (letter case does not count), with the hash of the password.
    async fn agent_login(&self, email: &str) -> Result<Option<AgentLogin>, StoreError>;

    /// Gives an agent another password and ends all of the agent's logins.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when no agent has this e-mail address.
    async fn set_password(&self, email: &str, password_hash: String) -> Result<(), StoreError>;

    /// Remembers a login until `expires_at_ms`, and forgets logins that are over at `now_ms`.
    async fn add_login(
        &self,
        agent: &Agent,
        token: TokenHash,
        now_ms: u64,
        expires_at_ms: u64,
    ) -> Result<(), StoreError>;

    /// Who is logged in with this token at `now_ms`.
    async fn logged_in(&self, token: TokenHash, now_ms: u64) -> Result<Option<Agent>, StoreError>;

    /// Ends a login. One that is not there is no error.
    async fn end_login(&self, token: TokenHash) -> Result<(), StoreError>;

    /// Puts entries at the end of their sites' audit logs, all of them or none.
    async fn append_audit(&self, entries: Vec<NewEntry>) -> Result<(), StoreError>;

    /// The call of this name, if the site's audit log says that this visitor has taken it, and not that it is over.
    async fn taken_call(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        call: &CallId,
    ) -> Result<Option<TakenCall>, StoreError>;

    /// The first `limit` entries of a site's audit log after the one with the number `after`, in order, as they
    /// stand in the store. Nothing is checked: see [`crate::audit::verify`].
    async fn audit(&self, site: &SiteKey, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError>;
}

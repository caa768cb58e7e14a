//! What a store keeps of one shopper, to be given to her or deleted; and what she has answered to forms.

use super::{StoreError, StoredSummary};
use crate::audit::{Entry, NewEntry};
use alongside_protocol::{Answer, ConversationId, Happening, Page, Recording, SiteKey, VisitorId};
use async_trait::async_trait;

/// What decides what a shopper is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acquaintance {
    /// Whether her shop has named her.
    pub is_named: bool,
    /// Whether an address of hers is known, whoever said it.
    pub is_reachable: bool,
    /// Whether she has answered what is asked before the first message.
    pub has_answered: bool,
    /// Whether there is a conversation of hers.
    pub has_talked: bool,
}

/// A form that is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenForm {
    /// Her name, if she said one.
    pub name: Option<String>,
    /// Her address, if she said one.
    pub email: Option<String>,
    /// What she answered before her first message; none for a form that asked for an address only.
    pub answers: Option<Vec<Answer>>,
    /// When.
    pub now_ms: u64,
}

/// A rating of hers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRating {
    /// When, in ms since 1970 UTC.
    pub at_ms: u64,
    /// From 1 to 5.
    pub score: u8,
    /// What she said to it.
    pub comment: Option<String>,
}

/// All that is kept of one shopper, but what may be long: her messages and the log about her are read page by page, up to the numbers
/// that stand here.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonalData {
    /// Who.
    pub visitor: VisitorId,
    /// What the shop calls her.
    pub subject: Option<String>,
    /// Her name.
    pub name: Option<String>,
    /// Her address.
    pub email: Option<String>,
    /// When she came first.
    pub created_at_ms: u64,
    /// The page she was last on.
    pub page: Page,
    /// How many browsers hold a token of hers.
    pub browsers: u64,
    /// What she answered, and when.
    pub answers: Vec<Answer>,
    /// When she answered.
    pub answered_at_ms: Option<u64>,
    /// Her conversation.
    pub conversation: Option<ConversationId>,
    /// The number of the last message in it; 0 for none. They are read by [`super::Store::messages`].
    pub last_message: u64,
    /// How she rated the conversation, oldest first.
    pub ratings: Vec<KeptRating>,
    /// What was kept of her pages.
    pub recordings: Vec<Recording>,
    /// What she did of late, oldest first.
    pub trail: Vec<Happening>,
    /// The number of the last entry of the audit log about her; 0 for none. They are read by [`PersonalStore::audit_about`].
    pub last_entry: u64,
}

/// What a store does for one shopper's rights.
#[async_trait]
pub trait PersonalStore: Send + Sync + 'static {
    /// How well she is known.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the site has no such visitor.
    async fn acquaintance(&self, site: &SiteKey, visitor: &VisitorId) -> Result<Acquaintance, StoreError>;

    /// Keeps a form. Name and address change nothing for one whom the shop has named, and answers are kept once. Returns her
    /// conversation as it is now, if she has one.
    async fn take_form(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        form: TakenForm,
    ) -> Result<Option<StoredSummary>, StoreError>;

    /// What whoever talks in the conversation answered before its first message.
    async fn answers(&self, site: &SiteKey, conversation: &ConversationId)
    -> Result<Vec<Answer>, StoreError>;

    /// Whose conversation it is.
    async fn visitor_of(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<Option<VisitorId>, StoreError>;

    /// The visitors with this address (letter case does not count), oldest first: whom the shop has named, and who say so.
    async fn visitors_by_email(&self, site: &SiteKey, email: &str) -> Result<Vec<VisitorId>, StoreError>;

    /// What is kept of her, as it is at one moment.
    async fn personal_data(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
    ) -> Result<Option<PersonalData>, StoreError>;

    /// The first `limit` entries of the audit log about her after the one with the number `after`, in order.
    async fn audit_about(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError>;

    /// Deletes all that is kept of her but the audit log, which gets `entry`, in one commit. The bytes of her recordings
    /// and files can be read by nobody any more then; [`PersonalStore::finish_deletions`] takes them from the disk. Returns the conversation that is
    /// gone, if she had one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the site has no such visitor.
    async fn delete_visitor(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        entry: NewEntry,
    ) -> Result<Option<ConversationId>, StoreError>;

    /// Takes from the disk what was deleted and is still there, also before a crash, a few stretches in a write: whoever talks
    /// meanwhile does not wait for all of it.
    async fn finish_deletions(&self) -> Result<(), StoreError>;
}

//! What a store keeps of closed conversations, and of how shoppers rated them.

use super::{Agent, Appended, NewMessage, StoreError, StoredSummary};
use alongside_protocol::{ConversationId, SiteKey};
use async_trait::async_trait;

/// A wish to close a conversation.
#[derive(Clone, Debug)]
pub struct NewClosing {
    /// The last message that the agent has seen; nothing where that does not matter.
    pub seen: Option<u64>,
    /// Whether the shopper is to be asked how it was.
    pub asks: bool,
    /// What both sides see of it, at the end of the conversation.
    pub line: NewMessage,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It is closed now.
    Done(Box<Closed>),
    /// It was closed already, and stays as it is.
    WasClosed,
    /// It stays open: the shopper has written what the agent has not seen.
    Unseen,
}

/// A conversation that was closed a moment ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Which of its closings this is: 1, 2, 3 …
    pub number: u64,
    /// The line that says so, and the conversation as it is now.
    pub line: Appended,
}

/// How a shopper rated a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRating {
    /// Which closing.
    pub closing: u64,
    /// From 1 to 5; nothing when she does not want to say.
    pub score: Option<u8>,
    /// What she added.
    pub comment: Option<String>,
    /// When.
    pub rated_at_ms: u64,
}

/// What a store keeps of closed conversations. A message of the shopper's opens hers again, by [`super::Store::append`], and
/// nothing is asked of her any more. What is said of a closing or an opening is committed with it: a message of hers stands before it or
/// after it, and the conversation is as the last of them says.
#[async_trait]
pub trait ClosingStore: Send + Sync + 'static {
    /// Closes a conversation in an agent's name, unless she has written what the agent has not seen.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the agent's site has no such conversation.
    async fn close(
        &self,
        agent: &Agent,
        conversation: &ConversationId,
        closing: NewClosing,
    ) -> Result<Closing, StoreError>;

    /// Opens a conversation again, with `line` at its end. None if it is open.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the site has no such conversation.
    async fn reopen(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        line: NewMessage,
    ) -> Result<Option<Appended>, StoreError>;

    /// The closing that waits for her rating, if one does.
    async fn unrated(&self, site: &SiteKey, conversation: &ConversationId)
    -> Result<Option<u64>, StoreError>;

    /// Keeps her rating, once. Gives the conversation back as it is now; None if this closing does not wait for one.
    async fn rate(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        rating: NewRating,
    ) -> Result<Option<StoredSummary>, StoreError>;
}

//! What goes into a store and comes out of it, where the protocol has no type for it.

use crate::origin::Origin;
use alongside_protocol::{
    AgentId, Author, CallKind, ClientId, Content, ConversationId, Message, Page, SiteKey, SiteSettings,
    VisitorId,
};

/// A shop's installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its public key.
    pub key: SiteKey,
    /// Where its widget may run. None means nowhere.
    pub origins: Vec<Origin>,
    /// How its widget looks and what it says.
    pub settings: SiteSettings,
    /// When it was made.
    pub created_at_ms: u64,
}

/// A message that has no number yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// The name its writer gave it.
    pub client_id: ClientId,
    /// Who wrote it.
    pub author: Author,
    /// Plain text.
    pub body: String,
    /// What it carries besides.
    pub content: Option<Content>,
    /// When the relay took it.
    pub sent_at_ms: u64,
    /// Of an agent's: who it is.
    pub joining: Option<Joining>,
}

/// An agent who speaks, and the line in front of the message where the agent has not spoken since a message of the shopper's
/// began the conversation or opened it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// Which agent.
    pub agent: AgentId,
    /// The line's name.
    pub client_id: ClientId,
    /// What it says, for who does not know its content.
    pub body: String,
    /// What it says.
    pub content: Content,
}

/// A message's row after an `append`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The row: the first one, if this was a repeat.
    pub message: Message,
    /// Whether the client id was there before.
    pub repeated: bool,
    /// Whether it opened a closed conversation again.
    pub reopened: bool,
    /// The line in front of it, if its agent is new in the conversation. Its number is one less.
    pub joined: Option<Message>,
    /// The conversation with the message in it.
    pub summary: StoredSummary,
}

/// A conversation as an agent's list shows it, without what only the living relay knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSummary {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Whose.
    pub visitor: VisitorId,
    /// Her name, as the shop or she herself says.
    pub name: Option<String>,
    /// Her address, as the shop or she herself says.
    pub email: Option<String>,
    /// Whether the shop's server said who she is, in a token that it signed.
    pub is_verified: bool,
    /// The page she was last on.
    pub page: Page,
    /// The newest message.
    pub last_message: Option<Message>,
    /// How many of her messages no agent has seen.
    pub unread: u64,
    /// How far a browser of hers has it.
    pub delivered_to_visitor: u64,
    /// How far an agent's console has it.
    pub delivered_to_agent: u64,
    /// How far she has read.
    pub read_by_visitor: u64,
    /// How far an agent has read.
    pub read_by_agent: u64,
    /// When something was last said, or the conversation was made.
    pub active_at_ms: u64,
    /// Whether an agent has closed it, and she has not written since.
    pub is_closed: bool,
    /// How she last rated it, from 1 to 5.
    pub rating: Option<u8>,
    /// Grows with every change of the row: of two summaries, the one with the greater number is newer.
    pub revision: u64,
}

/// How far a message has come on one side of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// A client of that side has it.
    Delivered,
    /// Somebody of that side has seen it, so a client of that side has it.
    Read,
}

/// Somebody who answers shoppers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Which agent.
    pub agent: AgentId,
    /// The one site whose conversations the agent sees.
    pub site: SiteKey,
    /// The address to log in with.
    pub email: String,
    /// The name that shoppers see.
    pub name: String,
}

/// An agent, with what a password is checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentLogin {
    /// Who.
    pub agent: Agent,
    /// Argon2id, in PHC notation.
    pub password_hash: String,
}

/// An agent to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAgent {
    /// The site.
    pub site: SiteKey,
    /// The address to log in with.
    pub email: String,
    /// The name that shoppers see.
    pub name: String,
    /// Argon2id, in PHC notation.
    pub password_hash: String,
    /// When.
    pub created_at_ms: u64,
}

/// A call that a shopper has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenCall {
    /// What is seen and heard in it.
    pub kind: CallKind,
    /// When she took it.
    pub at_ms: u64,
}

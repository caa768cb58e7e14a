//! What people say to each other.

use crate::{ClientId, Content};
use serde::{Deserialize, Serialize};

/// One message of a conversation, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its place in the conversation: 1, 2, 3 … without a gap.
    pub seq: u64,
    /// The name its writer gave it.
    pub client_id: ClientId,
    /// Who wrote it.
    pub author: Author,
    /// Plain text; line breaks count. Clients may draw the marks that people type, such as `**`: see `docs/protocol.md`.
    pub body: String,
    /// What it carries besides. A client that does not know it shows the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// When the relay stored it, in ms since 1970 UTC.
    pub sent_at_ms: u64,
}

impl Message {
    /// How much room its words and what it carries take, in bytes.
    #[must_use]
    pub fn length(&self) -> usize {
        self.body.len() + self.content.as_ref().map_or(0, Content::length)
    }
}

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Author {
    /// The shopper.
    Visitor,
    /// An agent, under the name that shoppers see.
    Agent {
        /// The agent's display name.
        name: String,
    },
    /// The relay itself: a co-browse session began or ended.
    System,
}

/// One of the two sides of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The shopper.
    Visitor,
    /// Any agent.
    Agent,
}

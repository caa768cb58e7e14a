//! Words of a co-browse session's control frames.

use crate::{AgentId, SessionId};
use serde::{Deserialize, Serialize};

/// An agent who sees the shopper's page right now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watcher {
    /// Which agent.
    pub agent: AgentId,
    /// The name that the shopper sees.
    pub name: String,
}

/// The session that a shopper shares, as a page of hers hears of it that does not share it yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// The session.
    pub session: SessionId,
    /// Whether another page of hers shares it now. If not, it waits for one.
    pub live: bool,
}

/// Why a co-browse session is over, or never began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The shopper said no to the agent's request.
    Declined,
    /// The shopper did not answer the agent's request.
    Unanswered,
    /// The shopper ended it.
    VisitorEnded,
    /// An agent ended it, or took the request back.
    AgentEnded,
    /// The shopper left the page, or closed it.
    PageLeft,
    /// The shopper's line was lost.
    LineLost,
    /// Another session of the same shopper took its place.
    Replaced,
    /// For this page only: the session goes on, on another page of the same shopper.
    Moved,
    /// The relay shut down.
    RelayStopped,
}

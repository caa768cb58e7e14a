//! Words of a co-browse session's control frames.

use crate::AgentId;
use serde::{Deserialize, Serialize};

/// An agent who sees the shopper's page right now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watcher {
    /// Which agent.
    pub agent: AgentId,
    /// The name that the shopper sees.
    pub name: String,
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
    /// The relay shut down.
    RelayStopped,
}

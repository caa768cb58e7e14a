//! Where a co-browse session stands, from the shopper's side. Pure.

use alongside_protocol::{EndReason, SessionId, Watcher};

/// One session at a time, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sharing {
    #[default]
    Idle,
    /// The shopper is asked for her consent.
    Asking {
        session: SessionId,
        /// Who asked, if it was an agent.
        agent: Option<String>,
    },
    /// She agreed; the relay has not answered yet.
    Starting { session: SessionId },
    /// Frames flow.
    Live { session: SessionId, watchers: Vec<Watcher> },
    /// She agreed, here or on the page before: as soon as the relay says so, frames flow (again).
    Held {
        session: SessionId,
        /// Since when the line has been down, in ms since 1970 UTC.
        since_ms: Option<u64>,
    },
    /// Another page of hers shares, until she looks at this one.
    Elsewhere { session: SessionId },
}

impl Sharing {
    /// The session, whatever stage it is in.
    pub(crate) fn session(&self) -> Option<&SessionId> {
        match self {
            Self::Idle => None,
            Self::Asking { session, .. }
            | Self::Starting { session }
            | Self::Live { session, .. }
            | Self::Held { session, .. }
            | Self::Elsewhere { session } => Some(session),
        }
    }

    /// Whether this is the session `id`.
    pub(crate) fn is(&self, id: &SessionId) -> bool {
        self.session() == Some(id)
    }

    /// Whether the page is being read, or about to be: what the bar at the top tells.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self, Self::Starting { .. } | Self::Live { .. } | Self::Held { .. })
    }

    /// Whether some page of hers is shared, this one or another.
    pub(crate) fn is_shared(&self) -> bool {
        self.is_running() || matches!(self, Self::Elsewhere { .. })
    }
}

/// A code that the shopper reads out on the phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// The relay has not answered yet, or cannot be asked yet.
    Wanted,
    /// Six digits, good until a time in ms since 1970 UTC.
    Given { digits: String, until_ms: u64 },
}

/// Why sharing is over, as the panel tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// One of the protocol's reasons.
    Reason(EndReason),
    /// The page could not be read; why.
    Failed(String),
    /// It was something else: she could not have her data; why.
    Data(String),
}

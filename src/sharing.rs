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
}

impl Sharing {
    /// The session, whatever stage it is in.
    pub(crate) fn session(&self) -> Option<&SessionId> {
        match self {
            Self::Idle => None,
            Self::Asking { session, .. } | Self::Starting { session } | Self::Live { session, .. } => {
                Some(session)
            }
        }
    }

    /// Whether this is the session `id`.
    pub(crate) fn is(&self, id: &SessionId) -> bool {
        self.session() == Some(id)
    }

    /// Whether the page is being read, or about to be: what the bar at the top tells.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self, Self::Starting { .. } | Self::Live { .. })
    }
}

/// Why sharing is over, as the panel tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// One of the protocol's reasons.
    Reason(EndReason),
    /// The page could not be read; why.
    Failed(String),
}

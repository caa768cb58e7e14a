//! Where a co-browse session stands, from the shopper's side, and how much of it is on its way. Pure.

use alongside_protocol::limits::COBROWSE_IN_FLIGHT;
use alongside_protocol::{EndReason, SessionId, Watcher};

/// With more than this many bytes waiting in the browser, no frame is added: 256 KiB.
const BUFFERED_BYTES: u32 = 256 * 1024;

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

/// Counts a session's frames: what was sent and what the relay has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flow {
    sent: u32,
    acknowledged: u32,
}

impl Flow {
    /// The number of the frame that is sent next: 1, 2, 3 …
    pub(crate) fn next(&mut self) -> u32 {
        self.sent = self.sent.saturating_add(1);
        self.sent
    }

    /// The relay has all frames up to `sequence`.
    pub(crate) fn acknowledge(&mut self, sequence: u32) {
        self.acknowledged = self.acknowledged.max(sequence.min(self.sent));
    }

    /// Whether another frame may be sent while `buffered` bytes wait in the browser.
    pub(crate) fn is_ready(self, buffered: u32) -> bool {
        buffered <= BUFFERED_BYTES && self.sent.saturating_sub(self.acknowledged) < COBROWSE_IN_FLIGHT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_stop_at_the_limit_and_go_on_with_an_acknowledgement() {
        let mut flow = Flow::default();
        let sent: Vec<u32> = (0..COBROWSE_IN_FLIGHT).map(|_| flow.next()).collect();
        assert_eq!(sent.first(), Some(&1));
        assert!(!flow.is_ready(0));
        flow.acknowledge(1);
        assert!(flow.is_ready(0));
    }

    #[test]
    fn a_full_buffer_stops_frames() {
        assert!(Flow::default().is_ready(BUFFERED_BYTES));
        assert!(!Flow::default().is_ready(BUFFERED_BYTES + 1));
    }

    #[test]
    fn an_acknowledgement_never_goes_back_nor_past_what_was_sent() {
        let mut flow = Flow::default();
        for _ in 0..4 {
            flow.next();
        }
        flow.acknowledge(3);
        flow.acknowledge(1);
        flow.acknowledge(99);
        assert_eq!(flow, Flow { sent: 4, acknowledged: 4 });
    }
}

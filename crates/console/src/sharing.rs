//! One conversation's co-browse session as the console sees it: asked for, live, or over. Pure. Does not own the
//! frames: they go from the line to [`crate::viewer_port`] unread.

use alongside_protocol::{EndReason, SessionId};

/// How page sharing stands in a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Nobody asked.
    #[default]
    None,
    /// The agent asked, and waits for the answer.
    Asked(SessionId),
    /// The shopper shares her page.
    Live(SessionId),
    /// It is over, or was declined.
    Over {
        /// The session that was, or was to be.
        session: SessionId,
        /// Whether it was live; else it was only asked for.
        began: bool,
        /// Why; nothing when the line was down as it ended.
        reason: Option<EndReason>,
    },
}

impl Sharing {
    /// The session that this is about, over or not.
    pub fn session(self) -> Option<SessionId> {
        match self {
            Self::None => None,
            Self::Asked(session) | Self::Live(session) | Self::Over { session, .. } => Some(session),
        }
    }

    /// The session that may be watched.
    pub fn live(&self) -> Option<&SessionId> {
        match self {
            Self::Live(session) => Some(session),
            Self::None | Self::Asked(_) | Self::Over { .. } => None,
        }
    }

    /// The session that can be ended or taken back.
    pub fn open(&self) -> Option<&SessionId> {
        match self {
            Self::Live(session) | Self::Asked(session) => Some(session),
            Self::None | Self::Over { .. } => None,
        }
    }

    /// A session began: ours that was asked for, or one that the shopper started by herself.
    pub fn started(&mut self, session: SessionId) {
        *self = Self::Live(session);
    }

    /// A session ended or was declined. One that is not ours any more changes nothing.
    pub fn ended(&mut self, session: &SessionId, reason: EndReason) {
        let (ours, began) = match self {
            Self::None => return,
            Self::Asked(ours) => (ours, false),
            Self::Live(ours) => (ours, true),
            Self::Over { session: ours, began, .. } => (ours, *began),
        };
        if ours == session {
            *self = Self::Over { session: session.clone(), began, reason: Some(reason) };
        }
    }

    /// The agent ended it, or took the request back: nothing to explain afterwards.
    pub fn dropped(&mut self) {
        *self = Self::None;
    }

    /// What the relay's list says, which counts more than what was heard before.
    pub fn told(&mut self, open: Option<&SessionId>) {
        match (&*self, open) {
            (_, Some(session)) => *self = Self::Live(session.clone()),
            (Self::Live(session), None) => {
                *self = Self::Over { session: session.clone(), began: true, reason: None }
            }
            (Self::None | Self::Asked(_) | Self::Over { .. }, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_becomes_live_and_ends_with_its_reason() {
        let mut sharing = Sharing::Asked("s".into());
        sharing.started("s".into());
        assert_eq!(sharing.live(), Some(&"s".into()));
        sharing.ended(&"s".into(), EndReason::VisitorEnded);
        assert_eq!(
            sharing,
            Sharing::Over { session: "s".into(), began: true, reason: Some(EndReason::VisitorEnded) }
        );
    }

    #[test]
    fn the_end_of_another_session_changes_nothing() {
        let mut sharing = Sharing::Live("new".into());
        sharing.ended(&"old".into(), EndReason::Replaced);
        assert_eq!(sharing, Sharing::Live("new".into()));
    }

    #[test]
    fn what_the_agent_ended_needs_no_explanation() {
        let mut sharing = Sharing::Live("s".into());
        sharing.dropped();
        sharing.ended(&"s".into(), EndReason::AgentEnded);
        assert_eq!(sharing, Sharing::None);
    }

    #[test]
    fn the_reason_may_come_after_the_list_told_of_the_end() {
        let mut sharing = Sharing::Live("s".into());
        sharing.told(None);
        assert_eq!(sharing, Sharing::Over { session: "s".into(), began: true, reason: None });
        sharing.ended(&"s".into(), EndReason::PageLeft);
        assert_eq!(
            sharing,
            Sharing::Over { session: "s".into(), began: true, reason: Some(EndReason::PageLeft) }
        );
    }

    #[test]
    fn a_request_outlives_a_list_that_does_not_know_it() {
        let mut sharing = Sharing::Asked("s".into());
        sharing.told(None);
        assert_eq!(sharing, Sharing::Asked("s".into()));
        sharing.told(Some(&"other".into()));
        assert_eq!(sharing, Sharing::Live("other".into()));
    }
}

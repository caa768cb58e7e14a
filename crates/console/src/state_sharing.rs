//! How [`State`] follows page sharing: asking, stopping, and watching the open conversation's session and no other.

use crate::sharing::Sharing;
use crate::state::{Effect, State};
use alongside_protocol::{FromAgent, SessionId};

impl State {
    /// Watches the open conversation's page, and leaves the one that was watched `before` on this line.
    pub(crate) fn watch_instead_of(&mut self, before: Option<&SessionId>) -> Vec<Effect> {
        let now = self.watched();
        if !self.welcomed || now.as_ref() == before {
            return Vec::new();
        }
        let still_open =
            |session: &SessionId| self.sharing.values().any(|sharing| sharing.live() == Some(session));
        let mut effects = Vec::new();
        if let Some(before) = before.filter(|before| still_open(before)) {
            effects.push(Effect::Say(FromAgent::CobrowseLeave { session: before.clone() }));
        }
        if let Some(session) = now {
            // The same session goes on in the picture that is there, until the next keyframe.
            if self.shown.replace(session.clone()).as_ref() != Some(&session) {
                effects.push(Effect::ResetViewer);
            }
            effects.extend(self.forget_how_it_stood(&session));
            effects.push(Effect::Say(FromAgent::CobrowseWatch { session }));
        }
        effects
    }

    pub(crate) fn ask(&mut self, session: SessionId) -> Vec<Effect> {
        let effects = {
            let session = session.clone();
            self.say_in_open(|conversation| FromAgent::CobrowseRequest { conversation, session })
        };
        if let (false, Some(open)) = (effects.is_empty(), self.open.clone()) {
            self.sharing.insert(open, Sharing::Asked(session));
        }
        effects
    }

    pub(crate) fn stop_sharing(&mut self) -> Vec<Effect> {
        let session = self.open_sharing().open().cloned();
        let (Some(session), Some(open), true) = (session, self.open.clone(), self.welcomed) else {
            return Vec::new();
        };
        self.assists.remove(&session);
        self.sharing.entry(open).or_default().dropped();
        vec![Effect::Say(FromAgent::CobrowseEnd { session })]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{console, said, started, summary, welcome};
    use crate::state::Action;
    use alongside_link::LinkState;
    use alongside_protocol::{EndReason, ErrorCode, ErrorFrame, ToAgent};

    #[test]
    fn the_open_conversations_page_is_watched_and_left_when_another_is_opened() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        assert_eq!(said(&state.update(started("d", "other"))), [], "not the open one");
        let watch = |session: &str| FromAgent::CobrowseWatch { session: session.into() };
        assert_eq!(said(&state.update(started("c", "s"))), [watch("s")]);
        assert_eq!(said(&state.update(started("c", "s"))), [], "already watched");
        let effects = said(&state.update(Action::Open("d".into())));
        assert!(effects.contains(&FromAgent::CobrowseLeave { session: "s".into() }));
        assert!(effects.contains(&watch("other")));
        assert_eq!(
            said(&state.update(Action::Close)),
            [FromAgent::CobrowseLeave { session: "other".into() }]
        );
    }

    #[test]
    fn a_summary_that_tells_of_a_session_starts_watching_once() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        let mut line = summary("c", 0, 10);
        line.cobrowse = Some("s".into());
        let told = Action::Frame(ToAgent::Conversation { summary: line });
        assert_eq!(said(&state.update(told)), [FromAgent::CobrowseWatch { session: "s".into() }]);
        assert_eq!(said(&state.update(started("c", "s"))), []);
    }

    #[test]
    fn a_request_is_taken_back_or_declined() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        let request = FromAgent::CobrowseRequest { conversation: "c".into(), session: "s".into() };
        assert_eq!(said(&state.update(Action::Ask("s".into()))), [request]);
        assert_eq!(
            said(&state.update(Action::StopSharing)),
            [FromAgent::CobrowseEnd { session: "s".into() }]
        );
        assert_eq!(state.open_sharing(), Sharing::None);
        state.update(Action::Ask("t".into()));
        let (conversation, session) = ("c".into(), "t".into());
        state.update(Action::Frame(ToAgent::CobrowseEnded {
            conversation,
            session,
            reason: EndReason::Declined,
        }));
        let declined = Sharing::Over { session: "t".into(), began: false, reason: Some(EndReason::Declined) };
        assert_eq!(state.open_sharing(), declined);
    }

    #[test]
    fn nothing_is_asked_while_the_line_is_down() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(Action::Line(LinkState::Waiting { ms: 500, attempt: 1 }));
        assert_eq!(said(&state.update(Action::Ask("s".into()))), []);
        assert_eq!(state.open_sharing(), Sharing::None);
    }

    #[test]
    fn a_word_about_a_session_that_is_just_over_is_no_news_to_the_agent() {
        let mut state = console();
        let error = ErrorFrame::lasting(ErrorCode::UnknownSession, "It may be over already.");
        state.update(Action::Frame(ToAgent::Error { error }));
        assert!(state.notices.is_empty());
    }

    #[test]
    fn a_console_that_lost_its_line_watches_again() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(started("c", "s"));
        state.update(Action::Line(LinkState::Waiting { ms: 500, attempt: 1 }));
        state.update(Action::Line(LinkState::Open));
        let mut line = summary("c", 0, 10);
        line.cobrowse = Some("s".into());
        let effects = state.update(welcome(vec![line]));
        assert!(said(&effects).contains(&FromAgent::CobrowseWatch { session: "s".into() }));
    }

    #[test]
    fn after_a_restart_of_the_relay_a_shopper_who_comes_back_is_watched_again() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(started("c", "s"));
        state.update(Action::Line(LinkState::Waiting { ms: 500, attempt: 1 }));
        state.update(Action::Line(LinkState::Open));
        state.update(welcome(vec![summary("c", 0, 10)]));
        assert_eq!(state.watched(), None);
        assert_eq!(
            said(&state.update(started("c", "s"))),
            [FromAgent::CobrowseWatch { session: "s".into() }]
        );
    }
}

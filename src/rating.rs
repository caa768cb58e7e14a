//! How she rates a conversation that was closed. Pure. The relay says when it is asked and when it no longer is; what she chose
//! is kept here until the relay has it.

use crate::event::Effect;
use crate::state::State;
use alongside_protocol::FromVisitor;

/// A rating to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rating {
    /// Which closing.
    closing: u64,
    /// From 1 to 5, once she has chosen.
    pub(crate) score: Option<u8>,
    /// What she adds.
    pub(crate) comment: String,
}

impl State {
    /// The relay asks, or no longer does. Asked once more, what she chose stays.
    pub(crate) fn asked_to_rate(&mut self, closing: Option<u64>) {
        let held = self.rating.take().filter(|rating| Some(rating.closing) == closing);
        self.rating = held.or(closing.map(|closing| Rating { closing, ..Rating::default() }));
    }

    /// She sends it, or would rather not say. The relay answers when it has it.
    pub(crate) fn rate(&mut self, on: bool) -> Option<Effect> {
        let Rating { closing, score, comment } = self.rating.clone()?;
        let score = score.filter(|_| on);
        if on && score.is_none() {
            return None;
        }
        let comment = Some(comment).filter(|comment| score.is_some() && !comment.is_empty());
        let effect = self.say(FromVisitor::Rate { closing, score, comment })?;
        // What she pressed goes.
        self.focusings += 1;
        Some(effect)
    }
}

#[cfg(test)]
mod tests {
    use crate::event::{Effect, Input};
    use crate::state::tests::welcomed;
    use alongside_protocol::{FromVisitor, ToVisitor};

    fn asked(closing: Option<u64>) -> Input {
        Input::Frame(ToVisitor::Rating { closing })
    }

    #[test]
    fn what_she_chose_is_sent_and_shown_until_the_relay_has_it() {
        let mut state = welcomed();
        assert_eq!(state.update(Input::Rated(true)), [], "nothing is asked");
        state.update(asked(Some(2)));
        assert_eq!(state.update(Input::Rated(true)), [], "nothing is chosen");
        state.update(Input::Scored(4));
        state.update(Input::Commented("Quick.".into()));
        state.update(asked(Some(2)));
        let rate = FromVisitor::Rate { closing: 2, score: Some(4), comment: Some("Quick.".into()) };
        assert_eq!(state.update(Input::Rated(true)), [Effect::Send(rate)]);
        assert!(state.rating.is_some());
        state.update(asked(None));
        assert!(state.rating.is_none());
    }

    #[test]
    fn not_now_says_nothing_of_how_it_was() {
        let mut state = welcomed();
        state.update(asked(Some(1)));
        state.update(Input::Scored(1));
        state.update(Input::Commented("…".into()));
        let rate = FromVisitor::Rate { closing: 1, score: None, comment: None };
        assert_eq!(state.update(Input::Rated(false)), [Effect::Send(rate)]);
    }

    #[test]
    fn another_closing_is_another_question() {
        let mut state = welcomed();
        state.update(asked(Some(1)));
        state.update(Input::Scored(5));
        state.update(asked(Some(2)));
        assert_eq!(state.rating.as_ref().and_then(|rating| rating.score), None);
    }
}

//! How [`State`] gives the agent all of a conversation as a file: what was said before what is held is fetched first, page by page.

use crate::state::{Effect, State};
use crate::words::notice as words;
use alongside_protocol::{ConversationId, FromAgent, Message};
use std::rc::Rc;

impl State {
    /// The agent wants the open conversation as a file.
    pub(crate) fn download(&mut self) -> Vec<Effect> {
        self.downloading = self.open.clone();
        self.go_on_downloading()
    }

    /// Asks for what the file lacks, or has it saved. Whoever opens another conversation no longer wants it; a line that is down
    /// only makes it later.
    pub(crate) fn go_on_downloading(&mut self) -> Vec<Effect> {
        let Some(conversation) = self.downloading.clone() else { return Vec::new() };
        let is_open = self.open.as_ref() == Some(&conversation);
        let Some(thread) = self.threads.get_mut(&conversation).filter(|_| is_open) else {
            self.downloading = None;
            return Vec::new();
        };
        if thread.is_whole() {
            self.downloading = None;
            return vec![Effect::SaveConversation(conversation)];
        }
        if !self.welcomed {
            return Vec::new();
        }
        let before = Rc::make_mut(thread).ask_for_beginning();
        before.map(|before| Effect::Say(FromAgent::Earlier { conversation, before })).into_iter().collect()
    }

    /// What was said before the first message held has come.
    pub(crate) fn earlier(&mut self, conversation: &ConversationId, messages: Vec<Message>) -> Vec<Effect> {
        let Some(thread) = self.threads.get_mut(conversation) else { return Vec::new() };
        let held = thread.messages.len();
        Rc::make_mut(thread).take_earlier(messages);
        let has_grown = thread.messages.len() > held;
        if !has_grown && !thread.is_whole() && self.downloading.as_ref() == Some(conversation) {
            self.downloading = None;
            self.notify(words::NOT_DOWNLOADED.to_owned());
        }
        self.go_on_downloading()
    }

    /// How much of a file that is being fetched is here, in percent.
    pub(crate) fn downloaded(&self, conversation: &ConversationId) -> Option<usize> {
        let thread =
            self.threads.get(conversation).filter(|_| self.downloading.as_ref() == Some(conversation))?;
        let all = usize::try_from(thread.newest()).ok().filter(|all| *all > 0)?;
        Some(thread.messages.len() * 100 / all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Action;
    use crate::fixture::{console, message, transcript};
    use alongside_protocol::ToAgent;

    const C: &str = "c";

    /// A console whose open conversation holds messages 201 to 300.
    fn with_the_newest() -> State {
        let mut state = console();
        state.update(Action::Open(C.into()));
        let newest: Vec<u64> = (201..=300).collect();
        state.update(Action::Frame(ToAgent::History { transcript: transcript("e", true, &newest) }));
        state
    }

    fn earlier(seqs: std::ops::RangeInclusive<u64>) -> Action {
        Action::Frame(ToAgent::Earlier { conversation: C.into(), messages: seqs.map(message).collect() })
    }

    fn asks(before: u64) -> Vec<Effect> {
        vec![Effect::Say(FromAgent::Earlier { conversation: C.into(), before })]
    }

    #[test]
    fn a_file_is_saved_once_all_that_was_said_is_here() {
        let mut state = with_the_newest();
        assert_eq!(state.update(Action::Download), asks(201));
        assert_eq!(state.downloaded(&C.into()), Some(33));
        assert_eq!(state.update(Action::Download), [], "it was asked already");
        assert_eq!(state.update(earlier(101..=200)), asks(101));
        assert_eq!(state.update(earlier(1..=100)), [Effect::SaveConversation(C.into())]);
        assert_eq!(state.downloaded(&C.into()), None);
        assert_eq!(state.update(Action::Download), [Effect::SaveConversation(C.into())], "all of it is held");
        assert_eq!(state.threads[&ConversationId::from(C)].pages, 0, "no more is shown than before");
    }

    #[test]
    fn nothing_is_saved_for_who_opens_another_conversation() {
        let mut state = with_the_newest();
        state.update(Action::Download);
        state.update(Action::Close);
        assert_eq!(state.update(earlier(101..=200)), []);
        assert_eq!(state.downloaded(&C.into()), None);
    }

    #[test]
    fn what_does_not_fit_ends_it_with_a_word() {
        let mut state = with_the_newest();
        state.update(Action::Download);
        assert_eq!(state.update(earlier(1..=100)), []);
        assert_eq!(state.notices, [words::NOT_DOWNLOADED]);
    }

    #[test]
    fn a_line_that_breaks_only_makes_it_later() {
        let mut state = with_the_newest();
        state.update(Action::Download);
        let seen = transcript("e", false, &[]);
        let effects = state.update(Action::Frame(ToAgent::History { transcript: seen }));
        assert!(effects.contains(&asks(201)[0]), "{effects:?}");
    }
}

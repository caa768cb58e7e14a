//! The deletion of all that is kept of a shopper, from her side. Pure.

use crate::conversation::Conversation;
use crate::event::{Effect, WidgetEvent};
use crate::state::State;

/// Where the deletion of all that is kept of a shopper stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Deletion {
    #[default]
    No,
    /// She is asked whether she means it.
    Asking,
    /// The relay does it.
    Running,
    /// It is done, and she has not read so.
    Done,
}

impl State {
    /// She is sure, or is not.
    pub(crate) fn deletion_meant(&mut self, is_meant: bool) -> Vec<Effect> {
        self.focusings += u32::from(!is_meant);
        self.deletion = if is_meant { Deletion::Running } else { Deletion::No };
        is_meant.then_some(Effect::DeleteData).into_iter().collect()
    }

    /// Nothing is kept of her any more, and nothing is here. A panel that is open says so; a line is wanted when she comes back.
    pub(crate) fn deleted(&mut self) -> Vec<Effect> {
        if self.is_reset {
            return Vec::new();
        }
        let before = std::mem::replace(self, Self::new(Conversation::default()));
        self.is_reset = true;
        self.is_open = before.is_open;
        self.deletion = if before.is_open { Deletion::Done } else { Deletion::No };
        self.focusings = before.focusings;
        self.online = before.online;
        self.records = before.records;
        self.is_focused = before.is_focused;
        self.is_visible = before.is_visible;
        self.is_new_page = false;
        self.was_welcomed = before.was_welcomed;
        self.told_unread = before.told_unread;
        let mut effects = vec![Effect::HangUp, Effect::ForgetAll];
        if before.sharing.is_shared() {
            effects.push(Effect::StopRecording);
        }
        if before.told_shared {
            effects.push(Effect::Tell(WidgetEvent::CobrowseStop));
        }
        effects
    }

    /// A line again, for who comes back after all was deleted.
    pub(crate) fn come_back(&mut self) -> Option<Effect> {
        self.deletion = Deletion::No;
        std::mem::take(&mut self.is_reset).then_some(Effect::Reconnect)
    }

    /// She has read that all is deleted.
    pub(crate) fn begin_anew(&mut self) -> Vec<Effect> {
        self.focusings += 1;
        self.come_back().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Input;
    use crate::state::tests::welcomed;
    use alongside_protocol::ToVisitor;

    #[test]
    fn what_is_deleted_leaves_nothing_and_a_line_is_wanted_only_when_she_comes_back() {
        let mut state = welcomed();
        state.update(Input::Opened(true));
        state.update(Input::DeletionAsked);
        assert_eq!(state.update(Input::DeletionMeant(true)), [Effect::DeleteData]);
        assert_eq!(state.deletion, Deletion::Running);
        let effects = state.update(Input::Frame(ToVisitor::Deleted));
        assert_eq!(effects, [Effect::HangUp, Effect::ForgetAll]);
        assert_eq!(
            (state.deletion, state.is_open, state.conversation.is_empty()),
            (Deletion::Done, true, true)
        );
        assert_eq!(state.update(Input::Deleted), [], "the relay's answer, after its frame");
        assert_eq!(state.update(Input::BegunAnew), [Effect::Reconnect]);
        assert_eq!(state.deletion, Deletion::No);
        assert_eq!(state.update(Input::Deleted), [], "the relay's answer, after she began anew");
    }

    #[test]
    fn another_tab_whose_panel_is_closed_forgets_in_silence_and_connects_when_it_is_opened() {
        let mut state = welcomed();
        state.update(Input::Frame(ToVisitor::Deleted));
        assert_eq!(state.deletion, Deletion::No);
        let effects = state.update(Input::Opened(true));
        assert!(effects.contains(&Effect::Reconnect), "{effects:?}");
        state.update(Input::Opened(false));
        assert!(!state.update(Input::Opened(true)).contains(&Effect::Reconnect), "once");
    }

    #[test]
    fn who_does_not_mean_it_keeps_everything() {
        let mut state = welcomed();
        state.update(Input::DeletionAsked);
        assert_eq!(state.update(Input::DeletionMeant(false)), []);
        assert_eq!(state.deletion, Deletion::No);
        state.update(Input::AboutData("Later.".into()));
        assert!(state.ended.is_some());
    }
}

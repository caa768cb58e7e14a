//! What is kept of shared pages, as the console knows it: which recordings a conversation has, and which one plays.
//! Pure. Does not own the playing itself: that is [`crate::player`]'s.

use crate::state::{Column, Effect, State};
use crate::words::recordings as words;
use alongside_protocol::{
    self as protocol, Author, ClientId, ConversationId, Message, Recording, RecordingId,
};
use std::collections::HashMap;
use std::rc::Rc;

/// Recordings by conversation, and what happens with them now.
#[derive(Clone, Debug, Default)]
pub struct Recordings {
    listed: HashMap<ConversationId, Listing>,
    playing: Option<Recording>,
    /// What a narrow screen showed before.
    played_from: Option<Column>,
    saving: Option<ConversationId>,
}

/// What is known of a conversation's recordings.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Listing {
    /// Nothing yet: the relay has been asked.
    #[default]
    Loading,
    /// The relay did not say.
    Failed,
    /// All of it.
    Known {
        /// The newest first.
        recordings: Rc<[Recording]>,
        /// How many were deleted because their days were over.
        expired: u64,
    },
}

/// Something happened that has to do with recordings.
#[derive(Clone, Debug)]
pub enum RecordingAction {
    /// The relay listed a conversation's.
    Listed(ConversationId, protocol::Recordings),
    /// It could not.
    NotListed(ConversationId),
    /// The agent wants to know once more.
    ListAgain,
    /// The agent wants to see one.
    Watch(RecordingId),
    /// The agent has seen it.
    Close,
    /// The agent wants the page to be saved as it shows now.
    Save,
    /// It was.
    Saved,
    /// It was not, and why.
    NotSaved(String),
}

/// Something is to be done about recordings.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordingEffect {
    /// Ask the relay for a conversation's.
    List(ConversationId),
    /// Save what the viewer shows to a conversation.
    Save(ConversationId),
}

impl Recordings {
    /// A conversation's recordings, as far as they are known.
    pub fn of(&self, conversation: &ConversationId) -> Rc<[Recording]> {
        match self.listed.get(conversation) {
            Some(Listing::Known { recordings, .. }) => Rc::clone(recordings),
            Some(Listing::Loading | Listing::Failed) | None => Rc::default(),
        }
    }

    /// What is known of a conversation's recordings.
    pub fn listing(&self, conversation: &ConversationId) -> Listing {
        self.listed.get(conversation).cloned().unwrap_or_default()
    }

    /// The one that plays.
    pub fn playing(&self) -> Option<&Recording> {
        self.playing.as_ref()
    }

    /// Whether a page is being saved.
    pub fn saving(&self) -> bool {
        self.saving.is_some()
    }
}

/// The recording that a line of the relay's tells of.
pub fn told_by<'a>(line: &ClientId, recordings: &'a [Recording]) -> Option<&'a Recording> {
    recordings.iter().find(|recording| recording.recording.as_str() == line.as_str())
}

impl State {
    pub(crate) fn recording(&mut self, action: RecordingAction) -> Vec<Effect> {
        match action {
            RecordingAction::Listed(conversation, protocol::Recordings { recordings, expired }) => {
                let known = Listing::Known { recordings: recordings.into(), expired };
                self.recordings.listed.insert(conversation, known);
            }
            RecordingAction::NotListed(conversation) => {
                // What was known before is better than nothing.
                let listing = self.recordings.listed.entry(conversation).or_default();
                if *listing == Listing::Loading {
                    *listing = Listing::Failed;
                }
            }
            RecordingAction::ListAgain => {
                if let Some(open) = self.open.clone() {
                    self.recordings.listed.insert(open, Listing::Loading);
                }
                return self.list_recordings().into_iter().collect();
            }
            RecordingAction::Watch(recording) => {
                let listed = self.open.as_ref().map(|open| self.recordings.of(open)).unwrap_or_default();
                let Some(found) = listed.iter().find(|listed| listed.recording == recording) else {
                    return self.list_recordings().into_iter().collect();
                };
                self.recordings.playing = Some(found.clone());
                self.recordings.played_from = Some(self.column);
                self.column = Column::Page;
            }
            RecordingAction::Close => {
                self.recordings.playing = None;
                self.column = self.recordings.played_from.take().unwrap_or(Column::Chat);
                // It may have ended or been deleted meanwhile.
                return self.list_recordings().into_iter().collect();
            }
            RecordingAction::Save => {
                let open =
                    self.open.clone().filter(|_| self.watched().is_some() && !self.recordings.saving());
                self.recordings.saving = open.clone().or(self.recordings.saving.take());
                return open.map(RecordingEffect::Save).map(Effect::Recording).into_iter().collect();
            }
            RecordingAction::Saved => self.recordings.saving = None,
            RecordingAction::NotSaved(reason) => {
                self.recordings.saving = None;
                self.notify(words::not_saved(&reason));
            }
        }
        Vec::new()
    }

    /// Another conversation is open now, or the same one on a new line: its recordings may be others.
    pub(crate) fn list_recordings(&self) -> Option<Effect> {
        self.open.clone().map(RecordingEffect::List).map(Effect::Recording)
    }

    /// What plays belongs to a conversation that is not open any more.
    pub(crate) fn stop_playing_elsewhere(&mut self) {
        let open = self.open.as_ref();
        if self.recordings.playing.as_ref().is_some_and(|playing| Some(&playing.conversation) != open) {
            self.recordings.playing = None;
        }
    }

    /// A line of the relay's may tell of a recording that is not on the list yet.
    pub(crate) fn list_after(&self, conversation: &ConversationId, message: &Message) -> Option<Effect> {
        let is_news = message.author == Author::System && self.open.as_ref() == Some(conversation);
        is_news.then(|| self.list_recordings()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{console, started};
    use crate::state::Action;
    use alongside_protocol::{RecordingKind, ToAgent};

    fn recording(name: &str, conversation: &str) -> Recording {
        Recording {
            recording: name.into(),
            conversation: conversation.into(),
            kind: RecordingKind::Session,
            saved_by: None,
            started_at_ms: 1,
            duration_ms: 1_000,
            bytes: 10,
            gaps: 0,
            running: false,
            cut: false,
            expires_at_ms: 2,
        }
    }

    fn open(recordings: &[&str]) -> State {
        let mut state = console();
        state.update(Action::Open("c".into()));
        let recordings = recordings.iter().map(|name| recording(name, "c")).collect();
        let listed = protocol::Recordings { recordings, expired: 0 };
        state.update(Action::Recording(RecordingAction::Listed("c".into(), listed)));
        state
    }

    fn list(conversation: &str) -> Effect {
        Effect::Recording(RecordingEffect::List(conversation.into()))
    }

    #[test]
    fn recordings_are_listed_when_a_conversation_opens_and_when_a_line_may_tell_of_one() {
        let mut state = console();
        assert!(state.update(Action::Open("c".into())).contains(&list("c")));
        let said = |author, conversation: &str| {
            let message = Message { author, ..crate::fixture::message(7) };
            Action::Frame(ToAgent::Message { conversation: conversation.into(), message })
        };
        assert!(state.update(said(Author::System, "c")).contains(&list("c")));
        assert!(!state.update(said(Author::Visitor, "c")).contains(&list("c")));
        assert!(!state.update(said(Author::System, "d")).contains(&list("d")), "it is not open");
    }

    #[test]
    fn a_recording_plays_until_it_is_closed_or_another_conversation_is_opened() {
        let mut state = open(&["r"]);
        let gone = state.update(Action::Recording(RecordingAction::Watch("gone".into())));
        assert_eq!((state.recordings.playing(), state.column), (None, Column::Chat));
        assert_eq!(gone, [list("c")], "what else is gone?");
        state.update(Action::Recording(RecordingAction::Watch("r".into())));
        assert_eq!(state.recordings.playing(), Some(&recording("r", "c")));
        assert_eq!(state.column, Column::Page, "a narrow screen shows it");
        state.update(Action::Recording(RecordingAction::Close));
        assert_eq!((state.recordings.playing(), state.column), (None, Column::Chat));
        state.update(Action::Recording(RecordingAction::Watch("r".into())));
        state.update(Action::Open("d".into()));
        assert_eq!(state.recordings.playing(), None);
    }

    #[test]
    fn a_list_that_did_not_come_is_asked_for_again_and_one_that_did_is_not_forgotten() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        let act = |action| Action::Recording(action);
        let listing = |state: &State| state.recordings.listing(&"c".into());
        assert_eq!(listing(&state), Listing::Loading);
        state.update(act(RecordingAction::NotListed("c".into())));
        assert_eq!(listing(&state), Listing::Failed);
        assert_eq!(state.update(act(RecordingAction::ListAgain)), [list("c")]);
        assert_eq!(listing(&state), Listing::Loading);
        let listed = protocol::Recordings { recordings: vec![recording("r", "c")], expired: 2 };
        state.update(act(RecordingAction::Listed("c".into(), listed)));
        let known = listing(&state);
        assert!(matches!(&known, Listing::Known { recordings, expired: 2 } if recordings.len() == 1));
        state.update(act(RecordingAction::NotListed("c".into())));
        assert_eq!(listing(&state), known);
    }

    #[test]
    fn after_playing_a_narrow_screen_shows_what_it_showed_before() {
        let mut state = open(&["r"]);
        for column in [Column::Page, Column::Chat] {
            state.update(Action::Show(column));
            state.update(Action::Recording(RecordingAction::Watch("r".into())));
            assert_eq!(state.column, Column::Page);
            assert_eq!(state.update(Action::Recording(RecordingAction::Close)), [list("c")]);
            assert_eq!(state.column, column);
        }
    }

    #[test]
    fn a_page_is_saved_once_at_a_time_and_only_while_one_is_shared() {
        let mut state = open(&[]);
        let save = || Action::Recording(RecordingAction::Save);
        assert_eq!(state.update(save()), []);
        state.update(started("c", "s"));
        assert_eq!(state.update(save()), [Effect::Recording(RecordingEffect::Save("c".into()))]);
        assert_eq!(state.update(save()), [], "it is being saved");
        state.update(Action::Recording(RecordingAction::NotSaved("There is no room.".into())));
        assert_eq!(state.notices, ["The page was not saved. There is no room."]);
        assert_eq!(state.update(save()).len(), 1);
        state.update(Action::Recording(RecordingAction::Saved));
        assert!(!state.recordings.saving());
    }

    #[test]
    fn a_line_tells_of_the_recording_that_bears_its_name() {
        let recordings = [recording("r", "c"), recording("s", "c")];
        assert_eq!(told_by(&"s".into(), &recordings), Some(&recordings[1]));
        assert_eq!(told_by(&"x".into(), &recordings), None);
    }
}

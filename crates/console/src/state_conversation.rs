//! How [`State`] follows conversations: opening them, merging what is said, and telling the relay what was
//! read.

use crate::outgoing::Written;
use crate::sharing::Sharing;
use crate::state::{Column, Effect, State};
use crate::thread::{Merge, Thread};
use crate::words::notice as words;
use alongside_protocol::{
    Author, ClientId, ConversationId, ConversationSummary, FromAgent, Message, Transcript,
};
use std::rc::Rc;

impl State {
    /// The relay answered `hello`: the list is as it says; everything open is picked up where it was left.
    pub(crate) fn welcome(&mut self, conversations: Vec<ConversationSummary>) -> Vec<Effect> {
        self.welcomed = true;
        self.known = true;
        for summary in &conversations {
            self.sharing.entry(summary.conversation.clone()).or_default().told(summary.cobrowse.as_ref());
        }
        self.inbox.replace(conversations);
        let mut effects = self.say_again();
        effects.extend(self.inbox.all().iter().filter_map(arrived));
        effects.extend(self.ask_history());
        if let Some(Sharing::Asked(session)) = self.open.as_ref().and_then(|open| self.sharing.get(open)) {
            let session = session.clone();
            effects.extend(
                self.say_in_open(|conversation| FromAgent::CobrowseRequest { conversation, session }),
            );
        }
        effects.extend(self.watch_instead_of(None));
        effects.extend(self.list_recordings());
        effects
    }

    pub(crate) fn open_conversation(&mut self, conversation: ConversationId) -> Vec<Effect> {
        self.column = Column::Chat;
        if self.open.as_ref() == Some(&conversation) {
            return Vec::new();
        }
        let before = self.watched();
        self.open_was_unread = self.inbox.get(&conversation).is_some_and(|summary| summary.unread > 0);
        self.open = Some(conversation);
        self.stop_playing_elsewhere();
        if let Some(thread) = self.open.as_ref().and_then(|open| self.threads.get_mut(open)) {
            Rc::make_mut(thread).pages = 0;
        }
        let mut effects = self.ask_history();
        effects.extend(self.list_recordings());
        effects.extend(self.watch_instead_of(before.as_ref()));
        effects
    }

    /// What was asked is settled, as far as this agent has seen.
    pub(crate) fn resolve(&self) -> Vec<Effect> {
        let thread = self.open.as_ref().and_then(|open| self.threads.get(open));
        let seen = thread.map(|thread| thread.read_by_agent);
        self.say_in_open(|conversation| FromAgent::Close { conversation, seen })
    }

    pub(crate) fn close_conversation(&mut self) -> Vec<Effect> {
        let before = self.watched();
        self.open = None;
        self.open_was_unread = false;
        self.stop_playing_elsewhere();
        self.watch_instead_of(before.as_ref())
    }

    /// All that was kept of a shopper is deleted, and this conversation with it.
    pub(crate) fn gone(&mut self, conversation: &ConversationId) -> Vec<Effect> {
        let was_open = self.open.as_ref() == Some(conversation);
        if was_open {
            self.notify(words::GONE.to_owned());
        }
        let mut effects = if was_open { self.close_conversation() } else { Vec::new() };
        self.inbox.remove(conversation);
        self.threads.remove(conversation);
        self.answers.remove(conversation);
        if self.drafts.remove(conversation).is_some() {
            effects.push(Effect::KeepDrafts);
        }
        self.trails.forget(conversation);
        if let Some(session) = self.sharing.remove(conversation).and_then(Sharing::session) {
            self.assists.remove(&session);
        }
        // What is not sent yet would only be refused.
        if self.outgoing.forget(conversation) {
            effects.push(Effect::KeepOutbox);
        }
        effects
    }

    pub(crate) fn history(&mut self, transcript: Transcript) -> Vec<Effect> {
        let Some(conversation) = transcript.conversation.clone() else { return Vec::new() };
        let waiting = self.outgoing.outbox.len();
        for message in &transcript.messages {
            self.outgoing.outbox.acknowledge(&message.client_id);
        }
        Rc::make_mut(self.threads.entry(conversation).or_default()).take_history(transcript);
        let mut effects = self.read_open();
        if self.outgoing.outbox.len() != waiting {
            effects.push(Effect::KeepOutbox);
        }
        effects.extend(self.go_on_downloading());
        effects
    }

    pub(crate) fn show_earlier(&mut self) -> Vec<Effect> {
        let open = self.open.as_ref().filter(|_| self.welcomed);
        let Some(thread) = open.and_then(|open| self.threads.get_mut(open)) else { return Vec::new() };
        match Rc::make_mut(thread).show_earlier() {
            Some(before) => self.say_in_open(|conversation| FromAgent::Earlier { conversation, before }),
            None => Vec::new(),
        }
    }

    pub(crate) fn message(&mut self, conversation: &ConversationId, message: Message) -> Vec<Effect> {
        match &message.author {
            Author::Visitor => self.typists.visitor_stopped(conversation),
            Author::Agent { name } => self.typists.agent_stopped(conversation, name),
            Author::System => {}
        }
        if let Some(summary) = self.inbox.get_mut(conversation) {
            summary.active_at_ms = message.sent_at_ms.max(summary.active_at_ms);
            if summary.last_message.as_ref().is_none_or(|last| last.seq <= message.seq) {
                summary.last_message = Some(message.clone());
            }
        }
        let mut effects = Vec::new();
        if self.outgoing.outbox.acknowledge(&message.client_id).is_some() {
            effects.push(Effect::KeepOutbox);
        }
        effects.extend(self.list_after(conversation, &message));
        let (seq, is_hers) = (message.seq, message.author == Author::Visitor);
        let merged = self.merge(conversation, message);
        // What is read has arrived.
        let is_read = merged.iter().any(|effect| matches!(effect, Effect::Say(FromAgent::Read { .. })));
        if is_hers && self.welcomed && !is_read {
            effects.push(Effect::Say(FromAgent::Delivered { conversation: conversation.clone(), seq }));
        }
        effects.extend(merged);
        effects
    }

    /// Says all that is not stored, in the order in which it was written.
    pub(crate) fn say_again(&self) -> Vec<Effect> {
        let frames = if self.welcomed { self.outgoing.again() } else { Vec::new() };
        frames.into_iter().map(Effect::Say).collect()
    }

    pub(crate) fn acknowledged(
        &mut self,
        conversation: &ConversationId,
        client_id: &ClientId,
        seq: u64,
        sent_at_ms: u64,
    ) -> Vec<Effect> {
        let Some(Written { body, content, .. }) = self.outgoing.outbox.acknowledge(client_id) else {
            return Vec::new();
        };
        let author = Author::Agent { name: self.me.clone() };
        let message = Message { seq, client_id: client_id.clone(), author, body, content, sent_at_ms };
        let mut effects = vec![Effect::KeepOutbox];
        effects.extend(self.message(conversation, message));
        effects
    }

    /// Only conversations that were opened have a history here; the others are fetched when they are.
    fn merge(&mut self, conversation: &ConversationId, message: Message) -> Vec<Effect> {
        let Some(thread) = self.threads.get_mut(conversation) else { return Vec::new() };
        let thread = Rc::make_mut(thread);
        match thread.take_message(message) {
            Merge::Complete => self.read_open(),
            Merge::Gap => {
                let question = question(conversation.clone(), Some(thread));
                if self.welcomed { vec![Effect::Say(question)] } else { Vec::new() }
            }
        }
    }

    /// Asks for what the open conversation's history lacks. Also what makes the relay tell who types there.
    fn ask_history(&self) -> Vec<Effect> {
        self.say_in_open(|open| {
            let thread = self.threads.get(&open);
            question(open, thread.map(Rc::as_ref))
        })
    }

    /// Tells the relay that the agent has seen all of the open conversation, if she looks at it.
    pub(crate) fn read_open(&mut self) -> Vec<Effect> {
        let Some(open) = self.open.as_ref().filter(|_| self.looking && self.welcomed) else {
            return Vec::new();
        };
        let Some(thread) = self.threads.get_mut(open) else { return Vec::new() };
        let seq = thread.newest();
        let unread = self.inbox.get(open).is_some_and(|summary| summary.unread > 0);
        if seq <= thread.read_by_agent && !unread {
            return Vec::new();
        }
        Rc::make_mut(thread).read_by_agent = seq;
        if let Some(summary) = self.inbox.get_mut(open) {
            summary.unread = 0;
        }
        self.say_in_open(|conversation| FromAgent::Read { conversation, seq })
    }
}

/// The shopper's last message is in this console's list: said once, as far as the relay does not know it.
fn arrived(summary: &ConversationSummary) -> Option<Effect> {
    let last = summary.last_message.as_ref()?;
    let is_news = last.author == Author::Visitor && last.seq > summary.delivered_to_agent;
    let conversation = summary.conversation.clone();
    is_news.then_some(Effect::Say(FromAgent::Delivered { conversation, seq: last.seq }))
}

/// The question for what `thread` lacks.
fn question(conversation: ConversationId, thread: Option<&Thread>) -> FromAgent {
    let epoch = thread.and_then(|thread| thread.epoch.clone());
    let held = thread.and_then(Thread::last_complete);
    let (since, since_id) = held.map_or((0, None), |message| (message.seq, Some(message.client_id.clone())));
    FromAgent::Open { conversation, epoch, since, since_id }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{console, message, said, send, started, summary, transcript, welcome};
    use crate::outgoing::Outgoing;
    use crate::state::Action;
    use alongside_link::LinkState;
    use alongside_protocol::{Deed, ErrorCode, ErrorFrame, Happening, Properties, Side, ToAgent, Trail};

    #[test]
    fn a_conversation_that_is_deleted_is_nowhere_any_more_and_who_looks_at_it_is_told() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(Action::Draft("Dear".into()));
        state.update(Action::Frame(ToAgent::History { transcript: transcript("e", true, &[1]) }));
        for conversation in ["d", "c"] {
            assert_eq!(state.notices.len(), 0);
            state.update(Action::Frame(ToAgent::ConversationGone { conversation: conversation.into() }));
        }
        assert_eq!((state.open.as_ref(), state.inbox.all().len(), state.notices.len()), (None, 0, 1));
        assert!(state.threads.is_empty() && state.drafts.is_empty());
    }

    #[test]
    fn what_is_begun_is_kept_until_it_is_sent_or_its_conversation_is_gone() {
        let mut state = console();
        let keeps = |effects: &[Effect]| effects.contains(&Effect::KeepDrafts);
        state.update(Action::Open("c".into()));
        assert!(keeps(&state.update(Action::Draft("Dear".into()))));
        assert!(keeps(&state.update(send("m"))) && state.drafts.is_empty());
        state.update(Action::Draft("Dear".into()));
        let gone = ToAgent::ConversationGone { conversation: "c".into() };
        assert!(keeps(&state.update(Action::Frame(gone))));
    }

    #[test]
    fn nothing_that_waits_for_a_deleted_conversation_is_kept_or_sent() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(Action::Frame(ToAgent::History { transcript: transcript("e", true, &[1]) }));
        state.update(started("c", "s"));
        state.assists.entry("s".into()).or_default();
        state.update(Action::Line(LinkState::Waiting { ms: 500, attempt: 1 }));
        state.update(send("m"));
        assert_eq!(state.outgoing.outbox.len(), 1);
        let what = Deed::Event { name: "sought".into(), properties: Properties::new() };
        let event = Happening { at_ms: 1, what };
        let trail = Trail { conversation: "c".into(), whole: true, happenings: vec![event] };
        state.update(Action::Frame(ToAgent::Trail { trail }));
        let effects = state.update(Action::Frame(ToAgent::ConversationGone { conversation: "c".into() }));
        assert!(effects.contains(&Effect::KeepOutbox), "the next page does not find it either");
        assert!(state.outgoing.outbox.is_empty() && !state.sharing.contains_key(&"c".into()));
        assert!(state.assists.is_empty());
        assert_eq!(state.trails.of(&"c".into()).len(), 0);
    }

    #[test]
    fn hello_is_said_first_and_nothing_else_before_the_welcome() {
        let mut state = State::new("Mara".into(), Outgoing::default());
        let effects = state.update(Action::Line(LinkState::Open));
        assert_eq!(said(&effects), [FromAgent::Hello { protocol: alongside_protocol::VERSION }]);
        state.open = Some("c".into());
        assert_eq!(said(&state.update(Action::Typing("c".into(), true))), []);
        assert_eq!(said(&state.update(send("m"))), []);
    }

    #[test]
    fn an_opened_conversation_is_fetched_and_then_marked_read() {
        let mut state = console();
        let effects = state.update(Action::Open("c".into()));
        assert_eq!(
            said(&effects),
            [FromAgent::Open { conversation: "c".into(), epoch: None, since: 0, since_id: None }]
        );
        let effects =
            state.update(Action::Frame(ToAgent::History { transcript: transcript("e", true, &[1, 2]) }));
        assert_eq!(said(&effects), [FromAgent::Read { conversation: "c".into(), seq: 2 }]);
        assert_eq!(state.inbox.unread_conversations(), 0);
    }

    #[test]
    fn a_conversation_is_closed_as_far_as_the_agent_has_seen_it() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(Action::Frame(ToAgent::History { transcript: transcript("e", true, &[1, 2]) }));
        state.update(Action::Looking(false));
        state.update(Action::Frame(ToAgent::Message { conversation: "c".into(), message: message(3) }));
        let effects = state.update(Action::Resolve(true));
        assert_eq!(said(&effects), [FromAgent::Close { conversation: "c".into(), seen: Some(2) }]);
    }

    #[test]
    fn what_comes_while_nobody_looks_is_read_when_somebody_does() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(Action::Frame(ToAgent::History { transcript: transcript("e", true, &[1]) }));
        state.update(Action::Looking(false));
        let told = ToAgent::Message { conversation: "c".into(), message: message(2) };
        let delivered = FromAgent::Delivered { conversation: "c".into(), seq: 2 };
        assert_eq!(said(&state.update(Action::Frame(told))), [delivered]);
        let read = FromAgent::Read { conversation: "c".into(), seq: 2 };
        assert_eq!(said(&state.update(Action::Looking(true))), [read]);
        assert_eq!(said(&state.update(Action::Looking(true))), []);
    }

    #[test]
    fn a_new_line_picks_up_history_outbox_and_page_where_they_were() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(Action::Frame(ToAgent::History { transcript: transcript("e", true, &[1, 2]) }));
        state.update(started("c", "s"));
        state.update(Action::Line(LinkState::Waiting { ms: 500, attempt: 1 }));
        assert_eq!(said(&state.update(send("m"))), []);
        state.update(Action::Line(LinkState::Open));
        let mut line = summary("c", 0, 10);
        line.cobrowse = Some("s".into());
        let effects = state.update(welcome(vec![line]));
        assert_eq!(
            said(&effects),
            [
                FromAgent::Message {
                    conversation: "c".into(),
                    client_id: "m".into(),
                    body: "Hello".into(),
                    content: None
                },
                FromAgent::Open {
                    conversation: "c".into(),
                    epoch: Some("e".into()),
                    since: 2,
                    since_id: Some("visitor-2".into()),
                },
                FromAgent::CobrowseWatch { session: "s".into() },
            ]
        );
        assert!(!effects.contains(&Effect::ResetViewer), "the picture stays until the next keyframe");
    }

    #[test]
    fn a_gap_in_the_numbers_is_asked_for() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(Action::Frame(ToAgent::History { transcript: transcript("e", true, &[1]) }));
        let told = ToAgent::Message { conversation: "c".into(), message: message(4) };
        let question = FromAgent::Open {
            conversation: "c".into(),
            epoch: Some("e".into()),
            since: 1,
            since_id: Some("visitor-1".into()),
        };
        let delivered = FromAgent::Delivered { conversation: "c".into(), seq: 4 };
        assert_eq!(said(&state.update(Action::Frame(told))), [delivered, question]);
    }

    #[test]
    fn what_the_list_shows_has_arrived_and_is_said_once() {
        let mut state = State::new("Mara".into(), Outgoing::default());
        state.update(Action::Line(LinkState::Open));
        let mut news = ConversationSummary { last_message: Some(message(3)), ..summary("c", 1, 10) };
        let old = ConversationSummary { delivered_to_agent: 3, ..news.clone() };
        news.conversation = "d".into();
        let effects = state.update(welcome(vec![news, old]));
        assert_eq!(said(&effects), [FromAgent::Delivered { conversation: "d".into(), seq: 3 }]);
    }

    #[test]
    fn a_message_that_could_not_be_stored_for_a_moment_is_said_again_soon() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        let first = said(&state.update(send("m")));
        let busy = ErrorFrame::passing(ErrorCode::StoreUnavailable, "Busy.").about("m".into());
        assert_eq!(state.update(Action::Frame(ToAgent::Error { error: busy })), [Effect::SayAgainSoon]);
        assert_eq!(said(&state.update(Action::SayAgain)), first);
        assert!(state.notices.is_empty());
    }

    #[test]
    fn an_acknowledged_message_moves_to_its_place() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(Action::Frame(ToAgent::History { transcript: transcript("e", true, &[1]) }));
        state.update(send("m"));
        let ack = ToAgent::Ack { conversation: "c".into(), client_id: "m".into(), seq: 2, sent_at_ms: 9 };
        state.update(Action::Frame(ack.clone()));
        state.update(Action::Frame(ack));
        assert!(state.outgoing.outbox.is_empty());
        let thread = &state.threads[&"c".into()];
        assert_eq!(thread.messages.len(), 2);
        assert_eq!(thread.messages[1].author, Author::Agent { name: "Mara".into() });
        assert_eq!(state.inbox.get(&"c".into()).unwrap().last_message.as_ref().unwrap().seq, 2);
    }

    #[test]
    fn a_lasting_refusal_stays_with_its_message_and_others_become_a_notice() {
        let mut state = console();
        state.update(Action::Open("c".into()));
        state.update(send("m"));
        let about = ErrorFrame::lasting(ErrorCode::MessageTooLong, "Too long.").about("m".into());
        state.update(Action::Frame(ToAgent::Error { error: about }));
        assert!(state.notices.is_empty());
        state.update(Action::Draft("begun".into()));
        state.update(Action::Edit("m".into()));
        assert_eq!(state.drafts[&"c".into()].text, "Hello\nbegun");
        let other = ErrorFrame::lasting(ErrorCode::UnknownConversation, "No such conversation.");
        state.update(Action::Frame(ToAgent::Error { error: other.clone() }));
        state.update(Action::Frame(ToAgent::Error { error: other }));
        assert_eq!(state.notices, ["No such conversation."]);
    }

    #[test]
    fn a_session_that_is_over_logs_out() {
        let error = ErrorFrame::lasting(ErrorCode::NotLoggedIn, "Log in again.");
        assert_eq!(console().update(Action::Frame(ToAgent::Error { error })), [Effect::LoggedOut]);
    }

    #[test]
    fn a_shopper_who_is_gone_types_no_more() {
        let mut state = console();
        let conversation = ConversationId::from("c");
        let typing = ToAgent::Typing {
            conversation: conversation.clone(),
            on: true,
            side: Side::Visitor,
            name: String::new(),
        };
        state.update(Action::Frame(typing));
        assert_eq!(state.typists.names(&conversation, "V"), ["V"]);
        let away = ConversationSummary { online: false, ..summary("c", 0, 10) };
        state.update(Action::Frame(ToAgent::Conversation { summary: away }));
        assert!(state.typists.names(&conversation, "V").is_empty());
    }
}

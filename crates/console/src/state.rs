//! All that a logged-in console knows, and how it changes: [`State::update`] takes what happened and returns what
//! is to be done about it. Pure: no clock, no socket, no DOM.

pub use crate::action::{Action, Effect};
use crate::assist::Assist;
use crate::inbox::{Inbox, Shelf};
use crate::outgoing::{Outgoing, Written};
use crate::recordings::Recordings;
use crate::redeem::Redeem;
use crate::sharing::Sharing;
use crate::talk::{KeptTalk, Talk};
use crate::thread::Thread;
use crate::trails::Trails;
use crate::typists::Typists;
use crate::words::notice as words;
use alongside_link::LinkState;
use alongside_protocol::{
    AgentId, Answer, ClientId, Content, ConversationId, ErrorFrame, FromAgent, SessionId, ToAgent,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::rc::Rc;

/// What a logged-in console knows.
#[derive(Clone, Debug)]
pub struct State {
    /// How the line stands.
    pub line: LinkState,
    /// Whether the relay has answered `hello` on this line: frames may be sent.
    pub welcomed: bool,
    /// Whether it ever did: the list is known.
    pub known: bool,
    /// The agent's display name.
    pub me: String,
    /// Which agent this is, once the relay has said so.
    pub agent: Option<AgentId>,
    /// How large a file may be that is sent, in bytes; 0: none.
    pub attachment_bytes: u64,
    /// Whether the site has rooms of a provider of its own.
    pub rooms: bool,
    /// The list of conversations.
    pub inbox: Inbox,
    /// What the list is filtered by.
    pub filter: String,
    /// Which conversations it shows while it is not filtered.
    pub shelf: Shelf,
    /// The conversation that is open.
    pub open: Option<ConversationId>,
    /// Whether the open conversation was unread when it was opened.
    pub open_was_unread: bool,
    /// Which column a narrow screen shows while a conversation is open.
    pub column: Column,
    /// The histories of conversations that were opened.
    pub threads: HashMap<ConversationId, Rc<Thread>>,
    /// What shoppers answered before their first message, of conversations that were opened.
    pub answers: HashMap<ConversationId, Rc<[Answer]>>,
    /// What shoppers did of late.
    pub trails: Trails,
    /// What is on its way.
    pub outgoing: Outgoing,
    /// What is begun and not sent.
    pub drafts: HashMap<ConversationId, Draft>,
    /// Who types.
    pub typists: Typists,
    /// Page sharing, by conversation.
    pub sharing: HashMap<ConversationId, Sharing>,
    /// What the agent does in each session.
    pub assists: HashMap<SessionId, Assist>,
    /// The session whose frames the viewer has.
    pub shown: Option<SessionId>,
    /// Joining by code.
    pub redeem: Redeem,
    /// The call that this console has, or is about to have.
    pub talk: Option<Talk>,
    /// The call that the agent left and whose end the relay has not confirmed: it may not have heard.
    pub hung_up: Option<KeptTalk>,
    /// Who is in a call with whom.
    pub in_call: HashMap<ConversationId, String>,
    /// What is kept of shared pages.
    pub recordings: Recordings,
    /// Which conversation the agent waits for as a file.
    pub downloading: Option<ConversationId>,
    /// What went wrong, oldest first.
    pub notices: Vec<String>,
    /// Whether the agent looks at this page.
    pub looking: bool,
}

/// A column of the console; narrow screens show one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Messages and composer.
    Chat,
    /// The shopper and her page.
    Page,
}

/// A message that is begun and not sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The text so far.
    pub text: String,
    /// Raised when the text was put there by something else than the keyboard.
    #[serde(skip)]
    pub revision: u32,
}

impl State {
    /// What a console knows right after log-in as `me`, with what an earlier page left in its outbox.
    pub fn new(me: String, outgoing: Outgoing) -> Self {
        Self {
            line: LinkState::Connecting,
            welcomed: false,
            known: false,
            me,
            agent: None,
            attachment_bytes: 0,
            rooms: false,
            inbox: Inbox::default(),
            filter: String::new(),
            shelf: Shelf::default(),
            open: None,
            open_was_unread: false,
            column: Column::Chat,
            threads: HashMap::new(),
            answers: HashMap::new(),
            trails: Trails::default(),
            outgoing,
            drafts: HashMap::new(),
            typists: Typists::default(),
            sharing: HashMap::new(),
            assists: HashMap::new(),
            shown: None,
            redeem: Redeem::default(),
            talk: None,
            hung_up: None,
            in_call: HashMap::new(),
            recordings: Recordings::default(),
            downloading: None,
            notices: Vec::new(),
            looking: true,
        }
    }

    /// Takes in what happened, and returns what is to be done, in order.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Line(line) => self.line_changed(line),
            Action::Frame(frame) => self.heard(frame),
            Action::Notice(text) => {
                self.notify(text);
                Vec::new()
            }
            Action::Dismiss(index) => {
                if index < self.notices.len() {
                    self.notices.remove(index);
                }
                Vec::new()
            }
            Action::Open(conversation) => self.open_conversation(conversation),
            Action::Close => self.close_conversation(),
            Action::Show(column) => {
                self.column = column;
                Vec::new()
            }
            Action::Filter(filter) => {
                self.filter = filter;
                Vec::new()
            }
            Action::Shelf(shelf) => {
                self.shelf = shelf;
                Vec::new()
            }
            Action::Resolve(true) => self.resolve(),
            Action::Resolve(false) => self.say_in_open(|conversation| FromAgent::Reopen { conversation }),
            Action::Draft(text) => {
                if let Some(open) = self.open.clone() {
                    self.drafts.entry(open).or_default().text = text;
                }
                vec![Effect::KeepDrafts]
            }
            Action::Earlier => self.show_earlier(),
            Action::Download => self.download(),
            Action::Send { client_id, body, content, at_ms } => {
                if let Some(open) = &self.open {
                    self.drafts.remove(open);
                }
                let mut effects = self.send(client_id, body, content, at_ms);
                effects.push(Effect::KeepDrafts);
                effects
            }
            Action::SendMore { client_id, body, content, at_ms } => {
                self.send(client_id, body, Some(content), at_ms)
            }
            Action::SendFile { conversation, client_id, attachment, at_ms } => {
                let body = attachment.name.clone();
                let content = Some(Content::Attachment { attachment });
                self.write(client_id, Written { conversation, body, content, written_at_ms: at_ms })
            }
            Action::Typing(conversation, on) => self.say(FromAgent::Typing { conversation, on }),
            Action::Edit(client_id) => self.edit(&client_id),
            Action::Discard(client_id) => {
                self.outgoing.take_back(&client_id);
                Vec::new()
            }
            Action::Ask(session) => self.ask(session),
            Action::StopSharing => self.stop_sharing(),
            Action::ForgetSharing => {
                self.open_sharing_mut().map(Sharing::dropped);
                Vec::new()
            }
            Action::Recording(action) => self.recording(action),
            Action::Resync => self
                .watched()
                .map(|session| Effect::Say(FromAgent::CobrowseKeyframe { session }))
                .into_iter()
                .collect(),
            Action::SayAgain => self.say_again(),
            Action::Looking(looking) => {
                self.looking = looking;
                self.read_open()
            }
            Action::Assist(action) => self.assist(action),
            Action::Call(action, now_ms) => self.call(action, now_ms),
            Action::CallFrame(frame, now_ms) => self.hear_call(frame, now_ms),
            Action::CallLine(now_ms) => self.mind_the_call(now_ms),
        }
    }

    /// The session whose frames are to be shown now.
    pub fn watched(&self) -> Option<SessionId> {
        self.sharing.get(self.open.as_ref()?)?.live().cloned()
    }

    /// How page sharing stands in the open conversation.
    pub fn open_sharing(&self) -> Sharing {
        self.open.as_ref().and_then(|open| self.sharing.get(open)).cloned().unwrap_or_default()
    }

    fn open_sharing_mut(&mut self) -> Option<&mut Sharing> {
        self.open.clone().map(|open| self.sharing.entry(open).or_default())
    }

    fn line_changed(&mut self, line: LinkState) -> Vec<Effect> {
        self.line = line;
        self.welcomed = false;
        if line == LinkState::Open {
            return vec![Effect::Say(FromAgent::Hello { protocol: alongside_protocol::VERSION })];
        }
        self.typists.forget();
        self.redeem.interrupted();
        Vec::new()
    }

    fn heard(&mut self, frame: ToAgent) -> Vec<Effect> {
        match frame {
            ToAgent::Welcome { protocol, agent, name, site: _, conversations, attachment_bytes, rooms } => {
                if protocol != alongside_protocol::VERSION {
                    self.notify(words::RELOAD.to_owned());
                }
                self.attachment_bytes = attachment_bytes;
                self.rooms = rooms;
                self.me = name;
                self.agent = Some(agent);
                self.welcome(conversations)
            }
            ToAgent::Conversation { summary } => {
                let conversation = summary.conversation.clone();
                if !summary.online {
                    self.typists.visitor_stopped(&conversation);
                }
                let before = self.watched();
                self.sharing.entry(conversation).or_default().told(summary.cobrowse.as_ref());
                self.inbox.update(summary);
                self.watch_instead_of(before.as_ref())
            }
            ToAgent::History { transcript } => self.history(transcript),
            ToAgent::Earlier { conversation, messages } => self.earlier(&conversation, messages),
            ToAgent::Answers { conversation, answers } => {
                self.answers.insert(conversation, answers.into());
                Vec::new()
            }
            ToAgent::ConversationGone { conversation } => self.gone(&conversation),
            ToAgent::Message { conversation, message } => self.message(&conversation, message),
            ToAgent::Ack { conversation, client_id, seq, sent_at_ms } => {
                self.acknowledged(&conversation, &client_id, seq, sent_at_ms)
            }
            ToAgent::Typing { conversation, on, side, name } => {
                self.typists.note(conversation, side, name, on);
                Vec::new()
            }
            ToAgent::Delivered { conversation, seq } => {
                if let Some(thread) = self.threads.get_mut(&conversation) {
                    Rc::make_mut(thread).delivered(seq);
                }
                Vec::new()
            }
            ToAgent::Read { conversation, side, seq } => {
                if let Some(thread) = self.threads.get_mut(&conversation) {
                    Rc::make_mut(thread).read(side, seq);
                }
                Vec::new()
            }
            ToAgent::Trail { trail } => {
                self.trails.take(trail);
                Vec::new()
            }
            ToAgent::CobrowseStarted { conversation, session } => {
                let before = self.watched();
                self.sharing.entry(conversation).or_default().started(session.clone());
                let mut effects = self.back(&session);
                effects.extend(self.watch_instead_of(before.as_ref()));
                effects
            }
            ToAgent::CobrowseEnded { conversation, session, reason } => {
                self.assists.remove(&session);
                self.sharing.entry(conversation).or_default().ended(&session, reason);
                Vec::new()
            }
            ToAgent::CobrowseAssets { session, ticket } if self.watched().as_ref() == Some(&session) => {
                vec![Effect::Assets(ticket)]
            }
            ToAgent::CobrowseRedeemed { conversation, session } => self.redeemed(conversation, session),
            ToAgent::CobrowseHeld { conversation: _, session, reason } => self.held(session, reason),
            ToAgent::CobrowsePaused { session, on } => {
                self.paused(session, on);
                Vec::new()
            }
            ToAgent::CobrowseGrants { session, agent, name, grants } => {
                self.grants_told(&session, agent, name, grants)
            }
            ToAgent::CobrowseRefused { session, capabilities: _ } => {
                self.refused_control(session);
                Vec::new()
            }
            ToAgent::CobrowseOutcome { session, number, outcome } => self.outcome(session, number, outcome),
            ToAgent::CobrowseAct { session, agent, name, act } => {
                self.colleague_acts(&session, agent, name, act)
            }
            // They come with the time, by themselves.
            ToAgent::CallRinging { .. }
            | ToAgent::CallStarted { .. }
            | ToAgent::CallSignal { .. }
            | ToAgent::CallPeer { .. }
            | ToAgent::CallEnded { .. }
            | ToAgent::CallState { .. }
            | ToAgent::CobrowseAssets { .. }
            | ToAgent::Pong => Vec::new(),
            ToAgent::Error { error } => self.refused(&error),
        }
    }

    /// A notice that already shows is not said twice.
    pub(crate) fn notify(&mut self, text: String) {
        if !self.notices.contains(&text) {
            self.notices.push(text);
        }
    }

    fn refused(&mut self, error: &ErrorFrame) -> Vec<Effect> {
        use alongside_protocol::ErrorCode;
        if error.code == ErrorCode::NotLoggedIn {
            return vec![Effect::LoggedOut];
        }
        if self.outgoing.refuse(error) {
            return vec![Effect::KeepOutbox];
        }
        // Words about a session cross with its end, which the relay tells by itself.
        if error.code == ErrorCode::UnknownSession || self.call_refused(error.code, &error.message) {
            return Vec::new();
        }
        // What is not granted any more, the shopper's page has told or is about to tell.
        if self.redeem.refused(error.code) || error.code == ErrorCode::NotGranted {
            return Vec::new();
        }
        if error.retry && error.client_id.is_some() {
            return vec![Effect::SayAgainSoon];
        }
        // A relay that restarts shows as a lost line.
        if error.code != ErrorCode::ShuttingDown {
            self.notify(error.message.clone());
        }
        Vec::new()
    }

    /// Says something about the open conversation, if the relay listens.
    pub(crate) fn say_in_open(&self, frame: impl FnOnce(ConversationId) -> FromAgent) -> Vec<Effect> {
        match &self.open {
            Some(open) if self.welcomed => vec![Effect::Say(frame(open.clone()))],
            Some(_) | None => Vec::new(),
        }
    }

    fn say(&self, frame: FromAgent) -> Vec<Effect> {
        if self.welcomed { vec![Effect::Say(frame)] } else { Vec::new() }
    }

    fn send(
        &mut self,
        client_id: ClientId,
        body: String,
        content: Option<Content>,
        at_ms: u64,
    ) -> Vec<Effect> {
        let Some(conversation) = self.open.clone() else { return Vec::new() };
        self.write(client_id, Written { conversation, body, content, written_at_ms: at_ms })
    }

    fn write(&mut self, client_id: ClientId, written: Written) -> Vec<Effect> {
        let frame = self.outgoing.write(client_id, written);
        let mut effects = vec![Effect::KeepOutbox];
        if self.welcomed {
            effects.push(Effect::Say(frame));
        }
        effects
    }

    fn edit(&mut self, client_id: &ClientId) -> Vec<Effect> {
        if let Some(written) = self.outgoing.take_back(client_id) {
            let draft = self.drafts.entry(written.conversation).or_default();
            let begun = std::mem::take(&mut draft.text);
            draft.text = if begun.is_empty() { written.body } else { format!("{}\n{begun}", written.body) };
            draft.revision += 1;
        }
        vec![Effect::KeepDrafts]
    }
}

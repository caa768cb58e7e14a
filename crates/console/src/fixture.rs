//! Small made-up conversations for the tests of the pure modules.

use crate::outgoing::Outgoing;
use crate::state::{Action, Effect, State};
use alongside_link::LinkState;
use alongside_protocol::{Author, ConversationSummary, FromAgent, Message, Page, ToAgent, Transcript};

/// The shopper's message number `seq`, said `seq` minutes after 1970 began.
pub fn message(seq: u64) -> Message {
    Message {
        seq,
        client_id: format!("visitor-{seq}").into(),
        author: Author::Visitor,
        body: format!("Message {seq}"),
        content: None,
        sent_at_ms: seq * 60_000,
    }
}

/// A history of conversation `c` with the messages `seqs`.
pub fn transcript(epoch: &str, whole: bool, seqs: &[u64]) -> Transcript {
    Transcript {
        conversation: Some("c".into()),
        epoch: epoch.into(),
        whole,
        messages: seqs.iter().copied().map(message).collect(),
        delivered_to_visitor: 0,
        delivered_to_agent: 0,
        read_by_visitor: 0,
        read_by_agent: 0,
    }
}

/// A line of the list: an online shopper without messages.
pub fn summary(conversation: &str, unread: u64, active_at_ms: u64) -> ConversationSummary {
    ConversationSummary {
        conversation: conversation.into(),
        visitor_name: format!("Visitor {conversation}"),
        contact: None,
        online: true,
        page: Page { url: "https://shop.example/trainers".into(), title: "Trainers".into() },
        last_message: None,
        unread,
        delivered_to_agent: 0,
        active_at_ms,
        closed: false,
        rating: None,
        cobrowse: None,
    }
}

/// The relay answers `hello` with these conversations.
pub fn welcome(conversations: Vec<ConversationSummary>) -> Action {
    Action::Frame(ToAgent::Welcome {
        protocol: 1,
        agent: "a".into(),
        name: "Mara".into(),
        site: "Shop".into(),
        conversations,
        attachment_bytes: 1_000,
        rooms: false,
    })
}

/// A console on an open line, with conversations `c` (one unread) and `d`.
pub fn console() -> State {
    let mut state = State::new("Mara".into(), Outgoing::default());
    state.update(Action::Line(LinkState::Open));
    state.update(welcome(vec![summary("c", 1, 10), summary("d", 0, 20)]));
    state
}

/// The frames among `effects`, in order.
pub fn said(effects: &[Effect]) -> Vec<FromAgent> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Say(frame) => Some(frame.clone()),
            Effect::ResetViewer
            | Effect::Assets(_)
            | Effect::Viewer(_)
            | Effect::Recording(_)
            | Effect::Call(_)
            | Effect::KeepOutbox
            | Effect::KeepDrafts
            | Effect::SaveConversation(_)
            | Effect::SayAgainSoon
            | Effect::LoggedOut => None,
        })
        .collect()
}

/// A co-browse session began.
pub fn started(conversation: &str, session: &str) -> Action {
    let (conversation, session) = (conversation.into(), session.into());
    Action::Frame(ToAgent::CobrowseStarted { conversation, session })
}

/// The agent says "Hello" under this client id.
pub fn send(id: &str) -> Action {
    Action::Send { client_id: id.into(), body: "Hello".into(), content: None, at_ms: 1 }
}

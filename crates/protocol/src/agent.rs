//! Frames between the agent's console and the relay.

use crate::{
    Act, AgentId, Answer, CallEnd, CallId, CallKind, Capability, ClientId, Content, ConversationId,
    EndReason, Epoch, ErrorFrame, Grant, Ice, Message, Outcome, Page, SessionId, Side, Trail, Transcript,
};
use serde::{Deserialize, Serialize};

/// What the console says. The line is logged in by its cookie before the first frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromAgent {
    /// The first frame on a line, and only the first.
    Hello {
        /// [`crate::VERSION`] of the console.
        protocol: u32,
    },
    /// Show me a conversation's history, and tell me who types in it.
    Open {
        /// Which one.
        conversation: ConversationId,
        /// The epoch of the history that the console holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<Epoch>,
        /// The last `seq` of the history that the console holds; 0 for none.
        #[serde(default)]
        since: u64,
        /// The `client_id` of that message: a store that was put back from a backup may have another one in its place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since_id: Option<ClientId>,
    },
    /// Something to say. Sent again until acknowledged.
    Message {
        /// Where.
        conversation: ConversationId,
        /// The message's name, made by the console.
        client_id: ClientId,
        /// Plain text.
        body: String,
        /// What it carries besides.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<Content>,
    },
    /// Asks for what was said before the first message that the console holds.
    Earlier {
        /// Where.
        conversation: ConversationId,
        /// That message's `seq`.
        before: u64,
    },
    /// The agent writes, or stopped writing.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Whether the agent writes now.
        on: bool,
    },
    /// This console has all up to `seq`. `read` says so too.
    Delivered {
        /// Where.
        conversation: ConversationId,
        /// The last message that it has.
        seq: u64,
    },
    /// The agent has seen all up to `seq`.
    Read {
        /// Where.
        conversation: ConversationId,
        /// The last message seen.
        seq: u64,
    },
    /// What was asked is settled. When the shopper writes again, the conversation is open again.
    Close {
        /// Which one.
        conversation: ConversationId,
        /// The last message that the agent has seen: where the shopper has written since, it is not closed. Absent from one who would
        /// close it all the same.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<u64>,
    },
    /// It is not settled after all.
    Reopen {
        /// Which one.
        conversation: ConversationId,
    },
    /// Ask the shopper to share her page.
    CobrowseRequest {
        /// Whose page.
        conversation: ConversationId,
        /// The name of the session to be, made by the console.
        session: SessionId,
    },
    /// Send me the session's frames: I watch, and the shopper is told so.
    CobrowseWatch {
        /// The session.
        session: SessionId,
    },
    /// I no longer watch.
    CobrowseLeave {
        /// The session.
        session: SessionId,
    },
    /// I lost my place: have a keyframe sent.
    CobrowseKeyframe {
        /// The session.
        session: SessionId,
    },
    /// End the session, or take a request back.
    CobrowseEnd {
        /// The session.
        session: SessionId,
    },
    /// Ask a shopper to share her page who has no chat open, by the code that she reads out.
    CobrowseRedeem {
        /// Six digits; spaces do not count.
        code: String,
        /// The name of the session to be, made by the console.
        session: SessionId,
    },
    /// Ask the shopper to allow more.
    CobrowseAsk {
        /// The session, which this agent watches.
        session: SessionId,
        /// What for; an empty list takes the question back.
        capabilities: Vec<Capability>,
    },
    /// Give back what was granted.
    CobrowseRelease {
        /// The session.
        session: SessionId,
        /// What is given back.
        capabilities: Vec<Capability>,
    },
    /// Do something on the shared page.
    CobrowseAct {
        /// The session, which this agent watches.
        session: SessionId,
        /// A number of the console's own, for the outcome.
        number: u32,
        /// What.
        act: Act,
    },
    /// Call the shopper: all her pages ring.
    CallRequest {
        /// Whom.
        conversation: ConversationId,
        /// The call's name, made by the console.
        call: CallId,
        /// What for.
        kind: CallKind,
    },
    /// The agent goes on with a call after a lost line, or after the console was loaded again.
    CallResume {
        /// Where.
        conversation: ConversationId,
        /// The call.
        call: CallId,
        /// What it is for, for a relay that does not know it any more.
        kind: CallKind,
        /// Whether this console has nothing of the call yet.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        fresh: bool,
        /// How long it has lasted, in ms, for a relay that does not know it any more.
        lasted_ms: u64,
    },
    /// Something for the other browser. The relay does not read it.
    CallSignal {
        /// The call.
        call: CallId,
        /// At most [`crate::limits::CALL_SIGNAL_BYTES`].
        signal: String,
    },
    /// Hang up, or stop ringing.
    CallEnd {
        /// The call.
        call: CallId,
        /// [`CallEnd::AgentEnded`] or [`CallEnd::Failed`].
        reason: CallEnd,
    },
    /// Are you there?
    Ping,
}

/// What the relay says to the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToAgent {
    /// The answer to `hello`.
    Welcome {
        /// [`crate::VERSION`] of the relay.
        protocol: u32,
        /// Who is logged in.
        agent: AgentId,
        /// Under which display name.
        name: String,
        /// The site's name.
        site: String,
        /// The site's conversations, newest activity first.
        conversations: Vec<ConversationSummary>,
        /// How large a file may be that is sent, in bytes. 0: none may be sent.
        #[serde(default)]
        attachment_bytes: u64,
        /// Whether the site has rooms of a provider of its own, to call shoppers into.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        rooms: bool,
    },
    /// A conversation is new or its summary changed.
    Conversation {
        /// As it is now.
        summary: ConversationSummary,
    },
    /// The answer to `open`.
    History {
        /// Its `conversation` is always there.
        transcript: Transcript,
    },
    /// The answer to `earlier`.
    Earlier {
        /// Where.
        conversation: ConversationId,
        /// The messages right before the one that was named, in order, at most [`crate::limits::EARLIER_MESSAGES`]; none when
        /// it is the first.
        messages: Vec<Message>,
    },
    /// What the shopper answered before her first message: after the history of a conversation that is opened.
    Answers {
        /// Whose conversation.
        conversation: ConversationId,
        /// What she was asked, and what she said.
        answers: Vec<Answer>,
    },
    /// All that was kept of a shopper is deleted, and this conversation with it.
    ConversationGone {
        /// Which one.
        conversation: ConversationId,
    },
    /// Somebody said something in a conversation of the site.
    Message {
        /// Where.
        conversation: ConversationId,
        /// What was said.
        message: Message,
    },
    /// The message is stored.
    Ack {
        /// Where.
        conversation: ConversationId,
        /// Which one.
        client_id: ClientId,
        /// Its place in the conversation.
        seq: u64,
        /// When it was stored, in ms since 1970 UTC.
        sent_at_ms: u64,
    },
    /// Somebody else writes, or stopped writing.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Whether someone writes now.
        on: bool,
        /// Which side.
        side: Side,
        /// Who: an agent's name, or nothing for the shopper.
        name: String,
    },
    /// A browser of the shopper's has all up to `seq`.
    Delivered {
        /// Where.
        conversation: ConversationId,
        /// The last message that it has.
        seq: u64,
    },
    /// Somebody has seen all up to `seq`.
    Read {
        /// Where.
        conversation: ConversationId,
        /// Who has seen it.
        side: Side,
        /// The last message seen.
        seq: u64,
    },
    /// What the shopper did of late: after `open`, and whenever there is more, of conversations that the line has opened.
    Trail {
        /// All of it, or what is new.
        trail: Trail,
    },
    /// A co-browse session is open and may be watched.
    CobrowseStarted {
        /// Whose page.
        conversation: ConversationId,
        /// The session.
        session: SessionId,
    },
    /// A code was right: the shopper is being asked, and this is her conversation.
    CobrowseRedeemed {
        /// Whose page.
        conversation: ConversationId,
        /// The session to be.
        session: SessionId,
    },
    /// The shopper's page or line is gone for a moment; the session waits for her. [`ToAgent::CobrowseStarted`] says that she
    /// is back.
    CobrowseHeld {
        /// Whose page.
        conversation: ConversationId,
        /// The session.
        session: SessionId,
        /// What it waits for: [`EndReason::PageLeft`] or [`EndReason::LineLost`].
        reason: EndReason,
    },
    /// Where the viewer finds the assets of a session that this line watches: under `/viewer/assets/TICKET/NAME` of its
    /// own origin.
    CobrowseAssets {
        /// The session.
        session: SessionId,
        /// A secret, good as long as the session.
        ticket: String,
    },
    /// The shopper holds the view where it is, or lets it go on.
    CobrowsePaused {
        /// The session.
        session: SessionId,
        /// Whether it is held.
        on: bool,
    },
    /// All that an agent may do on the page from now on.
    CobrowseGrants {
        /// The session.
        session: SessionId,
        /// Which agent: the one on this line, or a colleague.
        agent: AgentId,
        /// That agent's display name.
        name: String,
        /// What is granted.
        grants: Vec<Grant>,
    },
    /// The shopper does not grant what this agent asked for.
    CobrowseRefused {
        /// The session.
        session: SessionId,
        /// What was asked for.
        capabilities: Vec<Capability>,
    },
    /// What became of an act of this agent.
    CobrowseOutcome {
        /// The session.
        session: SessionId,
        /// The act's number.
        number: u32,
        /// What became of it.
        outcome: Outcome,
    },
    /// A colleague who watches as well shows something on the page.
    CobrowseAct {
        /// The session.
        session: SessionId,
        /// Which agent.
        agent: AgentId,
        /// That agent's display name.
        name: String,
        /// What: never one that needs a capability to control.
        act: Act,
    },
    /// A session is over, or a request was declined.
    CobrowseEnded {
        /// Whose page.
        conversation: ConversationId,
        /// The session.
        session: SessionId,
        /// Why.
        reason: EndReason,
    },
    /// The shopper's pages ring.
    CallRinging {
        /// Where.
        conversation: ConversationId,
        /// The call.
        call: CallId,
        /// How long from now on, in ms.
        ms: u64,
        /// The agent's address of the site's room, for a [`CallKind::Room`]: the host may be there first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        room: Option<String>,
    },
    /// The shopper has taken it, or the two are together again: make an offer, unless there is a connection.
    CallStarted {
        /// Where.
        conversation: ConversationId,
        /// The call.
        call: CallId,
        /// What it is for.
        kind: CallKind,
        /// How to find the other browser.
        ice: Ice,
        /// The agent's address of the site's room, for a [`CallKind::Room`]. Without one the shopper's page tells it in a signal, or
        /// the console knows it already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        room: Option<String>,
    },
    /// Something from the other browser.
    CallSignal {
        /// The call.
        call: CallId,
        /// As it was said.
        signal: String,
    },
    /// The other browser's line is gone for a moment, or back.
    CallPeer {
        /// The call.
        call: CallId,
        /// Whether it is there.
        here: bool,
        /// Whether it has nothing of the call any more: make a new connection.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        fresh: bool,
    },
    /// The call is over, or never began.
    CallEnded {
        /// Where.
        conversation: ConversationId,
        /// The call.
        call: CallId,
        /// Why.
        reason: CallEnd,
        /// How long it lasted from the moment when it was taken, in ms.
        lasted_ms: u64,
    },
    /// Who is in a call with the shopper now: for all consoles of the site.
    CallState {
        /// Where.
        conversation: ConversationId,
        /// The agent's name; none when nobody is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// I am here.
    Pong,
    /// The last frame, or the line itself, was refused.
    Error {
        /// Why, and what to do.
        error: ErrorFrame,
    },
}

/// What is known of who a shopper is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Her address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the shop's server says so; otherwise it is what she says herself.
    pub verified: bool,
}

/// A line in the console's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationSummary {
    /// Which conversation.
    pub conversation: ConversationId,
    /// What to call the shopper: her name, or something such as "Visitor 4F2A".
    pub visitor_name: String,
    /// Who she is, where anything is known of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Whether her widget is connected now.
    pub online: bool,
    /// The page she is, or was last, on.
    pub page: Page,
    /// The newest message, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Message>,
    /// How many of her messages no agent has seen; 100 stands for more.
    pub unread: u64,
    /// Up to where a console has her messages.
    #[serde(default)]
    pub delivered_to_agent: u64,
    /// When something last happened, in ms since 1970 UTC.
    pub active_at_ms: u64,
    /// Whether an agent has closed it, and she has not written since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// How she last rated it: from 1, very bad, to 5, great.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// The co-browse session that is open, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cobrowse: Option<SessionId>,
}

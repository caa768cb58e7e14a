//! Frames between the shopper's widget and the relay.

use crate::{
    Act, AgentId, CallEnd, CallId, CallKind, Capability, ClientId, Content, ConversationId, EndReason, Epoch,
    ErrorFrame, Filled, Grant, Ice, Message, Outcome, Page, Properties, Reception, SessionId, Shared, Side,
    VisitorId, Watcher,
};
use serde::{Deserialize, Serialize};

/// What the widget says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromVisitor {
    /// The first frame on a line, and only the first.
    Hello {
        /// [`crate::VERSION`] of the widget.
        protocol: u32,
        /// The secret that says which visitor this is; absent on a first visit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
        /// Who she is, in a token that her shop's server has signed; absent where the shop says nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<String>,
        /// The epoch of the history that the widget holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<Epoch>,
        /// The last `seq` of the history that the widget holds; 0 for none.
        #[serde(default)]
        since: u64,
        /// The `client_id` of that message: a store that was put back from a backup may have another one in its place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since_id: Option<ClientId>,
        /// The page the shopper is on.
        page: Page,
    },
    /// Something to say. Sent again until acknowledged.
    Message {
        /// The message's name, made by the widget.
        client_id: ClientId,
        /// Plain text.
        body: String,
        /// What it carries besides.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<Content>,
    },
    /// Asks for what was said before the first message that the widget holds.
    Earlier {
        /// That message's `seq`.
        before: u64,
    },
    /// The shopper writes, or stopped writing.
    Typing {
        /// Whether she writes now.
        on: bool,
    },
    /// This browser has all up to `seq`. `read` says so too.
    Delivered {
        /// The last message that it has.
        seq: u64,
    },
    /// The shopper has seen all up to `seq`.
    Read {
        /// The last message seen.
        seq: u64,
    },
    /// What she, or a script of her page, says of herself. Of one whom her shop has named, nothing changes.
    Describe {
        /// Her name; absent to leave it as it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Her address; absent to leave it as it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<String>,
    },
    /// What she was asked before her first message, or for her address, as she filled it in. Answered with
    /// [`ToVisitor::Reception`], and said again on each line until it is.
    Form {
        /// Her answers.
        filled: Filled,
    },
    /// How she rates the conversation that was closed, or that she would rather not. Said once for each closing.
    Rate {
        /// Which closing, as [`ToVisitor::Rating`] named it.
        closing: u64,
        /// From 1, very bad, to 5, great; absent when she does not want to say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<u8>,
        /// What she adds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// The shopper went to another page without leaving the document.
    Page {
        /// Where she is now.
        page: Page,
    },
    /// A script of her page tells of something that she did.
    Track {
        /// What it is called, such as `added_to_basket`.
        name: String,
        /// More about it: texts, numbers and flags, which are kept as texts.
        #[serde(
            default,
            skip_serializing_if = "Properties::is_empty",
            deserialize_with = "crate::trail::read_properties"
        )]
        properties: Properties,
        /// How long ago, in ms: it may have been before there was a line.
        #[serde(default)]
        ago_ms: u64,
    },
    /// The shopper shares her page: of her own accord, or by accepting a request with the same session id.
    CobrowseStart {
        /// The session.
        session: SessionId,
        /// Whether she goes on with a session that she shared on another page or line: that was consented to, and goes on
        /// here. A relay that does not know it any more opens it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        resume: bool,
        /// Whether she was told that it is recorded. Otherwise it is not, whatever the site has set.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        recorded: bool,
    },
    /// The shopper declines a request.
    CobrowseDecline {
        /// The session that was requested.
        session: SessionId,
    },
    /// The shopper ends the session, or her page goes away. After [`EndReason::PageLeft`] the session waits for her next page.
    CobrowseEnd {
        /// The session.
        session: SessionId,
        /// Why: [`EndReason::VisitorEnded`] or [`EndReason::PageLeft`].
        reason: EndReason,
    },
    /// The shopper wants a code to read out to an agent on the phone, or takes hers back.
    CobrowseCode {
        /// Whether she wants one. A new one takes the place of an earlier one.
        #[serde(default = "yes", skip_serializing_if = "is_yes")]
        on: bool,
    },
    /// The shopper holds the view where it is, or lets it go on.
    CobrowsePause {
        /// The session.
        session: SessionId,
        /// Whether it is held.
        on: bool,
    },
    /// All that an agent may do on this page from now on, in place of what was said before.
    CobrowseGrants {
        /// The session.
        session: SessionId,
        /// Which agent.
        agent: AgentId,
        /// What is granted; nothing when all is taken back.
        grants: Vec<Grant>,
    },
    /// The shopper does not grant what an agent asked for.
    CobrowseRefuse {
        /// The session.
        session: SessionId,
        /// Which agent.
        agent: AgentId,
        /// What was asked for.
        capabilities: Vec<Capability>,
    },
    /// What became of an act.
    CobrowseOutcome {
        /// The session.
        session: SessionId,
        /// Whose act.
        agent: AgentId,
        /// The act's number.
        number: u32,
        /// What became of it.
        outcome: Outcome,
    },
    /// The shopper takes the call that rings, on this page.
    CallAccept {
        /// The call.
        call: CallId,
    },
    /// The shopper does not take it.
    CallDecline {
        /// The call.
        call: CallId,
    },
    /// She goes on with a call after a lost line, or on another page.
    CallResume {
        /// The call.
        call: CallId,
        /// What it is for, for a relay that does not know it any more.
        kind: CallKind,
        /// Whether this page has nothing of the call yet: the two browsers have to be introduced again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        fresh: bool,
        /// How long it has lasted, in ms, for a relay that does not know it any more and hears nothing of the agent's.
        #[serde(default)]
        lasted_ms: u64,
    },
    /// Something for the other browser. The relay does not read it.
    CallSignal {
        /// The call.
        call: CallId,
        /// At most [`crate::limits::CALL_SIGNAL_BYTES`].
        signal: String,
    },
    /// The shopper hangs up.
    CallEnd {
        /// The call.
        call: CallId,
        /// [`CallEnd::VisitorEnded`] or [`CallEnd::Failed`].
        reason: CallEnd,
    },
    /// Are you there?
    Ping,
}

/// What the relay says to the widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToVisitor {
    /// The answer to `hello`.
    Welcome {
        /// [`crate::VERSION`] of the relay.
        protocol: u32,
        /// Who this visitor is.
        visitor: VisitorId,
        /// The secret to say in the next `hello`.
        token: String,
        /// What was said that the widget does not know yet.
        transcript: Transcript,
        /// Agents who are online now, by display name.
        agents: Vec<String>,
        /// The session that this shopper shares, or shared a moment ago, on another page or line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cobrowse: Option<Shared>,
        /// Whether somebody is there to answer, and what she is asked.
        #[serde(default, skip_serializing_if = "Reception::is_usual")]
        reception: Reception,
        /// How large a file may be that she sends, in bytes. 0: none may be sent.
        #[serde(default)]
        attachment_bytes: u64,
    },
    /// Whether somebody is there to answer and what she is asked has changed, or her form is taken.
    Reception {
        /// As it is now.
        #[serde(default, skip_serializing_if = "Reception::is_usual")]
        reception: Reception,
    },
    /// All that was kept of her is deleted, as she wanted: here, or in another tab of hers. The relay closes the line.
    Deleted,
    /// Somebody said something; also the visitor herself on another tab.
    Message {
        /// What was said.
        message: Message,
    },
    /// The answer to `earlier`.
    Earlier {
        /// The messages right before the one that was named, in order, at most [`crate::limits::EARLIER_MESSAGES`]; none when
        /// it is the first.
        messages: Vec<Message>,
    },
    /// The message is stored.
    Ack {
        /// Which one.
        client_id: ClientId,
        /// Its place in the conversation.
        seq: u64,
        /// When it was stored, in ms since 1970 UTC.
        sent_at_ms: u64,
    },
    /// An agent writes, or stopped writing.
    Typing {
        /// Whether someone writes now.
        on: bool,
        /// Who.
        name: String,
    },
    /// A console has all up to `seq`.
    Delivered {
        /// The last message that it has.
        seq: u64,
    },
    /// Somebody has seen all up to `seq`.
    Read {
        /// Who has seen it.
        side: Side,
        /// The last message seen.
        seq: u64,
    },
    /// The agents who are online changed.
    Agents {
        /// Their display names.
        agents: Vec<String>,
    },
    /// How was the conversation that was just closed? Told again on each new line, until she answers or the conversation goes on.
    Rating {
        /// Which closing to rate; absent when there is nothing to rate any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closing: Option<u64>,
    },
    /// An agent asks to see the page.
    CobrowseRequest {
        /// The session to start or decline.
        session: SessionId,
        /// Who asks.
        agent: String,
    },
    /// The code that was asked for.
    CobrowseCode {
        /// Six digits. Good for one agent of this site, once.
        code: String,
        /// When it ends, in ms since 1970 UTC.
        expires_at_ms: u64,
    },
    /// An agent who watches asks to be allowed more.
    CobrowseAsk {
        /// The session.
        session: SessionId,
        /// Who asks.
        agent: AgentId,
        /// The name to show.
        name: String,
        /// What for; an empty list takes the question back.
        capabilities: Vec<Capability>,
    },
    /// An agent gives back what was granted.
    CobrowseRelease {
        /// The session.
        session: SessionId,
        /// Which agent.
        agent: AgentId,
        /// What is given back.
        capabilities: Vec<Capability>,
    },
    /// An agent who watches does something. The page decides whether it is allowed.
    CobrowseAct {
        /// The session.
        session: SessionId,
        /// Who.
        agent: AgentId,
        /// The name to show.
        name: String,
        /// The act's number, for its outcome.
        number: u32,
        /// What.
        act: Act,
    },
    /// The relay has the session open and waits for its keyframe.
    CobrowseStarted {
        /// The session.
        session: SessionId,
    },
    /// Who sees the page now.
    CobrowseWatchers {
        /// The session.
        session: SessionId,
        /// The agents, none of them twice.
        watchers: Vec<Watcher>,
    },
    /// A watcher is new or has lost its place: send a keyframe.
    CobrowseKeyframe {
        /// The session.
        session: SessionId,
        /// Whether to send the assets again as well: a new watcher has none.
        #[serde(default = "yes", skip_serializing_if = "is_yes")]
        assets: bool,
    },
    /// The relay does not have these assets yet: send their bytes.
    CobrowseWanted {
        /// The session.
        session: SessionId,
        /// Their names, in hexadecimal digits.
        assets: Vec<String>,
    },
    /// The relay has all frames up to `sequence`.
    CobrowseAck {
        /// The session.
        session: SessionId,
        /// The last frame received.
        sequence: u32,
    },
    /// The session is over; or, with [`EndReason::Moved`], it is another page of hers that shares it now.
    CobrowseEnded {
        /// The session.
        session: SessionId,
        /// Why.
        reason: EndReason,
    },
    /// An agent calls. All pages of hers ring.
    CallRing {
        /// The call to accept or to decline.
        call: CallId,
        /// What it is for.
        kind: CallKind,
        /// Who calls.
        agent: String,
        /// How long it rings from now on, in ms.
        ms: u64,
    },
    /// This page has the call: wait for the other browser's offer.
    CallStarted {
        /// The call.
        call: CallId,
        /// What it is for.
        kind: CallKind,
        /// Who calls.
        agent: String,
        /// How to find the other browser.
        ice: Ice,
        /// The address of the site's room, for a [`CallKind::Room`]. Without one the page brings its own, or knows it already.
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
        /// Whether it has nothing of the call any more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        fresh: bool,
    },
    /// The call is over, or for another page.
    CallEnded {
        /// The call.
        call: CallId,
        /// Why.
        reason: CallEnd,
    },
    /// I am here.
    Pong,
    /// The last frame, or the line itself, was refused.
    Error {
        /// Why, and what to do.
        error: ErrorFrame,
    },
}

/// What a relay means that says nothing of assets, and a widget that only asks for a code.
fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it in so")]
fn is_yes(value: &bool) -> bool {
    *value
}

/// A stretch of a conversation's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// The conversation, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The life of the store that numbered these messages.
    pub epoch: Epoch,
    /// Whether this is the whole history (the client forgets what it held) or only what came after `since`.
    pub whole: bool,
    /// The messages in order, at most [`crate::limits::HISTORY_MESSAGES`].
    pub messages: Vec<Message>,
    /// How far a browser of hers has it.
    #[serde(default)]
    pub delivered_to_visitor: u64,
    /// How far an agent's console has it.
    #[serde(default)]
    pub delivered_to_agent: u64,
    /// How far the shopper has read.
    pub read_by_visitor: u64,
    /// How far an agent has read.
    pub read_by_agent: u64,
}

//! What may happen to the console's [`State`](crate::state::State), and what it may want done about it.

use crate::inbox::Shelf;
use crate::recordings::{RecordingAction, RecordingEffect};
use crate::state::Column;
use crate::state_assist::{AssistAction, ToViewer};
use crate::state_call::{CallAction, CallEffect};
use alongside_link::LinkState;
use alongside_protocol::{Attachment, ClientId, Content, ConversationId, FromAgent, SessionId, ToAgent};

/// Something happened.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "it is taken apart at once, and never kept")]
pub enum Action {
    /// The line's state changed.
    Line(LinkState),
    /// The relay said something.
    Frame(ToAgent),
    /// Something is to be said to the agent.
    Notice(String),
    /// The agent has read the notice at this place, counted from 0.
    Dismiss(usize),
    /// The agent opened a conversation.
    Open(ConversationId),
    /// The agent went back to the list.
    Close,
    /// The agent went to another column.
    Show(Column),
    /// The agent filters the list.
    Filter(String),
    /// The agent wants to see what was said before.
    Earlier,
    /// The agent wants the open conversation as a file.
    Download,
    /// The agent wants to see open conversations, or closed ones.
    Shelf(Shelf),
    /// The agent closes the open conversation, or opens it again.
    Resolve(bool),
    /// The agent writes.
    Draft(String),
    /// The agent sends what she wrote; `at_ms` in ms since 1970 UTC.
    Send {
        /// The message's name.
        client_id: ClientId,
        /// The text.
        body: String,
        /// What it carries besides.
        content: Option<Content>,
        /// Now.
        at_ms: u64,
    },
    /// The relay has a file of the agent's: she says so in the conversation for which she chose it.
    SendFile {
        /// Where.
        conversation: ConversationId,
        /// The message's name.
        client_id: ClientId,
        /// The file.
        attachment: Attachment,
        /// Now.
        at_ms: u64,
    },
    /// The agent sends something more than words; what is begun stays begun.
    SendMore {
        /// The message's name.
        client_id: ClientId,
        /// What it says.
        body: String,
        /// What it carries.
        content: Content,
        /// Now, in ms since 1970 UTC.
        at_ms: u64,
    },
    /// The agent began or stopped typing in a conversation.
    Typing(ConversationId, bool),
    /// The agent wants to change a refused message.
    Edit(ClientId),
    /// The agent gives a refused message up.
    Discard(ClientId),
    /// The agent asks to see the page, as session `SessionId`.
    Ask(SessionId),
    /// The agent takes the request back, or stops viewing.
    StopSharing,
    /// The agent has read why a session ended.
    ForgetSharing,
    /// Something about recordings.
    Recording(RecordingAction),
    /// The viewer lost its place.
    Resync,
    /// It is time to say again what could not be stored a moment ago.
    SayAgain,
    /// The page was shown or hidden.
    Looking(bool),
    /// The agent did something with the tools.
    Assist(AssistAction),
    /// Something about calls, at a time in ms since 1970 UTC.
    Call(CallAction, u64),
    /// The relay said something about calls, at a time in ms since 1970 UTC.
    CallFrame(ToAgent, u64),
    /// The relay has answered on a new line, at a time in ms since 1970 UTC.
    CallLine(u64),
}

/// Something is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Say this to the relay.
    Say(FromAgent),
    /// The viewer is to forget what it has: a keyframe follows.
    ResetViewer,
    /// The viewer reads the session's assets with this ticket.
    Assets(String),
    /// Tell the viewer page this.
    Viewer(ToViewer),
    /// Do this about recordings.
    Recording(RecordingEffect),
    /// Do this about a call.
    Call(CallEffect),
    /// All of this conversation is held: have the browser save it.
    SaveConversation(ConversationId),
    /// Come back in a moment with [`Action::SayAgain`].
    SayAgainSoon,
    /// Keep the outbox where a reload finds it.
    KeepOutbox,
    /// Keep what is begun and not sent there, too.
    KeepDrafts,
    /// The agent's session is over.
    LoggedOut,
}

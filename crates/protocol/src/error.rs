//! What went wrong, in words that tell the reader what to do.

use crate::ClientId;
use serde::{Deserialize, Serialize};

/// An error as it crosses the wire. A frame that caused one changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorFrame {
    /// The kind of error, for programs.
    pub code: ErrorCode,
    /// What happened, to what, and what to do: for people.
    pub message: String,
    /// The message that was refused, where it was a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Whether the same frame may be accepted later: an outbox keeps it then, and drops it otherwise.
    #[serde(default)]
    pub retry: bool,
    /// How long to wait before that, in ms; absent where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_ms: Option<u32>,
}

impl ErrorFrame {
    /// An error that will be the same however often the frame is sent.
    pub fn lasting(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), client_id: None, retry: false, wait_ms: None }
    }

    /// An error that may be gone when the frame is sent again.
    pub fn passing(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), client_id: None, retry: true, wait_ms: None }
    }

    /// The same error, about the message `client_id`.
    pub fn about(mut self, client_id: ClientId) -> Self {
        self.client_id = Some(client_id);
        self
    }
}

/// The kinds of error. Each has its line in `docs/protocol.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// No site has this key.
    UnknownSite,
    /// The page's origin is not among the site's allowed origins.
    OriginNotAllowed,
    /// The two ends speak different versions of the protocol.
    UnsupportedProtocol,
    /// The token that says who she is was not believed. She goes on as somebody unknown.
    IdentityRefused,
    /// A frame came before `hello`, or `hello` came twice.
    OutOfOrder,
    /// The text is not JSON, or a field is missing or of the wrong type.
    MalformedFrame,
    /// The `type` is not one that the relay knows.
    UnknownFrame,
    /// The frame is longer than the limits allow.
    FrameTooLarge,
    /// The message is longer than the limits allow.
    MessageTooLong,
    /// The message has no visible character.
    MessageEmpty,
    /// What the message carries besides its words is too much, or not for its sender to send.
    ContentRefused,
    /// The form lacks something, or answers what is not asked. What is asked now is told as well.
    FormRefused,
    /// No such conversation, or not one of this site.
    UnknownConversation,
    /// The conversation was not closed: the shopper has written what this agent has not seen.
    UnseenMessage,
    /// No such co-browse session, or not one of this visitor or site.
    UnknownSession,
    /// No such call, or not one of this line.
    UnknownCall,
    /// This site makes no calls, or cannot make this one.
    NoCalls,
    /// A call's signal is longer than the limits allow.
    SignalTooLong,
    /// No shopper has this code now: it was mistyped, used, or is too old.
    WrongCode,
    /// Too many tries in a short time: wait a moment.
    TooManyTries,
    /// The shopper has not granted this.
    NotGranted,
    /// A binary frame's envelope cannot be read, or its sequence number is not the next.
    BadEnvelope,
    /// The console's session is over: log in again.
    NotLoggedIn,
    /// E-mail address or password are wrong.
    WrongCredentials,
    /// The store did not answer: the frame may be sent again.
    StoreUnavailable,
    /// The relay shuts down: connect again in a moment.
    ShuttingDown,
}

//! The agent's call, as the console knows it. Pure: what is done with devices and connections is `call_engine`'s.

use alongside_call::{Device, Link, Media, Report};
use alongside_protocol::{CallEnd, CallId, CallKind, ConversationId};
use serde::{Deserialize, Serialize};

/// The one call that a console has.
#[derive(Clone, Debug, PartialEq)]
pub struct Talk {
    /// Where.
    pub conversation: ConversationId,
    /// With whom.
    pub name: String,
    /// What for, once that is chosen.
    pub kind: Option<CallKind>,
    /// How far it has come.
    pub phase: Phase,
    /// What the agent sends.
    pub own: Media,
    /// What the shopper sends.
    pub theirs: Media,
    /// How the connection stands.
    pub link: Link,
    /// Whether the shopper's page has its line to the relay.
    pub here: bool,
    /// The cameras and microphones that there are.
    pub devices: Vec<Device>,
    /// What the line is like.
    pub report: Option<Report>,
    /// What does not work, and what to do.
    pub trouble: Option<String>,
    /// Where the agent enters the room, in a call that takes place with the shop's own provider.
    pub room: Option<String>,
    /// Raised when there are other pictures to show.
    pub pictures: u32,
}

/// How far a call has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The agent chooses what to do, and with which devices.
    Choosing,
    /// The shopper's pages ring.
    Ringing(CallId),
    /// Both are in it, since then, in ms since 1970 UTC.
    Live(CallId, u64),
    /// It was left by a load of this page.
    Left(CallId, u64),
    /// It is over: why, and how long it lasted, in ms.
    Over(CallEnd, u64),
}

/// What a load of the page must not forget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptTalk {
    /// Where.
    pub conversation: ConversationId,
    /// With whom.
    pub name: String,
    /// Which.
    pub call: CallId,
    /// What for.
    pub kind: CallKind,
    /// Since when, in ms since 1970 UTC.
    pub since_ms: u64,
    /// Where the agent enters its room.
    #[serde(default)]
    pub room: Option<String>,
}

impl Talk {
    /// One that is to be.
    pub fn new(conversation: ConversationId, name: String) -> Self {
        Self {
            conversation,
            name,
            kind: None,
            phase: Phase::Choosing,
            own: Media::default(),
            theirs: Media::default(),
            link: Link::Connecting,
            here: true,
            devices: Vec::new(),
            report: None,
            trouble: None,
            room: None,
            pictures: 0,
        }
    }

    /// One that the page before was in.
    pub fn left(kept: KeptTalk) -> Self {
        Self {
            kind: Some(kept.kind),
            room: kept.room,
            phase: Phase::Left(kept.call, kept.since_ms),
            ..Self::new(kept.conversation, kept.name)
        }
    }

    /// Whether it takes place with the shop's own provider.
    pub fn is_room(&self) -> bool {
        self.kind == Some(CallKind::Room)
    }

    /// Its name, while it rings or runs.
    pub fn call(&self) -> Option<&CallId> {
        match &self.phase {
            Phase::Ringing(call) | Phase::Live(call, _) | Phase::Left(call, _) => Some(call),
            Phase::Choosing | Phase::Over(..) => None,
        }
    }

    /// What a load of the page must not forget.
    pub fn kept(&self) -> Option<KeptTalk> {
        let (Phase::Live(call, since_ms) | Phase::Left(call, since_ms)) = &self.phase else { return None };
        Some(KeptTalk {
            conversation: self.conversation.clone(),
            name: self.name.clone(),
            call: call.clone(),
            kind: self.kind?,
            since_ms: *since_ms,
            room: self.room.clone(),
        })
    }
}

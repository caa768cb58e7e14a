//! Calls between one agent and one shopper. The relay rings, introduces the two and keeps the time; sound and pictures go from
//! browser to browser.

use serde::{Deserialize, Serialize};

/// What a call is for. It says which devices of the *shopper* it asks for; the agent's own are the agent's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallKind {
    /// The agent shows something by camera. Nothing of the shopper's is asked for.
    OneWay,
    /// Both see and hear each other.
    TwoWay,
    /// Both hear each other.
    Audio,
    /// The agent shows a screen. Nothing of the shopper's is asked for.
    Screen,
    /// Both go to a room of the shop's own provider. Devices are that room's affair.
    Room,
}

/// Why a call is over, or never began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallEnd {
    /// The shopper said no.
    Declined,
    /// The shopper did not answer in time.
    Unanswered,
    /// In this conversation somebody calls already.
    Busy,
    /// The shopper has no page of the shop open.
    Away,
    /// The shopper hung up.
    VisitorEnded,
    /// The agent hung up, or stopped ringing.
    AgentEnded,
    /// One of the two browsers could not go on; its user has been told why.
    Failed,
    /// The line of one of the two was lost, and did not come back in time.
    LineLost,
    /// For this page only: the shopper answered, or goes on, on another page of hers.
    Elsewhere,
}

/// A server that helps two browsers to find each other (STUN), or passes on what they say (TURN). As `RTCIceServer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    /// Addresses such as `turn:turn.shop.example:3478?transport=udp`.
    pub urls: Vec<String>,
    /// Of a TURN server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Of a TURN server. Good for hours at most where the relay has the server's secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

/// How a browser is to look for the other one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ice {
    /// Who helps; may be nobody.
    #[serde(default)]
    pub servers: Vec<IceServer>,
    /// Whether everything goes through a TURN server, so that neither learns the address of the other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub relay_only: bool,
}

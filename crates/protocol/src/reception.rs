//! What a shopper meets when she comes to write: whether somebody is there, and what she is asked.
//!
//! Owns: how the relay tells it. The relay decides it anew on every line, and tells when it changes.

use crate::PreChat;
use serde::{Deserialize, Serialize};

/// What a site does when nobody answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Offline {
    /// When she is asked for an address to answer to.
    #[serde(skip_serializing_if = "OfflineWhen::is_usual")]
    pub when: OfflineWhen,
}

/// When a shopper is asked for an address to answer to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfflineWhen {
    /// Outside of the site's hours.
    #[default]
    Closed,
    /// Also within them, when no agent is online.
    NobodyOnline,
    /// Never.
    Never,
}

impl OfflineWhen {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// What a shopper meets. Left out, the site is open and asks her nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reception {
    /// Whether the site is closed now.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// When a closed site opens, in ms since 1970 UTC; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at_ms: Option<u64>,
    /// When she is asked for an address.
    #[serde(skip_serializing_if = "OfflineWhen::is_usual")]
    pub offline: OfflineWhen,
    /// Whether an address of hers is known, so that she needs not be asked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reachable: bool,
    /// What she is asked before her first message; absent when there is nothing to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_chat: Option<PreChat>,
}

impl Reception {
    /// Whether the site is open and asks her nothing.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

//! What an agent may do on a shared page beyond seeing it, and for how long.
//!
//! The shopper's page decides and enforces (issue C); the relay keeps a copy, to refuse early and to tell agents.

use serde::{Deserialize, Serialize};

/// One thing that an agent may do on a shopper's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Show a named pointer on the page. Comes with the consent to share.
    Point,
    /// Draw on the page, and highlight an element. Comes with the consent to share.
    Draw,
    /// Scroll the page and what scrolls in it.
    Scroll,
    /// Press buttons, links, check boxes and sliders.
    Click,
    /// Type into fields, and choose from lists.
    Type,
    /// Go back, forward, reload, or to another page of the site.
    Navigate,
}

impl Capability {
    /// Whether it changes something for the shopper. One agent at a time holds such capabilities: who *controls*.
    pub fn is_control(self) -> bool {
        !matches!(self, Self::Point | Self::Draw)
    }
}

/// A capability that holds until a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What is allowed.
    pub capability: Capability,
    /// When it ends by itself, in ms since 1970 UTC by the clock of the shopper's browser.
    pub expires_at_ms: u64,
}

/// What became of an act, as the shopper's page tells the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// The capability is not granted, or no more.
    NotGranted,
    /// The element is a password or payment field, or marked `data-alongside="no-control"`, or masked from being acted on.
    Protected,
    /// The element is no longer on the page.
    Gone,
    /// The element cannot take this: it is disabled, hidden, or of another kind.
    Unfit,
    /// Sharing is paused.
    Paused,
}

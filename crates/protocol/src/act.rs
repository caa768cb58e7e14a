//! What an agent does on a shared page: showing something, or, with the shopper's consent, doing it for her.
//!
//! Places travel as a node and a point in its box, never as raw pixels, so that they sit right at any size and zoom.

use crate::Capability;
use serde::{Deserialize, Serialize};

/// A point in the box of an element, in ten-thousandths of its width and height from its left and top edge. Beyond
/// 0…10,000 it lies outside of the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// From the left edge.
    pub x: i32,
    /// From the top edge.
    pub y: i32,
}

/// A point on the shared page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The node's id in the mirror; that of the document stands for the visible part of the page.
    pub node: u32,
    /// From the left edge of its box, in ten-thousandths.
    pub x: i32,
    /// From the top edge of its box, in ten-thousandths.
    pub y: i32,
}

/// What is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
    /// A line that stays until it is wiped away.
    Pen,
    /// A line that fades within seconds.
    Ink,
    /// A box between its first and its last point.
    Rectangle,
    /// An arrow from its first to its last point.
    Arrow,
}

/// A key that does something other than writing its character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "they are what is printed on the keys")]
pub enum Key {
    Enter,
    Tab,
    Escape,
    Backspace,
    Delete,
    Home,
    End,
    PageUp,
    PageDown,
    ArrowUp,
    ArrowDown,
    ArrowLeft,
    ArrowRight,
}

/// Where a navigation leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Destination {
    /// One step back in the history of the tab.
    Back,
    /// One step forward.
    Forward,
    /// The same page anew.
    Reload,
    /// Another page of the same origin.
    Address {
        /// Absolute, `http:` or `https:`.
        url: String,
    },
}

/// One act of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Act {
    /// The agent's pointer is here.
    Pointer {
        /// Where.
        at: Place,
        /// Whether it leaves a glowing trail: a laser pointer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        laser: bool,
    },
    /// The agent's pointer left the page.
    PointerGone,
    /// The agent clicked to show something: a ripple, nothing is pressed.
    Ripple {
        /// Where.
        at: Place,
    },
    /// A stroke grows. Strokes of one agent are told apart by number.
    Draw {
        /// The stroke's number, made by the console.
        stroke: u32,
        /// What it is drawn with.
        tool: Tool,
        /// The node in whose box it stands, and with which it scrolls.
        node: u32,
        /// Its next points, at most [`crate::limits::STROKE_POINTS`] in one act.
        points: Vec<Point>,
    },
    /// Takes away a stroke.
    Erase {
        /// Which one.
        stroke: u32,
    },
    /// Takes away all that this agent drew or highlighted.
    Wipe,
    /// Puts a ring around an element, which scrolls into view.
    Highlight {
        /// Which one.
        node: u32,
    },
    /// Scrolls an element, or by the document's id the page, to a position.
    Scroll {
        /// Which one.
        node: u32,
        /// From its left edge, in CSS px.
        x: i32,
        /// From its top edge, in CSS px.
        y: i32,
    },
    /// Presses what stands there, once or twice.
    Click {
        /// Where.
        at: Place,
        /// Whether it is a double click.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        double: bool,
    },
    /// Types text at the caret of a field.
    Type {
        /// The field.
        node: u32,
        /// Plain text, at most [`crate::limits::TYPED_CHARS`] characters. Never logged.
        text: String,
    },
    /// Presses a key in an element.
    Press {
        /// The element.
        node: u32,
        /// Which key.
        key: Key,
    },
    /// Chooses options of a list.
    Select {
        /// The `<select>`.
        node: u32,
        /// The chosen options, counted from 0.
        options: Vec<u16>,
    },
    /// Checks or unchecks a box, or chooses a radio button.
    Check {
        /// The `<input>`.
        node: u32,
        /// Checked or not.
        on: bool,
    },
    /// Moves a slider.
    Slide {
        /// The `<input type="range">`.
        node: u32,
        /// Where to, in ten-thousandths of its range.
        to: u16,
    },
    /// Goes to another page.
    Navigate {
        /// Where to.
        to: Destination,
    },
}

impl Act {
    /// What the agent must have been granted for it.
    pub fn needs(&self) -> Capability {
        match self {
            Self::Pointer { .. } | Self::PointerGone | Self::Ripple { .. } => Capability::Point,
            Self::Draw { .. } | Self::Erase { .. } | Self::Wipe | Self::Highlight { .. } => Capability::Draw,
            Self::Scroll { .. } => Capability::Scroll,
            Self::Click { .. } | Self::Check { .. } | Self::Slide { .. } => Capability::Click,
            Self::Type { .. } | Self::Press { .. } | Self::Select { .. } => Capability::Type,
            Self::Navigate { .. } => Capability::Navigate,
        }
    }
}

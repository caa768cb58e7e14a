//! What goes between the console and the viewer's page through their message port, as types.
//!
//! The console believes none of it: the viewer's page shows what a stranger sent.

use alongside_protocol::Act;
use js_sys::Reflect;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use web_sys::MessagePort;

/// What the agent's hand does on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tool {
    /// Nothing that anybody hears of.
    #[default]
    Look,
    /// Shows the pointer, and a ripple at a click.
    Point,
    /// Shows the pointer with a trail.
    Laser,
    /// Draws lines that stay.
    Pen,
    /// Draws lines that fade.
    Ink,
    /// Draws boxes.
    Rectangle,
    /// Draws arrows.
    Arrow,
    /// Puts a ring around an element.
    Highlight,
    /// Scrolls, clicks and types for the shopper.
    Control,
}

impl Tool {
    /// Its name, as the console says it and the style sheet of the viewer's page has it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Point => "point",
            Self::Laser => "laser",
            Self::Pen => "pen",
            Self::Ink => "ink",
            Self::Rectangle => "rectangle",
            Self::Arrow => "arrow",
            Self::Highlight => "highlight",
            Self::Control => "control",
        }
    }
}

/// What the console says, besides frames.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum FromConsole {
    /// Forget the page: another session's comes.
    Reset,
    /// Where the session's pictures are.
    Assets {
        /// What lets the viewer read them.
        ticket: String,
    },
    /// The agent took up a tool.
    Tool {
        /// Which.
        tool: Tool,
    },
    /// A colleague shows something.
    Show {
        /// Which agent.
        agent: String,
        /// Under which name.
        name: String,
        /// What.
        act: Act,
    },
    /// Take away what the agent drew.
    Wipe,
    /// Take away all drawings: their page is gone.
    Clear,
}

/// What the viewer's page says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ToConsole {
    /// A frame was refused: a keyframe is needed.
    Resync {
        /// Why.
        reason: String,
    },
    /// A frame was shown.
    Status {
        /// How many nodes the page has.
        nodes: usize,
        /// Width and height of the shopper's viewport, in CSS px.
        viewport: Vec<f64>,
    },
    /// The agent does something on the page. What only shows is drawn here already.
    Act {
        /// What.
        act: Act,
    },
    /// The agent pressed a list: she is to choose from it.
    Choose(Choice),
    /// The agent types, but no field has the focus.
    NoField,
    /// The agent pressed a key that is the console's, not the page's.
    Shortcut {
        /// As `KeyboardEvent.key` names it.
        key: String,
    },
}

/// A list of the page to choose from.
#[derive(Debug, Serialize)]
pub(crate) struct Choice {
    /// The `<select>`.
    pub(crate) node: u32,
    /// Where it was pressed, in CSS px of the viewer's page.
    pub(crate) left: f64,
    /// From the top.
    pub(crate) top: f64,
    /// The options' labels, masked where they must be.
    pub(crate) labels: Vec<String>,
    /// Which are chosen, counted from 0.
    pub(crate) chosen: Vec<u16>,
}

/// Reads what the console said; nothing for what makes no sense.
pub(crate) fn read(message: JsValue) -> Option<FromConsole> {
    serde_wasm_bindgen::from_value(message).ok()
}

/// The kind of a message.
pub(crate) fn kind(message: &JsValue) -> Option<String> {
    Reflect::get(message, &"type".into()).ok()?.as_string()
}

/// Says something to the console. A port that is closed hears nothing, and nobody misses it.
pub(crate) fn say(port: &MessagePort, message: &ToConsole) {
    if let Ok(message) = message.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) {
        let _ = port.post_message(&message);
    }
}

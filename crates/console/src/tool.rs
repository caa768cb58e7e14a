//! The tools that an agent may have in hand, which acts each of them lets through, and the keys that take them up. Pure.

use alongside_protocol::Act;
use serde::Serialize;

/// What the agent's hand does on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
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
    /// All of them, in the toolbar's order. The first nine number keys take them up.
    pub const ALL: [Self; 9] = [
        Self::Look,
        Self::Point,
        Self::Laser,
        Self::Pen,
        Self::Ink,
        Self::Rectangle,
        Self::Arrow,
        Self::Highlight,
        Self::Control,
    ];

    /// Whether an act is one that the viewer page may report while the agent holds this tool. Going elsewhere never is.
    pub fn lets_through(self, act: &Act) -> bool {
        match act {
            Act::PointerGone | Act::Erase { .. } => true,
            Act::Pointer { .. } => self != Self::Look,
            Act::Ripple { .. } => matches!(self, Self::Point | Self::Laser),
            Act::Draw { .. } => matches!(self, Self::Pen | Self::Ink | Self::Rectangle | Self::Arrow),
            Act::Highlight { .. } => self == Self::Highlight,
            Act::Scroll { .. }
            | Act::Click { .. }
            | Act::Type { .. }
            | Act::Press { .. }
            | Act::Select { .. }
            | Act::Check { .. }
            | Act::Slide { .. } => self == Self::Control,
            Act::Wipe | Act::Navigate { .. } => false,
        }
    }
}

/// What a key does with the tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Takes a tool up.
    TakeUp(Tool),
    /// Takes away what was drawn.
    Wipe,
}

impl Shortcut {
    /// What a key does, as `KeyboardEvent.key` names it.
    pub fn of_key(key: &str) -> Option<Self> {
        match key {
            "Escape" => Some(Self::TakeUp(Tool::Look)),
            "0" => Some(Self::Wipe),
            _ => {
                let number: usize = key.parse().ok()?;
                Tool::ALL.get(number.checked_sub(1)?).copied().map(Self::TakeUp)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_keys_take_up_the_tools_in_the_toolbars_order() {
        assert_eq!(Shortcut::of_key("1"), Some(Shortcut::TakeUp(Tool::Look)));
        assert_eq!(Shortcut::of_key("9"), Some(Shortcut::TakeUp(Tool::Control)));
        assert_eq!(Shortcut::of_key("Escape"), Some(Shortcut::TakeUp(Tool::Look)));
        assert_eq!(Shortcut::of_key("0"), Some(Shortcut::Wipe));
        for key in ["", "10", "-1", "a"] {
            assert_eq!(Shortcut::of_key(key), None, "{key}");
        }
    }
}

//! Acts, read by hand: serde's reading of tagged enums would weigh more than all that they do.

use crate::value::Value;
use alongside_protocol::limits::{STROKE_POINTS, TYPED_CHARS};
use alongside_protocol::{Act, Capability, Destination, Key, Place, Point, Tool};

/// Reads an act; none for what is unknown or beyond the protocol's limits.
pub(crate) fn read(value: &impl Value) -> Option<Act> {
    let node = || value.count("node");
    let at = || place(&value.get("at")?);
    Some(match value.text("kind")?.as_str() {
        "pointer" => Act::Pointer { at: at()?, laser: value.flag("laser") },
        "pointer_gone" => Act::PointerGone,
        "ripple" => Act::Ripple { at: at()? },
        "draw" => Act::Draw {
            stroke: value.count("stroke")?,
            tool: tool(&value.text("tool")?)?,
            node: node()?,
            points: value.items("points", point).filter(|points| points.len() <= STROKE_POINTS)?,
        },
        "erase" => Act::Erase { stroke: value.count("stroke")? },
        "wipe" => Act::Wipe,
        "highlight" => Act::Highlight { node: node()? },
        "scroll" => Act::Scroll { node: node()?, x: value.whole("x")?, y: value.whole("y")? },
        "click" => Act::Click { at: at()?, double: value.flag("double") },
        "type" => Act::Type {
            node: node()?,
            text: value.text("text").filter(|text| text.chars().count() <= TYPED_CHARS)?,
        },
        "press" => Act::Press { node: node()?, key: key(&value.text("key")?)? },
        "select" => Act::Select { node: node()?, options: value.items("options", option)? },
        "check" => Act::Check { node: node()?, on: value.get("on")?.as_flag()? },
        "slide" => Act::Slide { node: node()?, to: u16::try_from(value.count("to")?).ok()? },
        "navigate" => Act::Navigate { to: destination(&value.get("to")?)? },
        _ => return None,
    })
}

/// Reads a capability's name.
pub(crate) fn capability(value: &impl Value) -> Option<Capability> {
    Some(match value.as_text()?.as_str() {
        "point" => Capability::Point,
        "draw" => Capability::Draw,
        "scroll" => Capability::Scroll,
        "click" => Capability::Click,
        "type" => Capability::Type,
        "navigate" => Capability::Navigate,
        _ => return None,
    })
}

fn place(value: &impl Value) -> Option<Place> {
    Some(Place { node: value.count("node")?, x: value.whole("x")?, y: value.whole("y")? })
}

fn point(value: &impl Value) -> Option<Point> {
    Some(Point { x: value.whole("x")?, y: value.whole("y")? })
}

fn option(value: &impl Value) -> Option<u16> {
    let number = value.as_number()?;
    ((0.0..=f64::from(u16::MAX)).contains(&number) && number.trunc() == number).then_some(number as u16)
}

fn tool(word: &str) -> Option<Tool> {
    Some(match word {
        "pen" => Tool::Pen,
        "ink" => Tool::Ink,
        "rectangle" => Tool::Rectangle,
        "arrow" => Tool::Arrow,
        _ => return None,
    })
}

fn key(word: &str) -> Option<Key> {
    Some(match word {
        "enter" => Key::Enter,
        "tab" => Key::Tab,
        "escape" => Key::Escape,
        "backspace" => Key::Backspace,
        "delete" => Key::Delete,
        "home" => Key::Home,
        "end" => Key::End,
        "page_up" => Key::PageUp,
        "page_down" => Key::PageDown,
        "arrow_up" => Key::ArrowUp,
        "arrow_down" => Key::ArrowDown,
        "arrow_left" => Key::ArrowLeft,
        "arrow_right" => Key::ArrowRight,
        _ => return None,
    })
}

fn destination(value: &impl Value) -> Option<Destination> {
    Some(match value.text("kind")?.as_str() {
        "back" => Destination::Back,
        "forward" => Destination::Forward,
        "reload" => Destination::Reload,
        "address" => Destination::Address { url: value.text("url")? },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    #[test]
    fn every_act_of_the_protocol_is_read_as_serde_reads_it() {
        let goldens = include_str!("../../protocol/tests/goldens/act.jsonl");
        assert!(goldens.lines().count() >= 18);
        for line in goldens.lines() {
            let value: Json = serde_json::from_str(line).unwrap();
            let expected: Act = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(read(&value), Some(expected), "{line}");
        }
    }

    #[test]
    fn every_key_tool_and_capability_is_read_as_serde_reads_it() {
        let keys = "enter tab escape backspace delete home end page_up page_down arrow_up arrow_down arrow_left \
                    arrow_right";
        for word in keys.split_whitespace() {
            assert_eq!(key(word), Some(serde_json::from_value(json!(word)).unwrap()), "{word}");
        }
        for word in ["pen", "ink", "rectangle", "arrow"] {
            assert_eq!(tool(word), Some(serde_json::from_value(json!(word)).unwrap()), "{word}");
        }
        for word in ["point", "draw", "scroll", "click", "type", "navigate"] {
            assert_eq!(
                capability(&json!(word)),
                Some(serde_json::from_value(json!(word)).unwrap()),
                "{word}"
            );
        }
    }

    #[test]
    fn what_is_unknown_incomplete_or_too_much_is_no_act() {
        let points: Vec<Json> = vec![json!({"x": 0, "y": 0}); STROKE_POINTS + 1];
        for value in [
            json!({}),
            json!("wipe"),
            json!({"kind": "format_disk"}),
            json!({"kind": "erase"}),
            json!({"kind": "erase", "stroke": -1}),
            json!({"kind": "ripple", "at": {"node": 1.5, "x": 0, "y": 0}}),
            json!({"kind": "ripple", "at": {"node": 1, "x": 1e12, "y": 0}}),
            json!({"kind": "draw", "stroke": 1, "tool": "pen", "node": 1, "points": points}),
            json!({"kind": "type", "node": 1, "text": "x".repeat(TYPED_CHARS + 1)}),
            json!({"kind": "press", "node": 1, "key": "F12"}),
            json!({"kind": "select", "node": 1, "options": [70_000]}),
            json!({"kind": "slide", "node": 1, "to": 65_536}),
            json!({"kind": "check", "node": 1}),
            json!({"kind": "navigate", "to": {"kind": "address"}}),
        ] {
            assert_eq!(read(&value), None, "{value}");
        }
    }
}

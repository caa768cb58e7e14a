//! The relay's frames for this module, read by hand.

use crate::act;
use crate::value::Value;
use alongside_protocol::{Act, Capability};

/// How much of an agent's name is shown, in characters.
const NAME_CHARS: usize = 40;

/// Who an agent is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agent {
    pub(crate) id: String,
    /// The name to show.
    pub(crate) name: String,
}

/// What an agent says by way of the relay.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    /// May I do more? An empty list takes the question back.
    Ask { agent: Agent, capabilities: Vec<Capability> },
    /// I need this no more.
    Release { agent: String, capabilities: Vec<Capability> },
    /// I do this.
    Act { agent: Agent, number: u32, act: Act },
}

/// Reads a frame; none for what is unknown, broken or of another session.
pub(crate) fn read(value: &impl Value, session: &str) -> Option<Heard> {
    if value.text("session")? != session {
        return None;
    }
    let agent = || Some(Agent { id: value.text("agent")?, name: name(&value.text("name")?) });
    let capabilities = || value.items("capabilities", act::capability);
    Some(match value.text("type")?.as_str() {
        "cobrowse_ask" => Heard::Ask { agent: agent()?, capabilities: capabilities()? },
        "cobrowse_release" => Heard::Release { agent: value.text("agent")?, capabilities: capabilities()? },
        "cobrowse_act" => Heard::Act {
            agent: agent()?,
            number: value.count("number")?,
            act: act::read(&value.get("act")?)?,
        },
        _ => return None,
    })
}

fn name(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(NAME_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SESSION: &str = "018f4e9a-7c31-7a1b-9d7e-0123456789ab";

    fn milan() -> Agent {
        Agent { id: "a1".into(), name: "Milan".into() }
    }

    #[test]
    fn the_protocols_own_frames_are_read() {
        let goldens = include_str!("../../protocol/tests/goldens/to_visitor.jsonl");
        let heard: Vec<Heard> = goldens
            .lines()
            .filter_map(|line| read(&serde_json::from_str::<serde_json::Value>(line).unwrap(), SESSION))
            .collect();
        assert_eq!(
            heard,
            [
                Heard::Ask { agent: milan(), capabilities: vec![Capability::Scroll, Capability::Click] },
                Heard::Release { agent: "a1".into(), capabilities: vec![Capability::Scroll] },
                Heard::Act { agent: milan(), number: 4, act: Act::Highlight { node: 17 } },
            ]
        );
    }

    #[test]
    fn a_frame_of_another_session_is_not_heard() {
        let ask = json!({"type": "cobrowse_ask", "session": "another", "agent": "a1", "name": "Milan", "capabilities": []});
        assert_eq!(read(&ask, SESSION), None);
        assert!(read(&ask, "another").is_some());
    }

    #[test]
    fn a_name_is_cut_and_holds_no_control_characters() {
        assert_eq!(name("Mi\nlan\u{7}"), "Milan");
        assert_eq!(name(&"x".repeat(99)).len(), NAME_CHARS);
    }
}

//! What this module says to the relay, by way of the widget.

use crate::control::Change;
use crate::dom;
use alongside_protocol::{Capability, Outcome};
use js_sys::{Array, Function, Object};
use wasm_bindgen::JsValue;

/// Hands frames of one session on.
pub(crate) struct Say {
    session: String,
    send: Function,
}

impl Say {
    pub(crate) fn new(session: String, send: Function) -> Self {
        Self { session, send }
    }

    /// All that an agent may do from now on.
    pub(crate) fn grants(&self, change: &Change) {
        let grants = Array::new();
        for grant in &change.grants {
            grants.push(&dom::object(&[
                ("capability", JsValue::from_str(word(grant.capability))),
                ("expires_at_ms", JsValue::from_f64(grant.expires_at_ms as f64)),
            ]));
        }
        self.say("cobrowse_grants", &change.agent, &[("grants", grants.into())]);
    }

    /// What an agent asked for is not granted.
    pub(crate) fn refuse(&self, agent: &str, capabilities: &[Capability]) {
        let words: Array =
            capabilities.iter().map(|capability| JsValue::from_str(word(*capability))).collect();
        self.say("cobrowse_refuse", agent, &[("capabilities", words.into())]);
    }

    /// What became of an act.
    pub(crate) fn outcome(&self, agent: &str, number: u32, outcome: Outcome) {
        let outcome = match outcome {
            Outcome::Done => "done",
            Outcome::NotGranted => "not_granted",
            Outcome::Protected => "protected",
            Outcome::Gone => "gone",
            Outcome::Unfit => "unfit",
            Outcome::Paused => "paused",
        };
        self.say(
            "cobrowse_outcome",
            agent,
            &[("number", number.into()), ("outcome", JsValue::from_str(outcome))],
        );
    }

    fn say(&self, kind: &str, agent: &str, rest: &[(&str, JsValue)]) {
        let frame: Object = dom::object(&[
            ("type", JsValue::from_str(kind)),
            ("session", JsValue::from_str(&self.session)),
            ("agent", JsValue::from_str(agent)),
        ]);
        for (key, value) in rest {
            dom::set(&frame, key, value);
        }
        // The widget's to mind.
        drop(self.send.call1(&JsValue::NULL, &frame));
    }
}

pub(crate) fn word(capability: Capability) -> &'static str {
    match capability {
        Capability::Point => "point",
        Capability::Draw => "draw",
        Capability::Scroll => "scroll",
        Capability::Click => "click",
        Capability::Type => "type",
        Capability::Navigate => "navigate",
    }
}

//! What the shopper sees of a room of the shop's own provider: a frame with it, the page's own element, or a button that opens it in
//! a window of its own. Plain DOM; `room` says what shows.

use crate::browser::{Node, document, get};
use crate::face::{element, icon, name};
use crate::room::Shown;
use crate::words::{self, Word};
use wasm_bindgen::prelude::*;

/// What a meeting may use, as far as the shop's own page may.
const ALLOW: &str = "camera; microphone; display-capture; autoplay; fullscreen; picture-in-picture";
/// It may do what meetings do, and never take the shop's page away.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-popups allow-popups-to-escape-sandbox";
const OUT: &str = "M13 4h7v7M20 4l-9 9M9 5H6a2 2 0 00-2 2v11a2 2 0 002 2h11a2 2 0 002-2v-3";

pub(crate) struct RoomFace {
    place: Node,
    /// What the room stands in.
    stage: Node,
    /// The way into a window of its own: large where that is the only one, else beside the other buttons.
    large: Node,
    small: Node,
    /// Hears that the shop's policy forbids the frame.
    blocked: Closure<dyn FnMut(JsValue)>,
}

impl RoomFace {
    /// `parent` is the call's place, and `strip` the one of its buttons.
    pub(crate) fn new(parent: &Node, strip: &Node) -> Self {
        let place = element("div", "room", parent);
        let stage = element("div", "room-stage", &place);
        let (large, small) = (way_out("room-link", &place), way_out("round", strip));
        element("span", "", &large).set_text(&words::get(Word::OpenRoom));
        name(&small, Word::OpenRoom);
        let [shown, other, only] = [&stage, &small, &large].map(Clone::clone);
        let blocked = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let directive = get(&event, "effectiveDirective").as_string().unwrap_or_default();
            // The button is what is left then.
            if matches!(directive.as_str(), "frame-src" | "child-src") {
                shown.set_hidden(true);
                other.set_hidden(true);
                only.set_hidden(false);
            }
        });
        let face = Self { place, stage, large, small, blocked };
        face.clear();
        face
    }

    /// Opens it.
    pub(crate) fn show(&self, shown: &Shown, in_window: bool) {
        self.clear();
        match shown {
            Shown::Address(url) => {
                for way in [&self.large, &self.small] {
                    way.set_attribute("href", url);
                }
                self.large.set_hidden(!in_window);
                self.small.set_hidden(in_window);
                if !in_window {
                    document().listen("securitypolicyviolation", self.listener());
                    self.stage.set_hidden(false);
                    let frame = element("iframe", "", &self.stage);
                    for (name, value) in [
                        ("allow", ALLOW),
                        ("sandbox", SANDBOX),
                        ("referrerpolicy", "strict-origin"),
                        ("title", &words::get(Word::Room)),
                        ("src", url),
                    ] {
                        frame.set_attribute(name, value);
                    }
                }
            }
            Shown::Element(own) => {
                self.stage.set_hidden(false);
                self.stage.append(own.unchecked_ref());
            }
        }
        self.place.set_hidden(false);
    }

    /// Closes it.
    pub(crate) fn clear(&self) {
        document().unlisten("securitypolicyviolation", self.listener());
        self.place.set_hidden(true);
        self.stage.set_hidden(true);
        for way in [&self.large, &self.small] {
            way.set_hidden(true);
            way.remove_attribute("href");
        }
        // What stands in it goes: a frame that is only hidden would go on with its camera.
        self.stage.set_text("");
    }

    fn listener(&self) -> &js_sys::Function {
        self.blocked.as_ref().unchecked_ref()
    }
}

fn way_out(class: &str, parent: &Node) -> Node {
    let way = element("a", class, parent);
    way.set_attribute("target", "_blank");
    way.set_attribute("rel", "noopener noreferrer");
    icon(&way, OUT);
    way
}

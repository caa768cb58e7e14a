//! Events as the browser itself would send them: of the class that the node's own window has, with what listeners read.

use crate::dom::{self, Node};
use crate::settle::settle;
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

/// Sends an event that bubbles; answers whether its default may follow. Where a page has done away with the class, nothing is sent.
pub(crate) fn send(target: &Node, class: &str, kind: &str, init: &Object) -> bool {
    let view = target.view();
    let Ok(constructor) = view.get(class).dyn_into::<Function>() else { return true };
    let arguments = Array::of2(&JsValue::from_str(kind), init);
    let Ok(event) = Reflect::construct(&constructor, &arguments) else { return true };
    target.dispatch(&event).unwrap_or(true)
}

/// What `input` and `change` are like: they tell of what has happened, so nobody can prevent it.
pub(crate) fn changed(target: &Node, kind: &str) {
    let is_input = kind == "input";
    let init = dom::object(&[("bubbles", JsValue::TRUE), ("composed", JsValue::from_bool(is_input))]);
    send(target, "Event", kind, &init);
}

/// A field has another value: it tells so, and that it is done with.
pub(crate) async fn input_and_change(field: &Node) {
    for kind in ["input", "change"] {
        changed(field, kind);
        settle().await;
    }
}

/// What is about to be done to a text, or was; answers whether it may.
pub(crate) fn text_input(target: &Node, kind: &str, input_type: &str, data: Option<&str>) -> bool {
    let init = dom::object(&[
        ("bubbles", JsValue::TRUE),
        ("composed", JsValue::TRUE),
        ("cancelable", JsValue::from_bool(kind == "beforeinput")),
        ("inputType", JsValue::from_str(input_type)),
        ("data", data.map_or(JsValue::NULL, JsValue::from_str)),
    ]);
    send(target, "InputEvent", kind, &init)
}

/// A key goes down or up.
pub(crate) struct KeyStroke<'a> {
    pub(crate) key: &'a str,
    pub(crate) code: &'a str,
    /// Of the key; `keypress` has the character's.
    pub(crate) key_code: u32,
    pub(crate) char_code: u32,
}

impl KeyStroke<'_> {
    /// Sends it, and lets the page do what it put off; answers whether its default may follow.
    pub(crate) async fn press(&self, target: &Node, kind: &str) -> bool {
        let may_go_on = self.send(target, kind);
        settle().await;
        may_go_on
    }

    fn send(&self, target: &Node, kind: &str) -> bool {
        let is_press = kind == "keypress";
        let code = f64::from(if is_press { self.char_code } else { self.key_code });
        let init = dom::object(&[
            ("bubbles", JsValue::TRUE),
            ("cancelable", JsValue::TRUE),
            ("composed", JsValue::TRUE),
            ("view", target.view().into()),
            ("key", JsValue::from_str(self.key)),
            ("code", JsValue::from_str(self.code)),
            ("keyCode", JsValue::from_f64(code)),
            ("which", JsValue::from_f64(code)),
            ("charCode", JsValue::from_f64(if is_press { code } else { 0.0 })),
        ]);
        send(target, "KeyboardEvent", kind, &init)
    }
}

/// The state of a mouse, for the events that tell of it.
#[derive(Clone, Copy)]
pub(crate) struct Mouse<'a> {
    /// In CSS px of the target's own viewport.
    pub(crate) at: (f64, f64),
    /// The button that changed; -1 for none.
    pub(crate) button: i32,
    pub(crate) buttons: u32,
    /// How many clicks in a row.
    pub(crate) detail: u32,
    /// Where it came from or goes to.
    pub(crate) related: Option<&'a Node>,
}

impl Mouse<'_> {
    /// Sends `pointer…`, `mouse…`, `click` or `dblclick`; answers whether its default may follow.
    pub(crate) fn send(&self, target: &Node, kind: &str) -> bool {
        let stays = kind.ends_with("enter") || kind.ends_with("leave");
        let is_pointer = kind.starts_with("pointer");
        let view = target.view();
        let (x, y) = self.at;
        let button = if is_pointer { self.button } else { self.button.max(0) };
        let init = dom::object(&[
            ("bubbles", JsValue::from_bool(!stays)),
            ("cancelable", JsValue::from_bool(!stays)),
            ("composed", JsValue::from_bool(!stays)),
            ("clientX", x.into()),
            ("clientY", y.into()),
            ("screenX", (x + view.number("screenX")).into()),
            ("screenY", (y + view.number("screenY")).into()),
            ("button", button.into()),
            ("buttons", self.buttons.into()),
            ("detail", self.detail.into()),
            ("relatedTarget", self.related.map_or(JsValue::NULL, |node| node.into())),
            ("view", view.into()),
        ]);
        let is_click = kind == "click";
        if is_pointer || is_click {
            dom::set(&init, "pointerId", &JsValue::from(1));
            dom::set(&init, "pointerType", &JsValue::from_str("mouse"));
            dom::set(&init, "isPrimary", &JsValue::from_bool(is_pointer));
            dom::set(&init, "pressure", &JsValue::from(f64::from(self.buttons) / 2.0));
        }
        send(target, if is_pointer || is_click { "PointerEvent" } else { "MouseEvent" }, kind, &init)
    }
}

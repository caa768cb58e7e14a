//! The agent's mouse: presses what stands somewhere, with the events that a real one would send, in their order, and with a
//! moment after each in which the page may do what it put off (`settle`).

use crate::dom::Node;
use crate::events::Mouse;
use crate::fields::Field;
use crate::follow::{self, After};
use crate::settle::settle;
use alongside_protocol::Outcome;
use js_sys::Array;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// What takes the focus when it is pressed (https://html.spec.whatwg.org/#focusable-area).
pub(crate) const FOCUSABLE: &str = "a[href],area[href],button:not(:disabled),input:not(:disabled):not([type=hidden]),\
    select:not(:disabled),textarea:not(:disabled),summary,iframe,audio[controls],video[controls],[tabindex],\
    [contenteditable]:not([contenteditable=false])";

/// Form controls that hear nothing while they are disabled.
const DISABLED: &str = ":is(button,input,select,textarea,option,optgroup):disabled";

#[derive(Default)]
pub(crate) struct Hand {
    /// What the agent's mouse is over.
    over: RefCell<Option<Node>>,
}

impl Hand {
    /// Presses an element at a point of its own viewport, once or twice.
    pub(crate) async fn click(&self, target: &Node, at: (f64, f64), double: bool) -> Outcome {
        if target.find_around(DISABLED).is_some() {
            return Outcome::Unfit;
        }
        let Some(after) = follow::after_press(target) else { return Outcome::Unfit };
        self.move_to(target, at).await;
        for detail in 1..=(1 + u32::from(double)) {
            press(target, at, detail, after).await;
        }
        if double {
            mouse(at, 0, 0, 2).send(target, "dblclick");
            settle().await;
        }
        Outcome::Done
    }

    /// Moves the mouse there: what it leaves and what it comes to hear of it.
    async fn move_to(&self, target: &Node, at: (f64, f64)) {
        let before = self.over.replace(Some(target.clone()));
        let before = before.filter(|node| node.is_connected() && node.page() == target.page());
        if before.as_ref() != Some(target) {
            let left: Vec<Node> =
                before.iter().flat_map(Node::and_around).filter(|node| !target.is_in(node)).collect();
            let mut entered: Vec<Node> = target.and_around().collect();
            if let Some(before) = &before {
                entered.retain(|node| !before.is_in(node));
            }
            entered.reverse();
            for family in ["pointer", "mouse"] {
                let send = async |node: &Node, kind: &str, related: Option<&Node>| {
                    let event = Mouse { related, ..mouse(at, -1, 0, 0) };
                    event.send(node, &[family, kind].concat());
                    settle().await;
                };
                if let Some(before) = &before {
                    send(before, "out", Some(target)).await;
                    for node in &left {
                        send(node, "leave", Some(target)).await;
                    }
                }
                send(target, "over", before.as_ref()).await;
                for node in &entered {
                    send(node, "enter", before.as_ref()).await;
                }
            }
        }
        let moved = mouse(at, -1, 0, 0);
        for kind in ["pointermove", "mousemove"] {
            moved.send(target, kind);
            settle().await;
        }
    }
}

fn mouse<'a>(at: (f64, f64), button: i32, buttons: u32, detail: u32) -> Mouse<'a> {
    Mouse { at, button, buttons, detail, related: None }
}

/// Down, focus, up, click. A page that prevents `pointerdown` hears no `mousedown` and `mouseup`; one that prevents
/// `mousedown` leaves the focus where it is.
async fn press(target: &Node, at: (f64, f64), detail: u32, after: After) {
    let pointer = mouse(at, 0, 1, 0);
    let is_heard = pointer.send(target, "pointerdown");
    settle().await;
    let takes_focus = !is_heard || mouse(at, 0, 1, detail).send(target, "mousedown");
    settle().await;
    if takes_focus {
        focus_by_press(target);
        settle().await;
    }
    if !target.is_connected() {
        return;
    }
    Mouse { buttons: 0, ..pointer }.send(target, "pointerup");
    settle().await;
    let up = mouse(at, 0, 0, detail);
    if is_heard {
        up.send(target, "mouseup");
        settle().await;
    }
    if !target.is_connected() {
        return;
    }
    after.press(target, || {
        up.send(target, "click");
    });
    settle().await;
}

/// Presses a button, a link or a summary by a key, under the same rules as by the mouse.
pub(crate) fn activate(element: &Node) -> Outcome {
    let Some(after) = follow::after_press(element) else { return Outcome::Unfit };
    after.press(element, || drop(element.call("click", &Array::new())));
    Outcome::Done
}

/// Gives the focus to what takes it at a press, or to nothing.
fn focus_by_press(target: &Node) {
    let page = target.page();
    let focused = page.focused();
    let Some(focusable) = target.find_around(FOCUSABLE) else {
        if let Some(focused) = focused.filter(|focused| focused.local_name() != "body") {
            drop(focused.blur());
        }
        return;
    };
    if focused.as_ref() == Some(&focusable) {
        return;
    }
    focusable.take_focus();
    caret_to_end(&focusable);
}

/// Where the caret of a field goes that is pressed: the line's end is the best guess, as its letters cannot be measured.
pub(crate) fn caret_to_end(field: &Node) {
    if !matches!(field_of(field), Field::Line | Field::Area | Field::Number) {
        return;
    }
    if field.get("selectionStart").as_f64().is_some() {
        let end = JsValue::from(field.text("value").encode_utf16().count() as f64);
        field.call("setSelectionRange", &Array::of2(&end, &end));
    } else if let Some(selection) =
        field.view().call("getSelection", &Array::new()).filter(JsValue::is_object)
    {
        // A type that lets no script see its caret.
        let selection: Node = selection.unchecked_into();
        selection.call("modify", &Array::of3(&"move".into(), &"forward".into(), &"lineboundary".into()));
    }
}

/// What kind of field an element is.
pub(crate) fn field_of(element: &Node) -> Field {
    Field::of(&element.local_name(), &element.text("type"), element.flag("isContentEditable"))
}

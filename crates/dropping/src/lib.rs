//! Files that are dropped on an element or pasted into it. Apart from `alongside-pickers`, which sends them: the widget listens
//! before it has fetched that.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::{Array, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{Element, Event};

/// So long after the last sign of what is dragged, in ms, it is elsewhere. Browsers give one at least every 350 ms.
const GONE_MS: u32 = 500;

/// Hands over the files. While some are dragged over `panel` its `data-drop` is what `invitation` says; none means that no
/// files are taken.
pub fn listen(
    panel: &Element,
    invitation: impl Fn() -> Option<&'static str> + 'static,
    take: impl Fn(Array) + 'static,
) -> [EventListener; 3] {
    let gone: RefCell<Option<Timeout>> = RefCell::default();
    let target = panel.clone();
    let hear = Rc::new(move |event: &Event| {
        let is_paste = event.type_() == "paste";
        let data = get(event, if is_paste { "clipboardData" } else { "dataTransfer" });
        let types = Array::from(&get(&data, "types"));
        let says = |kind: &str| types.includes(&JsValue::from_str(kind), 0);
        // A table or a paragraph comes with a picture of itself: it is meant as text.
        if !says("Files") || is_paste && says("text/plain") {
            return;
        }
        let Some(invitation) = invitation() else { return };
        event.prevent_default();
        if event.type_() == "dragover" {
            // An element of ours.
            drop(target.set_attribute("data-drop", invitation));
            let panel = target.clone();
            gone.replace(Some(Timeout::new(GONE_MS, move || drop(panel.remove_attribute("data-drop")))));
        } else {
            drop(target.remove_attribute("data-drop"));
            take(Array::from(&get(&data, "files")));
        }
    });
    ["dragover", "drop", "paste"].map(|kind| {
        let hear = Rc::clone(&hear);
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(panel, kind, options, move |event| hear(event))
    })
}

fn get(of: &JsValue, key: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

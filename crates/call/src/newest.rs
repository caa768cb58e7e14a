//! Keeps the newest message in sight while the call above the conversation grows and shrinks. Knows of the panel that its log scrolls
//! and is called `.log`; without one there is nothing to keep.

use crate::browser::{Node, get, number};
use js_sys::Function;
use std::cell::Cell;
use wasm_bindgen::prelude::*;

/// As near to its end as this, a log is at its end, in CSS px.
const NEAR: f64 = 40.0;

#[wasm_bindgen]
extern "C" {
    type ResizeObserver;
    #[wasm_bindgen(constructor)]
    fn new(callback: &Function) -> ResizeObserver;
    #[wasm_bindgen(method)]
    fn observe(this: &ResizeObserver, element: &Node);
    #[wasm_bindgen(method)]
    fn disconnect(this: &ResizeObserver);

    type Scroller;
    #[wasm_bindgen(method, setter, js_name = scrollTop)]
    fn set_scroll_top(this: &Scroller, px: f64);
}

pub(crate) struct Newest {
    observer: ResizeObserver,
    _resized: Closure<dyn FnMut()>,
}

impl Newest {
    /// `place` is the call's, in the same root as the log.
    pub(crate) fn keep(place: &Node) -> Self {
        let (element, height) = (place.clone(), Cell::new(0.0));
        let resized = Closure::<dyn FnMut()>::new(move || {
            let now = number(&element, "offsetHeight").unwrap_or_default();
            let grown = now - height.replace(now);
            let Some(log) = log_beside(&element) else { return };
            let px = |key: &str| number(&log, key).unwrap_or_default();
            let below = px("scrollHeight") - px("clientHeight") - px("scrollTop");
            // What it has grown by has gone below the edge just now.
            if grown > 0.0 && below - grown < NEAR {
                log.unchecked_ref::<Scroller>().set_scroll_top(px("scrollHeight"));
            }
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref());
        observer.observe(place);
        Self { observer, _resized: resized }
    }
}

impl Drop for Newest {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn log_beside(place: &Node) -> Option<JsValue> {
    let call = |of: &JsValue, name: &str, argument: &JsValue| {
        get(of, name).dyn_into::<Function>().ok()?.call1(of, argument).ok()
    };
    let root = call(place, "getRootNode", &JsValue::UNDEFINED)?;
    call(&root, "querySelector", &".log".into()).filter(JsValue::is_object)
}

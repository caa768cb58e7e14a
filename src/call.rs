//! The module that has calls, from the widget's side: fetched when the first of them rings, or when the page before was in one. It
//! draws itself, in a place that the panel has for it; what it makes of a frame is its own business.

use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Node};

#[wasm_bindgen]
extern "C" {
    /// What the module has begun.
    #[derive(Clone)]
    type Call;
    #[wasm_bindgen(method, catch)]
    fn hear(this: &Call, frame: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn welcomed(this: &Call) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn destroy(this: &Call) -> Result<(), JsValue>;
}

/// At most one call.
pub(crate) struct Calls {
    /// `(options) => Promise` of what the module has begun.
    load: Option<Function>,
    /// Where the panel is.
    place: Node,
    options: Object,
    stage: RefCell<Stage>,
    // Held for the module, which calls them.
    _send: Closure<dyn FnMut(JsValue)>,
    _show: Closure<dyn FnMut()>,
}

enum Stage {
    Idle,
    /// With what came meanwhile.
    Loading(Array),
    Running(Call),
    /// What has trapped may trap again: not on this page any more.
    Failed,
}

impl Calls {
    /// `send` is given frames for the relay; `show` brings the panel up; `key` is where in the tab's storage a call is kept.
    pub(crate) fn new(
        load: Option<Function>,
        place: Node,
        key: &str,
        send: impl Fn(JsValue) + 'static,
        show: impl Fn() + 'static,
    ) -> Rc<Self> {
        let (send, show) = (Closure::<dyn FnMut(JsValue)>::new(send), Closure::<dyn FnMut()>::new(show));
        let options = Object::new();
        for (name, value) in
            [("key", &JsValue::from_str(key)), ("send", send.as_ref()), ("show", show.as_ref())]
        {
            // Setting a property of a plain object cannot fail.
            drop(Reflect::set(&options, &JsValue::from_str(name), value));
        }
        Rc::new(Self { load, place, options, stage: RefCell::new(Stage::Idle), _send: send, _show: show })
    }

    /// A frame of the relay is for the module; undefined for its `welcome`.
    pub(crate) fn hear(self: &Rc<Self>, frame: &JsValue) {
        let call = match &mut *self.stage.borrow_mut() {
            Stage::Failed => return,
            Stage::Loading(waiting) => {
                waiting.push(frame);
                return;
            }
            Stage::Running(call) => call.clone(),
            stage @ Stage::Idle => {
                *stage = Stage::Loading(Array::of1(frame));
                let calls = Rc::clone(self);
                spawn_local(async move {
                    if calls.begin().await.is_none() {
                        // The next frame fetches anew.
                        calls.stop();
                    }
                });
                return;
            }
        };
        self.deliver(&call, frame);
    }

    /// Whether there is anybody to tell that the line is back.
    pub(crate) fn is_idle(&self) -> bool {
        matches!(&*self.stage.borrow(), Stage::Idle)
    }

    async fn begin(&self) -> Option<()> {
        // Where it is drawn is there as soon as the panel is.
        let place = self.place.unchecked_ref::<Element>().query_selector(".call").ok()??;
        Reflect::set(&self.options, &JsValue::from_str("place"), &place).ok()?;
        let promise: Promise =
            self.load.as_ref()?.call1(&JsValue::NULL, &self.options).ok()?.dyn_into().ok()?;
        let call: Call = JsFuture::from(promise).await.ok()?.unchecked_into();
        let before = self.stage.replace(Stage::Running(call.clone()));
        if let Stage::Loading(waiting) = before {
            waiting.iter().for_each(|frame| self.deliver(&call, &frame));
        } else {
            // Ended while it was fetched, or begun by another frame since.
            self.stage.replace(before);
            drop(call.destroy());
        }
        Some(())
    }

    fn deliver(&self, call: &Call, frame: &JsValue) {
        let heard = if frame.is_undefined() { call.welcomed() } else { call.hear(frame) };
        if heard.is_err() {
            self.fail();
        }
    }

    /// Ends it, and takes it out of the page.
    pub(crate) fn stop(&self) {
        let before = self.stage.replace(Stage::Idle);
        if let Stage::Running(call) = before {
            drop(call.destroy());
        }
    }

    /// It has trapped. The widget goes on without it.
    pub(crate) fn fail(&self) {
        self.stop();
        self.stage.replace(Stage::Failed);
    }
}

//! A page that is being read: capture's recording, and the line that its frames go on. Comes with the second module, and so is reached
//! through [`Reading`] only.

use crate::incoming::Incoming;
use crate::wire::Wire;
use alongside_link::Link;
use alongside_protocol::FrameKind;
use alongside_protocol::limits::BINARY_FRAME_BYTES;
use js_sys::{Array, Object, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What is done with a page that is being read.
pub(crate) trait Reading {
    /// Nothing more is read.
    fn stop(&self);
    /// Has the whole page sent again, and its pictures and fonts.
    fn keyframe(&self, assets: bool) -> Result<(), JsValue>;
    /// Covers what the agent cannot see, or uncovers it.
    fn preview(&self, on: bool);
    /// Has the bytes of assets sent, by their names.
    fn send_assets(&self, names: &[String]);
    /// The relay has all frames up to `sequence`.
    fn acknowledged(&self, sequence: u32);
    /// The line is down.
    fn hold(&self);
    /// Goes on with another line. Returns whether the relay has all assets that were sent.
    fn go_on(&self, link: Link<Incoming>) -> bool;
    /// What JavaScript calls it by.
    fn recording(&self) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    /// `capture.js`, initialised.
    pub(crate) type Module;
    #[wasm_bindgen(method, catch)]
    fn record(this: &Module, options: &Object) -> Result<Recording, JsValue>;

    type Recording;
    #[wasm_bindgen(method, catch)]
    fn stop(this: &Recording) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn keyframe(this: &Recording, assets: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn preview(this: &Recording, on: bool);
    #[wasm_bindgen(method, js_name = sendAssets)]
    fn send_assets(this: &Recording, names: &Array);
}

struct Page {
    recording: Recording,
    wire: Rc<RefCell<Wire>>,
    // Held for the recording, which calls them.
    _emit: Closure<dyn FnMut(Uint8Array)>,
    _ready: Closure<dyn FnMut(Option<u8>) -> bool>,
}

/// Begins to read the page, without the elements of `ignore`. `on_failure` is told what can't be sent.
pub(crate) fn begin(
    module: &Module,
    ignore: &Array,
    wire: Wire,
    on_failure: impl Fn(&'static str) + 'static,
) -> Result<Box<dyn Reading>, JsValue> {
    let wire = Rc::new(RefCell::new(wire));
    let (carrier, asked) = (Rc::clone(&wire), Rc::clone(&wire));
    let emit = Closure::<dyn FnMut(Uint8Array)>::new(move |frame: Uint8Array| match kind(&frame) {
        None => on_failure("The reader of the page sent something unknown."),
        Some(_) if frame.length() as usize > BINARY_FRAME_BYTES - 64 => on_failure("It is too large."),
        Some(kind) => carrier.borrow_mut().emit(kind, &frame),
    });
    let ready = Closure::<dyn FnMut(Option<u8>) -> bool>::new(move |asset: Option<u8>| {
        asked.borrow_mut().is_ready(asset.and_then(FrameKind::of))
    });
    let options = Object::new();
    for (key, value) in [
        ("emit", emit.as_ref()),
        ("ready", ready.as_ref()),
        ("ignore", ignore.as_ref()),
        ("assets", &JsValue::from_str("named")),
    ] {
        Reflect::set(&options, &JsValue::from_str(key), value)?;
    }
    let recording = module.record(&options)?;
    Ok(Box::new(Page { recording, wire, _emit: emit, _ready: ready }))
}

impl Reading for Page {
    fn stop(&self) {
        self.wire.borrow_mut().link = None;
        drop(self.recording.stop());
    }

    fn keyframe(&self, assets: bool) -> Result<(), JsValue> {
        self.recording.keyframe(assets)
    }

    fn preview(&self, on: bool) {
        self.recording.preview(on);
    }

    fn send_assets(&self, names: &[String]) {
        self.recording.send_assets(&names.iter().map(|name| JsValue::from_str(name)).collect());
    }

    fn acknowledged(&self, sequence: u32) {
        self.wire.borrow_mut().acknowledged(sequence);
    }

    fn hold(&self) {
        self.wire.borrow_mut().link = None;
    }

    fn go_on(&self, link: Link<Incoming>) -> bool {
        self.wire.borrow_mut().go_on(link)
    }

    fn recording(&self) -> JsValue {
        JsValue::from(&self.recording)
    }
}

/// A mirror frame's second byte.
fn kind(frame: &Uint8Array) -> Option<FrameKind> {
    FrameKind::of(*frame.subarray(1, 2).to_vec().first()?)
}

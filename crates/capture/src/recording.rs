//! What JavaScript sees: `record(options)` and the recording it returns.

use crate::options::Options;
use crate::recorder::{AUDIT_EVERY_MS, Recorder};
use crate::timing::Interval;
use js_sys::Promise;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// Begins to record the page. Options: `emit(frame: Uint8Array)`, called with every frame; `ready(): boolean`,
/// asked before each one; `ignore: Element[]`, which are not part of the page; `assets: boolean`, whether pictures and
/// fonts are sent as well, true by default; `frames: string[]`, origins whose pages are recorded within this one;
/// `within: string[]`, origins of the pages that may record this one within theirs, instead of `emit`.
///
/// # Errors
/// An exception that names the option that is missing, misspelt or of the wrong type.
#[wasm_bindgen]
pub fn record(options: &JsValue) -> Result<Recording, JsValue> {
    let recorder = Recorder::start(Options::read(options)?)?;
    recorder.flush_soon();
    let audited = recorder.clone();
    let audit = Rc::new(RefCell::new(None));
    // A caller who has no use for the recording may drop it. It goes on all the same until it is stopped: its timer
    // keeps itself, and that keeps the rest.
    let kept = audit.clone();
    *audit.borrow_mut() = Some(Interval::every(AUDIT_EVERY_MS, move || {
        let _ = &kept;
        Recorder::audit(&audited);
    }));
    Ok(Recording { recorder, audit })
}

/// A recording that runs until it is stopped.
#[wasm_bindgen]
pub struct Recording {
    recorder: Rc<Recorder>,
    audit: Rc<RefCell<Option<Interval>>>,
}

#[wasm_bindgen]
impl Recording {
    /// Emits a keyframe before the browser draws next, and then all assets again, unless `assets` is false: a viewer
    /// that has only lost its place has them still.
    pub fn keyframe(&self, assets: Option<bool>) {
        Recorder::keyframe(&self.recorder, assets.unwrap_or(true));
    }

    /// Resolves when all that has changed so far is emitted.
    pub fn flush(&self) -> Promise {
        let recorder = self.recorder.clone();
        future_to_promise(async move {
            Recorder::flushed(&recorder).await;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Stops. No observer, listener or timer is left behind.
    pub fn stop(&mut self) {
        self.audit.take();
        self.recorder.stop();
    }

    /// How much was found and mended that no event of the browser had told.
    #[wasm_bindgen(getter)]
    pub fn found(&self) -> u32 {
        self.recorder.found()
    }

    /// How often an inconsistency was found and mended by reading the whole page anew.
    #[wasm_bindgen(getter)]
    pub fn restarts(&self) -> u32 {
        self.recorder.restarts()
    }
}

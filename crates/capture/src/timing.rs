//! Timers that end with their owner.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/builtins.js")]
extern "C" {
    #[wasm_bindgen(js_name = sleep)]
    fn after(milliseconds: i32) -> Promise;
    fn every(milliseconds: i32, callback: &Function) -> i32;
    fn cancel(handle: i32);
}

/// Calls a function every so often until it is dropped.
pub(crate) struct Interval {
    handle: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Interval {
    /// Calls `callback` every `period_ms`.
    pub(crate) fn every(period_ms: i32, callback: impl FnMut() + 'static) -> Self {
        let callback = Closure::new(callback);
        Self { handle: every(period_ms, callback.as_ref().unchecked_ref()), _callback: callback }
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        cancel(self.handle);
    }
}

/// Waits for so many ms.
pub(crate) async fn sleep(milliseconds: i32) {
    let _ = JsFuture::from(after(milliseconds)).await;
}

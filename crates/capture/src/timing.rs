//! Timers that end with their owner.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Window, window};

/// Calls a function every so often until it is dropped.
pub(crate) struct Interval {
    window: Window,
    handle: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Interval {
    /// Calls `callback` every `period_ms`.
    pub(crate) fn every(period_ms: i32, callback: impl FnMut() + 'static) -> Option<Self> {
        let window = window()?;
        let callback = Closure::new(callback);
        let function = callback.as_ref().unchecked_ref::<Function>();
        let handle =
            window.set_interval_with_callback_and_timeout_and_arguments_0(function, period_ms).ok()?;
        Some(Self { window, handle, _callback: callback })
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        self.window.clear_interval_with_handle(self.handle);
    }
}

/// Waits for so many ms.
pub(crate) async fn sleep(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    let _ = JsFuture::from(promise).await;
}

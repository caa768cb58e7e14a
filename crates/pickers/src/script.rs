//! The way in for the widget, which fetches this module on demand.

use crate::pickers::{Pickers, Scene, Target};
use crate::words;
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{File, HtmlElement};

/// Begins to serve a composer.
///
/// `options`: `place` (an empty element in the composer, above its `<textarea>`), `most` (how large a file may be, in bytes), `url` (of
/// the upload), `token` (`() => string | undefined`: the visitor's), `sent` (`(json) => void`: the relay has a file), `words` (the relay's table of another language than
/// English; may be left out).
///
/// # Errors
/// A sentence that names the option that is missing or wrong.
#[wasm_bindgen]
pub fn pickers(options: &Object) -> Result<Handle, JsError> {
    let get = |key: &str| Reflect::get(options, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED);
    let wrong = |key: &str| JsError::new(&["The option ", key, " is missing or wrong."].concat());
    words::speak(get("words").dyn_ref());
    let url = get("url").as_string().ok_or_else(|| wrong("url"))?;
    let token: Function = get("token").dyn_into().map_err(|_| wrong("token"))?;
    let sent: Function = get("sent").dyn_into().map_err(|_| wrong("sent"))?;
    let scene = Scene {
        place: get("place").dyn_into().map_err(|_| wrong("place"))?,
        most_bytes: get("most").as_f64().ok_or_else(|| wrong("most"))?,
        target: Box::new(move || {
            let token = token.call0(&JsValue::NULL).ok()?.as_string()?;
            Some(Target { url: url.clone(), token: Some(token) })
        }),
        // What it throws is the widget's.
        sent: Box::new(move |json| drop(sent.call1(&JsValue::NULL, &JsValue::from_str(json)))),
    };
    let pickers = Pickers::new(scene).ok_or_else(|| JsError::new("The document makes no elements."))?;
    Ok(Handle { pickers })
}

/// From now on it speaks as the relay's table does; English without one. What is drawn already stays as it is until it is drawn anew.
#[wasm_bindgen]
pub fn speak(table: &JsValue) {
    words::speak(table.dyn_ref());
}

/// Pickers that serve a composer, until [`Handle::destroy`].
#[wasm_bindgen]
pub struct Handle {
    pickers: Pickers,
}

#[wasm_bindgen]
impl Handle {
    /// Sends files: a `FileList` or an array of `File`.
    pub fn take(&self, files: &JsValue) {
        self.pickers.take(Array::from(files).iter().filter_map(|file| file.dyn_into::<File>().ok()));
    }

    /// Shows the emoji, or takes them away. `button` is what was pressed for it.
    pub fn emoji(&self, button: &HtmlElement) {
        self.pickers.toggle_emoji(button);
    }

    /// Ends what is under way and leaves its place empty.
    pub fn destroy(self) {}
}

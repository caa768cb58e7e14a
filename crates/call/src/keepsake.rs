//! What the tab's next page needs to go on with a call: kept in the tab's own storage, and only while there is one.

use crate::browser::{get, now_ms, number, object, text};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Storage;
    // Reading the property throws where storage is blocked.
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = getItem)]
    fn get_item(key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = setItem)]
    fn set_item(key: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = removeItem)]
    fn remove_item(key: &str) -> Result<(), JsValue>;
}

/// A call that this tab is in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Keepsake {
    pub(crate) call: String,
    pub(crate) kind: String,
    pub(crate) agent: String,
    /// The address of the site's room; empty where there is none.
    pub(crate) room: String,
    /// When it began, in ms since 1970 UTC.
    pub(crate) since_ms: f64,
    /// What she sent of her own.
    pub(crate) microphone: bool,
    pub(crate) camera: bool,
}

impl Keepsake {
    /// How long the call has lasted, in whole ms. A clock that was set back has not moved.
    pub(crate) fn lasted_ms(&self) -> f64 {
        (now_ms() - self.since_ms).max(0.0).floor()
    }
}

pub(crate) fn read(key: &str) -> Option<Keepsake> {
    let kept = js_sys::JSON::parse(&get_item(key).ok()??).ok()?;
    Some(Keepsake {
        call: text(&kept, "call")?,
        kind: text(&kept, "kind")?,
        agent: text(&kept, "agent")?,
        room: text(&kept, "room").unwrap_or_default(),
        since_ms: number(&kept, "since_ms")?,
        microphone: get(&kept, "microphone").is_truthy(),
        camera: get(&kept, "camera").is_truthy(),
    })
}

/// Without storage, the call ends with the page.
pub(crate) fn write(key: &str, keepsake: &Keepsake) {
    let kept = object(&[
        ("call", &JsValue::from_str(&keepsake.call)),
        ("kind", &JsValue::from_str(&keepsake.kind)),
        ("agent", &JsValue::from_str(&keepsake.agent)),
        ("room", &JsValue::from_str(&keepsake.room)),
        ("since_ms", &JsValue::from_f64(keepsake.since_ms)),
        ("microphone", &JsValue::from_bool(keepsake.microphone)),
        ("camera", &JsValue::from_bool(keepsake.camera)),
    ]);
    if let Ok(text) = js_sys::JSON::stringify(&kept) {
        drop(set_item(key, &String::from(text)));
    }
}

pub(crate) fn forget(key: &str) {
    drop(remove_item(key));
}

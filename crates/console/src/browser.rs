//! What the console needs of the browser and does not get from Yew: the clock, this page's address, and storage
//! that lasts as long as the tab.

use crate::clock::Local;
use alongside_link::json;
use js_sys::Date;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Storage, VisibilityState};

/// Now, in ms since 1970 UTC.
pub fn now_ms() -> u64 {
    Date::now() as u64
}

/// `at_ms` (ms since 1970 UTC) as the agent's calendar and clock show it, with the daylight saving time of then.
pub fn local(at_ms: u64) -> Local {
    let date = Date::new(&JsValue::from_f64(at_ms as f64));
    Local::new(at_ms, -(date.get_timezone_offset() as i32))
}

/// The relay's socket for agents: on the host that served this page.
pub fn socket_url() -> String {
    format!("{}/api/v1/agent/socket", origins().1)
}

/// The relay's own origin, for pages and for sockets: `https://…` and `wss://…`.
pub fn origins() -> (String, String) {
    let location = host_and_security();
    let (host, secure) = location.unwrap_or_default();
    if secure {
        (format!("https://{host}"), format!("wss://{host}"))
    } else {
        (format!("http://{host}"), format!("ws://{host}"))
    }
}

fn host_and_security() -> Option<(String, bool)> {
    let location = web_sys::window()?.location();
    Some((location.host().ok()?, location.protocol().ok()? == "https:"))
}

/// Whether somebody can see this page: its tab is in front.
pub fn looking() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_none_or(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Whether there is a mouse: where there is none, moving the focus into a field opens a keyboard over half the page.
pub fn has_pointer() -> bool {
    web_sys::window()
        .and_then(|window| window.match_media("(hover: hover)").ok().flatten())
        .is_some_and(|query| query.matches())
}

/// Sets the window's title.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// Has the browser save a text as a file. It needs no `blob:`, for which the browser would have to be told when it is done with it.
pub fn save_text(name: &str, text: &str) {
    let text = String::from(js_sys::encode_uri_component(text));
    let document = web_sys::window().and_then(|window| window.document());
    let Some(Ok(link)) = document.map(|document| document.create_element("a")) else { return };
    // Fails only for names of attributes that are none.
    let _ = link.set_attribute("href", &format!("data:text/plain;charset=utf-8,{text}"));
    let _ = link.set_attribute("download", name);
    link.unchecked_ref::<HtmlElement>().click();
}

/// Keeps a value for this tab. A browser that refuses storage keeps nothing: only a reload shows it.
pub fn keep(key: &str, value: &impl Serialize) {
    if let (Some(storage), Ok(text)) = (storage(), json::stringify(value)) {
        let _ = storage.set_item(key, &text);
    }
}

/// What was kept for this tab under `key`, if it is still readable.
pub fn kept<Value: DeserializeOwned>(key: &str) -> Option<Value> {
    let text = storage()?.get_item(key).ok()??;
    json::parse(&text).ok()
}

/// Forgets what was kept under `key`.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

//! The loader's way in: one function, one handle. See `pkg/types/index.d.ts` for the same in TypeScript.

use crate::client::Client;
use crate::config::Config;
use crate::deletion::Deletion;
use crate::event::{Input, WidgetEvent};
use crate::incoming;
use crate::locale;
use crate::page;
use crate::state::Line;
use crate::view::{Screen, ScreenProps};
use js_sys::{Array, Function, Object, Reflect};
use std::rc::Rc;
use std::sync::atomic::Ordering;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ShadowRoot};
use yew::{AppHandle, Renderer};

/// Runs the widget in a shadow root that the page cannot reach.
///
/// `options`: `relay` (origin), `site` (public key), `settings` (of the boot answer), `open` (whether the panel
/// is open at once), `untitled` (whether no page's title is told), `loadCapture` (`() => Promise` of the capture module),
/// `loadAssist` (the same of the assist module), `loadExtras` (`() => Promise` that is kept once the program's second module is there; without it there is none), `loadPickers` (of the module for files and emoji), `loadCall` (`(options) => Promise` of a begun call module), `identity` (a token that her shop's server has signed), `locale` and `words` (see
/// [`Handle::set_locale`]), `emit` (`(name, detail) => void`).
///
/// # Errors
/// A sentence that names the option that is missing or wrong.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value)] // what JavaScript passes is owned
pub fn mount(root: ShadowRoot, options: Object) -> Result<Handle, JsError> {
    let emit = function(&options, "emit")?;
    let config = Config {
        relay: text(&options, "relay")?.trim_end_matches('/').to_owned(),
        site: text(&options, "site")?,
        settings: incoming::settings(&get(&options, "settings"))
            .ok_or_else(|| JsError::new("The option settings has to be the boot answer's settings."))?,
        is_open: get(&options, "open").is_truthy(),
        load_capture: Some(function(&options, "loadCapture")?),
        load_call: get(&options, "loadCall").dyn_into().ok(),
        load_assist: get(&options, "loadAssist").dyn_into().ok(),
        load_extras: get(&options, "loadExtras").dyn_into().ok(),
        load_pickers: get(&options, "loadPickers").dyn_into().ok(),
        identity: get(&options, "identity").as_string(),
        host: root.host(),
        place: root.clone().into(),
        tell: Rc::new(move |event| emit_event(&emit, event)),
    };
    page::UNTITLED.store(get(&options, "untitled").is_truthy(), Ordering::Relaxed);
    let document = root.owner_document().ok_or_else(|| JsError::new("The shadow root has no document."))?;
    let place =
        document.create_element("div").map_err(|_| JsError::new("The document makes no elements."))?;
    root.append_child(&place).map_err(|_| JsError::new("The shadow root takes no elements."))?;
    locale::speak(&get(&options, "locale").as_string().unwrap_or_default(), table(&get(&options, "words")));
    let client = Client::start(config);
    let props = ScreenProps { client: client.clone() };
    let app = Renderer::<Screen>::with_root_and_props(place.clone(), props).render();
    Ok(Handle { client, app, place })
}

/// A widget that runs.
#[wasm_bindgen]
pub struct Handle {
    client: Client,
    app: AppHandle<Screen>,
    place: Element,
}

#[wasm_bindgen]
impl Handle {
    /// Opens the panel and gives it the focus.
    pub fn open(&self) {
        self.client.dispatch(Input::Opened(true));
    }

    /// Closes the panel. Sharing goes on, with its bar.
    pub fn close(&self) {
        self.client.dispatch(Input::Opened(false));
    }

    /// Opens the panel with `text` in the composer, for the shopper to send.
    #[wasm_bindgen(js_name = newMessage)]
    pub fn new_message(&self, text: &str) {
        self.client.prefill(text);
    }

    /// Opens the panel with the question whether this page may be shared.
    #[wasm_bindgen(js_name = startCobrowse)]
    pub fn start_cobrowse(&self) {
        self.client.ask_to_share();
    }

    /// Ends sharing, if this page is shared.
    #[wasm_bindgen(js_name = stopCobrowse)]
    pub fn stop_cobrowse(&self) {
        self.client.dispatch(Input::ShareStopped);
    }

    /// Opens the panel with a code to read out on the phone.
    #[wasm_bindgen(js_name = cobrowseCode)]
    pub fn cobrowse_code(&self) {
        self.client.dispatch(Input::CodeAsked);
    }

    /// What she is called and where she can be written to, as she or the page says. Unsaid is unchanged.
    pub fn describe(&self, name: Option<String>, email: Option<String>) {
        self.client.describe(name, email);
    }

    /// Speaks another language from now on: its tag, such as `de-AT`, and the panel's words from the relay's table for it. Without
    /// words it is English.
    #[wasm_bindgen(js_name = setLocale)]
    #[allow(clippy::needless_pass_by_value)] // what JavaScript passes is owned
    pub fn set_locale(&self, tag: &str, words: JsValue) {
        locale::speak(tag, table(&words));
        self.client.refresh();
    }

    /// Something that the page's script tells of: a name, more about it, and when it was, in ms since 1970 UTC.
    pub fn track(&self, name: String, properties: &JsValue, at_ms: f64) {
        // What is no object of JSON (nothing, a list, a circle) is left out; the event is told.
        let json = js_sys::JSON::stringify(properties).ok().and_then(|json| json.as_string());
        self.client.track(name, json.filter(|json| json.starts_with('{')), at_ms as u64);
    }

    /// The shopper may be on another page of an app that changes pages by itself.
    pub fn page(&self) {
        self.client.mind_the_page();
    }

    /// Another accent, as `#rrggbb`, and another greeting.
    pub fn restyle(&self, accent: String, greeting: String) {
        self.client.restyle(accent, greeting);
    }

    /// How the line stands: `connecting`, `open`, `waiting`, `refused`, or `deleted` while all that was kept of her is, and she
    /// reads so.
    pub fn connection(&self) -> String {
        let state = self.client.state();
        let word = match state.line {
            _ if state.refused.is_some() => "refused",
            _ if matches!(state.deletion, Deletion::Running | Deletion::Done) => "deleted",
            Line::Connecting => "connecting",
            Line::Welcomed => "open",
            Line::Waiting { .. } => "waiting",
        };
        word.to_owned()
    }

    /// Reading the page failed outside of any call of the widget; why.
    #[wasm_bindgen(js_name = captureFailed)]
    pub fn capture_failed(&self, reason: String) {
        self.client.dispatch(Input::CaptureFailed(reason));
    }

    /// What does agents' acts failed outside of any call of the widget. It is done without from now on.
    #[wasm_bindgen(js_name = assistFailed)]
    pub fn assist_failed(&self) {
        self.client.assist_failed();
    }

    /// What has calls failed outside of any call of the widget. It is done without from now on.
    #[wasm_bindgen(js_name = callFailed)]
    pub fn call_failed(&self) {
        self.client.call_failed();
    }

    /// Ends sharing, hangs up and takes the panel out of the page.
    pub fn destroy(self) {
        self.client.stop();
        self.app.destroy();
        self.place.remove();
    }
}

/// Tells the page. What its listeners throw is the loader's to catch.
fn emit_event(emit: &Function, event: WidgetEvent) {
    let (name, detail) = match event {
        WidgetEvent::Ready => ("ready", JsValue::UNDEFINED),
        WidgetEvent::Open => ("open", JsValue::UNDEFINED),
        WidgetEvent::Close => ("close", JsValue::UNDEFINED),
        WidgetEvent::Message { author, body } => {
            ("message", object([("author", JsValue::from_str(&author)), ("body", JsValue::from_str(&body))]))
        }
        WidgetEvent::Unread(count) => ("unread", JsValue::from_f64(count as f64)),
        WidgetEvent::CobrowseStart => ("cobrowse:start", JsValue::UNDEFINED),
        WidgetEvent::CobrowseStop => ("cobrowse:stop", JsValue::UNDEFINED),
        WidgetEvent::CobrowsePaused(true) => ("cobrowse:pause", JsValue::UNDEFINED),
        WidgetEvent::CobrowsePaused(false) => ("cobrowse:resume", JsValue::UNDEFINED),
        WidgetEvent::CobrowseCode { code, expires_at_ms } => {
            let expires_at = JsValue::from_f64(expires_at_ms as f64);
            ("cobrowse:code", object([("code", JsValue::from_str(&code)), ("expiresAt", expires_at)]))
        }
        WidgetEvent::Error(message) => ("error", JsValue::from_str(&message)),
    };
    drop(emit.call2(&JsValue::NULL, &JsValue::from_str(name), &detail));
}

fn object(fields: [(&str, JsValue); 2]) -> JsValue {
    let object = Object::new();
    for (key, value) in fields {
        // Setting a property of a plain object cannot fail.
        drop(Reflect::set(&object, &JsValue::from_str(key), &value));
    }
    object.into()
}

fn table(words: &JsValue) -> Option<&Array> {
    words.dyn_ref()
}

fn text(options: &Object, key: &str) -> Result<String, JsError> {
    get(options, key)
        .as_string()
        .ok_or_else(|| JsError::new(&["The option ", key, " has to be a string."].concat()))
}

fn function(options: &Object, key: &str) -> Result<Function, JsError> {
    get(options, key)
        .dyn_into()
        .map_err(|_| JsError::new(&["The option ", key, " has to be a function."].concat()))
}

fn get(options: &Object, key: &str) -> JsValue {
    Reflect::get(options, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

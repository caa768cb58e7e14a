//! One attempt to send a file. `XMLHttpRequest`, because `fetch` does not tell how much has gone.

use crate::pickers::Target;
use crate::words::{self, Word};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::{JSON, Reflect, encode_uri_component};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, ProgressEvent, XmlHttpRequest};

/// An upload that did not get on for this long, in ms, has broken off.
const STILL_MS: u32 = 30_000;

/// How an attempt ended.
pub(crate) enum Outcome {
    /// The relay has it: its answer.
    Kept(String),
    /// The line broke, or the relay can take it later.
    BrokenOff,
    /// The relay will not have it; why.
    Refused(String),
}

/// An attempt under way. Dropped, it ends and tells nothing.
pub(crate) struct Upload {
    request: XmlHttpRequest,
    _listeners: Vec<EventListener>,
    _still: Rc<RefCell<Option<Timeout>>>,
}

impl Upload {
    /// Begins. `on_progress` is told how much has gone, of 1. None when the browser would not.
    pub(crate) fn begin(
        file: &File,
        target: &Target,
        on_progress: impl Fn(f64) + 'static,
        on_end: impl Fn(Outcome) + Clone + 'static,
    ) -> Option<Self> {
        let request = XmlHttpRequest::new().ok()?;
        request.open_with_async("POST", &target.url, true).ok()?;
        let name = String::from(encode_uri_component(&file.name()));
        request.set_request_header("x-file-name", &name).ok()?;
        if let Some(token) = &target.token {
            request.set_request_header("authorization", &["Bearer ", token].concat()).ok()?;
        }
        let still: Rc<RefCell<Option<Timeout>>> = Rc::default();
        let wait = {
            let (still, on_end) = (Rc::clone(&still), on_end.clone());
            move || {
                let on_end = on_end.clone();
                still.replace(Some(Timeout::new(STILL_MS, move || on_end(Outcome::BrokenOff))));
            }
        };
        wait();
        let progress = EventListener::new(&request.upload().ok()?.into(), "progress", move |event| {
            wait();
            if let Some(event) = event.dyn_ref::<ProgressEvent>().filter(|event| event.total() > 0.0) {
                on_progress(event.loaded() / event.total());
            }
        });
        let answered = request.clone();
        // After `load`, `error` and `timeout`; also after `abort`, of which nobody is told.
        let end = EventListener::new(&request, "loadend", move |_| on_end(outcome(&answered)));
        request.send_with_opt_blob(Some(file)).ok()?;
        Some(Self { request, _listeners: vec![progress, end], _still: still })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self._listeners.clear();
        // Nothing to end if it has ended.
        drop(self.request.abort());
    }
}

fn outcome(request: &XmlHttpRequest) -> Outcome {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status().unwrap_or(0) {
        201 => Outcome::Kept(text),
        0 | 500.. => Outcome::BrokenOff,
        _ => {
            let error = JSON::parse(&text).unwrap_or(JsValue::NULL);
            let get = |key: &str| Reflect::get(&error, &JsValue::from_str(key)).ok();
            if get("retry").is_some_and(|retry| retry.is_truthy()) {
                return Outcome::BrokenOff;
            }
            let reason = get("message").and_then(|message| message.as_string());
            Outcome::Refused(reason.unwrap_or_else(|| words::get(Word::NotTaken)))
        }
    }
}

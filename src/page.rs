//! What the widget knows of the page around it: where it is, and when that changes.
//!
//! It listens and never patches: no `history.pushState` is replaced to hear of it.

use alongside_protocol::Page;
use gloo_events::EventListener;
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, PageTransitionEvent};

/// Whether the titles of this site's pages are nobody's business.
pub(crate) static UNTITLED: AtomicBool = AtomicBool::new(false);

/// The page that the shopper is on, without what follows `?` and `#`.
pub(crate) fn current() -> Page {
    let window = web_sys::window();
    let url = window.as_ref().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let document = window.and_then(|window| window.document());
    let document = document.filter(|_| !UNTITLED.load(Ordering::Relaxed));
    // Where a form or a picture has that name, it stands for the title: it is no text, and there is no title then.
    let title =
        document.and_then(|document| js_sys::Reflect::get(&document, &"title".into()).ok()?.as_string());
    let title = title.unwrap_or_default();
    Page { url, title }.trimmed()
}

/// Whether an address is on the page's own origin.
pub(crate) fn is_here(url: &str) -> bool {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    let rest = origin.and_then(|origin| url.strip_prefix(origin.as_str()));
    rest.is_some_and(|rest| matches!(rest.bytes().next(), None | Some(b'/' | b'?' | b'#')))
}

/// Whether the page is in front.
pub(crate) fn is_visible() -> bool {
    document().is_none_or(|document| !document.hidden())
}

/// Whether the shopper looks at the page.
pub(crate) fn is_focused() -> bool {
    document().is_some_and(|document| !document.hidden() && document.has_focus().unwrap_or_default())
}

/// Whether the browser believes that it has a network.
pub(crate) fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Calls `changed` when the shopper may be somewhere else within the document.
pub(crate) fn on_navigation(changed: impl Fn() + Clone + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let mut listeners = Vec::with_capacity(3);
    for kind in ["popstate", "hashchange"] {
        let changed = changed.clone();
        listeners.push(EventListener::new(&window, kind, move |_| changed()));
    }
    // Where the Navigation API exists it also tells of pushState; elsewhere the next message does.
    let navigation = js_sys::Reflect::get(&window, &JsValue::from_str("navigation")).ok();
    if let Some(navigation) = navigation.and_then(|value| value.dyn_into::<EventTarget>().ok()) {
        listeners.push(EventListener::new(&navigation, "navigatesuccess", move |_| changed()));
    }
    listeners
}

/// Calls `changed` when the page comes to the front or leaves it, with whether it is there.
pub(crate) fn on_visibility(changed: impl Fn(bool) + 'static) -> Option<EventListener> {
    let document = document()?;
    Some(EventListener::new(&document, "visibilitychange", move |_| changed(is_visible())))
}

/// Calls `changed` when the network comes or goes, with whether it is there.
pub(crate) fn on_network(changed: impl Fn(bool) + Clone + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    ["online", "offline"]
        .into_iter()
        .map(|kind| {
            let changed = changed.clone();
            EventListener::new(&window, kind, move |_| changed(is_online()))
        })
        .collect()
}

/// Calls `changed` when the shopper may look at the page, or at something else.
pub(crate) fn on_focus(changed: impl Fn() + Clone + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    ["focus", "blur"]
        .into_iter()
        .map(|kind| {
            let changed = changed.clone();
            EventListener::new(&window, kind, move |_| changed())
        })
        .collect()
}

/// Calls `changed` when the page goes away (false), or comes out of the back-forward cache (true); before the link hears of
/// it: it listens on the way down.
pub(crate) fn on_leave(changed: impl Fn(bool) + Clone + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let options = gloo_events::EventListenerOptions::run_in_capture_phase();
    ["pagehide", "pageshow"]
        .into_iter()
        .map(|kind| {
            let changed = changed.clone();
            EventListener::new_with_options(&window, kind, options, move |event| {
                let is_shown = kind == "pageshow";
                let is_persisted =
                    event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted);
                // The first `pageshow` comes with the load of a page that was there before.
                if !is_shown || is_persisted {
                    changed(is_shown);
                }
            })
        })
        .collect()
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

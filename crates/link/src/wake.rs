//! The moments at which a lost line is worth another try, or an open one is worth a doubt.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{PageTransitionEvent, VisibilityState};

/// What the browser told about the page or the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wake {
    /// The page came to the front, or it came out of the back-forward cache.
    Awake,
    /// The network is back, perhaps another one: what was open on the one before is dead.
    Online,
    /// The page goes into the back-forward cache, where an open socket would keep it from being kept.
    Frozen,
}

/// Listens until what it returns is dropped. Nothing is heard where there is no window.
pub(crate) fn listen(on_wake: impl Fn(Wake) + Clone + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let mut listeners = Vec::with_capacity(4);
    let wake = on_wake.clone();
    listeners.push(EventListener::new(&window, "online", move |_| wake(Wake::Online)));
    let wake = on_wake.clone();
    listeners.push(EventListener::new(&window, "pageshow", move |event| {
        if is_persisted(event) {
            wake(Wake::Awake);
        }
    }));
    let wake = on_wake.clone();
    listeners.push(EventListener::new(&window, "pagehide", move |event| {
        if is_persisted(event) {
            wake(Wake::Frozen);
        }
    }));
    if let Some(document) = window.document() {
        let target = document.clone();
        listeners.push(EventListener::new(&target, "visibilitychange", move |_| {
            if document.visibility_state() == VisibilityState::Visible {
                on_wake(Wake::Awake);
            }
        }));
    }
    listeners
}

fn is_persisted(event: &web_sys::Event) -> bool {
    event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted)
}

//! The widget's way in: one function, one handle.

use crate::dom;
use crate::frame::{self, Heard};
use crate::listening::RISES;
use crate::say::Say;
use crate::shared::Shared;
use crate::value::Value;
use crate::words;
use js_sys::{Function, Object, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Begins to hear agents on this page.
///
/// `options`: `session` (its id), `host` (an element or shadow root that is no part of the recorded page), `recording` (of
/// capture), `watchers` (ids of the agents who see the page), `send` (`(frame) => void`), `tell` (`(name, detail) => void`, for the
/// page's own scripts; may be left out), `words` (this module's of the relay's table for her language; English without them).
///
/// # Errors
/// A sentence that names the option that is missing or wrong.
#[wasm_bindgen]
pub fn assist(options: &Object) -> Result<Assist, JsError> {
    let get = |key: &str| Reflect::get(options, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED);
    let wrong = |key: &str| JsError::new(&["The option ", key, " is missing or wrong."].concat());
    let session = get("session").as_string().ok_or_else(|| wrong("session"))?;
    let send: Function = get("send").dyn_into().map_err(|_| wrong("send"))?;
    let tell = get("tell").dyn_into().ok();
    let (host, recording) = (get("host"), get("recording"));
    if !host.is_object() {
        return Err(wrong("host"));
    }
    if !recording.is_object() {
        return Err(wrong("recording"));
    }
    words::speak(get("words").dyn_ref());
    let shared = Shared::new(
        &host.unchecked_into(),
        recording.unchecked_into(),
        Say::new(session.clone(), send),
        tell,
        session,
    )
    .map_err(|_| JsError::new("This browser has no shadow roots."))?;
    let assist = Assist { shared };
    assist.watchers(&get("watchers"));
    Ok(assist)
}

/// From now on it speaks as the relay's table does; English without one. What is drawn already stays as it is until it is drawn anew.
#[wasm_bindgen]
pub fn speak(table: &JsValue) {
    words::speak(table.dyn_ref());
}

/// What agents do on this page, until [`Assist::destroy`].
#[wasm_bindgen]
pub struct Assist {
    shared: Rc<Shared>,
}

#[wasm_bindgen]
impl Assist {
    /// A frame came from the relay: `cobrowse_ask`, `cobrowse_release` or `cobrowse_act`. Any other is left alone.
    pub fn hear(&self, frame: &JsValue) {
        let shared = &self.shared;
        if shared.is_over.get() {
            return;
        }
        match frame::read(frame, &shared.session) {
            Some(Heard::Ask { agent, capabilities }) if shared.gate.borrow().is_watcher(&agent.id) => {
                shared.asks.borrow_mut().hear(agent, &capabilities);
                shared.refresh();
            }
            Some(Heard::Release { agent, capabilities }) => {
                let change = shared.gate.borrow_mut().control.release(&agent, &capabilities);
                shared.changed(change);
            }
            Some(Heard::Act { agent, number, act }) => shared.act(&agent, number, &act),
            Some(Heard::Ask { .. }) | None => {}
        }
    }

    /// Who sees the page now, as an array of agents' ids. Nobody else may do anything.
    pub fn watchers(&self, agents: &JsValue) {
        let agents: Vec<String> =
            agents.as_items().unwrap_or_default().iter().filter_map(JsValue::as_string).collect();
        let shared = &self.shared;
        shared.asks.borrow_mut().keep_agents(&agents);
        shared.layer.borrow_mut().keep_agents(&agents);
        shared.colors.borrow_mut().keep_agents(&agents);
        let change = shared.gate.borrow_mut().watched_by(&agents);
        shared.changed(change);
    }

    /// While it is paused, no agent does or shows anything.
    pub fn pause(&self, on: bool) {
        self.shared.gate.borrow_mut().is_paused = on;
    }

    /// Takes everything back and out of the page. No listener or timer is left behind.
    pub fn destroy(&self) {
        let shared = &self.shared;
        shared.is_over.set(true);
        let news = shared.told.borrow_mut().end();
        news.iter().for_each(|news| shared.tell(news));
        shared.listen(false);
        for kind in RISES {
            dom::document().unlisten(kind, shared.listeners.toggle.as_ref().unchecked_ref(), true);
        }
        if let Some(frame) = shared.frame.take() {
            dom::window().cancel_frame(frame);
        }
        shared.host.remove();
    }
}

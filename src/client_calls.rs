//! The client's calls: what the module that has them may do here, and when it hears that the line is back.

use crate::call::Calls;
use crate::client::Client;
use crate::event::Input;
use std::rc::Rc;
use wasm_bindgen::JsValue;

impl Client {
    pub(crate) fn new_calls(&self) -> Rc<Calls> {
        let config = &self.shared.config;
        let send = self.handler(|client, frame: JsValue| {
            if let Some(link) = client.link().filter(|_| client.state().is_welcomed()) {
                link.send_value(&frame);
            }
        });
        let show = self.listener(|client| client.dispatch(Input::CallCame));
        let key = self.shared.storage.call_key();
        Calls::new(config.load_call.clone(), config.place.clone(), &key, send, show)
    }

    /// The relay says something of a call.
    pub(crate) fn hear_call(&self, frame: &JsValue) {
        // It shows itself in the looks of the panel's cards.
        self.want_extras();
        self.calls().iter().for_each(|calls| calls.hear(frame));
    }

    pub(crate) fn calls(&self) -> Option<Rc<Calls>> {
        self.shared.calls.borrow().clone()
    }

    /// The line is there. There may be a call to go on with, here or on the page before.
    pub(crate) fn go_on_with_calls(&self) {
        let calls = self.calls().filter(|calls| !calls.is_idle() || self.shared.storage.has_call());
        if calls.is_some() {
            self.hear_call(&JsValue::UNDEFINED);
        }
    }

    /// The module that has calls has trapped.
    pub(crate) fn call_failed(&self) {
        self.calls().iter().for_each(|calls| calls.fail());
    }
}

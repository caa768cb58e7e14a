//! The client's hearing of agents: what they ask for and do goes to the module that does it.

use crate::assist::Scene;
use crate::client::Client;
use crate::sharing::Sharing;
use std::rc::Rc;
use wasm_bindgen::JsValue;

impl Client {
    /// An agent asks for something, or does something: not the state's business, which knows no nodes.
    pub(crate) fn hear_agent(&self, frame: JsValue) {
        let is_live = matches!(self.state().sharing, Sharing::Live { .. });
        let Some(assistant) = self.assistant().filter(|_| is_live) else { return };
        let weak = Rc::downgrade(&self.shared);
        // Capture may still be on its way, which has been waited for since before this.
        let capture = self.recorder().and_then(|recorder| recorder.load());
        assistant.hear(frame, capture, move || {
            let client = Self { shared: weak.upgrade()? };
            let recording = client.recorder()?.recording()?;
            let state = client.state();
            Some(Scene { sharing: state.sharing.clone(), is_paused: state.is_paused, recording })
        });
    }

    /// The module that does what agents do has trapped.
    pub(crate) fn assist_failed(&self) {
        self.assistant().iter().for_each(|assistant| assistant.fail());
    }
}

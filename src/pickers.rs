//! The module for files and emoji, from the widget's side: fetched when she first wants either of them.

use crate::client::Client;
use crate::content;
use crate::deferred;
use crate::state::State;
use alongside_link::json;
use js_sys::{Array, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, HtmlElement};

#[wasm_bindgen]
extern "C" {
    /// `pickers.js`, initialised.
    type Module;
    #[wasm_bindgen(method, catch)]
    fn pickers(this: &Module, options: &Object) -> Result<Handle, JsValue>;

    /// The pickers of one composer.
    #[derive(Clone)]
    type Handle;
    #[wasm_bindgen(method, catch)]
    fn take(this: &Handle, files: &Array) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn emoji(this: &Handle, button: &HtmlElement) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn destroy(this: &Handle) -> Result<(), JsValue>;
}

/// What she wants.
pub(crate) enum Wish {
    /// To send these files.
    Files(Array),
    /// To see the emoji, or no longer; by this button.
    Emoji(HtmlElement),
}

/// At most one module, and what waits for it.
#[derive(Default)]
pub(crate) struct Pickers {
    stage: RefCell<Stage>,
}

#[derive(Default)]
enum Stage {
    #[default]
    Idle,
    Loading(Vec<Wish>),
    Running {
        handle: Handle,
        // Held for the module, which calls them.
        _token: Closure<dyn FnMut() -> Option<String>>,
        _sent: Closure<dyn FnMut(String)>,
    },
}

impl Pickers {
    /// Does what she wants, as soon as the module is there. `place` is an empty element in the composer. `on_failure` is called where
    /// the module cannot be had.
    pub(crate) fn wish(
        self: &Rc<Self>,
        client: &Client,
        place: &Element,
        wish: Wish,
        on_failure: impl FnOnce() + 'static,
    ) {
        match &mut *self.stage.borrow_mut() {
            Stage::Running { handle, .. } => {
                let handle = handle.clone();
                // Later: it may act on the page, whose listeners may do anything.
                return spawn_local(async move { fulfil(&handle, &wish) });
            }
            Stage::Loading(wishes) => return wishes.push(wish),
            stage @ Stage::Idle => *stage = Stage::Loading(vec![wish]),
        }
        let (pickers, client, place) = (Rc::clone(self), client.clone(), place.clone());
        spawn_local(async move {
            if pickers.begin(&client, &place).await.is_none() {
                // The next wish fetches anew.
                pickers.stage.take();
                on_failure();
            }
        });
    }

    async fn begin(&self, client: &Client, place: &Element) -> Option<()> {
        let promise: Promise = client.load_pickers()?.call0(&JsValue::NULL).ok()?.dyn_into().ok()?;
        let module = JsFuture::from(promise).await.ok()?;
        deferred::begin_picking(self, client, place, module)
    }

    /// The module is there.
    pub(crate) fn begin_with(&self, client: &Client, place: &Element, module: JsValue) -> Option<()> {
        let module: Module = module.unchecked_into();
        let token = {
            let client = client.clone();
            Closure::<dyn FnMut() -> Option<String>>::new(move || client.token())
        };
        let sent = {
            let client = client.clone();
            Closure::<dyn FnMut(String)>::new(move |text: String| {
                let file = json::value(&text).ok().and_then(|value| content::attachment(&value));
                if let Some(file) = file {
                    client.send_file(file);
                }
            })
        };
        let options = Object::new();
        for (key, value) in [
            ("place", place.as_ref()),
            ("most", &JsValue::from_f64(most_bytes(&client.state()))),
            ("url", &JsValue::from_str(&client.upload_address())),
            ("token", token.as_ref()),
            ("sent", sent.as_ref()),
        ] {
            Reflect::set(&options, &JsValue::from_str(key), value).ok()?;
        }
        let handle = module.pickers(&options).ok()?;
        let running = Stage::Running { handle: handle.clone(), _token: token, _sent: sent };
        if let Stage::Loading(wishes) = self.stage.replace(running) {
            wishes.iter().for_each(|wish| fulfil(&handle, wish));
        }
        Some(())
    }

    /// Ends what is under way.
    pub(crate) fn stop(&self) {
        if let Stage::Running { handle, .. } = self.stage.take() {
            // What cannot end itself any more goes with the panel.
            drop(handle.destroy());
        }
    }
}

/// How large a file may be, in bytes. Before the relay has said so, it refuses itself what is too large.
fn most_bytes(state: &State) -> f64 {
    if state.is_welcomed() { state.attachment_bytes as f64 } else { f64::MAX }
}

/// A trap of the module is the page's to report; what it did not do is not done.
fn fulfil(handle: &Handle, wish: &Wish) {
    drop(match wish {
        Wish::Files(files) => handle.take(files),
        Wish::Emoji(button) => handle.emoji(button),
    });
}

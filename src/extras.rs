//! The second module of the program, from the first's side: fetched when something behind [`crate::deferred`] is first drawn. Until
//! it is there, that is not drawn; if it cannot be had, one line in the panel says so and offers another try, and the chat goes on.

use crate::client::Client;
use crate::view::notice;
use js_sys::{Function, Promise};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

/// How the second module stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nobody has needed it.
    Absent,
    Loading,
    Ready,
    Failed,
}

/// At most one second module.
pub(crate) struct Extras {
    /// `() => Promise` that is kept once it is there.
    load: Option<Function>,
    stage: Cell<Stage>,
    /// Before which message the conversation was asked for, while she waits for all of it as a file: see `download`.
    pub(crate) asked_before: Cell<Option<u64>>,
}

impl Extras {
    /// Without `load` the program is one module.
    pub(crate) fn new(load: Option<Function>) -> Self {
        let stage = Cell::new(if load.is_some() { Stage::Absent } else { Stage::Ready });
        Self { load, stage, asked_before: Cell::new(None) }
    }

    fn fetch(&self) -> Option<Promise> {
        self.load.as_ref()?.call0(&JsValue::NULL).ok()?.dyn_into().ok()
    }
}

impl Client {
    /// Whether what is deferred may be called.
    pub(crate) fn has_extras(&self) -> bool {
        self.shared.extras.stage.get() == Stage::Ready
    }

    /// Whether what is deferred cannot be had, for now.
    pub(crate) fn lacks_extras(&self) -> bool {
        self.shared.extras.stage.get() == Stage::Failed
    }

    /// It will be needed.
    pub(crate) fn want_extras(&self) {
        if self.shared.extras.stage.get() == Stage::Absent {
            self.fetch_extras();
        }
    }

    /// Fetches it; after a failure anew.
    pub(crate) fn fetch_extras(&self) {
        self.shared.extras.stage.set(Stage::Loading);
        let client = self.clone();
        spawn_local(async move {
            let is_there = match client.shared.extras.fetch() {
                Some(promise) => JsFuture::from(promise).await.is_ok(),
                None => false,
            };
            // It may have come with another module meanwhile.
            if is_there {
                client.extras_came();
            } else if !client.has_extras() {
                client.shared.extras.stage.set(Stage::Failed);
                client.refresh();
            }
        });
    }

    /// It came with another module, whether or not it could be had before: who is recorded sees the bar that says so.
    pub(crate) fn extras_came(&self) {
        if self.shared.extras.stage.replace(Stage::Ready) != Stage::Ready {
            self.refresh();
        }
    }

    /// What `draw` draws by means of what is deferred, once it may; until then that it comes.
    pub(crate) fn deferred(&self, draw: impl FnOnce() -> Html) -> Html {
        if self.has_extras() { draw() } else { self.extras_come() }
    }

    fn extras_come(&self) -> Html {
        self.want_extras();
        if self.lacks_extras() {
            html! {}
        } else {
            notice::spinner()
        }
    }
}

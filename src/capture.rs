//! The capture module, from the widget's side: fetched when a page is first shared, fed to the line.
//!
//! Does not know what is in a frame but its kind.

use crate::deferred;
use crate::incoming::Incoming;
use crate::reading::{self, Reading};
use crate::wire::Wire;
use alongside_link::Link;
use alongside_protocol::SessionId;
use js_sys::{Array, Function, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

/// At most one recording, and what is needed for it.
pub(crate) struct Recorder {
    /// `() => Promise` of the module.
    load: Option<Function>,
    /// Elements that are not part of the page: the widget's own.
    ignore: Array,
    on_failure: Box<dyn Fn(String)>,
    on_loaded: Box<dyn Fn()>,
    module: RefCell<Option<Promise>>,
    /// The session that is, or is about to be, recorded.
    wanted: RefCell<Option<SessionId>>,
    /// The number of the newest attempt to begin: an older one that is still fetching comes to nothing.
    attempt: Cell<u32>,
    active: RefCell<Option<Box<dyn Reading>>>,
    /// The shopper holds the view where it is: nothing is read.
    is_paused: Rc<Cell<bool>>,
}

impl Recorder {
    /// `own` is the element that holds the widget: it is never captured. `on_failure` is told why the page
    /// cannot be read; never from inside a call on the recorder. `on_loaded` is told that the module is there, and all that comes
    /// with it, before anything is read.
    pub(crate) fn new(
        load: Option<Function>,
        own: &Element,
        on_failure: impl Fn(String) + 'static,
        on_loaded: impl Fn() + 'static,
    ) -> Self {
        Self {
            load,
            ignore: Array::of1(own),
            on_failure: Box::new(on_failure),
            on_loaded: Box::new(on_loaded),
            module: RefCell::default(),
            wanted: RefCell::default(),
            attempt: Cell::default(),
            active: RefCell::default(),
            is_paused: Rc::default(),
        }
    }

    /// Begins to fetch the module; afterwards it is there.
    pub(crate) fn load(&self) -> Option<Promise> {
        if let Some(promise) = self.module.borrow().as_ref() {
            return Some(promise.clone());
        }
        let promise: Promise = self.load.as_ref()?.call0(&JsValue::NULL).ok()?.dyn_into().ok()?;
        self.module.replace(Some(promise.clone()));
        Some(promise)
    }

    /// Reads the page and sends it on `link` as `session`, until [`Recorder::stop`]. If it is being read for this session
    /// already, it goes on there.
    pub(crate) fn record(self: &Rc<Self>, session: SessionId, link: Link<Incoming>) {
        if self.is_wanted(&session)
            && let Some(active) = self.active.borrow().as_ref()
        {
            // What was on its way when the line was lost did not arrive. Assets come once only.
            let have_assets_arrived = active.go_on(link);
            return self.send_all(&**active, !have_assets_arrived);
        }
        // What is read for another session goes nowhere any more.
        self.hold();
        self.wanted.replace(Some(session.clone()));
        let attempt = self.attempt.get();
        let recorder = Rc::clone(self);
        spawn_local(async move {
            if let Err(reason) = recorder.begin(&session, attempt, link).await
                && recorder.is_wanted(&session)
            {
                // The next attempt fetches anew.
                recorder.module.replace(None);
                (recorder.on_failure)(reason);
            }
        });
    }

    /// The line is down: nothing is read until [`Recorder::record`] says where to go on.
    pub(crate) fn hold(&self) {
        self.attempt.set(self.attempt.get().wrapping_add(1));
        if let Some(active) = self.active.borrow().as_ref() {
            active.hold();
        }
    }

    async fn begin(
        self: &Rc<Self>,
        session: &SessionId,
        attempt: u32,
        link: Link<Incoming>,
    ) -> Result<(), String> {
        let promise = self.load().ok_or("This page does not offer it.")?;
        let module = JsFuture::from(promise).await.map_err(in_words)?;
        (self.on_loaded)();
        deferred::begin_recording(self, session, attempt, link, module)
    }

    /// The module is there.
    pub(crate) fn begin_with(
        self: &Rc<Self>,
        module: JsValue,
        session: &SessionId,
        attempt: u32,
        link: Link<Incoming>,
    ) -> Result<(), String> {
        let is_current = || self.attempt.get() == attempt && self.is_wanted(session);
        if !is_current() {
            return Ok(());
        }
        let recorder = Rc::downgrade(self);
        let on_failure = move |reason: &'static str| {
            if let Some(recorder) = recorder.upgrade() {
                recorder.fail(reason.to_owned());
            }
        };
        let wire = Wire::new(session.clone(), link, Rc::clone(&self.is_paused));
        let reading =
            reading::begin(&module.unchecked_into(), &self.ignore, wire, on_failure).map_err(in_words)?;
        let over = if is_current() { self.active.replace(Some(reading)) } else { Some(reading) };
        if let Some(over) = over {
            over.stop();
        }
        Ok(())
    }

    /// The relay has all frames up to `sequence`. Capture asks by itself whether it may go on.
    pub(crate) fn acknowledged(&self, sequence: u32) {
        if let Some(active) = self.active.borrow().as_ref() {
            active.acknowledged(sequence);
        }
    }

    /// Has the whole page sent again; its pictures and fonts only for a watcher who has none.
    pub(crate) fn keyframe(self: &Rc<Self>, assets: bool) {
        if let Some(active) = self.active.borrow().as_ref() {
            self.send_all(&**active, assets);
        }
    }

    fn send_all(self: &Rc<Self>, reading: &dyn Reading, assets: bool) {
        if let Err(error) = reading.keyframe(assets) {
            self.fail(in_words(error));
        }
    }

    /// Has the bytes of assets sent, by their names.
    pub(crate) fn send_assets(&self, names: &[String]) {
        if let Some(active) = self.active.borrow().as_ref() {
            active.send_assets(names);
        }
    }

    /// While it is paused nothing is read, and nothing sent; then comes the newest state.
    pub(crate) fn pause(&self, on: bool) {
        self.is_paused.set(on);
    }

    /// Covers what the agent cannot see, or uncovers it.
    pub(crate) fn preview(&self, on: bool) {
        if let Some(active) = self.active.borrow().as_ref() {
            active.preview(on);
        }
    }

    /// What is being read, for who has to find nodes in it.
    pub(crate) fn recording(&self) -> Option<JsValue> {
        Some(self.active.borrow().as_ref()?.recording())
    }

    /// Reads nothing more.
    pub(crate) fn stop(&self) {
        self.wanted.replace(None);
        if let Some(active) = self.active.take() {
            active.stop();
        }
    }

    fn is_wanted(&self, session: &SessionId) -> bool {
        self.wanted.borrow().as_ref() == Some(session)
    }

    /// Tells of a failure, later: capture may be in the middle of a call, and so may we.
    fn fail(self: &Rc<Self>, reason: String) {
        let recorder = Rc::clone(self);
        spawn_local(async move { (recorder.on_failure)(reason) });
    }
}

/// A thrown value as a sentence.
fn in_words(thrown: impl Into<JsValue>) -> String {
    let thrown = thrown.into();
    Reflect::get(&thrown, &JsValue::from_str("message"))
        .ok()
        .and_then(|message| message.as_string())
        .or_else(|| thrown.as_string())
        .unwrap_or_else(|| "The reason is unknown.".to_owned())
}

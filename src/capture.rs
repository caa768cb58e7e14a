//! The capture module, from the widget's side: fetched when a page is first shared, fed to the line.
//!
//! Does not know what is in a frame but its kind.

use crate::deferred;
use crate::incoming::Incoming;
use crate::wire::{self, Wire};
use alongside_link::Link;
use alongside_protocol::limits::BINARY_FRAME_BYTES;
use alongside_protocol::{FrameKind, SessionId};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// `capture.js`, initialised.
    type Module;
    #[wasm_bindgen(method, catch)]
    fn record(this: &Module, options: &Object) -> Result<Recording, JsValue>;

    /// A page being read.
    #[derive(Clone)]
    type Recording;
    #[wasm_bindgen(method, catch)]
    fn stop(this: &Recording) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn keyframe(this: &Recording, assets: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn preview(this: &Recording, on: bool);
    #[wasm_bindgen(method, js_name = sendAssets)]
    fn send_assets(this: &Recording, names: &Array) -> Promise;
}

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
    active: RefCell<Option<Active>>,
    /// The shopper holds the view where it is: nothing is read.
    is_paused: Rc<Cell<bool>>,
}

pub(crate) struct Active {
    recording: Recording,
    wire: Rc<RefCell<Wire>>,
    /// Names of assets that the relay asked for and has not got.
    asked: Rc<RefCell<VecDeque<String>>>,
    // Held for the recording, which calls them.
    _emit: Closure<dyn FnMut(Uint8Array) -> JsValue>,
    _ready: Closure<dyn FnMut() -> bool>,
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
            let have_assets_arrived = deferred::go_on_recording(&active.wire, link);
            return self.send_all(active, !have_assets_arrived);
        }
        self.wanted.replace(Some(session.clone()));
        let attempt = self.attempt.get().wrapping_add(1);
        self.attempt.set(attempt);
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
            active.wire.borrow_mut().link = None;
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
        let module: Module = module.unchecked_into();
        let is_current = || self.attempt.get() == attempt && self.is_wanted(session);
        if !is_current() {
            return Ok(());
        }
        let wire = Wire::new(session.clone(), link, Rc::clone(&self.is_paused));
        let wire = Rc::new(RefCell::new(wire));
        let emit = self.emit(session.clone(), Rc::clone(&wire));
        let asked = Rc::clone(&wire);
        let ready = Closure::<dyn FnMut() -> bool>::new(move || asked.borrow_mut().is_ready());
        let options = Object::new();
        for (key, value) in [
            ("emit", emit.as_ref()),
            ("ready", ready.as_ref()),
            ("ignore", self.ignore.as_ref()),
            ("assets", &JsValue::from_str("named")),
        ] {
            Reflect::set(&options, &JsValue::from_str(key), value).map_err(in_words)?;
        }
        let recording = module.record(&options).map_err(in_words)?;
        if is_current() {
            self.active.replace(Some(Active {
                recording,
                wire,
                asked: Rc::default(),
                _emit: emit,
                _ready: ready,
            }));
        } else {
            recording.stop().map_err(in_words)?;
        }
        Ok(())
    }

    /// What capture calls with each frame.
    fn emit(
        self: &Rc<Self>,
        session: SessionId,
        wire: Rc<RefCell<Wire>>,
    ) -> Closure<dyn FnMut(Uint8Array) -> JsValue> {
        let recorder = Rc::downgrade(self);
        Closure::new(move |frame: Uint8Array| {
            let Some(recorder) = recorder.upgrade().filter(|recorder| recorder.is_wanted(&session)) else {
                return JsValue::UNDEFINED;
            };
            let refused = match kind(&frame) {
                None => "The reader of the page sent something unknown.",
                Some(_) if frame.length() as usize > BINARY_FRAME_BYTES - 64 => "It is too large.",
                Some(kind) => return wire::emit(&wire, kind, frame),
            };
            recorder.fail(refused.to_owned());
            JsValue::UNDEFINED
        })
    }

    /// The relay has all frames up to `sequence`. Capture asks by itself whether it may go on.
    pub(crate) fn acknowledged(&self, sequence: u32) {
        if let Some(active) = self.active.borrow().as_ref() {
            deferred::acknowledged(&active.wire, sequence);
        }
    }

    /// Has the whole page sent again; its pictures and fonts only for a watcher who has none.
    pub(crate) fn keyframe(self: &Rc<Self>, assets: bool) {
        if let Some(active) = self.active.borrow().as_ref() {
            self.send_all(active, assets);
        }
    }

    fn send_all(self: &Rc<Self>, active: &Active, assets: bool) {
        if let Err(error) = active.recording.keyframe(assets) {
            self.fail(in_words(error));
        }
    }

    /// Has the bytes of assets sent, by their names.
    pub(crate) fn send_assets(&self, names: &[String]) {
        if let Some(active) = self.active.borrow().as_ref() {
            deferred::send_assets(active, names);
        }
    }

    /// While it is paused nothing is read, and nothing sent; then comes the newest state.
    pub(crate) fn pause(&self, on: bool) {
        self.is_paused.set(on);
    }

    /// Covers what the agent cannot see, or uncovers it.
    pub(crate) fn preview(&self, on: bool) {
        if let Some(active) = self.active.borrow().as_ref() {
            active.recording.preview(on);
        }
    }

    /// What is being read, for who has to find nodes in it.
    pub(crate) fn recording(&self) -> Option<JsValue> {
        Some(JsValue::from(&self.active.borrow().as_ref()?.recording))
    }

    /// Reads nothing more.
    pub(crate) fn stop(&self) {
        self.wanted.replace(None);
        if let Some(active) = self.active.take() {
            // `wanted` is gone: whatever capture still does, nothing is sent.
            drop(active.recording.stop());
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

impl Active {
    /// Has the bytes of assets sent one after the other, and each once: only then are they read, and a line carries no faster for
    /// being asked for more.
    pub(crate) fn send_assets(&self, names: &[String]) {
        let asked = &mut *self.asked.borrow_mut();
        let is_sending = !asked.is_empty();
        for name in names {
            if !asked.contains(name) {
                asked.push_back(name.clone());
            }
        }
        if is_sending {
            return;
        }
        let (asked, recording) = (Rc::clone(&self.asked), self.recording.clone());
        spawn_local(async move {
            while let Some(name) = front(&asked) {
                let sent = recording.send_assets(&Array::of1(&JsValue::from_str(&name)));
                // One that can't be sent holds up no other.
                drop(JsFuture::from(sent).await);
                asked.borrow_mut().pop_front();
            }
        });
    }
}

fn front(names: &RefCell<VecDeque<String>>) -> Option<String> {
    names.borrow().front().cloned()
}

/// A mirror frame's second byte.
fn kind(frame: &Uint8Array) -> Option<FrameKind> {
    (frame.length() > 1).then(|| FrameKind::of(frame.get_index(1)))?
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

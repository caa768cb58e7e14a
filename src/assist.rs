//! The module that does what agents do on the page, from the widget's side: fetched when the first of them asks or acts,
//! and told who watches. What it makes of an act is its own business; a widget that only shares needs none of it.

use crate::deferred;
use crate::sharing::Sharing;
use alongside_protocol::{SessionId, Watcher};
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Node};

/// How many frames wait for the module; what comes beyond them while it loads is dropped.
const MOST_WAITING: usize = 64;

#[wasm_bindgen]
extern "C" {
    /// `assist.js`, initialised.
    type Module;
    #[wasm_bindgen(method, catch)]
    fn assist(this: &Module, options: &Object) -> Result<Assist, JsValue>;

    /// What agents do, for one session.
    #[derive(Clone)]
    type Assist;
    #[wasm_bindgen(method, catch)]
    fn hear(this: &Assist, frame: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn watchers(this: &Assist, agents: &Array) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn pause(this: &Assist, on: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn destroy(this: &Assist) -> Result<(), JsValue>;
}

/// What it needs to begin.
pub(crate) struct Scene {
    pub(crate) sharing: Sharing,
    pub(crate) is_paused: bool,
    /// Of capture: it alone knows which node an agent means.
    pub(crate) recording: JsValue,
}

/// At most one of them.
pub(crate) struct Assistant {
    /// `() => Promise` of the module.
    load: Option<Function>,
    /// Where it shows itself: the widget's own place.
    host: Node,
    send: Box<dyn Fn(JsValue)>,
    stage: RefCell<Stage>,
}

#[derive(Default)]
enum Stage {
    #[default]
    Idle,
    /// With what came meanwhile.
    Loading(Vec<JsValue>),
    Running(Running),
    /// What has trapped may trap again: not on this page any more.
    Failed,
}

struct Running {
    assist: Assist,
    place: Element,
    session: SessionId,
    watchers: Vec<Watcher>,
    is_paused: bool,
    // Held for the module, which calls it.
    _send: Closure<dyn FnMut(JsValue)>,
}

// No borrow of `stage` is held while the module is called: it acts on the page, whose listeners may do anything.
impl Assistant {
    /// `send` is given frames for the relay.
    pub(crate) fn new(load: Option<Function>, host: Node, send: impl Fn(JsValue) + 'static) -> Self {
        Self { load, host, send: Box::new(send), stage: RefCell::default() }
    }

    /// A frame of the relay is for the module. `scene` tells how things stand once it and `capture` are there.
    pub(crate) fn hear(
        self: &Rc<Self>,
        frame: JsValue,
        capture: Option<Promise>,
        scene: impl Fn() -> Option<Scene> + 'static,
    ) {
        match &mut *self.stage.borrow_mut() {
            Stage::Failed => return,
            Stage::Running(_) => {}
            Stage::Loading(waiting) => {
                if waiting.len() < MOST_WAITING {
                    waiting.push(frame);
                }
                return;
            }
            stage @ Stage::Idle => {
                *stage = Stage::Loading(vec![frame]);
                let assistant = Rc::clone(self);
                spawn_local(async move {
                    if assistant.begin(capture, scene).await.is_none() {
                        // The next frame fetches anew.
                        assistant.stop();
                    }
                });
                return;
            }
        }
        self.deliver(&frame);
    }

    async fn begin(
        self: &Rc<Self>,
        capture: Option<Promise>,
        scene: impl Fn() -> Option<Scene>,
    ) -> Option<()> {
        let promise: Promise = self.load.as_ref()?.call0(&JsValue::NULL).ok()?.dyn_into().ok()?;
        let module = JsFuture::from(promise).await.ok()?;
        // Who began to wait for it earlier goes on earlier: the page is being read then.
        JsFuture::from(capture?).await.ok()?;
        deferred::begin_assisting(self, module, &scene()?)
    }

    /// The module is there.
    pub(crate) fn begin_with(self: &Rc<Self>, module: JsValue, scene: &Scene) -> Option<()> {
        let module: Module = module.unchecked_into();
        let session = scene.sharing.session()?.clone();
        let place = self.host.owner_document()?.create_element("div").ok()?;
        let weak = Rc::downgrade(self);
        let send = Closure::<dyn FnMut(JsValue)>::new(move |frame| {
            if let Some(assistant) = weak.upgrade() {
                (assistant.send)(frame);
            }
        });
        let options = Object::new();
        for (key, value) in [
            ("session", &JsValue::from_str(session.as_str())),
            ("host", place.as_ref()),
            ("recording", &scene.recording),
            ("send", send.as_ref()),
        ] {
            Reflect::set(&options, &JsValue::from_str(key), value).ok()?;
        }
        // Only a session that nobody has ended meanwhile.
        if !matches!(&*self.stage.borrow(), Stage::Loading(_)) {
            return Some(());
        }
        self.host.append_child(&place).ok()?;
        let assist = module.assist(&options).ok()?;
        let running = Running { assist, place, session, watchers: Vec::new(), is_paused: false, _send: send };
        let before = self.stage.replace(Stage::Running(running));
        self.follow(&scene.sharing, scene.is_paused);
        if let Stage::Loading(waiting) = before {
            waiting.iter().for_each(|frame| self.deliver(frame));
        }
        Some(())
    }

    fn deliver(&self, frame: &JsValue) {
        let assist = match &*self.stage.borrow() {
            Stage::Running(running) => running.assist.clone(),
            Stage::Idle | Stage::Loading(_) | Stage::Failed => return,
        };
        self.mind(&assist.hear(frame));
    }

    /// Sharing stands like this now. Without a line nobody watches, and so nobody controls.
    pub(crate) fn follow(&self, sharing: &Sharing, is_paused: bool) {
        let is_running = match &*self.stage.borrow() {
            Stage::Idle | Stage::Failed => return,
            Stage::Loading(_) if sharing.is_running() => return,
            Stage::Loading(_) => false,
            Stage::Running(running) => sharing.is(&running.session),
        };
        if is_running {
            self.follow_running(sharing, is_paused);
        } else {
            self.stop();
        }
    }

    /// The session that it is for goes on.
    fn follow_running(&self, sharing: &Sharing, is_paused: bool) {
        let (assist, now, is_told) = {
            let mut stage = self.stage.borrow_mut();
            let Stage::Running(running) = &mut *stage else { return };
            let now = match sharing {
                Sharing::Live { watchers, .. } => watchers.clone(),
                _ => Vec::new(),
            };
            let is_told = now == running.watchers && is_paused == running.is_paused;
            running.watchers.clone_from(&now);
            running.is_paused = is_paused;
            (running.assist.clone(), now, is_told)
        };
        if !is_told {
            let ids: Array = now.iter().map(|watcher| JsValue::from_str(watcher.agent.as_str())).collect();
            self.mind(&assist.watchers(&ids).and_then(|()| assist.pause(is_paused)));
        }
    }

    /// Ends it, and takes it out of the page.
    pub(crate) fn stop(&self) {
        let before = self.stage.take();
        if let Stage::Running(running) = before {
            // What cannot end itself any more is taken away all the same.
            drop(running.assist.destroy());
            running.place.remove();
        }
    }

    /// It has trapped. The shopper's page and the widget go on without it.
    pub(crate) fn fail(&self) {
        self.stop();
        self.stage.replace(Stage::Failed);
    }

    fn mind(&self, result: &Result<(), JsValue>) {
        if result.is_err() {
            self.fail();
        }
    }
}

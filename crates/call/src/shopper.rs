//! A call from the shopper's side: it rings, she takes it or not, and it goes on over pages and lines until somebody hangs up.

use crate::browser::{MediaStream, clear_interval, get, now_ms, number, object, set_interval, text};
use crate::devices;
use crate::face::{Face, Press};
use crate::keepsake;
use crate::peer::Peer;
use crate::stage::{HungUp, Live, Ring, Stage};
use crate::words;
use js_sys::{Function, Object};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// How often the clock moves, in ms.
const TICK_MS: i32 = 1_000;
/// A connection that is not there for so long will not come any more, in ms.
pub(crate) const NO_WAY_MS: f64 = 30_000.0;
/// How long it is told that a call is over, in ms.
const OVER_MS: f64 = 8_000.0;

/// From now on it speaks as the relay's table does; English without one. What is drawn already stays as it is until it is drawn anew.
#[wasm_bindgen]
pub fn speak(table: &JsValue) {
    words::speak(table.dyn_ref());
}

/// Begins to listen for calls.
///
/// `options`: `place` (an element of the panel), `key` (where in the tab's storage a call is kept), `send` (`(frame) => void`),
/// `show` (`() => void`: brings the panel up), `words` (the section `call` of the page's locale; English without), `tell`
/// (`(name, detail) => void`, for the page's own scripts), `provider` (`() => object | undefined`: the page's own rooms), `opens`
/// (`window` where rooms open in a window of their own). The last three may be left out.
///
/// # Errors
/// A sentence that names the option that is missing or wrong.
#[wasm_bindgen]
pub fn call(options: &Object) -> Result<Call, JsError> {
    let wrong = |key: &str| JsError::new(&["The option ", key, " is missing or wrong."].concat());
    let function = |key: &str| get(options, key).dyn_into::<Function>().map_err(|_| wrong(key));
    let place = get(options, "place");
    if !place.is_object() {
        return Err(wrong("place"));
    }
    let key = text(options, "key").ok_or_else(|| wrong("key"))?;
    let (send, show) = (function("send")?, function("show")?);
    words::speak(get(options, "words").dyn_ref());
    let shopper = Rc::new_cyclic(|weak: &std::rc::Weak<Shopper>| {
        let pressed = weak.clone();
        let press: Rc<dyn Fn(Press)> = Rc::new(move |press| {
            if let Some(shopper) = pressed.upgrade() {
                shopper.press(press);
            }
        });
        let ticking = weak.clone();
        let tick = Closure::<dyn FnMut()>::new(move || {
            if let Some(shopper) = ticking.upgrade() {
                shopper.tick();
            }
        });
        Shopper {
            key,
            send,
            show,
            tell: function("tell").ok(),
            provider: function("provider").ok(),
            opens_window: text(options, "opens").as_deref() == Some("window"),
            face: Face::new(place.unchecked_into(), &press),
            stage: RefCell::new(Stage::Idle),
            timer: Cell::new(None),
            ticks: Cell::new(0),
            hung_up: RefCell::default(),
            tick,
        }
    });
    shopper.remember();
    Ok(Call { shopper })
}

/// Calls on this page, until [`Call::destroy`].
#[wasm_bindgen]
pub struct Call {
    shopper: Rc<Shopper>,
}

#[wasm_bindgen]
impl Call {
    /// A frame came from the relay whose type begins with `call_`.
    pub fn hear(&self, frame: &JsValue) {
        self.shopper.hear(frame);
    }

    /// The line to the relay is there, for the first time or again.
    pub fn welcomed(&self) {
        self.shopper.resume();
    }

    /// Leaves the page as it was. A call waits for the tab's next page for a while.
    pub fn destroy(&self) {
        self.shopper.leave();
        self.shopper.face.remove();
    }
}

pub(crate) struct Shopper {
    pub(crate) key: String,
    pub(crate) send: Function,
    pub(crate) show: Function,
    pub(crate) tell: Option<Function>,
    pub(crate) provider: Option<Function>,
    pub(crate) opens_window: bool,
    pub(crate) face: Face,
    pub(crate) stage: RefCell<Stage>,
    pub(crate) timer: Cell<Option<f64>>,
    pub(crate) ticks: Cell<u32>,
    pub(crate) hung_up: RefCell<Option<HungUp>>,
    pub(crate) tick: Closure<dyn FnMut()>,
}

// No borrow of `stage` is held while anything outside is called: the page's own scripts may do anything.
impl Shopper {
    /// The page before was in a call: it is shown at once, and gone on with as soon as there is a line.
    fn remember(self: &Rc<Self>) {
        let Some(kept) = keepsake::read(&self.key) else { return };
        self.stage.replace(Stage::Live(Live::new(kept, MediaStream::empty())));
        self.run();
        self.draw();
    }

    fn hear(self: &Rc<Self>, frame: &JsValue) {
        let said = |key: &str| text(frame, key).unwrap_or_default();
        let call = said("call");
        match said("type").as_str() {
            "call_ring" => {
                let ms = number(frame, "ms").unwrap_or_default();
                self.ring(call, &said("kind"), &said("agent"), ms);
            }
            "call_started" => self.started(frame),
            "call_signal" => self.signal(&call, &said("signal")),
            "call_peer" if get(frame, "here").is_truthy() => {
                let Some(live) = self.live(&call) else { return };
                self.tell_room(&live);
                // A new page of the agent's makes a new connection.
                if let Some(peer) = live.peer.filter(|_| !get(frame, "fresh").is_truthy()) {
                    peer.again();
                }
            }
            "call_ended" => self.ended(&call, &said("reason")),
            _ => {}
        }
    }

    fn ring(self: &Rc<Self>, call: String, kind: &str, agent: &str, ms: f64) {
        match &*self.stage.borrow() {
            Stage::Live(_) => return,
            Stage::Ringing(ring) if ring.call == call => return,
            _ => {}
        }
        let until_ms = now_ms() + ms;
        let ring = Ring { call, kind: kind.to_owned(), until_ms, own: None };
        self.stage.replace(Stage::Ringing(ring));
        self.face.ring(kind, agent);
        self.run();
        self.emit("call:request", &[("agent", agent), ("kind", kind)]);
        drop(self.show.call0(&JsValue::NULL));
        self.emit("call:ring", &[("agent", agent), ("kind", kind)]);
    }

    fn press(self: &Rc<Self>, press: Press) {
        let ring = match &*self.stage.borrow() {
            Stage::Ringing(ring) => Some(ring.clone()),
            _ => None,
        };
        match (press, ring) {
            (Press::Accept, Some(ring)) => self.accept(ring),
            (Press::JoinWithout, Some(ring)) => self.say("call_accept", &ring.call, &[]),
            (Press::Decline, Some(ring)) => {
                self.say("call_decline", &ring.call, &[]);
                self.end("");
            }
            (Press::Microphone, None) => self.switch("audio"),
            (Press::Camera, None) => self.switch("video"),
            (Press::HangUp, None) => self.hang_up("visitor_ended", None),
            (Press::Sound, None) => {
                let (shopper, video) = (Rc::clone(self), self.face.theirs());
                spawn_local(async move {
                    let plays = video.mute(false).await;
                    shopper.change(|live| live.needs_sound = !plays);
                });
            }
            (Press::PopOut, None) => {
                let video = self.face.theirs();
                spawn_local(async move {
                    video.pop_out().await;
                });
            }
            _ => {}
        }
    }

    fn ended(self: &Rc<Self>, call: &str, reason: &str) {
        self.hung_up.borrow_mut().take_if(|left| left.call == call);
        let lasted = match &*self.stage.borrow() {
            Stage::Ringing(ring) if ring.call == call => None,
            Stage::Live(live) if live.kept.call == call => Some(live.kept.lasted_ms()),
            _ => return,
        };
        let seconds = (lasted.unwrap_or_default() / 1_000.0) as u64;
        let says = words::over(reason, &words::clock(seconds))
            .filter(|_| lasted.is_some() || reason == "unanswered");
        self.end(&says.unwrap_or_default());
        self.emit("call:end", &[("reason", reason)]);
    }

    pub(crate) fn hang_up(self: &Rc<Self>, reason: &str, says: Option<String>) {
        let (call, kind, lasted_ms) = match &*self.stage.borrow() {
            Stage::Live(live) => (live.kept.call.clone(), live.kept.kind.clone(), live.kept.lasted_ms()),
            _ => return,
        };
        self.hung_up.replace(Some(HungUp { call: call.clone(), kind, lasted_ms }));
        self.say("call_end", &call, &[("reason", &reason.into())]);
        let seconds = (lasted_ms / 1_000.0) as u64;
        if let Some(sentence) = &says {
            self.emit("call:error", &[("message", sentence)]);
        }
        self.end(&says.or_else(|| words::over(reason, &words::clock(seconds))).unwrap_or_default());
        self.emit("call:end", &[("reason", reason)]);
    }

    /// Nothing rings and nobody talks: everything is given back.
    pub(crate) fn end(&self, says: &str) {
        self.leave();
        keepsake::forget(&self.key);
        self.face.clear(says);
        if !says.is_empty() {
            self.stage.replace(Stage::Over(now_ms() + OVER_MS));
            self.run();
        }
    }

    fn leave(&self) {
        if let Some(timer) = self.timer.take() {
            clear_interval(timer);
        }
        match self.stage.replace(Stage::Idle) {
            Stage::Live(live) => {
                self.leave_room(&live);
                devices::stop(&live.own);
                live.peer.iter().for_each(Peer::close);
            }
            Stage::Ringing(ring) => ring.own.iter().for_each(devices::stop),
            Stage::Idle | Stage::Over(_) => {}
        }
        let video = self.face.theirs();
        spawn_local(async move {
            video.show(None).await;
        });
        self.face.show_own(None);
    }

    fn run(&self) {
        if self.timer.get().is_none() {
            let tick = self.tick.as_ref().unchecked_ref();
            self.timer.set(Some(set_interval(tick, TICK_MS)));
        }
    }

    pub(crate) fn change(self: &Rc<Self>, change: impl FnOnce(&mut Live)) {
        // Changed apart, as what is called may call back.
        let Some(mut live) = (match &*self.stage.borrow() {
            Stage::Live(live) => Some(live.clone()),
            _ => None,
        }) else {
            return;
        };
        change(&mut live);
        let media = live.media();
        live.kept.microphone = media.microphone;
        live.kept.camera = media.camera || media.saves;
        // What she sent on the page before is not forgotten while it is being opened again.
        if live.peer.is_some() || live.is_room() {
            keepsake::write(&self.key, &live.kept);
        }
        if let Stage::Live(now) = &mut *self.stage.borrow_mut()
            && now.kept.call == live.kept.call
        {
            *now = live;
        }
        self.draw();
    }

    pub(crate) fn live(&self, call: &str) -> Option<Live> {
        match &*self.stage.borrow() {
            Stage::Live(live) if live.kept.call == call => Some(live.clone()),
            _ => None,
        }
    }

    pub(crate) fn say(&self, kind: &str, call: &str, more: &[(&str, &JsValue)]) {
        let frame = object(more);
        for (key, value) in [("type", kind), ("call", call)] {
            // Setting a property of a plain object cannot fail.
            drop(js_sys::Reflect::set(&frame, &key.into(), &value.into()));
        }
        drop(self.send.call1(&JsValue::NULL, &frame));
    }

    pub(crate) fn emit(&self, name: &str, detail: &[(&str, &str)]) {
        let Some(tell) = &self.tell else { return };
        let fields = object(&[]);
        for (key, value) in detail {
            drop(js_sys::Reflect::set(&fields, &(*key).into(), &(*value).into()));
        }
        drop(tell.call2(&JsValue::NULL, &name.into(), &fields));
    }
}

//! The agent's end of a call: devices, the connection, and the line's quality. Does what the state asks for, and tells it what came
//! of it. Owns every track that it opens: they end with [`CallEngine::close`].

use crate::browser;
use crate::state::Action;
use crate::state_call::{CallAction, CallEffect};
use alongside_call::{
    Choice, Link, Media, MediaStream, Peer, PeerEvent, Quality, Setup, Trouble, Wish, list, now_ms, open,
    open_screen, room_of, stop,
};
use alongside_protocol::CallKind;
use gloo_timers::callback::Interval;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use yew::Callback;
use yew::platform::spawn_local;

/// How often the line is measured, in ms.
const MEASURE_MS: u32 = 2_000;
/// A connection that is not there for so long will not come any more, in ms.
const NO_WAY_MS: f64 = 30_000.0;
/// Where a call is kept over a load of the page.
pub const KEPT: &str = "alongside.call";

/// The engine. Clones are the same one.
#[derive(Clone)]
pub struct CallEngine {
    inner: Rc<Inner>,
}

impl PartialEq for CallEngine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

struct Inner {
    act: Callback<Action>,
    /// What is sent.
    own: RefCell<MediaStream>,
    camera: RefCell<Choice>,
    microphone: RefCell<Choice>,
    /// Whether the picture that is sent is a screen's.
    is_screen: Cell<bool>,
    /// Raised when everything is closed: what was asked for before must not open any more.
    round: Cell<u32>,
    ice: RefCell<JsValue>,
    peer: RefCell<Option<Peer>>,
    lost_at_ms: Cell<f64>,
    quality: Cell<Quality>,
    measuring: RefCell<Option<Interval>>,
    /// Told when a screen is no longer shown, by the browser's own button.
    screen_ended: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl CallEngine {
    /// One without a call.
    pub fn new(act: Callback<Action>) -> Self {
        Self {
            inner: Rc::new(Inner {
                act,
                own: RefCell::new(MediaStream::empty()),
                camera: RefCell::new(Choice::Any),
                microphone: RefCell::new(Choice::Any),
                is_screen: Cell::new(false),
                round: Cell::new(0),
                ice: RefCell::new(JsValue::UNDEFINED),
                peer: RefCell::default(),
                lost_at_ms: Cell::new(0.0),
                quality: Cell::default(),
                measuring: RefCell::default(),
                screen_ended: RefCell::default(),
            }),
        }
    }

    /// What the agent sends, to be shown to the agent.
    pub fn own(&self) -> MediaStream {
        self.inner.own.borrow().clone()
    }

    /// What the shopper sends.
    pub fn theirs(&self) -> Option<MediaStream> {
        self.inner.peer.borrow().as_ref().map(Peer::incoming)
    }

    /// Does what the state asks for.
    pub fn carry_out(&self, effect: CallEffect) {
        let inner = &self.inner;
        match effect {
            CallEffect::Open(kind) => {
                inner.free();
                let camera = if matches!(kind, CallKind::OneWay | CallKind::TwoWay) {
                    inner.camera.borrow().clone()
                } else {
                    Choice::No
                };
                let wish = Wish { camera, microphone: inner.microphone.borrow().clone() };
                inner.open(wish, kind == CallKind::Screen);
            }
            CallEffect::Device(kind, id) => {
                let choice = Choice::This(id);
                let wish = if kind == "videoinput" {
                    inner.camera.replace(choice.clone());
                    Wish { camera: choice, microphone: Choice::No }
                } else {
                    inner.microphone.replace(choice.clone());
                    Wish { camera: Choice::No, microphone: choice }
                };
                inner.open(wish, false);
            }
            CallEffect::Microphone(true) => {
                inner.open(Wish { microphone: inner.microphone.borrow().clone(), camera: Choice::No }, false);
            }
            CallEffect::Camera(true) => {
                inner.open(Wish { camera: inner.camera.borrow().clone(), microphone: Choice::No }, false);
            }
            CallEffect::Microphone(false) => inner.drop_track("audio"),
            CallEffect::Camera(false) | CallEffect::Screen(false) => inner.drop_track("video"),
            CallEffect::Screen(true) => inner.open(Wish::default(), true),
            CallEffect::Connect(ice) => {
                inner.ice.replace(as_js(&ice));
                inner.connect();
            }
            CallEffect::ConnectAgain => inner.connect(),
            CallEffect::Hear(signal) => {
                if let Some(peer) = inner.peer() {
                    peer.hear(&signal);
                } else if let Some(room) = room_of(&signal) {
                    inner.tell(CallAction::Room(room));
                }
            }
            CallEffect::Again => {
                if let Some(peer) = inner.peer() {
                    peer.again();
                }
            }
            CallEffect::Close => self.close(),
            CallEffect::Keep(Some(kept)) => browser::keep(KEPT, &kept),
            CallEffect::Keep(None) => browser::forget(KEPT),
        }
    }

    /// Ends the connection and frees the devices.
    pub fn close(&self) {
        let inner = &self.inner;
        inner.measuring.take();
        if let Some(peer) = inner.peer.take() {
            peer.close();
        }
        inner.free();
        inner.quality.set(Quality::Good);
    }
}

impl Inner {
    fn tell(&self, action: CallAction) {
        self.act.emit(Action::Call(action, browser::now_ms()));
    }

    fn peer(&self) -> Option<Peer> {
        self.peer.borrow().clone()
    }

    fn free(&self) {
        self.round.set(self.round.get() + 1);
        self.is_screen.set(false);
        stop(&self.own.replace(MediaStream::empty()));
    }

    /// Opens devices, and puts what they give in the place of what was there of that kind.
    fn open(self: &Rc<Self>, wish: Wish, screen: bool) {
        let (inner, round) = (Rc::clone(self), self.round.get());
        spawn_local(async move {
            let opened = inner.opened(&wish, screen).await;
            let is_over = inner.round.get() != round;
            let streams = match opened {
                Ok(streams) if is_over => return streams.iter().for_each(stop),
                Ok(streams) => streams,
                // That call's trouble is not the next one's.
                Err(_) if is_over => return,
                // One without the other is still a call.
                Err(trouble) => return inner.tell(CallAction::Trouble(trouble.to_string())),
            };
            for stream in &streams {
                for track in stream.tracks() {
                    inner.put(&track, screen);
                }
            }
            inner.sends_now().await;
        });
    }

    async fn opened(&self, wish: &Wish, screen: bool) -> Result<Vec<MediaStream>, Trouble> {
        let mut streams = Vec::new();
        // The screen first: browsers want the click that asks for it to be fresh.
        if screen {
            streams.push(open_screen().await?);
        }
        if *wish != Wish::default() {
            match open(wish).await {
                Ok(stream) => streams.push(stream),
                Err(trouble) => {
                    streams.iter().for_each(stop);
                    return Err(trouble);
                }
            }
        }
        Ok(streams)
    }

    fn put(self: &Rc<Self>, track: &alongside_call::Track, screen: bool) {
        let own = self.own.borrow().clone();
        let kind = track.kind();
        if let Some(old) = own.track(&kind) {
            alongside_call::stop_track(&old);
        }
        own.put(&kind, Some(track));
        if kind == "video" {
            self.is_screen.set(screen);
            if screen {
                let weak = Rc::downgrade(self);
                let ended = Closure::<dyn FnMut()>::new(move || {
                    if let Some(inner) = weak.upgrade() {
                        inner.drop_track("video");
                    }
                });
                track.on_ended(Some(ended.as_ref().unchecked_ref()));
                self.screen_ended.replace(Some(ended));
            }
        }
    }

    fn drop_track(self: &Rc<Self>, kind: &str) {
        let own = self.own.borrow().clone();
        if let Some(track) = own.track(kind) {
            track.on_ended(None);
            alongside_call::stop_track(&track);
            own.put(kind, None);
        }
        if kind == "video" {
            self.is_screen.set(false);
        }
        let inner = Rc::clone(self);
        spawn_local(async move { inner.sends_now().await });
    }

    /// What is sent now: no picture while there is no room for it.
    fn media(&self) -> Media {
        let own = self.own.borrow();
        let has_picture = own.track("video").is_some();
        let saves = has_picture && self.quality.get() == Quality::TooPoor;
        Media {
            camera: has_picture && !self.is_screen.get() && !saves,
            screen: has_picture && self.is_screen.get() && !saves,
            microphone: own.track("audio").is_some(),
            saves,
        }
    }

    async fn sends_now(&self) {
        self.put_out();
        let devices = list().await;
        let media = self.media();
        self.tell(CallAction::Opened(devices, Media { camera: media.camera || media.saves, ..media }));
    }

    fn put_out(&self) {
        let Some(peer) = self.peer() else { return };
        let (own, media) = (self.own.borrow().clone(), self.media());
        peer.send("audio", own.track("audio").as_ref());
        peer.send("video", own.track("video").filter(|_| !media.saves).as_ref());
        peer.say(media);
    }

    fn connect(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let generation = now_ms();
        let tell = move |event| {
            let Some(inner) = weak.upgrade() else { return };
            let is_this = inner.peer().is_none_or(|peer| peer.generation() == generation);
            match event {
                PeerEvent::Signal(signal) => inner.tell(CallAction::Said(signal)),
                PeerEvent::Link(link) if is_this => {
                    inner.lost_at_ms.set(now_ms());
                    inner.tell(CallAction::Linked(link));
                }
                PeerEvent::Media(media) => inner.tell(CallAction::Theirs(media)),
                PeerEvent::Link(_) => {}
            }
        };
        let ice = self.ice.borrow().clone();
        match Peer::open(&Setup { ice: &ice, generation, leads: true }, tell) {
            Ok(peer) => {
                if let Some(old) = self.peer.replace(Some(peer)) {
                    old.close();
                }
                self.lost_at_ms.set(now_ms());
                self.put_out();
                self.measure();
            }
            Err(trouble) => self.tell(CallAction::Trouble(trouble.to_string())),
        }
    }

    fn measure(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let interval = Interval::new(MEASURE_MS, move || {
            let Some(inner) = weak.upgrade() else { return };
            let Some(peer) = inner.peer() else { return };
            if peer.link() != Link::Connected && now_ms() - inner.lost_at_ms.get() > NO_WAY_MS {
                return inner.tell(CallAction::NoWay);
            }
            spawn_local(async move {
                let Some(report) = peer.report().await else { return };
                if inner.quality.replace(report.quality) != report.quality {
                    inner.put_out();
                }
                inner.tell(CallAction::Measured(report));
            });
        });
        self.measuring.replace(Some(interval));
    }
}

fn as_js(ice: &alongside_protocol::Ice) -> JsValue {
    let text = alongside_link::json::stringify(ice).unwrap_or_default();
    js_sys::JSON::parse(&text).unwrap_or(JsValue::UNDEFINED)
}

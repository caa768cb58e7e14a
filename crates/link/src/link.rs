//! One line to the relay, opened again whenever it is lost.
//!
//! No event is ever delivered from inside a call on the link: an owner may hold a borrow of its own state
//! while it calls.

use crate::backoff::Backoff;
use crate::event::{LinkEvent, LinkState};
use crate::heartbeat::{Beat, Heartbeat};
use crate::json::{self, JsonError};
use crate::socket::{Socket, SocketEvent};
use crate::wake::{self, Wake};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use serde::{Serialize, de::DeserializeOwned};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// An attempt that has not opened after so many ms has failed.
const OPEN_WITHIN_MS: u32 = 10_000;

/// After the network came back, a line that has not answered for so many ms is taken for dead.
const ANSWER_WITHIN_MS: u32 = 500;

/// The same words in both directions of the protocol.
const PING: &str = r#"{"type":"ping"}"#;

/// A line to the relay. Clones are the same line; it is hung up when the last of them is dropped.
pub struct Link<Incoming> {
    shared: Rc<Shared<Incoming>>,
}

struct Shared<Incoming> {
    url: String,
    read: fn(&str) -> Result<Incoming, JsonError>,
    on_event: Box<dyn Fn(LinkEvent<Incoming>)>,
    line: RefCell<Line>,
}

/// What changes. Never borrowed while `on_event` runs.
struct Line {
    state: LinkState,
    socket: Option<Socket>,
    backoff: Backoff,
    heartbeat: Heartbeat,
    /// The one thing that is to be done later: connect, give an attempt up, or look at the heartbeat.
    timer: Option<Timeout>,
    listeners: Vec<EventListener>,
}

impl<Incoming: DeserializeOwned + 'static> Link<Incoming> {
    /// Begins to connect to `url` (`ws:` or `wss:`), and goes on until [`Link::close`].
    pub fn open(url: impl Into<String>, on_event: impl Fn(LinkEvent<Incoming>) + 'static) -> Self {
        Self::open_with(url, json::parse, on_event)
    }
}

impl<Incoming: 'static> Link<Incoming> {
    /// As [`Link::open`], for who reads text frames in another way than serde's.
    pub fn open_with(
        url: impl Into<String>,
        read: fn(&str) -> Result<Incoming, JsonError>,
        on_event: impl Fn(LinkEvent<Incoming>) + 'static,
    ) -> Self {
        let line = Line {
            state: LinkState::Connecting,
            socket: None,
            backoff: Backoff::default(),
            heartbeat: Heartbeat::new(now_ms()),
            timer: None,
            listeners: Vec::new(),
        };
        let shared =
            Rc::new(Shared { url: url.into(), read, on_event: Box::new(on_event), line: RefCell::new(line) });
        let weak = Rc::downgrade(&shared);
        shared.line.borrow_mut().listeners = wake::listen(move |wake| {
            if let Some(shared) = weak.upgrade() {
                shared.woken(wake);
            }
        });
        shared.later(0, Shared::connect);
        Self { shared }
    }

    /// How the line stands.
    pub fn state(&self) -> LinkState {
        self.shared.line.borrow().state
    }

    /// Sends a text frame. False when the line is not open: nothing is queued, an [`crate::Outbox`] is for that.
    pub fn send(&self, frame: &impl Serialize) -> bool {
        json::stringify(frame).is_ok_and(|text| self.send_text(&text))
    }

    /// As [`Link::send`], for what JavaScript made: a value that holds what JSON can hold.
    pub fn send_value(&self, frame: &JsValue) -> bool {
        js_sys::JSON::stringify(frame).is_ok_and(|text| self.send_text(&String::from(text)))
    }

    /// As [`Link::send`], for who writes text frames in another way than serde's.
    pub fn send_text(&self, text: &str) -> bool {
        let line = &mut *self.shared.line.borrow_mut();
        let sent = line.socket.as_ref().is_some_and(|socket| socket.send_text(text));
        if sent {
            line.heartbeat.said(now_ms());
        }
        sent
    }

    /// Sends a binary frame. False when the line is not open.
    pub fn send_binary(&self, bytes: &[u8]) -> bool {
        let line = &mut *self.shared.line.borrow_mut();
        let sent = line.socket.as_ref().is_some_and(|socket| socket.send_bytes(bytes));
        if sent {
            line.heartbeat.said(now_ms());
        }
        sent
    }

    /// Bytes that were sent but have not left the browser; 0 when the line is not open.
    pub fn buffered_amount(&self) -> u32 {
        self.shared.line.borrow().socket.as_ref().map_or(0, Socket::buffered_amount)
    }

    /// Does not wait any longer for the next attempt. Does nothing while the line is open or opening.
    pub fn retry_now(&self) {
        if matches!(self.state(), LinkState::Waiting { .. }) {
            self.shared.later(0, Shared::connect);
        }
    }

    /// Hangs up for good. No event follows.
    pub fn close(&self) {
        let line = &mut *self.shared.line.borrow_mut();
        line.state = LinkState::Closed;
        line.socket = None;
        line.timer = None;
        line.listeners.clear();
    }
}

impl<Incoming: 'static> Shared<Incoming> {
    fn connect(self: &Rc<Self>) {
        if self.line.borrow().state == LinkState::Closed {
            return;
        }
        let weak = Rc::downgrade(self);
        let socket = Socket::open(&self.url, move |event| {
            if let Some(shared) = weak.upgrade() {
                shared.heard(event);
            }
        });
        match socket {
            Ok(socket) => {
                self.line.borrow_mut().socket = Some(socket);
                self.later(OPEN_WITHIN_MS, Self::lose);
                self.enter(LinkState::Connecting);
            }
            Err(_) => self.lose(),
        }
    }

    fn heard(self: &Rc<Self>, event: SocketEvent) {
        self.line.borrow_mut().heartbeat.heard(now_ms());
        match event {
            SocketEvent::Open => self.opened(),
            SocketEvent::Text(text) => self.emit(self.read(&text)),
            SocketEvent::Binary(buffer) => self.emit(LinkEvent::Binary(buffer)),
            SocketEvent::Gone => self.lose(),
        }
    }

    fn opened(self: &Rc<Self>) {
        let now = now_ms();
        {
            let line = &mut *self.line.borrow_mut();
            line.backoff.opened(now);
            line.heartbeat = Heartbeat::new(now);
        }
        self.beat();
        self.enter(LinkState::Open);
    }

    /// Gives the line, or the attempt at one, up and waits for the next.
    fn lose(self: &Rc<Self>) {
        let (ms, attempt) = {
            let line = &mut *self.line.borrow_mut();
            if line.state == LinkState::Closed {
                return;
            }
            line.socket = None;
            (line.backoff.lost(now_ms(), js_sys::Math::random()), line.backoff.attempts())
        };
        self.later(ms, Self::connect);
        self.enter(LinkState::Waiting { ms, attempt });
    }

    /// Does what the heartbeat asks for, and comes back when it will ask again.
    fn beat(self: &Rc<Self>) {
        let beat = {
            let line = &mut *self.line.borrow_mut();
            match line.heartbeat.due(now_ms()) {
                Beat::Ping => line.ping(),
                beat => beat,
            }
        };
        match beat {
            Beat::Wait(ms) => self.later(ms, Self::beat),
            Beat::Ping | Beat::Lost => self.lose(),
        }
    }

    /// Connects anew, unless something was heard since the last ping.
    fn doubt(self: &Rc<Self>) {
        if self.line.borrow().heartbeat.is_in_doubt() {
            self.connect();
        } else {
            self.beat();
        }
    }

    fn woken(self: &Rc<Self>, wake: Wake) {
        let state = self.line.borrow().state;
        match (wake, state) {
            (_, LinkState::Closed) | (Wake::Awake, LinkState::Connecting) => {}
            // An attempt that began without a network waits for an answer that will not come.
            (Wake::Awake | Wake::Online, LinkState::Waiting { .. })
            | (Wake::Online, LinkState::Connecting) => {
                self.connect();
            }
            (Wake::Online, LinkState::Open) => {
                self.line.borrow_mut().ping();
                self.later(ANSWER_WITHIN_MS, Self::doubt);
            }
            // The line may have died unnoticed while the page slept: find out now, not in PING_EVERY_MS.
            (Wake::Awake, LinkState::Open) => {
                self.line.borrow_mut().ping();
                self.beat();
            }
            (Wake::Frozen, _) => self.lose(),
        }
    }

    fn read(&self, text: &str) -> LinkEvent<Incoming> {
        match (self.read)(text) {
            Ok(frame) => LinkEvent::Frame(frame),
            Err(error) => {
                let beginning: String = text.chars().take(80).collect();
                let (JsonError::NotJson(why) | JsonError::WrongShape(why)) = error;
                // Formatting it would bring the standard library's machinery for that along.
                LinkEvent::Refused([&why, " (in a frame that begins with ", &beginning, ")"].concat())
            }
        }
    }

    fn enter(&self, state: LinkState) {
        self.line.borrow_mut().state = state;
        self.emit(LinkEvent::State(state));
    }

    fn emit(&self, event: LinkEvent<Incoming>) {
        (self.on_event)(event);
    }

    /// Does `action` after `ms`, and nothing else that was to be done.
    fn later(self: &Rc<Self>, ms: u32, action: fn(&Rc<Self>)) {
        let weak = Rc::downgrade(self);
        let timer = Timeout::new(ms, move || {
            if let Some(shared) = weak.upgrade() {
                action(&shared);
            }
        });
        self.line.borrow_mut().timer = Some(timer);
    }
}

impl Line {
    /// Says `ping`, and tells what is to be done next.
    fn ping(&mut self) -> Beat {
        let now = now_ms();
        if self.socket.as_ref().is_some_and(|socket| socket.send_text(PING)) {
            self.heartbeat.pinged(now);
            self.heartbeat.due(now)
        } else {
            Beat::Lost
        }
    }
}

impl<Incoming> Clone for Link<Incoming> {
    fn clone(&self) -> Self {
        Self { shared: Rc::clone(&self.shared) }
    }
}

impl<Incoming> PartialEq for Link<Incoming> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.shared, &other.shared)
    }
}

impl<Incoming> fmt::Debug for Link<Incoming> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Link")
            .field("state", &self.shared.line.borrow().state)
            .finish_non_exhaustive()
    }
}

/// Now, in ms since 1970 UTC. Not `performance.now()`, which stands still while some machines sleep.
fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

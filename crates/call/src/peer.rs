//! The connection to the other browser: perfect negotiation, and new ways when one is lost.
//!
//! Both directions of sound and picture are agreed upon at once, whatever is sent: to begin or to stop sending is then a matter of
//! one end alone (`replaceTrack`), and nothing is negotiated again but the way.

use crate::browser::{Connection, MediaStream, Track, Transceiver, get, object, sleep, window};
use crate::quality::{Report, Watch};
use crate::signal::{self, Media, Signal};
use crate::stats;
use crate::trouble::Trouble;
use js_sys::{Array, Function};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// A way that is interrupted often comes back by itself; after so long another one is looked for, in ms.
const PATIENCE_MS: i32 = 2_000;

/// How the two find each other.
pub struct Setup<'a> {
    /// `ice` of the relay's `call_started`.
    pub ice: &'a JsValue,
    /// When the agent made this connection, in ms since 1970 UTC: its name.
    pub generation: f64,
    /// Whether this end makes the first offer, and has its way when both offer at once: the agent's.
    pub leads: bool,
}

/// How the connection stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Not there yet.
    #[default]
    Connecting,
    /// Sound and pictures come and go.
    Connected,
    /// Interrupted; another way is looked for.
    Lost,
}

/// What its owner hears.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerEvent {
    /// Pass this on to the other browser.
    Signal(String),
    /// The connection stands like this now.
    Link(Link),
    /// What the other end sends now.
    Media(Media),
}

/// One connection. It ends with [`Peer::close`], or with its last clone.
#[derive(Clone)]
pub struct Peer {
    inner: Rc<Inner>,
}

struct Inner {
    connection: Connection,
    generation: f64,
    leads: bool,
    makes_offer: Cell<bool>,
    ignores_offer: Cell<bool>,
    awaits_answer: Cell<bool>,
    link: Cell<Link>,
    /// What is sent: sound and picture.
    out: RefCell<[Option<Track>; 2]>,
    media: Cell<Media>,
    /// What comes.
    incoming: MediaStream,
    watch: RefCell<Watch>,
    tell: Box<dyn Fn(PeerEvent)>,
    listeners: RefCell<Vec<Listener>>,
    online: RefCell<Option<Closure<dyn FnMut()>>>,
}

/// An event of the connection, and what listens to it.
type Listener = (&'static str, Closure<dyn FnMut(JsValue)>);

const KINDS: [&str; 2] = ["audio", "video"];

impl Peer {
    /// Makes one; `tell` is called from then on.
    ///
    /// # Errors
    /// When the browser has no calls.
    pub fn open(setup: &Setup<'_>, tell: impl Fn(PeerEvent) + 'static) -> Result<Self, Trouble> {
        let policy = if get(setup.ice, "relay_only").is_truthy() { "relay" } else { "all" };
        let mut servers = get(setup.ice, "servers");
        if !servers.is_object() {
            servers = Array::new().into();
        }
        let configuration = object(&[
            ("iceServers", &servers),
            ("iceTransportPolicy", &policy.into()),
            ("bundlePolicy", &"max-bundle".into()),
        ]);
        if get(window().as_ref(), "RTCPeerConnection").is_undefined() {
            return Err(Trouble::Unsupported);
        }
        let connection = Connection::open(&configuration).map_err(|_| Trouble::Other)?;
        let inner = Rc::new(Inner {
            connection,
            generation: setup.generation,
            leads: setup.leads,
            makes_offer: Cell::new(false),
            ignores_offer: Cell::new(false),
            awaits_answer: Cell::new(false),
            link: Cell::default(),
            out: RefCell::default(),
            media: Cell::default(),
            incoming: MediaStream::empty(),
            watch: RefCell::default(),
            tell: Box::new(tell),
            listeners: RefCell::default(),
            online: RefCell::default(),
        });
        inner.listen();
        if setup.leads {
            let streams = Array::of1(MediaStream::empty().as_ref());
            let options = object(&[("direction", &"sendrecv".into()), ("streams", &streams)]);
            for kind in KINDS {
                inner.connection.add_transceiver(kind, &options).map_err(|_| Trouble::Other)?;
            }
        }
        Ok(Self { inner })
    }

    /// The name of this connection.
    pub fn generation(&self) -> f64 {
        self.inner.generation
    }

    /// How it stands.
    pub fn link(&self) -> Link {
        self.inner.link.get()
    }

    /// What comes from the other end, from the first description on.
    pub fn incoming(&self) -> MediaStream {
        self.inner.incoming.clone()
    }

    /// Takes a signal of the other end.
    pub fn hear(&self, signal: &str) {
        let Some(signal) = signal::read(signal, self.inner.generation) else { return };
        let inner = Rc::clone(&self.inner);
        match signal {
            Signal::Media(media) => (inner.tell)(PeerEvent::Media(media)),
            Signal::Candidate(candidate) => spawn_local(async move {
                // One that belongs to an offer that was ignored is refused, and so it should be.
                drop(inner.connection.add_candidate(&candidate).await);
            }),
            Signal::Description { description, is_offer } => inner.take(description, is_offer),
        }
    }

    /// Sends this sound (`audio`) or picture (`video`) from now on, or none.
    pub fn send(&self, kind: &str, track: Option<&Track>) {
        let place = usize::from(kind == "video");
        if let Some(out) = self.inner.out.borrow_mut().get_mut(place) {
            *out = track.cloned();
        }
        self.inner.put_out();
    }

    /// Tells the other end what is sent.
    pub fn say(&self, media: Media) {
        self.inner.media.set(media);
        self.inner.say("media", &signal::media(media));
    }

    /// The line to the relay was gone, or the other end's: what was said meanwhile is lost.
    pub fn again(&self) {
        let inner = &self.inner;
        if inner.connection.signaling_state() == "have-local-offer" {
            inner.say("description", &inner.connection.local_description());
        } else if inner.link.get() != Link::Connected && inner.leads {
            inner.restart();
        }
        inner.say("media", &signal::media(inner.media.get()));
    }

    /// What the line is like. To be asked every two seconds.
    pub async fn report(&self) -> Option<Report> {
        let sample = stats::sample(&self.inner.connection).await?;
        Some(self.inner.watch.borrow_mut().take(sample))
    }

    /// Ends it. The tracks that were sent are the owner's to stop.
    pub fn close(&self) {
        self.inner.close();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

impl Inner {
    fn listen(self: &Rc<Self>) {
        self.on("negotiationneeded", |inner, _| inner.offer());
        self.on("icecandidate", |inner, event| inner.say("candidate", &get(&event, "candidate")));
        self.on("connectionstatechange", |inner, _| inner.mind_the_link());
        self.on("iceconnectionstatechange", |inner, _| inner.mind_the_way());
        self.on("track", |inner, event| {
            let track: Track = get(&event, "track").unchecked_into();
            if track.kind() == "audio" || !track.is_muted() {
                inner.incoming.put(&track.kind(), Some(&track));
                return;
            }
            // An element that waits for a picture plays no sound: a picture belongs to what comes only when there is one.
            let (incoming, shown) = (inner.incoming.clone(), track.clone());
            let comes = Closure::once_into_js(move || incoming.put("video", Some(&shown)));
            track.set_onunmute(&comes);
        });
        let weak = Rc::downgrade(self);
        let online = Closure::<dyn FnMut()>::new(move || {
            if let Some(inner) = weak.upgrade() {
                inner.restart();
            }
        });
        window().listen("online", function(&online));
        self.online.replace(Some(online));
    }

    fn on(self: &Rc<Self>, kind: &'static str, act: impl Fn(&Rc<Self>, JsValue) + 'static) {
        let weak: Weak<Self> = Rc::downgrade(self);
        let listener = Closure::<dyn FnMut(JsValue)>::new(move |event| {
            if let Some(inner) = weak.upgrade() {
                act(&inner, event);
            }
        });
        self.connection.listen(kind, function(&listener));
        self.listeners.borrow_mut().push((kind, listener));
    }

    fn say(&self, key: &str, value: &JsValue) {
        if let Some(signal) = signal::write(self.generation, key, value) {
            (self.tell)(PeerEvent::Signal(signal));
        }
    }

    fn offer(self: &Rc<Self>) {
        let inner = Rc::clone(self);
        spawn_local(async move {
            inner.makes_offer.set(true);
            let is_made = inner.connection.describe_here().await.is_ok();
            inner.makes_offer.set(false);
            if is_made {
                inner.say("description", &inner.connection.local_description());
            }
        });
    }

    /// As the specification's example has it: one of the two gives way when both offer at once.
    fn take(self: &Rc<Self>, description: JsValue, is_offer: bool) {
        let is_stable = self.connection.signaling_state() == "stable" || self.awaits_answer.get();
        let collides = is_offer && (self.makes_offer.get() || !is_stable);
        self.ignores_offer.set(self.leads && collides);
        if self.ignores_offer.get() {
            return;
        }
        let inner = Rc::clone(self);
        spawn_local(async move {
            inner.awaits_answer.set(!is_offer);
            let is_taken = inner.connection.describe_there(&description).await.is_ok();
            inner.awaits_answer.set(false);
            if !is_taken || !is_offer {
                return;
            }
            for transceiver in inner.transceivers() {
                transceiver.set_direction("sendrecv");
            }
            inner.put_out();
            if inner.connection.describe_here().await.is_ok() {
                inner.say("description", &inner.connection.local_description());
                inner.say("media", &signal::media(inner.media.get()));
            }
        });
    }

    fn transceivers(&self) -> Vec<Transceiver> {
        self.connection.transceivers().iter().map(JsCast::unchecked_into).collect()
    }

    fn put_out(&self) {
        for transceiver in self.transceivers() {
            let place = usize::from(transceiver.receiver().track().kind() == "video");
            let track = self.out.borrow().get(place).cloned().flatten();
            let sender = transceiver.sender();
            spawn_local(async move {
                // Fails on a connection that was closed meanwhile.
                drop(sender.replace_track(track.as_ref()).await);
            });
        }
    }

    fn mind_the_link(&self) {
        let link = match self.connection.connection_state().as_str() {
            "connected" => Link::Connected,
            "disconnected" | "failed" => Link::Lost,
            "new" | "connecting" if self.link.get() == Link::Connecting => Link::Connecting,
            _ => return,
        };
        if self.link.replace(link) != link {
            (self.tell)(PeerEvent::Link(link));
        }
    }

    fn mind_the_way(self: &Rc<Self>) {
        match self.connection.ice_state().as_str() {
            "failed" => self.restart(),
            "disconnected" => {
                let weak = Rc::downgrade(self);
                spawn_local(async move {
                    sleep(PATIENCE_MS).await;
                    if let Some(inner) = weak.upgrade()
                        && inner.connection.ice_state() == "disconnected"
                    {
                        inner.restart();
                    }
                });
            }
            _ => {}
        }
    }

    /// Looks for another way; what comes and goes on the old one does so until there is one.
    fn restart(&self) {
        // Throws on a closed connection only.
        drop(self.connection.restart_ice());
    }

    fn close(&self) {
        for (kind, listener) in self.listeners.take() {
            self.connection.unlisten(kind, function(&listener));
            // It may be what is being called just now.
            spawn_local(async move { drop(listener) });
        }
        if let Some(online) = self.online.take() {
            window().unlisten("online", function(&online));
        }
        self.connection.close();
    }
}

fn function<T: ?Sized>(closure: &Closure<T>) -> &Function {
    closure.as_ref().unchecked_ref()
}

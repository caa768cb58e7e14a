//! How the shopper's page takes up a call, and goes on with one: over lines, pages and connections.

use crate::browser::{MediaStream, get, now_ms, text};
use crate::keepsake::Keepsake;
use crate::peer::{Link, Peer, PeerEvent, Setup};
use crate::shopper::Shopper;
use crate::signal::generation_of;
use crate::stage::{HungUp, Live, Stage};
use crate::words;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

impl Shopper {
    pub(crate) fn started(self: &Rc<Self>, frame: &JsValue) {
        let said = |key: &str| text(frame, key).unwrap_or_default();
        let (call, kind, agent, room) = (said("call"), said("kind"), said("agent"), said("room"));
        let (call, ice) = (call.as_str(), get(frame, "ice"));
        if self.live(call).is_some() {
            // Gone on with, on another line. A relay that has restarted knows neither who calls nor where the room is.
            self.change(|live| {
                live.ice = ice;
                if !agent.is_empty() {
                    live.kept.agent = agent;
                }
                if !room.is_empty() {
                    live.kept.room = room;
                }
            });
            return self.enter_room(true);
        }
        let own = match &mut *self.stage.borrow_mut() {
            Stage::Ringing(ring) if ring.call == call => ring.own.take(),
            _ => return,
        };
        let own = own.unwrap_or_else(MediaStream::empty);
        let kept = Keepsake {
            call: call.to_owned(),
            kind: kind.clone(),
            agent: agent.clone(),
            room,
            since_ms: now_ms(),
            ..Keepsake::default()
        };
        self.stage.replace(Stage::Live(Live { ice, ..Live::new(kept, own) }));
        self.show_own();
        self.change(|_| {});
        self.emit("call:start", &[("agent", &agent), ("kind", &kind)]);
        self.enter_room(false);
    }

    pub(crate) fn signal(self: &Rc<Self>, call: &str, signal: &str) {
        let (Some(live), Some(generation)) = (self.live(call), generation_of(signal)) else { return };
        let known = live.peer.as_ref().map(Peer::generation);
        if known.is_none_or(|known| generation > known) {
            self.connect(&live, generation);
        }
        if let Some(peer) = self.live(call).and_then(|live| live.peer) {
            peer.hear(signal);
        }
    }

    /// The agent made a new connection.
    fn connect(self: &Rc<Self>, live: &Live, generation: f64) {
        let weak = Rc::downgrade(self);
        let call = live.kept.call.clone();
        let tell = move |event| {
            let Some(shopper) = weak.upgrade() else { return };
            match event {
                PeerEvent::Signal(signal) => {
                    shopper.say("call_signal", &call, &[("signal", &signal.into())]);
                }
                PeerEvent::Link(link) => shopper.change(|live| {
                    if live.link == Link::Connected || link == Link::Connected {
                        live.lost_at_ms = now_ms();
                    }
                    live.link = link;
                }),
                PeerEvent::Media(media) => shopper.change(|live| live.theirs = media),
            }
        };
        let peer = match Peer::open(&Setup { ice: &live.ice, generation, leads: false }, tell) {
            Ok(peer) => peer,
            Err(trouble) => return self.hang_up("failed", Some(words::trouble(trouble))),
        };
        if let Some(old) = &live.peer {
            old.close();
        }
        let (shopper, video, incoming) = (Rc::clone(self), self.face.theirs(), peer.incoming());
        spawn_local(async move {
            video.set_muted(false);
            // A page that she has not touched yet may not make a sound.
            if !video.show(Some(&incoming)).await {
                video.mute(true).await;
                shopper.change(|live| live.needs_sound = true);
            }
        });
        self.change(|live| {
            live.peer = Some(peer);
            live.link = Link::Connecting;
            live.lost_at_ms = now_ms();
            live.put_out();
        });
    }

    /// The line is there: a call that is kept, or that this page has, goes on.
    pub(crate) fn resume(self: &Rc<Self>) {
        let hung_up = self.hung_up.borrow().clone();
        if let Some(HungUp { call, kind, lasted_ms }) = hung_up {
            // She left while there was no line: a relay that has restarted learns of the call together with its end.
            self.say("call_resume", &call, &[("kind", &kind.into()), ("lasted_ms", &lasted_ms.into())]);
            self.say("call_end", &call, &[("reason", &"visitor_ended".into())]);
            return;
        }
        let live = match &*self.stage.borrow() {
            Stage::Live(live) => live.clone(),
            _ => return,
        };
        let is_fresh = live.peer.is_none() && !live.is_in_room;
        let (kind, fresh) = (JsValue::from_str(&live.kept.kind), JsValue::from_bool(is_fresh));
        let lasted_ms = JsValue::from_f64(live.kept.lasted_ms());
        let more = [("kind", &kind), ("fresh", &fresh), ("lasted_ms", &lasted_ms)];
        self.say("call_resume", &live.kept.call, &more);
        if is_fresh && (live.kept.microphone || live.kept.camera) {
            self.open_again(&live);
        }
    }
}

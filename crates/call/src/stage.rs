//! How far a call has come, from the shopper's side, and what belongs to it then. Decides nothing.

use crate::browser::{MediaStream, now_ms};
use crate::keepsake::Keepsake;
use crate::peer::{Link, Peer};
use crate::quality::Quality;
use crate::signal::Media;
use js_sys::Object;
use wasm_bindgen::JsValue;

/// The kind of a call in a room of the shop's own provider.
const ROOM: &str = "room";

pub(crate) enum Stage {
    Idle,
    /// It is told until then that a call is over.
    Over(f64),
    Ringing(Ring),
    Live(Live),
}

/// A call that she left, whose end the relay has not confirmed: it may not have heard.
#[derive(Clone)]
pub(crate) struct HungUp {
    pub(crate) call: String,
    pub(crate) kind: String,
    /// In ms.
    pub(crate) lasted_ms: f64,
}

#[derive(Clone)]
pub(crate) struct Ring {
    pub(crate) call: String,
    pub(crate) kind: String,
    /// In ms since 1970 UTC.
    pub(crate) until_ms: f64,
    /// What she sends from the start, opened before she is in.
    pub(crate) own: Option<MediaStream>,
}

#[derive(Clone)]
pub(crate) struct Live {
    pub(crate) kept: Keepsake,
    /// How to find the other browser, once the relay has said so on this page.
    pub(crate) ice: JsValue,
    pub(crate) peer: Option<Peer>,
    pub(crate) own: MediaStream,
    pub(crate) theirs: Media,
    pub(crate) link: Link,
    /// Since when it is not connected, in ms.
    pub(crate) lost_at_ms: f64,
    pub(crate) quality: Quality,
    pub(crate) needs_sound: bool,
    pub(crate) says: Option<String>,
    /// Whether this page has opened the call's room, or is about to.
    pub(crate) is_in_room: bool,
    /// The page's provider, once it was asked, and what it was asked with.
    pub(crate) provided: Option<(JsValue, Object)>,
    /// What the agent was told of a room that the page has brought.
    pub(crate) told_room: Option<String>,
}

impl Live {
    pub(crate) fn new(kept: Keepsake, own: MediaStream) -> Self {
        Self {
            kept,
            ice: JsValue::UNDEFINED,
            peer: None,
            own,
            theirs: Media::default(),
            link: Link::Connecting,
            lost_at_ms: now_ms(),
            quality: Quality::Good,
            needs_sound: false,
            says: None,
            is_in_room: false,
            provided: None,
            told_room: None,
        }
    }

    /// Whether it takes place in a room of the shop's own provider.
    pub(crate) fn is_room(&self) -> bool {
        self.kept.kind == ROOM
    }

    /// What she sends: no picture while there is no room for it.
    pub(crate) fn media(&self) -> Media {
        let has = |kind: &str| self.own.track(kind).is_some();
        let saves = has("video") && self.quality == Quality::TooPoor;
        Media { camera: has("video") && !saves, screen: false, microphone: has("audio"), saves }
    }

    pub(crate) fn put_out(&self) {
        let Some(peer) = &self.peer else { return };
        let media = self.media();
        peer.send("audio", self.own.track("audio").as_ref());
        peer.send("video", self.own.track("video").filter(|_| media.camera).as_ref());
        peer.say(media);
    }
}

//! What the two browsers tell each other by way of the relay: JSON objects that the relay does not read.

use crate::browser::{get, number, object, text};
use wasm_bindgen::prelude::*;

/// What somebody sends now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Media {
    /// A picture of a camera.
    pub camera: bool,
    /// A picture of a screen.
    pub screen: bool,
    /// Sound.
    pub microphone: bool,
    /// The picture was left out because the line is too poor for it.
    pub saves: bool,
}

/// One of them, taken apart.
pub(crate) enum Signal {
    Description { description: JsValue, is_offer: bool },
    Candidate(JsValue),
    Media(Media),
}

/// Writes a signal of a connection that the agent made at `generation`.
pub(crate) fn write(generation: f64, key: &str, value: &JsValue) -> Option<String> {
    let signal = object(&[("generation", &JsValue::from_f64(generation)), (key, value)]);
    js_sys::JSON::stringify(&signal).ok().map(Into::into)
}

pub(crate) fn media(media: Media) -> JsValue {
    object(&[
        ("camera", &JsValue::from_bool(media.camera)),
        ("screen", &JsValue::from_bool(media.screen)),
        ("microphone", &JsValue::from_bool(media.microphone)),
        ("saves", &JsValue::from_bool(media.saves)),
    ])
    .into()
}

/// To which connection a signal belongs: the time at which the agent made it.
pub fn generation_of(signal: &str) -> Option<f64> {
    number(&js_sys::JSON::parse(signal).ok()?, "generation")
}

/// The address of a room that the shopper's page has brought; empty where it has none for the agent.
pub fn room_of(signal: &str) -> Option<String> {
    text(&js_sys::JSON::parse(signal).ok()?, "room")
}

/// Reads a signal of the connection made at `generation`.
pub(crate) fn read(signal: &str, generation: f64) -> Option<Signal> {
    let signal = js_sys::JSON::parse(signal).ok()?;
    if number(&signal, "generation")? != generation {
        return None;
    }
    let description = get(&signal, "description");
    if description.is_object() {
        let is_offer = get(&description, "type").as_string().as_deref() == Some("offer");
        return Some(Signal::Description { description, is_offer });
    }
    let said = get(&signal, "media");
    if said.is_object() {
        let says = |key: &str| get(&said, key).is_truthy();
        return Some(Signal::Media(Media {
            camera: says("camera"),
            screen: says("screen"),
            microphone: says("microphone"),
            saves: says("saves"),
        }));
    }
    let candidate = get(&signal, "candidate");
    (!candidate.is_undefined()).then_some(Signal::Candidate(candidate))
}

//! The browser's objects, as far as calls touch them, and no further: so the module stays small.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An element, document or window.
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) type Node;
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    pub(crate) static DOCUMENT: Node;
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    pub(crate) static WINDOW: Node;
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    pub(crate) static NAVIGATOR: Navigator;

    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    pub(crate) fn set_timeout(callback: &Function, ms: i32) -> f64;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(crate) fn clear_timeout(id: f64);
    #[wasm_bindgen(js_name = setInterval)]
    pub(crate) fn set_interval(callback: &Function, ms: i32) -> f64;
    #[wasm_bindgen(js_name = clearInterval)]
    pub(crate) fn clear_interval(id: f64);

    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(crate) fn listen(this: &Node, kind: &str, listener: &Function);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub(crate) fn unlisten(this: &Node, kind: &str, listener: &Function);
    #[wasm_bindgen(method, js_name = createElement)]
    pub(crate) fn create(this: &Node, name: &str) -> Node;
    #[wasm_bindgen(method, js_name = createElementNS)]
    pub(crate) fn create_in(this: &Node, namespace: &str, name: &str) -> Node;
    #[wasm_bindgen(method)]
    pub(crate) fn append(this: &Node, child: &Node);
    #[wasm_bindgen(method)]
    pub(crate) fn remove(this: &Node);
    #[wasm_bindgen(method)]
    pub(crate) fn focus(this: &Node);
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub(crate) fn set_attribute(this: &Node, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = removeAttribute)]
    pub(crate) fn remove_attribute(this: &Node, name: &str);
    #[wasm_bindgen(method, setter, js_name = textContent)]
    pub(crate) fn set_text(this: &Node, text: &str);
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_hidden(this: &Node, is_hidden: bool);
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_disabled(this: &Node, is_disabled: bool);
    #[wasm_bindgen(method, catch, js_name = attachShadow)]
    pub(crate) fn attach_shadow(this: &Node, options: &Object) -> Result<Node, JsValue>;
    #[wasm_bindgen(method, getter, js_name = activeElement)]
    pub(crate) fn active_element(this: &Node) -> Option<Node>;

    /// A `<video>` element, which plays sound alone as well.
    #[derive(Clone, Debug, PartialEq)]
    pub type Video;
    #[wasm_bindgen(method, setter, js_name = srcObject)]
    fn set_source(this: &Video, stream: Option<&MediaStream>);
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_muted(this: &Video, is_muted: bool);
    #[wasm_bindgen(method, catch)]
    async fn play(this: &Video) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = requestPictureInPicture)]
    async fn request_picture_in_picture(this: &Video) -> Result<JsValue, JsValue>;

    /// What a camera, a microphone, a screen or the other end sends.
    #[derive(Clone, Debug, PartialEq)]
    pub type MediaStream;
    #[wasm_bindgen(constructor, js_class = "MediaStream")]
    fn new() -> MediaStream;
    #[wasm_bindgen(method, js_name = getTracks)]
    fn tracks_array(this: &MediaStream) -> Array;
    #[wasm_bindgen(method, js_name = addTrack)]
    fn add_track(this: &MediaStream, track: &Track);
    #[wasm_bindgen(method, js_name = removeTrack)]
    fn remove_track(this: &MediaStream, track: &Track);

    /// One sound or picture.
    #[derive(Clone, Debug, PartialEq)]
    pub type Track;
    /// `audio` or `video`.
    #[wasm_bindgen(method, getter)]
    pub fn kind(this: &Track) -> String;
    /// `live` or `ended`.
    #[wasm_bindgen(method, getter, js_name = readyState)]
    pub fn ready_state(this: &Track) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn label(this: &Track) -> String;
    #[wasm_bindgen(method)]
    pub(crate) fn stop(this: &Track);
    #[wasm_bindgen(method, getter, js_name = muted)]
    pub(crate) fn is_muted(this: &Track) -> bool;
    #[wasm_bindgen(method, setter, js_name = onunmute)]
    pub(crate) fn set_onunmute(this: &Track, listener: &JsValue);
    #[wasm_bindgen(method, setter, js_name = onended)]
    pub(crate) fn set_onended(this: &Track, listener: Option<&Function>);
    #[wasm_bindgen(method, setter, js_name = contentHint)]
    pub(crate) fn set_content_hint(this: &Track, hint: &str);

    pub(crate) type Navigator;
    #[wasm_bindgen(method, getter, js_name = mediaDevices)]
    pub(crate) fn media_devices(this: &Navigator) -> Option<MediaDevices>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn permissions(this: &Navigator) -> Option<Permissions>;

    pub(crate) type MediaDevices;
    #[wasm_bindgen(method, catch, js_name = getUserMedia)]
    pub(crate) async fn user_media(this: &MediaDevices, wish: &Object) -> Result<MediaStream, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getDisplayMedia)]
    pub(crate) async fn display_media(this: &MediaDevices, wish: &Object) -> Result<MediaStream, JsValue>;
    #[wasm_bindgen(method, catch, js_name = enumerateDevices)]
    pub(crate) async fn enumerate(this: &MediaDevices) -> Result<JsValue, JsValue>;

    pub(crate) type Permissions;
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn query(this: &Permissions, what: &Object) -> Result<JsValue, JsValue>;

    /// The connection to the other browser.
    #[derive(Clone, Debug)]
    pub(crate) type Connection;
    #[wasm_bindgen(catch, constructor, js_class = "RTCPeerConnection")]
    pub(crate) fn open(configuration: &Object) -> Result<Connection, JsValue>;
    #[wasm_bindgen(method, getter, js_name = signalingState)]
    pub(crate) fn signaling_state(this: &Connection) -> String;
    #[wasm_bindgen(method, getter, js_name = iceConnectionState)]
    pub(crate) fn ice_state(this: &Connection) -> String;
    #[wasm_bindgen(method, getter, js_name = connectionState)]
    pub(crate) fn connection_state(this: &Connection) -> String;
    #[wasm_bindgen(method, getter, js_name = localDescription)]
    pub(crate) fn local_description(this: &Connection) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = setLocalDescription)]
    pub(crate) async fn describe_here(this: &Connection) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setRemoteDescription)]
    pub(crate) async fn describe_there(this: &Connection, description: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = addIceCandidate)]
    pub(crate) async fn add_candidate(this: &Connection, candidate: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = addTransceiver)]
    pub(crate) fn add_transceiver(
        this: &Connection,
        kind: &str,
        options: &Object,
    ) -> Result<Transceiver, JsValue>;
    #[wasm_bindgen(method, js_name = getTransceivers)]
    pub(crate) fn transceivers(this: &Connection) -> Array;
    #[wasm_bindgen(method, catch, js_name = restartIce)]
    pub(crate) fn restart_ice(this: &Connection) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = getStats)]
    pub(crate) async fn stats(this: &Connection) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Connection);
    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(crate) fn listen(this: &Connection, kind: &str, listener: &Function);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub(crate) fn unlisten(this: &Connection, kind: &str, listener: &Function);

    #[derive(Clone)]
    pub(crate) type Transceiver;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn sender(this: &Transceiver) -> Sender;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn receiver(this: &Transceiver) -> Receiver;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_direction(this: &Transceiver, direction: &str);

    pub(crate) type Sender;
    #[wasm_bindgen(method, catch, js_name = replaceTrack)]
    pub(crate) async fn replace_track(this: &Sender, track: Option<&Track>) -> Result<JsValue, JsValue>;

    pub(crate) type Receiver;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn track(this: &Receiver) -> Track;
}

/// Now, in ms since 1970 UTC.
pub fn now_ms() -> f64 {
    date_now()
}

pub(crate) fn document() -> Node {
    DOCUMENT.with(Clone::clone)
}

pub(crate) fn window() -> Node {
    WINDOW.with(Clone::clone)
}

/// The value under `key`; undefined where there is none.
pub(crate) fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

pub(crate) fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}

pub(crate) fn number(object: &JsValue, key: &str) -> Option<f64> {
    get(object, key).as_f64()
}

/// A plain object.
pub(crate) fn object(fields: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in fields {
        // Setting a property of a plain object cannot fail.
        drop(Reflect::set(&object, &JsValue::from_str(key), value));
    }
    object
}

/// Waits, in ms.
pub(crate) async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, ms);
    });
    drop(wasm_bindgen_futures::JsFuture::from(promise).await);
}

impl Track {
    /// Calls `listener` when it ends by itself: a device that was unplugged, a screen that is no longer shown.
    pub fn on_ended(&self, listener: Option<&Function>) {
        self.set_onended(listener);
    }
}

impl MediaStream {
    /// One without tracks.
    pub fn empty() -> Self {
        Self::new()
    }

    /// Its sounds and pictures.
    pub fn tracks(&self) -> Vec<Track> {
        self.tracks_array().iter().map(JsCast::unchecked_into).collect()
    }

    /// Its sound or its picture, `audio` or `video`.
    pub fn track(&self, kind: &str) -> Option<Track> {
        self.tracks().into_iter().find(|track| track.kind() == kind)
    }

    /// Puts `track` in the place of the one of its kind.
    pub fn put(&self, kind: &str, track: Option<&Track>) {
        if let Some(old) = self.track(kind) {
            self.remove_track(&old);
        }
        if let Some(track) = track {
            self.add_track(track);
        }
    }
}

impl Video {
    /// Shows a stream, or nothing. Answers whether it plays: a browser may want a click first, for sound.
    pub async fn show(&self, stream: Option<&MediaStream>) -> bool {
        self.set_source(stream);
        let Some(_) = stream else { return true };
        match self.play().await {
            Ok(_) => true,
            // Another stream in this one's place, or the element's end, is no refusal.
            Err(error) => text(&error, "name").as_deref() != Some("NotAllowedError"),
        }
    }

    /// Has no sound from now on, whatever it plays.
    pub fn silence(&self) {
        self.set_muted(true);
    }

    /// Plays without sound, or with it; what it shows must be there.
    pub async fn mute(&self, is_muted: bool) -> bool {
        self.set_muted(is_muted);
        self.play().await.is_ok()
    }

    /// In a small window of its own, over other windows.
    pub async fn pop_out(&self) -> bool {
        self.request_picture_in_picture().await.is_ok()
    }
}

#[cfg(feature = "part")]
/// Whether the browser can show a picture in a window of its own.
pub(crate) fn has_picture_in_picture() -> bool {
    get(document().as_ref(), "pictureInPictureEnabled").is_truthy()
}

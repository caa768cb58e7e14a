//! The way to cameras, microphones and screens. Nothing is opened but what is asked for here.

use crate::browser::{MediaDevices, MediaStream, NAVIGATOR, Track, document, get, object, text, window};
use crate::trouble::Trouble;
use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;

/// A camera or a microphone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// What the browser calls it.
    pub id: String,
    /// What people call it; empty before the browser allows this page a device.
    pub label: String,
    /// `audioinput` or `videoinput`.
    pub kind: String,
}

/// What to open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// A camera.
    pub camera: Choice,
    /// A microphone.
    pub microphone: Choice,
}

/// Which device of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// None.
    #[default]
    No,
    /// The usual one.
    Any,
    /// This one.
    This(String),
}

impl Choice {
    fn constraint(&self, more: &[(&str, &JsValue)]) -> JsValue {
        let wish = object(more);
        match self {
            Self::No => return JsValue::FALSE,
            Self::Any => {}
            Self::This(id) => {
                let exact = object(&[("exact", &JsValue::from_str(id))]);
                // Setting a property of a plain object cannot fail.
                drop(js_sys::Reflect::set(&wish, &"deviceId".into(), &exact));
            }
        }
        wish.into()
    }
}

/// Opens camera and microphone, as wished.
///
/// # Errors
/// Why the browser does not.
pub async fn open(wish: &Wish) -> Result<MediaStream, Trouble> {
    let devices = media_devices()?;
    let ideal = |px: f64| -> JsValue { object(&[("ideal", &JsValue::from_f64(px))]).into() };
    let constraints = object(&[
        ("video", &wish.camera.constraint(&[("width", &ideal(1280.0)), ("height", &ideal(720.0))])),
        ("audio", &wish.microphone.constraint(&[("echoCancellation", &JsValue::TRUE)])),
    ]);
    let wants_camera = wish.camera != Choice::No;
    devices.user_media(&constraints).await.map_err(|error| {
        let feature = if wants_camera { "camera" } else { "microphone" };
        trouble(&error, feature)
    })
}

/// Lets the person choose a screen, a window or a tab.
///
/// # Errors
/// Why there is none.
pub async fn open_screen() -> Result<MediaStream, Trouble> {
    let devices = media_devices()?;
    if !get(devices.as_ref(), "getDisplayMedia").is_function() {
        return Err(Trouble::Unsupported);
    }
    let wish = object(&[("video", &JsValue::TRUE), ("audio", &JsValue::FALSE)]);
    let stream =
        devices.display_media(&wish).await.map_err(|error| match trouble(&error, "display-capture") {
            Trouble::Refused => Trouble::Cancelled,
            other => other,
        })?;
    if let Some(track) = stream.track("video") {
        // Text stays sharp rather than smooth.
        track.set_content_hint("detail");
    }
    Ok(stream)
}

/// The cameras and microphones that there are.
pub async fn list() -> Vec<Device> {
    let Ok(devices) = media_devices() else { return Vec::new() };
    let Ok(list) = devices.enumerate().await else { return Vec::new() };
    let device = |device: JsValue| {
        let said = |key: &str| text(&device, key).unwrap_or_default();
        Device { id: said("deviceId"), label: said("label"), kind: said("kind") }
    };
    Array::from(&list).iter().map(device).filter(|device| device.kind.ends_with("input")).collect()
}

#[cfg(feature = "part")]
/// Whether the browser lets this page have the microphone or camera without asking again.
pub(crate) async fn is_granted(name: &str) -> bool {
    let Some(permissions) = NAVIGATOR.with(|navigator| navigator.permissions()) else { return false };
    let asked = permissions.query(&object(&[("name", &JsValue::from_str(name))])).await;
    asked.is_ok_and(|status| text(&status, "state").as_deref() == Some("granted"))
}

/// Frees the device of a track.
pub fn stop_track(track: &Track) {
    track.stop();
}

/// Frees the devices of a stream.
pub fn stop(stream: &MediaStream) {
    stream.tracks().iter().for_each(Track::stop);
}

fn media_devices() -> Result<MediaDevices, Trouble> {
    let devices = NAVIGATOR.with(|navigator| navigator.media_devices());
    devices.ok_or_else(|| Trouble::of("TypeError", is_secure(), false, true))
}

fn trouble(error: &JsValue, feature: &str) -> Trouble {
    let name = text(error, "name").unwrap_or_default();
    Trouble::of(&name, is_secure(), true, is_allowed(feature))
}

fn is_secure() -> bool {
    get(window().as_ref(), "isSecureContext").is_truthy()
}

/// By the page's Permissions-Policy, where the browser tells.
fn is_allowed(feature: &str) -> bool {
    let document: Object = document().unchecked_into();
    let policy =
        ["permissionsPolicy", "featurePolicy"].iter().map(|key| get(&document, key)).find(JsValue::is_object);
    let Some(policy) = policy else { return true };
    let Ok(ask) = get(&policy, "allowsFeature").dyn_into::<Function>() else { return true };
    ask.call1(&policy, &JsValue::from_str(feature)).is_ok_and(|answer| answer.is_truthy())
}

//! What the caller of `record` wants.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsError, JsValue};

/// The options of `record`, checked.
pub(crate) struct Options {
    /// Is given every frame, as a `Uint8Array`; none where a page around this one records it.
    pub(crate) emit: Option<Function>,
    /// Says whether the next frame may come; without it every frame may.
    pub(crate) ready: Option<Function>,
    /// Elements that are not part of the page.
    pub(crate) ignore: Array,
    /// Whether pictures and fonts are sent as well; they are unless this is said to be false.
    pub(crate) assets: bool,
    /// Origins whose pages are recorded within this one, where they stand in iframes and record themselves.
    pub(crate) frames: JsValue,
    /// Origins of pages that may record this one as part of theirs; nothing if this is a page of its own.
    pub(crate) within: Option<JsValue>,
}

impl Options {
    /// Reads an options object; a missing or misspelt option is an error that names it.
    pub(crate) fn read(options: &JsValue) -> Result<Self, JsError> {
        if !options.is_object() {
            return Err(JsError::new("record: give it an object with `emit`, a function that takes a frame"));
        }
        let known = ["emit", "ready", "ignore", "assets", "frames", "within"];
        let keys = Object::keys(options.unchecked_ref::<Object>());
        for key in keys.iter().filter_map(|key| key.as_string()) {
            if !known.contains(&key.as_str()) {
                // Put together by hand: formatting code weighs more than all the rest of this module.
                let message = ["record: unknown option `", &key, "`; there are ", &known.join(", ")].concat();
                return Err(JsError::new(&message));
            }
        }
        let within = Some(property(options, "within")).filter(|within| !within.is_undefined());
        let emit: Option<Function> = property(options, "emit").dyn_into().ok();
        if emit.is_none() && within.is_none() {
            return Err(JsError::new("record: `emit` must be a function that takes a frame"));
        }
        let ready = property(options, "ready");
        let ignore = property(options, "ignore");
        let assets = property(options, "assets");
        // Taken for `true`, a wrong one would send what was meant to stay.
        if !assets.is_undefined() && assets.as_bool().is_none() {
            return Err(JsError::new("record: `assets` must be true or false"));
        }
        Ok(Self {
            emit,
            ready: optional(ready).map_err(|_| JsError::new("record: `ready` must be a function"))?,
            // Without this list the caller's own elements would be recorded, so a wrong one is no small matter.
            ignore: optional(ignore)
                .map_err(|_| JsError::new("record: `ignore` must be an array of elements"))?
                .unwrap_or_default(),
            assets: assets.as_bool().unwrap_or(true),
            frames: property(options, "frames"),
            within,
        })
    }
}

/// A property of the right type, or none; anything else is an error.
fn optional<Wanted: JsCast>(value: JsValue) -> Result<Option<Wanted>, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    value.dyn_into().map(Some)
}

fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

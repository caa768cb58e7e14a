//! Rust types and JSON text, by the browser's own JSON: `serde_json` would cost the widget kilobytes.

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use wasm_bindgen::JsValue;

/// Why text and type did not come together.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JsonError {
    /// `JSON.parse` refused the text.
    #[error("this is not JSON: {0}")]
    NotJson(String),
    /// It is JSON, of another shape than expected.
    #[error("{0}")]
    WrongShape(String),
}

/// Reads JSON text.
///
/// # Errors
/// [`JsonError`] when it is no JSON or another type's.
pub fn parse<Value: DeserializeOwned>(text: &str) -> Result<Value, JsonError> {
    from_js(value(text)?)
}

/// Reads JSON text as what JavaScript makes of it.
///
/// # Errors
/// [`JsonError::NotJson`].
pub fn value(text: &str) -> Result<JsValue, JsonError> {
    js_sys::JSON::parse(text).map_err(|error| JsonError::NotJson(describe(&error)))
}

/// Writes JSON text.
///
/// # Errors
/// [`JsonError::WrongShape`] when the value has no JSON form, such as a map with keys that are not strings.
pub fn stringify(value: &(impl Serialize + ?Sized)) -> Result<String, JsonError> {
    let value = to_js(value)?;
    js_sys::JSON::stringify(&value).map(String::from).map_err(|error| JsonError::WrongShape(describe(&error)))
}

/// Makes a JavaScript value that holds what JSON can hold.
///
/// # Errors
/// [`JsonError::WrongShape`] when the value has no JSON form.
pub fn to_js(value: &(impl Serialize + ?Sized)) -> Result<JsValue, JsonError> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(|error| JsonError::WrongShape(error.to_string()))
}

/// Reads a JavaScript value that holds what JSON can hold.
///
/// # Errors
/// [`JsonError::WrongShape`] when it is another type's.
pub fn from_js<Value: DeserializeOwned>(value: JsValue) -> Result<Value, JsonError> {
    serde_wasm_bindgen::from_value(value).map_err(|error| JsonError::WrongShape(error.to_string()))
}

/// A thrown value, in words.
fn describe(thrown: &JsValue) -> String {
    js_sys::Reflect::get(thrown, &JsValue::from_str("message"))
        .ok()
        .and_then(|message| message.as_string())
        .unwrap_or_else(|| "an unknown error".to_owned())
}

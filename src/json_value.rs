//! A JSON value, as far as the widget looks into one.
//!
//! A trait, so that what reads the wire is tested natively against what serde writes.

use wasm_bindgen::{JsCast, JsValue};

/// Something that JSON can hold.
pub(crate) trait JsonValue: Sized {
    /// The value under `key`, if this is an object that has it and it is not null.
    fn get(&self, key: &str) -> Option<Self>;
    /// This, if it is a string.
    fn as_text(&self) -> Option<String>;
    /// This, if it is a whole number from 0 that a double holds exactly.
    fn as_count(&self) -> Option<u64>;
    /// This, if it is true or false.
    fn as_flag(&self) -> Option<bool>;
    /// The items, if this is an array.
    fn as_items(&self) -> Option<Vec<Self>>;

    /// The string under `key`.
    fn text(&self, key: &str) -> Option<String> {
        self.get(key)?.as_text()
    }

    /// The whole number under `key`.
    fn count(&self, key: &str) -> Option<u64> {
        self.get(key)?.as_count()
    }

    /// The flag under `key`.
    fn flag(&self, key: &str) -> Option<bool> {
        self.get(key)?.as_flag()
    }

    /// The array under `key`, if `read` can read every item.
    fn items<Item>(&self, key: &str, read: impl Fn(&Self) -> Option<Item>) -> Option<Vec<Item>> {
        self.get(key)?.as_items()?.iter().map(read).collect()
    }
}

/// 2^53: up to here a double counts in ones.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl JsonValue for JsValue {
    fn get(&self, key: &str) -> Option<Self> {
        let value = js_sys::Reflect::get(self, &Self::from_str(key)).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(value)
    }

    fn as_text(&self) -> Option<String> {
        self.as_string()
    }

    fn as_count(&self) -> Option<u64> {
        let number = self.as_f64()?;
        ((0.0..=EXACT).contains(&number) && number.trunc() == number).then_some(number as u64)
    }

    fn as_flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn as_items(&self) -> Option<Vec<Self>> {
        Some(self.dyn_ref::<js_sys::Array>()?.to_vec())
    }
}

#[cfg(test)]
impl JsonValue for serde_json::Value {
    fn get(&self, key: &str) -> Option<Self> {
        Self::get(self, key).filter(|value| !value.is_null()).cloned()
    }

    fn as_text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn as_count(&self) -> Option<u64> {
        self.as_u64()
    }

    fn as_flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn as_items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }
}

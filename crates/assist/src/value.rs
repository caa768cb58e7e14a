//! A JSON value, as far as this module looks into one.
//!
//! A trait, so that what reads the wire is tested natively against what serde writes.

use wasm_bindgen::{JsCast, JsValue};

/// Something that JSON can hold.
pub(crate) trait Value: Sized {
    /// The value under `key`, if this is an object that has it.
    fn get(&self, key: &str) -> Option<Self>;
    fn as_text(&self) -> Option<String>;
    fn as_number(&self) -> Option<f64>;
    fn as_flag(&self) -> Option<bool>;
    fn as_items(&self) -> Option<Vec<Self>>;

    fn text(&self, key: &str) -> Option<String> {
        self.get(key)?.as_text()
    }

    /// The whole number from 0 under `key`.
    fn count(&self, key: &str) -> Option<u32> {
        let number = self.get(key)?.as_number()?;
        ((0.0..=f64::from(u32::MAX)).contains(&number) && number.trunc() == number).then_some(number as u32)
    }

    /// The whole number under `key`.
    fn whole(&self, key: &str) -> Option<i32> {
        let number = self.get(key)?.as_number()?;
        let range = f64::from(i32::MIN)..=f64::from(i32::MAX);
        (range.contains(&number) && number.trunc() == number).then_some(number as i32)
    }

    /// The flag under `key`; without one it is false.
    fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(|value| value.as_flag()).unwrap_or_default()
    }

    /// The array under `key`, if `read` can read every item.
    fn items<Item>(&self, key: &str, read: impl Fn(&Self) -> Option<Item>) -> Option<Vec<Item>> {
        self.get(key)?.as_items()?.iter().map(read).collect()
    }
}

impl Value for JsValue {
    fn get(&self, key: &str) -> Option<Self> {
        js_sys::Reflect::get(self, &Self::from_str(key)).ok()
    }

    fn as_text(&self) -> Option<String> {
        self.as_string()
    }

    fn as_number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn as_flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn as_items(&self) -> Option<Vec<Self>> {
        Some(self.dyn_ref::<js_sys::Array>()?.iter().collect())
    }
}

#[cfg(test)]
impl Value for serde_json::Value {
    fn get(&self, key: &str) -> Option<Self> {
        Self::get(self, key).cloned()
    }

    fn as_text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn as_number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn as_flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn as_items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }
}

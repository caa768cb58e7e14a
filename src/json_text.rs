//! JSON text, written from left to right.
//!
//! serde with the browser's own `JSON.stringify` would do, and does so in the console; its serialisers of the few things
//! that the widget writes weigh 4 KB, this one a tenth. Pure.

use crate::decimal::decimal;

/// An object that is being written. Keys are written as they are: they need no escapes.
pub(crate) struct JsonObject {
    text: String,
}

impl JsonObject {
    /// An object without fields.
    pub(crate) fn new() -> Self {
        Self { text: "{".to_owned() }
    }

    /// Adds a string.
    pub(crate) fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        push_string(&mut self.text, value);
        self
    }

    /// Adds a whole number.
    pub(crate) fn count(&mut self, key: &str, value: u64) -> &mut Self {
        self.json(key, &decimal(value))
    }

    /// Adds a flag.
    pub(crate) fn flag(&mut self, key: &str, value: bool) -> &mut Self {
        self.json(key, if value { "true" } else { "false" })
    }

    /// Adds what is JSON already.
    pub(crate) fn json(&mut self, key: &str, json: &str) -> &mut Self {
        self.key(key);
        self.text.push_str(json);
        self
    }

    /// The whole object.
    pub(crate) fn finish(&mut self) -> String {
        self.text.push('}');
        std::mem::take(&mut self.text)
    }

    fn key(&mut self, key: &str) {
        self.text.push_str(if self.text.len() > 1 { ",\"" } else { "\"" });
        self.text.push_str(key);
        self.text.push_str("\":");
    }
}

/// An array of what is JSON already.
pub(crate) fn array(items: impl Iterator<Item = String>) -> String {
    let mut json = "[".to_owned();
    for item in items {
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&item);
    }
    json.push(']');
    json
}

fn push_string(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\0'..' ' => {
                json.push_str("\\u00");
                let code = u32::from(character);
                json.extend(
                    [code >> 4, code & 15].into_iter().filter_map(|digit| char::from_digit(digit, 16)),
                );
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn an_object_is_json() {
        assert_eq!(JsonObject::new().finish(), "{}");
        let inner = array([JsonObject::new().flag("on", false).finish(), "null".to_owned()].into_iter());
        let mut object = JsonObject::new();
        object.text("name", "Ana").count("most", u64::MAX).flag("on", true).json("items", &inner);
        let expected = json!({"name": "Ana", "most": u64::MAX, "on": true, "items": [{"on": false}, null]});
        assert_eq!(serde_json::from_str::<Value>(&object.finish()).expect("it is JSON"), expected);
        assert_eq!(array(std::iter::empty()), "[]");
    }

    proptest! {
        #[test]
        fn any_string_is_read_as_it_was_written(text in "(?s)([\\x00-\\x1f\"\\\\/\u{7f}\u{2028}]|.){0,60}") {
            let written = JsonObject::new().text("text", &text).finish();
            prop_assert_eq!(serde_json::from_str::<Value>(&written).expect("it is JSON"), json!({ "text": text }));
        }
    }
}

//! What a shopper did of late: pages that she went to, and events that a script of her page told.
//!
//! Owns the shape of it and how long each part may be. Does not own how much of it is kept, which is the relay's business.

use crate::limits::{EVENT_NAME_CHARS, EVENT_PROPERTIES, EVENT_VALUE_CHARS};
use crate::{ConversationId, Page};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// One thing that she did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// When, in ms since 1970 UTC, by the relay's clock.
    pub at_ms: u64,
    /// What.
    pub what: Deed,
}

/// What a shopper did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Deed {
    /// She went to a page.
    Page {
        /// Which one.
        page: Page,
    },
    /// A script of her page told of something.
    Event {
        /// What it is called, such as `added_to_basket`.
        name: String,
        /// More about it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        properties: Properties,
    },
}

/// More about an event, by name.
pub type Properties = BTreeMap<String, String>;

/// A conversation's trail, or what was added to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// Whose.
    pub conversation: ConversationId,
    /// Whether this is all that there is, in place of what was told before, or follows on that.
    pub whole: bool,
    /// Oldest first.
    pub happenings: Vec<Happening>,
}

impl Deed {
    /// The same with every text cut to what is kept: names to [`EVENT_NAME_CHARS`], values to [`EVENT_VALUE_CHARS`], properties to
    /// the first [`EVENT_PROPERTIES`]. An event without a visible name is none.
    pub fn trimmed(self) -> Option<Self> {
        let name_of = |text: &str| text.trim().chars().take(EVENT_NAME_CHARS).collect::<String>();
        match self {
            Self::Page { page } => Some(Self::Page { page: page.trimmed() }),
            Self::Event { name, properties } => {
                let properties = properties
                    .iter()
                    .take(EVENT_PROPERTIES)
                    .map(|(key, value)| (name_of(key), value.chars().take(EVENT_VALUE_CHARS).collect()))
                    .collect();
                let name = name_of(&name);
                (!name.is_empty()).then_some(Self::Event { name, properties })
            }
        }
    }
}

/// Reads properties as scripts give them: numbers and flags are taken as their text. Lists and objects are left out: nobody would
/// read what is in them beside a chat.
pub(crate) fn read_properties<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Properties, D::Error> {
    let values = BTreeMap::<String, Value>::deserialize(deserializer)?;
    Ok(values.into_iter().filter_map(|(key, value)| Some((key, value.text()?))).collect())
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Flag(bool),
    Whole(i64),
    Number(f64),
    Other(IgnoredAny),
}

impl Value {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Flag(flag) => Some(flag.to_string()),
            Self::Whole(whole) => Some(whole.to_string()),
            Self::Number(number) => Some(number.to_string()),
            Self::Other(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FromVisitor;

    fn event(name: &str, properties: &[(&str, &str)]) -> Deed {
        let properties = properties.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        Deed::Event { name: name.into(), properties }
    }

    #[test]
    fn what_is_too_long_is_cut_on_a_character_boundary() {
        let long = "ö".repeat(5_000);
        let Some(Deed::Event { name, properties }) = event(&long, &[(&long, &long)]).trimmed() else {
            panic!("an event stays one");
        };
        assert_eq!(name.chars().count(), EVENT_NAME_CHARS);
        let lengths = properties.iter().map(|(key, value)| (key.chars().count(), value.chars().count()));
        assert_eq!(lengths.collect::<Vec<_>>(), [(EVENT_NAME_CHARS, EVENT_VALUE_CHARS)]);
    }

    #[test]
    fn only_so_many_properties_are_kept() {
        let keys: Vec<_> = (0..99).map(|number| format!("key{number:02}")).collect();
        let properties: Vec<_> = keys.iter().map(|key| (key.as_str(), "value")).collect();
        let Some(Deed::Event { properties, .. }) = event("sale", &properties).trimmed() else {
            panic!("an event stays one");
        };
        assert_eq!(properties.len(), EVENT_PROPERTIES);
    }

    #[test]
    fn an_event_without_a_name_is_none() {
        assert_eq!(event(" \n", &[]).trimmed(), None);
    }

    #[test]
    fn numbers_and_flags_are_read_as_their_text_and_lists_are_left_out() {
        let text = r#"{"type":"track","name":"bought",
            "properties":{"a":"x","b":19.5,"c":3,"d":true,"e":null,"f":[{"g":1}],"h":{}}}"#;
        let FromVisitor::Track { properties, ago_ms, .. } = serde_json::from_str(text).unwrap() else {
            panic!("not a track frame");
        };
        let read: Vec<_> = properties.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(read, [("a", "x"), ("b", "19.5"), ("c", "3"), ("d", "true")]);
        assert_eq!(ago_ms, 0);
    }
}

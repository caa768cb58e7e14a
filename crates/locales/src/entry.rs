//! One word of one locale: plain, or with a form for each plural category.

use std::collections::BTreeMap;
use toml::Value;

/// A word, a phrase or a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Plain(String),
    /// By plural category. What is counted is `{count}`.
    Plural(BTreeMap<String, String>),
}

impl Entry {
    /// Reads it from a TOML file; nothing for numbers, lists and tables of anything but text.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::Plain(text.clone())),
            Value::Table(forms) => {
                let form =
                    |(category, form): (&String, &Value)| Some((category.clone(), form.as_str()?.to_owned()));
                forms.iter().map(form).collect::<Option<_>>().map(Self::Plural)
            }
            _ => None,
        }
    }

    /// Its forms, by category; a plain one has one without a name.
    pub(crate) fn forms(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Plain(text) => vec![("", text)],
            Self::Plural(forms) => {
                forms.iter().map(|(category, form)| (category.as_str(), form.as_str())).collect()
            }
        }
    }

    /// Its placeholders, each once, in the order in which they are named; in a plural `count` comes first.
    pub(crate) fn placeholders(&self) -> Vec<&str> {
        let mut names = Vec::new();
        if matches!(self, Self::Plural(_)) {
            names.push("count");
        }
        for name in self.forms().into_iter().flat_map(|(_, form)| placeholders_of(form)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// The names in braces, in order.
pub(crate) fn placeholders_of(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_named_once_and_a_plural_begins_with_its_count() {
        let plain = Entry::Plain("{b}, {a} and {b}".into());
        assert_eq!(plain.placeholders(), ["b", "a"]);
        let forms = [("other".to_owned(), "{name} and {count} others".to_owned())];
        assert_eq!(Entry::Plural(forms.into()).placeholders(), ["count", "name"]);
    }
}

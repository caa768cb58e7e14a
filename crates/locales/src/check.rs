//! Whether all locales say the same: no key missing or superfluous, the same placeholders, the plural forms of the language.

use crate::ENGLISH;
use crate::entry::{Entry, placeholders_of};
use crate::plural;
use crate::read::Words;
use std::collections::{BTreeMap, BTreeSet};

/// Every difference from English, one a line, for people. None if all is well.
pub(crate) fn differences(locales: &BTreeMap<String, Words>) -> Vec<String> {
    let Some(english) = locales.get(ENGLISH) else { return vec!["there is no English".to_owned()] };
    let mut lines = Vec::new();
    for (language, words) in locales {
        let mut tell = |line: String| lines.push(format!("locales/{language}.toml: {line}"));
        for (section, entries) in english {
            for (key, entry) in entries {
                match words.get(section).and_then(|entries| entries.get(key)) {
                    None => tell(format!("[{section}] has no `{key}`")),
                    Some(translated) => {
                        for fault in faults(language, entry, translated) {
                            tell(format!("[{section}] `{key}` {fault}"));
                        }
                    }
                }
            }
        }
        for (section, entries) in words {
            for key in entries.keys() {
                if !english.get(section).is_some_and(|entries| entries.contains_key(key)) {
                    tell(format!("[{section}] has `{key}`, which English has not"));
                }
            }
        }
    }
    lines
}

fn faults(language: &str, english: &Entry, translated: &Entry) -> Vec<String> {
    let mut faults = Vec::new();
    match (english, translated) {
        (Entry::Plain(_), Entry::Plural(_)) => {
            faults.push("has plural forms, and English has none".to_owned());
        }
        (Entry::Plural(_), Entry::Plain(_)) => faults.push("has no plural forms".to_owned()),
        (Entry::Plain(_), Entry::Plain(_)) => {}
        (Entry::Plural(_), Entry::Plural(forms)) => {
            let needed: BTreeSet<_> =
                plural::categories(language).unwrap_or_default().iter().copied().collect();
            let given: BTreeSet<_> = forms.keys().map(String::as_str).collect();
            if needed != given {
                faults.push(format!("needs the plural forms {needed:?} and has {given:?}"));
            }
        }
    }
    for (category, form) in translated.forms() {
        // "One character left" need not name the number.
        let is_optional = |name: &&str| *name == "count" && matches!(category, "zero" | "one" | "two");
        let needed: BTreeSet<_> = english.placeholders().into_iter().collect();
        let given: BTreeSet<_> = placeholders_of(form).collect();
        let missing = needed.difference(&given).filter(|name| !is_optional(name));
        faults.extend(missing.map(|name| format!("has no {{{name}}}")));
        faults.extend(given.difference(&needed).map(|name| format!("has {{{name}}}, which English has not")));
        if form.trim().is_empty() {
            faults.push("is empty".to_owned());
        }
        // They separate the words, and the forms of one word, in the tables.
        if form.contains(['\n', '|']) {
            faults.push("has a line break or a `|` in it".to_owned());
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        let table: toml::Table = text.parse().unwrap();
        let entries = |value: &toml::Value| {
            value
                .as_table()
                .unwrap()
                .iter()
                .map(|(key, value)| (key.clone(), Entry::read(value).unwrap()))
                .collect()
        };
        table.iter().map(|(section, value)| (section.clone(), entries(value))).collect()
    }

    fn differences_of(language: &str, text: &str) -> Vec<String> {
        let english = "[panel]\nsend = \"Send\"\nis_typing = \"{name} is typing…\"\n\
                       left = { one = \"1 left\", other = \"{count} left\" }";
        differences(&[(ENGLISH.to_owned(), words(english)), (language.to_owned(), words(text))].into())
    }

    #[test]
    fn a_complete_locale_differs_in_nothing() {
        let german = "[panel]\nsend = \"Senden\"\nis_typing = \"{name} schreibt …\"\n\
                      left = { one = \"Noch 1\", other = \"Noch {count}\" }";
        assert_eq!(differences_of("de", german), [""; 0]);
    }

    #[test]
    fn every_key_and_placeholder_and_form_that_differs_is_told() {
        let polish = "[panel]\nis_typing = \"{nam} pisze…\"\nmore = \"Więcej\"\n\
                      left = { one = \"1\", other = \"a|{count}\" }";
        assert_eq!(
            differences_of("pl", polish),
            [
                "locales/pl.toml: [panel] `is_typing` has no {name}",
                "locales/pl.toml: [panel] `is_typing` has {nam}, which English has not",
                "locales/pl.toml: [panel] `left` needs the plural forms {\"few\", \"many\", \"one\", \"other\"} and has {\"one\", \"other\"}",
                "locales/pl.toml: [panel] `left` has a line break or a `|` in it",
                "locales/pl.toml: [panel] has no `send`",
                "locales/pl.toml: [panel] has `more`, which English has not",
            ]
        );
    }

    #[test]
    fn the_loader_lists_the_same_languages() {
        let loader = crate::folder().join("../pkg/loader");
        let scripts = ["alongside.js", "start.js"]
            .map(|name| std::fs::read_to_string(loader.join(name)).unwrap_or_default());
        let list = plural::languages().collect::<Vec<_>>().join("|");
        assert!(scripts.iter().any(|script| script.contains(&format!("({list})"))), "{list}");
    }

    #[test]
    fn the_locales_in_the_tree_are_complete() {
        crate::Locales::read(&crate::folder()).unwrap();
    }
}

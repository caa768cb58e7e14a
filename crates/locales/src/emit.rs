//! What is made of the locales: Rust for a wasm module, with the keys and English; JSON for the relay to serve, a table for each
//! language.
//!
//! A table's section is a list in the order of the keys, so that a module holds numbers and no keys. Its first line is a sum of all keys
//! and placeholders: a module that was built with others does not take it.

use crate::entry::Entry;
use crate::read::{Locales, Words, folder};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

/// All that a build script does for the words of one section: writes `words.rs` into `OUT_DIR`, for the module to include, and fails
/// where the locales differ.
///
/// # Errors
/// When the file cannot be written.
pub fn write_words(section: &str) -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", folder().display());
    match Locales::read(&folder()) {
        Ok(locales) => {
            let into = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
            fs::write(Path::new(&into).join("words.rs"), locales.rust(section))
        }
        Err(error) => {
            error.to_string().lines().for_each(|line| println!("cargo::error={line}"));
            Ok(())
        }
    }
}

/// The section of which pages get names, not numbers: the loader's, which is no wasm.
const BY_NAME: &str = "launcher";

impl Locales {
    /// The enum `Word` of a section's keys, and `ENGLISH`: a line for each of them, after the line with the sum.
    pub fn rust(&self, section: &str) -> String {
        let mut text = String::from(
            "/// A word, by its key in `locales/en.toml`.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\n\
             pub(crate) enum Word {\n",
        );
        let lines = lines(self.english(), self.english(), section);
        for (index, (key, line)) in keys(self.english(), section).zip(lines.iter().skip(1)).enumerate() {
            // Writing to a string can't fail.
            let _ = writeln!(text, "    /// {line}\n    {} = {},", camel_case(key), index + 1);
        }
        let _ = write!(
            text,
            "}}\n\n/// The words in English.\npub(crate) const ENGLISH: &str = {:?};\n",
            lines.join("\n")
        );
        text
    }

    /// The tables to serve, by file name: `de.json`.
    pub fn tables(&self) -> BTreeMap<String, Vec<u8>> {
        let table = |words| (table(self.english(), words).to_string() + "\n").into_bytes();
        self.words.iter().map(|(language, words)| (format!("{language}.json"), table(words))).collect()
    }
}

fn table(english: &Words, words: &Words) -> Value {
    let mut table = Map::new();
    for section in english.keys() {
        if section == BY_NAME {
            for (key, entry) in words.get(section).into_iter().flatten() {
                table.insert(key.clone(), json!(entry.forms().first().map(|(_, form)| *form)));
            }
        } else {
            table.insert(section.clone(), json!(lines(english, words, section)));
        }
    }
    Value::Object(table)
}

fn keys<'a>(english: &'a Words, section: &str) -> impl Iterator<Item = &'a String> {
    english.get(section).into_iter().flat_map(BTreeMap::keys)
}

/// The sum, and a line for each word.
fn lines(english: &Words, words: &Words, section: &str) -> Vec<String> {
    let mut lines = vec![sum(english, section)];
    for (key, original) in english.get(section).into_iter().flatten() {
        let translated = words.get(section).and_then(|entries| entries.get(key)).unwrap_or(original);
        lines.push(line(translated, &original.placeholders()));
    }
    lines
}

/// A plain word as it is; of a plural `category|form|category|form`. Placeholders become numbers: where English names them.
fn line(entry: &Entry, placeholders: &[&str]) -> String {
    let mut parts = Vec::new();
    for (category, form) in entry.forms() {
        let mut form = form.to_owned();
        for (index, name) in placeholders.iter().enumerate() {
            form = form.replace(&format!("{{{name}}}"), &format!("{{{index}}}"));
        }
        if !category.is_empty() {
            parts.push(category.to_owned());
        }
        parts.push(form);
    }
    parts.join("|")
}

/// FNV-1a of a section's keys and placeholders.
fn sum(english: &Words, section: &str) -> String {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for (key, entry) in english.get(section).into_iter().flatten() {
        for byte in format!("{key} {:?}\n", entry.placeholders()).bytes() {
            sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{sum:016x}")
}

fn camel_case(key: &str) -> String {
    let capital = |word: &str| {
        let mut characters = word.chars();
        characters
            .next()
            .map(|first| first.to_uppercase().chain(characters).collect::<String>())
            .unwrap_or_default()
    };
    key.split('_').map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plural(forms: &[(&str, &str)]) -> Entry {
        Entry::Plural(
            forms.iter().map(|(category, form)| ((*category).to_owned(), (*form).to_owned())).collect(),
        )
    }

    #[test]
    fn placeholders_become_numbers_in_the_order_that_english_names_them() {
        let entry = Entry::Plain("{other} und {name}".into());
        assert_eq!(line(&entry, &["name", "other"]), "{1} und {0}");
        let entry = plural(&[("one", "Noch 1"), ("other", "Noch {count}")]);
        assert_eq!(line(&entry, &["count"]), "one|Noch 1|other|Noch {0}");
    }

    #[test]
    fn the_sum_is_another_with_another_key_or_placeholder_and_the_same_with_other_words() {
        let words = |key: &str, text: &str| -> Words {
            [("panel".to_owned(), [(key.to_owned(), Entry::Plain(text.into()))].into())].into()
        };
        let first = sum(&words("a", "{x} is here"), "panel");
        assert_eq!(first, sum(&words("a", "Here is {x}"), "panel"));
        assert_ne!(first, sum(&words("a", "{y} is here"), "panel"));
        assert_ne!(first, sum(&words("b", "{x} is here"), "panel"));
    }

    #[test]
    fn every_table_has_as_many_lines_as_the_module_has_words() {
        let locales = Locales::read(&crate::folder()).unwrap();
        let rust = locales.rust("panel");
        let count = rust.matches(" = ").count() - 1;
        for (name, bytes) in locales.tables() {
            let table: Value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(table["panel"].as_array().unwrap().len(), count + 1, "{name}");
            assert!(table["open"].is_string(), "{name}");
        }
    }
}

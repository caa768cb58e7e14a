//! The folder of locales as it stands on disk.

use crate::ENGLISH;
use crate::check;
use crate::entry::Entry;
use crate::plural;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use toml::Table;

/// By section, then by key.
pub(crate) type Words = BTreeMap<String, BTreeMap<String, Entry>>;

/// Every locale, each with exactly the words that English has.
#[derive(Clone, Debug)]
pub struct Locales {
    /// By language, such as `de`.
    pub(crate) words: BTreeMap<String, Words>,
}

/// Why there are no locales.
#[derive(Debug, thiserror::Error)]
pub enum LocaleError {
    /// A file could not be read.
    #[error("{file}: {source}")]
    Unreadable {
        /// Where it is looked for.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is no TOML.
    #[error("{file}: {source}")]
    Malformed {
        /// Where it stands.
        file: String,
        /// Where it went wrong.
        source: toml::de::Error,
    },
    /// The locales do not say the same; every difference is a line.
    #[error("the locales differ (CONTRIBUTING.md, \"Translations\"):\n{0}")]
    Different(String),
}

/// Where the locales stand in the source tree.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales")
}

impl Locales {
    /// Reads every `LANGUAGE.toml` in `folder`, and holds it against English.
    ///
    /// # Errors
    /// [`LocaleError`], with everything that is missing, superfluous or has other placeholders.
    pub fn read(folder: &Path) -> Result<Self, LocaleError> {
        let mut words = BTreeMap::new();
        for language in plural::languages() {
            words.insert(language.to_owned(), words_in(&folder.join(format!("{language}.toml")))?);
        }
        let differences = check::differences(&words);
        if differences.is_empty() {
            Ok(Self { words })
        } else {
            Err(LocaleError::Different(differences.join("\n")))
        }
    }

    pub(crate) fn english(&self) -> &Words {
        static NONE: Words = Words::new();
        self.words.get(ENGLISH).unwrap_or(&NONE)
    }
}

fn words_in(file: &Path) -> Result<Words, LocaleError> {
    let name = || format!("locales/{}", file.file_name().unwrap_or_default().to_string_lossy());
    let text = fs::read_to_string(file).map_err(|source| LocaleError::Unreadable { file: name(), source })?;
    let table: Table = text.parse().map_err(|source| LocaleError::Malformed { file: name(), source })?;
    let mut words = Words::new();
    for (section, entries) in &table {
        let entries = entries.as_table().into_iter().flatten();
        // What is neither text nor forms is missing, and so told.
        let entries = entries.filter_map(|(key, value)| Some((key.clone(), Entry::read(value)?)));
        words.insert(section.clone(), entries.collect());
    }
    Ok(words)
}

//! Which forms a word with a number needs in each language, by the Unicode CLDR's plural rules for whole numbers. The browser
//! chooses among them (`Intl.PluralRules`).

/// Each language that there is a locale of, with its categories. The last one is for whatever has no form of its own.
///
/// French, Spanish, Italian and Portuguese also have `many`, for whole millions: their `other` says those, as no shop has so many
/// of anything.
const CATEGORIES: &[(&str, &[&str])] = &[
    ("ar", &["zero", "one", "two", "few", "many", "other"]),
    ("de", &["one", "other"]),
    ("en", &["one", "other"]),
    ("es", &["one", "other"]),
    ("fr", &["one", "other"]),
    ("he", &["one", "two", "other"]),
    ("it", &["one", "other"]),
    ("ja", &["other"]),
    ("nl", &["one", "other"]),
    ("pl", &["one", "few", "many", "other"]),
    ("pt", &["one", "other"]),
    ("tr", &["one", "other"]),
    ("zh", &["other"]),
];

/// The categories of a language; nothing for a language that is not listed.
pub(crate) fn categories(language: &str) -> Option<&'static [&'static str]> {
    CATEGORIES.iter().find(|(known, _)| *known == language).map(|(_, categories)| *categories)
}

/// Every language that there has to be a locale of.
pub(crate) fn languages() -> impl Iterator<Item = &'static str> {
    CATEGORIES.iter().map(|(language, _)| *language)
}

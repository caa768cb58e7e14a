//! Which language the panel speaks now, and its words: English is built in, the others come as tables from the relay.
//!
//! Does not choose the language: the loader does, and the app that uses the component.

use alongside_locales::{form, is_same_version};
use js_sys::{Array, Intl, Number, Object};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

struct Locale {
    /// For `Intl`, and as the `lang` of what is shown: `de-AT` with German words. Empty before anyone has said.
    tag: String,
    /// The first is the sum of all keys; the others are in the order of [`Word`].
    lines: Vec<&'static str>,
}

thread_local! {
    /// All that were ever spoken, the present one last: their words live as long as the page.
    static SPOKEN: RefCell<Vec<Locale>> =
        RefCell::new(vec![Locale { tag: String::new(), lines: ENGLISH.split('\n').collect() }]);
}

/// Speaks another language from now on. `table` is the relay's for the panel; without one, or with one of another version, it is
/// English.
pub(crate) fn speak(wished: &str, table: Option<&Array>) {
    let browser = browser_language();
    SPOKEN.with_borrow_mut(|spoken| {
        let table =
            table.map(|table| String::from(table.join("\n"))).filter(|table| is_same_version(table, ENGLISH));
        let is_spoken = table.is_some() || full_tag(wished, "").starts_with("en");
        let tag = full_tag(if is_spoken { wished } else { "en" }, &browser);
        let locale = match (spoken.iter().position(|known| known.tag == tag), table) {
            (Some(index), _) => spoken.remove(index),
            (None, Some(table)) => Locale { tag, lines: table.leak().split('\n').collect() },
            (None, None) => Locale { tag, lines: ENGLISH.split('\n').collect() },
        };
        spoken.push(locale);
    });
}

/// The words for which there is nothing to fill in.
pub(crate) fn get(word: Word) -> &'static str {
    let line = |locale: &Locale| locale.lines.get(word as usize).copied();
    SPOKEN.with_borrow(|spoken| spoken.last().and_then(line)).unwrap_or_default()
}

/// The words with `values` in the places that English names, in its order.
pub(crate) fn fill(word: Word, values: &[&str]) -> String {
    alongside_locales::fill(get(word), values, is_right_to_left())
}

/// The words for this many of something: `{count}` is `number`, and the other places are filled with `values`.
pub(crate) fn count(word: Word, number: usize, values: &[&str]) -> String {
    let tag = tag();
    let rules = Intl::PluralRules::new(&Array::of1(&JsValue::from_str(&tag)), &Object::new());
    let category = String::from(rules.select(number as f64));
    let number = self::number(number as f64);
    let mut all = vec![number.as_str()];
    all.extend(values);
    alongside_locales::fill(form(get(word), &category), &all, is_right_to_left())
}

/// A number as the language writes it.
pub(crate) fn number(number: f64) -> String {
    Number::from(number).to_locale_string(&tag()).into()
}

/// The language's tag, for `Intl` and for screen readers.
pub(crate) fn tag() -> String {
    let tag = SPOKEN.with_borrow(|spoken| spoken.last().map(|locale| locale.tag.clone())).unwrap_or_default();
    if tag.is_empty() { full_tag("en", &browser_language()) } else { tag }
}

fn is_right_to_left() -> bool {
    get(Word::Direction) == "rtl"
}

fn browser_language() -> String {
    web_sys::window().and_then(|window| window.navigator().language()).unwrap_or_default()
}

/// A tag that `Intl` takes, whatever the page and the browser say: language and country. Where no country is said it is the browser's,
/// if that speaks the language; English is otherwise that with days before months.
fn full_tag(wished: &str, browser: &str) -> String {
    let (language, country) = language_and_country(wished);
    let of_browser = || Some(language_and_country(browser)).filter(|(spoken, _)| *spoken == language);
    match country.or_else(|| of_browser()?.1) {
        Some(country) => [&language, "-", country].concat(),
        None if language == "en" => "en-GB".to_owned(),
        None => language,
    }
}

fn language_and_country(tag: &str) -> (String, Option<&str>) {
    let mut parts = tag.split(|char: char| !char.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    (language, parts.find(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_there_from_the_start() {
        assert_eq!(get(Word::Send), "Send");
        assert_eq!(fill(Word::TwoOnline, &["Ana", "Milan"]), "Ana and Milan are online");
    }

    #[test]
    fn a_tag_is_one_that_the_browser_takes() {
        for (wished, browser, tag) in [
            ("de", "de-AT", "de-AT"),
            ("de", "en-US", "de"),
            ("DE_ch", "en-US", "de-ch"),
            ("zh-Hant-TW", "", "zh-TW"),
            ("de-DE-x-private!", "", "de-DE"),
            ("en", "en-US", "en-US"),
            ("en", "fr-FR", "en-GB"),
            (" de,fr;q=0.5", "en-US", "de-fr"),
            ("de.UTF-8", "C", "de"),
            ("en", "en-US@posix", "en-US"),
            ("en", "", "en-GB"),
        ] {
            assert_eq!(full_tag(wished, browser), tag, "{wished} in a browser that speaks {browser}");
        }
    }
}

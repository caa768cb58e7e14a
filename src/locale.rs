//! Which language the panel speaks now, and its words: English is built in, the others come as tables from the relay.
//!
//! Does not choose the language: the loader does, and the app that uses the component.

use js_sys::{Array, Intl, Number, Object};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// What stands between a plural's categories and forms.
const FORMS: char = '|';

/// An inserted name keeps its own direction, and leaves the sentence's alone: first strong isolate, and its end.
const ISOLATED: [char; 2] = ['\u{2068}', '\u{2069}'];

struct Locale {
    /// For `Intl`, and as the `lang` of what is shown: `de-AT` with German words. Empty before anyone has said.
    tag: String,
    /// The first is the sum of all keys; the others are in the order of [`Word`].
    lines: Vec<&'static str>,
}

thread_local! {
    /// All that were ever spoken, the present one last: their words live as long as the page.
    static SPOKEN: RefCell<Vec<Locale>> =
        RefCell::new(vec![Locale { tag: String::new(), lines: ENGLISH.lines().collect() }]);
}

/// Speaks another language from now on. `table` is the relay's for the panel; without one, or with one of another version, it is
/// English.
pub(crate) fn speak(wished: &str, table: Option<&Array>) {
    let browser = browser_language();
    SPOKEN.with_borrow_mut(|spoken| {
        let table =
            table.map(|table| String::from(table.join("\n"))).filter(|table| is_of_this_version(table));
        let is_spoken = table.is_some() || full_tag(wished, "").starts_with("en");
        let tag = full_tag(if is_spoken { wished } else { "en" }, &browser);
        let locale = match (spoken.iter().position(|known| known.tag == tag), table) {
            (Some(index), _) => spoken.remove(index),
            (None, Some(table)) => Locale { tag, lines: table.leak().lines().collect() },
            (None, None) => Locale { tag, lines: ENGLISH.lines().collect() },
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
    filled(get(word), values, get(Word::Direction) == "rtl")
}

/// The words for this many of something: `{count}` is `number`, and the other places are filled with `values`.
pub(crate) fn count(word: Word, number: usize, values: &[&str]) -> String {
    let tag = tag();
    let rules = Intl::PluralRules::new(&Array::of1(&JsValue::from_str(&tag)), &Object::new());
    let category = String::from(rules.select(number as f64));
    let number = self::number(number as f64);
    let mut all = vec![number.as_str()];
    all.extend(values);
    filled(form(get(word), &category), &all, get(Word::Direction) == "rtl")
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

fn browser_language() -> String {
    web_sys::window().and_then(|window| window.navigator().language()).unwrap_or_default()
}

fn is_of_this_version(table: &str) -> bool {
    table.lines().next() == ENGLISH.lines().next()
}

/// A tag that `Intl` takes, whatever the page wrote: language and country. Where no country is said it is the browser's, if that
/// speaks the language; English is otherwise that with days before months.
fn full_tag(wished: &str, browser: &str) -> String {
    let mut parts = wished.split(['-', '_']);
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_country = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    match parts.find(is_country) {
        Some(country) => [&language, "-", country].concat(),
        None if browser.split('-').next() == Some(&language) => browser.to_owned(),
        None if language == "en" => "en-GB".to_owned(),
        None => language,
    }
}

/// One form of `category|form|category|form`; without this category the last.
fn form<'a>(forms: &'a str, category: &str) -> &'a str {
    let mut parts = forms.split(FORMS);
    let mut last = "";
    while let Some((known, form)) = parts.next().zip(parts.next()) {
        last = form;
        if known == category {
            break;
        }
    }
    last
}

fn filled(text: &str, values: &[&str], isolates: bool) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, (place, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        filled.push_str(before);
        let index = place.bytes().next().map_or(0, |digit| usize::from(digit.wrapping_sub(b'0')));
        let value = values.get(index).copied().unwrap_or_default();
        if isolates {
            filled.push(ISOLATED[0]);
        }
        filled.push_str(value);
        if isolates {
            filled.push(ISOLATED[1]);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
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
    fn places_are_filled_by_number_whatever_their_order_and_whatever_is_in_the_values() {
        assert_eq!(filled("{1} und {0}", &["Ana", "{0}"], false), "{0} und Ana");
        assert_eq!(filled("{0} متصل", &["Ana"], true), "\u{2068}Ana\u{2069} متصل");
        assert_eq!(filled("no place", &["Ana"], true), "no place");
        assert_eq!(filled("{9}", &["Ana"], false), "", "a place that nothing is given for");
    }

    #[test]
    fn a_plural_takes_the_form_of_its_category_or_the_last() {
        assert_eq!(form("few|{0} kilka|one|jeden|other|{0} wiele", "one"), "jeden");
        assert_eq!(form("few|{0} kilka|one|jeden|other|{0} wiele", "many"), "{0} wiele");
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
        ] {
            assert_eq!(full_tag(wished, browser), tag, "{wished} in a browser that speaks {browser}");
        }
    }
}

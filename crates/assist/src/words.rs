//! Every word that the shopper sees here. They stand in `locales/`; the page brings those of her language.

use alongside_locales::{fill, is_same_version};
use alongside_protocol::Capability;
use js_sys::Array;
use std::cell::RefCell;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

thread_local! {
    /// A line for each word, after the sum of all keys.
    static LINES: RefCell<Vec<String>> = RefCell::new(lines(ENGLISH));
}

/// Speaks the language of a table from now on; English without one, or with one of another version.
pub(crate) fn speak(table: Option<&Array>) {
    let table = table.map(|table| String::from(table.join("\n")));
    let table = table.as_deref().filter(|table| is_same_version(table, ENGLISH)).unwrap_or(ENGLISH);
    LINES.replace(lines(table));
}

fn lines(table: &str) -> Vec<String> {
    table.lines().map(str::to_owned).collect()
}

/// The words for which there is nothing to fill in.
pub(crate) fn get(word: Word) -> String {
    LINES.with_borrow(|lines| lines.get(word as usize).cloned()).unwrap_or_default()
}

fn with(word: Word, values: &[&str]) -> String {
    fill(&get(word), values, get(Word::Direction) == "rtl")
}

/// What a capability lets an agent do.
pub(crate) fn verb(capability: Capability) -> String {
    get(match capability {
        Capability::Point => Word::Point,
        Capability::Draw => Word::Draw,
        Capability::Scroll => Word::Scroll,
        Capability::Click => Word::Click,
        Capability::Type => Word::Type,
        Capability::Navigate => Word::Navigate,
    })
}

/// The question.
pub(crate) fn asks(name: &str, capabilities: &[Capability]) -> String {
    with(Word::Asks, &[name, &listed(capabilities)])
}

/// Who would lose control.
pub(crate) fn hand_over(present: &str) -> String {
    with(Word::HandOver, &[present])
}

/// What the controller may do.
pub(crate) fn can(name: &str) -> String {
    with(Word::Can, &[name])
}

/// The same for who hears it.
pub(crate) fn can_now(name: &str, capabilities: &[Capability]) -> String {
    with(Word::CanNow, &[name, &listed(capabilities)])
}

/// When all is taken back, given back or over.
pub(crate) fn can_no_more(name: &str) -> String {
    with(Word::CanNoMore, &[name])
}

/// What the button on one capability does.
pub(crate) fn take_back_one(capability: Capability) -> String {
    with(Word::TakeBackOne, &[&verb(capability)])
}

/// "scroll, click and type".
fn listed(capabilities: &[Capability]) -> String {
    let mut text = String::new();
    for (index, capability) in capabilities.iter().enumerate() {
        if index > 0 {
            let is_last = index + 1 == capabilities.len();
            text.push_str(&get(if is_last { Word::ListAnd } else { Word::ListComma }));
        }
        text.push_str(&verb(*capability));
    }
    text
}

/// Minutes and seconds, as "9:41".
pub(crate) fn left(ms: u64) -> String {
    let seconds = ms.div_ceil(1_000);
    let mut text = String::new();
    crate::decimal::push_whole(&mut text, seconds / 60);
    text.push(':');
    if seconds % 60 < 10 {
        text.push('0');
    }
    crate::decimal::push_whole(&mut text, seconds % 60);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{Click, Navigate, Scroll, Type};

    #[test]
    fn a_question_names_who_and_what() {
        assert_eq!(
            asks("Milan", &[Click, Type]),
            "Milan asks to click and type for you on this page, for 10 minutes"
        );
        assert_eq!(asks("Milan", &[Scroll]), "Milan asks to scroll for you on this page, for 10 minutes");
        assert_eq!(listed(&[Scroll, Click, Type, Navigate]), "scroll, click, type and change pages");
    }

    #[test]
    fn what_is_left_counts_down_to_nothing() {
        for (ms, expected) in
            [(600_000, "10:00"), (581_000, "9:41"), (61_001, "1:02"), (1, "0:01"), (0, "0:00")]
        {
            assert_eq!(left(ms), expected, "{ms} ms");
        }
    }
}

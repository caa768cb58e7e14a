//! Every word that the shopper sees in a call. They stand in `locales/`; the page brings those of her language.

use crate::trouble::Trouble;
use alongside_locales::{fill, is_same_version};
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

fn with(word: Word, value: &str) -> String {
    fill(&get(word), &[value], get(Word::Direction) == "rtl")
}

/// What an agent asks for.
pub(crate) fn ring_title(kind: &str, agent: &str) -> String {
    let asks = match kind {
        "two_way" => Word::AsksTwoWay,
        "audio" => Word::AsksAudio,
        "screen" => Word::AsksScreen,
        "room" => Word::AsksRoom,
        _ => Word::AsksOneWay,
    };
    with(asks, agent)
}

/// What becomes of her own camera and microphone.
pub(crate) fn ring_note(kind: &str) -> String {
    get(match kind {
        "two_way" => Word::NoteTwoWay,
        "audio" => Word::NoteAudio,
        "room" => Word::NoteRoom,
        _ => Word::NoteQuiet,
    })
}

/// The call's name.
pub(crate) fn call_with(agent: &str) -> String {
    with(Word::CallWith, agent)
}

/// What stands in the picture's place.
pub(crate) fn no_picture(agent: &str) -> String {
    with(Word::NoPicture, agent)
}

/// Why it is over; nothing where she knows.
pub(crate) fn over(reason: &str, lasted: &str) -> Option<String> {
    Some(match reason {
        "visitor_ended" | "agent_ended" => with(Word::Ended, lasted),
        "line_lost" => get(Word::LineLost),
        "failed" => get(Word::Failed),
        "unanswered" => get(Word::Missed),
        _ => return None,
    })
}

/// What keeps her browser from it, and what to do.
pub(crate) fn trouble(trouble: Trouble) -> String {
    get(match trouble {
        Trouble::Refused | Trouble::Cancelled => Word::TroubleRefused,
        Trouble::NoDevice => Word::TroubleNoDevice,
        Trouble::InUse => Word::TroubleInUse,
        Trouble::Insecure => Word::TroubleInsecure,
        Trouble::Policy => Word::TroublePolicy,
        Trouble::Unsupported => Word::TroubleUnsupported,
        Trouble::Other => Word::TroubleOther,
    })
}

/// `1:02` for 62 seconds.
pub(crate) fn clock(seconds: u64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let between = if seconds < 10 { ":0" } else { ":" };
    [minutes.to_string().as_str(), between, seconds.to_string().as_str()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_says_who_calls_and_what_is_asked_of_her() {
        assert_eq!(ring_title("one_way", "Milan"), "Milan would like to show you something by video");
        assert!(ring_note("one_way").contains("stay off"));
        assert!(ring_note("screen").contains("stay off"));
        assert!(ring_note("audio").contains("no video"));
    }

    #[test]
    fn a_clock_has_two_digits_of_seconds() {
        assert_eq!([clock(0), clock(62), clock(3_600)], ["0:00", "1:02", "60:00"]);
    }

    #[test]
    fn she_is_told_the_same_as_an_agent_in_her_words() {
        use Trouble::{InUse, Insecure, NoDevice, Other, Policy, Refused, Unsupported};
        let all = [Refused, NoDevice, InUse, Insecure, Policy, Unsupported, Other].map(trouble);
        assert!(all.iter().all(|sentence| sentence.len() > 40), "{all:?}");
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
    }
}

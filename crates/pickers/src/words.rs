//! The words of the row of files and of the panel of emoji: English is built in, another language comes as a table from whoever
//! fetched this module.

use alongside_locales::is_same_version;
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

/// A word for which there is nothing to fill in.
pub(crate) fn get(word: Word) -> String {
    LINES.with_borrow(|lines| lines.get(word as usize).cloned()).unwrap_or_default()
}

/// A word with `values` in the places that English names, in its order.
pub(crate) fn fill(word: Word, values: &[&str]) -> String {
    alongside_locales::fill(&get(word), values, get(Word::Direction) == "rtl")
}

/// A length in bytes as people say it, such as `340 KB` or `1.2 MB`.
pub(crate) fn size(bytes: f64) -> String {
    let kib = (bytes / 1024.0).ceil().max(1.0) as u32;
    if kib < 1000 {
        return [&kib.to_string(), " KB"].concat();
    }
    let tenths = (bytes / 104_857.6).round() as u32;
    let (whole, rest) = (tenths / 10, tenths % 10);
    if whole >= 10 || rest == 0 {
        return [&(tenths.saturating_add(5) / 10).to_string(), " MB"].concat();
    }
    [&whole.to_string(), ".", &rest.to_string(), " MB"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_its_place() {
        assert_eq!(fill(Word::Remove, &["a{0}.png"]), "Remove a{0}.png");
    }

    #[test]
    fn lengths_are_said_as_people_say_them() {
        for (bytes, expected) in [
            (0.0, "1 KB"),
            (1_500.0, "2 KB"),
            (900_000.0, "879 KB"),
            (1_258_291.0, "1.2 MB"),
            (1_048_576.0, "1 MB"),
            (10_485_760.0, "10 MB"),
            (12_900_000.0, "12 MB"),
        ] {
            assert_eq!(size(bytes), expected, "{bytes}");
        }
    }
}

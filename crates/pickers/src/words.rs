//! The words of the row of files and of the panel of emoji: English is built in, another language comes as a table from whoever
//! fetched this module.

use js_sys::Array;
use std::cell::RefCell;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

thread_local! {
    /// The first line is the sum of all keys; the others are in the order of [`Word`].
    static LINES: RefCell<Vec<String>> = RefCell::new(ENGLISH.lines().map(str::to_owned).collect());
}

/// Speaks as `table` does from now on. One that was made for another version is left alone.
pub(crate) fn speak(table: &Array) {
    let lines: Vec<String> = table.iter().filter_map(|line| line.as_string()).collect();
    LINES.with_borrow_mut(|spoken| {
        if lines.first() == spoken.first() {
            *spoken = lines;
        }
    });
}

/// A word for which there is nothing to fill in.
pub(crate) fn get(word: Word) -> String {
    LINES.with_borrow(|lines| lines.get(word as usize).cloned()).unwrap_or_default()
}

/// A word with `values` in the places that English names, in its order.
pub(crate) fn fill(word: Word, values: &[&str]) -> String {
    filled(&get(word), values)
}

fn filled(text: &str, values: &[&str]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, (place, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        filled.push_str(before);
        filled.push_str(place.parse().ok().and_then(|place: usize| values.get(place)).unwrap_or(&""));
        rest = after;
    }
    filled.push_str(rest);
    filled
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
    fn places_are_filled_by_number_whatever_is_in_the_values() {
        assert_eq!(fill(Word::Remove, &["a{0}.png"]), "Remove a{0}.png");
        assert_eq!(filled("{1} von {0}{7}", &["b", "a"]), "a von b");
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

//! Short names for what a module and its script call each other by. wasm-bindgen ends each of them in a hash of sixteen
//! digits, twice two hundred of which no compressor can make small: 4.8 KB of the panel.
//!
//! Only names that wasm-bindgen made, and nobody else reads. What a page calls keeps its name.

use std::collections::HashMap;

/// Gives each name in `long` the next short one. In the script it has to stand as a whole identifier.
pub(crate) fn shorten<'a>(long: impl Iterator<Item = &'a mut String>) -> HashMap<String, String> {
    let shorten = |(index, name): (usize, &'a mut String)| {
        let short = short(index);
        (std::mem::replace(name, short.clone()), short)
    };
    long.enumerate().map(shorten).collect()
}

/// The script with the short names in place of the long ones.
pub(crate) fn rename(script: &str, names: &HashMap<String, String>) -> String {
    let mut renamed = String::with_capacity(script.len());
    let mut rest = script;
    while !rest.is_empty() {
        let is_name = rest.starts_with(is_in_names);
        let end = rest.find(|character| is_in_names(character) != is_name).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        renamed.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    renamed
}

/// Whether a name is one of wasm-bindgen's, with a hash in it, that only its own script uses.
pub(crate) fn is_hashed(export: &str) -> bool {
    export.starts_with("wasm_bindgen_")
}

fn is_in_names(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '$')
}

/// `$a`, `$b` … `$z`, `$ba` …: no script of wasm-bindgen's has names with a `$`.
fn short(mut index: usize) -> String {
    const LETTERS: usize = 26;
    let mut letters = Vec::new();
    loop {
        letters.push(b'a' + (index % LETTERS) as u8);
        index /= LETTERS;
        if index == 0 {
            break;
        }
    }
    letters.push(b'$');
    letters.iter().rev().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_short_name_is_another() {
        let mut long: Vec<String> = (0..1_000).map(|index| format!("__wbg_get_{index:016x}")).collect();
        let names = shorten(long.iter_mut());
        assert_eq!(names["__wbg_get_0000000000000000"], "$a");
        let mut short: Vec<&String> = names.values().collect();
        short.sort();
        short.dedup();
        assert_eq!(short.len(), 1_000);
        assert!(long.iter().all(|name| name.starts_with('$')), "the module's own names are changed in place");
    }

    #[test]
    fn only_whole_names_are_replaced() {
        let names = HashMap::from([("__wbg_get_1f".to_owned(), "$a".to_owned())]);
        let script = "import0 = { __wbg_get_1f: f, __wbg_get_1f2: g, “ü”: wasm.__wbg_get_1f() };";
        let expected = "import0 = { $a: f, __wbg_get_1f2: g, “ü”: wasm.$a() };";
        assert_eq!(rename(script, &names), expected);
        assert_eq!(rename("", &names), "");
    }
}

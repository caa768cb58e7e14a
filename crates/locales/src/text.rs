//! A line of a table as it is shown: the plural form that fits, with its places filled.

/// What stands between a plural's categories and forms.
const FORMS: char = '|';

/// Stand around an inserted name in languages that run from right to left: it keeps its own direction, and leaves the sentence's
/// alone.
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// Whether a table, a line for each word, is of the version of `english`: both begin with the sum of all keys.
#[must_use]
pub fn is_same_version(table: &str, english: &str) -> bool {
    table.split('\n').next() == english.split('\n').next()
}

/// One form of `category|form|category|form`; without this category the last.
#[must_use]
pub fn form<'a>(forms: &'a str, category: &str) -> &'a str {
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

/// The text with `values` in the places `{0}`, `{1}` …, each apart from the rest where the text runs from right to left.
#[must_use]
pub fn fill(text: &str, values: &[&str], is_right_to_left: bool) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, (place, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        filled.push_str(before);
        let index = place.bytes().next().map_or(0, |digit| usize::from(digit.wrapping_sub(b'0')));
        let value = values.get(index).copied().unwrap_or_default();
        if is_right_to_left {
            filled.push(FIRST_STRONG_ISOLATE);
        }
        filled.push_str(value);
        if is_right_to_left {
            filled.push(POP_ISOLATE);
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
    fn places_are_filled_by_number_whatever_their_order_and_whatever_is_in_the_values() {
        assert_eq!(fill("{1} und {0}", &["Ana", "{0}"], false), "{0} und Ana");
        assert_eq!(fill("{0} متصل", &["Ana"], true), "\u{2068}Ana\u{2069} متصل");
        assert_eq!(fill("no place", &["Ana"], true), "no place");
        assert_eq!(fill("{9}", &["Ana"], false), "", "a place that nothing is given for");
    }

    #[test]
    fn a_plural_takes_the_form_of_its_category_or_the_last() {
        assert_eq!(form("few|{0} kilka|one|jeden|other|{0} wiele", "one"), "jeden");
        assert_eq!(form("few|{0} kilka|one|jeden|other|{0} wiele", "many"), "{0} wiele");
    }

    #[test]
    fn only_tables_with_the_same_sum_are_of_the_same_version() {
        assert!(is_same_version("5f\nSenden", "5f\nSend"));
        assert!(!is_same_version("60\nSenden", "5f\nSend"));
        assert!(!is_same_version("", "5f\nSend"));
    }
}

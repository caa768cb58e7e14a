//! The round mark of a shopper: two letters on one of eight quiet colours.

use yew::{Html, classes, html};

const COLOURS: [&str; 8] = ["tone-0", "tone-1", "tone-2", "tone-3", "tone-4", "tone-5", "tone-6", "tone-7"];

/// A shopper's mark. The same `id` always has the same colour.
pub fn avatar(id: &str, name: &str, online: bool) -> Html {
    html! {
        <span class={classes!("avatar", colour(id), online.then_some("is-online"))} aria-hidden="true">
            { initials(name) }
        </span>
    }
}

fn colour(id: &str) -> &'static str {
    // FNV-1a: any spread will do, as long as it stays.
    let hash =
        id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    COLOURS.get(hash as usize % COLOURS.len()).copied().unwrap_or_default()
}

/// Two letters: of first and last name, or the first two of a visitor's code ("Visitor 4F2A" is "4F", and "Visitor EBDE" is "EB":
/// four hexadecimal digits).
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    let letters: String = match words.next_back() {
        Some(last) if is_code(first, last) => last.chars().take(2).collect(),
        Some(last) => first.chars().take(1).chain(last.chars().take(1)).collect(),
        None => first.chars().take(2).collect(),
    };
    letters.to_uppercase()
}

fn is_code(first: &str, last: &str) -> bool {
    let is_hexadecimal = last.len() == 4 && last.chars().all(|digit| digit.is_ascii_hexdigit());
    last.chars().any(|letter| letter.is_ascii_digit()) || (first == "Visitor" && is_hexadecimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_names_and_codes() {
        let cases = [
            ("Visitor 4F2A", "4F"),
            ("Visitor EBDE", "EB"),
            ("Adam Cade", "AC"),
            ("Jana Novák", "JN"),
            ("Émile", "ÉM"),
            ("", ""),
            ("ab c d9", "D9"),
        ];
        for (name, expected) in cases {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn a_colour_stays() {
        assert_eq!(colour("018f4e9a"), colour("018f4e9a"));
        let used: std::collections::HashSet<_> = (0..100).map(|id| colour(&id.to_string())).collect();
        assert_eq!(used.len(), COLOURS.len());
    }
}

//! Web addresses in a line of text, and which addresses a link may have.

const STARTS: [&str; 3] = ["https://", "http://", "www."];
const MAILTO: &str = "mailto:";

/// The longest address that a link may have, in bytes.
const MOST: usize = 2_048;

/// Where a link leads: begins with `https:`, `http:` or `mailto:`, whatever was written.
#[must_use]
pub fn href(address: &str) -> String {
    if begins(address, "www.") { ["https://", address].concat() } else { address.to_owned() }
}

/// How many bytes of `here` are an address, if one begins there. `before` is the byte in front; within the words of a link
/// (`is_in_brackets`) their bracket ends it.
pub(crate) fn length_at(before: u8, here: &str, is_in_brackets: bool) -> Option<usize> {
    let start = STARTS.iter().find(|start| begins(here, start))?;
    // Looked at first: so that many beginnings of nothing cost one look each.
    if is_letter(char::from(before)) || !here.get(start.len()..)?.starts_with(is_letter) {
        return None;
    }
    let is_end = |character| is_end(character) || (is_in_brackets && character == ']');
    let end = here.char_indices().find(|&(_, character)| is_end(character)).map_or(here.len(), |(at, _)| at);
    let address = without_punctuation(here.get(..end)?);
    let is_host = *start != "www." || count(address, '.') > 1;
    is_host.then_some(address.len())
}

/// How many bytes of `here` are the address of a link whose words stand before, up to its bracket.
pub(crate) fn length_in_brackets(here: &str) -> Option<usize> {
    let mut open = 0_usize;
    let mut end = None;
    for (at, character) in here.char_indices().take(MOST) {
        match character {
            '(' => open += 1,
            ')' if open == 0 => {
                end = Some(at);
                break;
            }
            ')' => open -= 1,
            // A bracket of words begins or ends: so that many links that are none cost one look each.
            '[' | ']' => return None,
            character if is_end(character) => return None,
            _ => {}
        }
    }
    let address = here.get(..end?)?;
    let start = ["https://", "http://", MAILTO].into_iter().find(|start| begins(address, start))?;
    address.get(start.len()..)?.starts_with(is_letter).then_some(address.len())
}

fn begins(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// `str::contains` would do for these, and bring the search for whole strings along: nearly 1 KB, compressed.
fn is_end(character: char) -> bool {
    character.is_whitespace() || matches!(character, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
}

/// A letter or digit, or anything beyond ASCII: `char::is_alphanumeric` would bring its tables along.
fn is_letter(character: char) -> bool {
    character.is_ascii_alphanumeric() || !character.is_ascii()
}

/// An address at the end of a sentence, or in brackets, does not own the stop or the bracket.
fn without_punctuation(mut address: &str) -> &str {
    // More closing brackets than opening ones.
    let mut round = count(address, ')') - count(address, '(');
    let mut square = count(address, ']') - count(address, '[');
    loop {
        let is_foreign = match address.chars().next_back() {
            Some('.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_') => true,
            Some(')') if round > 0 => {
                round -= 1;
                true
            }
            Some(']') if square > 0 => {
                square -= 1;
                true
            }
            _ => false,
        };
        // All of these are one byte.
        match address.get(..address.len().saturating_sub(1)) {
            Some(rest) if is_foreign => address = rest,
            _ => return address,
        }
    }
}

fn count(text: &str, character: char) -> isize {
    text.chars().map(|found| isize::from(found == character)).sum()
}

//! Just enough of CSS's grammar (<https://drafts.csswg.org/css-syntax/#tokenization>) to tell selectors and addresses from what
//! only looks like them: strings, comments, escapes, unquoted addresses, brackets. Owns no meaning. A text is to be
//! [`normal`] first: all of this knows one way to end a line.

use std::borrow::Cow;

/// A piece of a style sheet. All pieces in order are the sheet, to the byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A run of letters, digits, `-`, `_`, escapes and what is not ASCII.
    Word(&'a str),
    /// Any other single character.
    Mark(char),
    /// A string, with its quotes. Nothing in it means anything, as nothing in those below does.
    String,
    /// A comment.
    Comment,
    /// An unquoted address: `url(…)`, whole.
    Address,
}

/// A text with one way to end a line and without NUL, as browsers make of it before they read it.
pub(crate) fn normal(text: &str) -> Cow<'_, str> {
    if !text.contains(['\r', '\u{c}', '\0']) {
        return text.into();
    }
    text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n").replace('\0', "\u{fffd}").into()
}

/// What a word or the inside of a string stands for: escapes as the characters that they mean.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        let mut number = None;
        for _ in 0..MOST_DIGITS {
            let Some(digit) = characters.peek().and_then(|next| next.to_digit(16)) else { break };
            number = Some(number.unwrap_or(0_u32) << 4 | digit);
            characters.next();
        }
        match number {
            Some(number) => {
                characters.next_if(char::is_ascii_whitespace);
                plain.push(char::from_u32(number).filter(|found| *found != '\0').unwrap_or('\u{fffd}'));
            }
            // A line that ends within a string goes on in the next one.
            None => plain.extend(characters.next().filter(|next| *next != '\n')),
        }
    }
    plain.into()
}

/// Most hexadecimal digits of an escape.
const MOST_DIGITS: usize = 6;

/// The first token of a text, how it is written, and the text after it.
pub(crate) fn token(text: &str) -> Option<(Token<'_>, &str, &str)> {
    let first = text.chars().next()?;
    if let Some(inside) = text.strip_prefix("/*") {
        let end = inside.find("*/").map_or(text.len(), |at| at.saturating_add(4));
        return Some(split(text, end, |_| Token::Comment));
    }
    if text.starts_with("<!--") {
        // Left over from when sheets hid from old browsers. What follows is no part of it.
        return Some(split(text, 4, |_| Token::Comment));
    }
    if first == '"' || first == '\'' {
        return Some(split(text, string_length(text, first), |_| Token::String));
    }
    let word = word_length(text);
    if word == 0 {
        return Some(split(text, first.len_utf8(), |_| Token::Mark(first)));
    }
    let (_, written, rest) = split(text, word, Token::Word);
    if unescaped(written).eq_ignore_ascii_case("url")
        && let Some(address) = rest.strip_prefix('(')
        && !address.trim_start().starts_with(['"', '\''])
    {
        return Some(split(text, word.saturating_add(1).saturating_add(address_length(address)), |_| {
            Token::Address
        }));
    }
    Some((Token::Word(written), written, rest))
}

fn split<'a>(
    text: &'a str,
    at: usize,
    token: impl Fn(&'a str) -> Token<'a>,
) -> (Token<'a>, &'a str, &'a str) {
    let (written, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    (token(written), written, rest)
}

/// How many bytes a string takes with its quotes. It ends with its line if its quote is missing.
fn string_length(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '\n' => return at,
            _ if character == quote => return at.saturating_add(1),
            _ => {}
        }
    }
    text.len()
}

/// How many bytes an unquoted address takes up to and with its `)`.
fn address_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            ')' => return at.saturating_add(1),
            _ => {}
        }
    }
    text.len()
}

/// How many bytes of a text's begin are a word. An escape is a part of it, whatever it stands for; so is the space that ends one.
fn word_length(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && characters.peek().is_some_and(|(_, next)| *next != '\n') {
            let mut digits = 0;
            while digits < MOST_DIGITS && characters.next_if(|(_, next)| next.is_ascii_hexdigit()).is_some() {
                digits += 1;
            }
            // The character itself, or the space behind a number.
            characters.next_if(|(_, next)| digits == 0 || next.is_ascii_whitespace());
            continue;
        }
        let is_word = character.is_ascii_alphanumeric()
            || character == '-'
            || character == '_'
            || !character.is_ascii();
        if !is_word {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_comments_addresses_and_escapes_are_of_one_piece() {
        let mut rest = r#"a\:b:c/*:d*/":e\"f"url( :g\) )url(":h")"#;
        let mut written = Vec::new();
        while let Some((_, piece, after)) = token(rest) {
            written.push(piece);
            rest = after;
        }
        assert_eq!(
            written,
            [r"a\:b", ":", "c", "/*:d*/", r#"":e\"f""#, r"url( :g\) )", "url", "(", r#"":h""#, ")"]
        );
    }

    #[test]
    fn an_escape_is_what_it_stands_for_and_ends_with_its_space() {
        assert_eq!(unescaped(r"\75 rl\000028 x\"), "url(x");
        assert_eq!(unescaped("a\\\nb\\\"\\110000 \\0"), "ab\"\u{fffd}\u{fffd}");
        for written in [r"\75 rl", r"\000075rl", r"u\52 \6C ", "URL"] {
            let sheet = format!("{written}(x y) z");
            let (found, piece, rest) = token(&sheet).expect("a token");
            assert_eq!((found, piece.len(), rest), (Token::Address, sheet.len() - 2, " z"), "{written}");
        }
    }

    #[test]
    fn every_way_to_end_a_line_is_the_same() {
        assert_eq!(normal("a\r\nb\rc\u{c}d\0"), "a\nb\nc\nd\u{fffd}");
    }
}

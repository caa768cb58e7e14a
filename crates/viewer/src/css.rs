//! Just enough of CSS's grammar to tell selectors from what only looks like them: strings, comments, escapes, unquoted
//! addresses, brackets. Owns no meaning.

/// A piece of a style sheet. All pieces in order are the sheet, to the byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A run of letters, digits, `-`, `_`, escapes and what is not ASCII.
    Word(&'a str),
    /// Any other single character.
    Mark(char),
    /// A string, a comment or an unquoted `url(…)`: nothing in it means anything.
    Opaque,
}

/// The first token of a text, how it is written, and the text after it.
pub(crate) fn token(text: &str) -> Option<(Token<'_>, &str, &str)> {
    let first = text.chars().next()?;
    if let Some(inside) = text.strip_prefix("/*") {
        let end = inside.find("*/").map_or(text.len(), |at| at.saturating_add(4));
        return Some(split(text, end, |_| Token::Opaque));
    }
    if first == '"' || first == '\'' {
        return Some(split(text, string_length(text, first), |_| Token::Opaque));
    }
    let word = word_length(text);
    if word == 0 {
        return Some(split(text, first.len_utf8(), |_| Token::Mark(first)));
    }
    let (_, written, rest) = split(text, word, Token::Word);
    if written.eq_ignore_ascii_case("url")
        && let Some(address) = rest.strip_prefix('(')
        && !address.trim_start().starts_with(['"', '\''])
    {
        return Some(split(text, word.saturating_add(1).saturating_add(address_length(address)), |_| {
            Token::Opaque
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

/// How many bytes of a text's begin are a word. An escape is a part of it, whatever it stands for.
fn word_length(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let is_escape = character == '\\' && characters.next_if(|(_, next)| *next != '\n').is_some();
        let is_word = character.is_ascii_alphanumeric()
            || character == '-'
            || character == '_'
            || !character.is_ascii();
        if !is_escape && !is_word {
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
}

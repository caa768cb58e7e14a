//! Web addresses in plain text. Pure.

/// A piece of a message's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment<'a> {
    Text(&'a str),
    /// Something to click on.
    Link {
        /// Begins with `https:` or `http:`, whatever was written.
        href: String,
        text: &'a str,
    },
}

const STARTS: [&str; 3] = ["https://", "http://", "www."];

/// Takes `text` apart. The pieces, joined, are the text again.
pub(crate) fn segments(text: &str) -> Vec<Segment<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut plain_bytes = 0;
    while let Some(here) = rest.get(plain_bytes..) {
        let before = rest.get(..plain_bytes).unwrap_or_default();
        let address = address_at(before, here);
        if let Some((address, after)) = address.and_then(|length| here.split_at_checked(length)) {
            if !before.is_empty() {
                found.push(Segment::Text(before));
            }
            found.push(Segment::Link { href: href(address), text: address });
            rest = after;
            plain_bytes = 0;
        } else if let Some(character) = here.chars().next() {
            plain_bytes += character.len_utf8();
        } else {
            break;
        }
    }
    if !rest.is_empty() {
        found.push(Segment::Text(rest));
    }
    found
}

/// How many bytes of `here` are an address, if one begins there.
fn address_at(before: &str, here: &str) -> Option<usize> {
    let start = STARTS
        .iter()
        .find(|start| here.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)))?;
    if before.ends_with(is_letter) {
        return None;
    }
    let address = here.get(..here.find(is_end).unwrap_or(here.len()))?;
    let address = without_punctuation(address);
    let host = address.get(start.len()..)?;
    let is_host = host.starts_with(is_letter) && (*start != "www." || count(host, '.') > 0);
    is_host.then_some(address.len())
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
    loop {
        let shorter = match address.chars().next_back() {
            Some('.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_') => address.char_indices().next_back(),
            Some(')') if count(address, ')') > count(address, '(') => address.char_indices().next_back(),
            Some(']') if count(address, ']') > count(address, '[') => address.char_indices().next_back(),
            _ => None,
        };
        match shorter.and_then(|(index, _)| address.get(..index)) {
            Some(rest) => address = rest,
            None => return address,
        }
    }
}

fn count(text: &str, character: char) -> usize {
    text.chars().filter(|found| *found == character).count()
}

fn href(address: &str) -> String {
    if address.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("www.")) {
        format!("https://{address}")
    } else {
        address.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn links(text: &str) -> Vec<String> {
        let link = |segment| match segment {
            Segment::Link { href, .. } => Some(href),
            Segment::Text(_) => None,
        };
        segments(text).into_iter().filter_map(link).collect()
    }

    #[test]
    fn text_without_an_address_is_one_piece() {
        assert_eq!(segments("Do you have it in red?"), [Segment::Text("Do you have it in red?")]);
        assert!(segments("").is_empty());
    }

    #[test]
    fn an_address_in_a_sentence_leaves_the_sentence_its_punctuation() {
        assert_eq!(
            segments("See https://shop.example/p/1?size=42#top, please."),
            [
                Segment::Text("See "),
                Segment::Link {
                    href: "https://shop.example/p/1?size=42#top".into(),
                    text: "https://shop.example/p/1?size=42#top"
                },
                Segment::Text(", please."),
            ]
        );
    }

    #[test]
    fn brackets_around_an_address_are_not_part_of_it_and_brackets_in_it_are() {
        assert_eq!(links("(https://a.example/b)"), ["https://a.example/b"]);
        assert_eq!(links("https://a.example/b_(c)"), ["https://a.example/b_(c)"]);
    }

    #[test]
    fn an_address_without_a_scheme_gets_one() {
        assert_eq!(links("www.shop.example/sale"), ["https://www.shop.example/sale"]);
        assert_eq!(links("WWW.shop.example"), ["https://WWW.shop.example"]);
    }

    #[test]
    fn what_only_looks_like_an_address_is_text() {
        for text in ["https://", "http:// x", "www.", "www.x", "xhttps://a.example", "javascript:alert(1)"] {
            assert!(links(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn two_addresses_are_two_links() {
        assert_eq!(links("http://a.example\nhttp://b.example"), ["http://a.example", "http://b.example"]);
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text_and_every_link_is_a_web_address(
            text in "([a-zäß🙂 .,()\\[\\]]|https://|http://|www\\.|javascript:){0,40}"
        ) {
            let mut joined = String::new();
            for segment in segments(&text) {
                match segment {
                    Segment::Text(piece) => joined.push_str(piece),
                    Segment::Link { href, text } => {
                        prop_assert!(href.starts_with("https://") || href.starts_with("http://"));
                        joined.push_str(text);
                    }
                }
            }
            prop_assert_eq!(joined, text);
        }
    }
}

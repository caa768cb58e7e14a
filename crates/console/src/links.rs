//! Finds web addresses in what people write. Pure. Only `http:` and `https:`; everything else stays text.

/// A stretch of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    /// Words as they are.
    Text(&'a str),
    /// A web address.
    Link(&'a str),
}

/// Takes a message apart. Put together again, the spans are the message.
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some((before, link, after)) = next_link(rest) {
        if !before.is_empty() {
            spans.push(Span::Text(before));
        }
        spans.push(Span::Link(link));
        rest = after;
    }
    if !rest.is_empty() {
        spans.push(Span::Text(rest));
    }
    spans
}

/// The first address in `text`, with what stands before and after it.
fn next_link(text: &str) -> Option<(&str, &str, &str)> {
    let starts = text.match_indices("http").filter(|(at, _)| begins_a_word(&text[..*at]));
    for (start, _) in starts {
        let (before, from) = text.split_at(start);
        let end = from.find(|letter: char| letter.is_whitespace() || "<>\"".contains(letter));
        let link = without_tail(&from[..end.unwrap_or(from.len())]);
        let host = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
        if host.is_some_and(|host| host.starts_with(char::is_alphanumeric)) {
            return Some((before, link, &from[link.len()..]));
        }
    }
    None
}

fn begins_a_word(before: &str) -> bool {
    before.chars().next_back().is_none_or(|letter| !letter.is_alphanumeric())
}

/// Leaves out punctuation that belongs to the sentence, and a bracket that was opened before the address.
fn without_tail(link: &str) -> &str {
    let mut link = link;
    loop {
        let shorter = link.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '…']);
        let unopened = shorter.ends_with(')') && !shorter.contains('(');
        let shorter = if unopened { &shorter[..shorter.len() - 1] } else { shorter };
        if shorter.len() == link.len() {
            return link;
        }
        link = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<&str> {
        spans(text)
            .into_iter()
            .filter_map(|span| if let Span::Link(link) = span { Some(link) } else { None })
            .collect()
    }

    #[test]
    fn addresses_are_found_without_the_sentence_around_them() {
        assert_eq!(links("See https://a.example/x?y=1#z, please."), ["https://a.example/x?y=1#z"]);
        assert_eq!(links("(http://a.example/b)"), ["http://a.example/b"]);
        assert_eq!(links("https://a.example/b_(c)"), ["https://a.example/b_(c)"]);
        assert_eq!(
            links("https://a.example\nhttps://b.example…"),
            ["https://a.example", "https://b.example"]
        );
    }

    #[test]
    fn nothing_else_becomes_a_link() {
        for text in
            ["javascript:alert(1)", "xhttps://a.example", "https://", "http", "ftp://a.example", "https:///x"]
        {
            assert!(links(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_spans_are_the_whole_message() {
        for text in ["", "é https://a.example/é. é", "https://a.example", "http http://b.example) http"] {
            let whole: String = spans(text)
                .into_iter()
                .map(|span| match span {
                    Span::Text(text) | Span::Link(text) => text,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}

//! A message's text as pieces to draw: emphasis, code, lists, quotes, links. Pure; no dependencies; never fails.
//!
//! Owns what counts as markup. Does not own markup of documents: nothing here makes HTML, and what is drawn of a piece is up to
//! who draws. It is the part of Markdown that people type into chats, and is careful with all else that they type: a mark that has no
//! partner, that stands inside a word, or beside a space stays the character it is, and one dash does not make a list.
//!
//! | written | means |
//! |---|---|
//! | `**bold**`, `*italic*`, `_italic_` | emphasis, within a line |
//! | `` `code` `` | code, within a line |
//! | ```` ``` ```` alone on a line, before and after | lines of code |
//! | `- one` or `* one`, at least two lines in a row | a list |
//! | `1. one`, at least two lines in a row, counting up | a numbered list |
//! | `> words` | a quotation |
//! | `[words](https://…)` | a link: `https:`, `http:` and `mailto:` only |
//! | `https://…`, `www.…` | a link |
//!
//! It takes time that grows with the length of the text and no faster, and nests at most six deep: a list or a quotation, an
//! item, bold, italic by either mark, a link.

mod address;
mod inline;
mod lines;
mod pieces;

pub use address::href;

/// A piece of a message, from front to back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words. Line breaks in them count.
    Text(&'a str),
    /// What follows, up to its [`Piece::Close`], is this.
    Open(Mark<'a>),
    /// Ends what was opened last.
    Close,
}

/// What a stretch of a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'a> {
    /// Strong emphasis.
    Bold,
    /// Emphasis.
    Italic,
    /// Code in a line. It holds one text.
    Code,
    /// Lines of code. It holds one text.
    Lines,
    /// A list. It holds items.
    Bullets,
    /// A numbered list. It holds items.
    Numbers {
        /// The first item's number.
        first: u32,
    },
    /// Of a list.
    Item,
    /// Somebody else's words.
    Quote,
    /// Something to click on.
    Link {
        /// As it was written: [`href`] makes an address of it.
        address: &'a str,
        /// Whether it stands under words that do not say it.
        is_named: bool,
    },
}

impl Mark<'_> {
    /// Whether it stands on lines of its own.
    #[must_use]
    pub fn is_block(self) -> bool {
        matches!(self, Self::Lines | Self::Bullets | Self::Numbers { .. } | Self::Item | Self::Quote)
    }

    /// The name of the HTML element that means the same.
    #[must_use]
    pub fn element_name(self) -> &'static str {
        match self {
            Self::Bold => "strong",
            Self::Italic => "em",
            Self::Code => "code",
            Self::Lines => "pre",
            Self::Bullets => "ul",
            Self::Numbers { .. } => "ol",
            Self::Item => "li",
            Self::Quote => "blockquote",
            Self::Link { .. } => "a",
        }
    }
}

/// Takes a message apart.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    lines::pieces(text)
}

/// A message as a tree of whatever draws it: `text` makes a leaf of words, `element` a branch of a mark and what it holds.
pub fn tree<'a, T>(
    message: &'a str,
    text: impl Fn(&'a str) -> T,
    element: impl Fn(Mark<'a>, Vec<T>) -> T,
) -> Vec<T> {
    let (mut drawn, mut above) = (Vec::new(), Vec::new());
    for piece in pieces(message) {
        match piece {
            Piece::Text(words) => drawn.push(text(words)),
            Piece::Open(mark) => above.push((mark, std::mem::take(&mut drawn))),
            Piece::Close => {
                let Some((mark, before)) = above.pop() else { continue };
                let inner = std::mem::replace(&mut drawn, before);
                drawn.push(element(mark, inner));
            }
        }
    }
    drawn
}

/// A message's words without their marks, for where there is room for words only.
#[must_use]
pub fn words(text: &str) -> String {
    let (mut words, mut opened) = (String::new(), Vec::new());
    for piece in pieces(text) {
        let is_break = match piece {
            Piece::Text(text) => {
                words.push_str(text);
                false
            }
            Piece::Open(mark) => {
                opened.push(mark.is_block());
                mark.is_block()
            }
            Piece::Close => opened.pop().unwrap_or_default(),
        };
        // What stands on lines of its own does not run into what stands beside it.
        if is_break && !words.is_empty() && !words.ends_with('\n') {
            words.push('\n');
        }
    }
    words
}

#[cfg(test)]
mod tests;

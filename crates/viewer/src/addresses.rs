//! What a style sheet may load: every address in it is looked up among what came over the session, in whatever spelling browsers
//! would know it, and what is not there is not named.
//!
//! The policy of the inner document would refuse such a request. This comes before it, so that not even a refusal tells anything.

use crate::css::{Token, normal, token, unescaped};
use std::borrow::Cow;

/// Instead of a name under which something would be loaded: browsers know no such function and no such rule.
const UNKNOWN: &str = "alongside-none";

/// Functions that may stand directly in an `image-set()`. What others become, nobody can tell: `var(…)` may be an address.
const IN_SET: [&str; 7] =
    ["url", "type", "calc", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"];

/// Whether declarations have to be looked through before they are shown: without brackets nothing can be named in them.
pub(crate) fn may_name_any(declarations: &str) -> bool {
    declarations.contains('(')
}

/// Whether something is named in a value that stands elsewhere, or may be.
pub(crate) fn names_others(value: &str) -> bool {
    if !may_name_any(value) {
        return false;
    }
    let mut asked = false;
    let resolved = resolve(value, |_| {
        asked = true;
        None
    });
    asked || resolved.contains(UNKNOWN) || resolved.contains("url(\"\")")
}

/// A style sheet, or declarations, whose every address is what `find` makes of it: an asset that came, or nothing. Fragments
/// and `data:` stay as they are.
pub(crate) fn resolve(css: &str, find: impl FnMut(&str) -> Option<String>) -> String {
    let css = normal(css);
    let mut resolving = Resolving { shown: String::with_capacity(css.len()), open: Vec::new(), find };
    let mut rest = &*css;
    while let Some((found, written, after)) = token(rest) {
        rest = resolving.step(found, written, after);
    }
    resolving.shown
}

/// What a bracket belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Plain(char),
    ImageSet,
}

struct Resolving<F> {
    shown: String,
    open: Vec<Bracket>,
    find: F,
}

impl<F: FnMut(&str) -> Option<String>> Resolving<F> {
    /// Shows one token, and returns the text that comes after what it took.
    fn step<'a>(&mut self, found: Token<'a>, written: &'a str, rest: &'a str) -> &'a str {
        match found {
            Token::Address => self.show_address(&unquoted(written)),
            Token::String if self.open.last() == Some(&Bracket::ImageSet) => {
                // Behind a word it would become a part of that.
                if !self.shown.ends_with(['(', ',', ' ']) {
                    self.shown.push(' ');
                }
                self.show_address(&inside(written));
            }
            Token::Mark('@') => return self.at_rule(rest),
            Token::Word(word) if rest.starts_with('(') => return self.function(word, rest),
            Token::Mark(mark) => {
                self.bracket(mark);
                self.shown.push_str(written);
            }
            Token::Word(_) | Token::String | Token::Comment => self.shown.push_str(written),
        }
        rest
    }

    fn bracket(&mut self, mark: char) {
        let opened_with = match mark {
            '(' | '[' | '{' => return self.open.push(Bracket::Plain(mark)),
            ')' => '(',
            ']' => '[',
            '}' => '{',
            _ => return,
        };
        let closes = match self.open.last() {
            Some(Bracket::Plain(opened)) => *opened == opened_with,
            Some(Bracket::ImageSet) => opened_with == '(',
            None => false,
        };
        if closes {
            self.open.pop();
        }
    }

    /// An imported sheet comes from somewhere; a namespace only looks as if it did.
    fn at_rule<'a>(&mut self, rest: &'a str) -> &'a str {
        self.shown.push('@');
        let Some((Token::Word(word), written, mut rest)) = token(rest) else { return rest };
        let name = unescaped(word);
        if name.eq_ignore_ascii_case("import") {
            self.shown.push_str(UNKNOWN);
            return rest;
        }
        self.shown.push_str(written);
        if name.eq_ignore_ascii_case("namespace") {
            while let Some((found, written, after)) = token(rest) {
                if matches!(found, Token::Mark(_))
                    && !written.trim().is_empty()
                    && !matches!(written, "(" | ")")
                {
                    break;
                }
                self.shown.push_str(written);
                rest = after;
            }
        }
        rest
    }

    /// A function's name, before its bracket.
    fn function<'a>(&mut self, word: &'a str, rest: &'a str) -> &'a str {
        let name = unescaped(word).to_ascii_lowercase();
        let inside_set = self.open.last() == Some(&Bracket::ImageSet);
        let after_bracket = rest.strip_prefix('(').unwrap_or(rest);
        match &*name {
            // An unquoted one is a token of its own.
            "url" => self.quoted_address(after_bracket),
            "src" | "image" => {
                self.shown.push_str(UNKNOWN);
                rest
            }
            _ if inside_set && !IN_SET.contains(&&*name) && !name.ends_with("gradient") => {
                self.shown.push_str(UNKNOWN);
                rest
            }
            "image-set" | "-webkit-image-set" => {
                self.shown.push_str(word);
                self.shown.push('(');
                self.open.push(Bracket::ImageSet);
                after_bracket
            }
            _ => {
                self.shown.push_str(word);
                rest
            }
        }
    }

    /// What stands behind `url(`, with a quoted address first. What may come behind that is left out up to the bracket's end.
    fn quoted_address<'a>(&mut self, rest: &'a str) -> &'a str {
        let mut rest = rest.trim_start_matches([' ', '\t', '\n']);
        let address = match token(rest) {
            Some((Token::String, written, after)) => {
                rest = after;
                inside(written)
            }
            _ => Cow::default(),
        };
        self.show_address(&address);
        let mut depth = 0_usize;
        while let Some((found, _, after)) = token(rest) {
            rest = after;
            match found {
                Token::Mark('(') => depth = depth.saturating_add(1),
                Token::Mark(')') if depth == 0 => break,
                Token::Mark(')') => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        rest
    }

    fn show_address(&mut self, address: &str) {
        let is_own = address.starts_with('#')
            || address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
        self.shown.push_str("url(\"");
        if is_own {
            self.show_quoted(address);
        } else if !address.is_empty()
            && let Some(found) = (self.find)(address)
        {
            self.show_quoted(&found);
        }
        self.shown.push_str("\")");
    }

    fn show_quoted(&mut self, address: &str) {
        for character in address.chars() {
            match character {
                '"' => self.shown.push_str("\\22 "),
                '\\' => self.shown.push_str("\\5c "),
                '\n' => self.shown.push_str("\\a "),
                _ => self.shown.push(character),
            }
        }
    }
}

/// What a string says, without its quotes.
fn inside(written: &str) -> Cow<'_, str> {
    let mut characters = written.chars();
    let quote = characters.next();
    let text = characters.as_str();
    let is_closed = quote.is_some_and(|quote| text.ends_with(quote)) && !ends_in_escape(text);
    unescaped(if is_closed { text.split_at(text.len().saturating_sub(1)).0 } else { text })
}

/// Whether the last character of a text is escaped.
fn ends_in_escape(text: &str) -> bool {
    let before = text.chars().rev().skip(1);
    before.take_while(|character| *character == '\\').count() % 2 == 1
}

/// The address in an unquoted `url(…)`; none where browsers would not take it for one.
fn unquoted(written: &str) -> Cow<'_, str> {
    let Some((_, text)) = written.split_once('(') else { return Cow::default() };
    let is_closed = text.ends_with(')') && !ends_in_escape(text);
    let text = if is_closed { text.split_at(text.len().saturating_sub(1)).0 } else { text };
    let text = text.trim_matches([' ', '\t', '\n']);
    if text.contains(['"', '\'', '(', ' ', '\t', '\n']) && !text.contains('\\') {
        return Cow::default();
    }
    unescaped(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As if only a.png had come.
    fn shown(css: &str) -> String {
        resolve(css, |address| (address == "https://shop.example/a.png").then(|| "blob:a".to_owned()))
    }

    #[test]
    fn what_came_is_shown_in_every_spelling_and_what_did_not_is_not_named() {
        for css in [
            r#"url("https://shop.example/a.png")"#,
            "url('https://shop.example/a.png')",
            "url( https://shop.example/a.png\n)",
            "URL(https://shop.example/a.png)",
            r"\75 rl(https://shop.example/a.png)",
            r"u\52\00006C('\68 ttps://shop.example/\
a.png' modifier(x))",
            "url(https://shop.example/a.png",
            "url(\"https://shop.example/a.png",
        ] {
            assert_eq!(shown(css), r#"url("blob:a")"#, "{css}");
            assert_eq!(shown(&css.replace("a.png", "b.png")), r#"url("")"#, "{css}");
        }
    }

    #[test]
    fn what_else_loads_is_unknown_to_browsers() {
        for (css, expected) in [
            ("@import 'x'; @\\69mport url(x);", "@alongside-none 'x'; @alongside-none url(\"\");"),
            ("src('x') image(\"x\")", "alongside-none('x') alongside-none(\"x\")"),
            ("image-set('x' 1x, \"#y\" 2x)", "image-set(url(\"\") 1x, url(\"#y\") 2x)"),
            ("Image-Set(var(--x) type('image/png'))", "Image-Set(alongside-none(--x) type('image/png'))"),
            ("image-set(x'y')", "image-set(x url(\"\"))"),
            ("image-set(linear-gradient('x') 1x)", "image-set(linear-gradient('x') 1x)"),
        ] {
            assert_eq!(shown(css), expected);
        }
    }

    #[test]
    fn what_names_nothing_stays() {
        for css in [
            "@namespace svg url(http://www.w3.org/2000/svg); @namespace \"x\"; p { color: red }",
            r#"a[href="url(x)"] { content: "url(x)" } /* url(x) */ .url { --url: 1 }"#,
            "p { background: url(\"data:image/png;base64,AA==\"); fill: url(\"#g\") }",
            "@media (min-width: 1px) { p { width: calc(1px + (2px)) } }",
        ] {
            assert_eq!(shown(css), css);
        }
    }

    #[test]
    fn fragments_are_of_the_page_and_all_else_is_elsewhere() {
        for own in ["url(#g)", "url( '#g' ) red", "red", "rgb(1, 2, 3)", "url(data:image/png;base64,AA==#x)"]
        {
            assert!(!names_others(own), "{own}");
        }
        for other in
            ["url(a.svg#g)", "url()", "URL(//x#g)", "\\75rl(x)", "src('#g')", "url(a b)", "url(#g) url(x)"]
        {
            assert!(names_others(other), "{other}");
        }
    }

    #[test]
    fn a_broken_string_hides_nothing() {
        let css = "p { color: \"x\u{c}; background: url(https://evil.example); content: \"";
        assert_eq!(shown(css), "p { color: \"x\n; background: url(\"\"); content: \"");
    }

    proptest! {
        #[test]
        fn whatever_is_written_nothing_is_named(
            css in "(url\\(|URL\\( |\\\\75 rl\\(|image-set\\(|var\\(|@import |https://e|[a\"'(){};,\\[\\] \n\r\u{c}\\\\]|/\\*|\\*/){0,24}"
        ) {
            let resolved = resolve(&css, |_| None);
            // Outside of strings and comments there is no address that names anything.
            let mut rest = &*resolved;
            while let Some((found, written, after)) = token(rest) {
                prop_assert!(found != Token::Address, "{written} in {resolved}");
                if let Token::Word(word) = found
                    && after.starts_with('(')
                    && unescaped(word).eq_ignore_ascii_case("url")
                {
                    prop_assert!(after.starts_with("(\"\")"), "{after} in {resolved}");
                }
                rest = after;
            }
            prop_assert_eq!(resolve(&resolved, |_| None), resolved.clone());
        }

        #[test]
        fn an_address_comes_through_as_it_is(address in "[^#\\r\\x0c\\x00]{1,20}") {
            let mut asked = Vec::new();
            let written = resolve("url(\"x\")", |_| Some(address.clone()));
            resolve(&written, |found| { asked.push(found.to_owned()); None });
            if !address.to_ascii_lowercase().starts_with("data:") {
                prop_assert_eq!(asked, [address]);
            }
        }
    }
}

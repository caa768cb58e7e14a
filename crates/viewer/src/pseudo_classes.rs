//! Style sheets as they are shown: what holds only where the shopper is (`:hover`, `:focus`, …) is asked of attributes that
//! the viewer alone sets, as no browser lets a page force such a state.
//!
//! An attribute selector weighs as much as a pseudo-class, so the cascade stays as it was. No page can forge the attributes:
//! their names are none that a mirror may contain.

use crate::css::{Token, token};

/// The attributes that stand for pseudo-classes.
pub(crate) mod marker {
    pub(crate) const HOVER: &str = "alongside-hover";
    pub(crate) const ACTIVE: &str = "alongside-active";
    pub(crate) const FOCUS: &str = "alongside-focus";
    pub(crate) const FOCUS_VISIBLE: &str = "alongside-focus-visible";
    pub(crate) const FOCUS_WITHIN: &str = "alongside-focus-within";
    pub(crate) const TARGET: &str = "alongside-target";
    pub(crate) const FULLSCREEN: &str = "alongside-fullscreen";
    pub(crate) const UNDEFINED: &str = "alongside-undefined";
    /// That a picture shows where an `object` or `embed` stands on the page; and that it is not made to fit.
    pub(crate) const PICTURE: &str = "alongside-picture";
    pub(crate) const UNSCALED: &str = "alongside-unscaled";
    /// How a field is judged on the page, by the name of the pseudo-class.
    pub(crate) const JUDGEMENTS: [(&str, &str); 4] = [
        ("valid", "alongside-valid"),
        ("invalid", "alongside-invalid"),
        ("user-valid", "alongside-user-valid"),
        ("user-invalid", "alongside-user-invalid"),
    ];
}

/// What browsers do by themselves where the page's sheets say nothing else, in a layer below all of the page's own.
pub(crate) const DEFAULTS: &str = "\
    @layer alongside.base, alongside.paired; \
    @layer alongside.base { \
    [alongside-focus-visible] { outline: auto 1px -webkit-focus-ring-color } \
    a:any-link[alongside-focus-visible] { outline-offset: 1px } \
    input:is([type=checkbox i], [type=radio i])[alongside-focus-visible] { outline-offset: 2px } \
    alongside-frame[alongside-focus-visible] { outline: none } \
    :any-link[alongside-active] { color: ActiveText } \
    /* A frame without focus shows its selection in grey. */ \
    ::selection { background: Highlight; color: HighlightText } \
    /* In the top layer as a popover; here is undone what that looks like. */ \
    [alongside-fullscreen]:not(:root) { position: fixed !important; inset: 0 !important; margin: 0 !important; \
    box-sizing: border-box !important; min-width: 0 !important; max-width: none !important; min-height: 0 !important; \
    max-height: none !important; width: 100% !important; height: 100% !important; transform: none !important; \
    object-fit: contain; border: 0; padding: 0; overflow: visible; color: inherit; background: transparent } \
    [alongside-fullscreen]::backdrop { background: black } }";

/// Has our layer be the first, and so the weakest, of all that a page may have.
const LAYERS: &str = "@layer alongside.base,alongside.paired;";

/// A style sheet of the page as the viewer shows it. What has none of these pseudo-classes stays as it is.
pub(crate) fn rewrite(sheet: &str) -> String {
    let mut shown = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while !rest.is_empty() {
        let (part, opens_block, after) = part(rest);
        if opens_block && is_selector(part) {
            pair_selection(part, &mut shown);
            rewrite_selector(part, &mut shown);
        } else {
            shown.push_str(part);
        }
        rest = after;
    }
    if shown.contains("@layer") {
        shown.insert_str(0, LAYERS);
    }
    shown
}

/// The text up to and with the next `{`, `}` or `;` that is not in brackets, whether that is a `{`, and the text after it.
fn part(text: &str) -> (&str, bool, &str) {
    let (mut rest, mut depth) = (text, 0_usize);
    // The value of a custom property may have braces in it, and is no selector before them.
    let is_custom = first_word(text).is_some_and(|word| word.starts_with("--"));
    while let Some((token, _, after)) = token(rest) {
        rest = after;
        match token {
            Token::Mark('(' | '[') => depth = depth.saturating_add(1),
            Token::Mark('{') if is_custom => depth = depth.saturating_add(1),
            Token::Mark(')' | ']') => depth = depth.saturating_sub(1),
            Token::Mark('}') if is_custom && depth > 0 => depth = depth.saturating_sub(1),
            Token::Mark(mark @ ('{' | '}' | ';')) if depth == 0 => {
                let (part, after) =
                    text.split_at_checked(text.len().saturating_sub(rest.len())).unwrap_or((text, ""));
                return (part, mark == '{', after);
            }
            _ => {}
        }
    }
    (text, false, "")
}

/// Whether what stands before a block are selectors: of a style rule, or of `@scope`.
fn is_selector(prelude: &str) -> bool {
    let mut rest = prelude;
    while let Some((token, _, after)) = token(rest) {
        match token {
            Token::Mark('@') => {
                return first_word(after).is_some_and(|word| word.eq_ignore_ascii_case("scope"));
            }
            Token::Mark(mark) if mark.is_ascii_whitespace() => {}
            Token::String | Token::Comment | Token::Address => {}
            _ => return true,
        }
        rest = after;
    }
    false
}

/// The word that a text begins with, after spaces and comments.
fn first_word(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let (token, _, after) = token(rest)?;
        match token {
            Token::Word(word) => return Some(word),
            Token::String | Token::Comment | Token::Address => {}
            Token::Mark(mark) if mark.is_ascii_whitespace() => {}
            Token::Mark(_) => return None,
        }
        rest = after;
    }
}

/// Where a page colours selected text, what it leaves out is not the browser's own colour any more
/// (<https://drafts.csswg.org/css-pseudo-4/#paired-defaults>).
fn pair_selection(prelude: &str, shown: &mut String) {
    let is_selection =
        prelude.contains("::selection") && prelude.split(',').all(|part| part.contains("::selection"));
    if is_selection {
        shown.push_str("@layer alongside.paired{");
        rewrite_selector(prelude, shown);
        shown.push_str("color:currentcolor;background-color:transparent}}");
    }
}

fn rewrite_selector(prelude: &str, shown: &mut String) {
    let mut rest = prelude;
    // Behind a pseudo-element no attribute may be asked for, only (some) pseudo-classes: those stay. For each bracket that is
    // open: whether it stands behind one, and whether what we are at does.
    let mut brackets: Vec<(bool, bool)> = Vec::new();
    let (mut outside, mut behind) = (false, false);
    let mut in_attribute = 0_usize;
    while let Some((token, written, after)) = token(rest) {
        rest = after;
        match token {
            Token::Mark('[') => in_attribute = in_attribute.saturating_add(1),
            Token::Mark(']') => in_attribute = in_attribute.saturating_sub(1),
            _ if in_attribute > 0 => {}
            Token::Mark('(') => {
                brackets.push((outside, behind));
                outside = behind;
            }
            Token::Mark(')') => (outside, behind) = brackets.pop().unwrap_or_default(),
            Token::Mark(':') => {
                if let Some(name) = after.strip_prefix(':') {
                    let (length, argument) = element_length(name);
                    let (element, after) =
                        rest.split_at_checked(length.saturating_add(1)).unwrap_or((rest, ""));
                    shown.push_str(written);
                    shown.push_str(element);
                    rest = after;
                    behind = true;
                    if argument {
                        brackets.push((outside, behind));
                        (outside, behind) = (false, false);
                    }
                    continue;
                }
                if let Some((replacement, after)) = replacement(after).filter(|_| !behind) {
                    shown.push_str(replacement);
                    rest = after;
                    continue;
                }
            }
            Token::Mark(mark) if mark.is_ascii_whitespace() || ">+~,".contains(mark) => behind = outside,
            _ => {}
        }
        shown.push_str(written);
    }
}

/// How long the name of a pseudo-element is, with the `(` of its argument, and whether it has one.
fn element_length(text: &str) -> (usize, bool) {
    match token(text) {
        Some((Token::Word(word), _, after)) if after.starts_with('(') => (word.len().saturating_add(1), true),
        Some((Token::Word(word), ..)) => (word.len(), false),
        _ => (0, false),
    }
}

/// What is asked instead of the pseudo-class of this name, and the text after it.
fn replacement(text: &str) -> Option<(&'static str, &str)> {
    let (Token::Word(name), _, after) = token(text)? else { return None };
    if after.starts_with('(') {
        return None;
    }
    let replacement = match name.to_ascii_lowercase().as_str() {
        "hover" => "[alongside-hover]",
        "active" => "[alongside-active]",
        "focus" => "[alongside-focus]",
        "focus-visible" => "[alongside-focus-visible]",
        "focus-within" => "[alongside-focus-within]",
        "target" => "[alongside-target]",
        "fullscreen" | "-webkit-full-screen" => "[alongside-fullscreen]",
        "defined" => ":not([alongside-undefined])",
        // What was judged on the page is not judged here, nor what it stands in; all else is.
        "valid" => {
            ":is([alongside-valid],:where(form,fieldset):not(:has([alongside-invalid])),\
             :where(:not([alongside-valid],[alongside-invalid],form,fieldset)):valid)"
        }
        "invalid" => {
            ":is([alongside-invalid],:where(form,fieldset):has([alongside-invalid]),\
             :where(:not([alongside-valid],[alongside-invalid],form,fieldset)):invalid)"
        }
        "user-valid" => "[alongside-user-valid]",
        "user-invalid" => "[alongside-user-invalid]",
        _ => return None,
    };
    Some((replacement, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_mirror::allow;
    use proptest::prelude::*;

    fn check(sheet: &str, shown: &str) {
        assert_eq!(rewrite(sheet), shown);
    }

    #[test]
    fn every_pseudo_class_becomes_an_attribute_of_the_same_weight() {
        check(
            "a:hover, b:ACTIVE > i:focus, :focus-visible, p:focus-within, :target { color: red }",
            "a[alongside-hover], b[alongside-active] > i[alongside-focus], [alongside-focus-visible], \
             p[alongside-focus-within], [alongside-target] { color: red }",
        );
        check(
            "video:fullscreen::backdrop { } i:-webkit-full-screen { }",
            "video[alongside-fullscreen]::backdrop { } i[alongside-fullscreen] { }",
        );
        check("x-a:not(:defined) { }", "x-a:not(:not([alongside-undefined])) { }");
        check("input:user-invalid { }", "input[alongside-user-invalid] { }");
    }

    #[test]
    fn selectors_within_selectors_and_within_blocks_are_found() {
        check(
            ":host(:hover) ::slotted(a:hover) { } p:is(:not(:hover), :has(> :focus)):hover { }",
            ":host([alongside-hover]) ::slotted(a[alongside-hover]) { } \
             p:is(:not([alongside-hover]), :has(> [alongside-focus]))[alongside-hover] { }",
        );
        check(
            "@media (hover:hover) { a { color: red; &:hover { color: blue } b:hover & { } } }",
            "@media (hover:hover) { a { color: red; &[alongside-hover] { color: blue } b[alongside-hover] & { } } }",
        );
        check("@scope (a:hover) to (b:focus) { }", "@scope (a[alongside-hover]) to (b[alongside-focus]) { }");
    }

    #[test]
    fn what_only_looks_like_a_pseudo_class_stays() {
        for sheet in [
            "a { animation:hover 1s; --x:hover; --y:{ a:hover { } }; --z: a:hover; content: \"a:hover{\" }",
            ".hover\\:red, .a\\:hover, .b\\3a hover { }",
            "a[title=\":hover\"], a[title=':hover{'] { } /* a:hover { } */",
            "a { background: url(x:hover{y) } a:hovering, a:hover-x, a:hover(x), a:h\\6f ver { }",
            "@container style(--x:hover) { } @supports (a:hover) { } @import \"a:hover\";",
            "a { color:hover } b { color:hover",
        ] {
            check(sheet, sheet);
        }
    }

    #[test]
    fn behind_a_pseudo_element_a_pseudo_class_stays_as_an_attribute_would_undo_the_rule() {
        for sheet in [
            "::-webkit-scrollbar-thumb:hover { }",
            "x::part(a):hover { }",
            "x::part(a):not(:hover, :active) { }",
        ] {
            check(sheet, sheet);
        }
        check(
            "x::part(a):hover b:hover, c:hover { }",
            "x::part(a):hover b[alongside-hover], c[alongside-hover] { }",
        );
    }

    #[test]
    fn what_a_page_leaves_out_for_selected_text_is_not_filled_in_from_the_default() {
        check(
            "p::selection{color:red}",
            "@layer alongside.base,alongside.paired;\
             @layer alongside.paired{p::selection{color:currentcolor;background-color:transparent}}p::selection{color:red}",
        );
    }

    #[test]
    fn layers_of_the_page_stand_above_the_defaults() {
        check("@layer a { b { } }", "@layer alongside.base,alongside.paired;@layer a { b { } }");
    }

    #[test]
    fn no_page_can_bring_a_marker_of_its_own() {
        for name in [
            marker::HOVER,
            marker::ACTIVE,
            marker::FOCUS,
            marker::FOCUS_VISIBLE,
            marker::FOCUS_WITHIN,
            marker::TARGET,
            marker::FULLSCREEN,
            marker::UNDEFINED,
        ]
        .into_iter()
        .chain(marker::JUDGEMENTS.map(|(_, attribute)| attribute))
        {
            assert!(!allow::attribute(name), "{name}");
            assert!(name.starts_with("alongside-"));
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_rewritten(sheet in "(a|:hover|::part|::selection|:focus|@layer|@scope|--x|url|[\\PC\n{}();:,'\"/*\\[\\]\\\\]){0,40}") {
            let _ = rewrite(&sheet);
        }

        #[test]
        fn text_without_these_pseudo_classes_stays(sheet in "(a|:is|::part|::before|@media|@scope|--x|url|:hov|[\\PC\n{}();:,'\"/*\\[\\]\\\\]){0,40}") {
            let mentions = ["hover", "active", "focus", "target", "full", "defined", "valid", "selection", "layer"];
            prop_assume!(!mentions.iter().any(|word| sheet.to_ascii_lowercase().contains(word)));
            prop_assert_eq!(rewrite(&sheet), sheet);
        }

        #[test]
        fn rewriting_twice_is_rewriting_once(sheet in "(a|:hover|:focus| |,|\\{|\\}|;|\\(|\\)|\"|:not){0,40}") {
            let once = rewrite(&sheet);
            prop_assert_eq!(rewrite(&once), once);
        }
    }
}

//! What a site's owner wants masked when a page is shared, besides what is always masked and what the pages mark themselves.
//!
//! Owns: the policy's form, and what can be said against one without a browser. Whether a selector means anything only the
//! shopper's browser knows; where it does not, capture masks everything.

use crate::limits;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A site's masking policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskingPolicy {
    /// Whether a whole page is masked but for what is marked to be shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private_by_default: bool,
    /// What is masked where. All rules that fit an address hold there; their order means nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<MaskingRule>,
}

/// Selectors that hold on some of a site's pages. Where several speak about the same element, `block` goes before `mask`, and
/// that before `show`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskingRule {
    /// The pages: a path, in which `*` stands for any run of characters. None means all of them. The query counts only where
    /// the pattern has a `?`, the fragment where it has a `#`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// CSS selectors of what shows as dots, with all that is in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mask: Vec<String>,
    /// CSS selectors of what shows as an empty box.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub block: Vec<String>,
    /// CSS selectors of what shows although it stands in a masked part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub show: Vec<String>,
}

/// Why a policy cannot be followed. Rules are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MaskingError {
    /// An address that is no path.
    #[error("rule {rule}: url `{url}` must be a path that begins with /, such as /checkout/*")]
    Url {
        /// Which rule.
        rule: usize,
        /// The address.
        url: String,
    },
    /// A rule that does nothing.
    #[error("rule {rule} names no selector; give it mask, block or show")]
    NoSelector {
        /// Which rule.
        rule: usize,
    },
    /// A selector that no browser could follow.
    #[error("rule {rule}: the selector `{selector}` in {list} {reason}")]
    Selector {
        /// Which rule.
        rule: usize,
        /// `mask`, `block` or `show`.
        list: &'static str,
        /// The selector.
        selector: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A policy that would weigh on every page.
    #[error(
        "the policy has {length} bytes, and {} are the most; write selectors for whole parts of a page",
        limits::MASKING_BYTES
    )]
    Length {
        /// How long it is, with all its selectors and addresses, in bytes.
        length: usize,
    },
}

impl MaskingPolicy {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.private_by_default && self.rules.is_empty()
    }

    /// Finds what is wrong with it, as far as that shows without a browser.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), MaskingError> {
        let length = self.rules.iter().map(MaskingRule::length).sum();
        if length > limits::MASKING_BYTES {
            return Err(MaskingError::Length { length });
        }
        self.rules.iter().zip(1..).try_for_each(|(rule, number)| rule.check(number))
    }
}

impl MaskingRule {
    fn lists(&self) -> [(&'static str, &[String]); 3] {
        [("mask", &self.mask), ("block", &self.block), ("show", &self.show)]
    }

    fn length(&self) -> usize {
        let selectors = self.lists().into_iter().flat_map(|(_, selectors)| selectors);
        selectors.chain(&self.url).map(String::len).sum()
    }

    fn check(&self, rule: usize) -> Result<(), MaskingError> {
        if let Some(url) = self.url.as_ref().filter(|url| !url.starts_with('/') || url.starts_with("//")) {
            return Err(MaskingError::Url { rule, url: url.clone() });
        }
        if self.lists().iter().all(|(_, selectors)| selectors.is_empty()) {
            return Err(MaskingError::NoSelector { rule });
        }
        for (list, selectors) in self.lists() {
            for selector in selectors {
                if let Some(reason) = objection(selector) {
                    return Err(MaskingError::Selector { rule, list, selector: selector.clone(), reason });
                }
            }
        }
        Ok(())
    }
}

/// What is wrong with a selector, in words that go on from its name.
fn objection(selector: &str) -> Option<&'static str> {
    if selector.trim().is_empty() {
        return Some("is empty");
    }
    let mut open = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    let mut characters = selector.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (_, '\\') if characters.next().is_none() => return Some("ends in a backslash"),
            (_, '\\') => {}
            (Some(end), _) if end == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '(') => open.push(')'),
            (None, '[') => open.push(']'),
            (None, ')' | ']') if open.pop() != Some(character) => {
                return Some("closes a bracket that it did not open");
            }
            (None, '{' | '}' | ';') => {
                return Some("is no selector but a rule; leave out the braces and what is in them");
            }
            (None, ':') if before == ':' => {
                return Some("names a pseudo-element, which cannot be masked; name the element");
            }
            (None, _) => {}
        }
        before = if character == '\\' { ' ' } else { character };
    }
    if quote.is_some() {
        return Some("does not close a quotation mark");
    }
    (!open.is_empty()).then_some("does not close a bracket")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masking(selector: &str) -> Result<(), MaskingError> {
        let rule = MaskingRule { mask: vec![selector.into()], ..MaskingRule::default() };
        MaskingPolicy { private_by_default: false, rules: vec![rule] }.check()
    }

    #[test]
    fn what_is_a_selector_passes() {
        for selector in
            [".customer", "#a > b ~ [data-x=\"]\"]", "tr:has(> td.due)", "sm\\:\\:x", "a:not(.b, [c='(']), p"]
        {
            assert_eq!(masking(selector), Ok(()), "{selector}");
        }
    }

    #[test]
    fn what_is_none_is_refused_by_its_name() {
        for (selector, reason) in [
            ("", "is empty"),
            (" \t", "is empty"),
            ("a[b", "does not close a bracket"),
            ("a:not(.b", "does not close a bracket"),
            ("a)", "closes a bracket"),
            ("[a=\"b]", "quotation mark"),
            (".a { color: red }", "leave out the braces"),
            ("p::before", "pseudo-element"),
            ("a\\", "backslash"),
        ] {
            let error = masking(selector).unwrap_err().to_string();
            assert!(error.contains(reason) && error.contains("rule 1"), "{selector}: {error}");
        }
    }

    #[test]
    fn rules_without_an_address_or_a_selector_are_refused() {
        let rule = |url: &str| MaskingRule {
            url: Some(url.into()),
            mask: vec!["a".into()],
            ..MaskingRule::default()
        };
        let policy = |rule| MaskingPolicy { private_by_default: true, rules: vec![rule] };
        assert_eq!(policy(rule("/checkout/*")).check(), Ok(()));
        for url in ["checkout", "https://shop.example/", "//shop.example/", ""] {
            assert_eq!(policy(rule(url)).check(), Err(MaskingError::Url { rule: 1, url: url.into() }));
        }
        assert_eq!(policy(MaskingRule::default()).check(), Err(MaskingError::NoSelector { rule: 1 }));
        let long =
            MaskingRule { mask: vec!["a".repeat(limits::MASKING_BYTES + 1)], ..MaskingRule::default() };
        assert_eq!(policy(long).check(), Err(MaskingError::Length { length: limits::MASKING_BYTES + 1 }));
    }
}

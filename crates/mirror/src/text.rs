//! A value or a run of text, shared by all who hold it.

use crate::digest;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

/// Text that is cheap to clone and to compare. Its digest is counted once: the tree's digest, the interning of what was
/// read and the table of what was sent all need it.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    // Compared first, and so the only part that is looked at when two texts differ.
    digest: u64,
    text: Rc<str>,
}

impl Text {
    pub(crate) fn digest(&self) -> u64 {
        self.digest
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self { digest: digest::text(text), text: text.into() }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

/// How many texts are kept, and the longest of them, in bytes: class names and white space, not prose.
const KEPT: usize = 2_048;
const LONGEST: usize = 64;

/// Finds texts that were read lately, so that what a page repeats is kept once. A text gives way to the next one that
/// happens to need its place.
#[derive(Debug, Default)]
pub struct Texts {
    places: Vec<Option<Text>>,
}

impl Texts {
    /// `text`, shared with whoever asked for the same lately.
    pub fn share(&mut self, text: &str) -> Text {
        if text.len() > LONGEST {
            return text.into();
        }
        if self.places.is_empty() {
            self.places.resize(KEPT, None);
        }
        let digest = digest::text(text);
        let fresh = || Text { digest, text: text.into() };
        let Some(place) = self.places.get_mut(digest as usize % KEPT) else { return fresh() };
        match place {
            Some(known) if known.digest == digest && **known == *text => known.clone(),
            _ => place.insert(fresh()).clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_lately_is_shared_and_everything_comes_back_as_it_was() {
        let mut texts = Texts::default();
        let first = texts.share("card");
        assert!(Rc::ptr_eq(&first.text, &texts.share("card").text));
        for number in 0..10_000 {
            let text = format!("value {number}");
            assert_eq!(*texts.share(&text), *text);
        }
        assert_eq!(texts.places.len(), KEPT);
    }
}

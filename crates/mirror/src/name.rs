//! Element and attribute names, each kept once.

use crate::table::Table;
use crate::{Namespace, allow, digest};

/// An element's or attribute's name in one tree's table of [`Names`]; another tree may number it differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(pub(crate) u32);

impl Name {
    /// The name's place in its table.
    pub fn index(self) -> u32 {
        self.0
    }
}

/// A table of names, with what is known of each.
#[derive(Clone, Debug, Default)]
pub struct Names {
    entries: Vec<Entry>,
    /// By digest. Two names that share one, by somebody's malice, stand one after another.
    by_digest: Table,
    /// Places whose names nobody uses any more.
    free: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Entry {
    text: Box<str>,
    digest: u64,
    /// Where it stands in the table: at its digest, unless another name was there before.
    key: u64,
    attribute_allowed: bool,
    /// Whether an attribute of this name may only have words as values.
    is_unknown_attribute: bool,
    /// By namespace, in the order of its numbers.
    element_allowed: [bool; 3],
}

impl Names {
    /// The name for `text`, new if it was not known.
    pub fn intern(&mut self, text: &str) -> Name {
        let digest = digest::text(text);
        let mut key = digest;
        while let Some(index) = self.by_digest.get(key) {
            if self.text(Name(index)) == text {
                return Name(index);
            }
            key = key.wrapping_add(1);
        }
        let entry = Entry {
            digest,
            key,
            attribute_allowed: allow::attribute(text),
            is_unknown_attribute: allow::is_unknown_attribute(text),
            element_allowed: [Namespace::Html, Namespace::Svg, Namespace::MathMl]
                .map(|namespace| allow::element(namespace, text)),
            text: text.into(),
        };
        let reused = self.free.pop();
        let index = reused.unwrap_or_else(|| u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        match self.entries.get_mut(index as usize) {
            Some(place) => *place = entry,
            None => self.entries.push(entry),
        }
        self.by_digest.insert(key, index);
        Name(index)
    }

    /// Gives the places of all names to others, but for those marked in `used`, by [`Name::index`].
    pub(crate) fn forget_all_but(&mut self, used: &[bool]) {
        for (index, entry) in (0..).zip(&self.entries) {
            let is_used = used.get(index as usize) == Some(&true);
            // A place that is free already has the text of a name that went, or that is elsewhere by now.
            if !is_used && self.by_digest.get(entry.key) == Some(index) {
                self.by_digest.remove(entry.key);
                self.free.push(index);
            }
        }
    }

    /// How many places there are for names, free ones included.
    pub(crate) fn slots(&self) -> usize {
        self.entries.len()
    }

    /// The text of a name of this table; empty for one of another table.
    pub fn text(&self, name: Name) -> &str {
        self.entries.get(name.0 as usize).map_or("", |entry| &entry.text)
    }

    /// Whether an attribute of this name may be in a mirror.
    pub fn attribute_allowed(&self, name: Name) -> bool {
        self.entries.get(name.0 as usize).is_some_and(|entry| entry.attribute_allowed)
    }

    /// Whether an attribute of this name, which may be in a mirror, may have this value there.
    pub fn value_allowed(&self, name: Name, value: &str) -> bool {
        let entry = self.entries.get(name.0 as usize);
        entry.is_some_and(|entry| {
            if entry.is_unknown_attribute {
                allow::is_word(value)
            } else {
                allow::attribute_value(&entry.text, value)
            }
        })
    }

    /// Whether an element of this name may be in a mirror.
    pub fn element_allowed(&self, namespace: Namespace, name: Name) -> bool {
        let entry = self.entries.get(name.0 as usize);
        entry.and_then(|entry| entry.element_allowed.get(namespace as usize)).copied().unwrap_or(false)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.by_digest.len()
    }

    /// Whether there is no name yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn digest(&self, name: Name) -> u64 {
        self.entries.get(name.0 as usize).map_or(0, |entry| entry.digest)
    }
}

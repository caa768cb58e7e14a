//! What the walker read, as an [`Observation`]. The other half is `batch.js`.
//!
//! The walker runs in a page that we do not control, so nothing it says is trusted: a batch that makes no
//! sense is an error, and what no mirror may contain is left out here, before anybody refuses it.

use alongside_mirror::{
    Key, Name, Names, Namespace, NewNode, NodeId, NodeKind, Observation, State, Texts, limits,
};
use thiserror::Error;

/// Why a batch cannot be read. Capture then reads the whole page anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum BatchError {
    #[error("the walker's numbers end too early")]
    NumbersTruncated,
    #[error("the walker's text is shorter than its numbers say")]
    TextTruncated,
    #[error("the walker wrote {0} where an entry, a kind, a state or an id should stand")]
    UnknownNumber(i32),
}

/// Reads batches of one walker, whose names are numbered in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct BatchReader {
    names: Vec<Name>,
    stand_in: Option<Name>,
    texts: Texts,
}

/// The element that takes the place of one that no mirror may contain.
const STAND_IN: &str = "alongside-unknown";

impl BatchReader {
    /// The walker numbers its names anew from the next batch on.
    pub(crate) fn forget_names(&mut self) {
        self.names.clear();
    }

    /// Learns the names that come with a batch; `names` is the table of the tree that the batch is for.
    pub(crate) fn learn(&mut self, new_names: &str, names: &mut Names) {
        self.stand_in = Some(names.intern(STAND_IN));
        let new_names = new_names.split_terminator(['\n']);
        self.names.extend(new_names.map(|name| names.intern(name)));
    }

    /// Reads a batch whose names are learned.
    pub(crate) fn read(
        &mut self,
        numbers: &[i32],
        text: &str,
        names: &Names,
    ) -> Result<Observation, BatchError> {
        let mut source = Source { numbers: numbers.iter(), rest: text };
        let mut seen = Observation::default();
        while let Some(entry) = source.numbers.next() {
            match entry {
                1 => self.node(&mut source, names, &mut seen)?,
                2 => {
                    let parent = source.id()?;
                    let children = source.ids()?;
                    seen.children(parent, children);
                }
                3 => self.value(&mut source, names, &mut seen)?,
                4 => {
                    let id = source.id()?;
                    seen.text(id, self.texts.share(source.string()?));
                }
                5 => {
                    let (parent, after) = (source.id()?, source.optional_id()?);
                    let children = source.ids()?;
                    seen.run(parent, after, children);
                }
                6 => seen.left(source.id()?, source.id()?),
                other => return Err(BatchError::UnknownNumber(*other)),
            }
        }
        Ok(seen)
    }

    fn node(
        &mut self,
        source: &mut Source<'_>,
        names: &Names,
        seen: &mut Observation,
    ) -> Result<(), BatchError> {
        let (id, kind, name, count) = (source.id()?, source.number()?, source.number()?, source.number()?);
        let mut node = match kind {
            1 => self.element(Namespace::Html, name, names)?,
            2 => self.element(Namespace::Svg, name, names)?,
            3 => self.element(Namespace::MathMl, name, names)?,
            4 => NewNode::text(self.texts.share(source.string()?)),
            5 => NewNode::container(NodeKind::ShadowRoot),
            6 => NewNode::container(NodeKind::Document { quirks: false }),
            7 => NewNode::container(NodeKind::Document { quirks: true }),
            other => return Err(BatchError::UnknownNumber(other)),
        };
        node.values.reserve_exact(usize::try_from(count).unwrap_or_default().min(limits::VALUES));
        for _ in 0..count {
            let key = self.key(source.number()?)?;
            let value = source.string()?;
            let is_new = !node.values.iter().any(|(other, _)| *other == key);
            if is_allowed(key, Some(value), names) && is_new && node.values.len() < limits::VALUES {
                node.values.push((key, self.texts.share(value)));
            }
        }
        seen.new_node(id, node);
        Ok(())
    }

    fn element(&self, namespace: Namespace, name: i32, names: &Names) -> Result<NewNode, BatchError> {
        let name = self.name(name)?;
        if names.element_allowed(namespace, name) {
            return Ok(NewNode::element(namespace, name));
        }
        let stand_in = self.stand_in.ok_or(BatchError::UnknownNumber(0))?;
        Ok(NewNode::element(Namespace::Html, stand_in))
    }

    fn value(
        &mut self,
        source: &mut Source<'_>,
        names: &Names,
        seen: &mut Observation,
    ) -> Result<(), BatchError> {
        let (id, key) = (source.id()?, self.key(source.number()?)?);
        let value = source.optional_string()?;
        if is_allowed(key, None, names) {
            // What may not be told is as good as gone: the value before is not there any more.
            let value = value.filter(|value| is_allowed(key, Some(value), names));
            seen.value(id, key, value.map(|value| self.texts.share(value)));
        }
        Ok(())
    }

    fn key(&self, number: i32) -> Result<Key, BatchError> {
        if number >= 0 {
            return Ok(Key::Attribute(self.name(number)?));
        }
        let state = State::from_number(number.unsigned_abs());
        state.map(Key::State).ok_or(BatchError::UnknownNumber(number))
    }

    fn name(&self, number: i32) -> Result<Name, BatchError> {
        let index = usize::try_from(number).map_err(|_| BatchError::UnknownNumber(number))?;
        self.names.get(index).copied().ok_or(BatchError::UnknownNumber(number))
    }
}

fn is_allowed(key: Key, value: Option<&str>, names: &Names) -> bool {
    if value.is_some_and(|value| value.len() > limits::STRING_BYTES) {
        return false;
    }
    let Key::Attribute(name) = key else { return true };
    names.attribute_allowed(name) && value.is_none_or(|value| names.value_allowed(name, value))
}

fn id_of(number: i32) -> Result<NodeId, BatchError> {
    let id = u32::try_from(number).ok().and_then(NodeId::new);
    id.ok_or(BatchError::UnknownNumber(number))
}

/// The two streams of a batch, read in step.
struct Source<'a> {
    numbers: std::slice::Iter<'a, i32>,
    /// Strings joined by a separator, whose lengths are known in UTF-16 units: JavaScript's.
    rest: &'a str,
}

impl<'a> Source<'a> {
    fn number(&mut self) -> Result<i32, BatchError> {
        self.numbers.next().copied().ok_or(BatchError::NumbersTruncated)
    }

    fn id(&mut self) -> Result<NodeId, BatchError> {
        id_of(self.number()?)
    }

    /// An id, where 0 stands for none.
    fn optional_id(&mut self) -> Result<Option<NodeId>, BatchError> {
        let number = self.number()?;
        u32::try_from(number).map(NodeId::new).map_err(|_| BatchError::UnknownNumber(number))
    }

    /// As many ids as the number before them says.
    fn ids(&mut self) -> Result<impl Iterator<Item = NodeId> + use<'a>, BatchError> {
        let count = self.number()?;
        let count = usize::try_from(count).map_err(|_| BatchError::UnknownNumber(count))?;
        let (ids, rest) =
            self.numbers.as_slice().split_at_checked(count).ok_or(BatchError::NumbersTruncated)?;
        self.numbers = rest.iter();
        if let Some(wrong) = ids.iter().find(|number| **number <= 0) {
            return Err(BatchError::UnknownNumber(*wrong));
        }
        // All are ids, so that their count is known and room is made once.
        Ok(ids.iter().map(|number| id_of(*number).unwrap_or(NodeId::ROOT)))
    }

    fn string(&mut self) -> Result<&'a str, BatchError> {
        let length = self.number()?;
        self.next(length)
    }

    fn optional_string(&mut self) -> Result<Option<&'a str>, BatchError> {
        match self.number()? {
            -1 => Ok(None),
            length => self.next(length).map(Some),
        }
    }

    fn next(&mut self, units: i32) -> Result<&'a str, BatchError> {
        let units = usize::try_from(units).map_err(|_| BatchError::UnknownNumber(units))?;
        // In plain ASCII a unit is a byte, which saves counting.
        let is_ascii = self.rest.as_bytes().get(..units).is_some_and(<[u8]>::is_ascii);
        let bytes = if is_ascii { Some(units) } else { bytes_of(self.rest, units) };
        let split = bytes.and_then(|bytes| self.rest.split_at_checked(bytes));
        let (string, rest) = split.ok_or(BatchError::TextTruncated)?;
        // The last string has no separator behind it.
        self.rest = rest.get(1..).unwrap_or_default();
        Ok(string)
    }
}

/// How many bytes of UTF-8 the first `units` UTF-16 units of `text` take; none if it has fewer.
fn bytes_of(text: &str, units: usize) -> Option<usize> {
    let mut left = units;
    for (offset, character) in text.char_indices() {
        if left == 0 {
            return Some(offset);
        }
        left = left.checked_sub(character.len_utf16())?;
    }
    (left == 0).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_mirror::Tree;

    /// `<p class="é😀">` with a text, in the walker's words.
    const NUMBERS: &[i32] = &[
        1, 2, 1, 0, 1, 1, 3, // node 2: an HTML element named 0 with one value, for key 1
        2, 1, 1, 2, // children of 1: 2
        1, 3, 4, 0, 0, 4, // node 3: a text
        2, 2, 1, 3, // children of 2: 3
    ];
    const TEXT: &str = "é😀\nblue";
    const NAMES: &str = "p\nclass";

    fn read(
        numbers: &[i32],
        text: &str,
        new_names: &str,
        names: &mut Names,
    ) -> Result<Observation, BatchError> {
        let mut reader = BatchReader::default();
        reader.learn(new_names, names);
        reader.read(numbers, text, names)
    }

    #[test]
    fn a_batch_becomes_the_page_that_the_walker_read() {
        let mut tree = Tree::new();
        let seen = read(NUMBERS, TEXT, NAMES, tree.names_mut()).expect("a sound batch");
        tree.reconcile(seen).expect("it fits an empty tree");
        let ids: Vec<u32> = tree.descendants(NodeId::ROOT).map(NodeId::get).collect();
        assert_eq!(ids, [1, 2, 3]);
        let class = Key::Attribute(tree.names_mut().intern("class"));
        let node = |number| tree.node(NodeId::new(number).expect("not zero")).expect("it is there");
        assert_eq!(node(2).value(class), Some("é😀"));
        assert_eq!(node(3).text(), "blue");
    }

    #[test]
    fn every_batch_that_is_cut_short_is_an_error_or_a_shorter_batch() {
        for end in 0..NUMBERS.len() {
            let mut names = Names::default();
            let _ = read(&NUMBERS[..end], TEXT, NAMES, &mut names);
        }
        for text in ["", "é", "é😀", "é😀\nblu"] {
            let read = read(NUMBERS, text, NAMES, &mut Names::default());
            assert_eq!(read.err(), Some(BatchError::TextTruncated), "{text:?}");
        }
    }

    #[test]
    fn what_no_mirror_may_contain_is_left_out() {
        let numbers = [1, 2, 1, 0, 1, 1, 3, 2, 1, 1, 2];
        let mut tree = Tree::new();
        let seen = read(&numbers, "x()", "script\nonclick", tree.names_mut());
        tree.reconcile(seen.expect("a sound batch")).expect("it fits an empty tree");
        let node = tree.node(NodeId::new(2).expect("not zero")).expect("a stand-in is there");
        assert_eq!(node.values().count(), 0);
        let NodeKind::Element { name, .. } = node.kind() else { panic!("it is an element") };
        assert_eq!(tree.names().text(*name), STAND_IN);
    }
}

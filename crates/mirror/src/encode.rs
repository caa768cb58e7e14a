//! Steps as bytes: the sender's half of the codec. `decode` is the other half; `docs/protocol.md` has the
//! table.

use crate::bytes::{write_difference, write_number};
use crate::compression::{History, Sections};
use crate::cursor::{Cursor, Place};
use crate::frame::{FrameKind, Header};
use crate::id::number;
use crate::strings::SentStrings;
use crate::{Key, Names, Namespace, NewNode, NodeId, NodeKind, Op, Text, Tree};

/// What each step begins with: the lower half of a byte. The upper half is a new node's place.
pub(crate) mod code {
    pub(crate) const HTML_ELEMENT: u8 = 1;
    pub(crate) const SVG_ELEMENT: u8 = 2;
    pub(crate) const MATHML_ELEMENT: u8 = 3;
    pub(crate) const TEXT: u8 = 4;
    pub(crate) const SHADOW_ROOT: u8 = 5;
    pub(crate) const DOCUMENT: u8 = 6;
    pub(crate) const QUIRKS_DOCUMENT: u8 = 7;
    pub(crate) const DETACH: u8 = 8;
    pub(crate) const PLACE: u8 = 9;
    pub(crate) const SET_ATTRIBUTE: u8 = 10;
    pub(crate) const SET_STATE: u8 = 11;
    pub(crate) const UNSET_ATTRIBUTE: u8 = 12;
    pub(crate) const UNSET_STATE: u8 = 13;
    pub(crate) const SET_TEXT: u8 = 14;
}

/// Stands for a place that the cursor cannot tell; steps of the cursor follow from 1.
pub(crate) const EXPLICIT_PLACE: usize = 0;

/// Stands for a step that needs a number of its own.
pub(crate) const FAR_PLACE: usize = 15;

/// Makes frames of one session.
#[derive(Clone, Debug, Default)]
pub struct Encoder {
    generation: u32,
    index: u64,
    newest: u32,
    history: History,
    strings: SentStrings,
}

impl Encoder {
    /// An encoder that has sent nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The whole tree. Every frame before it is forgotten by both ends.
    pub fn keyframe(&mut self, tree: &Tree) -> Vec<u8> {
        *self = Self { generation: self.generation.wrapping_add(1), ..Self::default() };
        let mut body = Body::new(tree.names(), &mut self.strings, 1);
        for (id, node) in tree.nodes(NodeId::ROOT) {
            match node.parent() {
                None => body.root(node.content),
                Some(parent) => body.insert(id, Place { parent, after: node.previous() }, node.content),
            }
        }
        let (newest, body) = (body.cursor.newest(), body.out);
        self.newest = newest;
        self.frame(FrameKind::Keyframe, tree.digest(), &body)
    }

    /// The steps that led to `tree` since the last frame: those that [`Tree::reconcile`] returned.
    pub fn delta(&mut self, tree: &Tree, ops: &[Op]) -> Vec<u8> {
        self.index += 1;
        let mut body = Body::new(tree.names(), &mut self.strings, self.newest);
        for op in ops {
            body.op(op, tree);
        }
        let (newest, body) = (body.cursor.newest(), body.out);
        self.newest = newest;
        self.frame(FrameKind::Delta, tree.digest(), &body)
    }

    fn frame(&mut self, kind: FrameKind, digest: u64, body: &Sections) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 + (body.structure.len() + body.text.len()) / 4);
        Header { generation: self.generation, index: self.index, digest }.write(kind, &mut out);
        self.history.write(body, &mut out);
        out
    }
}

/// A frame's body in the making.
struct Body<'a> {
    out: Sections,
    names: &'a Names,
    strings: &'a mut SentStrings,
    cursor: Cursor,
    last: Last,
}

/// What the last step spoke of: the next one speaks of something near.
#[derive(Clone, Copy)]
pub(crate) struct Last {
    pub(crate) id: u32,
    pub(crate) parent: u32,
}

impl Default for Last {
    fn default() -> Self {
        Self { id: 1, parent: 1 }
    }
}

impl<'a> Body<'a> {
    fn new(names: &'a Names, strings: &'a mut SentStrings, newest: u32) -> Self {
        let (out, cursor) = (Sections::default(), Cursor::new(newest));
        Self { out, names, strings, cursor, last: Last::default() }
    }

    /// A step about a node that is gone by now is left out, for nobody could tell what the node was.
    fn op(&mut self, op: &Op, tree: &Tree) {
        match *op {
            Op::Insert { id, parent, after } => {
                if let Some(node) = tree.node(id) {
                    self.insert(id, Place { parent, after }, node.content);
                }
            }
            Op::Detach { id } => self.begin(code::DETACH, id),
            Op::Place { id, parent, after } => {
                if tree.contains(id) {
                    self.out.structure.push(code::PLACE);
                    self.explicit_place(Place { parent, after });
                    self.id(id);
                }
            }
            Op::Set { id, key } => {
                if let Some(value) = tree.content(id).and_then(|node| node.value(key)) {
                    self.begin(if is_attribute(key) { code::SET_ATTRIBUTE } else { code::SET_STATE }, id);
                    self.key(key);
                    self.strings.write_value(value, &mut self.out);
                }
            }
            Op::Unset { id, key } => {
                if tree.contains(id) {
                    self.begin(if is_attribute(key) { code::UNSET_ATTRIBUTE } else { code::UNSET_STATE }, id);
                    self.key(key);
                }
            }
            Op::Text { id } => {
                if let Some(text) = tree.content(id).and_then(|node| node.text.as_ref()) {
                    self.begin(code::SET_TEXT, id);
                    self.strings.write_value(text, &mut self.out);
                }
            }
        }
    }

    fn begin(&mut self, code: u8, id: NodeId) {
        self.out.structure.push(code);
        self.id(id);
    }

    fn insert(&mut self, id: NodeId, place: Place, node: &NewNode) {
        let step = self.cursor.step_to(place);
        let said = step.map_or(EXPLICIT_PLACE, |step| step + 1);
        self.out.structure.push(code_of(&node.kind) | (said.min(FAR_PLACE) as u8) << 4);
        if said >= FAR_PLACE {
            write_number(&mut self.out.structure, (said - FAR_PLACE) as u64);
        } else if step.is_none() {
            self.explicit_place(place);
        }
        let expected = self.cursor.expected_id(step);
        write_difference(&mut self.out.structure, i64::from(id.get()) - i64::from(expected));
        self.last.id = id.get();
        self.content(node);
        self.cursor.advance(id, place, step);
    }

    /// The top document: it has no id to tell and no place.
    fn root(&mut self, node: &NewNode) {
        self.out.structure.push(code_of(&node.kind));
        self.content(node);
    }

    fn content(&mut self, node: &NewNode) {
        if let Some(text) = &node.text {
            return self.strings.write_value(text, &mut self.out);
        }
        if let NodeKind::Element { name, .. } = node.kind {
            self.strings.write_name(name, self.names, &mut self.out);
        }
        self.values(&node.values);
    }

    /// Attributes first; one bit of their count tells whether states follow, which most nodes have none of.
    fn values(&mut self, values: &[(Key, Text)]) {
        let attributes = values.iter().filter(|(key, _)| is_attribute(*key)).count();
        let states = values.len() - attributes;
        write_number(&mut self.out.structure, (attributes as u64) << 1 | u64::from(states > 0));
        self.values_that(values, is_attribute);
        if states > 0 {
            write_number(&mut self.out.structure, states as u64);
            self.values_that(values, |key| !is_attribute(key));
        }
    }

    fn values_that(&mut self, values: &[(Key, Text)], is_wanted: impl Fn(Key) -> bool) {
        for (key, value) in values.iter().filter(|(key, _)| is_wanted(*key)) {
            self.key(*key);
            self.strings.write_value(value, &mut self.out);
        }
    }

    fn key(&mut self, key: Key) {
        match key {
            Key::Attribute(name) => self.strings.write_name(name, self.names, &mut self.out),
            Key::State(state) => write_number(&mut self.out.structure, state as u64),
        }
    }

    fn explicit_place(&mut self, place: Place) {
        let (parent, after) = (place.parent.get(), number(place.after));
        write_difference(&mut self.out.structure, i64::from(parent) - i64::from(self.last.parent));
        // Nobody stands after the top document, so that its number says: first.
        let after = if after == 0 { 1 } else { after };
        write_difference(&mut self.out.structure, i64::from(after) - i64::from(self.last.id));
        self.last.parent = parent;
    }

    /// An id by its distance from that of the step before.
    fn id(&mut self, id: NodeId) {
        write_difference(&mut self.out.structure, i64::from(id.get()) - i64::from(self.last.id));
        self.last.id = id.get();
    }
}

fn is_attribute(key: Key) -> bool {
    matches!(key, Key::Attribute(_))
}

fn code_of(kind: &NodeKind) -> u8 {
    match kind {
        NodeKind::Element { namespace: Namespace::Html, .. } => code::HTML_ELEMENT,
        NodeKind::Element { namespace: Namespace::Svg, .. } => code::SVG_ELEMENT,
        NodeKind::Element { namespace: Namespace::MathMl, .. } => code::MATHML_ELEMENT,
        NodeKind::Text => code::TEXT,
        NodeKind::ShadowRoot => code::SHADOW_ROOT,
        NodeKind::Document { quirks: false } => code::DOCUMENT,
        NodeKind::Document { quirks: true } => code::QUIRKS_DOCUMENT,
    }
}

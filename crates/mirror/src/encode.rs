//! Steps as bytes: the sender's half of the codec. `decode` is the other half; `docs/protocol.md` has the
//! table.

use crate::bytes::{write_difference, write_number};
use crate::compression::History;
use crate::cursor::{Cursor, Place};
use crate::frame::{FrameKind, Header};
use crate::id::number;
use crate::strings::SentStrings;
use crate::{Key, Names, Namespace, NewNode, NodeId, NodeKind, Op, Tree};

/// What each step begins with.
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
pub(crate) const EXPLICIT_PLACE: u64 = 0;

/// Makes frames of one session.
#[derive(Clone, Debug, Default)]
pub struct Encoder {
    generation: u32,
    index: u64,
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
        self.generation = self.generation.wrapping_add(1);
        self.index = 0;
        self.history.clear();
        self.strings = SentStrings::default();

        let mut body = Body::new(tree.names(), &mut self.strings);
        for id in tree.descendants(NodeId::ROOT) {
            let Some(node) = tree.node(id) else { continue };
            match node.parent() {
                None => body.node(&node.content),
                Some(parent) => body.insert(id, Place { parent, after: node.previous() }, &node.content),
            }
        }
        let body = body.out;
        self.frame(FrameKind::Keyframe, tree.digest(), &body)
    }

    /// The steps that led to `tree` since the last frame.
    pub fn delta(&mut self, tree: &Tree, ops: &[Op]) -> Vec<u8> {
        self.index += 1;
        let mut body = Body::new(tree.names(), &mut self.strings);
        for op in ops {
            body.op(op);
        }
        let body = body.out;
        self.frame(FrameKind::Delta, tree.digest(), &body)
    }

    fn frame(&mut self, kind: FrameKind, digest: u64, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(body.len() / 2 + 32);
        Header { generation: self.generation, index: self.index, digest }.write(kind, &mut out);
        self.history.write(body, &mut out);
        out
    }
}

/// A frame's body in the making.
struct Body<'a> {
    out: Vec<u8>,
    names: &'a Names,
    strings: &'a mut SentStrings,
    cursor: Cursor,
    last_id: u32,
}

impl<'a> Body<'a> {
    fn new(names: &'a Names, strings: &'a mut SentStrings) -> Self {
        Self { out: Vec::new(), names, strings, cursor: Cursor::default(), last_id: 0 }
    }

    fn op(&mut self, op: &Op) {
        match op {
            Op::Insert { id, parent, after, node } => {
                self.insert(*id, Place { parent: *parent, after: *after }, node);
            }
            Op::Detach { id } => {
                self.out.push(code::DETACH);
                self.id(*id);
            }
            Op::Place { id, parent, after } => {
                self.out.push(code::PLACE);
                self.id(*id);
                write_number(&mut self.out, parent.get().into());
                write_number(&mut self.out, number(*after).into());
            }
            Op::Set { id, key: Key::Attribute(name), value } => {
                self.out.push(code::SET_ATTRIBUTE);
                self.id(*id);
                self.strings.write_name(*name, self.names, &mut self.out);
                self.strings.write_value(value, &mut self.out);
            }
            Op::Set { id, key: Key::State(state), value } => {
                self.out.push(code::SET_STATE);
                self.id(*id);
                write_number(&mut self.out, *state as u64);
                self.strings.write_value(value, &mut self.out);
            }
            Op::Unset { id, key: Key::Attribute(name) } => {
                self.out.push(code::UNSET_ATTRIBUTE);
                self.id(*id);
                self.strings.write_name(*name, self.names, &mut self.out);
            }
            Op::Unset { id, key: Key::State(state) } => {
                self.out.push(code::UNSET_STATE);
                self.id(*id);
                write_number(&mut self.out, *state as u64);
            }
            Op::Text { id, text } => {
                self.out.push(code::SET_TEXT);
                self.id(*id);
                self.strings.write_value(text, &mut self.out);
            }
        }
    }

    fn insert(&mut self, id: NodeId, place: Place, node: &NewNode) {
        self.kind(&node.kind);
        self.id(id);
        match self.cursor.step_to(place) {
            Some(step) => write_number(&mut self.out, step as u64 + 1),
            None => {
                write_number(&mut self.out, EXPLICIT_PLACE);
                write_number(&mut self.out, place.parent.get().into());
                write_number(&mut self.out, number(place.after).into());
            }
        }
        self.content(node);
        self.cursor.advance(id, place);
    }

    /// The top document: it has no id to tell and no place.
    fn node(&mut self, node: &NewNode) {
        self.kind(&node.kind);
        self.content(node);
    }

    fn kind(&mut self, kind: &NodeKind) {
        self.out.push(match kind {
            NodeKind::Element { namespace: Namespace::Html, .. } => code::HTML_ELEMENT,
            NodeKind::Element { namespace: Namespace::Svg, .. } => code::SVG_ELEMENT,
            NodeKind::Element { namespace: Namespace::MathMl, .. } => code::MATHML_ELEMENT,
            NodeKind::Text => code::TEXT,
            NodeKind::ShadowRoot => code::SHADOW_ROOT,
            NodeKind::Document { quirks: false } => code::DOCUMENT,
            NodeKind::Document { quirks: true } => code::QUIRKS_DOCUMENT,
        });
    }

    fn content(&mut self, node: &NewNode) {
        match &node.kind {
            NodeKind::Text => return self.strings.write_value(&node.text, &mut self.out),
            NodeKind::Element { name, .. } => self.strings.write_name(*name, self.names, &mut self.out),
            NodeKind::Document { .. } | NodeKind::ShadowRoot => {}
        }
        self.values(node);
    }

    /// Attributes first; one bit of their count tells whether states follow, which most nodes have none of.
    fn values(&mut self, node: &NewNode) {
        let states = node.values.iter().filter(|(key, _)| matches!(key, Key::State(_))).count();
        let attributes = node.values.len() - states;
        write_number(&mut self.out, (attributes as u64) << 1 | u64::from(states > 0));
        for (key, value) in &node.values {
            if let Key::Attribute(name) = key {
                self.strings.write_name(*name, self.names, &mut self.out);
                self.strings.write_value(value, &mut self.out);
            }
        }
        if states == 0 {
            return;
        }
        write_number(&mut self.out, states as u64);
        for (key, value) in &node.values {
            if let Key::State(state) = key {
                write_number(&mut self.out, *state as u64);
                self.strings.write_value(value, &mut self.out);
            }
        }
    }

    /// An id as its distance from the one expected next: 0 for new nodes in the order they were seen.
    fn id(&mut self, id: NodeId) {
        write_difference(&mut self.out, i64::from(id.get()) - i64::from(self.last_id) - 1);
        self.last_id = id.get();
    }
}

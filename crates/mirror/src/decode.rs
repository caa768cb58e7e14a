//! Bytes as steps: the receiver's half of the codec. It trusts nothing: every length, number, name and place
//! is checked, what no mirror may contain is refused, and a frame that fails anywhere changes nothing that
//! the viewer sees.

use crate::bytes::Reader;
use crate::compression::History;
use crate::cursor::{Cursor, Place};
use crate::encode::{EXPLICIT_PLACE, code};
use crate::frame::{FrameError, FrameKind, Header, read_kind};
use crate::strings::ReceivedStrings;
use crate::{Key, Names, Namespace, NewNode, NodeId, NodeKind, Op, State, Tree, allow, limits};

/// Reads the keyframes and deltas of one session.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    stream: Option<Stream>,
}

/// What a frame did to the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// The tree is new: build the page from it.
    Keyframe,
    /// The tree took these steps.
    Delta {
        /// The steps, in order.
        ops: Vec<Op>,
        /// The nodes that are gone after them.
        gone: Vec<NodeId>,
    },
}

/// All that one generation of frames has taught this end.
#[derive(Clone, Debug)]
struct Stream {
    tree: Tree,
    generation: u32,
    next_index: u64,
    history: History,
    strings: ReceivedStrings,
}

impl Decoder {
    /// A decoder that waits for its first keyframe.
    pub fn new() -> Self {
        Self::default()
    }

    /// The page as of the last frame that was read; none while only a keyframe helps.
    pub fn tree(&self) -> Option<&Tree> {
        self.stream.as_ref().map(|stream| &stream.tree)
    }

    /// Reads a keyframe or a delta.
    ///
    /// # Errors
    /// [`FrameError`] says what is wrong with it. After an error only a keyframe is read: what the viewer
    /// shows stays as it is until then.
    pub fn decode(&mut self, frame: &[u8]) -> Result<Decoded, FrameError> {
        // Taken out, and put back only once all of the frame has proved sound.
        let stream = self.stream.take();
        let mut reader = Reader::new(frame);
        match read_kind(&mut reader)? {
            FrameKind::Keyframe => {
                self.stream = Some(Stream::begin(reader)?);
                Ok(Decoded::Keyframe)
            }
            FrameKind::Delta => {
                let mut stream = stream.ok_or(FrameError::NoKeyframe)?;
                let decoded = stream.advance(reader)?;
                self.stream = Some(stream);
                Ok(decoded)
            }
            FrameKind::Asset => Err(FrameError::UnknownKind(FrameKind::Asset as u8)),
        }
    }
}

impl Stream {
    fn begin(mut reader: Reader<'_>) -> Result<Self, FrameError> {
        let header = Header::read(&mut reader)?;
        let (mut history, mut strings) = (History::default(), ReceivedStrings::default());
        let body = history.read(&mut reader)?;
        let mut body = Body::new(&body, &mut strings);
        // A document has no names in it, so the tree can begin with a table of its own.
        let mut tree = Tree::with_root(body.root(&mut Names::default())?);
        while !body.reader.is_at_end() {
            let op = body.op(&mut tree)?;
            if !matches!(op, Op::Insert { .. }) {
                return Err(FrameError::UnknownCode { what: "step in a keyframe", number: 0 });
            }
            tree.apply_owned(op)?;
        }
        check_digest(&tree, header)?;
        Ok(Self { tree, generation: header.generation, next_index: 1, history, strings })
    }

    fn advance(&mut self, mut reader: Reader<'_>) -> Result<Decoded, FrameError> {
        let header = Header::read(&mut reader)?;
        if header.generation != self.generation {
            return Err(FrameError::NoKeyframe);
        }
        if header.index != self.next_index {
            return Err(FrameError::Gap {
                generation: header.generation,
                got: header.index,
                expected: self.next_index,
            });
        }
        let body = self.history.read(&mut reader)?;
        let mut body = Body::new(&body, &mut self.strings);
        let mut ops = Vec::new();
        while !body.reader.is_at_end() {
            let op = body.op(&mut self.tree)?;
            self.tree.apply(&op)?;
            ops.push(op);
        }
        let gone = self.tree.drop_detached();
        check_digest(&self.tree, header)?;
        self.next_index += 1;
        Ok(Decoded::Delta { ops, gone })
    }
}

fn check_digest(tree: &Tree, header: Header) -> Result<(), FrameError> {
    if tree.digest() == header.digest { Ok(()) } else { Err(FrameError::DigestDiffers) }
}

/// A frame's body in the reading.
struct Body<'a> {
    reader: Reader<'a>,
    strings: &'a mut ReceivedStrings,
    cursor: Cursor,
    last_id: u32,
}

impl<'a> Body<'a> {
    fn new(bytes: &'a [u8], strings: &'a mut ReceivedStrings) -> Self {
        Self { reader: Reader::new(bytes), strings, cursor: Cursor::default(), last_id: 0 }
    }

    fn root(&mut self, names: &mut Names) -> Result<NewNode, FrameError> {
        let kind = match self.reader.byte()? {
            code::DOCUMENT => NodeKind::Document { quirks: false },
            code::QUIRKS_DOCUMENT => NodeKind::Document { quirks: true },
            other => return Err(FrameError::UnknownCode { what: "document", number: other.into() }),
        };
        let values = self.values(None, names)?;
        Ok(NewNode { kind, text: "".into(), values })
    }

    fn op(&mut self, tree: &mut Tree) -> Result<Op, FrameError> {
        let step = self.reader.byte()?;
        let id = self.id()?;
        match step {
            code::HTML_ELEMENT..=code::QUIRKS_DOCUMENT => self.insert(step, id, tree.names_mut()),
            code::DETACH => Ok(Op::Detach { id }),
            code::PLACE => {
                let Place { parent, after } = self.explicit_place()?;
                Ok(Op::Place { id, parent, after })
            }
            code::SET_ATTRIBUTE | code::SET_STATE => {
                let key = self.key(step == code::SET_ATTRIBUTE, tree.names_mut())?;
                let value = self.strings.read_value(&mut self.reader)?;
                check_value(key, &value, tree.names())?;
                Ok(Op::Set { id, key, value })
            }
            code::UNSET_ATTRIBUTE | code::UNSET_STATE => {
                Ok(Op::Unset { id, key: self.key(step == code::UNSET_ATTRIBUTE, tree.names_mut())? })
            }
            code::SET_TEXT => Ok(Op::Text { id, text: self.strings.read_value(&mut self.reader)? }),
            other => Err(FrameError::UnknownCode { what: "step", number: other.into() }),
        }
    }

    fn insert(&mut self, step: u8, id: NodeId, names: &mut Names) -> Result<Op, FrameError> {
        let place = self.place()?;
        let node = match step {
            code::TEXT => NewNode::text(&self.strings.read_value(&mut self.reader)?),
            code::SHADOW_ROOT => self.container(NodeKind::ShadowRoot, names)?,
            code::DOCUMENT => self.container(NodeKind::Document { quirks: false }, names)?,
            code::QUIRKS_DOCUMENT => self.container(NodeKind::Document { quirks: true }, names)?,
            code::SVG_ELEMENT => self.element(Namespace::Svg, names)?,
            code::MATHML_ELEMENT => self.element(Namespace::MathMl, names)?,
            _ => self.element(Namespace::Html, names)?,
        };
        self.cursor.advance(id, place);
        Ok(Op::Insert { id, parent: place.parent, after: place.after, node })
    }

    fn container(&mut self, kind: NodeKind, names: &mut Names) -> Result<NewNode, FrameError> {
        Ok(NewNode { kind, text: "".into(), values: self.values(None, names)? })
    }

    fn element(&mut self, namespace: Namespace, names: &mut Names) -> Result<NewNode, FrameError> {
        let name = self.strings.read_name(&mut self.reader, names)?;
        if !names.element_allowed(namespace, name) {
            return Err(FrameError::Forbidden(format!("an element <{}>", names.text(name))));
        }
        let kind = NodeKind::Element { namespace, name };
        Ok(NewNode { kind, text: "".into(), values: self.values(Some(namespace), names)? })
    }

    fn values(
        &mut self,
        element: Option<Namespace>,
        names: &mut Names,
    ) -> Result<Vec<(Key, Box<str>)>, FrameError> {
        let attributes = self.reader.number()?;
        let has_states = attributes & 1 == 1;
        let attributes = attributes >> 1;
        if attributes > 0 && element.is_none() {
            return Err(FrameError::Forbidden("an attribute of a document or shadow root".into()));
        }
        let mut values = Vec::new();
        for _ in 0..attributes {
            self.value(true, &mut values, names)?;
        }
        let states = if has_states { self.reader.number()? } else { 0 };
        for _ in 0..states {
            self.value(false, &mut values, names)?;
        }
        Ok(values)
    }

    fn value(
        &mut self,
        is_attribute: bool,
        values: &mut Vec<(Key, Box<str>)>,
        names: &mut Names,
    ) -> Result<(), FrameError> {
        let key = self.key(is_attribute, names)?;
        let value = self.strings.read_value(&mut self.reader)?;
        check_value(key, &value, names)?;
        // A key twice would make the digest of the list differ from that of the node.
        if values.len() >= limits::VALUES {
            return Err(FrameError::TooMany { what: "values of one node", most: limits::VALUES });
        }
        if values.iter().any(|(other, _)| *other == key) {
            return Err(FrameError::Forbidden("an attribute twice on one element".into()));
        }
        values.push((key, value));
        Ok(())
    }

    fn key(&mut self, is_attribute: bool, names: &mut Names) -> Result<Key, FrameError> {
        if is_attribute {
            let name = self.strings.read_name(&mut self.reader, names)?;
            if !names.attribute_allowed(name) {
                return Err(FrameError::Forbidden(format!("an attribute {:?}", names.text(name))));
            }
            return Ok(Key::Attribute(name));
        }
        let number = self.reader.number_u32()?;
        let state = State::from_number(number).ok_or(FrameError::UnknownCode { what: "state", number })?;
        Ok(Key::State(state))
    }

    fn place(&mut self) -> Result<Place, FrameError> {
        let step = self.reader.number()?;
        if step == EXPLICIT_PLACE {
            return self.explicit_place();
        }
        usize::try_from(step - 1)
            .ok()
            .and_then(|step| self.cursor.place_at(step))
            .ok_or(FrameError::UnknownCode { what: "place", number: u32::try_from(step).unwrap_or(u32::MAX) })
    }

    fn explicit_place(&mut self) -> Result<Place, FrameError> {
        let parent = NodeId::new(self.reader.number_u32()?).ok_or(FrameError::NumberTooLarge)?;
        let after = NodeId::new(self.reader.number_u32()?);
        Ok(Place { parent, after })
    }

    fn id(&mut self) -> Result<NodeId, FrameError> {
        let distance = self.reader.difference()?;
        let id = i64::from(self.last_id).checked_add(1).and_then(|next| next.checked_add(distance));
        let id = id.and_then(|id| u32::try_from(id).ok()).and_then(NodeId::new);
        let id = id.ok_or(FrameError::NumberTooLarge)?;
        self.last_id = id.get();
        Ok(id)
    }
}

/// Refuses what no mirror may contain.
fn check_value(key: Key, value: &str, names: &Names) -> Result<(), FrameError> {
    let Key::Attribute(name) = key else { return Ok(()) };
    if !allow::attribute_value(names.text(name), value) {
        return Err(FrameError::Forbidden(format!("this value of the attribute {:?}", names.text(name))));
    }
    Ok(())
}

//! Bytes as steps: the receiver's half of the codec. It trusts nothing: every length, number, name and place
//! is checked, what no mirror may contain is refused, and a frame that fails anywhere changes nothing that
//! the viewer sees.

use crate::bytes::Reader;
use crate::compression::{History, Sections};
use crate::cursor::{Cursor, Place, Step};
use crate::encode::{EXPLICIT_PLACE, FAR_PLACE, Last, code};
use crate::frame::{FrameError, FrameKind, Header, read_kind};
use crate::strings::ReceivedStrings;
use crate::{Key, Names, Namespace, NewNode, NodeId, NodeKind, Op, State, Text, Tree, limits};

/// Reads the keyframes and deltas of one session.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    stream: Option<Stream>,
    /// Whether any digest passes: see [`crate::fuzzing`].
    pub(crate) is_lenient: bool,
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
    newest: u32,
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
                let (stream, header) = Stream::begin(reader)?;
                self.check_digest(stream.tree.digest(), header)?;
                self.stream = Some(stream);
                Ok(Decoded::Keyframe)
            }
            FrameKind::Delta => {
                let mut stream = stream.ok_or(FrameError::NoKeyframe)?;
                let (decoded, header) = stream.advance(reader)?;
                self.check_digest(stream.tree.digest() & u64::from(u32::MAX), header)?;
                self.stream = Some(stream);
                Ok(decoded)
            }
            kind @ (FrameKind::Asset | FrameKind::NamedAsset | FrameKind::AssetBytes) => {
                Err(FrameError::UnknownKind(kind as u8))
            }
        }
    }

    fn check_digest(&self, digest: u64, header: Header) -> Result<(), FrameError> {
        if digest == header.digest || self.is_lenient { Ok(()) } else { Err(FrameError::DigestDiffers) }
    }
}

impl Stream {
    fn begin(mut reader: Reader<'_>) -> Result<(Self, Header), FrameError> {
        let header = Header::read(FrameKind::Keyframe, &mut reader)?;
        let (mut history, mut strings) = (History::default(), ReceivedStrings::default());
        let body = history.read(&mut reader)?;
        let mut body = Body::new(&body, &mut strings, 1)?;
        // A document has no names in it, so the tree can begin with a table of its own.
        let mut tree = Tree::with_root(body.root(&mut Names::default())?);
        while !body.is_at_end()? {
            let Op::Insert { .. } = body.op(&mut tree)? else {
                return Err(FrameError::UnknownCode { what: "step in a keyframe", number: 0 });
            };
        }
        let newest = body.cursor.newest();
        Ok((Self { tree, generation: header.generation, next_index: 1, newest, history, strings }, header))
    }

    fn advance(&mut self, mut reader: Reader<'_>) -> Result<(Decoded, Header), FrameError> {
        let header = Header::read(FrameKind::Delta, &mut reader)?;
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
        let mut body = Body::new(&body, &mut self.strings, self.newest)?;
        let mut ops = Vec::new();
        while !body.is_at_end()? {
            if ops.len() >= limits::STEPS {
                return Err(FrameError::TooMany { what: "steps", most: limits::STEPS });
            }
            ops.push(body.op(&mut self.tree)?);
        }
        self.newest = body.cursor.newest();
        let gone = self.tree.drop_detached();
        self.next_index += 1;
        if self.tree.names().len() > limits::NAMES / 2 {
            self.tree.forget_unused_names(self.strings.names());
        }
        Ok((Decoded::Delta { ops, gone }, header))
    }
}

/// A frame's body in the reading.
struct Body<'a> {
    reader: Reader<'a>,
    text: &'a str,
    strings: &'a mut ReceivedStrings,
    cursor: Cursor,
    last: Last,
}

impl<'a> Body<'a> {
    fn new(body: &'a Sections, strings: &'a mut ReceivedStrings, newest: u32) -> Result<Self, FrameError> {
        let text = std::str::from_utf8(&body.text).map_err(|_| FrameError::NotUtf8)?;
        let (reader, cursor) = (Reader::new(&body.structure), Cursor::new(newest));
        Ok(Self { reader, text, strings, cursor, last: Last::default() })
    }

    fn is_at_end(&self) -> Result<bool, FrameError> {
        match (self.reader.is_at_end(), self.text.is_empty()) {
            (true, false) => Err(FrameError::Surplus),
            (is_at_end, _) => Ok(is_at_end),
        }
    }

    fn root(&mut self, names: &mut Names) -> Result<NewNode, FrameError> {
        let kind = match self.reader.byte()? {
            code::DOCUMENT => NodeKind::Document { quirks: false },
            code::QUIRKS_DOCUMENT => NodeKind::Document { quirks: true },
            other => return Err(FrameError::UnknownCode { what: "document", number: other.into() }),
        };
        self.container(kind, names)
    }

    /// Reads a step and has the tree take it.
    fn op(&mut self, tree: &mut Tree) -> Result<Op, FrameError> {
        let step = self.reader.byte()?;
        if let code::HTML_ELEMENT..=code::QUIRKS_DOCUMENT = step & 15 {
            return self.insert(step & 15, usize::from(step >> 4), tree);
        }
        if step == code::PLACE {
            let Place { parent, after } = self.explicit_place()?;
            let id = self.id()?;
            tree.count_move(tree.known(id)?)?;
            tree.place(id, parent, after)?;
            return Ok(Op::Place { id, parent, after });
        }
        let id = self.id()?;
        match step {
            code::DETACH => {
                tree.count_move(tree.known(id)?)?;
                tree.detach(id)?;
                Ok(Op::Detach { id })
            }
            code::SET_ATTRIBUTE | code::SET_STATE => {
                let (key, value) = self.value(step == code::SET_ATTRIBUTE, tree.names_mut())?;
                tree.set(id, key, value)?;
                Ok(Op::Set { id, key })
            }
            code::UNSET_ATTRIBUTE | code::UNSET_STATE => {
                let key = self.key(step == code::UNSET_ATTRIBUTE, tree.names_mut())?;
                tree.unset(id, key)?;
                Ok(Op::Unset { id, key })
            }
            code::SET_TEXT => {
                tree.set_text(id, self.strings.read_value(&mut self.reader, &mut self.text)?)?;
                Ok(Op::Text { id })
            }
            other => Err(FrameError::UnknownCode { what: "step", number: other.into() }),
        }
    }

    fn insert(&mut self, code: u8, said: usize, tree: &mut Tree) -> Result<Op, FrameError> {
        let (place, step) = self.place(said)?;
        let id = self.distant_id(self.cursor.expected_id(step))?;
        self.last.id = id.get();
        let Place { parent, after } = place;
        let names = tree.names_mut();
        let node = match code {
            code::TEXT => NewNode::text(self.strings.read_value(&mut self.reader, &mut self.text)?),
            code::SHADOW_ROOT => self.container(NodeKind::ShadowRoot, names)?,
            code::DOCUMENT => self.container(NodeKind::Document { quirks: false }, names)?,
            code::QUIRKS_DOCUMENT => self.container(NodeKind::Document { quirks: true }, names)?,
            code::SVG_ELEMENT => self.element(Namespace::Svg, names)?,
            code::MATHML_ELEMENT => self.element(Namespace::MathMl, names)?,
            _ => self.element(Namespace::Html, names)?,
        };
        if names.len() > limits::NAMES {
            return Err(FrameError::TooMany { what: "names", most: limits::NAMES });
        }
        tree.insert(id, parent, after, node)?;
        self.cursor.advance(id, place, step);
        Ok(Op::Insert { id, parent, after })
    }

    fn container(&mut self, kind: NodeKind, names: &mut Names) -> Result<NewNode, FrameError> {
        let mut node = NewNode::container(kind);
        self.values(&mut node, names)?;
        Ok(node)
    }

    fn element(&mut self, namespace: Namespace, names: &mut Names) -> Result<NewNode, FrameError> {
        let name = self.strings.read_name(&mut self.reader, &mut self.text, names)?;
        if !names.element_allowed(namespace, name) {
            return Err(FrameError::Forbidden(format!("an element <{}>", names.text(name))));
        }
        self.container(NodeKind::Element { namespace, name }, names)
    }

    fn values(&mut self, node: &mut NewNode, names: &mut Names) -> Result<(), FrameError> {
        let attributes = self.reader.number()?;
        let (has_states, attributes) = (attributes & 1 == 1, attributes >> 1);
        if attributes > 0 && !matches!(node.kind, NodeKind::Element { .. }) {
            return Err(FrameError::Forbidden("an attribute of a document or shadow root".into()));
        }
        for _ in 0..attributes {
            self.value_of(node, true, names)?;
        }
        let states = if has_states { self.reader.number()? } else { 0 };
        for _ in 0..states {
            self.value_of(node, false, names)?;
        }
        Ok(())
    }

    fn value_of(
        &mut self,
        node: &mut NewNode,
        is_attribute: bool,
        names: &mut Names,
    ) -> Result<(), FrameError> {
        let (key, value) = self.value(is_attribute, names)?;
        if node.values.len() >= limits::VALUES {
            return Err(FrameError::TooMany { what: "values of one node", most: limits::VALUES });
        }
        // A key twice would make the digest of the list differ from that of the node.
        if node.values.iter().any(|(other, _)| *other == key) {
            return Err(FrameError::Forbidden("an attribute twice on one element".into()));
        }
        node.values.push((key, value));
        Ok(())
    }

    /// A key and its value, unless no mirror may contain it.
    fn value(&mut self, is_attribute: bool, names: &mut Names) -> Result<(Key, Text), FrameError> {
        let key = self.key(is_attribute, names)?;
        let value = self.strings.read_value(&mut self.reader, &mut self.text)?;
        if let Key::Attribute(name) = key
            && !names.value_allowed(name, &value)
        {
            return Err(FrameError::Forbidden(format!("this value of the attribute {:?}", names.text(name))));
        }
        Ok((key, value))
    }

    fn key(&mut self, is_attribute: bool, names: &mut Names) -> Result<Key, FrameError> {
        if is_attribute {
            let name = self.strings.read_name(&mut self.reader, &mut self.text, names)?;
            if !names.attribute_allowed(name) {
                return Err(FrameError::Forbidden(format!("an attribute {:?}", names.text(name))));
            }
            return Ok(Key::Attribute(name));
        }
        let number = self.reader.number_u32()?;
        let state = State::from_number(number).ok_or(FrameError::UnknownCode { what: "state", number })?;
        Ok(Key::State(state))
    }

    fn place(&mut self, said: usize) -> Result<(Place, Option<Step>), FrameError> {
        let step = match said {
            EXPLICIT_PLACE => return Ok((self.explicit_place()?, None)),
            FAR_PLACE => usize::try_from(self.reader.number()?)
                .ok()
                .and_then(|more| more.checked_add(FAR_PLACE - 1))
                .ok_or(FrameError::NumberTooLarge)?,
            near => near - 1,
        };
        let number = u32::try_from(step).unwrap_or(u32::MAX);
        let place = self.cursor.place_at(step).ok_or(FrameError::UnknownCode { what: "place", number })?;
        Ok((place, Some(step)))
    }

    fn explicit_place(&mut self) -> Result<Place, FrameError> {
        let parent = self.distant_id(self.last.parent)?;
        let after = self.distant_id(self.last.id)?;
        self.last.parent = parent.get();
        Ok(Place { parent, after: Some(after).filter(|after| *after != NodeId::ROOT) })
    }

    fn id(&mut self) -> Result<NodeId, FrameError> {
        let id = self.distant_id(self.last.id)?;
        self.last.id = id.get();
        Ok(id)
    }

    fn distant_id(&mut self, from: u32) -> Result<NodeId, FrameError> {
        let id = i64::from(from).checked_add(self.reader.difference()?);
        let id = id.and_then(|id| u32::try_from(id).ok()).and_then(NodeId::new);
        id.ok_or(FrameError::NumberTooLarge)
    }
}

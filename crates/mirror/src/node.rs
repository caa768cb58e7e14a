//! What a node is, apart from where it stands.

use crate::{Name, NodeId, Text};

/// What makes a node the kind it is; it never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A document: the top one, or the one inside an iframe element.
    Document {
        /// Whether it is laid out in quirks mode.
        quirks: bool,
    },
    /// An element.
    Element {
        /// The vocabulary it comes from.
        namespace: Namespace,
        /// Its local name, in the case that the document has it.
        name: Name,
    },
    /// A run of text. Comments are not mirrored: they do not show, and carry secrets.
    Text,
    /// The open shadow root of its parent element, always the first in that element's list of children.
    ShadowRoot,
}

/// The vocabularies that browsers render.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// <http://www.w3.org/1999/xhtml>
    Html = 0,
    /// <http://www.w3.org/2000/svg>
    Svg = 1,
    /// <http://www.w3.org/1998/Math/MathML>
    MathMl = 2,
}

/// What a value belongs to: an attribute in the markup, or a state that no attribute tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// An attribute by its qualified name.
    Attribute(Name),
    /// A state beside the markup.
    State(State),
}

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident = $number:literal),+ $(,)?) => {
        /// What shows, but stands in no attribute. Every state's value is text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum State {
            $($(#[$doc])* $name = $number),+
        }

        impl State {
            /// Every state, by number.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The state with this number on the wire.
            pub fn from_number(number: u32) -> Option<Self> {
                match number {
                    $($number => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

states! {
    /// The current value of an `input`, `textarea` or `select`, masked where it must be.
    Value = 1,
    /// Whether a checkbox or radio button is checked: `1`, or absent.
    Checked = 2,
    /// Whether a checkbox is neither on nor off: `1`, or absent.
    Indeterminate = 3,
    /// Whether an `option` is selected: `1`, or absent.
    Selected = 4,
    /// How far a scroller (or a document) is scrolled: `x,y` in CSS px.
    Scroll = 5,
    /// The rules of a style sheet that this `style` element, document or shadow root brings in.
    Sheet = 6,
    /// The address of the picture that is shown, to be looked up among the session's assets; never loaded. Its fragment
    /// picks a part of it. Of an `img` it may be followed by a space and a density, as in a `srcset`.
    Source = 7,
    /// The size of the empty box that stands in for what is blocked or cannot be read: `width,height` in CSS px.
    Box = 8,
    /// The size of a document's viewport: `width,height` in CSS px. While the shopper sees only a part of it (zoomed in, or
    /// with a keyboard on the screen), that part follows: `,left,top,width,height`.
    Viewport = 9,
    /// The colour scheme that the shopper prefers, on the top document: `dark` or `light`; then, after a space each, the schemes that
    /// the page's `<meta name=color-scheme>` lists.
    Scheme = 10,
    /// That a `dialog` is open as a modal one: when it was opened, as an ever larger number; or absent.
    Modal = 11,
    /// That a popover is shown: when it was, counted with the modal dialogs; or absent.
    Popover = 12,
    /// The font faces that a script added, on the top document. A line each: family, weight, style, stretch, characters,
    /// features, a sample, and the sample's width, the font's ascent, and the sample's ascent and descent, in CSS px at
    /// 100 px; with tabs between them. Then, a line each, the addresses of the files that they may have come from.
    Fonts = 13,
    /// Where a `video` or `audio` element stands: `playing`, `paused` or `ended`, its time and duration in seconds,
    /// `muted` or `heard`, and its volume from 0 to 1, with spaces between them. That time goes by while it plays is not told.
    Media = 14,
    /// What of a document the shopper points at and works with: words of a letter and a node's id. `h` hovered, `a` active,
    /// `f` focused, `v` focused with a ring, `w` around what is focused, `t` target of the address, `s` fullscreen.
    Interaction = 16,
    /// Names of the custom elements in a document that are not defined, with spaces between them.
    Undefined = 17,
    /// The selected text of a document: id and place of its start, id and place of its end, with commas. A place is
    /// an offset in a text in UTF-16 units, or -1 before the node, -2 after it, -3 first in it, -4 last in it.
    Selection = 18,
    /// Where the shopper points in the top document's viewport, and how often she has pressed: `x,y,count`, in CSS px.
    Pointer = 19,
    /// How a form field's value is judged, which a masked one would not show: `valid` or `invalid`, and `user-valid` or `user-invalid` once
    /// the shopper has been there; or absent for what is not judged, or secret.
    Validity = 20,
    /// The animations that scripts began on an element, weakest first. A line each, with tabs between its words: `animation`, pseudo-element,
    /// `running`, `paused` or `finished`, time in ms, rate, delay, end delay and duration in ms, iterations, where in one it starts,
    /// direction, fill, easing and how it is composed. Then a line for each of its keyframes: offset from 0 to 1, easing, how it is
    /// composed, and then properties, as scripts call them, each with its value. That time goes by while it runs is not told.
    Animations = 21,
    /// Of a shadow root, that scripts fill its slots, and with what: for every slot a space, its id and those of the nodes in it, with commas
    /// between them. A node that is not told is 0.
    Slots = 22,
}

/// A node as it is first seen, without its children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNode {
    /// Its kind.
    pub kind: NodeKind,
    /// What a text node says; none for all others.
    pub text: Option<Text>,
    /// Its values, no key twice.
    pub values: Vec<(Key, Text)>,
}

impl NewNode {
    /// A run of text.
    pub fn text(text: impl Into<Text>) -> Self {
        Self { kind: NodeKind::Text, text: Some(text.into()), values: Vec::new() }
    }

    /// An element without values.
    pub fn element(namespace: Namespace, name: Name) -> Self {
        Self::container(NodeKind::Element { namespace, name })
    }

    /// A document, or a shadow root, without values.
    pub fn container(kind: NodeKind) -> Self {
        Self { kind, text: None, values: Vec::new() }
    }

    pub(crate) fn value(&self, key: Key) -> Option<&Text> {
        self.values.iter().find(|(other, _)| *other == key).map(|(_, value)| value)
    }
}

/// A node in its place, to look at.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    pub(crate) content: &'a NewNode,
    pub(crate) parent: Option<NodeId>,
    pub(crate) previous: Option<NodeId>,
}

impl<'a> Node<'a> {
    /// Its kind.
    pub fn kind(self) -> &'a NodeKind {
        &self.content.kind
    }

    /// Its text, for text nodes; empty for all others.
    pub fn text(self) -> &'a str {
        self.content.text.as_deref().unwrap_or_default()
    }

    /// Its values, in no particular order.
    pub fn values(self) -> impl Iterator<Item = (Key, &'a str)> {
        self.content.values.iter().map(|(key, value)| (*key, &**value))
    }

    /// Its value for `key`.
    pub fn value(self, key: Key) -> Option<&'a str> {
        self.shared_value(key).map(|value| &**value)
    }

    pub(crate) fn shared_value(self, key: Key) -> Option<&'a Text> {
        self.content.value(key)
    }

    /// The node it stands below; none for the top document.
    pub fn parent(self) -> Option<NodeId> {
        self.parent
    }

    /// The sibling before it.
    pub fn previous(self) -> Option<NodeId> {
        self.previous
    }
}

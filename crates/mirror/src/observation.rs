//! What capture saw of the page in one flush: the final state of all that may have changed.

use crate::{Key, NewNode, NodeId, Text};

/// The final state of what is dirty. Build it in document order, a new node before its children's list.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    pub(crate) new_nodes: Vec<(NodeId, NewNode)>,
    pub(crate) lists: Vec<List>,
    pub(crate) leavers: Vec<(NodeId, NodeId)>,
    pub(crate) children: Vec<NodeId>,
    pub(crate) values: Vec<(NodeId, Key, Option<Text>)>,
    pub(crate) texts: Vec<(NodeId, Text)>,
}

/// One parent's children, or some of them: a stretch of [`Observation::children`].
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) parent: NodeId,
    pub(crate) place: Place,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Where the children of a list stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// They are all that their parent has.
    Whole,
    /// In this order after that sibling, or first; the parent keeps its others.
    Run(Option<NodeId>),
}

impl Observation {
    /// A node that was not seen before. It must stand in some list of children.
    pub fn new_node(&mut self, id: NodeId, node: NewNode) {
        self.new_nodes.push((id, node));
    }

    /// All children that `parent` has now, in order, a shadow root first.
    pub fn children(&mut self, parent: NodeId, children: impl IntoIterator<Item = NodeId>) {
        let start = self.children.len();
        self.children.extend(children);
        self.lists.push(List { parent, place: Place::Whole, start, end: self.children.len() });
    }

    /// Children that `parent` has now, one after another behind `after`, a sibling that was not touched; first
    /// without one. What else `parent` has is as it was: a list of 100,000 is not read because one row is new.
    /// Every child that came or moved since the last time has to stand in some run.
    pub fn run(&mut self, parent: NodeId, after: Option<NodeId>, children: impl IntoIterator<Item = NodeId>) {
        let start = self.children.len();
        self.children.extend(children);
        self.lists.push(List { parent, place: Place::Run(after), start, end: self.children.len() });
    }

    /// A child that `parent`, whose children are told in runs, no longer has.
    pub fn left(&mut self, parent: NodeId, child: NodeId) {
        self.leavers.push((parent, child));
    }

    /// The value that a known node has for `key` now; none if it has none any more.
    pub fn value(&mut self, id: NodeId, key: Key, value: Option<Text>) {
        self.values.push((id, key, value));
    }

    /// What a known run of text says now.
    pub fn text(&mut self, id: NodeId, text: impl Into<Text>) {
        self.texts.push((id, text.into()));
    }
}

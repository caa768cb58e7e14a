//! The tree itself: nodes by name in an arena, linked in order. Owns reading and the end of a frame; `changes` has the
//! steps, `facts` the digest that every step keeps current.

use crate::slots::{Slot, Slots};
use crate::{Key, Name, Names, NewNode, Node, NodeId, NodeKind, limits};
use thiserror::Error;

/// A page, as plain values.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(crate) entries: Vec<Entry>,
    pub(crate) slots: Slots,
    free: Vec<Slot>,
    names: Names,
    /// What was detached in this frame; some of it may have a place again.
    pub(crate) limbo: Vec<Slot>,
    pub(crate) digest: u64,
    /// How much text it holds: see [`limits::TREE_BYTES`].
    pub(crate) bytes: usize,
    /// How many nodes were looked at in this frame: see [`limits::WORK`].
    pub(crate) work: usize,
    /// How many lists of children were reconciled so far.
    pub(crate) lists: u64,
}

/// A node and its neighbours.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: NodeId,
    pub(crate) content: NewNode,
    pub(crate) parent: Option<Slot>,
    pub(crate) previous: Option<Slot>,
    pub(crate) next: Option<Slot>,
    pub(crate) first_child: Option<Slot>,
    /// How many nodes there are from the top document down to this one, which counts. Below a detached node it is as it
    /// was before. 0 for an entry that is free.
    pub(crate) depth: usize,
    /// For `reconcile`: the last list that it stood in.
    pub(crate) listed: u64,
    /// For `reconcile`, which writes before it reads: its place among those that may stay.
    pub(crate) position: u32,
}

/// Why a step cannot be taken. The tree is as it was before that step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TreeError {
    /// The step speaks of a node that is not in the tree.
    #[error("node {} is not in the tree", .0.get())]
    UnknownNode(NodeId),
    /// The step inserts a node that is already in the tree.
    #[error("node {} is in the tree already", .0.get())]
    DuplicateNode(NodeId),
    /// The step puts a node after one that stands below another parent.
    #[error("node {} is not a child of the parent that the step names", .0.get())]
    NotASibling(NodeId),
    /// The step puts a node below itself.
    #[error("node {} would stand below itself", .0.get())]
    Cycle(NodeId),
    /// The step puts a node where its kind cannot stand, or takes the top document away.
    #[error("node {} cannot stand there", .0.get())]
    WrongPlace(NodeId),
    /// The tree would have more nodes than [`limits::NODES`].
    #[error("more than {} nodes", limits::NODES)]
    TooManyNodes,
    /// A node would have more values than [`limits::VALUES`].
    #[error("more than {} values on node {}", limits::VALUES, .0.get())]
    TooManyValues(NodeId),
    /// The tree would hold more text than [`limits::TREE_BYTES`].
    #[error("more than {} bytes of text", limits::TREE_BYTES)]
    TooMuchText,
    /// A frame moves large subtrees over and over: [`limits::WORK`].
    #[error("a frame that moves more than can be checked")]
    TooMuchWork,
    /// The tree would be deeper than [`limits::DEPTH`].
    #[error("nested more than {} deep", limits::DEPTH)]
    TooDeep,
}

impl Default for Tree {
    fn default() -> Self {
        Self::new()
    }
}

impl Tree {
    /// A tree of one empty document.
    pub fn new() -> Self {
        Self::with_root(NewNode::container(NodeKind::Document { quirks: false }))
    }

    /// A tree of one document.
    pub fn with_root(document: NewNode) -> Self {
        let mut tree = Self {
            entries: Vec::new(),
            slots: Slots::default(),
            free: Vec::new(),
            names: Names::default(),
            limbo: Vec::new(),
            digest: 0,
            bytes: 0,
            work: 0,
            lists: 0,
        };
        let _ = tree.remember(NodeId::ROOT, document, 1);
        tree
    }

    /// The node called `id`.
    pub fn node(&self, id: NodeId) -> Option<Node<'_>> {
        self.entry(self.slots.get(id)?).map(|entry| self.look_at(entry))
    }

    /// What the node called `id` is, wherever it stands.
    pub(crate) fn content(&self, id: NodeId) -> Option<&NewNode> {
        self.entry(self.slots.get(id)?).map(|entry| &entry.content)
    }

    /// Whether there is a node called `id`.
    pub fn contains(&self, id: NodeId) -> bool {
        self.slots.get(id).is_some()
    }

    /// How many nodes there are, the top document included.
    pub fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    /// Whether there is nothing but the top document.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// Whether the top document is laid out in quirks mode.
    pub fn is_quirks(&self) -> bool {
        self.node(NodeId::ROOT).is_some_and(|root| root.kind() == &NodeKind::Document { quirks: true })
    }

    /// The names used in this tree.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The names used in this tree, to add to.
    pub fn names_mut(&mut self) -> &mut Names {
        &mut self.names
    }

    /// Forgets the names that no node has, but for those of `kept`, and gives their places to others. It looks at the
    /// whole tree, so it is for when the table has grown too large.
    pub fn forget_unused_names(&mut self, kept: impl IntoIterator<Item = Name>) {
        let mut used = vec![false; self.names.slots()];
        let mut mark = |name: Name| {
            if let Some(mark) = used.get_mut(name.index() as usize) {
                *mark = true;
            }
        };
        kept.into_iter().for_each(&mut mark);
        for entry in &self.entries {
            if let NodeKind::Element { name, .. } = entry.content.kind {
                mark(name);
            }
            for (key, _) in &entry.content.values {
                if let Key::Attribute(name) = key {
                    mark(*name);
                }
            }
        }
        self.names.forget_all_but(&used);
    }

    /// A number that is the same for equal trees and different, but for one chance in 2⁶⁴, for others.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The children of `parent`, in order; a shadow root comes first.
    pub fn children(&self, parent: NodeId) -> impl Iterator<Item = NodeId> {
        let first = self.slots.get(parent).and_then(|slot| self.entry(slot)?.first_child);
        let entries = std::iter::successors(first.and_then(|first| self.entry(first)), |entry| {
            entry.next.and_then(|next| self.entry(next))
        });
        entries.map(|entry| entry.id)
    }

    /// `id` and everything below it, parents before children, in document order.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        self.nodes(id).map(|(id, _)| id)
    }

    /// The same, with what is to be seen of each.
    pub(crate) fn nodes(&self, id: NodeId) -> impl Iterator<Item = (NodeId, Node<'_>)> {
        self.below(self.slots.get(id)).filter_map(|slot| {
            let entry = self.entry(slot)?;
            Some((entry.id, self.look_at(entry)))
        })
    }

    /// Ends a frame: drops what is detached. Returns the names of the nodes that are gone.
    pub fn drop_detached(&mut self) -> Vec<NodeId> {
        self.work = 0;
        let mut gone = Vec::new();
        for root in std::mem::take(&mut self.limbo) {
            // Placed again; or, detached twice, it is gone already.
            if !self.is_detached(root) {
                continue;
            }
            let below: Vec<Slot> = self.below(Some(root)).collect();
            for slot in below {
                gone.extend(self.forget(slot));
            }
        }
        gone
    }

    fn below(&self, root: Option<Slot>) -> impl Iterator<Item = Slot> {
        let mut next = root;
        std::iter::from_fn(move || {
            let current = next?;
            next = self.following(current, root?);
            Some(current)
        })
    }

    pub(crate) fn entry(&self, slot: Slot) -> Option<&Entry> {
        self.entries.get(slot.index())
    }

    pub(crate) fn entry_mut(&mut self, slot: Slot) -> Option<&mut Entry> {
        self.entries.get_mut(slot.index())
    }

    pub(crate) fn id_at(&self, slot: Option<Slot>) -> Option<NodeId> {
        self.entry(slot?).map(|entry| entry.id)
    }

    pub(crate) fn known(&self, id: NodeId) -> Result<Slot, TreeError> {
        self.slots.get(id).ok_or(TreeError::UnknownNode(id))
    }

    pub(crate) fn is_detached(&self, slot: Slot) -> bool {
        self.entry(slot).is_some_and(|entry| entry.parent.is_none() && entry.depth > 1)
    }

    /// Counts what it takes to move a node with all below it.
    pub(crate) fn count_move(&mut self, root: Slot) -> Result<(), TreeError> {
        let mut next = Some(root);
        while let Some(slot) = next {
            let frame = self.entry(slot).is_some_and(|entry| match entry.content.kind {
                NodeKind::Element { name, .. } => self.names.text(name) == "iframe",
                _ => false,
            });
            self.work += if frame { limits::FRAME_WORK } else { 1 };
            if self.work > limits::WORK {
                return Err(TreeError::TooMuchWork);
            }
            next = self.following(slot, root);
        }
        Ok(())
    }

    /// The node after `current` in document order, if it stands below `within`.
    pub(crate) fn following(&self, current: Slot, within: Slot) -> Option<Slot> {
        let mut entry = self.entry(current)?;
        if entry.first_child.is_some() {
            return entry.first_child;
        }
        let mut climbing = current;
        while climbing != within {
            if entry.next.is_some() {
                return entry.next;
            }
            climbing = entry.parent?;
            entry = self.entry(climbing)?;
        }
        None
    }

    /// Takes a node in, without a place.
    pub(crate) fn remember(&mut self, id: NodeId, content: NewNode, depth: usize) -> Option<Slot> {
        self.digest = self.digest.wrapping_add(self.content_facts(id, &content));
        self.bytes += bytes_of(&content);
        let entry = Entry {
            id,
            content,
            parent: None,
            previous: None,
            next: None,
            first_child: None,
            depth,
            listed: 0,
            position: 0,
        };
        let slot = match self.free.pop() {
            Some(slot) => {
                *self.entry_mut(slot)? = entry;
                slot
            }
            None => {
                self.entries.push(entry);
                Slot::at(self.entries.len() - 1)?
            }
        };
        self.slots.insert(id, slot);
        Some(slot)
    }

    fn forget(&mut self, slot: Slot) -> Option<NodeId> {
        let place = self.place_fact(slot);
        let entry = self.entry_mut(slot)?;
        let id = entry.id;
        (entry.parent, entry.depth) = (None, 0);
        let content = std::mem::replace(&mut entry.content, NewNode::container(NodeKind::ShadowRoot));
        self.digest = self.digest.wrapping_sub(place).wrapping_sub(self.content_facts(id, &content));
        self.bytes -= bytes_of(&content);
        self.slots.remove(id);
        self.free.push(slot);
        Some(id)
    }

    fn look_at<'a>(&self, entry: &'a Entry) -> Node<'a> {
        Node {
            content: &entry.content,
            parent: self.id_at(entry.parent),
            previous: self.id_at(entry.previous),
        }
    }
}

/// What a node counts towards [`limits::TREE_BYTES`].
pub(crate) fn bytes_of(node: &NewNode) -> usize {
    let text = node.text.as_deref().map_or(0, str::len);
    node.values.iter().fold(text, |bytes, (_, value)| bytes + value.len() + limits::VALUE_BYTES)
}

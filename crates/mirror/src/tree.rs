//! The tree itself: nodes by id, linked in order, with a digest that every change keeps current.

use crate::digest::{self, Fact};
use crate::id::number;
use crate::{Key, Names, NewNode, Node, NodeId, NodeKind, Op, limits};
use rustc_hash::FxHashMap;
use thiserror::Error;

/// A page, as plain values.
#[derive(Clone, Debug)]
pub struct Tree {
    nodes: FxHashMap<NodeId, Node>,
    names: Names,
    /// What was detached in this frame; some of it may have a place again.
    limbo: Vec<NodeId>,
    digest: u64,
    /// How many nodes were looked at in this frame: see [`limits::WORK`].
    work: usize,
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
            nodes: FxHashMap::default(),
            names: Names::default(),
            limbo: Vec::new(),
            digest: 0,
            work: 0,
        };
        tree.remember(NodeId::ROOT, document);
        tree
    }

    /// The node called `id`.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(&id)
    }

    /// Whether there is a node called `id`.
    pub fn contains(&self, id: NodeId) -> bool {
        self.nodes.contains_key(&id)
    }

    /// How many nodes there are, the top document included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is nothing but the top document.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
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

    /// A number that is the same for equal trees and different, but for one chance in 2⁶⁴, for others.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The children of `parent`, in order; a shadow root comes first.
    pub fn children(&self, parent: NodeId) -> impl Iterator<Item = NodeId> {
        let first = self.nodes.get(&parent).and_then(|node| node.first_child);
        std::iter::successors(first, |id| self.nodes.get(id).and_then(|node| node.next))
    }

    /// `id` and everything below it, parents before children, in document order.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let mut next = self.contains(id).then_some(id);
        std::iter::from_fn(move || {
            let current = next?;
            next = self.following(current, id);
            Some(current)
        })
    }

    /// Takes one step.
    ///
    /// # Errors
    /// [`TreeError`] says why it cannot be taken; the tree is then as it was.
    pub fn apply(&mut self, op: &Op) -> Result<(), TreeError> {
        match op {
            Op::Insert { id, parent, after, node } => self.insert(*id, *parent, *after, node.clone()),
            Op::Detach { id } => self.detach(*id),
            Op::Place { id, parent, after } => self.place(*id, *parent, *after),
            Op::Set { id, key, value } => self.set(*id, *key, value),
            Op::Unset { id, key } => self.unset(*id, *key).map(drop),
            Op::Text { id, text } => self.set_text(*id, text),
        }
    }

    /// Takes one step that nobody needs afterwards, without copying a node's content.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub fn apply_owned(&mut self, op: Op) -> Result<(), TreeError> {
        match op {
            Op::Insert { id, parent, after, node } => self.insert(id, parent, after, node),
            other => self.apply(&other),
        }
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
            let below: Vec<NodeId> = self.descendants(root).collect();
            for id in &below {
                self.forget(*id);
            }
            gone.extend(below);
        }
        gone
    }

    pub(crate) fn insert(
        &mut self,
        id: NodeId,
        parent: NodeId,
        after: Option<NodeId>,
        node: NewNode,
    ) -> Result<(), TreeError> {
        if self.contains(id) {
            return Err(TreeError::DuplicateNode(id));
        }
        if self.nodes.len() >= limits::NODES {
            return Err(TreeError::TooManyNodes);
        }
        self.check_kinds(id, &node.kind, parent, after)?;
        self.check_sibling(parent, after)?;
        self.check_depth(parent, 1)?;
        self.remember(id, node);
        self.link(id, parent, after);
        Ok(())
    }

    pub(crate) fn detach(&mut self, id: NodeId) -> Result<(), TreeError> {
        let node = self.nodes.get(&id).ok_or(TreeError::UnknownNode(id))?;
        if id == NodeId::ROOT || node.kind() == &NodeKind::ShadowRoot {
            return Err(TreeError::WrongPlace(id));
        }
        if !self.is_detached(id) {
            self.limbo.push(id);
            self.unlink(id);
        }
        Ok(())
    }

    pub(crate) fn place(
        &mut self,
        id: NodeId,
        parent: NodeId,
        after: Option<NodeId>,
    ) -> Result<(), TreeError> {
        let node = self.nodes.get(&id).ok_or(TreeError::UnknownNode(id))?;
        let stays_below = node.parent == Some(parent);
        if id == NodeId::ROOT || node.kind() == &NodeKind::ShadowRoot {
            return Err(TreeError::WrongPlace(id));
        }
        self.check_kinds(id, node.kind(), parent, after)?;
        self.check_sibling(parent, after)?;
        if after == Some(id) {
            return Err(TreeError::Cycle(id));
        }
        if !stays_below {
            self.check_cycle(id, parent)?;
            let height = self.height(id)?;
            self.check_depth(parent, height)?;
        }
        self.unlink(id);
        self.link(id, parent, after);
        Ok(())
    }

    pub(crate) fn set(&mut self, id: NodeId, key: Key, value: &str) -> Result<(), TreeError> {
        self.unset(id, key)?;
        if self.node(id).is_some_and(|node| node.content.values.len() >= limits::VALUES) {
            return Err(TreeError::TooManyValues(id));
        }
        self.digest = self.digest.wrapping_add(self.value_fact(id, key, value));
        if let Some(node) = self.nodes.get_mut(&id) {
            node.content.values.push((key, value.into()));
        }
        Ok(())
    }

    /// Takes a value away; returns whether there was one.
    pub(crate) fn unset(&mut self, id: NodeId, key: Key) -> Result<bool, TreeError> {
        let node = self.nodes.get_mut(&id).ok_or(TreeError::UnknownNode(id))?;
        let Some(index) = node.content.values.iter().position(|(other, _)| *other == key) else {
            return Ok(false);
        };
        let (_, value) = node.content.values.swap_remove(index);
        self.digest = self.digest.wrapping_sub(self.value_fact(id, key, &value));
        Ok(true)
    }

    pub(crate) fn set_text(&mut self, id: NodeId, text: &str) -> Result<(), TreeError> {
        let node = self.nodes.get_mut(&id).ok_or(TreeError::UnknownNode(id))?;
        if node.content.kind != NodeKind::Text {
            return Err(TreeError::WrongPlace(id));
        }
        self.digest = self.digest.wrapping_sub(text_fact(id, &node.content.text));
        self.digest = self.digest.wrapping_add(text_fact(id, text));
        node.content.text = text.into();
        Ok(())
    }

    fn is_detached(&self, id: NodeId) -> bool {
        id != NodeId::ROOT && self.nodes.get(&id).is_some_and(|node| node.parent.is_none())
    }

    fn following(&self, current: NodeId, within: NodeId) -> Option<NodeId> {
        if let Some(child) = self.nodes.get(&current)?.first_child {
            return Some(child);
        }
        let mut climbing = current;
        while climbing != within {
            let node = self.nodes.get(&climbing)?;
            if node.next.is_some() {
                return node.next;
            }
            climbing = node.parent?;
        }
        None
    }

    fn remember(&mut self, id: NodeId, node: NewNode) {
        self.digest = self.digest.wrapping_add(self.content_facts(id, &node));
        self.nodes.insert(id, Node::detached(node));
    }

    fn forget(&mut self, id: NodeId) {
        let Some(node) = self.nodes.remove(&id) else { return };
        self.digest = self.digest.wrapping_sub(self.content_facts(id, &node.content));
        self.digest = self.digest.wrapping_sub(place_fact(id, &node));
    }

    /// Puts a node without a place where it belongs. All checks are done.
    fn link(&mut self, id: NodeId, parent: NodeId, after: Option<NodeId>) {
        let next = match after {
            Some(sibling) => self.nodes.get(&sibling).and_then(|node| node.next),
            None => self.nodes.get(&parent).and_then(|node| node.first_child),
        };
        self.relink(id, |node| (node.parent, node.previous, node.next) = (Some(parent), after, next));
        match after {
            Some(sibling) => self.relink(sibling, |node| node.next = Some(id)),
            None => self.relink(parent, |node| node.first_child = Some(id)),
        }
        match next {
            Some(sibling) => self.relink(sibling, |node| node.previous = Some(id)),
            None => self.relink(parent, |node| node.last_child = Some(id)),
        }
    }

    /// Takes a node out of its place.
    fn unlink(&mut self, id: NodeId) {
        let Some(node) = self.nodes.get(&id) else { return };
        let (Some(parent), previous, next) = (node.parent, node.previous, node.next) else { return };
        match previous {
            Some(sibling) => self.relink(sibling, |node| node.next = next),
            None => self.relink(parent, |node| node.first_child = next),
        }
        match next {
            Some(sibling) => self.relink(sibling, |node| node.previous = previous),
            None => self.relink(parent, |node| node.last_child = previous),
        }
        self.relink(id, |node| (node.parent, node.previous, node.next) = (None, None, None));
    }

    /// Changes a node's links and keeps the digest's fact of its place current.
    fn relink(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) {
        let Some(node) = self.nodes.get_mut(&id) else { return };
        let before = place_fact(id, node);
        change(node);
        let after = place_fact(id, node);
        self.digest = self.digest.wrapping_sub(before).wrapping_add(after);
    }

    fn check_kinds(
        &self,
        id: NodeId,
        kind: &NodeKind,
        parent: NodeId,
        after: Option<NodeId>,
    ) -> Result<(), TreeError> {
        let parent_node = self.nodes.get(&parent).ok_or(TreeError::UnknownNode(parent))?;
        let below_element = matches!(parent_node.kind(), NodeKind::Element { .. });
        let first_child_is_shadow = parent_node
            .first_child
            .and_then(|first| self.nodes.get(&first))
            .is_some_and(|first| first.kind() == &NodeKind::ShadowRoot);
        let fits = match kind {
            NodeKind::Document { .. } => below_element && parent_node.first_child.is_none(),
            NodeKind::ShadowRoot => below_element && after.is_none() && !first_child_is_shadow,
            NodeKind::Element { .. } | NodeKind::Text => {
                parent_node.kind() != &NodeKind::Text && (after.is_some() || !first_child_is_shadow)
            }
        };
        if fits { Ok(()) } else { Err(TreeError::WrongPlace(id)) }
    }

    fn check_sibling(&self, parent: NodeId, after: Option<NodeId>) -> Result<(), TreeError> {
        let Some(sibling) = after else { return Ok(()) };
        let node = self.nodes.get(&sibling).ok_or(TreeError::UnknownNode(sibling))?;
        if node.parent == Some(parent) { Ok(()) } else { Err(TreeError::NotASibling(sibling)) }
    }

    fn check_cycle(&self, id: NodeId, parent: NodeId) -> Result<(), TreeError> {
        if self.ancestors(parent).any(|ancestor| ancestor == id) { Err(TreeError::Cycle(id)) } else { Ok(()) }
    }

    fn check_depth(&self, parent: NodeId, height: usize) -> Result<(), TreeError> {
        let room = limits::DEPTH.checked_sub(height).ok_or(TreeError::TooDeep)?;
        if self.ancestors(parent).nth(room).is_some() { Err(TreeError::TooDeep) } else { Ok(()) }
    }

    /// `id`, its parent, and so on up.
    fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(id), |id| self.nodes.get(id).and_then(|node| node.parent))
    }

    /// How many levels `id` and what is below it take.
    fn height(&mut self, id: NodeId) -> Result<usize, TreeError> {
        let (mut deepest, mut depth, mut current) = (1, 1, id);
        while let Some(next) = self.following(current, id) {
            self.work += 1;
            if self.work > limits::WORK {
                return Err(TreeError::TooMuchWork);
            }
            let next_parent = self.nodes.get(&next).and_then(|node| node.parent);
            if next_parent == Some(current) {
                depth += 1;
            } else {
                let levels_up = self.ancestors(current).take_while(|up| Some(*up) != next_parent).count();
                depth = depth + 1 - levels_up;
            }
            deepest = deepest.max(depth);
            current = next;
        }
        Ok(deepest)
    }

    fn content_facts(&self, id: NodeId, node: &NewNode) -> u64 {
        let values = node.values.iter().map(|(key, value)| self.value_fact(id, *key, value));
        let facts = values.fold(text_fact(id, &node.text), u64::wrapping_add);
        facts.wrapping_add(digest::fact(Fact::Kind, [u64::from(id.get()), self.kind_number(&node.kind), 0]))
    }

    fn kind_number(&self, kind: &NodeKind) -> u64 {
        match kind {
            NodeKind::Document { quirks } => 1 + u64::from(*quirks),
            NodeKind::Text => 3,
            NodeKind::ShadowRoot => 4,
            NodeKind::Element { namespace, name } => {
                self.names.digest(*name).wrapping_add(5 + *namespace as u64)
            }
        }
    }

    fn value_fact(&self, id: NodeId, key: Key, value: &str) -> u64 {
        let key = match key {
            Key::Attribute(name) => self.names.digest(name),
            Key::State(state) => state as u64,
        };
        digest::fact(Fact::Value, [u64::from(id.get()), key, digest::text(value)])
    }
}

fn text_fact(id: NodeId, text: &str) -> u64 {
    digest::fact(Fact::Text, [u64::from(id.get()), digest::text(text), 0])
}

/// A node without a place has no such fact.
fn place_fact(id: NodeId, node: &Node) -> u64 {
    let Some(parent) = node.parent else { return 0 };
    digest::fact(Fact::Place, [id.get().into(), parent.get().into(), number(node.previous).into()])
}

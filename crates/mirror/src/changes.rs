//! The steps that a tree can take, and why it refuses one.

use crate::facts::text_fact;
use crate::slots::Slot;
use crate::tree::bytes_of;
use crate::{Key, NewNode, NodeId, NodeKind, Text, Tree, TreeError, limits};

impl Tree {
    /// Takes in a new node.
    ///
    /// # Errors
    /// [`TreeError`] says why this step, as every other, cannot be taken; the tree is then as it was.
    pub fn insert(
        &mut self,
        id: NodeId,
        parent: NodeId,
        after: Option<NodeId>,
        node: NewNode,
    ) -> Result<(), TreeError> {
        let (parent, after) = (self.known(parent)?, self.sibling(after)?);
        self.insert_at(id, parent, after, node).map(drop)
    }

    /// Takes a node out of its place, with everything below it, until it is placed again or the frame ends.
    ///
    /// # Errors
    /// As of [`Self::insert`].
    pub fn detach(&mut self, id: NodeId) -> Result<(), TreeError> {
        self.detach_at(self.known(id)?)
    }

    /// Puts a node somewhere.
    ///
    /// # Errors
    /// As of [`Self::insert`].
    pub fn place(&mut self, id: NodeId, parent: NodeId, after: Option<NodeId>) -> Result<(), TreeError> {
        let (slot, parent, after) = (self.known(id)?, self.known(parent)?, self.sibling(after)?);
        self.place_at(slot, parent, after)
    }

    /// Gives a node a value.
    ///
    /// # Errors
    /// As of [`Self::insert`].
    pub fn set(&mut self, id: NodeId, key: Key, value: impl Into<Text>) -> Result<(), TreeError> {
        let value = value.into();
        let slot = self.known(id)?;
        let mut change = self.value_fact(id, key, &value);
        let bytes = self.bytes + value.len();
        let Some(entry) = self.entry_mut(slot) else { return Err(TreeError::UnknownNode(id)) };
        let values = &mut entry.content.values;
        if let Some((_, old)) = values.iter_mut().find(|(other, _)| *other == key) {
            let bytes = within_bounds(bytes - old.len())?;
            let old = std::mem::replace(old, value);
            change = change.wrapping_sub(self.value_fact(id, key, &old));
            self.bytes = bytes;
        } else if values.len() < limits::VALUES {
            let bytes = within_bounds(bytes + limits::VALUE_BYTES)?;
            values.push((key, value));
            self.bytes = bytes;
        } else {
            return Err(TreeError::TooManyValues(id));
        }
        self.digest = self.digest.wrapping_add(change);
        Ok(())
    }

    /// Takes a value away, if the node has it.
    ///
    /// # Errors
    /// As of [`Self::insert`].
    pub fn unset(&mut self, id: NodeId, key: Key) -> Result<(), TreeError> {
        let slot = self.known(id)?;
        let values = self.entry_mut(slot).map(|entry| &mut entry.content.values);
        let old = values.and_then(|values| {
            let index = values.iter().position(|(other, _)| *other == key)?;
            Some(values.swap_remove(index))
        });
        if let Some((_, value)) = old {
            self.digest = self.digest.wrapping_sub(self.value_fact(id, key, &value));
            self.bytes -= value.len() + limits::VALUE_BYTES;
        }
        Ok(())
    }

    /// Changes what a text node says.
    ///
    /// # Errors
    /// As of [`Self::insert`].
    pub fn set_text(&mut self, id: NodeId, text: impl Into<Text>) -> Result<(), TreeError> {
        let text = text.into();
        let slot = self.known(id)?;
        let bytes = self.bytes + text.len();
        let Some(old) = self.entry_mut(slot).and_then(|entry| entry.content.text.as_mut()) else {
            return Err(TreeError::WrongPlace(id));
        };
        let bytes = within_bounds(bytes - old.len())?;
        let change = text_fact(id, &text).wrapping_sub(text_fact(id, old));
        *old = text;
        self.digest = self.digest.wrapping_add(change);
        self.bytes = bytes;
        Ok(())
    }

    pub(crate) fn insert_at(
        &mut self,
        id: NodeId,
        parent: Slot,
        after: Option<Slot>,
        node: NewNode,
    ) -> Result<Slot, TreeError> {
        if self.contains(id) {
            return Err(TreeError::DuplicateNode(id));
        }
        if self.len() >= limits::NODES {
            return Err(TreeError::TooManyNodes);
        }
        within_bounds(self.bytes + bytes_of(&node))?;
        self.check_place(id, &node.kind, parent, after)?;
        let depth = self.depth(parent) + 1;
        if depth > limits::DEPTH {
            return Err(TreeError::TooDeep);
        }
        let slot = self.remember(id, node, depth).ok_or(TreeError::TooManyNodes)?;
        self.link(slot, parent, after);
        Ok(slot)
    }

    pub(crate) fn detach_at(&mut self, slot: Slot) -> Result<(), TreeError> {
        self.check_movable(slot)?;
        if !self.is_detached(slot) {
            self.limbo.push(slot);
            self.unlink(slot);
        }
        Ok(())
    }

    pub(crate) fn place_at(
        &mut self,
        slot: Slot,
        parent: Slot,
        after: Option<Slot>,
    ) -> Result<(), TreeError> {
        self.check_movable(slot)?;
        let Some(entry) = self.entry(slot) else { return Ok(()) };
        let (id, stays_below) = (entry.id, entry.parent == Some(parent));
        self.check_place(id, &entry.content.kind, parent, after)?;
        if after == Some(slot) {
            return Err(TreeError::Cycle(id));
        }
        if !stays_below {
            self.check_cycle(id, slot, parent)?;
            self.sink(slot, self.depth(parent) + 1)?;
        }
        self.unlink(slot);
        self.link(slot, parent, after);
        Ok(())
    }

    fn sibling(&self, after: Option<NodeId>) -> Result<Option<Slot>, TreeError> {
        after.map(|after| self.known(after)).transpose()
    }

    fn depth(&self, slot: Slot) -> usize {
        self.entry(slot).map_or(0, |entry| entry.depth)
    }

    /// The top document stays where it is, and a shadow root with its element.
    fn check_movable(&self, slot: Slot) -> Result<(), TreeError> {
        match self.entry(slot) {
            Some(entry) if entry.depth > 1 && entry.content.kind != NodeKind::ShadowRoot => Ok(()),
            Some(entry) => Err(TreeError::WrongPlace(entry.id)),
            None => Ok(()),
        }
    }

    /// Whether a node of this kind can stand below `parent` and after that sibling.
    fn check_place(
        &self,
        id: NodeId,
        kind: &NodeKind,
        parent: Slot,
        after: Option<Slot>,
    ) -> Result<(), TreeError> {
        let Some(above) = self.entry(parent) else { return Err(TreeError::WrongPlace(id)) };
        if let Some(sibling) = after.and_then(|after| self.entry(after))
            && sibling.parent != Some(parent)
        {
            return Err(TreeError::NotASibling(sibling.id));
        }
        let below_element = matches!(above.content.kind, NodeKind::Element { .. });
        let first = above.first_child.and_then(|first| self.entry(first));
        let shadow_comes_first = first.is_some_and(|first| first.content.kind == NodeKind::ShadowRoot);
        let document_is_there =
            first.is_some_and(|first| matches!(first.content.kind, NodeKind::Document { .. }));
        let fits = match kind {
            _ if document_is_there => false,
            NodeKind::Document { .. } => below_element && first.is_none(),
            NodeKind::ShadowRoot => below_element && after.is_none() && !shadow_comes_first,
            NodeKind::Element { .. } | NodeKind::Text => {
                above.content.kind != NodeKind::Text && (after.is_some() || !shadow_comes_first)
            }
        };
        if fits { Ok(()) } else { Err(TreeError::WrongPlace(id)) }
    }

    fn check_cycle(&mut self, id: NodeId, slot: Slot, parent: Slot) -> Result<(), TreeError> {
        let ancestors = std::iter::successors(Some(parent), |slot| self.entry(*slot)?.parent);
        let mut looked_at = 0;
        let is_cycle = ancestors.inspect(|_| looked_at += 1).any(|ancestor| ancestor == slot);
        self.work += looked_at;
        if is_cycle {
            return Err(TreeError::Cycle(id));
        }
        if self.work > limits::WORK { Err(TreeError::TooMuchWork) } else { Ok(()) }
    }

    /// Makes `depth` the depth of a node, and has all below it follow; unless it gets too deep, or too much work.
    fn sink(&mut self, root: Slot, depth: usize) -> Result<(), TreeError> {
        let old = self.depth(root);
        if depth == old {
            return Ok(());
        }
        let (mut below, mut next) = (Vec::new(), Some(root));
        while let Some(slot) = next {
            self.work += 1;
            if self.work > limits::WORK {
                return Err(TreeError::TooMuchWork);
            }
            if self.depth(slot) + depth > limits::DEPTH + old {
                return Err(TreeError::TooDeep);
            }
            below.push(slot);
            next = self.following(slot, root);
        }
        for slot in below {
            if let Some(entry) = self.entry_mut(slot) {
                entry.depth = entry.depth + depth - old;
            }
        }
        Ok(())
    }

    /// Puts a node without a place where it belongs. All checks are done.
    fn link(&mut self, slot: Slot, parent: Slot, after: Option<Slot>) {
        let next = match after {
            Some(sibling) => self.entry(sibling).and_then(|entry| entry.next),
            None => self.entry(parent).and_then(|entry| entry.first_child),
        };
        let before = next.map_or(0, |next| self.place_fact(next));
        if let Some(entry) = self.entry_mut(slot) {
            (entry.parent, entry.previous, entry.next) = (Some(parent), after, next);
        }
        self.join(parent, after, Some(slot));
        self.join(parent, Some(slot), next);
        let after = next.map_or(0, |next| self.place_fact(next));
        self.digest =
            self.digest.wrapping_sub(before).wrapping_add(after).wrapping_add(self.place_fact(slot));
    }

    /// Takes a node out of its place.
    fn unlink(&mut self, slot: Slot) {
        let Some(entry) = self.entry(slot) else { return };
        let (Some(parent), previous, next) = (entry.parent, entry.previous, entry.next) else { return };
        let mut before = self.place_fact(slot);
        before = before.wrapping_add(next.map_or(0, |next| self.place_fact(next)));
        self.join(parent, previous, next);
        if let Some(entry) = self.entry_mut(slot) {
            (entry.parent, entry.previous, entry.next) = (None, None, None);
        }
        let after = next.map_or(0, |next| self.place_fact(next));
        self.digest = self.digest.wrapping_sub(before).wrapping_add(after);
    }

    /// Makes two children of `parent` neighbours; none stands for its edge.
    fn join(&mut self, parent: Slot, left: Option<Slot>, right: Option<Slot>) {
        match left {
            Some(left) => self.entry_mut(left).map(|left| left.next = right),
            None => self.entry_mut(parent).map(|parent| parent.first_child = right),
        };
        if let Some(right) = right.and_then(|right| self.entry_mut(right)) {
            right.previous = left;
        }
    }
}

fn within_bounds(bytes: usize) -> Result<usize, TreeError> {
    if bytes > limits::TREE_BYTES { Err(TreeError::TooMuchText) } else { Ok(bytes) }
}

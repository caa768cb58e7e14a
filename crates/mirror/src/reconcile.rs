//! Final-state diffing: from what the page is now to the least steps that take the tree there.
//!
//! Mutation records only ever say *where to look*; the lists of children that come in here are read from the
//! page afterwards. So there is no history to replay and nothing to get out of order: what was added and
//! removed between two flushes is simply not there.

use crate::increasing::longest_increasing;
use crate::new_nodes::NewNodes;
use crate::observation::{List, Place};
use crate::slots::Slot;
use crate::{NodeId, Observation, Op, Tree, TreeError};
use thiserror::Error;

/// Why an observation does not fit the tree. Capture then starts over with a keyframe, and counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReconcileError {
    /// A list names a node that is neither in the tree nor new.
    #[error("node {} was seen as known, but the tree does not know it", .0.get())]
    UnknownNode(NodeId),
    /// A step that follows from the observation cannot be taken.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

impl Tree {
    /// Brings the tree to the observed state, and returns the steps that did it.
    ///
    /// # Errors
    /// [`ReconcileError`] when the observation contradicts the tree, which may then be changed in part: throw
    /// it away and observe the whole page anew.
    pub fn reconcile(&mut self, observation: Observation) -> Result<Vec<Op>, ReconcileError> {
        let Observation { new_nodes, lists, leavers, children, values, texts } = observation;
        let mut reconciling = Reconciling {
            tree: self,
            new_nodes: NewNodes::from(new_nodes),
            ops: Vec::new(),
            lists: &lists,
            children: &children,
            next_list: 0,
        };
        let earlier = reconciling.tree.lists;
        for list in &lists {
            reconciling.detach_strangers(list)?;
        }
        for (parent, child) in leavers {
            reconciling.detach_leaver(parent, child, earlier)?;
        }
        reconciling.arrange_all()?;
        let mut ops = reconciling.ops;
        for (id, key, value) in values {
            let old = self.content(id).ok_or(TreeError::UnknownNode(id))?.value(key);
            match value {
                Some(value) if old != Some(&value) => {
                    self.set(id, key, value)?;
                    ops.push(Op::Set { id, key });
                }
                None if old.is_some() => {
                    self.unset(id, key)?;
                    ops.push(Op::Unset { id, key });
                }
                _ => {}
            }
        }
        for (id, text) in texts {
            if self.content(id).ok_or(TreeError::UnknownNode(id))?.text.as_ref() != Some(&text) {
                self.set_text(id, text)?;
                ops.push(Op::Text { id });
            }
        }
        self.drop_detached();
        Ok(ops)
    }
}

struct Reconciling<'a> {
    tree: &'a mut Tree,
    new_nodes: NewNodes,
    ops: Vec<Op>,
    lists: &'a [List],
    children: &'a [NodeId],
    /// The first list that is not begun.
    next_list: usize,
}

/// A list half done.
struct Arranging<'a> {
    parent: Slot,
    rest: std::slice::Iter<'a, NodeId>,
    after: Option<Slot>,
    /// Of the children that were below `parent` before, those that stay where they are, the next one last.
    unmoved: Vec<Slot>,
}

impl<'a> Reconciling<'a> {
    /// Detaches what is no longer below its parent, and what comes from another one. All of it goes before anything is
    /// placed, so that no order of steps can put a node below itself.
    fn detach_strangers(&mut self, list: &List) -> Result<(), TreeError> {
        self.tree.lists += 1;
        let number = self.tree.lists;
        let parent = self.tree.slots.get(list.parent);
        let (begin, mut old) = match list.place {
            Place::Whole => self.common_beginning(parent, self.children_of(list)),
            Place::Run(_) => (0, None),
        };
        for id in self.children_of(list).get(begin..).unwrap_or_default() {
            let Some(slot) = self.tree.slots.get(*id) else { continue };
            let Some(entry) = self.tree.entry_mut(slot) else { continue };
            entry.listed = number;
            if entry.parent.is_some() && entry.parent != parent {
                self.detach(slot, *id)?;
            }
        }
        while let Some(slot) = old {
            let Some(entry) = self.tree.entry(slot) else { break };
            let (id, is_listed) = (entry.id, entry.listed == number);
            old = entry.next;
            if !is_listed {
                self.detach(slot, id)?;
            }
        }
        Ok(())
    }

    /// Detaches what left a parent that is told in runs, unless a list since `earlier` has it.
    fn detach_leaver(&mut self, parent: NodeId, child: NodeId, earlier: u64) -> Result<(), TreeError> {
        let Some(slot) = self.tree.slots.get(child) else { return Ok(()) };
        let parent = self.tree.slots.get(parent);
        let leaves = self
            .tree
            .entry(slot)
            .is_some_and(|entry| entry.parent.is_some() && entry.parent == parent && entry.listed <= earlier);
        if leaves { self.detach(slot, child) } else { Ok(()) }
    }

    fn detach(&mut self, slot: Slot, id: NodeId) -> Result<(), TreeError> {
        self.tree.detach_at(slot)?;
        self.ops.push(Op::Detach { id });
        Ok(())
    }

    /// Puts the children of all lists in order. The list of a node that was just taken in comes next, if it is the next
    /// list, so that a new subtree's steps come in document order.
    fn arrange_all(&mut self) -> Result<(), ReconcileError> {
        let mut under_way: Vec<Arranging<'a>> = Vec::new();
        loop {
            let Some(top) = under_way.last_mut() else {
                let Some(list) = self.lists.get(self.next_list) else { return Ok(()) };
                let parent = self.tree.slots.get(list.parent);
                let parent = parent.ok_or(ReconcileError::UnknownNode(list.parent))?;
                under_way.push(self.begin(parent, list));
                continue;
            };
            let Some(id) = top.rest.next() else {
                under_way.pop();
                continue;
            };
            let slot = self.arrange(top, *id)?;
            if let Some(list) = self.lists.get(self.next_list)
                && list.parent == *id
            {
                under_way.push(self.begin(slot, list));
            }
        }
    }

    fn begin(&mut self, parent: Slot, list: &List) -> Arranging<'a> {
        self.next_list += 1;
        let children = self.children_of(list);
        if let Place::Run(after) = list.place {
            let after = after.and_then(|after| self.tree.slots.get(after));
            return Arranging { parent, rest: children.iter(), after, unmoved: Vec::new() };
        }
        let (begin, old) = self.common_beginning(Some(parent), children);
        let rest = children.get(begin..).unwrap_or_default();
        let after = begin.checked_sub(1).and_then(|last| self.tree.slots.get(*children.get(last)?));
        let mut unmoved = self.unmoved(parent, rest, old);
        unmoved.reverse();
        Arranging { parent, rest: rest.iter(), after, unmoved }
    }

    /// Takes care of one child: a new one goes in, a detached one back, and of those that stayed as few as possible move.
    fn arrange(&mut self, list: &mut Arranging<'_>, id: NodeId) -> Result<Slot, ReconcileError> {
        let (parent, after) = (self.tree.id_at(Some(list.parent)), self.tree.id_at(list.after));
        let parent = parent.ok_or(ReconcileError::UnknownNode(id))?;
        let slot = if let Some(node) = self.new_nodes.take(id) {
            self.ops.push(Op::Insert { id, parent, after });
            self.tree.insert_at(id, list.parent, list.after, node)?
        } else {
            let slot = self.tree.slots.get(id).ok_or(ReconcileError::UnknownNode(id))?;
            if list.unmoved.last() == Some(&slot) {
                list.unmoved.pop();
            } else if !self.stands(slot, list) {
                self.ops.push(Op::Place { id, parent, after });
                self.tree.place_at(slot, list.parent, list.after)?;
            }
            slot
        };
        list.after = Some(slot);
        Ok(slot)
    }

    /// Whether a node stands right already, as some in a run do.
    fn stands(&self, slot: Slot, list: &Arranging<'_>) -> bool {
        let entry = self.tree.entry(slot);
        entry.is_some_and(|entry| entry.parent == Some(list.parent) && entry.previous == list.after)
    }

    /// Of `children`, those that stand below `parent` already, from `old` on, and can stay in their order.
    fn unmoved(&mut self, parent: Slot, children: &[NodeId], mut old: Option<Slot>) -> Vec<Slot> {
        for position in 0.. {
            let Some(entry) = old.and_then(|slot| self.tree.entry_mut(slot)) else {
                // All that was there is detached, or nothing was.
                if position == 0 {
                    return Vec::new();
                }
                break;
            };
            entry.position = position;
            old = entry.next;
        }
        let (stayed, positions): (Vec<Slot>, Vec<u32>) = children
            .iter()
            .filter_map(|id| {
                let slot = self.tree.slots.get(*id)?;
                let entry = self.tree.entry(slot)?;
                (entry.parent == Some(parent)).then_some((slot, entry.position))
            })
            .unzip();
        if positions.is_sorted_by(|one, other| one < other) {
            return stayed;
        }
        let kept = longest_increasing(&positions);
        stayed.into_iter().zip(kept).filter_map(|(slot, kept)| kept.then_some(slot)).collect()
    }

    /// How many children at the beginning are those that `parent` has already, and the first one it has beyond them.
    fn common_beginning(&self, parent: Option<Slot>, children: &[NodeId]) -> (usize, Option<Slot>) {
        let mut old = parent.and_then(|parent| self.tree.entry(parent)?.first_child);
        for (index, child) in children.iter().enumerate() {
            match old.and_then(|slot| self.tree.entry(slot)) {
                Some(entry) if entry.id == *child => old = entry.next,
                _ => return (index, old),
            }
        }
        (children.len(), old)
    }

    fn children_of(&self, list: &List) -> &'a [NodeId] {
        self.children.get(list.start..list.end).unwrap_or_default()
    }
}

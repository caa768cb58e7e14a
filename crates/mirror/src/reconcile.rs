//! Final-state diffing: from what the page is now to the least steps that take the tree there.
//!
//! Mutation records only ever say *where to look*; the lists of children that come in here are read from the
//! page afterwards. So there is no history to replay and nothing to get out of order: what was added and
//! removed between two flushes is simply not there.

use crate::increasing::longest_increasing;
use crate::observation::{List, Place};
use crate::{NewNode, NodeId, Observation, Op, Tree, TreeError};
use rustc_hash::FxHashMap;
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
    pub fn reconcile(&mut self, mut observation: Observation) -> Result<Vec<Op>, ReconcileError> {
        let mut new_nodes = NewNodes::from(std::mem::take(&mut observation.new_nodes));
        let mut ops = Vec::new();
        self.detach_leavers(&observation, &mut ops)?;
        for list in &observation.lists {
            self.arrange(list, observation.children_of(list), &mut new_nodes, &mut ops)?;
        }
        self.update_values(&observation, &mut ops)?;
        self.drop_detached();
        Ok(ops)
    }

    /// Detaches what is no longer below its parent. All of it goes before anything is placed, so that no
    /// order of steps can put a node below itself.
    fn detach_leavers(&mut self, observation: &Observation, ops: &mut Vec<Op>) -> Result<(), TreeError> {
        let mut parents: FxHashMap<NodeId, u32> = FxHashMap::default();
        for list in &observation.lists {
            parents.extend(observation.children_of(list).iter().map(|child| (*child, list.parent.get())));
        }
        let stays = |child: &NodeId, list: &List| parents.get(child) == Some(&list.parent.get());
        for list in observation.lists.iter().filter(|list| list.place == Place::Whole) {
            let leavers: Vec<NodeId> =
                self.children(list.parent).filter(|child| !stays(child, list)).collect();
            for id in leavers {
                self.take(Op::Detach { id }, ops)?;
            }
        }
        for (parent, child) in &observation.leavers {
            let stands_there = self.node(*child).is_some_and(|node| node.parent == Some(*parent));
            if stands_there && !parents.contains_key(child) {
                self.take(Op::Detach { id: *child }, ops)?;
            }
        }
        // A node may also arrive from a parent that was not seen as dirty.
        for (child, parent) in &parents {
            let old = self.node(*child).and_then(crate::Node::parent);
            if old.is_some_and(|old| old.get() != *parent) {
                self.take(Op::Detach { id: *child }, ops)?;
            }
        }
        Ok(())
    }

    /// Puts the children of one list in order: new ones in, detached ones back, and of those that stayed as
    /// few as possible moved.
    fn arrange(
        &mut self,
        list: &List,
        children: &[NodeId],
        new_nodes: &mut NewNodes,
        ops: &mut Vec<Op>,
    ) -> Result<(), ReconcileError> {
        let parent = list.parent;
        if !self.contains(parent) {
            return Err(ReconcileError::UnknownNode(parent));
        }
        let (unmoved, mut after) = match list.place {
            Place::Whole => (self.unmoved(parent, children), None),
            Place::Run(after) => (Vec::new(), after),
        };
        let mut unmoved = unmoved.into_iter().peekable();
        for child in children {
            let id = *child;
            if unmoved.peek() == Some(child) {
                unmoved.next();
            } else if let Some(node) = new_nodes.take(id) {
                self.take(Op::Insert { id, parent, after, node }, ops)?;
            } else if let Some(node) = self.node(id) {
                // In a run it may stand right already.
                if node.parent == Some(parent) && node.previous == after {
                    after = Some(id);
                    continue;
                }
                self.take(Op::Place { id, parent, after }, ops)?;
            } else {
                return Err(ReconcileError::UnknownNode(id));
            }
            after = Some(id);
        }
        Ok(())
    }

    /// Of the children that were below `parent` before, those that keep their order.
    fn unmoved(&self, parent: NodeId, children: &[NodeId]) -> Vec<NodeId> {
        let old: FxHashMap<NodeId, u32> = self.children(parent).zip(0..).collect();
        if old.is_empty() {
            return Vec::new();
        }
        let (stayed, positions): (Vec<NodeId>, Vec<u32>) =
            children.iter().filter_map(|child| old.get(child).map(|position| (*child, *position))).unzip();
        let kept = longest_increasing(&positions);
        stayed.into_iter().zip(kept).filter_map(|(id, kept)| kept.then_some(id)).collect()
    }

    fn update_values(&mut self, observation: &Observation, ops: &mut Vec<Op>) -> Result<(), TreeError> {
        for (id, key, value) in &observation.values {
            let (id, key) = (*id, *key);
            let old = self.node(id).ok_or(TreeError::UnknownNode(id))?.value(key);
            match value {
                Some(value) if old != Some(&**value) => {
                    self.take(Op::Set { id, key, value: value.clone() }, ops)?;
                }
                None if old.is_some() => self.take(Op::Unset { id, key }, ops)?,
                _ => {}
            }
        }
        for (id, text) in &observation.texts {
            let id = *id;
            if self.node(id).ok_or(TreeError::UnknownNode(id))?.text() != &**text {
                self.take(Op::Text { id, text: text.clone() }, ops)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, op: Op, ops: &mut Vec<Op>) -> Result<(), TreeError> {
        self.apply(&op)?;
        ops.push(op);
        Ok(())
    }
}

/// The new nodes by name, each to be taken once.
struct NewNodes {
    nodes: Vec<Option<NewNode>>,
    places: FxHashMap<NodeId, u32>,
}

impl From<Vec<(NodeId, NewNode)>> for NewNodes {
    fn from(nodes: Vec<(NodeId, NewNode)>) -> Self {
        let places = nodes.iter().zip(0..).map(|((id, _), place)| (*id, place)).collect();
        Self { nodes: nodes.into_iter().map(|(_, node)| Some(node)).collect(), places }
    }
}

impl NewNodes {
    fn take(&mut self, id: NodeId) -> Option<NewNode> {
        let place = self.places.get(&id)?;
        self.nodes.get_mut(*place as usize)?.take()
    }
}

//! Where the next node of a subtree goes, said in one small number.
//!
//! Nodes are inserted in document order, so the next one is nearly always the first child of the last one, or
//! stands after the last one or one of its ancestors. Both ends keep the path to the last inserted node.

use crate::NodeId;

/// The path from a subtree's root to the node that was inserted last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cursor {
    above: Option<NodeId>,
    path: Vec<NodeId>,
    /// The id that was last inserted at each depth.
    last_ids: Vec<u32>,
    /// The largest id of the stream so far.
    newest: u32,
}

/// A place in the tree: below `parent`, after `after` (or first).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) parent: NodeId,
    pub(crate) after: Option<NodeId>,
}

/// A place, said relative to the path: 0 for the first child of the last node, 1 for after the last node,
/// 2 for after its parent, and so on.
pub(crate) type Step = usize;

impl Cursor {
    /// A cursor of a frame, after frames in which `newest` was the largest id.
    pub(crate) fn new(newest: u32) -> Self {
        Self { newest, ..Self::default() }
    }

    pub(crate) fn newest(&self) -> u32 {
        self.newest
    }

    /// The id that a new node has most likely: lists are told whole, or level by level, so it follows that of the last
    /// node of its depth.
    pub(crate) fn expected_id(&self, step: Option<Step>) -> u32 {
        let depth = step.map(|step| self.path.len().saturating_sub(step));
        let last = depth.and_then(|depth| self.last_ids.get(depth)).copied();
        last.unwrap_or(self.newest).saturating_add(1)
    }

    /// The step to `place`, if there is one.
    pub(crate) fn step_to(&self, place: Place) -> Option<Step> {
        let Some(after) = place.after else {
            return (self.path.last() == Some(&place.parent)).then_some(0);
        };
        let levels_up = self.path.iter().rev().position(|id| *id == after)?;
        (self.place_at(levels_up + 1) == Some(place)).then_some(levels_up + 1)
    }

    /// The place that `step` leads to, if it stays within the path.
    pub(crate) fn place_at(&self, step: Step) -> Option<Place> {
        let Some(levels_up) = step.checked_sub(1) else {
            return self.path.last().map(|parent| Place { parent: *parent, after: None });
        };
        let index = self.path.len().checked_sub(levels_up + 1)?;
        let after = *self.path.get(index)?;
        let parent = match index.checked_sub(1) {
            Some(above) => *self.path.get(above)?,
            None => self.above?,
        };
        Some(Place { parent, after: Some(after) })
    }

    /// A node was inserted at `place`, to which `step` led if it was one.
    pub(crate) fn advance(&mut self, id: NodeId, place: Place, step: Option<Step>) {
        match step {
            Some(step) => self.path.truncate(self.path.len().saturating_sub(step)),
            None => {
                self.path.clear();
                self.above = Some(place.parent);
            }
        }
        let depth = self.path.len();
        match self.last_ids.get_mut(depth) {
            Some(last) => *last = id.get(),
            None => self.last_ids.push(id.get()),
        }
        self.path.push(id);
        self.newest = self.newest.max(id.get());
    }
}

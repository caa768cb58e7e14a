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
        self.path.push(id);
    }
}

//! The steps in which one tree becomes another.

use crate::{Key, NodeId};

/// One step. It says what happened to which node; what the node, its value or its text is now stands in the tree, so
/// that nothing is kept twice.
///
/// There is no step for removal: a node that is detached and not placed again by the end of its frame is
/// dropped with everything below it. Because whatever changes its parent is detached first, no order of steps
/// can make a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// A node that was not there before.
    Insert {
        /// Its name.
        id: NodeId,
        /// The node to put it below.
        parent: NodeId,
        /// The sibling to put it after; none to put it first.
        after: Option<NodeId>,
    },
    /// A node leaves its parent, with everything below it, and waits to be placed.
    Detach {
        /// Which one.
        id: NodeId,
    },
    /// A detached node, or one that changes places with its siblings, is put somewhere.
    Place {
        /// Which one.
        id: NodeId,
        /// The node to put it below.
        parent: NodeId,
        /// The sibling to put it after; none to put it first.
        after: Option<NodeId>,
    },
    /// A value is new or changed.
    Set {
        /// Whose.
        id: NodeId,
        /// Which.
        key: Key,
    },
    /// A value is gone.
    Unset {
        /// Whose.
        id: NodeId,
        /// Which.
        key: Key,
    },
    /// A run of text changed.
    Text {
        /// Which one.
        id: NodeId,
    },
}

//! The steps in which one tree becomes another.

use crate::{Key, NewNode, NodeId};

/// One step. A frame is a list of them, and [`crate::Tree::apply`] says what each one does.
///
/// There is no step for removal: a node that is detached and not placed again by the end of its frame is
/// dropped with everything below it. Because whatever changes its parent is detached first, no order of steps
/// can make a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// A node that was not there before.
    Insert {
        /// Its name.
        id: NodeId,
        /// The node to put it below.
        parent: NodeId,
        /// The sibling to put it after; none to put it first.
        after: Option<NodeId>,
        /// What it is.
        node: NewNode,
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
        /// What it is now.
        value: Box<str>,
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
        /// What it says now.
        text: Box<str>,
    },
}

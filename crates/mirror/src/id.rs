//! How a node is called on both ends.

use std::num::NonZeroU32;

/// A node's name: given by capture at first sight, never given twice within a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    /// The top document, which every tree has.
    pub const ROOT: Self = Self(NonZeroU32::MIN);

    /// The node called `number`; there is no node 0.
    pub fn new(number: u32) -> Option<Self> {
        NonZeroU32::new(number).map(Self)
    }

    /// The number behind the name.
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

/// The number of an optional node, with 0 for none.
pub(crate) fn number(id: Option<NodeId>) -> u32 {
    id.map_or(0, NodeId::get)
}

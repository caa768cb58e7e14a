//! The new nodes of an observation, each to be taken once.

use crate::{NewNode, NodeId};

/// Capture tells a new node just before the list that it stands in, so the next one wanted is nearly always the next.
pub(crate) struct NewNodes {
    nodes: Vec<(NodeId, Option<NewNode>)>,
    next: usize,
    /// They are: names are handed out in the order of telling.
    are_sorted: bool,
}

impl From<Vec<(NodeId, NewNode)>> for NewNodes {
    fn from(nodes: Vec<(NodeId, NewNode)>) -> Self {
        let are_sorted = nodes.is_sorted_by_key(|(id, _)| *id);
        Self { nodes: nodes.into_iter().map(|(id, node)| (id, Some(node))).collect(), next: 0, are_sorted }
    }
}

impl NewNodes {
    pub(crate) fn take(&mut self, id: NodeId) -> Option<NewNode> {
        let index = match self.nodes.get(self.next) {
            Some((next, _)) if *next == id => self.next,
            _ if self.are_sorted => self.nodes.binary_search_by_key(&id, |(other, _)| *other).ok()?,
            _ => self.nodes.iter().position(|(other, _)| *other == id)?,
        };
        self.next = index + 1;
        self.nodes.get_mut(index)?.1.take()
    }
}

//! What a tree's digest is the sum of.

use crate::digest::{self, Fact};
use crate::id::number;
use crate::slots::Slot;
use crate::{Key, NewNode, NodeId, NodeKind, Text, Tree};

impl Tree {
    /// All that is so of a node, wherever it stands.
    pub(crate) fn content_facts(&self, id: NodeId, node: &NewNode) -> u64 {
        let kind = digest::fact(Fact::Kind, id.get(), self.kind_number(&node.kind), 0);
        let text = node.text.as_ref().map_or(0, |text| text_fact(id, text));
        let values = node.values.iter().map(|(key, value)| self.value_fact(id, *key, value));
        values.fold(kind.wrapping_add(text), u64::wrapping_add)
    }

    pub(crate) fn value_fact(&self, id: NodeId, key: Key, value: &Text) -> u64 {
        let key = match key {
            Key::Attribute(name) => self.names().digest(name),
            Key::State(state) => state as u64,
        };
        digest::fact(Fact::Value, id.get(), key, value.digest())
    }

    /// Where a node stands. A node without a place has no such fact.
    pub(crate) fn place_fact(&self, slot: Slot) -> u64 {
        let Some(entry) = self.entry(slot) else { return 0 };
        let Some(parent) = self.id_at(entry.parent) else { return 0 };
        let previous = number(self.id_at(entry.previous));
        digest::fact(Fact::Place, entry.id.get(), parent.get().into(), previous.into())
    }

    fn kind_number(&self, kind: &NodeKind) -> u64 {
        match kind {
            NodeKind::Document { quirks } => 1 + u64::from(*quirks),
            NodeKind::Text => 3,
            NodeKind::ShadowRoot => 4,
            NodeKind::Element { namespace, name } => {
                self.names().digest(*name).wrapping_add(5 + *namespace as u64)
            }
        }
    }
}

pub(crate) fn text_fact(id: NodeId, text: &Text) -> u64 {
    digest::fact(Fact::Text, id.get(), text.digest(), 0)
}

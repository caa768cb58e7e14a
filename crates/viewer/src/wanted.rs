//! Who waits for what: nodes by the address that they want, and addresses by the node that wants them. Owns no bytes.

use alongside_mirror::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Most pairs of a node and an address, and longest address, in bytes of UTF-8: more than any page has, and what memory a
/// hostile one gets. What is beyond is not waited for.
const MOST_PAIRS: usize = 100_000;
const LONGEST: usize = 8 * 1024;

/// The pairs.
#[derive(Default)]
pub(crate) struct Wanted {
    nodes: FxHashMap<Rc<str>, FxHashSet<NodeId>>,
    addresses: FxHashMap<NodeId, FxHashSet<Rc<str>>>,
    pairs: usize,
}

impl Wanted {
    /// A node wants what is at an address.
    pub(crate) fn add(&mut self, address: &str, node: NodeId) {
        if self.pairs >= MOST_PAIRS || address.len() > LONGEST {
            return;
        }
        let address =
            self.nodes.get_key_value(address).map_or_else(|| address.into(), |(known, _)| known.clone());
        if self.addresses.entry(node).or_default().insert(address.clone()) {
            self.nodes.entry(address).or_default().insert(node);
            self.pairs += 1;
        }
    }

    /// Whether anybody wants what is at an address.
    pub(crate) fn contains(&self, address: &str) -> bool {
        self.nodes.contains_key(address)
    }

    /// What anybody wants.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.nodes.keys().map(|address| &**address)
    }

    /// The nodes that want what is at an address.
    pub(crate) fn nodes(&self, address: &str) -> Vec<NodeId> {
        self.nodes.get(address).map(|nodes| nodes.iter().copied().collect()).unwrap_or_default()
    }

    /// The same, and they want it no longer.
    pub(crate) fn take(&mut self, address: &str) -> Vec<NodeId> {
        let nodes: Vec<NodeId> = self.nodes.remove(address).unwrap_or_default().into_iter().collect();
        for node in &nodes {
            let Some(addresses) = self.addresses.get_mut(node) else { continue };
            addresses.remove(address);
            if addresses.is_empty() {
                self.addresses.remove(node);
            }
        }
        self.pairs -= nodes.len();
        nodes
    }

    /// A node wants nothing any more.
    pub(crate) fn forget(&mut self, node: NodeId) {
        for address in self.addresses.remove(&node).unwrap_or_default() {
            let Some(nodes) = self.nodes.get_mut(&address) else { continue };
            nodes.remove(&node);
            self.pairs -= 1;
            if nodes.is_empty() {
                self.nodes.remove(&address);
            }
        }
    }

    /// Nobody wants anything any more.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn id(number: u32) -> NodeId {
        NodeId::new(number).expect("not zero")
    }

    proptest! {
        #[test]
        fn it_is_a_set_of_pairs(steps in prop::collection::vec((0u8..4, 0u8..5, 1u32..6), 0..60)) {
            let (mut wanted, mut model) = (Wanted::default(), BTreeSet::new());
            for (what, address, node) in steps {
                let address = address.to_string();
                match what {
                    0 | 1 => {
                        wanted.add(&address, id(node));
                        model.insert((address.clone(), node));
                    }
                    2 => {
                        let mut taken: Vec<u32> = wanted.take(&address).into_iter().map(NodeId::get).collect();
                        taken.sort_unstable();
                        let expected: Vec<u32> =
                            model.iter().filter(|(other, _)| *other == address).map(|(_, node)| *node).collect();
                        prop_assert_eq!(taken, expected);
                        model.retain(|(other, _)| *other != address);
                    }
                    _ => {
                        wanted.forget(id(node));
                        model.retain(|(_, other)| *other != node);
                    }
                }
                prop_assert_eq!(wanted.pairs, model.len());
                prop_assert_eq!(wanted.contains(&address), model.iter().any(|(other, _)| *other == address));
                let addresses: BTreeSet<_> = model.iter().map(|(address, _)| address).collect();
                let nodes: BTreeSet<_> = model.iter().map(|(_, node)| node).collect();
                prop_assert_eq!((wanted.nodes.len(), wanted.addresses.len()), (addresses.len(), nodes.len()));
            }
        }
    }

    #[test]
    fn it_stays_bounded_and_nodes_that_go_make_room() {
        let mut wanted = Wanted::default();
        (1..=150_000).for_each(|node| wanted.add("a", id(node)));
        wanted.add(&"x".repeat(LONGEST + 1), id(1));
        assert_eq!((wanted.pairs, wanted.addresses.len()), (MOST_PAIRS, MOST_PAIRS));
        (1..=150_000).for_each(|node| wanted.forget(id(node)));
        assert_eq!((wanted.pairs, wanted.nodes.len(), wanted.addresses.len()), (0, 0, 0));
        wanted.add("b", id(1));
        assert_eq!(wanted.take("b"), [id(1)]);
    }
}

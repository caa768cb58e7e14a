//! From one whole tree to another: what a player needs that jumps in a recording. Two moments of a page are mostly the
//! same page, and building the same again is what takes a browser long.

use crate::{Key, Names, NewNode, NodeId, NodeKind, Observation, Op, ReconcileError, Tree, TreeError};

impl Tree {
    /// Becomes equal to `target`, in the least steps. Returns them and the nodes that are gone after them. Names keep
    /// their numbers of this tree.
    ///
    /// # Errors
    /// [`ReconcileError`] when a node of the same id is of another kind: then these are two different pages. The tree may be
    /// changed in part.
    pub fn become_like(&mut self, target: &Self) -> Result<(Vec<Op>, Vec<NodeId>), ReconcileError> {
        let before: Vec<NodeId> = self.descendants(NodeId::ROOT).collect();
        let mut seen = Observation::default();
        let mut new_nodes = Vec::new();
        for (id, node) in target.nodes(NodeId::ROOT) {
            let content = renamed(node.content, target.names(), self.names_mut());
            match self.node(id).map(|ours| (ours.kind() == &content.kind, ours.content.clone())) {
                None => new_nodes.push((id, content)),
                Some((false, _)) => return Err(TreeError::WrongPlace(id).into()),
                Some((true, ours)) => {
                    for (key, _) in &ours.values {
                        if content.values.iter().all(|(other, _)| other != key) {
                            seen.value(id, *key, None);
                        }
                    }
                    for (key, value) in content.values {
                        seen.value(id, key, Some(value));
                    }
                    if let Some(text) = content.text {
                        seen.text(id, text);
                    }
                }
            }
            let is_leaf = matches!(node.kind(), NodeKind::Text);
            if !is_leaf && !self.children(id).eq(target.children(id)) {
                seen.children(id, target.children(id));
            }
        }
        // In any other order each of them would have to be looked for.
        new_nodes.sort_unstable_by_key(|(id, _)| *id);
        for (id, node) in new_nodes {
            seen.new_node(id, node);
        }
        let ops = self.reconcile(seen)?;
        let gone = before.into_iter().filter(|id| !self.contains(*id)).collect();
        Ok((ops, gone))
    }
}

/// A node with the names of another table.
fn renamed(node: &NewNode, theirs: &Names, ours: &mut Names) -> NewNode {
    let kind = match &node.kind {
        NodeKind::Element { namespace, name } => {
            NodeKind::Element { namespace: *namespace, name: ours.intern(theirs.text(*name)) }
        }
        other => other.clone(),
    };
    let values = node.values.iter().map(|(key, value)| {
        let key = match key {
            Key::Attribute(name) => Key::Attribute(ours.intern(theirs.text(*name))),
            Key::State(state) => Key::State(*state),
        };
        (key, value.clone())
    });
    NewNode { kind, text: node.text.clone(), values: values.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Namespace, State};

    fn id(number: u32) -> NodeId {
        NodeId::new(number).expect("not zero")
    }

    /// A page of paragraphs, each with a text, in this order. `first` is interned first, so that numbers of names differ.
    fn page(first: &str, paragraphs: &[(u32, &str)]) -> Tree {
        let mut tree = Tree::new();
        tree.names_mut().intern(first);
        let (name, class) = (tree.names_mut().intern("p"), tree.names_mut().intern("class"));
        let mut seen = Observation::default();
        seen.value(
            NodeId::ROOT,
            Key::State(State::Scroll),
            Some(format!("0,{}", paragraphs.len()).as_str().into()),
        );
        for (number, text) in paragraphs {
            let mut paragraph = NewNode::element(Namespace::Html, name);
            paragraph.values.push((Key::Attribute(class), (*text).into()));
            seen.new_node(id(*number), paragraph);
            seen.new_node(id(number + 1_000), NewNode::text(*text));
        }
        seen.children(NodeId::ROOT, paragraphs.iter().map(|(number, _)| id(*number)));
        for (number, _) in paragraphs {
            seen.children(id(*number), [id(number + 1_000)]);
        }
        tree.reconcile(seen).expect("a plain page");
        tree
    }

    #[test]
    fn a_tree_becomes_any_other_of_the_same_page_in_few_steps() {
        let one = page("a", &[(2, "one"), (3, "two"), (4, "three"), (5, "four")]);
        let other = page("b", &[(5, "four"), (2, "one"), (3, "changed"), (9, "new")]);
        for (from, to) in [(&one, &other), (&other, &one), (&one, &one)] {
            let mut tree = from.clone();
            let (ops, gone) = tree.become_like(to).expect("the same page");
            assert_eq!(tree.digest(), to.digest());
            assert!(ops.len() <= 6, "{ops:?}");
            assert!(gone.iter().all(|id| from.contains(*id) && !to.contains(*id)), "{gone:?}");
            assert_eq!(tree.len(), to.len());
        }
    }

    #[test]
    fn another_page_is_told_apart() {
        let mut tree = page("a", &[(2, "one")]);
        let mut other = Tree::new();
        let mut seen = Observation::default();
        seen.new_node(id(2), NewNode::text("a text where there was a paragraph"));
        seen.children(NodeId::ROOT, [id(2)]);
        other.reconcile(seen).expect("a plain page");
        assert!(tree.become_like(&other).is_err());
    }
}

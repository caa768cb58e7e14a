//! Custom elements that are not defined on the page: no script runs in the viewer, so to the agent's browser none ever is, and
//! `:defined` is asked of an attribute instead (see `pseudo_classes`).

use crate::pseudo_classes::marker;
use alongside_mirror::{Namespace, NodeId, NodeKind, Tree};
use rustc_hash::{FxHashMap, FxHashSet};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// The names that are not defined, by document.
#[derive(Default)]
pub(crate) struct Undefined {
    names: FxHashMap<NodeId, FxHashSet<String>>,
}

impl Undefined {
    /// Marks what `value` says of a document (see `State::Undefined`), and nothing else in it any more.
    pub(crate) fn show<'a>(
        &mut self,
        document: NodeId,
        value: Option<&str>,
        tree: &Tree,
        find: impl Fn(NodeId) -> Option<&'a Node>,
    ) {
        let names = value.unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect();
        self.names.insert(document, names);
        for id in tree.descendants(document) {
            if let Some(node) = find(id) {
                self.mark(id, node, tree);
            }
        }
    }

    /// Marks an element, or takes its mark away.
    pub(crate) fn mark(&self, id: NodeId, node: &Node, tree: &Tree) {
        let Some(NodeKind::Element { namespace: Namespace::Html, name }) =
            tree.node(id).map(|node| node.kind())
        else {
            return;
        };
        let name = tree.names().text(*name);
        if name.contains('-') {
            let names = document_of(id, tree).and_then(|document| self.names.get(&document));
            let is_undefined = names.is_some_and(|names| names.contains(name));
            let _ =
                node.unchecked_ref::<Element>().toggle_attribute_with_force(marker::UNDEFINED, is_undefined);
        }
    }

    /// Forgets all names.
    pub(crate) fn clear(&mut self) {
        self.names.clear();
    }

    /// A node is gone.
    pub(crate) fn forget(&mut self, id: NodeId) {
        self.names.remove(&id);
    }
}

/// The document that a node stands in.
fn document_of(id: NodeId, tree: &Tree) -> Option<NodeId> {
    let mut climbing = id;
    loop {
        let node = tree.node(climbing)?;
        if matches!(node.kind(), NodeKind::Document { .. }) {
            return Some(climbing);
        }
        climbing = node.parent()?;
    }
}

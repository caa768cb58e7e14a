//! Custom elements that are not defined on the page: no script runs in the viewer, so to the agent's browser none ever is, and
//! `:defined` is asked of an attribute instead (see `pseudo_classes`).

use crate::dom::{Element, Node};
use crate::pseudo_classes::marker;
use alongside_mirror::{Namespace, NodeId, NodeKind, Tree};
use rustc_hash::{FxHashMap, FxHashSet};
use wasm_bindgen::JsCast;

/// The names that are not defined, by document.
#[derive(Default)]
pub(crate) struct Undefined {
    names: FxHashMap<NodeId, FxHashSet<String>>,
    /// Custom elements that came since the last time.
    fresh: Vec<NodeId>,
}

impl Undefined {
    /// Marks what `value` says of a document (see `State::Undefined`), and nothing else in it any more. Documents in its frames
    /// have names of their own, and are not looked at.
    pub(crate) fn show<'a>(
        &mut self,
        document: NodeId,
        value: Option<&str>,
        tree: &Tree,
        find: impl Fn(NodeId) -> Option<&'a Node>,
    ) {
        let names: FxHashSet<String> =
            value.unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect();
        let mut parents = vec![document];
        while let Some(parent) = parents.pop() {
            for child in tree.children(parent) {
                match tree.node(child).map(|node| node.kind()) {
                    Some(NodeKind::Document { .. } | NodeKind::Text) | None => continue,
                    Some(_) => parents.push(child),
                }
                mark(child, Some(&names), tree, &find);
            }
        }
        self.names.insert(document, names);
    }

    /// An element of this name was made. It is marked when all of the frame is in place.
    pub(crate) fn note(&mut self, id: NodeId, name: &str) {
        if name.contains('-') && !self.names.is_empty() {
            self.fresh.push(id);
        }
    }

    /// Marks the elements that came since the last time.
    pub(crate) fn show_fresh<'a>(&mut self, tree: &Tree, find: impl Fn(NodeId) -> Option<&'a Node>) {
        // Which document a node stands in, for all nodes on the ways that were climbed: each is climbed once.
        let mut documents: FxHashMap<NodeId, Option<NodeId>> = FxHashMap::default();
        for id in std::mem::take(&mut self.fresh) {
            let (mut way, mut climbing) = (Vec::new(), Some(id));
            let document = loop {
                let Some(above) = climbing else { break None };
                if let Some(known) = documents.get(&above) {
                    break *known;
                }
                let Some(node) = tree.node(above) else { break None };
                if matches!(node.kind(), NodeKind::Document { .. }) {
                    break Some(above);
                }
                way.push(above);
                climbing = node.parent();
            };
            documents.extend(way.into_iter().map(|passed| (passed, document)));
            mark(id, document.and_then(|document| self.names.get(&document)), tree, &find);
        }
    }

    /// Forgets all names.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// A node is gone.
    pub(crate) fn forget(&mut self, id: NodeId) {
        self.names.remove(&id);
    }
}

/// Marks a custom element, or takes its mark away.
fn mark<'a>(
    id: NodeId,
    names: Option<&FxHashSet<String>>,
    tree: &Tree,
    find: &impl Fn(NodeId) -> Option<&'a Node>,
) {
    let Some(NodeKind::Element { namespace: Namespace::Html, name }) = tree.node(id).map(|node| node.kind())
    else {
        return;
    };
    let name = tree.names().text(*name);
    if name.contains('-')
        && let Some(node) = find(id)
    {
        let is_undefined = names.is_some_and(|names| names.contains(name));
        let _ = node.unchecked_ref::<Element>().toggle_attribute(marker::UNDEFINED, is_undefined);
    }
}

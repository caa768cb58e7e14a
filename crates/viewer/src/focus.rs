//! Which field the agent's keys go to: what the shopper's page says has the focus, or, until it does, what the agent pressed last.

use crate::scene::Scene;
use alongside_mirror::{Key, NodeId, NodeKind, State, Tree};

/// Fields of these types take no text.
const NOT_TYPED_IN: [&str; 10] =
    ["button", "submit", "reset", "image", "checkbox", "radio", "range", "color", "file", "hidden"];

/// The field that was pressed last.
#[derive(Default)]
pub(crate) struct Focus {
    pressed: Option<NodeId>,
    /// What had the focus when it was pressed.
    before: Option<NodeId>,
}

impl Focus {
    /// Something was pressed.
    pub(crate) fn press(&mut self, scene: &Scene<'_>, node: NodeId) {
        self.pressed = takes_text(scene.tree, node).then_some(node);
        self.before = told(scene.tree);
    }

    /// Where keys go.
    pub(crate) fn target(&self, scene: &Scene<'_>) -> Option<NodeId> {
        let told = told(scene.tree);
        let is_news = told != self.before;
        let pressed = self.pressed.filter(|pressed| scene.tree.contains(*pressed));
        if is_news { told.or(pressed) } else { pressed.or(told) }
    }
}

/// What has the focus on the shopper's page, in its innermost document.
fn told(tree: &Tree) -> Option<NodeId> {
    let mut document = NodeId::ROOT;
    let mut found = None;
    // Each turn goes one document deeper, and no tree is infinitely deep.
    while let Some(focused) = focused_in(tree, document) {
        found = Some(focused);
        let inside = tree.children(focused).find(|child| {
            tree.node(*child).is_some_and(|node| matches!(node.kind(), NodeKind::Document { .. }))
        });
        match inside {
            Some(inside) => document = inside,
            None => break,
        }
    }
    found
}

fn focused_in(tree: &Tree, document: NodeId) -> Option<NodeId> {
    let told = tree.node(document)?.value(Key::State(State::Interaction))?;
    let is_there = |id: &NodeId| tree.contains(*id);
    told.split_ascii_whitespace()
        .filter_map(|word| word.strip_prefix('f')?.parse().ok().and_then(NodeId::new))
        .find(is_there)
}

/// Whether an element takes text.
fn takes_text(tree: &Tree, id: NodeId) -> bool {
    let Some(node) = tree.node(id) else { return false };
    let NodeKind::Element { name, .. } = node.kind() else { return false };
    let attribute = |wanted: &str| {
        node.values().find_map(|(key, value)| match key {
            Key::Attribute(name) if tree.names().text(name) == wanted => Some(value),
            _ => None,
        })
    };
    match tree.names().text(*name) {
        "textarea" => true,
        "input" => {
            let kind = attribute("type").unwrap_or("text").trim().to_ascii_lowercase();
            !NOT_TYPED_IN.contains(&kind.as_str())
        }
        _ => attribute("contenteditable").is_some_and(|value| value != "false"),
    }
}

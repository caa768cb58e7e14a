//! Which node of the mirror stands at a point of the page: through shadow roots and frames, as a press there would find it.

use crate::dom::{self, DOCUMENT_FRAGMENT_NODE, DOCUMENT_NODE, ShadowRoot};
use crate::frames::content;
use crate::scene::{Opening, Scene};
use crate::scrolling::scrolls;
use alongside_mirror::{NodeId, NodeKind};
use js_sys::Object;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// Deepest that shadow roots and frames are looked into.
const DEEPEST: usize = 64;

/// Less than this on a side, in CSS px, is too little to tie a drawing to: what stands around it shows better where it
/// belongs when the page changes.
const FIRM: f64 = 48.0;

impl Scene<'_> {
    /// The innermost element at a point of the shopper's viewport.
    pub(crate) fn element_at(&self, at: (f64, f64)) -> Option<Element> {
        let (mut document, mut at) = (self.stage.document.clone(), at);
        let mut found = None;
        for _ in 0..DEEPEST {
            let Some(element) = innermost(&document, at) else { break };
            let inside = content(element.unchecked_ref());
            let opening = inside.is_some().then(|| Opening::of(&element));
            found = Some(element);
            let (Some(inside), Some(opening)) = (inside, opening) else { break };
            document = inside;
            at = opening.enter(at);
        }
        found
    }

    /// The node at a point of the shopper's viewport: the innermost that has a box to tell places in.
    pub(crate) fn node_at(&self, at: (f64, f64)) -> Option<NodeId> {
        let element = self.element_at(at)?;
        self.with_box(self.id_of(&element)?)
    }

    /// The node at a point that a drawing is to be tied to: large enough, and inside of what scrolls.
    pub(crate) fn anchor_at(&self, at: (f64, f64)) -> Option<NodeId> {
        let mut id = self.node_at(at)?;
        loop {
            let rect = self.rect(id)?;
            let Some(parent) = self.element_around(id) else { return Some(id) };
            let is_firm = rect.width >= FIRM && rect.height >= FIRM;
            let stays = self.stage.node(parent).is_none_or(|parent| scrolls(parent.unchecked_ref()));
            if is_firm || stays || self.rect(parent).is_none() {
                return Some(id);
            }
            id = parent;
        }
    }

    /// The mirror's name for a node of the page, or for the nearest around it that has one: what the viewer added itself has none.
    pub(crate) fn id_of(&self, node: &Node) -> Option<NodeId> {
        let mut chain = Vec::new();
        let mut climbing = node.clone();
        while !Object::is(&climbing, &self.stage.document) {
            let above = holder(&climbing)?;
            chain.push(std::mem::replace(&mut climbing, above));
        }
        let mut id = NodeId::ROOT;
        for node in chain.iter().rev() {
            let shows = |child: &NodeId| self.stage.node(*child).is_some_and(|shown| Object::is(shown, node));
            match self.tree.children(id).find(shows) {
                Some(child) => id = child,
                None => break,
            }
        }
        Some(id)
    }

    /// The node itself, or the nearest around it that has a box.
    fn with_box(&self, mut id: NodeId) -> Option<NodeId> {
        while self.rect(id).is_none() {
            id = self.tree.node(id)?.parent()?;
        }
        Some(id)
    }

    /// The element that an element stands in, within its document.
    fn element_around(&self, id: NodeId) -> Option<NodeId> {
        let mut id = self.tree.node(id)?.parent()?;
        loop {
            let node = self.tree.node(id)?;
            match node.kind() {
                NodeKind::Element { .. } => return Some(id),
                NodeKind::ShadowRoot => id = node.parent()?,
                NodeKind::Document { .. } | NodeKind::Text => return None,
            }
        }
    }
}

/// The element at a point of a document's viewport, looked for in shadow roots as well.
fn innermost(document: &dom::Document, (x, y): (f64, f64)) -> Option<Element> {
    let (x, y) = (x as f32, y as f32);
    let mut element = document.element_from_point(x, y)?;
    for _ in 0..DEEPEST {
        let inside = element.shadow_root().and_then(|root| root.element_from_point(x, y));
        match inside {
            Some(inside) if !Object::is(&inside, &element) => element = inside,
            _ => break,
        }
    }
    Some(element)
}

/// What a node stands in: its parent, of a shadow root its host, of a document in a frame the frame. Asked past what a page may
/// have put in the way: a field called `parentNode` would lead round and round.
pub(crate) fn holder(node: &Node) -> Option<Node> {
    let node: &dom::Node = node.unchecked_ref();
    if let Some(parent) = node.parent_node() {
        return Some(parent.unchecked_into());
    }
    match node.node_type() {
        DOCUMENT_NODE => {
            let window = node.unchecked_ref::<dom::Document>().default_view()?;
            window.frame_element().ok()?.map(Into::into)
        }
        DOCUMENT_FRAGMENT_NODE => node.unchecked_ref::<ShadowRoot>().host().ok().map(JsCast::unchecked_into),
        _ => None,
    }
}

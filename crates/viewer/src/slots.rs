//! Slots that a script fills on the page (`slot.assign`), filled alike in the view. Others are filled by the browser, as their names say.

use crate::dom::{ELEMENT_NODE, Element, Node, TEXT_NODE};
use alongside_mirror::NodeId;
use js_sys::Array;
use wasm_bindgen::JsCast;

/// Fills the slots of a shadow root as `value` says (see `State::Slots`). What is no slot, or cannot stand in one, is left out.
pub(crate) fn fill<'a>(value: Option<&str>, find: impl Fn(NodeId) -> Option<&'a Node>) {
    for told in value.unwrap_or_default().split_ascii_whitespace() {
        let mut nodes = told.split(',').map(|id| id.parse().ok().and_then(NodeId::new).and_then(&find));
        let slot = nodes.next().flatten().filter(|node| node.node_type() == ELEMENT_NODE);
        let Some(slot) = slot else { continue };
        let fits = |node: &&Node| matches!(node.node_type(), ELEMENT_NODE | TEXT_NODE);
        // What is no slot is refused by the browser.
        let _ = slot.unchecked_ref::<Element>().assign_slot(&nodes.flatten().filter(fits).collect::<Array>());
    }
}

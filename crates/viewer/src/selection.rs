//! The shopper's selected text, as the inner document's own selection.

use crate::dom::{CharacterData, DOCUMENT_NODE, Document, Node, TEXT_NODE};
use alongside_mirror::NodeId;
use wasm_bindgen::JsCast;
use web_sys::{Range, Selection};

/// Selects in a document what `value` says (see `State::Selection`), or nothing if that makes no sense here.
pub(crate) fn show<'a>(document: &Node, value: Option<&str>, find: impl Fn(NodeId) -> Option<&'a Node>) {
    if document.node_type() != DOCUMENT_NODE {
        return;
    }
    let document: &Document = document.unchecked_ref();
    let Ok(Some(selection)) = document.get_selection() else { return };
    if value.and_then(|value| select(document, &selection, value, find)).is_none() {
        let _ = selection.remove_all_ranges();
    }
}

fn select<'a>(
    document: &Document,
    selection: &Selection,
    value: &str,
    find: impl Fn(NodeId) -> Option<&'a Node>,
) -> Option<()> {
    let mut numbers = value.split(',').map(str::parse::<i64>);
    let mut boundary = || {
        let id = u32::try_from(numbers.next()?.ok()?).ok().and_then(NodeId::new)?;
        place(&document.create_range().ok()?, find(id)?, numbers.next()?.ok()?)
    };
    let (start, end) = (boundary()?, boundary()?);
    selection.set_base_and_extent(&start.0, start.1, &end.0, end.1).ok()
}

/// A place at a node, as what it is in and how far in that.
fn place(range: &Range, node: &Node, place: i64) -> Option<(web_sys::Node, u32)> {
    let shown: &web_sys::Node = node.unchecked_ref();
    match place {
        -1 => range.set_start_before(shown),
        -2 => range.set_start_after(shown),
        -3 => range.set_start(shown, 0),
        -4 => range.set_start(shown, node.child_nodes().length()),
        offset => {
            // Asked for, not counted: the text may be long, and there may be many such places.
            let is_text = node.node_type() == TEXT_NODE;
            let length = if is_text { node.unchecked_ref::<CharacterData>().length() } else { 0 };
            range.set_start(shown, u32::try_from(offset).ok()?.min(length))
        }
    }
    .ok()?;
    Some((range.start_container().ok()?, range.start_offset().ok()?))
}

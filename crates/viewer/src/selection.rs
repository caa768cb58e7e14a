//! The shopper's selected text, as the inner document's own selection.

use alongside_mirror::NodeId;
use wasm_bindgen::JsCast;
use web_sys::{Document, Node, Range, Selection};

/// Selects in a document what `value` says (see `State::Selection`), or nothing if that makes no sense here.
pub(crate) fn show<'a>(document: &Node, value: Option<&str>, find: impl Fn(NodeId) -> Option<&'a Node>) {
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
fn place(range: &Range, node: &Node, place: i64) -> Option<(Node, u32)> {
    match place {
        -1 => range.set_start_before(node),
        -2 => range.set_start_after(node),
        -3 => range.set_start(node, 0),
        -4 => range.set_start(node, node.child_nodes().length()),
        offset => {
            let length =
                node.node_value().map_or(0, |text| u32::try_from(text.encode_utf16().count()).unwrap_or(0));
            range.set_start(node, u32::try_from(offset).ok()?.min(length))
        }
    }
    .ok()?;
    Some((range.start_container().ok()?, range.start_offset().ok()?))
}

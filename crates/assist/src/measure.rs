//! Where nodes are on the screen, through frames of the page's own origin, and what stands at a point.

use crate::dom::{Node, document};
use crate::geometry::{Frame, Rect};
use wasm_bindgen::JsCast;

/// The box of a node in its own viewport; a document's is what is seen of it. None for what has no box.
pub(crate) fn own_rect(node: &Node) -> Option<Rect> {
    if node.is_document() {
        let view = node.default_view()?;
        return Some(Rect { left: 0.0, top: 0.0, width: view.inner_width(), height: view.inner_height() });
    }
    if !node.is_element() {
        return None;
    }
    let rect = node.bounding_client_rect();
    Some(Rect { left: rect.left(), top: rect.top(), width: rect.width(), height: rect.height() })
}

/// The box of a node in the viewport of the top page.
pub(crate) fn rect(node: &Node) -> Option<Rect> {
    let mut rect = own_rect(node)?;
    for (_, frame) in frames_around(node) {
        rect = rect.seen_through(&frame);
    }
    Some(rect)
}

/// The frames that a node stands in, from the innermost outwards: each with its element.
pub(crate) fn frames_around(node: &Node) -> Vec<(Node, Frame)> {
    let mut frames = Vec::new();
    let mut page = node.page();
    while page != document() {
        let Some(element) = page.default_view().and_then(|view| view.neighbour("frameElement")) else {
            break;
        };
        let Some(outer) = own_rect(&element) else { break };
        let (left, top) = padding(&element);
        let inset = (element.number("clientLeft") + left, element.number("clientTop") + top);
        let layout = (element.number("offsetWidth"), element.number("offsetHeight"));
        page = element.page();
        frames.push((element, Frame::of(outer, inset, layout)));
    }
    frames
}

/// From the left and from the top, in px.
fn padding(element: &Node) -> (f64, f64) {
    let arguments = js_sys::Array::of1(element);
    let Some(style) = element.view().call("getComputedStyle", &arguments) else { return (0.0, 0.0) };
    let style: Node = style.unchecked_into();
    let px = |key: &str| {
        let number = js_sys::Number::parse_float(&style.text(key));
        if number.is_finite() { number } else { 0.0 }
    };
    (px("paddingLeft"), px("paddingTop"))
}

/// What is hit at a point of a document's or shadow root's own viewport, also within shadow trees.
fn hit(root: &Node, (x, y): (f64, f64)) -> Option<Node> {
    let mut hit = root.element_from_point(x, y)?;
    while let Some(inner) = hit.shadow_root().and_then(|root| root.element_from_point(x, y)) {
        if inner == hit {
            break;
        }
        hit = inner;
    }
    Some(hit)
}

/// What a press at a point of `node`'s own viewport would hit: something in that node, and not what covers it, in
/// none of the pages around it either.
pub(crate) fn hit_in(node: &Node, mut at: (f64, f64)) -> Option<Node> {
    let found = hit(&node.root_node(), at)?;
    let belongs = if node.is_document() { found.page() == *node } else { found.is_in(node) };
    if !belongs || found.local_name() == "iframe" {
        return None;
    }
    for (element, frame) in frames_around(node) {
        at = frame.out(at);
        if element.root_node().element_from_point(at.0, at.1)? != element {
            return None;
        }
    }
    Some(found)
}

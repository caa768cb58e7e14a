//! What scrolls in the mirrored page, and where the agent's wheel wants it to be.

use crate::dom::Document;
use crate::scene::Scene;
use alongside_mirror::NodeId;
use alongside_protocol::Act;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// For how long a wanted position counts more than the one that is shown, in ms: until the shopper's page has answered.
const WANTED_MS: f64 = 600.0;

/// Whether an element may be scrolled, at least by its page.
pub(crate) fn scrolls(element: &Element) -> bool {
    let has_more = element.scroll_height() > element.client_height() + 1
        || element.scroll_width() > element.client_width() + 1;
    has_more && overflow(element).iter().any(|overflow| overflow != "visible")
}

/// The computed overflow, sideways and downwards.
fn overflow(element: &Element) -> [String; 2] {
    let style = element
        .owner_document()
        .and_then(|document| document.default_view()?.get_computed_style(element).ok()?);
    let told = |property: &str| style.as_ref().and_then(|style| style.get_property_value(property).ok());
    ["overflow-x", "overflow-y"].map(|property| told(property).unwrap_or_else(|| "visible".to_owned()))
}

/// Whether a person may scroll an element with the wheel.
fn is_scroller(element: &Element) -> bool {
    scrolls(element) && overflow(element).iter().any(|overflow| overflow == "auto" || overflow == "scroll")
}

/// Where what is being scrolled is wanted.
#[derive(Default)]
pub(crate) struct Scrolling {
    wanted: Option<Wanted>,
    is_told: bool,
}

struct Wanted {
    node: NodeId,
    x: f64,
    y: f64,
    until: f64,
}

impl Scrolling {
    /// The wheel was turned over a point by so many CSS px of the shopper's page.
    pub(crate) fn turn(&mut self, scene: &Scene<'_>, at: (f64, f64), by: (f64, f64), now: f64) {
        let Some(element) = scene.element_at(at) else { return };
        let going = self.wanted.take().filter(|wanted| wanted.until > now);
        let Some(found) = find(scene, &element, by, going.as_ref()) else {
            self.wanted = going;
            return;
        };
        self.wanted = Some(Wanted { until: now + WANTED_MS, ..found });
        self.is_told = false;
    }

    /// The act that asks for it, once for every new position.
    pub(crate) fn take(&mut self) -> Option<Act> {
        let wanted = self.wanted.as_ref().filter(|_| !self.is_told)?;
        self.is_told = true;
        Some(Act::Scroll { node: wanted.node.get(), x: wanted.x.round() as i32, y: wanted.y.round() as i32 })
    }
}

/// What is to scroll, and to where: the nearest that still has room that way.
fn find(scene: &Scene<'_>, from: &Element, by: (f64, f64), going: Option<&Wanted>) -> Option<Wanted> {
    let mut climbing: Option<Node> = Some(from.clone().into());
    while let Some(node) = climbing {
        let top = if node.node_type() == Node::DOCUMENT_NODE {
            node.unchecked_ref::<Document>().scrolling_element()
        } else {
            Some(node.clone().unchecked_into::<Element>())
                .filter(|element| is_root_of_none(element) && is_scroller(element))
        };
        if let (Some(element), Some(id)) = (top, scene.id_of(&node)) {
            let (x, y) = match going.filter(|going| going.node == id) {
                Some(going) => (going.x, going.y),
                None => (f64::from(element.scroll_left()), f64::from(element.scroll_top())),
            };
            let to = (
                within(x, by.0, element.scroll_width() - element.client_width()),
                within(y, by.1, element.scroll_height() - element.client_height()),
            );
            if to != (x, y) {
                return Some(Wanted { node: id, x: to.0, y: to.1, until: 0.0 });
            }
        }
        climbing = around(&node);
    }
    None
}

/// Whether an element scrolls by itself: the outermost ones scroll as their document.
fn is_root_of_none(element: &Element) -> bool {
    let name = element.local_name();
    name != "html" && name != "body"
}

/// A position after a step. Pages that read from right to left count below zero.
fn within(at: f64, by: f64, room: i32) -> f64 {
    let room = f64::from(room.max(0));
    let (least, most) = if at < 0.0 { (-room, 0.0) } else { (0.0, room) };
    (at + by).clamp(least, most)
}

/// What a node scrolls with: its slot, its parent, the host of its shadow root, the frame of its document.
fn around(node: &Node) -> Option<Node> {
    if node.node_type() == Node::ELEMENT_NODE
        && let Some(slot) = node.unchecked_ref::<HtmlElement>().assigned_slot()
    {
        return Some(slot.into());
    }
    crate::picking::holder(node)
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn a_step_ends_where_there_is_nothing_more() {
        assert_eq!(within(10.0, 100.0, 500), 110.0);
        assert_eq!(within(450.0, 100.0, 500), 500.0);
        assert_eq!(within(10.0, -100.0, 500), 0.0);
        assert_eq!(within(0.0, 100.0, -3), 0.0);
        assert_eq!(within(-10.0, -100.0, 500), -110.0, "from right to left");
    }
}

//! What is shown right now, measured: where a node's box is in the shopper's viewport, and where a point is in a box.
//!
//! The mirrored page is laid out in a window of her size, so a part of a box here is the same part of the same box there.

use crate::dom::{self, Document};
use crate::fit::{Fit, viewport};
use crate::stage::Stage;
use alongside_mirror::{NodeId, NodeKind, Tree};
use alongside_protocol::{Place, Point};
use js_sys::Object;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// A whole box, in the parts that a place counts in.
const PARTS: f64 = 10_000.0;

/// Farthest that a place may be from its box, in ten-thousandths: a thousand times its size.
const FARTHEST: f64 = 10_000_000.0;

/// The page as it is shown now.
pub(crate) struct Scene<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) tree: &'a Tree,
    pub(crate) fit: Fit,
}

/// A box in CSS px, from the top left corner of a viewport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Rect {
    /// Whether there is enough of it to tell parts apart.
    pub(crate) fn has_extent(self) -> bool {
        self.width >= 1.0 && self.height >= 1.0
    }

    fn of(element: &Element) -> Self {
        let rect = element.get_bounding_client_rect();
        Self { left: rect.left(), top: rect.top(), width: rect.width(), height: rect.height() }
    }
}

/// Where the content of a frame lies in the document around it, and how much it is scaled there.
pub(crate) struct Opening {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) scale_x: f64,
    pub(crate) scale_y: f64,
}

impl Opening {
    /// That of an `iframe` element, which may have borders and padding, and be transformed.
    pub(crate) fn of(frame: &Element) -> Self {
        let rect = Rect::of(frame);
        let element: &HtmlElement = frame.unchecked_ref();
        let scale = |shown: f64, laid_out: i32| {
            if laid_out > 0 && shown > 0.0 { shown / f64::from(laid_out) } else { 1.0 }
        };
        let (scale_x, scale_y) =
            (scale(rect.width, element.offset_width()), scale(rect.height, element.offset_height()));
        let style = frame
            .owner_document()
            .and_then(|document| document.default_view()?.get_computed_style(frame).ok()?);
        let padding = |side: &str| -> f64 {
            let told = style.as_ref().and_then(|style| style.get_property_value(side).ok());
            told.and_then(|told| told.strip_suffix("px")?.parse().ok()).unwrap_or(0.0)
        };
        Self {
            left: rect.left + (f64::from(frame.client_left()) + padding("padding-left")) * scale_x,
            top: rect.top + (f64::from(frame.client_top()) + padding("padding-top")) * scale_y,
            scale_x,
            scale_y,
        }
    }

    /// A point of the document around, as the frame's own document counts.
    pub(crate) fn enter(&self, (x, y): (f64, f64)) -> (f64, f64) {
        ((x - self.left) / self.scale_x, (y - self.top) / self.scale_y)
    }

    fn leave(&self, rect: Rect) -> Rect {
        Rect {
            left: self.left + rect.left * self.scale_x,
            top: self.top + rect.top * self.scale_y,
            width: rect.width * self.scale_x,
            height: rect.height * self.scale_y,
        }
    }
}

impl Scene<'_> {
    /// A point of the viewer's page as one of the shopper's viewport, in CSS px.
    pub(crate) fn viewport_point(&self, (x, y): (f64, f64)) -> (f64, f64) {
        ((x - self.fit.left) / self.fit.scale, (y - self.fit.top) / self.fit.scale)
    }

    /// A point of the shopper's viewport as one of the viewer's page, in CSS px.
    pub(crate) fn page_point(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.fit.left + x * self.fit.scale, self.fit.top + y * self.fit.scale)
    }

    /// Whether a point lies in the shopper's viewport.
    pub(crate) fn is_in_viewport(&self, (x, y): (f64, f64)) -> bool {
        let (width, height) = viewport(self.tree);
        (0.0..width).contains(&x) && (0.0..height).contains(&y)
    }

    /// The box of a node in the shopper's viewport; of a document, the part of it that can be seen. Nothing for a node that
    /// has no box, or is not there.
    pub(crate) fn rect(&self, id: NodeId) -> Option<Rect> {
        let (rect, document) = match self.tree.node(id)?.kind() {
            NodeKind::Element { .. } => {
                let element: &Element = self.stage.node(id)?.unchecked_ref();
                (Rect::of(element), element.unchecked_ref::<dom::Node>().owner_document()?)
            }
            NodeKind::Document { .. } => {
                let node = self.stage.node(id).filter(|node| node.node_type() == Node::DOCUMENT_NODE)?;
                let document: &Document = node.unchecked_ref();
                let window = document.default_view()?;
                let size = |told: Result<wasm_bindgen::JsValue, _>| told.ok()?.as_f64();
                let (width, height) = (size(window.inner_width())?, size(window.inner_height())?);
                (Rect { left: 0.0, top: 0.0, width, height }, document.clone())
            }
            NodeKind::Text | NodeKind::ShadowRoot => return None,
        };
        self.out_of_frames(rect, document).filter(|rect| rect.has_extent())
    }

    /// A point of the shopper's viewport as a place in a node's box.
    pub(crate) fn place(&self, id: NodeId, at: (f64, f64)) -> Option<Place> {
        let Point { x, y } = point(self.rect(id)?, at);
        Some(Place { node: id.get(), x, y })
    }

    /// Where a place is, in the viewer's page.
    pub(crate) fn locate(&self, place: Place) -> Option<(f64, f64)> {
        let rect = self.rect(NodeId::new(place.node)?)?;
        let at = |start: f64, size: f64, part: i32| start + size * f64::from(part) / PARTS;
        let inside = (at(rect.left, rect.width, place.x), at(rect.top, rect.height, place.y));
        Some(self.page_point(inside))
    }

    fn out_of_frames(&self, mut rect: Rect, mut document: Document) -> Option<Rect> {
        while !Object::is(&document, &self.stage.document) {
            let frame = document.default_view()?.frame_element().ok()??;
            rect = Opening::of(&frame).leave(rect);
            document = frame.unchecked_ref::<dom::Node>().owner_document()?;
        }
        Some(rect)
    }
}

/// A point of the shopper's viewport, in parts of a box there.
pub(crate) fn point(rect: Rect, (x, y): (f64, f64)) -> Point {
    let part = |at: f64, start: f64, size: f64| {
        ((at - start) / size * PARTS).round().clamp(-FARTHEST, FARTHEST) as i32
    };
    Point { x: part(x, rect.left, rect.width), y: part(y, rect.top, rect.height) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Rect = Rect { left: 100.0, top: 50.0, width: 200.0, height: 20.0 };

    #[test]
    fn a_point_is_told_in_parts_of_the_box_also_outside_of_it() {
        assert_eq!(point(BOX, (100.0, 50.0)), Point { x: 0, y: 0 });
        assert_eq!(point(BOX, (200.0, 65.0)), Point { x: 5_000, y: 7_500 });
        assert_eq!(point(BOX, (80.0, 90.0)), Point { x: -1_000, y: 20_000 });
    }

    #[test]
    fn no_point_is_too_far_for_a_number() {
        let speck = Rect { width: 1e-9, ..BOX };
        assert_eq!(point(speck, (1e12, 50.0)).x, 10_000_000);
        assert_eq!(point(BOX, (f64::NAN, 50.0)).x, 0);
    }

    #[test]
    fn a_scaled_frame_is_entered_and_left_again() {
        let opening = Opening { left: 10.0, top: 20.0, scale_x: 0.5, scale_y: 2.0 };
        assert_eq!(opening.enter((60.0, 40.0)), (100.0, 10.0));
        let outside = opening.leave(Rect { left: 100.0, top: 10.0, width: 8.0, height: 8.0 });
        assert_eq!(outside, Rect { left: 60.0, top: 40.0, width: 4.0, height: 16.0 });
    }
}

//! What the shopper sees of her viewport while she is zoomed in or has a keyboard on her screen: a frame above her page, with
//! the rest in the dark. The page itself keeps its layout, as hers does.

use crate::fit::{Fit, part_seen, viewport};
use crate::layer::layer;
use alongside_mirror::Tree;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

/// The frame, and the room that its shadow fills.
pub(crate) struct PartSeen {
    room: HtmlElement,
    frame: HtmlElement,
}

impl PartSeen {
    /// Not to be seen yet.
    ///
    /// # Errors
    /// The browser's exception, should it not allow elements there.
    pub(crate) fn new(container: &Element) -> Result<Self, JsValue> {
        let room = layer(container, &[("overflow", "hidden")])?;
        let frame = layer(
            &room,
            &[
                ("display", "block"),
                ("box-sizing", "border-box"),
                ("border", "2px solid #1d4ed8"),
                ("border-radius", "4px"),
                ("box-shadow", "0 0 0 32768px rgb(0 0 0 / 35%)"),
            ],
        )?;
        Ok(Self { room, frame })
    }

    /// Shows it where the tree has it.
    pub(crate) fn show(&self, tree: &Tree, fit: Fit) {
        let part = part_seen(tree);
        let _ = self.room.style().set_property("display", if part.is_some() { "block" } else { "none" });
        let Some([left, top, width, height]) = part else { return };
        let (all_width, all_height) = viewport(tree);
        place(&self.room, [fit.left, fit.top, all_width * fit.scale, all_height * fit.scale]);
        place(&self.frame, [left, top, width, height].map(|px| px * fit.scale));
    }
}

impl Drop for PartSeen {
    fn drop(&mut self) {
        self.room.remove();
    }
}

fn place(element: &HtmlElement, [left, top, width, height]: [f64; 4]) {
    for (property, px) in [("left", left), ("top", top), ("width", width), ("height", height)] {
        let _ = element.style().set_property(property, &format!("{px:.1}px"));
    }
}

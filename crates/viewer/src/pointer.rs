//! Where the shopper points and presses, drawn above her page: outside the inner document, which stays what it is.

use crate::fit::Fit;
use crate::layer::layer;
use alongside_mirror::{Key, NodeId, State, Tree};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, window};

/// How long a ring shows where she pressed, in ms.
const RING_MS: f64 = 600.0;

/// A pointer and the ring of its last press.
pub(crate) struct Pointer {
    arrow: HtmlElement,
    ring: HtmlElement,
    presses: Option<u32>,
}

impl Pointer {
    /// A pointer in `container`, not to be seen yet.
    ///
    /// # Errors
    /// The browser's exception, should it not allow elements there.
    pub(crate) fn new(container: &Element) -> Result<Self, JsValue> {
        let arrow = layer(
            container,
            &[
                ("width", "14px"),
                ("height", "20px"),
                ("z-index", "2"),
                ("background", "#1d4ed8"),
                ("clip-path", "polygon(0 0, 100% 62%, 56% 65%, 78% 96%, 60% 100%, 40% 69%, 0 88%)"),
                // Frames come seldom enough that the way between two places would be jumps.
                ("transition", if is_calm() { "none" } else { "translate 60ms linear" }),
            ],
        )?;
        let ring = layer(
            container,
            &[
                ("width", "36px"),
                ("height", "36px"),
                ("z-index", "2"),
                ("margin", "-18px 0 0 -18px"),
                ("box-sizing", "border-box"),
                ("border", "3px solid #1d4ed8"),
                ("border-radius", "50%"),
                ("opacity", "0"),
            ],
        )?;
        Ok(Self { arrow, ring, presses: None })
    }

    /// Shows it where the tree has it.
    pub(crate) fn show(&mut self, tree: &Tree, fit: Fit) {
        let told = tree.node(NodeId::ROOT).and_then(|node| node.value(Key::State(State::Pointer)));
        let place = told.and_then(parse);
        let _ = self.arrow.style().set_property("display", if place.is_some() { "block" } else { "none" });
        let Some((x, y, presses)) = place else { return };
        let translate = format!("{:.1}px {:.1}px", fit.left + x * fit.scale, fit.top + y * fit.scale);
        let _ = self.arrow.style().set_property("translate", &translate);
        if self.presses.replace(presses).is_some_and(|before| before != presses) {
            let _ = self.ring.style().set_property("display", "block");
            let _ = self.ring.style().set_property("translate", &translate);
            let _ = ripple(&self.ring);
        }
    }
}

impl Drop for Pointer {
    fn drop(&mut self) {
        self.arrow.remove();
        self.ring.remove();
    }
}

/// Has the ring appear, grow and fade; or only appear and fade for somebody who wants less motion.
fn ripple(ring: &Element) -> Result<(), JsValue> {
    let step = |scale: &str, opacity: f64| -> Result<JsValue, JsValue> {
        let step = Object::new();
        Reflect::set(&step, &"opacity".into(), &opacity.into())?;
        Reflect::set(&step, &"scale".into(), &scale.into())?;
        Ok(step.into())
    };
    let first = if is_calm() { "1" } else { "0.2" };
    let animate: Function = Reflect::get(ring, &"animate".into())?.dyn_into()?;
    animate.call2(ring, &Array::of2(&step(first, 1.0)?, &step("1", 0.0)?), &RING_MS.into())?;
    Ok(())
}

/// Whether the agent wants less motion.
fn is_calm() -> bool {
    let query =
        window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    query.is_some_and(|query| query.matches())
}

/// Place and count of presses; nothing for what is no pointer's state.
fn parse(told: &str) -> Option<(f64, f64, u32)> {
    let (x, rest) = told.split_once(',')?;
    let (y, presses) = rest.split_once(',')?;
    let place = |number: &str| number.parse::<f64>().ok().filter(|number| number.abs() <= 100_000.0);
    Some((place(x)?, place(y)?, presses.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_place_that_makes_no_sense_is_none() {
        assert_eq!(parse("12,34.5,2"), Some((12.0, 34.5, 2)));
        for told in ["", "1,2", "1,2,x", "NaN,2,3", "1,inf,3", "1,2,-1", "1e9,2,3", "1,2,3,4"] {
            assert_eq!(parse(told), None, "{told}");
        }
    }
}

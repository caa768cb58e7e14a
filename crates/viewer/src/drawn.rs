//! The things that are drawn above the page, each with its element in the document: where it belongs now, and that it goes when it is
//! dropped. Does not own which of them there are: that is [`crate::drawings`].

use crate::scene::Scene;
use crate::shapes;
use alongside_mirror::NodeId;
use alongside_protocol::{Place, Point, Tool};
use std::collections::VecDeque;
use web_sys::{Element, HtmlElement};

/// How long ink stays after its last point, and how long it takes to fade then, in ms.
const INK_MS: (f64, f64) = (1_500.0, 1_000.0);

/// How long a laser's trail is, in ms.
const TRAIL_MS: f64 = 450.0;

/// A pointer that has not moved for this long fades, in ms: it is in the way.
const IDLE_MS: f64 = 8_000.0;

/// Room around an element that its ring leaves, in CSS px.
const RING_GAP: f64 = 4.0;

/// A line or shape that is drawn on an element.
pub(crate) struct Stroke {
    pub(crate) agent: String,
    pub(crate) number: u32,
    pub(crate) tool: Tool,
    pub(crate) node: NodeId,
    pub(crate) points: Vec<Point>,
    pub(crate) grown_at: f64,
    pub(crate) path: Element,
}

/// A frame around an element.
pub(crate) struct Ring {
    pub(crate) agent: String,
    pub(crate) node: NodeId,
    pub(crate) shape: Element,
}

/// Where somebody clicked, for a moment.
pub(crate) struct Ripple {
    pub(crate) at: Place,
    pub(crate) until: f64,
    pub(crate) shape: Element,
}

/// An agent's pointer, with a name or a laser's trail.
pub(crate) struct Pointer {
    pub(crate) agent: String,
    pub(crate) at: Place,
    pub(crate) moved_at: f64,
    pub(crate) laser: bool,
    pub(crate) trail: VecDeque<(Place, f64)>,
    pub(crate) label: HtmlElement,
    pub(crate) tail: Element,
}

impl Stroke {
    /// Puts it on its element as that stands now. Returns whether it is still to be seen.
    pub(crate) fn place(&self, scene: &Scene<'_>, now: f64) -> bool {
        if !scene.tree.contains(self.node) {
            return false;
        }
        let opacity = match self.tool {
            Tool::Ink => 1.0 - ((now - self.grown_at - INK_MS.0) / INK_MS.1).clamp(0.0, 1.0),
            Tool::Pen | Tool::Rectangle | Tool::Arrow => 1.0,
        };
        let node = self.node.get();
        let points: Option<Vec<_>> =
            self.points.iter().map(|Point { x, y }| scene.locate(Place { node, x: *x, y: *y })).collect();
        // What is hidden for the moment may come back.
        let path = points.map(|points| shapes::path(self.tool, &points)).unwrap_or_default();
        set(&self.path, "d", &path);
        set(&self.path, "opacity", &format!("{opacity:.2}"));
        opacity > 0.0
    }
}

impl Ripple {
    /// Puts it where it belongs now.
    pub(crate) fn place(&self, scene: &Scene<'_>) {
        show_at(&self.shape, scene.locate(self.at));
    }
}

impl Ring {
    /// Puts it around its element as that stands now.
    pub(crate) fn place(&self, scene: &Scene<'_>) {
        let rect = scene.rect(self.node);
        set(&self.shape, "display", if rect.is_some() { "inline" } else { "none" });
        let Some(rect) = rect else { return };
        let (left, top) = scene.page_point((rect.left, rect.top));
        let (right, bottom) = scene.page_point((rect.left + rect.width, rect.top + rect.height));
        for (name, value) in [
            ("x", left - RING_GAP),
            ("y", top - RING_GAP),
            ("width", right - left + 2.0 * RING_GAP),
            ("height", bottom - top + 2.0 * RING_GAP),
        ] {
            set(&self.shape, name, &format!("{value:.1}"));
        }
    }
}

impl Pointer {
    /// Puts it where it points now.
    pub(crate) fn place(&mut self, scene: &Scene<'_>, now: f64) {
        while self.trail.front().is_some_and(|(_, told_at)| now - told_at > TRAIL_MS) {
            self.trail.pop_front();
        }
        let trail: Vec<_> = self.trail.iter().filter_map(|(place, _)| scene.locate(*place)).collect();
        set(&self.tail, "d", &if trail.len() > 1 { shapes::line(&trail) } else { String::new() });
        let at = scene.locate(self.at).filter(|_| now - self.moved_at < IDLE_MS);
        let style = self.label.style();
        let _ = style.set_property("display", if at.is_some() { "block" } else { "none" });
        let _ = self.label.class_list().toggle_with_force("is-laser", self.laser);
        if let Some((x, y)) = at {
            let _ = style.set_property("translate", &format!("{x:.1}px {y:.1}px"));
        }
    }
}

impl Drop for Stroke {
    fn drop(&mut self) {
        self.path.remove();
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        self.shape.remove();
    }
}

impl Drop for Ripple {
    fn drop(&mut self) {
        self.shape.remove();
    }
}

impl Drop for Pointer {
    fn drop(&mut self) {
        self.label.remove();
        self.tail.remove();
    }
}

fn show_at(shape: &Element, at: Option<(f64, f64)>) {
    set(shape, "display", if at.is_some() { "inline" } else { "none" });
    if let Some((x, y)) = at {
        set(shape, "transform", &format!("translate({x:.1} {y:.1})"));
    }
}

/// Writes an attribute if it changes.
fn set(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        let _ = element.set_attribute(name, value);
    }
}

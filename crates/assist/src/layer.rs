//! What agents show: pointers, ripples, laser light, strokes and rings, in a layer over the page that takes no clicks.
//!
//! Everything stands at a node and a fraction of its box. While something shows, each animation frame first measures all
//! boxes and then moves what has moved; with nothing to show there is nothing to do.

use crate::acting::bring_into_view;
use crate::decimal;
use crate::dom::{self, Node};
use crate::geometry::Rect;
use crate::measure;
use crate::pointer::Pointer;
use crate::strokes::{Growth, Strokes};
use alongside_protocol::{Act, Place};
use wasm_bindgen::JsValue;

/// How long a ripple takes, in ms.
const RIPPLE_MS: f64 = 700.0;
const MOST_RIPPLES: usize = 16;

/// How far a ring stands off its element, in px.
const RING_GAP: f64 = 6.0;

/// A label needs so much room to the right of its pointer, in px.
const LABEL_WIDTH: f64 = 160.0;
/// And so much below it, in px.
const LABEL_HEIGHT: f64 = 48.0;

const CURSOR: &str = "M2 1.5L2 17.5L6.3 13.6L9.2 20.2L12.4 18.8L9.5 12.3L15.3 11.9Z";

struct StrokeView {
    group: Node,
    outline: Node,
    line: Node,
    shown_at: Option<Rect>,
}

struct PointerView {
    agent: String,
    pointer: Pointer,
    element: Node,
    light: Node,
}

struct Ring {
    agent: String,
    node: u32,
    element: Node,
}

struct Ripple {
    at: Place,
    begun_at: f64,
    element: Node,
}

pub(crate) struct Layer {
    root: Node,
    drawings: Node,
    strokes: Strokes<StrokeView>,
    pointers: Vec<PointerView>,
    rings: Vec<Ring>,
    ripples: Vec<Ripple>,
    is_up: bool,
    /// The page's `zoom`, which ours undoes: boxes are measured in px of the viewport.
    zoom: f64,
}

impl Layer {
    /// Below a node of ours, unseen.
    pub(crate) fn new(parent: &Node) -> Self {
        let root = dom::element("div", "layer");
        root.set_attribute("popover", "manual");
        root.set_attribute("aria-hidden", "true");
        let drawings = dom::svg("svg", "drawings");
        root.append(&drawings);
        parent.append(&root);
        Self {
            root,
            drawings,
            strokes: Strokes::default(),
            pointers: Vec::new(),
            rings: Vec::new(),
            ripples: Vec::new(),
            is_up: false,
            zoom: 1.0,
        }
    }

    /// Shows what an agent of a name and a colour does, at a time in ms. `find` gives the node of an id.
    pub(crate) fn show(
        &mut self,
        agent: &str,
        name: &str,
        color: &str,
        act: &Act,
        now: f64,
        find: &dyn Fn(u32) -> Option<Node>,
    ) {
        match act {
            Act::Pointer { at, laser } => self.point(agent, name, color, *at, *laser, now),
            Act::PointerGone => self.drop_pointers(|pointer| pointer.agent == agent),
            Act::Ripple { at } => self.ripple(color, *at, now),
            Act::Draw { stroke, tool, node, points } => {
                let growth = Growth { agent, number: *stroke, tool: *tool, node: *node, points };
                let drawings = self.drawings.clone();
                let is_ink = *tool == alongside_protocol::Tool::Ink;
                let gone = self.strokes.grow(&growth, now, || stroke_view(&drawings, color, is_ink));
                gone.iter().for_each(|view| view.group.remove());
            }
            Act::Erase { stroke } => {
                self.strokes.erase(agent, *stroke).iter().for_each(|view| view.group.remove());
            }
            Act::Wipe => self.wipe(agent),
            Act::Highlight { node } => {
                if let Some(element) = find(*node) {
                    self.highlight(agent, color, *node, &element);
                }
            }
            _ => {}
        }
    }

    /// Takes away what is left of agents who are here no more.
    pub(crate) fn keep_agents(&mut self, agents: &[String]) {
        let is_gone = |agent: &String| !agents.contains(agent);
        self.drop_pointers(|pointer| is_gone(&pointer.agent));
        self.strokes.remove(|drawn| is_gone(&drawn.agent)).iter().for_each(|view| view.group.remove());
        self.rings.retain(|ring| keep(is_gone(&ring.agent), &ring.element));
    }

    /// Whether it stands above the page now.
    pub(crate) fn is_up(&self) -> bool {
        self.is_up
    }

    /// Moves all to where it belongs at this time, in ms. Answers whether there is anything to show still.
    pub(crate) fn draw(&mut self, now: f64, find: &dyn Fn(u32) -> Option<Node>) -> bool {
        self.drop_pointers(|pointer| pointer.pointer.is_silent(now));
        self.strokes
            .remove(|drawn| drawn.stroke.opacity(now) <= 0.0)
            .iter()
            .for_each(|view| view.group.remove());
        self.ripples.retain(|ripple| keep(now - ripple.begun_at > RIPPLE_MS, &ripple.element));
        let is_empty = self.strokes.drawn.is_empty()
            && self.pointers.is_empty()
            && self.rings.is_empty()
            && self.ripples.is_empty();
        if is_empty == self.is_up {
            self.is_up = !is_empty;
            drop(if self.is_up { self.root.show_popover() } else { self.root.hide_popover() });
        }
        if is_empty {
            return false;
        }
        let zoom = self
            .root
            .neighbour("parentNode")
            .and_then(|root| root.host())
            .map_or(0.0, |host| host.number("currentCSSZoom"));
        if zoom > 0.0 && zoom != self.zoom {
            self.zoom = zoom;
            let mut text = String::new();
            decimal::push(&mut text, 1.0 / zoom);
            self.root.style().set("zoom", &text);
        }
        // All is measured before anything is written: so the browser lays the page out once.
        let boxes = self.measure(now, find);
        let window = dom::window();
        let (width, height) = (window.inner_width(), window.inner_height());
        let rect = |node: u32| boxes.iter().find(|(id, _)| *id == node).and_then(|(_, rect)| *rect);
        for drawn in &mut self.strokes.drawn {
            let shown = rect(drawn.stroke.node);
            drawn.view.group.set_attribute("opacity", &opacity(drawn.stroke.opacity(now), shown));
            let Some(shown) = shown else { continue };
            if !drawn.has_grown && drawn.view.shown_at == Some(shown) {
                continue;
            }
            let is_free = drawn.stroke.is_free();
            for path in [&drawn.view.outline, &drawn.view.line] {
                if drawn.has_grown || !is_free {
                    path.set_attribute("d", &drawn.stroke.path(&shown));
                }
                if is_free {
                    path.set_attribute("transform", &drawn.stroke.stretch(&shown));
                }
            }
            drawn.has_grown = false;
            drawn.view.shown_at = Some(shown);
        }
        for view in &mut self.pointers {
            let glow = view.pointer.glow(now);
            let mut path = String::new();
            for (place, _) in &glow {
                if let Some((x, y)) = rect(place.node).map(|rect| rect.at(place.x, place.y)) {
                    path.push(if path.is_empty() { 'M' } else { 'L' });
                    decimal::push(&mut path, x);
                    path.push(' ');
                    decimal::push(&mut path, y);
                }
            }
            view.light.set_attribute("d", &path);
            view.light.set_attribute(
                "opacity",
                &opacity(glow.last().map_or(0.0, |(_, light)| *light), Some(Rect::default())),
            );
            let at = rect(view.pointer.at.node).map(|rect| rect.at(view.pointer.at.x, view.pointer.at.y));
            view.element.set_hidden(at.is_none());
            if let Some((x, y)) = at {
                view.element
                    .set_attribute("class", label_class(x > width - LABEL_WIDTH, y > height - LABEL_HEIGHT));
                place(&view.element, x, y);
            }
        }
        for ring in &self.rings {
            let shown = rect(ring.node).map(|rect| rect.grown(RING_GAP));
            ring.element.set_hidden(shown.is_none());
            if let Some(shown) = shown {
                place(&ring.element, shown.left, shown.top);
                size(&ring.element, shown.width, shown.height);
            }
        }
        for ripple in &self.ripples {
            let at = rect(ripple.at.node).map(|rect| rect.at(ripple.at.x, ripple.at.y));
            ripple.element.set_hidden(at.is_none());
            if let Some((x, y)) = at {
                place(&ripple.element, x, y);
            }
        }
        true
    }

    /// Above what else has come to the top layer.
    pub(crate) fn raise(&self) {
        if self.is_up {
            drop(self.root.hide_popover());
            drop(self.root.show_popover());
        }
    }

    fn measure(&mut self, now: f64, find: &dyn Fn(u32) -> Option<Node>) -> Vec<(u32, Option<Rect>)> {
        let mut boxes: Vec<(u32, Option<Rect>)> = Vec::new();
        let mut measure = |id: u32| {
            if !boxes.iter().any(|(known, _)| *known == id) {
                boxes.push((id, find(id).and_then(|node| measure::rect(&node))));
            }
        };
        self.strokes.drawn.iter().for_each(|drawn| measure(drawn.stroke.node));
        for view in &mut self.pointers {
            measure(view.pointer.at.node);
            view.pointer.glow(now).iter().for_each(|(place, _)| measure(place.node));
        }
        self.rings.iter().for_each(|ring| measure(ring.node));
        self.ripples.iter().for_each(|ripple| measure(ripple.at.node));
        boxes
    }

    fn point(&mut self, agent: &str, name: &str, color: &str, at: Place, laser: bool, now: f64) {
        if let Some(view) = self.pointers.iter_mut().find(|view| view.agent == agent) {
            view.pointer.moved(at, laser, now);
            return;
        }
        let element = dom::element("div", "pointer");
        element.style().set("--color", color);
        element.set_hidden(true);
        let arrow = dom::svg("svg", "arrow");
        let path = dom::svg("path", "");
        path.set_attribute("d", CURSOR);
        arrow.append(&path);
        element.append(&arrow);
        let label = dom::element("span", "name");
        label.set_attribute("dir", "auto");
        label.set_text(name);
        element.append(&label);
        self.root.append(&element);
        let light = dom::svg("path", "light");
        light.style().set("--color", color);
        self.drawings.append(&light);
        let mut pointer = Pointer::new(at);
        pointer.moved(at, laser, now);
        self.pointers.push(PointerView { agent: agent.to_owned(), pointer, element, light });
    }

    fn ripple(&mut self, color: &str, at: Place, now: f64) {
        if self.ripples.len() >= MOST_RIPPLES {
            self.ripples.remove(0).element.remove();
        }
        let element = dom::element("div", "ripple");
        element.style().set("--color", color);
        self.root.append(&element);
        self.ripples.push(Ripple { at, begun_at: now, element });
    }

    fn highlight(&mut self, agent: &str, color: &str, node: u32, target: &Node) {
        self.rings.retain(|ring| keep(ring.agent == agent, &ring.element));
        if !target.is_element() {
            return;
        }
        let element = dom::element("div", "ring");
        element.style().set("--color", color);
        self.root.append(&element);
        self.rings.push(Ring { agent: agent.to_owned(), node, element });
        let view = measure::own_rect(&dom::document());
        let is_seen = measure::rect(target).zip(view).is_some_and(|(rect, view)| rect.is_within(&view));
        if !is_seen || is_clipped(target) {
            let query = js_sys::Array::of1(&JsValue::from_str("(prefers-reduced-motion: reduce)"));
            let answer = dom::window().call("matchMedia", &query);
            let is_calm = answer.is_some_and(|answer| {
                js_sys::Reflect::get(&answer, &JsValue::from_str("matches"))
                    .is_ok_and(|matches| matches.is_truthy())
            });
            bring_into_view(target, if is_calm { "instant" } else { "smooth" });
        }
    }

    fn wipe(&mut self, agent: &str) {
        self.strokes.remove(|drawn| drawn.agent == agent).iter().for_each(|view| view.group.remove());
        self.rings.retain(|ring| keep(ring.agent == agent, &ring.element));
    }

    fn drop_pointers(&mut self, is_over: impl Fn(&PointerView) -> bool) {
        self.pointers.retain(|view| {
            let is_over = is_over(view);
            if is_over {
                view.light.remove();
            }
            keep(is_over, &view.element)
        });
    }
}

/// Whether what scrolls around an element hides its middle.
fn is_clipped(target: &Node) -> bool {
    let middle = measure::own_rect(target).map(|rect| rect.at(5_000, 5_000));
    middle.is_none_or(|middle| measure::hit_in(target, middle).is_none())
}

fn stroke_view(drawings: &Node, color: &str, is_ink: bool) -> StrokeView {
    let group = dom::svg("g", if is_ink { "stroke ink" } else { "stroke" });
    group.style().set("--color", color);
    let outline = dom::svg("path", "outline");
    let line = dom::svg("path", "line");
    group.append(&outline);
    group.append(&line);
    drawings.append(&group);
    StrokeView { group, outline, line, shown_at: None }
}

/// Whether it stays; takes what is over out of the page.
fn keep(is_over: bool, element: &Node) -> bool {
    if is_over {
        element.remove();
    }
    !is_over
}

/// On which side of its tip a pointer's label has room.
fn label_class(is_flipped: bool, is_above: bool) -> &'static str {
    match (is_flipped, is_above) {
        (false, false) => "pointer",
        (true, false) => "pointer flipped",
        (false, true) => "pointer above",
        (true, true) => "pointer flipped above",
    }
}

fn opacity(opacity: f64, shown: Option<Rect>) -> String {
    let mut text = String::new();
    decimal::push(&mut text, if shown.is_some() { (opacity * 100.0).round() / 100.0 } else { 0.0 });
    text
}

fn place(element: &Node, x: f64, y: f64) {
    let mut text = String::from("translate(");
    decimal::push(&mut text, x);
    text.push_str("px,");
    decimal::push(&mut text, y);
    text.push_str("px)");
    element.style().set("transform", &text);
}

fn size(element: &Node, width: f64, height: f64) {
    for (property, px) in [("width", width), ("height", height)] {
        let mut text = String::new();
        decimal::push(&mut text, px);
        text.push_str("px");
        element.style().set(property, &text);
    }
}

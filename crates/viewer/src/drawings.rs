//! What agents show on the page, drawn above it: pointers with names, ripples, strokes, rings around elements. It is tied to
//! elements and so follows them; [`Drawings::place`] is called for every picture while there is anything to show.
//!
//! Does not own what the agent's own hand means: that is [`crate::gestures`].

use crate::drawn::{Pointer, Ring, Ripple, Stroke};
use crate::scene::Scene;
use alongside_mirror::NodeId;
use alongside_protocol::{Act, Place, Point, Tool};
use std::collections::VecDeque;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement};

const SVG: &str = "http://www.w3.org/2000/svg";

/// How long a ripple lasts, in ms.
const RIPPLE_MS: f64 = 700.0;

/// Most strokes that show at a time, and most points of one.
const MOST_STROKES: usize = 400;
const MOST_POINTS: usize = 8_192;

/// Whose drawing something is; the agent's own has no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Author {
    /// Which agent.
    pub(crate) agent: String,
    /// The name beside the pointer.
    pub(crate) name: String,
}

/// Everything that is drawn.
pub(crate) struct Drawings {
    document: Document,
    /// Holds strokes, rings and ripples.
    canvas: Element,
    /// Holds pointers.
    above: Element,
    strokes: Vec<Stroke>,
    rings: Vec<Ring>,
    ripples: Vec<Ripple>,
    pointers: Vec<Pointer>,
    hover: Option<Ring>,
}

impl Drawings {
    /// Nothing yet, in `container`.
    ///
    /// # Errors
    /// The browser's exception, should it not allow elements there.
    pub(crate) fn new(container: &Element) -> Result<Self, JsValue> {
        let document = container.owner_document().ok_or("the container belongs to no document")?;
        let canvas = document.create_element_ns(Some(SVG), "svg")?;
        canvas.set_attribute("class", "drawings")?;
        canvas.set_attribute("aria-hidden", "true")?;
        let above = document.create_element("div")?;
        above.set_attribute("class", "agent-pointers")?;
        above.set_attribute("aria-hidden", "true")?;
        container.append_child(&canvas)?;
        container.append_child(&above)?;
        Ok(Self {
            document,
            canvas,
            above,
            strokes: Vec::new(),
            rings: Vec::new(),
            ripples: Vec::new(),
            pointers: Vec::new(),
            hover: None,
        })
    }

    /// Shows an act of an agent at `now`, in ms; nothing for acts that show by themselves.
    pub(crate) fn show(&mut self, author: &Author, act: &Act, now: f64) {
        match act {
            Act::Pointer { at, laser } => self.point(author, *at, *laser, now),
            Act::PointerGone => self.unpoint(author),
            Act::Ripple { at } | Act::Click { at, .. } => self.ripple(author, *at, now),
            Act::Draw { stroke, tool, node, points } => self.draw(author, *stroke, *tool, *node, points, now),
            Act::Erase { stroke } => {
                let is_it = |other: &Stroke| other.agent == author.agent && other.number == *stroke;
                self.strokes.retain(|other| !is_it(other));
            }
            Act::Wipe => {
                self.strokes.retain(|stroke| stroke.agent != author.agent);
                self.rings.retain(|ring| ring.agent != author.agent);
            }
            Act::Highlight { node } => {
                self.rings.retain(|ring| ring.agent != author.agent);
                self.rings.extend(NodeId::new(*node).and_then(|node| self.ring(author, node, "ring").ok()));
            }
            Act::Scroll { .. }
            | Act::Type { .. }
            | Act::Press { .. }
            | Act::Select { .. }
            | Act::Check { .. }
            | Act::Slide { .. }
            | Act::Navigate { .. } => {}
        }
    }

    /// Outlines what would be highlighted, for the agent alone.
    pub(crate) fn hover(&mut self, node: Option<NodeId>) {
        if self.hover.as_ref().map(|ring| ring.node) != node {
            self.hover = None;
            self.hover = node.and_then(|node| self.ring(&Author::default(), node, "hover-ring").ok());
        }
    }

    /// Takes everything away: another document stands there now.
    pub(crate) fn clear(&mut self) {
        self.strokes.clear();
        self.rings.clear();
        self.ripples.clear();
        self.pointers.clear();
        self.hover = None;
    }

    /// Puts everything where it belongs now. Returns whether there is anything that may move.
    pub(crate) fn place(&mut self, scene: &Scene<'_>, now: f64) -> bool {
        self.strokes.retain(|stroke| stroke.place(scene, now));
        self.rings.retain(|ring| scene.tree.contains(ring.node));
        for ring in self.rings.iter().chain(&self.hover) {
            ring.place(scene);
        }
        self.ripples.retain(|ripple| ripple.until > now);
        for ripple in &self.ripples {
            ripple.place(scene);
        }
        for pointer in &mut self.pointers {
            pointer.place(scene, now);
        }
        !(self.strokes.is_empty()
            && self.rings.is_empty()
            && self.ripples.is_empty()
            && self.pointers.is_empty()
            && self.hover.is_none())
    }

    fn point(&mut self, author: &Author, at: Place, laser: bool, now: f64) {
        // The agent's own pointer is the mouse's.
        if author.agent.is_empty() && !laser {
            return self.unpoint(author);
        }
        let index = self.pointers.iter().position(|pointer| pointer.agent == author.agent);
        let pointer = match index.and_then(|index| self.pointers.get_mut(index)) {
            Some(pointer) => pointer,
            None => {
                let Ok(pointer) = self.pointer(author, at) else { return };
                self.pointers.push(pointer);
                let Some(pointer) = self.pointers.last_mut() else { return };
                pointer
            }
        };
        pointer.at = at;
        pointer.laser = laser;
        pointer.moved_at = now;
        if laser {
            pointer.trail.push_back((at, now));
        } else {
            pointer.trail.clear();
        }
    }

    fn unpoint(&mut self, author: &Author) {
        self.pointers.retain(|pointer| pointer.agent != author.agent);
    }

    fn pointer(&self, author: &Author, at: Place) -> Result<Pointer, JsValue> {
        let label: HtmlElement = self.document.create_element("div")?.unchecked_into();
        label.set_attribute("class", &format!("agent-pointer {}", tone(author)))?;
        if !author.agent.is_empty() {
            let name = self.document.create_element("span")?;
            name.set_text_content(Some(&author.name));
            label.append_child(&name)?;
        }
        // Until it has its place: it does not fly there from the corner.
        label.style().set_property("display", "none")?;
        self.above.append_child(&label)?;
        let tail = self.shape("path", "trail", author)?;
        let pointer = Pointer {
            agent: author.agent.clone(),
            at,
            moved_at: 0.0,
            laser: false,
            trail: VecDeque::new(),
            label,
            tail,
        };
        Ok(pointer)
    }

    fn ripple(&mut self, author: &Author, at: Place, now: f64) {
        let Ok(shape) = self.shape("g", "ripple", author) else { return };
        if let Ok(ring) = self.document.create_element_ns(Some(SVG), "circle") {
            let _ = ring.set_attribute("r", "20");
            let _ = shape.append_child(&ring);
        }
        self.ripples.push(Ripple { at, until: now + RIPPLE_MS, shape });
    }

    fn draw(&mut self, author: &Author, number: u32, tool: Tool, node: u32, points: &[Point], now: f64) {
        let is_it = |stroke: &Stroke| stroke.agent == author.agent && stroke.number == number;
        let index = self.strokes.iter().position(is_it);
        let stroke = match index.and_then(|index| self.strokes.get_mut(index)) {
            Some(stroke) => stroke,
            None => {
                let (Some(node), Ok(path)) = (NodeId::new(node), self.shape("path", "stroke", author)) else {
                    return;
                };
                if self.strokes.len() >= MOST_STROKES {
                    self.strokes.remove(0);
                }
                let agent = author.agent.clone();
                let points = Vec::new();
                self.strokes.push(Stroke { agent, number, tool, node, points, grown_at: now, path });
                let Some(stroke) = self.strokes.last_mut() else { return };
                stroke
            }
        };
        stroke.grown_at = now;
        let room = MOST_POINTS.saturating_sub(stroke.points.len());
        stroke.points.extend(points.iter().take(room));
    }

    fn ring(&self, author: &Author, node: NodeId, class: &str) -> Result<Ring, JsValue> {
        let shape = self.shape("rect", class, author)?;
        shape.set_attribute("rx", "6")?;
        Ok(Ring { agent: author.agent.clone(), node, shape })
    }

    fn shape(&self, name: &str, class: &str, author: &Author) -> Result<Element, JsValue> {
        let shape = self.document.create_element_ns(Some(SVG), name)?;
        shape.set_attribute("class", &format!("{class} {}", tone(author)))?;
        self.canvas.append_child(&shape)?;
        Ok(shape)
    }
}

/// How many colours there are for colleagues, `tone-0` and so on in the page's sheet.
const TONES: usize = 6;

/// The class of an agent's colour: our own, or, as on the shopper's page, one by who it is.
fn tone(author: &Author) -> String {
    if author.agent.is_empty() {
        return "is-mine".to_owned();
    }
    let hash = author
        .agent
        .bytes()
        .fold(7_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
    format!("tone-{}", hash % TONES)
}

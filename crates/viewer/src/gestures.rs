//! What the agent's hand means, by the tool that it holds: acts, no more often than anybody can see. Does not draw and does not
//! listen: [`crate::drawings`] and [`crate::input`] do.

use crate::control::Control;
use crate::port::{ToConsole, Tool};
use crate::scene::{Scene, point};
use alongside_mirror::NodeId;
use alongside_protocol::limits::STROKE_POINTS;
use alongside_protocol::{Act, Key, Place, Point, Tool as DrawingTool};

/// The least time between two reports of a movement, in ms: thirty a second.
const APART_MS: f64 = 1_000.0 / 30.0;

/// The least way between two points of a line, in CSS px of the shopper's page.
const STEP: f64 = 1.5;

/// The largest box, in CSS px, that a pointer is told in: in a larger one, parts are coarser than a pixel.
const FINE: f64 = 15_000.0;

/// The agent's hand.
pub(crate) struct Gestures {
    tool: Tool,
    control: Control,
    drawing: Option<Drawing>,
    /// What was drawn and not taken back.
    strokes: Vec<u32>,
    next_stroke: u32,
    /// Where the pointer is, until it is told.
    pointing: Option<(f64, f64)>,
    /// Whether the shopper sees the pointer.
    is_seen: bool,
    told_at: f64,
    /// Where the button went up: browsers tell of a click only the whole pixels.
    up: Option<(f64, f64)>,
}

struct Drawing {
    stroke: u32,
    tool: DrawingTool,
    node: NodeId,
    untold: Vec<Point>,
    last: (f64, f64),
}

impl Gestures {
    /// A hand whose strokes are numbered from `first_stroke`.
    pub(crate) fn new(first_stroke: u32) -> Self {
        Self {
            tool: Tool::Look,
            control: Control::default(),
            drawing: None,
            strokes: Vec::new(),
            next_stroke: first_stroke,
            pointing: None,
            is_seen: false,
            told_at: 0.0,
            up: None,
        }
    }

    /// Takes up another tool.
    pub(crate) fn take_up(&mut self, tool: Tool, said: &mut Vec<ToConsole>) {
        self.tool = tool;
        self.drawing = None;
        self.control = Control::default();
        self.gone(said);
    }

    /// Another page stands there: nothing that was begun makes sense on it.
    pub(crate) fn forget(&mut self) {
        self.control = Control::default();
        self.drawing = None;
        self.strokes.clear();
        self.pointing = None;
        self.is_seen = false;
    }

    /// What is to be said now; called for every picture while something is going on.
    pub(crate) fn take(&mut self, scene: &Scene<'_>, now: f64, said: &mut Vec<ToConsole>) {
        if now - self.told_at < APART_MS {
            return;
        }
        let before = said.len();
        self.tell(scene, said);
        if said.len() > before {
            self.told_at = now;
        }
    }

    /// Whether something waits to be said.
    pub(crate) fn is_busy(&self) -> bool {
        self.pointing.is_some() || self.drawing.is_some() || self.tool == Tool::Control
    }

    /// What would be highlighted at a point.
    pub(crate) fn hovered(&self, scene: &Scene<'_>, at: (f64, f64)) -> Option<NodeId> {
        (self.tool == Tool::Highlight && scene.is_in_viewport(at)).then(|| scene.node_at(at)).flatten()
    }

    /// The pointer moved.
    pub(crate) fn moved(&mut self, scene: &Scene<'_>, at: (f64, f64), said: &mut Vec<ToConsole>) {
        if let Some(drawing) = &mut self.drawing {
            drawing.grow(scene, at, false);
            return;
        }
        if self.tool == Tool::Look || self.control.drag(scene, at) {
            return;
        }
        if scene.is_in_viewport(at) {
            self.pointing = Some(at);
        } else {
            self.gone(said);
        }
    }

    /// The pointer left the page.
    pub(crate) fn gone(&mut self, said: &mut Vec<ToConsole>) {
        self.pointing = None;
        if std::mem::take(&mut self.is_seen) {
            said.push(ToConsole::Act { act: Act::PointerGone });
        }
    }

    /// The button went down.
    pub(crate) fn pressed(&mut self, scene: &Scene<'_>, at: (f64, f64), said: &mut Vec<ToConsole>) {
        if self.tool == Tool::Control {
            self.control.press(scene, at);
        }
        let Some(tool) = drawing_tool(self.tool).filter(|_| scene.is_in_viewport(at)) else { return };
        let Some((node, rect)) = scene.anchor_at(at).and_then(|node| Some((node, scene.rect(node)?))) else {
            return;
        };
        self.gone(said);
        let stroke = self.next_stroke;
        self.next_stroke = self.next_stroke.wrapping_add(1);
        self.drawing = Some(Drawing { stroke, tool, node, untold: vec![point(rect, at)], last: at });
    }

    /// The button went up.
    pub(crate) fn released(&mut self, scene: &Scene<'_>, at: (f64, f64), said: &mut Vec<ToConsole>) {
        self.up = Some(at);
        if let Some(mut drawing) = self.drawing.take() {
            drawing.grow(scene, at, true);
            said.extend(drawing.tell());
            self.strokes.push(drawing.stroke);
            return;
        }
        let was_slide = self.tool == Tool::Control && self.control.release(scene, said);
        if !was_slide {
            self.tell(scene, said);
        }
    }

    /// A click, after the button went up.
    pub(crate) fn clicked(&mut self, scene: &Scene<'_>, at: (f64, f64), said: &mut Vec<ToConsole>) {
        let at = self.up.take().unwrap_or(at);
        if !scene.is_in_viewport(at) {
            return;
        }
        match self.tool {
            Tool::Point | Tool::Laser => {
                said.extend(place(scene, at).map(|at| ToConsole::Act { act: Act::Ripple { at } }));
            }
            Tool::Highlight => {
                let node = scene.node_at(at);
                said.extend(node.map(|node| ToConsole::Act { act: Act::Highlight { node: node.get() } }));
            }
            Tool::Control => self.control.click(scene, at, said),
            Tool::Look | Tool::Pen | Tool::Ink | Tool::Rectangle | Tool::Arrow => {}
        }
    }

    /// The wheel was turned by so many CSS px of the shopper's page.
    pub(crate) fn turned(&mut self, scene: &Scene<'_>, at: (f64, f64), by: (f64, f64), now: f64) {
        if self.tool == Tool::Control {
            self.control.scrolling.turn(scene, at, by, now);
        }
    }

    /// Text was typed or pasted.
    pub(crate) fn wrote(&mut self, text: &str) {
        if self.tool == Tool::Control {
            self.control.write(text);
        }
    }

    /// A key was pressed that writes no character. Returns whether it was for the page.
    pub(crate) fn key(&mut self, scene: &Scene<'_>, key: Key, said: &mut Vec<ToConsole>) -> bool {
        let is_ours = self.tool == Tool::Control;
        if is_ours {
            self.control.press_key(scene, key, said);
        }
        is_ours
    }

    /// Takes the last stroke back.
    pub(crate) fn undo(&mut self, said: &mut Vec<ToConsole>) {
        said.extend(self.strokes.pop().map(|stroke| ToConsole::Act { act: Act::Erase { stroke } }));
    }

    fn tell(&mut self, scene: &Scene<'_>, said: &mut Vec<ToConsole>) {
        if let Some(drawing) = &mut self.drawing {
            said.extend(drawing.tell());
        }
        if self.tool == Tool::Control {
            self.control.take(scene, said);
        }
        let Some(at) = self.pointing.take().and_then(|at| place(scene, at)) else { return };
        self.is_seen = true;
        said.push(ToConsole::Act { act: Act::Pointer { at, laser: self.tool == Tool::Laser } });
    }
}

impl Drawing {
    fn grow(&mut self, scene: &Scene<'_>, at: (f64, f64), is_last: bool) {
        let way = (at.0 - self.last.0).hypot(at.1 - self.last.1);
        if way < STEP && !(is_last && way > 0.0) {
            return;
        }
        let Some(rect) = scene.rect(self.node) else { return };
        self.last = at;
        let has_ends_only = matches!(self.tool, DrawingTool::Rectangle | DrawingTool::Arrow);
        if has_ends_only && self.untold.len() > 1 {
            self.untold.pop();
        }
        self.untold.push(point(rect, at));
    }

    /// Its new points, in acts of a bearable size.
    fn tell(&mut self) -> Vec<ToConsole> {
        let points = std::mem::take(&mut self.untold);
        let (stroke, tool, node) = (self.stroke, self.tool, self.node.get());
        let act = |points: &[Point]| Act::Draw { stroke, tool, node, points: points.to_vec() };
        points.chunks(STROKE_POINTS).map(|points| ToConsole::Act { act: act(points) }).collect()
    }
}

fn drawing_tool(tool: Tool) -> Option<DrawingTool> {
    match tool {
        Tool::Pen => Some(DrawingTool::Pen),
        Tool::Ink => Some(DrawingTool::Ink),
        Tool::Rectangle => Some(DrawingTool::Rectangle),
        Tool::Arrow => Some(DrawingTool::Arrow),
        Tool::Look | Tool::Point | Tool::Laser | Tool::Highlight | Tool::Control => None,
    }
}

/// The place of a point: in the innermost box; in the visible part of the page where that is too large to be told finely.
fn place(scene: &Scene<'_>, at: (f64, f64)) -> Option<Place> {
    let node = scene.node_at(at)?;
    let is_fine = scene.rect(node).is_some_and(|rect| rect.width <= FINE && rect.height <= FINE);
    scene.place(if is_fine { node } else { NodeId::ROOT }, at)
}

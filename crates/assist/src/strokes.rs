//! All that agents drew, in order, and how much of it there may be. What shows a stroke is the layer's, and only kept here. Pure.

use crate::stroke::Stroke;
use alongside_protocol::{Point, Tool};

/// How many strokes of one agent there are at a time; the oldest makes room.
pub(crate) const MOST_STROKES: usize = 100;

pub(crate) struct Drawn<View> {
    pub(crate) agent: String,
    number: u32,
    pub(crate) stroke: Stroke,
    /// Whether it has grown since it was last shown.
    pub(crate) has_grown: bool,
    pub(crate) view: View,
}

pub(crate) struct Strokes<View> {
    pub(crate) drawn: Vec<Drawn<View>>,
}

impl<View> Default for Strokes<View> {
    fn default() -> Self {
        Self { drawn: Vec::new() }
    }
}

/// What an act of drawing says.
pub(crate) struct Growth<'a> {
    pub(crate) agent: &'a str,
    pub(crate) number: u32,
    pub(crate) tool: Tool,
    pub(crate) node: u32,
    pub(crate) points: &'a [Point],
}

impl<View> Strokes<View> {
    /// A stroke begins or grows. Returns what had to make room.
    pub(crate) fn grow(
        &mut self,
        growth: &Growth<'_>,
        now: f64,
        view: impl FnOnce() -> View,
    ) -> Option<View> {
        let same = |drawn: &&mut Drawn<View>| {
            drawn.number == growth.number
                && drawn.agent == growth.agent
                && drawn.stroke.tool == growth.tool
                && drawn.stroke.node == growth.node
        };
        if let Some(drawn) = self.drawn.iter_mut().find(same) {
            drawn.stroke.grow(growth.points, now);
            drawn.has_grown = true;
            return None;
        }
        let mut stroke = Stroke::new(growth.tool, growth.node);
        stroke.grow(growth.points, now);
        let agent = growth.agent.to_owned();
        self.drawn.push(Drawn { agent, number: growth.number, stroke, has_grown: true, view: view() });
        let of_agent = |drawn: &Drawn<View>| drawn.agent == growth.agent;
        let is_full = self.drawn.iter().filter(|drawn| of_agent(drawn)).count() > MOST_STROKES;
        let oldest = self.drawn.iter().position(of_agent).filter(|_| is_full)?;
        Some(self.drawn.remove(oldest).view)
    }

    /// Takes one away.
    pub(crate) fn erase(&mut self, agent: &str, number: u32) -> Vec<View> {
        self.remove(|drawn| drawn.agent == agent && drawn.number == number)
    }

    /// Takes away all for which `is_over` holds.
    pub(crate) fn remove(&mut self, is_over: impl Fn(&Drawn<View>) -> bool) -> Vec<View> {
        let (over, rest) = std::mem::take(&mut self.drawn).into_iter().partition(is_over);
        self.drawn = rest;
        Vec::into_iter(over).map(|drawn| drawn.view).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(agent: &'static str, number: u32) -> Growth<'static> {
        Growth { agent, number, tool: Tool::Pen, node: 1, points: &[Point { x: 0, y: 0 }] }
    }

    #[test]
    fn strokes_of_two_agents_with_one_number_are_two() {
        let mut strokes = Strokes::default();
        strokes.grow(&growth("a", 1), 0.0, || "a");
        strokes.grow(&growth("b", 1), 0.0, || "b");
        strokes.grow(&growth("a", 1), 0.0, || "never made");
        assert_eq!(strokes.drawn.len(), 2);
        assert_eq!(strokes.erase("b", 1), ["b"]);
        assert_eq!(strokes.erase("b", 1), [""; 0]);
        assert_eq!(strokes.remove(|drawn| drawn.agent == "a"), ["a"]);
    }

    #[test]
    fn an_agents_oldest_stroke_makes_room_and_no_other_agents() {
        let mut strokes = Strokes::default();
        strokes.grow(&growth("b", 0), 0.0, || 9_999);
        for number in 0..MOST_STROKES as u32 {
            assert_eq!(strokes.grow(&growth("a", number), 0.0, || number), None);
        }
        assert_eq!(strokes.grow(&growth("a", 500), 0.0, || 500), Some(0));
        assert_eq!(strokes.drawn.len(), MOST_STROKES + 1);
    }
}

//! One thing that an agent drew: its points, its shape as an SVG path, and how it fades. Pure.

use crate::decimal;
use crate::geometry::{Rect, WHOLE};
use alongside_protocol::{Point, Tool};

/// How many points a line keeps; what is drawn beyond them does not show.
pub(crate) const MOST_POINTS: usize = 4_096;

/// Vanishing ink is whole for so long after its last point, in ms, and then fades.
const INK_HOLDS_MS: f64 = 1_800.0;
const INK_FADES_MS: f64 = 1_200.0;

/// The length of an arrow's head, in px, and its half angle, as cosine and sine (27°).
const HEAD: f64 = 16.0;
const HEAD_ANGLE: (f64, f64) = (0.891, 0.454);

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stroke {
    pub(crate) tool: Tool,
    /// The node in whose box it stands.
    pub(crate) node: u32,
    points: Vec<Point>,
    /// When it last grew, in ms.
    grown_at: f64,
}

impl Stroke {
    pub(crate) fn new(tool: Tool, node: u32) -> Self {
        Self { tool, node, points: Vec::new(), grown_at: 0.0 }
    }

    /// Takes its next points, at a time in ms.
    pub(crate) fn grow(&mut self, points: &[Point], now: f64) {
        self.grown_at = now;
        if self.is_free() {
            let room = MOST_POINTS.saturating_sub(self.points.len());
            self.points.extend(points.iter().take(room));
        } else {
            // Only the first and the last one count.
            self.points.extend(points.first().filter(|_| self.points.is_empty()));
            self.points.truncate(1);
            self.points.extend(points.last());
        }
    }

    /// Whether it follows the hand, and not only two corners.
    pub(crate) fn is_free(&self) -> bool {
        matches!(self.tool, Tool::Pen | Tool::Ink)
    }

    /// From 1 to 0; at 0 it is gone for good.
    pub(crate) fn opacity(&self, now: f64) -> f64 {
        if self.tool != Tool::Ink {
            return 1.0;
        }
        (1.0 - (now - self.grown_at - INK_HOLDS_MS) / INK_FADES_MS).clamp(0.0, 1.0)
    }

    /// The path's data. That of a free line is in ten-thousandths of its box, to be stretched by [`Stroke::stretch`]; so
    /// scrolling moves it without writing it anew. Any other is in px.
    pub(crate) fn path(&self, rect: &Rect) -> String {
        let mut path = String::new();
        match self.tool {
            Tool::Pen | Tool::Ink => self.line(&mut path),
            Tool::Rectangle => self.rectangle(&mut path, rect),
            Tool::Arrow => self.arrow(&mut path, rect),
        }
        path
    }

    /// Through the middles between its points, so that it has no corners.
    fn line(&self, path: &mut String) {
        let place = |point: &Point| (f64::from(point.x), f64::from(point.y));
        let (Some(first), Some(last)) = (self.points.first().map(place), self.points.last().map(place))
        else {
            return;
        };
        command(path, 'M', first);
        let mut pairs = self.points.windows(2).skip(1);
        for pair in &mut pairs {
            if let [from, to] = pair {
                let ((x, y), (next_x, next_y)) = (place(from), place(to));
                command(path, 'Q', (x, y));
                command(path, ' ', ((x + next_x) / 2.0, (y + next_y) / 2.0));
            }
        }
        // Also a single point is a dot, as its ends are round.
        command(path, 'L', last);
    }

    fn rectangle(&self, path: &mut String, rect: &Rect) {
        let Some(((left, top), (right, bottom))) = self.corners(rect) else { return };
        command(path, 'M', (left, top));
        for corner in [(right, top), (right, bottom), (left, bottom)] {
            command(path, 'L', corner);
        }
        path.push('Z');
    }

    fn arrow(&self, path: &mut String, rect: &Rect) {
        let Some((tail, tip)) = self.corners(rect) else { return };
        command(path, 'M', tail);
        command(path, 'L', tip);
        let (dx, dy) = (tail.0 - tip.0, tail.1 - tip.1);
        let length = dx.hypot(dy);
        if length < 1.0 {
            return;
        }
        let head = HEAD.min(length);
        let (dx, dy) = (dx / length * head, dy / length * head);
        let (cosine, sine) = HEAD_ANGLE;
        command(path, 'M', (tip.0 + dx * cosine - dy * sine, tip.1 + dx * sine + dy * cosine));
        command(path, 'L', tip);
        command(path, 'L', (tip.0 + dx * cosine + dy * sine, tip.1 - dx * sine + dy * cosine));
    }

    fn corners(&self, rect: &Rect) -> Option<((f64, f64), (f64, f64))> {
        let (first, last) = (self.points.first()?, self.points.last()?);
        Some((rect.at(first.x, first.y), rect.at(last.x, last.y)))
    }

    /// The `transform` that stretches a free line over its box.
    pub(crate) fn stretch(&self, rect: &Rect) -> String {
        let mut text = String::from("matrix(");
        for (index, number) in
            [rect.width / WHOLE, 0.0, 0.0, rect.height / WHOLE, rect.left, rect.top].into_iter().enumerate()
        {
            if index > 0 {
                text.push(',');
            }
            decimal::push(&mut text, number);
        }
        text.push(')');
        text
    }
}

fn command(path: &mut String, letter: char, (x, y): (f64, f64)) {
    path.push(letter);
    decimal::push(path, x);
    path.push(' ');
    decimal::push(path, y);
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Rect = Rect { left: 10.0, top: 20.0, width: 100.0, height: 50.0 };

    fn stroke(tool: Tool, points: &[(i32, i32)]) -> Stroke {
        let mut stroke = Stroke::new(tool, 2);
        let points: Vec<Point> = points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect();
        for point in points {
            stroke.grow(&[point], 0.0);
        }
        stroke
    }

    #[test]
    fn a_line_begins_and_ends_at_its_points_in_ten_thousandths() {
        assert_eq!(stroke(Tool::Pen, &[(0, 0), (10_000, 5_000)]).path(&BOX), "M0 0L10000 5000");
        let path = stroke(Tool::Pen, &[(0, 0), (100, 0), (100, 100), (0, 100)]).path(&BOX);
        assert_eq!(path, "M0 0Q100 0 100 50Q100 100 50 100L0 100");
        assert_eq!(stroke(Tool::Pen, &[(5, 5)]).path(&BOX), "M5 5L5 5", "a dot");
        assert_eq!(stroke(Tool::Pen, &[(5, 5)]).stretch(&BOX), "matrix(0.01,0,0,0.005,10,20)");
    }

    #[test]
    fn a_rectangle_stands_between_its_first_and_its_last_point() {
        let path = stroke(Tool::Rectangle, &[(0, 0), (1, 1), (10_000, 10_000)]).path(&BOX);
        assert_eq!(path, "M10 20L110 20L110 70L10 70Z");
    }

    #[test]
    fn an_arrow_points_at_its_last_point_with_a_head_of_the_same_size_on_both_sides() {
        let path = stroke(Tool::Arrow, &[(0, 0), (10_000, 0)]).path(&BOX);
        assert!(path.starts_with("M10 20L110 20M95.744 12.736L110 20L95.744 27.264"), "{path}");
        assert_eq!(
            stroke(Tool::Arrow, &[(0, 0)]).path(&BOX),
            "M10 20L10 20",
            "without a direction it has no head"
        );
    }

    #[test]
    fn ink_vanishes_within_about_three_seconds_and_the_others_stay() {
        let ink = stroke(Tool::Ink, &[(0, 0)]);
        assert_eq!(ink.opacity(1_000.0), 1.0);
        assert!((0.3..0.7).contains(&ink.opacity(2_400.0)));
        assert_eq!(ink.opacity(3_000.0), 0.0);
        assert_eq!(stroke(Tool::Pen, &[(0, 0)]).opacity(1e9), 1.0);
    }

    #[test]
    fn a_line_has_a_bound() {
        let mut line = Stroke::new(Tool::Pen, 1);
        for _ in 0..100 {
            line.grow(&[Point { x: 0, y: 0 }; 256], 0.0);
        }
        assert_eq!(line.points.len(), MOST_POINTS);
    }
}

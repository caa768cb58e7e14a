//! Strokes as the text of an SVG path. Pure.

use alongside_protocol::Tool;
use std::fmt::Write;

/// Length of an arrow's barbs, in CSS px, at most; short arrows have shorter ones.
const BARB: f64 = 18.0;

/// How far a barb stands off the shaft, in radians.
const SPREAD: f64 = 0.46;

/// The path of a stroke through `points`, in CSS px.
pub(crate) fn path(tool: Tool, points: &[(f64, f64)]) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    match tool {
        Tool::Pen | Tool::Ink => line(points),
        Tool::Rectangle => line(&[*first, (last.0, first.1), *last, (first.0, last.1)]) + "Z",
        Tool::Arrow => arrow(*first, *last),
    }
}

/// A line from point to point.
pub(crate) fn line(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' });
    }
    if points.len() == 1 {
        // A dot: a line of no length is drawn with its round ends.
        path.push_str("h.01");
    }
    path
}

fn arrow(from: (f64, f64), to: (f64, f64)) -> String {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    let barb = BARB.min(length / 2.0);
    let direction = dy.atan2(dx);
    let end = |angle: f64| (to.0 - barb * angle.cos(), to.1 - barb * angle.sin());
    line(&[from, to]) + &line(&[end(direction - SPREAD), to, end(direction + SPREAD)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_through_its_points_and_one_point_is_a_dot() {
        assert_eq!(path(Tool::Pen, &[(1.0, 2.0), (3.0, 4.5)]), "M1.0 2.0L3.0 4.5");
        assert_eq!(path(Tool::Ink, &[(1.0, 2.0)]), "M1.0 2.0h.01");
        assert_eq!(path(Tool::Pen, &[]), "");
    }

    #[test]
    fn a_rectangle_needs_but_its_first_and_its_last_point() {
        let points = [(0.0, 0.0), (50.0, 50.0), (20.0, 10.0)];
        assert_eq!(path(Tool::Rectangle, &points), "M0.0 0.0L20.0 0.0L20.0 10.0L0.0 10.0Z");
    }

    #[test]
    fn an_arrow_has_its_barbs_at_the_last_point() {
        let arrow = path(Tool::Arrow, &[(0.0, 0.0), (100.0, 0.0)]);
        assert_eq!(arrow, "M0.0 0.0L100.0 0.0M83.9 8.0L100.0 0.0L83.9 -8.0");
        assert!(!path(Tool::Arrow, &[(5.0, 5.0), (5.0, 5.0)]).contains("NaN"));
    }
}

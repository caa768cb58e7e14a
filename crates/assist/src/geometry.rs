//! Boxes and places in them, in CSS px. Pure.

/// What the whole of a box measures in the protocol's places.
pub(crate) const WHOLE: f64 = 10_000.0;

/// A box, in CSS px of a viewport.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// How a frame shows its page: where its content begins, and how much larger than the page it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) scale_x: f64,
    pub(crate) scale_y: f64,
}

impl Frame {
    /// Of an iframe with this box around its border, border and padding of these sizes, and this size before transforms.
    pub(crate) fn of(outer: Rect, inset: (f64, f64), layout: (f64, f64)) -> Self {
        let scale = |shown: f64, laid_out: f64| if laid_out > 0.0 { shown / laid_out } else { 1.0 };
        let (scale_x, scale_y) = (scale(outer.width, layout.0), scale(outer.height, layout.1));
        Self { left: outer.left + inset.0 * scale_x, top: outer.top + inset.1 * scale_y, scale_x, scale_y }
    }

    /// A point of the page inside, as one of the page around it.
    pub(crate) fn out(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.left + x * self.scale_x, self.top + y * self.scale_y)
    }
}

impl Rect {
    /// The point at so many ten-thousandths of width and height.
    pub(crate) fn at(&self, x: i32, y: i32) -> (f64, f64) {
        (self.left + self.width * f64::from(x) / WHOLE, self.top + self.height * f64::from(y) / WHOLE)
    }

    /// This box of the page in a frame, as one of the page around it.
    pub(crate) fn seen_through(&self, frame: &Frame) -> Self {
        let (left, top) = frame.out((self.left, self.top));
        Self { left, top, width: self.width * frame.scale_x, height: self.height * frame.scale_y }
    }

    /// The box with so many px more on each side.
    pub(crate) fn grown(&self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            width: self.width + 2.0 * by,
            height: self.height + 2.0 * by,
        }
    }

    pub(crate) fn contains(&self, (x, y): (f64, f64)) -> bool {
        x >= self.left && y >= self.top && x < self.left + self.width && y < self.top + self.height
    }

    /// Whether all of this box, or as much as can be, is within another.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        let fits = |from: f64, size: f64, other_from: f64, other_size: f64| {
            let covers = from <= other_from && from + size >= other_from + other_size;
            covers || (from >= other_from && from + size <= other_from + other_size)
        };
        fits(self.left, self.width, other.left, other.width)
            && fits(self.top, self.height, other.top, other.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Rect = Rect { left: 100.0, top: 50.0, width: 200.0, height: 80.0 };

    #[test]
    fn a_place_is_a_fraction_of_the_box_and_may_lie_outside() {
        assert_eq!(BOX.at(0, 0), (100.0, 50.0));
        assert_eq!(BOX.at(10_000, 5_000), (300.0, 90.0));
        assert_eq!(BOX.at(-5_000, 20_000), (0.0, 210.0));
    }

    #[test]
    fn a_box_in_a_frame_moves_with_its_border_and_grows_with_its_scale() {
        let outer = Rect { left: 10.0, top: 20.0, width: 400.0, height: 300.0 };
        let plain = Frame::of(outer, (2.0, 3.0), (400.0, 300.0));
        assert_eq!(BOX.seen_through(&plain), Rect { left: 112.0, top: 73.0, ..BOX });
        let half = Frame::of(outer, (2.0, 2.0), (800.0, 600.0));
        assert_eq!(BOX.seen_through(&half), Rect { left: 61.0, top: 46.0, width: 100.0, height: 40.0 });
    }

    #[test]
    fn a_frame_without_a_size_divides_by_nothing() {
        let frame = Frame::of(Rect::default(), (0.0, 0.0), (0.0, 0.0));
        assert_eq!(frame.out((5.0, 6.0)), (5.0, 6.0));
    }

    #[test]
    fn what_is_larger_than_the_view_is_in_view_when_it_fills_it() {
        let view = Rect { left: 0.0, top: 0.0, width: 320.0, height: 400.0 };
        assert!(BOX.is_within(&view));
        assert!(!Rect { top: 390.0, ..BOX }.is_within(&view));
        assert!(Rect { top: -10.0, height: 900.0, ..BOX }.is_within(&view));
        assert!(!Rect { top: 10.0, height: 900.0, ..BOX }.is_within(&view));
    }
}

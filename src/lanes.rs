//! Long frames on their way in parts: which of them goes on, and when the page comes first. Pure.
//!
//! Pictures take what the page leaves of the line, but never all of it and never nothing: while the page has something to send, a part and a
//! frame of the page take turns.

use alongside_protocol::FrameKind;

/// How long the page's wish to send counts when it is not said again, in ms: it asks much more often than that while it has something.
const WISH_MS: f64 = 150.0;

/// What is under way. `Frame` is what its bytes are read from; a clone is the same.
#[derive(Debug)]
pub(crate) struct Lanes<Frame> {
    /// Goes first, as later frames build on it.
    page: Option<Long<Frame>>,
    asset: Option<Long<Frame>>,
    /// When the page last asked and was told to wait.
    page_waits_at_ms: Option<f64>,
    was_asset_last: bool,
}

/// A long frame, and how much of it has gone.
#[derive(Debug)]
struct Long<Frame> {
    kind: FrameKind,
    frame: Frame,
    at: u32,
    total: u32,
}

/// What goes next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) kind: FrameKind,
    /// Where it begins in the frame, and how long it and the frame are, in bytes.
    pub(crate) at: u32,
    pub(crate) bytes: u32,
    pub(crate) total: u32,
}

impl<Frame> Default for Lanes<Frame> {
    fn default() -> Self {
        Self { page: None, asset: None, page_waits_at_ms: None, was_asset_last: false }
    }
}

impl<Frame: Clone> Lanes<Frame> {
    /// A frame of so many bytes is to go in parts. Returns whether there is room for it: of the page and of assets one each is under way.
    pub(crate) fn add(&mut self, kind: FrameKind, frame: Frame, total: u32) -> bool {
        let lane = self.lane(kind.is_of_page());
        let is_free = lane.is_none();
        if is_free {
            *lane = Some(Long { kind, frame, at: 0, total });
        }
        is_free
    }

    fn lane(&mut self, is_page: bool) -> &mut Option<Long<Frame>> {
        if is_page { &mut self.page } else { &mut self.asset }
    }

    /// Whether nothing is under way.
    pub(crate) fn is_empty(&self) -> bool {
        self.page.is_none() && self.asset.is_none()
    }

    /// Whether the page has to wait until its own long frame is through.
    pub(crate) fn is_page_under_way(&self) -> bool {
        self.page.is_some()
    }

    /// The page has something to send, and was told to wait.
    pub(crate) fn page_waits(&mut self, now_ms: f64) {
        self.page_waits_at_ms = Some(now_ms);
    }

    /// A frame of the page, or one with an asset or its name, went in one piece.
    pub(crate) fn sent(&mut self, is_of_page: bool) {
        self.was_asset_last = !is_of_page;
        if is_of_page {
            self.page_waits_at_ms = None;
        }
    }

    /// Whether something of an asset may go before what the page has.
    pub(crate) fn is_assets_turn(&self, now_ms: f64) -> bool {
        !self.was_asset_last || self.page_waits_at_ms.is_none_or(|at_ms| now_ms >= at_ms + WISH_MS)
    }

    /// What goes now, of at most so many bytes, and the frame that it is of.
    pub(crate) fn next(&mut self, most: u32, now_ms: f64) -> Option<(Stretch, Frame)> {
        let is_page = self.is_page_under_way();
        if !is_page && !self.is_assets_turn(now_ms) {
            return None;
        }
        let lane = self.lane(is_page);
        let long = lane.as_mut()?;
        let bytes = most.min(long.total.saturating_sub(long.at));
        let stretch = Stretch { kind: long.kind, at: long.at, bytes, total: long.total };
        let frame = long.frame.clone();
        long.at = long.at.saturating_add(bytes);
        if long.at >= long.total {
            *lane = None;
        }
        self.was_asset_last = !is_page;
        Some((stretch, frame))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Flow, Sort};

    fn stretch(kind: FrameKind, at: u32, bytes: u32, total: u32) -> Stretch {
        Stretch { kind, at, bytes, total }
    }

    #[test]
    fn a_frame_goes_in_stretches_and_no_other_of_its_sort_before_it_is_through() {
        let mut lanes = Lanes::default();
        assert!(lanes.add(FrameKind::Asset, "one", 5));
        assert!(!lanes.add(FrameKind::AssetBytes, "two", 2));
        assert_eq!(lanes.next(3, 0.0), Some((stretch(FrameKind::Asset, 0, 3, 5), "one")));
        assert_eq!(lanes.next(3, 0.0), Some((stretch(FrameKind::Asset, 3, 2, 5), "one")));
        assert_eq!(lanes.next(3, 0.0), None);
        assert!(lanes.is_empty() && lanes.add(FrameKind::AssetBytes, "two", 2));
    }

    #[test]
    fn what_the_page_builds_on_goes_before_pictures() {
        let mut lanes = Lanes::default();
        lanes.add(FrameKind::Asset, "picture", 4);
        lanes.next(2, 0.0);
        lanes.add(FrameKind::Keyframe, "page", 4);
        assert!(lanes.is_page_under_way());
        assert_eq!(lanes.next(4, 0.0), Some((stretch(FrameKind::Keyframe, 0, 4, 4), "page")));
        assert!(!lanes.is_page_under_way());
        assert_eq!(lanes.next(4, 0.0), Some((stretch(FrameKind::Asset, 2, 2, 4), "picture")));
    }

    #[test]
    fn a_picture_and_a_page_that_waits_take_turns() {
        let mut lanes = Lanes::default();
        lanes.add(FrameKind::Asset, "picture", 9);
        lanes.page_waits(0.0);
        assert!(lanes.next(1, 0.0).is_some(), "it is the picture's turn");
        assert_eq!(lanes.next(1, 10.0), None, "it is the page's");
        lanes.sent(true);
        assert!(lanes.next(1, 20.0).is_some());
        assert!(lanes.next(1, 20.0).is_some(), "the page has not asked again");
        lanes.page_waits(30.0);
        assert_eq!(lanes.next(1, 29.0 + WISH_MS), None);
        assert!(lanes.next(1, 30.0 + WISH_MS).is_some(), "it has asked in vain, and never again");
    }

    /// A storm and a picture of so many bytes on a line of 16 bytes per ms that is 400 ms long each way. Returns how old the view was at
    /// worst from the tenth second on, in ms, and when the picture was through.
    fn storm_with_picture(changed_per_ms: f64, most: f64, picture: u32) -> (f64, f64) {
        let (mut flow, mut lanes) = (Flow::default(), Lanes::default());
        let (mut line_free_at, mut last_read, mut acknowledged, mut through) = (0.0_f64, 0.0, 0, 0.0);
        // When it is acknowledged, and its number.
        let mut sent: Vec<(f64, u32)> = Vec::new();
        // When it arrives, and when it was read.
        let mut pages: Vec<(f64, f64)> = Vec::new();
        lanes.add(FrameKind::Asset, (), picture);
        for now in (0..120_000).step_by(16).map(f64::from) {
            while let Some((_, sequence)) = sent.get(acknowledged).filter(|(back, _)| *back <= now) {
                flow.acknowledge(*sequence, now);
                acknowledged += 1;
            }
            let mut send = |flow: &mut Flow, sort, bytes: f64| {
                line_free_at = line_free_at.max(now) + bytes / 16.0;
                sent.push((line_free_at + 800.0, flow.next(sort, bytes as u32, now)));
                line_free_at + 400.0
            };
            while flow.is_ready(Sort::Part, 0, now)
                && let Some((stretch, _)) = lanes.next(flow.part_bytes(), now)
            {
                through = send(&mut flow, Sort::Part, f64::from(stretch.bytes));
            }
            if flow.is_ready(Sort::Whole, 0, now) {
                let bytes = (changed_per_ms * (now - last_read)).min(most).max(50.0);
                pages.push((send(&mut flow, Sort::Whole, bytes), now));
                last_read = now;
                lanes.sent(true);
            } else {
                lanes.page_waits(now);
            }
        }
        let oldest = pages.windows(2).filter(|pair| pair[0].1 > 10_000.0).map(|pair| pair[1].0 - pair[0].1);
        assert!(lanes.is_empty(), "the picture is through");
        (oldest.fold(0.0, f64::max), through)
    }

    #[test]
    fn while_a_picture_goes_over_a_slow_line_the_view_stays_within_two_seconds_and_the_picture_moves() {
        // Alone it would take 30 s.
        for (changed_per_ms, within) in [(0.0, 40_000.0), (1.0, 60_000.0), (80.0, 120_000.0)] {
            let (oldest, through) = storm_with_picture(changed_per_ms, 6_000.0, 480_000);
            assert!(oldest < 2_000.0 && through < within, "{oldest} ms old, the picture took {through} ms");
        }
    }
}

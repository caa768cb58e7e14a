//! How much of the page may be on its way at a time. Pure.
//!
//! Whatever waits in a queue is old when it arrives, and the page itself is the better queue: what changes while nothing
//! may be sent folds into the next frame. So a frame is sent when the line has just about carried the ones before it, as
//! their acknowledgements have told how fast it is. One frame may always be under way.
//!
//! Counts in floating point, as JavaScript does: in wasm that is a fifth of the code of integers that must not overflow.

use alongside_protocol::limits::COBROWSE_IN_FLIGHT;

/// With more than this many bytes waiting in the browser, no frame is added: 256 KiB.
const BUFFERED_BYTES: u32 = 256 * 1024;

/// What may be under way before the line is known, in bytes: 16 KiB.
const FIRST_WINDOW: f64 = 16.0 * 1024.0;

/// What may wait in the line so that it does not run dry between two animation frames, in ms.
const SLACK_MS: f64 = 100.0;

/// A line that carries this much, in bytes per second, is never waited for.
const MOST_RATE: f64 = 10_000_000.0;

/// How long a part of a long frame is at least and at most, in bytes.
const PART_BYTES: (f64, f64) = (2.0 * 1024.0, 256.0 * 1024.0);

/// How many of them go in a second at most, so that what comes between does not wait for long.
const PARTS_PER_SECOND: f64 = 8.0;

/// A frame of the page that is no longer than this, in bytes, or than what the line carries in a second, goes in one piece.
const WHOLE_BYTES: f64 = 64.0 * 1024.0;

/// A session's frames: what was sent and what the relay has.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Flow {
    sent: u32,
    under_way: Vec<Sent>,
    bytes: f64,
    /// When the line will have carried all that was sent.
    free_at_ms: f64,
    acknowledged_at_ms: f64,
    /// How many acknowledgements came.
    acknowledgements: f64,
    /// The shortest time that an acknowledgement took, in ms.
    fastest_ms: Option<f64>,
    /// What the line carries, in bytes per second.
    rate: Option<f64>,
}

/// What is counted by itself, so that neither waits until the other's frames have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A frame in one piece.
    Whole,
    /// A part of a long one.
    Part,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Sent {
    sequence: u32,
    sort: Sort,
    bytes: f64,
    at_ms: f64,
    /// Whether it came as fast as the line was thought to carry, or with as much before it: did it arrive in time, there is more.
    tries_line: bool,
}

/// A frame shorter than this, in bytes, tells nothing of a slow line: it took longer because somebody was busy.
const TELLING_BYTES: f64 = 1_024.0;

impl Flow {
    /// The number of the frame of so many bytes that is sent now: 1, 2, 3 …
    pub(crate) fn next(&mut self, sort: Sort, bytes: u32, now_ms: f64) -> u32 {
        let bytes = f64::from(bytes);
        self.sent = self.sent.saturating_add(1);
        self.bytes += bytes;
        let carrying_ms = self.rate.map_or(0.0, |rate| bytes * 1_000.0 / rate);
        let is_line_full = self.rate.is_none_or(|rate| 2.0 * self.bytes >= self.window(rate));
        let tries_line = is_line_full || self.free_at_ms > now_ms;
        self.free_at_ms = self.free_at_ms.max(now_ms) + carrying_ms;
        self.under_way.push(Sent { sequence: self.sent, sort, bytes, at_ms: now_ms, tries_line });
        self.sent
    }

    /// The relay has all frames up to `sequence`.
    pub(crate) fn acknowledge(&mut self, sequence: u32, now_ms: f64) {
        let (mut bytes, mut last) = (0.0, None);
        self.under_way.retain(|sent| {
            let has_arrived = sent.sequence <= sequence;
            if has_arrived {
                bytes += sent.bytes;
                last = Some(*sent);
            }
            !has_arrived
        });
        let Some(last) = last else { return };
        self.bytes -= bytes;
        self.measure(bytes, last, now_ms);
        self.acknowledged_at_ms = now_ms;
        self.acknowledgements += 1.0;
    }

    /// Learns what the line carries from bytes that have arrived, of which `last` was the last frame.
    fn measure(&mut self, bytes: f64, last: Sent, now_ms: f64) {
        let took = now_ms - last.at_ms;
        let fastest = self.fastest_ms.map_or(took, |fastest| fastest.min(took));
        self.fastest_ms = Some(fastest);
        let Some(rate) = self.rate else {
            // So much could have been under way in that time.
            self.rate = Some((FIRST_WINDOW * 1_000.0 / took.max(1.0)).min(MOST_RATE));
            return;
        };
        // Behind another frame it had the line as soon as that was through; alone, all that it took longer than the
        // fastest is its own length.
        let began_ms = self.acknowledged_at_ms.max(last.at_ms + fastest);
        let measured = bytes * 1_000.0 / (now_ms - began_ms).max(1.0);
        let learnt = if took - fastest <= SLACK_MS {
            // It came as fast as ever: the line may carry more than was thought, if that was tried.
            if last.tries_line { rate * 1.25 } else { rate }
        } else if measured > rate {
            (3.0 * rate + measured.min(2.0 * rate)) / 4.0
        } else if bytes < TELLING_BYTES {
            rate
        } else {
            measured.max(1_000.0)
        };
        self.rate = Some(learnt.min(MOST_RATE));
    }

    /// Whether the relay has this frame.
    pub(crate) fn has_arrived(&self, sequence: u32) -> bool {
        self.under_way.first().is_none_or(|first| first.sequence > sequence)
    }

    /// How much is under way, in bytes, where the line is full and nothing waits in it for longer than [`SLACK_MS`]. What was sent
    /// before the line was known may stand in it, and would for ever.
    fn window(&self, rate: f64) -> f64 {
        rate * (self.fastest_ms.unwrap_or(0.0) + SLACK_MS) / 1_000.0
    }

    /// How long a part of a long frame may be now, in bytes. It begins small: what the line carries, the first acknowledgements
    /// only make one guess.
    pub(crate) fn part_bytes(&self) -> u32 {
        let (least, most) = PART_BYTES;
        let carried = self.rate.unwrap_or(0.0) / PARTS_PER_SECOND;
        let trusted = least * (self.acknowledgements + 1.0);
        carried.min(trusted).clamp(least, most) as u32
    }

    /// How long a frame of the page may be that goes in one piece, in bytes.
    pub(crate) fn whole_bytes(&self) -> u32 {
        self.rate.unwrap_or(0.0).max(WHOLE_BYTES) as u32
    }

    /// Whether another frame of this sort may be sent now, while `buffered` bytes wait in the browser.
    pub(crate) fn is_ready(&self, sort: Sort, buffered: u32, now_ms: f64) -> bool {
        let of_sort = self.under_way.iter().filter(|sent| sent.sort == sort).count();
        let frames = u32::try_from(of_sort).unwrap_or(u32::MAX);
        let has_room = match self.rate {
            Some(rate) => now_ms + SLACK_MS >= self.free_at_ms && self.bytes <= self.window(rate),
            None => self.bytes < FIRST_WINDOW,
        };
        buffered <= BUFFERED_BYTES && (self.under_way.is_empty() || (has_room && frames < COBROWSE_IN_FLIGHT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;

    #[test]
    fn frames_stop_at_the_limit_and_go_on_with_an_acknowledgement() {
        let mut flow = Flow::default();
        let sent: Vec<u32> = (0..COBROWSE_IN_FLIGHT).map(|_| flow.next(Sort::Whole, 10, 0.0)).collect();
        assert_eq!(sent.first(), Some(&1));
        assert!(!flow.is_ready(Sort::Whole, 0, 60_000.0));
        flow.acknowledge(1, 50.0);
        assert!(flow.is_ready(Sort::Whole, 0, 60_000.0));
        assert!(flow.has_arrived(1) && !flow.has_arrived(2));
    }

    #[test]
    fn bytes_under_way_stop_frames_but_for_the_first() {
        let mut flow = Flow::default();
        flow.next(Sort::Whole, 1_000_000, 0.0);
        assert!(!flow.is_ready(Sort::Whole, 0, 60_000.0));
        flow.acknowledge(1, 60_000.0);
        assert!(flow.is_ready(Sort::Whole, 0, 60_000.0));
    }

    #[test]
    fn a_full_buffer_stops_frames() {
        assert!(Flow::default().is_ready(Sort::Whole, BUFFERED_BYTES, 0.0));
        assert!(!Flow::default().is_ready(Sort::Whole, BUFFERED_BYTES + 1, 0.0));
    }

    #[test]
    fn an_acknowledgement_never_goes_back_nor_past_what_was_sent() {
        let mut flow = Flow::default();
        for _ in 0..4 {
            flow.next(Sort::Whole, 10, 0.0);
        }
        flow.acknowledge(3, 1.0);
        flow.acknowledge(1, 1.0);
        flow.acknowledge(99, 1.0);
        assert_eq!((flow.sent, flow.bytes, flow.under_way.len()), (4, 0.0, 0));
        assert_eq!(flow.next(Sort::Whole, 10, 2.0), 5);
        assert!(!flow.under_way.is_empty());
    }

    #[test]
    fn parts_are_short_on_a_slow_line_and_long_on_a_fast_one() {
        assert_eq!(Flow::default().part_bytes(), 2_048, "nothing is known yet");
        // How long the parts are that go over a line of so many bytes per ms, 40 ms long each way, in its third second.
        let parts = |bytes_per_ms: f64| {
            let (mut flow, mut line_free_at, mut sent) = (Flow::default(), 0.0_f64, VecDeque::new());
            let mut lengths = Vec::new();
            for now in (0..3_000).map(f64::from) {
                while let Some((_, sequence)) = sent.pop_front_if(|(back, _)| *back <= now) {
                    flow.acknowledge(sequence, now);
                }
                while flow.is_ready(Sort::Part, 0, now) {
                    let bytes = flow.part_bytes();
                    line_free_at = line_free_at.max(now) + f64::from(bytes) / bytes_per_ms;
                    sent.push_back((line_free_at + 80.0, flow.next(Sort::Part, bytes, now)));
                    lengths.push((now, bytes));
                }
            }
            lengths.into_iter().filter(|(at, _)| *at >= 2_000.0).map(|(_, bytes)| bytes).collect::<Vec<_>>()
        };
        let slow = parts(16.0);
        assert!(slow.iter().all(|bytes| *bytes <= 4_096), "{slow:?}");
        let fast = parts(10_000.0);
        assert!(fast.len() > 30 && fast.iter().all(|bytes| *bytes > 250 * 1_024), "{fast:?}");
    }

    /// A storm over a line of so many bytes per ms, 400 ms long each way. What has changed since the last frame is
    /// its size, up to `most`. Returns how old the view was at worst once the first frames were through, in ms, and how
    /// many frames came.
    fn storm(bytes_per_ms: f64, changed_per_ms: impl Fn(f64) -> f64, most: f64) -> (f64, usize) {
        let (mut flow, mut line_free_at, mut last_read) = (Flow::default(), 0.0_f64, 0.0);
        // (when it arrives, when it is acknowledged, when it was read, its number)
        let mut frames: Vec<(f64, f64, f64, u32)> = Vec::new();
        let mut acknowledged = 0;
        for now in (0..60_000).step_by(16).map(f64::from) {
            while let Some((_, _, _, sequence)) =
                frames.get(acknowledged).filter(|(_, back, ..)| *back <= now)
            {
                flow.acknowledge(*sequence, now);
                acknowledged += 1;
            }
            if flow.is_ready(Sort::Whole, 0, now) {
                let bytes = (changed_per_ms(now) * (now - last_read)).min(most).max(50.0);
                let sequence = flow.next(Sort::Whole, bytes as u32, now);
                line_free_at = line_free_at.max(now) + bytes / bytes_per_ms;
                frames.push((line_free_at + 400.0, line_free_at + 800.0, now, sequence));
                last_read = now;
            }
        }
        // Just before a frame arrives, the view is as old as the frame before it.
        let oldest = frames.windows(2).filter(|pair| pair[0].2 > 10_000.0).map(|pair| pair[1].0 - pair[0].2);
        (oldest.fold(0.0, f64::max), frames.len())
    }

    #[test]
    fn on_a_slow_line_the_view_stays_within_two_seconds_under_a_constant_storm() {
        // 128 kbit/s; changes that would fill it five times over, in frames of 6 KB at most; then few.
        // (A frame of 10 KB takes the line 0.6 s for itself; then the view is 2.6 s old at worst.)
        let (oldest, frames) = storm(16.0, |_| 80.0, 6_000.0);
        assert!(oldest < 2_000.0 && frames > 60, "{oldest} ms, {frames} frames");
        let (oldest, frames) = storm(16.0, |_| 10.0, 6_000.0);
        assert!(oldest < 2_000.0 && frames > 60, "{oldest} ms, {frames} frames");
    }

    #[test]
    fn little_that_comes_fast_does_not_make_a_slow_line_a_fast_one() {
        // For half a minute a clock ticks; then comes more than the line carries.
        let changed_per_ms = |now| if now < 30_000.0 { 1.0 } else { 80.0 };
        let (oldest, frames) = storm(16.0, changed_per_ms, 6_000.0);
        assert!(oldest < 2_000.0 && frames > 60, "{oldest} ms, {frames} frames");
    }

    #[test]
    fn a_frame_that_somebody_was_too_busy_for_does_not_make_a_fast_line_a_slow_one() {
        let mut flow = Flow::default();
        for (at, took) in [(0.0, 10.0), (100.0, 10.0), (200.0, 400.0)] {
            let sequence = flow.next(Sort::Whole, 50, at);
            flow.acknowledge(sequence, at + took);
        }
        flow.next(Sort::Whole, 20_000, 700.0);
        assert!(flow.is_ready(Sort::Whole, 0, 700.0), "{flow:?}");
    }

    #[test]
    fn a_line_that_was_slow_for_a_moment_is_soon_a_fast_one_again() {
        // 50 bytes per ms, where one frame took 400 ms, acknowledged 5 ms after they were sent.
        let (mut flow, mut waits) = (Flow::default(), 0);
        for now in (0..4_000).step_by(20).map(f64::from) {
            if flow.is_ready(Sort::Whole, 0, now) {
                let sequence = flow.next(Sort::Whole, 1_000, now);
                flow.acknowledge(sequence, now + if now == 500.0 { 400.0 } else { 5.0 });
            } else if now > 2_000.0 {
                waits += 1;
            }
        }
        assert_eq!(waits, 0, "{flow:?}");
    }

    #[test]
    fn a_fast_line_is_used() {
        let (oldest, frames) = storm(10_000.0, |_| 80.0, 12_000.0);
        assert!(oldest < 1_200.0 && frames > 500, "{oldest} ms, {frames} frames");
    }
}

//! Whether the other end is still there. Pure: the time comes from outside.
//!
//! A half-open line looks like a quiet one for minutes; so a `ping` is said after some silence, of either end, and a
//! line on which nothing is heard after that is given up. Who talks and hears nothing must ask, too: half-open lines
//! swallow words.

use alongside_protocol::limits::{PING_EVERY_MS, PONG_WITHIN_MS};

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// Nothing for so many ms (at least 1).
    Wait(u32),
    /// Say `ping`, then ask again.
    Ping,
    /// Give the line up.
    Lost,
}

/// When something was last said and heard on one open line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    said_at_ms: u64,
    heard_at_ms: u64,
    /// When the ping was said that is not answered yet.
    pinged_at_ms: Option<u64>,
}

impl Heartbeat {
    /// A line that opened at `now_ms`.
    pub fn new(now_ms: u64) -> Self {
        Self { said_at_ms: now_ms, heard_at_ms: now_ms, pinged_at_ms: None }
    }

    /// A frame was sent.
    pub fn said(&mut self, now_ms: u64) {
        self.said_at_ms = now_ms;
    }

    /// A ping was sent. Until anything is heard, the line is in doubt.
    pub fn pinged(&mut self, now_ms: u64) {
        self.said_at_ms = now_ms;
        self.pinged_at_ms.get_or_insert(now_ms);
    }

    /// A frame, any frame, came.
    pub fn heard(&mut self, now_ms: u64) {
        self.heard_at_ms = now_ms;
        self.pinged_at_ms = None;
    }

    /// Whether a ping has not been answered yet.
    pub fn is_in_doubt(&self) -> bool {
        self.pinged_at_ms.is_some()
    }

    /// What is to be done at `now_ms`.
    pub fn due(&self, now_ms: u64) -> Beat {
        match self.pinged_at_ms {
            Some(pinged) => match remaining(pinged, PONG_WITHIN_MS, now_ms) {
                0 => Beat::Lost,
                rest => Beat::Wait(rest),
            },
            None => match remaining(self.said_at_ms.min(self.heard_at_ms), PING_EVERY_MS, now_ms) {
                0 => Beat::Ping,
                rest => Beat::Wait(rest),
            },
        }
    }
}

/// How much of `span_ms` since `from_ms` is left. A clock that was set back leaves all of it.
fn remaining(from_ms: u64, span_ms: u32, now_ms: u64) -> u32 {
    let passed = u32::try_from(now_ms.saturating_sub(from_ms)).unwrap_or(u32::MAX);
    span_ms.saturating_sub(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PING: u64 = PING_EVERY_MS as u64;
    const PONG: u64 = PONG_WITHIN_MS as u64;

    #[test]
    fn own_silence_ends_in_a_ping() {
        let heartbeat = Heartbeat::new(1_000);
        assert_eq!(heartbeat.due(1_000), Beat::Wait(PING_EVERY_MS));
        assert_eq!(heartbeat.due(1_000 + PING - 1), Beat::Wait(1));
        assert_eq!(heartbeat.due(1_000 + PING), Beat::Ping);
    }

    #[test]
    fn what_was_said_and_heard_puts_the_ping_off() {
        let mut heartbeat = Heartbeat::new(0);
        heartbeat.said(10_000);
        heartbeat.heard(10_000);
        assert_eq!(heartbeat.due(PING), Beat::Wait(10_000));
    }

    #[test]
    fn who_talks_and_hears_nothing_asks_too() {
        let mut heartbeat = Heartbeat::new(0);
        for second in 1..15 {
            heartbeat.said(second * 1_000);
        }
        assert_eq!(heartbeat.due(PING), Beat::Ping);
    }

    #[test]
    fn a_ping_without_answer_loses_the_line() {
        let mut heartbeat = Heartbeat::new(0);
        heartbeat.pinged(PING);
        assert_eq!(heartbeat.due(PING + PONG - 1), Beat::Wait(1));
        assert_eq!(heartbeat.due(PING + PONG), Beat::Lost);
    }

    #[test]
    fn any_frame_answers_a_ping() {
        let mut heartbeat = Heartbeat::new(0);
        heartbeat.pinged(PING);
        assert!(heartbeat.is_in_doubt());
        heartbeat.heard(PING + PONG);
        assert!(!heartbeat.is_in_doubt());
        assert_eq!(heartbeat.due(PING + PONG), Beat::Wait(PING_EVERY_MS - PONG_WITHIN_MS));
    }

    #[test]
    fn a_second_ping_does_not_give_a_dead_line_more_time() {
        let mut heartbeat = Heartbeat::new(0);
        heartbeat.pinged(1_000);
        heartbeat.pinged(9_000);
        heartbeat.said(10_500);
        assert_eq!(heartbeat.due(1_000 + PONG), Beat::Lost);
    }

    #[test]
    fn a_clock_that_was_set_back_loses_nothing() {
        assert_eq!(Heartbeat::new(1_000_000).due(5), Beat::Wait(PING_EVERY_MS));
    }
}

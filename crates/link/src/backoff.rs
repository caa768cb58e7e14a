//! How long to wait before the next attempt. Pure: time and chance come from outside.

/// The first wait is at most this long, in ms.
const FIRST_MS: u32 = 500;

/// No wait is longer, in ms.
const LONGEST_MS: u32 = 20_000;

/// A line that held this long, in ms, was a good one: the next wait is a first one again. A relay that
/// accepts and hangs up at once is so not called twice a second.
const GOOD_AFTER_MS: u64 = 1_000;

/// Doubling waits with jitter, so that a relay that comes back is not met by all its clients at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    attempts: u32,
    opened_at_ms: Option<u64>,
}

impl Backoff {
    /// The line is open since `now_ms`.
    pub fn opened(&mut self, now_ms: u64) {
        self.opened_at_ms = Some(now_ms);
    }

    /// The line, or an attempt at one, failed at `now_ms`: how many ms to wait. `chance` is in 0..1.
    pub fn lost(&mut self, now_ms: u64, chance: f64) -> u32 {
        let was_good =
            self.opened_at_ms.take().is_some_and(|opened| now_ms.saturating_sub(opened) >= GOOD_AFTER_MS);
        if was_good {
            self.attempts = 0;
        }
        let longest = FIRST_MS.saturating_mul(2_u32.saturating_pow(self.attempts.min(16))).min(LONGEST_MS);
        self.attempts = self.attempts.saturating_add(1);
        longest / 2 + (f64::from(longest / 2) * chance.clamp(0.0, 1.0)) as u32
    }

    /// How many attempts have failed since the last good line.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let mut backoff = Backoff::default();
        let waits: Vec<u32> = (0..8).map(|_| backoff.lost(0, 1.0)).collect();
        assert_eq!(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
        assert_eq!(backoff.attempts(), 8);
    }

    #[test]
    fn a_line_that_held_begins_again_and_one_that_did_not_goes_on() {
        let mut backoff = Backoff::default();
        for _ in 0..4 {
            backoff.lost(0, 1.0);
        }
        backoff.opened(10_000);
        assert_eq!(backoff.lost(10_000 + GOOD_AFTER_MS - 1, 1.0), 8_000, "it hung up at once");
        backoff.opened(20_000);
        assert_eq!(backoff.lost(20_000 + GOOD_AFTER_MS, 1.0), FIRST_MS);
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_make_a_line_good() {
        let mut backoff = Backoff::default();
        backoff.lost(0, 1.0);
        backoff.opened(10_000);
        assert_eq!(backoff.lost(5, 1.0), 1_000);
    }

    proptest! {
        #[test]
        fn every_wait_is_between_half_of_its_step_and_its_step(attempts in 0_u32..1_000, chance in 0.0..1.0) {
            let mut backoff = Backoff { attempts, opened_at_ms: None };
            let step = Backoff { attempts, opened_at_ms: None }.lost(0, 1.0);
            let wait = backoff.lost(0, chance);
            prop_assert!((step / 2..=step).contains(&wait), "{wait} of {step}");
            prop_assert!((FIRST_MS / 2..=LONGEST_MS).contains(&wait));
        }
    }
}

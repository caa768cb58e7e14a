//! Slows down guessing: after some wrong passwords for an address, each further one costs a longer wait.
//! In memory only; the address need not belong to anybody.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Wrong passwords that cost nothing.
const FREE: u32 = 5;
/// The first wait; each further failure doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// After this long without an attempt, an address starts afresh.
const FORGET: Duration = Duration::from_secs(3600);
/// How many addresses are remembered. Past that, those that are free of a wait are forgotten.
const REMEMBERED: usize = 10_000;

#[derive(Default)]
pub(super) struct Attempts {
    failures: Mutex<HashMap<String, Failures>>,
}

struct Failures {
    count: u32,
    last: Instant,
}

impl Failures {
    fn free_at(&self) -> Instant {
        let doublings = self.count.saturating_sub(FREE);
        if doublings == 0 {
            return self.last;
        }
        let wait = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(doublings - 1)).min(LONGEST_WAIT);
        self.last + wait
    }
}

impl Attempts {
    /// Counts an attempt as failed before it is made, or says how long it must wait. Before, so that guesses
    /// which are made at once do not all find the count as it was; [`Self::succeeded`] takes it back.
    pub(super) fn begin(&self, key: &str, now: Instant) -> Result<(), Duration> {
        let mut failures = self.failures();
        let free_at = failures.get(key).map(Failures::free_at);
        match free_at.map(|free_at| free_at.saturating_duration_since(now)) {
            Some(wait) if !wait.is_zero() => return Err(wait),
            _ => {}
        }
        if failures.len() >= REMEMBERED {
            failures.retain(|_, failures| failures.free_at() > now);
        }
        let entry = failures.entry(key.to_owned()).or_insert(Failures { count: 0, last: now });
        if now.saturating_duration_since(entry.last) > FORGET {
            entry.count = 0;
        }
        entry.count += 1;
        entry.last = now;
        Ok(())
    }

    /// An attempt that had begun could not be judged: it does not count.
    pub(super) fn withdrawn(&self, key: &str) {
        if let Some(failures) = self.failures().get_mut(key) {
            failures.count = failures.count.saturating_sub(1);
        }
    }

    pub(super) fn succeeded(&self, key: &str) {
        self.failures().remove(key);
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<String, Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_begin_after_some_failures_double_and_end() {
        let (attempts, start) = (Attempts::default(), Instant::now());
        for _ in 0..FREE {
            assert_eq!(attempts.begin("a", start), Ok(()));
        }
        let (mut waits, mut now) = (Vec::new(), start);
        for _ in 0..20 {
            assert_eq!(attempts.begin("a", now), Ok(()));
            let wait = attempts.begin("a", now).unwrap_err();
            waits.push(wait);
            now += wait;
        }
        assert_eq!(waits[..3], [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4]);
        assert_eq!(waits.last(), Some(&LONGEST_WAIT));
        assert_eq!(attempts.begin("b", start), Ok(()), "another address does not wait");
    }

    #[test]
    fn the_right_password_ends_the_waits() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..=FREE {
            attempts.begin("a", now).unwrap();
        }
        attempts.succeeded("a");
        assert_eq!(attempts.begin("a", now), Ok(()));
    }

    #[test]
    fn an_attempt_that_could_not_be_judged_does_not_count() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..2 * FREE {
            attempts.begin("a", now).unwrap();
            attempts.withdrawn("a");
        }
        assert_eq!(attempts.begin("a", now), Ok(()));
    }
}

//! Counts tries by whose they are, and locks out who makes too many in a while.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    time::{Duration, Instant},
};

/// How many are remembered. Past that, those whose tries are over are forgotten.
const REMEMBERED: usize = 10_000;

/// At most `limit` tries within `span`; the one that reaches it locks out for `span`.
pub(crate) struct Tries<Key> {
    limit: usize,
    span: Duration,
    past: HashMap<Key, Past>,
}

#[derive(Default)]
struct Past {
    tries: VecDeque<Instant>,
    locked_until: Option<Instant>,
}

impl Past {
    fn forget(&mut self, now: Instant, span: Duration) {
        while self.tries.front().is_some_and(|first| now.saturating_duration_since(*first) >= span) {
            self.tries.pop_front();
        }
        self.locked_until = self.locked_until.filter(|until| *until > now);
    }
}

impl<Key: Eq + Hash + Clone> Tries<Key> {
    pub(crate) fn new(limit: usize, span: Duration) -> Self {
        Self { limit, span, past: HashMap::new() }
    }

    /// Whether `key` may try now, or how long it must wait.
    pub(crate) fn check(&self, key: &Key, now: Instant) -> Result<(), Duration> {
        match self.past.get(key).and_then(|past| past.locked_until) {
            Some(until) if until > now => Err(until.saturating_duration_since(now)),
            _ => Ok(()),
        }
    }

    /// One more. Returns whether it is locked out from now on.
    pub(crate) fn count(&mut self, key: &Key, now: Instant) -> bool {
        if self.past.len() >= REMEMBERED {
            let span = self.span;
            self.past.retain(|_, past| {
                past.forget(now, span);
                !past.tries.is_empty() || past.locked_until.is_some()
            });
        }
        let past = self.past.entry(key.clone()).or_default();
        past.forget(now, self.span);
        past.tries.push_back(now);
        let is_too_many = past.tries.len() >= self.limit;
        if is_too_many {
            past.tries.clear();
            past.locked_until = Some(now + self.span);
        }
        is_too_many
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Duration = Duration::from_secs(60);

    #[test]
    fn the_last_try_of_too_many_locks_out_for_the_span_and_nobody_else() {
        let (mut tries, start) = (Tries::new(3, SPAN), Instant::now());
        for expected in [false, false, true] {
            assert_eq!(tries.check(&"a", start), Ok(()));
            assert_eq!(tries.count(&"a", start), expected);
        }
        assert_eq!(tries.check(&"a", start), Err(SPAN));
        assert_eq!(tries.check(&"b", start), Ok(()));
        assert_eq!(tries.check(&"a", start + SPAN), Ok(()));
        assert!(!tries.count(&"a", start + SPAN), "and then it begins anew");
    }

    #[test]
    fn tries_far_apart_do_not_add_up() {
        let (mut tries, start) = (Tries::new(3, SPAN), Instant::now());
        for number in 0..20 {
            assert!(!tries.count(&"a", start + number * SPAN / 2));
        }
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let (mut tries, start) = (Tries::new(3, SPAN), Instant::now());
        for key in 0..REMEMBERED {
            tries.count(&key, start);
        }
        tries.count(&REMEMBERED, start + SPAN);
        assert_eq!(tries.past.len(), 1);
    }
}

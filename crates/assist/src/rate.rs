//! How many acts an agent may do in a second. Pure.

use alongside_protocol::limits::ACTS_PER_SECOND;
use std::collections::VecDeque;

const SECOND_MS: u64 = 1_000;

/// The times of an agent's last acts, in ms.
#[derive(Debug, Default)]
pub(crate) struct Rate {
    times: VecDeque<u64>,
}

impl Rate {
    /// Whether one more is within the limit, in any second that ends now; counts it if so.
    pub(crate) fn admits(&mut self, now_ms: u64) -> bool {
        while self.times.front().is_some_and(|time| time.saturating_add(SECOND_MS) <= now_ms) {
            self.times.pop_front();
        }
        let has_room = self.times.len() < ACTS_PER_SECOND as usize;
        if has_room {
            self.times.push_back(now_ms);
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_no_second_are_there_more_than_the_limit() {
        let mut rate = Rate::default();
        // Five tries a millisecond, for three seconds.
        let admitted: Vec<u64> =
            (0..3_000).flat_map(|now| [now; 5]).filter(|now| rate.admits(*now)).collect();
        for start in 0..2_000 {
            let within = admitted.iter().filter(|time| (start..start + SECOND_MS).contains(*time)).count();
            assert!(within <= ACTS_PER_SECOND as usize, "{within} in the second from {start}");
        }
        assert_eq!(admitted.len(), 3 * ACTS_PER_SECOND as usize);
    }

    #[test]
    fn what_is_within_the_limit_goes_on_for_ever() {
        let mut rate = Rate::default();
        assert!((0..10_000).step_by(9).all(|now| rate.admits(now)));
    }
}

//! Keeps a viewer that lost its place from asking for keyframes more than once a second.

use gloo_timers::callback::Timeout;

/// The least time between two requests, in ms.
const APART_MS: u64 = 1_000;

/// When a keyframe was asked for, and whether the next request waits.
#[derive(Default)]
pub struct Resync {
    last_ms: Option<u64>,
    waiting: Option<Timeout>,
}

impl Resync {
    /// Whether a keyframe may be asked for at `now_ms`. If it is too early, `later` is called when it is time;
    /// requests until then count as that one.
    pub fn due(&mut self, now_ms: u64, later: impl FnOnce() + 'static) -> bool {
        let wait = self.last_ms.map_or(0, |last| wait_ms(last, now_ms));
        if wait == 0 {
            self.last_ms = Some(now_ms);
            self.waiting = None;
            return true;
        }
        if self.waiting.is_none() {
            self.waiting = Some(Timeout::new(wait, later));
        }
        false
    }
}

/// How long a request at `now_ms` has to wait after one at `last_ms`, in ms.
fn wait_ms(last_ms: u64, now_ms: u64) -> u32 {
    // A clock that was set back must not hold requests up for longer than the rule says.
    let since = now_ms.checked_sub(last_ms).unwrap_or(APART_MS);
    u32::try_from(APART_MS.saturating_sub(since)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyframes_are_asked_for_once_a_second() {
        assert_eq!(wait_ms(1_000, 1_000), 1_000);
        assert_eq!(wait_ms(1_000, 1_400), 600);
        assert_eq!(wait_ms(1_000, 2_000), 0);
        assert_eq!(wait_ms(1_000, 9_000), 0);
    }

    #[test]
    fn a_clock_that_was_set_back_holds_nothing_up() {
        assert_eq!(wait_ms(5_000, 1_000), 0);
    }
}

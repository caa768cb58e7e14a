//! The wall clock, as the protocol counts it. Owns no timers: those are in [`crate::timings`].

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 UTC. A clock set before 1970 reads as 0.
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

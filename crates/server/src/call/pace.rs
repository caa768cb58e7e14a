//! How fast one line may signal: what it says goes to another one, which must not be flooded.

use crate::cobrowse::Bucket;
use alongside_protocol::{
    ErrorCode, ErrorFrame,
    limits::{CALL_SIGNAL_BYTES, CALL_SIGNAL_BYTES_PER_SECOND, CALL_SIGNALS_PER_SECOND},
};
use std::time::Instant;

/// What one line may say now.
pub(crate) struct SignalPace {
    signals: Bucket,
    bytes: Bucket,
}

impl SignalPace {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            signals: Bucket::new(CALL_SIGNALS_PER_SECOND, now),
            bytes: Bucket::new(CALL_SIGNAL_BYTES_PER_SECOND, now),
        }
    }

    /// One more signal.
    ///
    /// # Errors
    /// When it comes too soon, or is too long by itself.
    pub(super) fn admit(&mut self, signal: &str, now: Instant) -> Result<(), ErrorFrame> {
        let bytes = signal.len();
        if bytes > CALL_SIGNAL_BYTES {
            return Err(ErrorFrame::lasting(
                ErrorCode::SignalTooLong,
                format!("the signal has {bytes} bytes; {CALL_SIGNAL_BYTES} are allowed. It was dropped."),
            ));
        }
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        if self.signals.take(now) && self.bytes.take_many(bytes, now) {
            return Ok(());
        }
        Err(ErrorFrame::lasting(
            ErrorCode::TooManyTries,
            format!(
                "a call's end may say at most {CALL_SIGNALS_PER_SECOND} signals with \
                 {CALL_SIGNAL_BYTES_PER_SECOND} bytes a second; this was dropped"
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn admitted(pace: &mut SignalPace, signal: &str, now: Instant) -> usize {
        (0..1_000).filter(|_| pace.admit(signal, now).is_ok()).count()
    }

    #[test]
    fn the_longest_signals_are_as_few_as_their_bytes_allow_and_short_ones_as_their_number_does() {
        let now = Instant::now();
        let longest = "x".repeat(CALL_SIGNAL_BYTES);
        let mut pace = SignalPace::new(now);
        assert_eq!(admitted(&mut pace, &longest, now), 8, "in one second");
        assert_eq!(admitted(&mut pace, &longest, now + Duration::from_millis(501)), 4);
        assert_eq!(admitted(&mut SignalPace::new(now), "{}", now), 100);
        let error = pace.admit(&format!("{longest}x"), now).unwrap_err();
        assert_eq!(error.code, ErrorCode::SignalTooLong);
    }
}

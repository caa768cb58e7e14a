//! How often something may happen: a bucket that fills steadily and holds what one second brings.

use std::time::Instant;

/// One line's allowance.
pub(crate) struct Bucket {
    per_second: f64,
    left: f64,
    at: Instant,
}

impl Bucket {
    /// A full one.
    pub(crate) fn new(per_second: u32, now: Instant) -> Self {
        let per_second = f64::from(per_second);
        Self { per_second, left: per_second, at: now }
    }

    /// Takes one out, if one is there.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        self.take_many(1, now)
    }

    /// Takes so many out, if they are there.
    pub(crate) fn take_many(&mut self, number: u32, now: Instant) -> bool {
        let filled = now.saturating_duration_since(self.at).as_secs_f64() * self.per_second;
        self.left = (self.left + filled).min(self.per_second);
        self.at = now;
        let is_there = self.left >= f64::from(number);
        if is_there {
            self.left -= f64::from(number);
        }
        is_there
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_gives_what_a_second_brings_and_fills_again() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10, start);
        let taken = |bucket: &mut Bucket, now| (0..50).filter(|_| bucket.take(now)).count();
        assert_eq!(taken(&mut bucket, start), 10);
        assert_eq!(taken(&mut bucket, start + Duration::from_millis(301)), 3);
        assert_eq!(taken(&mut bucket, start + Duration::from_secs(60)), 10, "no more than a second's worth");
    }
}

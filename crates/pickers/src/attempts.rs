//! When a broken upload is tried again. Pure.

/// How long to wait after each attempt that broke off, in ms; after the last, the person decides.
const WAITS_MS: [u32; 7] = [500, 1_000, 2_000, 4_000, 8_000, 8_000, 15_000];

/// The attempts of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
    broken: usize,
}

impl Attempts {
    /// One broke off. How long to wait for the next, in ms; none when it has been enough.
    pub(crate) fn broke(&mut self) -> Option<u32> {
        let wait = WAITS_MS.get(self.broken).copied();
        self.broken += 1;
        wait
    }

    /// It got on: what broke off before counts no more.
    pub(crate) fn got_on(&mut self) {
        self.broken = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_and_begin_anew_when_it_got_on() {
        let mut attempts = Attempts::default();
        let waits: Vec<_> = std::iter::from_fn(|| attempts.broke()).collect();
        assert_eq!(waits, WAITS_MS);
        assert_eq!(attempts.broke(), None);
        attempts.got_on();
        assert_eq!(attempts.broke(), Some(500));
    }
}

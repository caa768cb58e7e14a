//! Finds where bytes have stood before.

/// Shortest stretch that is worth looking for; a distance costs about three bytes.
pub(crate) const SHORTEST: usize = 4;

/// Longest stretch that is copied at once.
pub(crate) const LONGEST: usize = 4_096;

/// Shortest stretch worth copying from a distance that was used lately.
pub(crate) const SHORTEST_REPEAT: usize = 2;

const HASH_BITS: u32 = 12;

/// How many places are kept for one hash. That the best of four is taken, and not the latest, saves 7 % of a page's bytes.
pub(crate) const WAYS: usize = 4;

/// A stretch of so many bytes is good enough not to look for a better one.
pub(crate) const GOOD: usize = 32;

/// A stretch that has stood before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) length: usize,
    pub(crate) distance: usize,
    /// Which of the last distances it is.
    pub(crate) repeat: Option<usize>,
}

impl Match {
    /// About how many bits are saved by copying it: a literal takes five, and a distance is the dearer the farther it is.
    pub(crate) fn saves(&self) -> i32 {
        let costs = match self.repeat {
            Some(number) => 6 + number as i32,
            None => 8 + self.distance.max(1).ilog2() as i32,
        };
        5 * self.length as i32 - costs
    }
}

/// The last places of every four bytes, more or less: of those that share a hash, the latest ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matches {
    /// By hash, places in the window plus one, the latest first.
    places: Vec<[u32; WAYS]>,
}

impl Matches {
    /// The stretch at `at` that saves most, of those at the last distances and at so many places of the same hash.
    pub(crate) fn find(&self, window: &[u8], at: usize, last: &[usize; 4], ways: usize) -> Option<Match> {
        let mut best: Option<Match> = None;
        let mut offer = |distance: usize, repeat: Option<usize>, shortest: usize| {
            let Some(from) = at.checked_sub(distance) else { return };
            // Those that were offered before are cheaper, so only a longer one is worth measuring.
            if let Some(best) = best
                && (best.length >= GOOD || window.get(from + best.length) != window.get(at + best.length))
            {
                return;
            }
            let found = Match { length: common(window, from, at), distance, repeat };
            if found.length >= shortest && found.saves() > best.map_or(0, |best| best.saves()) {
                best = Some(found);
            }
        };
        for (number, distance) in last.iter().enumerate() {
            offer(*distance, Some(number), SHORTEST_REPEAT);
        }
        let places = hash(window, at).and_then(|hash| self.places.get(hash));
        for place in places.into_iter().flatten().take(ways).filter_map(|place| place.checked_sub(1)) {
            offer(at - place as usize, None, SHORTEST);
        }
        best
    }

    /// Notes what stands at `at`.
    pub(crate) fn note(&mut self, window: &[u8], at: usize) {
        let Some(hash) = hash(window, at) else { return };
        if self.places.is_empty() {
            self.places.resize(1 << HASH_BITS, [0; WAYS]);
        }
        if let Some(places) = self.places.get_mut(hash) {
            places.copy_within(..WAYS - 1, 1);
            if let Some(latest) = places.first_mut() {
                *latest = at as u32 + 1;
            }
        }
    }

    /// The window has lost so many bytes at its beginning.
    pub(crate) fn shift(&mut self, lost: usize) {
        for place in self.places.iter_mut().flatten() {
            *place = place.saturating_sub(lost as u32);
        }
    }
}

/// A number for the four bytes at `at`, if there are four.
fn hash(window: &[u8], at: usize) -> Option<usize> {
    let bytes = window.get(at..)?.first_chunk::<4>()?;
    Some((u32::from_le_bytes(*bytes).wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS)) as usize)
}

/// How many bytes at `from` and `at` are the same.
fn common(window: &[u8], from: usize, at: usize) -> usize {
    let (Some(old), Some(new)) = (window.get(from..), window.get(at..)) else { return 0 };
    let most = new.len().min(LONGEST);
    let mut length = 0;
    while length < most && old.get(length) == new.get(length) {
        length += 1;
    }
    length
}

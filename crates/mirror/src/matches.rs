//! Finds where bytes have stood before.

/// Shortest stretch that is worth looking for; a distance costs about three bytes.
pub(crate) const SHORTEST: usize = 4;

/// Longest stretch that is copied at once.
pub(crate) const LONGEST: usize = 4_096;

/// Shortest stretch worth copying from a distance that was used lately.
pub(crate) const SHORTEST_REPEAT: usize = 2;

const HASH_BITS: u32 = 14;

/// A stretch that has stood before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) length: usize,
    pub(crate) distance: usize,
    /// Which of the last distances it is.
    pub(crate) repeat: Option<usize>,
}

/// The last place of every four bytes, more or less: of two that share a hash, the later one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matches {
    /// By hash, a place in the window plus one.
    places: Vec<u32>,
}

impl Matches {
    /// The best stretch at `at`, which is noted.
    pub(crate) fn find(&mut self, window: &[u8], at: usize, last: &[usize; 4]) -> Option<Match> {
        let mut best: Option<Match> = None;
        let mut offer = |distance: usize, repeat: Option<usize>, shortest: usize| {
            let length = at.checked_sub(distance).map_or(0, |from| common(window, from, at));
            if length >= shortest.max(best.map_or(0, |best| best.length + 1)) {
                best = Some(Match { length, distance, repeat });
            }
        };
        for (number, distance) in last.iter().enumerate() {
            offer(*distance, Some(number), SHORTEST_REPEAT);
        }
        if let Some(place) = self.note(window, at).checked_sub(1) {
            offer(at - place as usize, None, SHORTEST);
        }
        best
    }

    /// Notes what stands at `at`; returns what was noted there before.
    pub(crate) fn note(&mut self, window: &[u8], at: usize) -> u32 {
        let Some(bytes) = window.get(at..).and_then(|rest| rest.first_chunk::<4>()) else { return 0 };
        if self.places.is_empty() {
            self.places.resize(1 << HASH_BITS, 0);
        }
        let hash = u32::from_le_bytes(*bytes).wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS);
        let place = self.places.get_mut(hash as usize);
        place.map_or(0, |place| std::mem::replace(place, at as u32 + 1))
    }

    /// The window has lost so many bytes at its beginning.
    pub(crate) fn shift(&mut self, lost: usize) {
        for place in &mut self.places {
            *place = place.saturating_sub(lost as u32);
        }
    }
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

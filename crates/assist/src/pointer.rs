//! An agent's pointer: where it is, and the trail that a laser leaves. Pure.

use alongside_protocol::Place;
use std::collections::VecDeque;

/// How long a laser's light stays, in ms, and how many places of it.
const TRAIL_MS: f64 = 700.0;
const MOST_PLACES: usize = 64;

/// A pointer of which nothing was heard for so long is taken away, in ms.
const SILENT_MS: f64 = 60_000.0;

#[derive(Clone, Debug)]
pub(crate) struct Pointer {
    pub(crate) at: Place,
    heard_at: f64,
    trail: VecDeque<(Place, f64)>,
}

impl Pointer {
    pub(crate) fn new(at: Place) -> Self {
        Self { at, heard_at: 0.0, trail: VecDeque::new() }
    }

    /// It is here at a time in ms.
    pub(crate) fn moved(&mut self, at: Place, laser: bool, now: f64) {
        self.at = at;
        self.heard_at = now;
        if laser {
            self.trail.push_back((at, now));
            if self.trail.len() > MOST_PLACES {
                self.trail.pop_front();
            }
        }
    }

    pub(crate) fn is_silent(&self, now: f64) -> bool {
        now - self.heard_at > SILENT_MS
    }

    /// The places that glow still, the oldest first, each with what is left of its light, from 0 to 1.
    pub(crate) fn glow(&mut self, now: f64) -> Vec<(Place, f64)> {
        while self.trail.front().is_some_and(|(_, time)| now - time >= TRAIL_MS) {
            self.trail.pop_front();
        }
        self.trail.iter().map(|(place, time)| (*place, 1.0 - (now - time).max(0.0) / TRAIL_MS)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Place = Place { node: 2, x: 1, y: 2 };

    #[test]
    fn only_a_laser_leaves_a_trail_and_that_goes_out() {
        let mut pointer = Pointer::new(AT);
        pointer.moved(AT, false, 0.0);
        assert!(pointer.glow(1.0).is_empty());
        pointer.moved(AT, true, 0.0);
        pointer.moved(Place { x: 5, ..AT }, true, 350.0);
        let glow = pointer.glow(350.0);
        assert_eq!(
            glow.iter().map(|(place, light)| (place.x, *light)).collect::<Vec<_>>(),
            [(1, 0.5), (5, 1.0)]
        );
        assert_eq!(pointer.glow(700.0).len(), 1);
        assert!(pointer.glow(1_100.0).is_empty());
    }

    #[test]
    fn a_trail_has_a_bound_and_a_silent_pointer_an_end() {
        let mut pointer = Pointer::new(AT);
        for _ in 0..1_000 {
            pointer.moved(AT, true, 5.0);
        }
        assert_eq!(pointer.glow(5.0).len(), MOST_PLACES);
        assert!(!pointer.is_silent(60_000.0) && pointer.is_silent(60_006.0));
    }
}

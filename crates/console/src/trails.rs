//! What the shoppers of opened conversations did of late. Pure. The relay keeps it; this is a copy of its newest part.

use alongside_protocol::{ConversationId, Happening, Trail, limits::TRAIL_LENGTH};
use std::collections::HashMap;
use std::rc::Rc;

/// What the relay has told, by conversation.
#[derive(Clone, Debug, Default)]
pub struct Trails {
    known: HashMap<ConversationId, Rc<Vec<Happening>>>,
}

impl Trails {
    /// Takes in what the relay tells.
    pub fn take(&mut self, trail: Trail) {
        let known = Rc::make_mut(self.known.entry(trail.conversation).or_default());
        if trail.whole {
            known.clear();
        }
        known.extend(trail.happenings);
        // What was told of later may have been before: a page waits with it until it has a line.
        known.sort_by_key(|happening| happening.at_ms);
        known.drain(..known.len().saturating_sub(TRAIL_LENGTH));
    }

    /// The conversation is no more.
    pub fn forget(&mut self, conversation: &ConversationId) {
        self.known.remove(conversation);
    }

    /// What is known of a conversation's shopper, oldest first.
    pub fn of(&self, conversation: &ConversationId) -> Rc<Vec<Happening>> {
        self.known.get(conversation).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::{Deed, Properties};

    fn told(whole: bool, times: &[u64]) -> Trail {
        let event = |at_ms: &u64| {
            let what = Deed::Event { name: "sought".into(), properties: Properties::new() };
            Happening { at_ms: *at_ms, what }
        };
        Trail { conversation: "c".into(), whole, happenings: times.iter().map(event).collect() }
    }

    fn times(trails: &Trails) -> Vec<u64> {
        trails.of(&"c".into()).iter().map(|happening| happening.at_ms).collect()
    }

    #[test]
    fn what_is_new_stands_in_its_place_and_a_whole_trail_replaces_what_was() {
        let mut trails = Trails::default();
        trails.take(told(true, &[1, 5]));
        trails.take(told(false, &[3]));
        assert_eq!(times(&trails), [1, 3, 5]);
        trails.take(told(true, &[9]));
        assert_eq!(times(&trails), [9]);
        assert_eq!(trails.of(&"other".into()).len(), 0);
    }

    #[test]
    fn a_trail_does_not_grow_for_ever() {
        let mut trails = Trails::default();
        (0..TRAIL_LENGTH as u64 + 5).for_each(|at_ms| trails.take(told(false, &[at_ms])));
        assert_eq!(times(&trails), (5..TRAIL_LENGTH as u64 + 5).collect::<Vec<_>>());
    }
}

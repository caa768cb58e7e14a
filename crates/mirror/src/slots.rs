//! From a node's name to where it lies in the tree's arena.
//!
//! Names are handed out in order, so neighbours share a page of the table, and a page goes when its last node does. So
//! for honest names the table has the size of the tree, however long the session; a hostile sender who takes one name of
//! each page costs a page a node, and the number of nodes is bounded.

use crate::NodeId;
use crate::table::Table;
use std::cell::Cell;
use std::num::NonZeroU32;

/// A place in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(NonZeroU32);

impl Slot {
    /// The place of this number, counted from 0.
    pub(crate) fn at(index: usize) -> Option<Self> {
        u32::try_from(index + 1).ok().and_then(NonZeroU32::new).map(Self)
    }

    /// Its number, counted from 0.
    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

const PAGE_BITS: u32 = 6;
const PAGE: usize = 1 << PAGE_BITS;

#[derive(Clone, Debug)]
struct Page {
    slots: [Option<Slot>; PAGE],
    used: usize,
}

/// The table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    pages: Vec<Page>,
    places: Table,
    free: Vec<usize>,
    /// The page that was found last, by its number: mostly the next one, too.
    last: Cell<(u32, usize)>,
}

impl Slots {
    pub(crate) fn get(&self, id: NodeId) -> Option<Slot> {
        let (number, entry) = split(id);
        let page = self.pages.get(self.place(number)?)?;
        page.slots.get(entry).copied().flatten()
    }

    pub(crate) fn insert(&mut self, id: NodeId, slot: Slot) {
        let (number, entry) = split(id);
        let place = match self.place(number) {
            Some(place) => place,
            None => self.add_page(number),
        };
        let Some(page) = self.pages.get_mut(place) else { return };
        if let Some(old) = page.slots.get_mut(entry) {
            page.used += usize::from(old.replace(slot).is_none());
        }
    }

    pub(crate) fn remove(&mut self, id: NodeId) {
        let (number, entry) = split(id);
        let Some(place) = self.place(number) else { return };
        let Some(page) = self.pages.get_mut(place) else { return };
        if let Some(old) = page.slots.get_mut(entry) {
            page.used -= usize::from(old.take().is_some());
        }
        if page.used == 0 {
            self.places.remove(number.into());
            self.free.push(place);
            self.last.set((u32::MAX, 0));
        }
    }

    fn place(&self, number: u32) -> Option<usize> {
        let (last, place) = self.last.get();
        if last == number && !self.pages.is_empty() {
            return Some(place);
        }
        let place = self.places.get(number.into())? as usize;
        self.last.set((number, place));
        Some(place)
    }

    fn add_page(&mut self, number: u32) -> usize {
        let place = self.free.pop().unwrap_or_else(|| {
            self.pages.push(Page { slots: [None; PAGE], used: 0 });
            self.pages.len() - 1
        });
        self.places.insert(number.into(), place as u32);
        self.last.set((number, place));
        place
    }
}

fn split(id: NodeId) -> (u32, usize) {
    (id.get() >> PAGE_BITS, id.get() as usize % PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_does_what_a_map_does(steps in prop::collection::vec((prop_oneof![1u32..300, any::<u32>()], any::<bool>()), 0..300)) {
            let (mut slots, mut map) = (Slots::default(), BTreeMap::new());
            for (place, (number, is_added)) in steps.into_iter().enumerate() {
                let Some(id) = NodeId::new(number) else { continue };
                let slot = Slot::at(place).expect("few places");
                if is_added {
                    slots.insert(id, slot);
                    map.insert(id, slot);
                } else {
                    slots.remove(id);
                    map.remove(&id);
                }
                prop_assert_eq!(slots.get(id), map.get(&id).copied());
            }
            for (id, slot) in &map {
                prop_assert_eq!(slots.get(*id), Some(*slot));
            }
        }
    }

    #[test]
    fn a_million_nodes_that_came_and_went_leave_nothing_behind() {
        let mut slots = Slots::default();
        for number in 1..1_000_000 {
            let id = NodeId::new(number).expect("not zero");
            slots.insert(id, Slot::at(0).expect("the first place"));
            slots.remove(id);
        }
        assert_eq!(slots.places.len(), 0);
        assert_eq!(slots.pages.len(), 1);
    }
}

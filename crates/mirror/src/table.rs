//! A map from numbers to places: smaller in a shop's page than the standard library's, and no slower for what it is used for.
//!
//! Open addressing with linear probing. What is taken away closes its gap, so that there are no marks to clean up.

/// A table of numbers, each with another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// A power of two of them, at most half of which are taken; or none.
    entries: Vec<Option<(u64, u32)>>,
    used: usize,
}

impl Table {
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    pub(crate) fn get(&self, key: u64) -> Option<u32> {
        let entry = self.entries.get(self.find(key))?.as_ref();
        entry.map(|(_, value)| *value)
    }

    pub(crate) fn insert(&mut self, key: u64, value: u32) {
        if self.used * 2 >= self.entries.len() {
            let larger = vec![None; (self.entries.len() * 2).max(16)];
            let entries = std::mem::replace(&mut self.entries, larger);
            self.used = 0;
            for (key, value) in entries.into_iter().flatten() {
                self.put(key, value);
            }
        }
        self.put(key, value);
    }

    pub(crate) fn remove(&mut self, key: u64) {
        let mut gap = self.find(key);
        let Some(entry) = self.entries.get_mut(gap) else { return };
        if entry.take().is_none() {
            return;
        }
        self.used -= 1;
        // Whatever is found only by walking over the gap moves into it, and leaves another.
        let mut at = gap;
        loop {
            at = self.after(at);
            let Some(Some((key, _))) = self.entries.get(at) else { return };
            if self.distance(self.home(*key), at) >= self.distance(gap, at) {
                self.entries.swap(gap, at);
                gap = at;
            }
        }
    }

    fn put(&mut self, key: u64, value: u32) {
        let place = self.find(key);
        if let Some(entry) = self.entries.get_mut(place) {
            self.used += usize::from(entry.replace((key, value)).is_none());
        }
    }

    /// Where a key stands, or would.
    fn find(&self, key: u64) -> usize {
        let mut place = self.home(key);
        while let Some(Some((other, _))) = self.entries.get(place)
            && *other != key
        {
            place = self.after(place);
        }
        place
    }

    /// Where a key stands if nothing is in its way.
    fn home(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & self.mask()
    }

    fn after(&self, place: usize) -> usize {
        (place + 1) & self.mask()
    }

    /// How many steps lead from one place to another.
    fn distance(&self, from: usize, to: usize) -> usize {
        to.wrapping_sub(from) & self.mask()
    }

    fn mask(&self) -> usize {
        self.entries.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_does_what_a_map_does(steps in prop::collection::vec((prop_oneof![0u64..40, any::<u64>()], any::<bool>()), 0..400)) {
            let (mut table, mut map) = (Table::default(), BTreeMap::new());
            for (value, (key, is_added)) in (0u32..).zip(steps) {
                if is_added {
                    table.insert(key, value);
                    map.insert(key, value);
                } else {
                    table.remove(key);
                    map.remove(&key);
                }
                prop_assert_eq!(table.len(), map.len());
            }
            for key in (0..40).chain(map.keys().copied()) {
                prop_assert_eq!(table.get(key), map.get(&key).copied());
            }
        }
    }
}

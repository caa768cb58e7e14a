//! Which assets a site has, and in which order they were last used. Knows no file.

use super::AssetName;
use std::collections::{BTreeMap, HashMap};

/// One site's assets.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    kept: HashMap<AssetName, Kept>,
    /// By time of use, oldest first.
    by_use: BTreeMap<u64, AssetName>,
    bytes: u64,
    /// Counts uses: a clock that never stands still.
    uses: u64,
}

#[derive(Debug)]
struct Kept {
    bytes: u64,
    used: u64,
}

impl Shelf {
    /// Puts an asset of so many bytes on the shelf, as used just now.
    pub(super) fn put(&mut self, name: AssetName, bytes: u64) {
        self.forget(&name);
        self.uses += 1;
        self.bytes += bytes;
        self.kept.insert(name, Kept { bytes, used: self.uses });
        self.by_use.insert(self.uses, name);
    }

    /// Whether the asset is here; it counts as used just now.
    pub(super) fn touch(&mut self, name: &AssetName) -> bool {
        let Some(kept) = self.kept.get_mut(name) else { return false };
        self.uses += 1;
        self.by_use.remove(&kept.used);
        kept.used = self.uses;
        self.by_use.insert(self.uses, *name);
        true
    }

    pub(super) fn forget(&mut self, name: &AssetName) {
        if let Some(kept) = self.kept.remove(name) {
            self.by_use.remove(&kept.used);
            self.bytes -= kept.bytes;
        }
    }

    /// Takes down what was not used for longest until the rest has no more than `most` bytes, but never `newest`. Returns
    /// what was taken down.
    pub(super) fn shrink_to(&mut self, most: u64, newest: &AssetName) -> Vec<AssetName> {
        let mut surplus = Vec::new();
        while self.bytes > most {
            let oldest = self.by_use.first_key_value().map(|(_, name)| *name);
            let Some(oldest) = oldest.filter(|oldest| oldest != newest) else { break };
            self.forget(&oldest);
            surplus.push(oldest);
        }
        surplus
    }
}

//! Pictures of canvases and videos: each is soon replaced by the next, so they are kept apart from what is kept for good.
//!
//! Owns which of them still shows somewhere. An hour of animation must cost no more memory than its last second.

use crate::assets::Shown;
use alongside_mirror::NodeId;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use web_sys::{Blob, Url};

/// Most bytes of all pictures together; past that the oldest goes, even if it shows.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// How many that nobody shows are kept: the step that names a picture may come after it.
const SPARE: usize = 8;

/// A picture as a blob: address.
struct Still {
    address: String,
    shown: Shown,
    bytes: usize,
}

/// The pictures, oldest first, and who shows which.
#[derive(Default)]
pub(crate) struct Stills {
    kept: VecDeque<Still>,
    wanted: FxHashMap<NodeId, String>,
}

impl Stills {
    /// Whether a picture of this address is kept.
    pub(crate) fn contains(&self, address: &str) -> bool {
        self.url(address).is_some()
    }

    fn url(&self, address: &str) -> Option<&str> {
        self.kept.iter().find(|still| still.address == address).map(|still| &*still.shown.url)
    }

    /// All that is kept.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Blob)> {
        self.kept.iter().map(|still| (still.address.as_str(), &still.shown.blob))
    }

    /// The addresses that somebody is to show and that did not come, or are not kept any more.
    pub(crate) fn missing(&self) -> Vec<String> {
        self.wanted.values().filter(|address| !self.contains(address)).cloned().collect()
    }

    /// Keeps a picture that is not there yet, and lets go of those that nothing shows any more.
    pub(crate) fn add(&mut self, address: &str, shown: Shown, bytes: usize) {
        self.kept.push_back(Still { address: address.to_owned(), shown, bytes });
        let shown: Vec<bool> = self
            .kept
            .iter()
            .map(|still| self.wanted.values().any(|wanted| *wanted == still.address))
            .collect();
        let mut spare = shown.iter().filter(|shown| !**shown).count().saturating_sub(SPARE);
        let mut shown = shown.into_iter();
        self.kept.retain(|still| {
            let goes = spare > 0 && shown.next() == Some(false);
            if goes {
                spare -= 1;
                let _ = Url::revoke_object_url(&still.shown.url);
            }
            !goes
        });
        while self.kept.iter().map(|still| still.bytes).sum::<usize>() > MOST_BYTES {
            if let Some(still) = self.kept.pop_front() {
                let _ = Url::revoke_object_url(&still.shown.url);
            }
        }
    }

    /// The blob: address of a picture that `node` is to show from now on, or as soon as it comes.
    pub(crate) fn find(&mut self, address: &str, node: NodeId) -> Option<&str> {
        self.wanted.insert(node, address.to_owned());
        self.url(address)
    }

    /// The nodes that are to show a picture.
    pub(crate) fn wanted_by(&self, address: &str) -> Vec<NodeId> {
        self.wanted.iter().filter(|(_, wanted)| *wanted == address).map(|(node, _)| *node).collect()
    }

    /// A node shows no picture any more.
    pub(crate) fn forget(&mut self, node: NodeId) {
        self.wanted.remove(&node);
    }

    /// No node shows a picture any more.
    pub(crate) fn forget_all(&mut self) {
        self.wanted.clear();
    }
}

impl Drop for Stills {
    fn drop(&mut self) {
        for still in &self.kept {
            let _ = Url::revoke_object_url(&still.shown.url);
        }
    }
}

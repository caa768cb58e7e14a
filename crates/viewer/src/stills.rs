//! Pictures of canvases and videos: each is soon replaced by the next, so they are kept apart from what is kept for good.
//!
//! Owns which of them still shows somewhere. An hour of animation must cost no more memory than its last second.

use crate::assets::Shown;
use crate::wanted::Wanted;
use alongside_mirror::NodeId;
use std::collections::VecDeque;
use web_sys::{Blob, Url};

/// Most bytes of all pictures together, and most pictures; past that the oldest goes, even if it shows.
const MOST_BYTES: usize = 64 * 1024 * 1024;
const MOST: usize = 256;

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
    wanted: Wanted,
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
        self.wanted.addresses().filter(|address| !self.contains(address)).map(str::to_owned).collect()
    }

    /// Keeps a picture that is not there yet, and lets go of those that nothing shows any more.
    pub(crate) fn add(&mut self, address: &str, shown: Shown, bytes: usize) {
        self.kept.push_back(Still { address: address.to_owned(), shown, bytes });
        let spare = self.kept.iter().filter(|still| !self.wanted.contains(&still.address)).count();
        let mut surplus = spare.saturating_sub(SPARE);
        let wanted = &self.wanted;
        self.kept.retain(|still| {
            let goes = surplus > 0 && !wanted.contains(&still.address);
            if goes {
                surplus -= 1;
                let _ = Url::revoke_object_url(&still.shown.url);
            }
            !goes
        });
        let mut bytes: usize = self.kept.iter().map(|still| still.bytes).sum();
        while bytes > MOST_BYTES || self.kept.len() > MOST {
            let Some(still) = self.kept.pop_front() else { return };
            bytes -= still.bytes;
            let _ = Url::revoke_object_url(&still.shown.url);
        }
    }

    /// The blob: address of a picture that `node` is to show from now on, or as soon as it comes.
    pub(crate) fn find(&mut self, address: &str, node: NodeId) -> Option<&str> {
        self.wanted.forget(node);
        self.wanted.add(address, node);
        self.url(address)
    }

    /// The nodes that are to show a picture.
    pub(crate) fn wanted_by(&self, address: &str) -> Vec<NodeId> {
        self.wanted.nodes(address)
    }

    /// A node shows no picture any more.
    pub(crate) fn forget(&mut self, node: NodeId) {
        self.wanted.forget(node);
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

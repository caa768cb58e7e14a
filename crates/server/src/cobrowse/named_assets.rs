//! The assets of one session that are told by name: which of them the relay still waits for, and the ticket by which viewers
//! read them. Does not own the bytes: that is [`crate::asset_store`].

use crate::asset_store::AssetName;
use alongside_protocol::Envelope;
use bytes::Bytes;
use std::collections::HashMap;

/// How many assets of one session may be waited for; capture tells of no more.
const MOST_AWAITED: usize = 2_000;

/// One session's named assets.
pub(super) struct NamedAssets {
    /// Good for reading the site's assets while the session is open.
    pub(super) ticket: String,
    /// The frames that told of an asset that is not here yet. They go on to the watchers when it is.
    awaited: HashMap<AssetName, Vec<Bytes>>,
}

impl NamedAssets {
    pub(super) fn new() -> Self {
        Self { ticket: uuid::Uuid::new_v4().simple().to_string(), awaited: HashMap::new() }
    }

    /// The asset is not here: its frame waits. Returns whether the shopper's page is to be asked for it.
    pub(super) fn wait_for(&mut self, name: AssetName, frame: &Bytes) -> bool {
        if self.awaited.len() >= MOST_AWAITED && !self.awaited.contains_key(&name) {
            return false;
        }
        let is_new = !self.awaited.contains_key(&name);
        let frames = self.awaited.entry(name).or_default();
        // Told again, for a new watcher: the bytes did not come, so they are asked for again.
        let is_again = frames.iter().any(|waiting| is_same(waiting, frame));
        // The same bytes may show at several addresses.
        if !is_again && frames.len() < MOST_AWAITED {
            frames.push(frame.clone());
        }
        is_new || is_again
    }

    /// What was asked for and has not come.
    pub(super) fn awaited(&self) -> Vec<String> {
        self.awaited.keys().map(ToString::to_string).collect()
    }

    /// Whether these bytes were asked for.
    pub(super) fn is_awaited(&self, name: &AssetName) -> bool {
        self.awaited.contains_key(name)
    }

    /// The asset came, or will not come. Returns the frames that waited for it.
    pub(super) fn settled(&mut self, name: &AssetName) -> Vec<Bytes> {
        self.awaited.remove(name).unwrap_or_default()
    }
}

/// Whether two frames tell the same, whatever their places in the stream.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.get(Envelope::HEADER_BYTES..) == other.get(Envelope::HEADER_BYTES..)
}

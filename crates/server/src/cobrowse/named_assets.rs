//! The assets of one session that are told by name: which of them the relay still waits for, and the ticket by which viewers
//! read them. Does not own the bytes: that is [`crate::asset_store`].

use crate::asset_store::AssetName;
use alongside_protocol::Envelope;
use bytes::Bytes;
use std::collections::HashMap;

/// How many assets of one session may be waited for; capture tells of no more.
const MOST_AWAITED: usize = 2_000;

/// How many addresses of the same bytes may wait for them.
const MOST_ADDRESSES: usize = 64;

/// The longest frame that waits, in bytes: it has a name, an address and a type. Pictures whose address is longer don't show.
/// So what one session has waiting is bounded by [`MOST_AWAITED`] of these.
const FRAME_BYTES: usize = 8 * 1024;

/// One session's named assets.
pub(super) struct NamedAssets {
    /// Good for reading the site's assets while the session is open.
    pub(super) ticket: String,
    /// The frames that told of an asset that is not here yet. They go on to the watchers when it is.
    awaited: HashMap<AssetName, Vec<Bytes>>,
    /// How many frames wait.
    waiting: usize,
}

impl NamedAssets {
    pub(super) fn new() -> Self {
        Self { ticket: uuid::Uuid::new_v4().simple().to_string(), awaited: HashMap::new(), waiting: 0 }
    }

    /// The asset is not here: its frame waits. Returns whether the shopper's page is to be asked for it.
    pub(super) fn wait_for(&mut self, name: AssetName, frame: &Bytes) -> bool {
        let is_new = !self.awaited.contains_key(&name);
        if frame.len() > FRAME_BYTES || (is_new && self.waiting >= MOST_AWAITED) {
            return false;
        }
        let frames = self.awaited.entry(name).or_default();
        // Told again, for a new watcher: the bytes did not come, so they are asked for again.
        let is_again = frames.iter().any(|waiting| is_same(waiting, frame));
        // The same bytes may show at several addresses.
        if !is_again && frames.len() < MOST_ADDRESSES && self.waiting < MOST_AWAITED {
            // A copy of its own: a slice would keep the whole of what it was received in.
            frames.push(Bytes::copy_from_slice(frame));
            self.waiting += 1;
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
        let frames = self.awaited.remove(name).unwrap_or_default();
        self.waiting -= frames.len();
        frames
    }
}

/// Whether two frames tell the same, whatever their places in the stream.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.get(Envelope::HEADER_BYTES..) == other.get(Envelope::HEADER_BYTES..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(number: usize, bytes: usize) -> Bytes {
        let mut frame = vec![0; bytes];
        frame[Envelope::HEADER_BYTES..Envelope::HEADER_BYTES + 8].copy_from_slice(&number.to_le_bytes());
        frame.into()
    }

    fn name(number: usize) -> AssetName {
        let mut name = [0; 32];
        name[..8].copy_from_slice(&number.to_le_bytes());
        AssetName(name)
    }

    #[test]
    fn what_waits_is_bounded_by_names_and_addresses_and_bytes() {
        let mut named = NamedAssets::new();
        assert!(!named.wait_for(name(0), &frame(0, FRAME_BYTES + 1)), "too long to be a name and an address");
        assert!(named.awaited().is_empty());
        for number in 0..200 {
            named.wait_for(name(0), &frame(number, 200));
        }
        assert_eq!(named.waiting, MOST_ADDRESSES);
        for number in 1..3 * MOST_AWAITED {
            named.wait_for(name(number), &frame(number, FRAME_BYTES));
        }
        assert_eq!(named.waiting, MOST_AWAITED);
        assert_eq!(named.awaited().len(), MOST_AWAITED - MOST_ADDRESSES + 1);
        assert_eq!(named.settled(&name(0)).len(), MOST_ADDRESSES);
        assert!(named.wait_for(name(9_999), &frame(1, 200)), "there is room again");
    }

    #[test]
    fn bytes_that_did_not_come_are_asked_for_again_when_told_again() {
        let mut named = NamedAssets::new();
        assert!(named.wait_for(name(1), &frame(1, 200)));
        assert!(!named.wait_for(name(1), &frame(2, 200)), "another address of what was asked for");
        assert!(named.wait_for(name(1), &frame(1, 200)));
        assert_eq!(named.settled(&name(1)).len(), 2);
        assert!(!named.is_awaited(&name(1)));
    }
}

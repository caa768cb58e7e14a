//! Pictures and fonts by address: bytes that came over the session, as blob: addresses.

use crate::stills::Stills;
use alongside_mirror::{Asset, NodeId, STILL};
use js_sys::{Array, Uint8Array};
use rustc_hash::{FxHashMap, FxHashSet};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Url};

/// Most bytes of one session's assets, and most addresses waited for.
const MOST_BYTES: usize = 256 * 1024 * 1024;
const MOST_WAITING: usize = 10_000;

/// Bytes that came, and the blob: address under which they show.
pub(crate) struct Shown {
    pub(crate) url: String,
    pub(crate) blob: Blob,
}

/// Bytes that came, by their own address.
pub(crate) struct Held {
    pub(crate) address: String,
    pub(crate) blob: Blob,
}

/// What came, and who waits for what did not.
#[derive(Default)]
pub(crate) struct Assets {
    bytes: usize,
    blobs: FxHashMap<String, Shown>,
    waiting: FxHashMap<String, FxHashSet<NodeId>>,
    pub(crate) stills: Stills,
}

impl Assets {
    /// Keeps an asset. Returns the nodes that waited for it.
    pub(crate) fn add(&mut self, asset: Asset<'_>) -> Vec<NodeId> {
        if asset.address.starts_with(STILL) {
            if !self.stills.contains(asset.address)
                && let Ok(shown) = blob(asset)
            {
                self.stills.add(asset.address, shown, asset.bytes.len());
            }
            return self.stills.wanted_by(asset.address);
        }
        let bytes = self.bytes.saturating_add(asset.bytes.len());
        if !self.blobs.contains_key(asset.address) && bytes <= MOST_BYTES {
            self.bytes = bytes;
            if let Ok(shown) = blob(asset) {
                self.blobs.insert(asset.address.to_owned(), shown);
            }
        }
        self.waiting.remove(asset.address).map(|nodes| nodes.into_iter().collect()).unwrap_or_default()
    }

    /// Whether what is at `address` is here.
    pub(crate) fn has(&self, address: &str) -> bool {
        self.blobs.contains_key(address)
    }

    /// The blob: address of what is at `address`; `node` is told when it comes later.
    pub(crate) fn find(&mut self, address: &str, node: NodeId) -> Option<&str> {
        if address.starts_with(STILL) {
            return self.stills.find(address, node);
        }
        let is_waited_for = self.waiting.len() < MOST_WAITING || self.waiting.contains_key(address);
        if !self.blobs.contains_key(address) && is_waited_for {
            self.waiting.entry(address.to_owned()).or_default().insert(node);
        }
        self.blobs.get(address).map(|shown| shown.url.as_str())
    }

    /// The blob: address of what is at `address`, with the fragment that picks a part of it.
    pub(crate) fn find_part(&mut self, address: &str, node: NodeId) -> Option<String> {
        let (whole, part) = address.split_at(address.find('#').unwrap_or(address.len()));
        self.find(whole, node).map(|blob| [blob, part].concat())
    }

    /// All that came and is still kept, but for those that `is_wanted` says no to.
    pub(crate) fn held(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<Held> {
        let kept = self.blobs.iter().map(|(address, shown)| (address.as_str(), &shown.blob));
        kept.chain(self.stills.all())
            .filter(|(address, _)| is_wanted(address))
            .map(|(address, blob)| Held { address: address.to_owned(), blob: blob.clone() })
            .collect()
    }

    /// A style sheet whose every `url("…")` is an asset that came, a data: address or nothing.
    pub(crate) fn resolve_sheet(&mut self, text: &str, node: NodeId) -> String {
        const OPENING: &str = "url(\"";
        let mut resolved = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPENING) {
            resolved.push_str(before);
            let Some((address, after)) = after.split_once("\")") else {
                // Not as a browser writes it: leave the rest out rather than let it through unread.
                return resolved;
            };
            resolved.push_str(OPENING);
            if address.starts_with("data:") || address.starts_with('#') {
                resolved.push_str(address);
            } else if let Some(blob) = self.find_part(address, node) {
                resolved.push_str(&blob);
            }
            resolved.push_str("\")");
            rest = after;
        }
        resolved.push_str(rest);
        resolved
    }
}

/// A blob: address for an asset's bytes.
fn blob(asset: Asset<'_>) -> Result<Shown, JsValue> {
    let properties = BlobPropertyBag::new();
    properties.set_type(asset.media_type);
    let parts = Array::of1(&Uint8Array::from(asset.bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &properties)?;
    Ok(Shown { url: Url::create_object_url_with_blob(&blob)?, blob })
}

impl Drop for Assets {
    fn drop(&mut self) {
        for shown in self.blobs.values() {
            let _ = Url::revoke_object_url(&shown.url);
        }
    }
}

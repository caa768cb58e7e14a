//! Pictures and fonts by address: bytes that came over the session, as blob: addresses.

use crate::addresses;
use crate::asset_origins::AssetOrigins;
use crate::closed_svg::is_closed;
use crate::stills::Stills;
use crate::wanted::Wanted;
use alongside_mirror::{Asset, NodeId, STILL};
use js_sys::{Array, Uint8Array};
use rustc_hash::FxHashMap;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Url};

/// Most bytes of one session's assets, and what the smallest of them costs.
const MOST_BYTES: usize = 256 * 1024 * 1024;
const LEAST_BYTES: usize = 4 * 1024;

/// Longest address of an asset, in bytes of UTF-8.
pub(crate) const LONGEST_ADDRESS: usize = 8 * 1024;

/// An asset that may show.
struct Kept {
    shown: Shown,
    /// Whether a part of it may be used as a document.
    has_parts: bool,
    /// Whether it is an SVG that does not fit itself to the box of an `object` or `embed`.
    is_unscaled: bool,
}

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
    blobs: FxHashMap<String, Kept>,
    waiting: Wanted,
    pub(crate) stills: Stills,
    /// From where pictures may be loaded that did not come.
    pub(crate) origins: Rc<AssetOrigins>,
}

impl Assets {
    /// Nothing yet. Pictures that do not come may be loaded from `origins`.
    pub(crate) fn new(origins: AssetOrigins) -> Self {
        let mut assets = Self::default();
        assets.origins = Rc::new(origins);
        assets
    }

    /// Keeps an asset. Returns the nodes that waited for it.
    pub(crate) fn add(&mut self, asset: Asset<'_>) -> Vec<NodeId> {
        if asset.address.len() > LONGEST_ADDRESS {
            return Vec::new();
        }
        if asset.address.starts_with(STILL) {
            if !self.stills.contains(asset.address)
                && let Ok(shown) = blob(asset)
            {
                self.stills.add(asset.address, shown, asset.bytes.len());
            }
            return self.stills.wanted_by(asset.address);
        }
        let bytes = self.bytes.saturating_add(asset.bytes.len().max(LEAST_BYTES));
        if !self.blobs.contains_key(asset.address) && bytes <= MOST_BYTES {
            self.bytes = bytes;
            if let Ok(shown) = blob(asset) {
                let has_parts = !asset.media_type.contains("svg") || is_closed(asset.bytes);
                let is_unscaled = asset.media_type.contains("svg") && !has_view_box(asset.bytes);
                self.blobs.insert(asset.address.to_owned(), Kept { shown, has_parts, is_unscaled });
            }
        }
        self.waiting.take(asset.address)
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
        if !self.blobs.contains_key(address) {
            self.waiting.add(address, node);
        }
        self.blobs.get(address).map(|kept| kept.shown.url.as_str())
    }

    /// The blob: address of what is at `address`, with the fragment that picks a part of it.
    pub(crate) fn find_part(&mut self, address: &str, node: NodeId) -> Option<String> {
        let (whole, part) = address.split_at(address.find('#').unwrap_or(address.len()));
        let has_parts = self.blobs.get(whole).is_none_or(|kept| kept.has_parts);
        self.find(whole, node).filter(|_| part.is_empty() || has_parts).map(|blob| [blob, part].concat())
    }

    /// Whether what is at `address` is an SVG without a `viewBox`: as a document it is drawn from a corner on, where as a picture it would be
    /// made to fit.
    pub(crate) fn is_unscaled(&self, address: &str) -> bool {
        let whole = address.split_once('#').map_or(address, |(whole, _)| whole);
        self.blobs.get(whole).is_some_and(|kept| kept.is_unscaled)
    }

    /// All that came and is still kept, but for those that `is_wanted` says no to.
    pub(crate) fn held(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<Held> {
        let kept = self.blobs.iter().map(|(address, kept)| (address.as_str(), &kept.shown.blob));
        kept.chain(self.stills.all())
            .filter(|(address, _)| is_wanted(address))
            .map(|(address, blob)| Held { address: address.to_owned(), blob: blob.clone() })
            .collect()
    }

    /// A style sheet, or declarations, whose every address is an asset that came, a fragment, `data:` or nothing.
    pub(crate) fn resolve_sheet(&mut self, text: &str, node: NodeId) -> String {
        addresses::resolve(text, |address| self.find_part(address, node))
    }

    /// A node is gone.
    pub(crate) fn forget(&mut self, node: NodeId) {
        self.waiting.forget(node);
        self.stills.forget(node);
    }

    /// All nodes are gone; what came stays.
    pub(crate) fn forget_all(&mut self) {
        self.waiting.clear();
        self.stills.forget_all();
    }
}

fn has_view_box(svg: &[u8]) -> bool {
    const NAME: &[u8] = b"viewBox";
    svg.windows(NAME.len()).any(|window| window == NAME)
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
        for kept in self.blobs.values() {
            let _ = Url::revoke_object_url(&kept.shown.url);
        }
    }
}

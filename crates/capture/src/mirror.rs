//! The half of a recording that is no browser's: the page as a tree, and the frames that follow from its changes.
//!
//! Everything that waits, listens or asks the browser is JavaScript (`recording.js`): calls from wasm for it would weigh
//! twice as much in the shop's page, promises most of all.

use crate::batch::BatchReader;
use alongside_mirror::{Asset, Encoder, NewNode, NodeKind, Op, Tree, encode_asset, limits, media_type};
use wasm_bindgen::prelude::*;

/// The mirror of one page.
#[wasm_bindgen]
pub struct Mirror {
    reader: BatchReader,
    tree: Tree,
    encoder: Encoder,
    /// What has changed since the last frame.
    ops: Vec<Op>,
}

impl Mirror {
    pub(crate) fn new() -> Self {
        Self { reader: BatchReader::default(), tree: Tree::new(), encoder: Encoder::new(), ops: Vec::new() }
    }
}

#[wasm_bindgen]
impl Mirror {
    /// Learns the names that come with a batch, whether or not the batch is read; `forgets` says that the walker numbers its
    /// names anew from this batch on.
    pub fn learn(&mut self, names: &[u8], forgets: bool) {
        if forgets {
            self.reader.forget_names();
            self.tree.forget_unused_names([]);
        }
        let names = std::str::from_utf8(names).unwrap_or_default();
        self.reader.learn(names, self.tree.names_mut());
    }

    /// Brings the tree up to what was read. Answers whether page and tree fit together; where they don't, begin anew.
    pub fn update(&mut self, numbers: &[i32], text: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(text) else { return false };
        let seen = self.reader.read(numbers, text, self.tree.names());
        let ops = seen.ok().and_then(|seen| self.tree.reconcile(seen).ok());
        let fits = ops.is_some();
        self.ops = ops.unwrap_or_default();
        fits
    }

    /// The next frame: the whole page, or what the last update has changed of it, if anything.
    pub fn frame(&mut self, whole: bool) -> Option<Vec<u8>> {
        let ops = std::mem::take(&mut self.ops);
        if whole {
            return Some(self.encoder.keyframe(&self.tree));
        }
        (!ops.is_empty()).then(|| self.encoder.delta(&self.tree, &ops))
    }

    /// Forgets the page; the names stay.
    pub fn forget(&mut self, quirks: bool) {
        let names = std::mem::take(self.tree.names_mut());
        self.tree = Tree::with_root(NewNode::container(NodeKind::Document { quirks }));
        *self.tree.names_mut() = names;
        self.ops = Vec::new();
    }

    /// How many nodes the tree has.
    #[wasm_bindgen(getter)]
    pub fn nodes(&self) -> usize {
        self.tree.len()
    }

    /// A frame with the bytes of a picture or font; none where they are neither, or too many. The address is in UTF-8.
    pub fn asset(&self, address: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
        let address = std::str::from_utf8(address).ok()?;
        let media_type = media_type::of(bytes).filter(|_| bytes.len() <= limits::ASSET_BYTES)?;
        Some(encode_asset(Asset { address, media_type, bytes }))
    }
}

#[wasm_bindgen(module = "/src/recording.js")]
extern "C" {
    /// A recording that runs until it is stopped.
    pub type Recording;

    /// An exception names the option that is missing, misspelt or of the wrong type.
    #[wasm_bindgen(constructor, catch)]
    fn new(mirror: Mirror, options: &JsValue) -> Result<Recording, JsValue>;
}

/// Begins to record the page. The options and what can be done with a recording are described in `recording.js`.
///
/// # Errors
/// An exception that names the option that is missing, misspelt or of the wrong type.
#[wasm_bindgen]
pub fn record(options: &JsValue) -> Result<Recording, JsValue> {
    Recording::new(Mirror::new(), options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_that_forgot_its_page_begins_with_an_empty_one() {
        let mut mirror = Mirror::new();
        mirror.learn(b"p", false);
        // Node 2, an HTML element of the first name; the children of node 1: it alone.
        assert!(mirror.update(&[1, 2, 1, 0, 0, 2, 1, 1, 2], b""));
        assert!(mirror.frame(true).is_some());
        assert!(mirror.frame(false).is_none(), "nothing has changed since");
        mirror.forget(true);
        assert!(mirror.tree.is_quirks() && mirror.tree.is_empty());
        assert!(mirror.update(&[1, 2, 1, 0, 0, 2, 1, 1, 2], b""), "its names are known still");
        assert!(!mirror.update(&[2, 1, 1, 9], b""), "there is no node 9");
    }
}

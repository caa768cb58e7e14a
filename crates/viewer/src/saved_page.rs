//! What shows now, as bytes that show it again: the pictures and fonts it uses, and a keyframe. A recording of one
//! moment.

use crate::assets::Held;
use crate::records;
use alongside_mirror::{Asset, Encoder, NodeId, Tree, encode_asset};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The page in `tree`, with those of `held` that it shows.
pub(crate) async fn records_of(keyframe: Vec<u8>, held: Vec<Held>) -> Result<Vec<u8>, JsValue> {
    let mut out = Vec::new();
    for Held { address, blob } in held {
        let bytes: ArrayBuffer = JsFuture::from(blob.array_buffer()).await?.dyn_into()?;
        let bytes = Uint8Array::new(&bytes).to_vec();
        let asset = Asset { address: &address, media_type: &blob.type_(), bytes: &bytes };
        records::write(0, &encode_asset(asset), &mut out);
    }
    records::write(0, &keyframe, &mut out);
    Ok(out)
}

/// A keyframe of a tree, by itself.
pub(crate) fn keyframe(tree: &Tree) -> Vec<u8> {
    Encoder::new().keyframe(tree)
}

/// Whether anything in a tree names an address: a picture, or a sheet that asks for it.
pub(crate) fn is_named(tree: &Tree, address: &str) -> bool {
    tree.descendants(NodeId::ROOT)
        .filter_map(|id| tree.node(id))
        .any(|node| node.values().any(|(_, value)| value.contains(address)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_mirror::{Decoder, Key, Observation, State};

    #[test]
    fn a_keyframe_of_a_tree_shows_the_same_page_and_names_what_it_uses() {
        let mut tree = Tree::new();
        let mut seen = Observation::default();
        let sheet = "a { background: url(\"https://shop.example/a.png\") }";
        seen.value(NodeId::ROOT, Key::State(State::Sheet), Some(sheet.into()));
        tree.reconcile(seen).expect("a plain page");
        let mut decoder = Decoder::new();
        decoder.decode(&keyframe(&tree)).expect("it was just encoded");
        assert_eq!(decoder.tree().map(Tree::digest), Some(tree.digest()));
        assert!(is_named(&tree, "https://shop.example/a.png"));
        assert!(!is_named(&tree, "https://shop.example/b.png"));
    }
}

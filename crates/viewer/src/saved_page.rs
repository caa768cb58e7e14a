//! What shows now, as bytes that show it again: the pictures and fonts it uses, and a keyframe. A recording of one
//! moment.

use crate::addresses;
use crate::assets::Held;
use crate::records;
use alongside_mirror::{Asset, Encoder, Key, NodeId, State, Tree, encode_asset};
use js_sys::{ArrayBuffer, Uint8Array};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
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

/// The addresses that a tree names, without fragments: of pictures, of what sheets and `style` attributes ask for, and of files of
/// fonts. One pass: a hostile page may have thousands of assets and megabytes of rules.
pub(crate) fn named(tree: &Tree) -> FxHashSet<Cow<'_, str>> {
    let mut named = FxHashSet::default();
    let nodes = tree.descendants(NodeId::ROOT).filter_map(|id| tree.node(id));
    for (key, value) in nodes.flat_map(|node| node.values()) {
        match key {
            Key::State(State::Source) if !value.starts_with("data:") => {
                // A picture's density stands behind its address.
                let address = value.rsplit_once(' ').map_or(value, |(address, _)| address);
                named.insert(Cow::Borrowed(file_of(value)));
                named.insert(Cow::Borrowed(file_of(address)));
            }
            Key::State(State::Fonts) => named.extend(value.lines().map(Cow::Borrowed)),
            Key::State(State::Sheet) => collect(value, &mut named),
            Key::Attribute(name) if tree.names().text(name) == "style" => collect(value, &mut named),
            _ => {}
        }
    }
    named
}

/// Adds what a sheet, or declarations, ask for.
fn collect(css: &str, named: &mut FxHashSet<Cow<'_, str>>) {
    if addresses::may_name_any(css) {
        addresses::resolve(css, |address| {
            named.insert(Cow::Owned(file_of(address).to_owned()));
            None
        });
    }
}

/// An address without its fragment.
fn file_of(address: &str) -> &str {
    address.split_once('#').map_or(address, |(file, _)| file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_mirror::{Decoder, Observation};
    use std::time::{Duration, Instant};

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
        assert!(named(&tree).contains("https://shop.example/a.png"));
        assert!(!named(&tree).contains("https://shop.example/b.png"));
    }

    #[test]
    fn pictures_fonts_and_what_sheets_ask_for_in_any_spelling_is_named() {
        let mut tree = Tree::new();
        let mut seen = Observation::default();
        let sheet = "a { background: url(\"https://e/a.svg#x\"), u\\72l('https://e/\\62 .png') } /* url(https://e/no) */";
        let fonts = "Sans\t400\nhttps://e/c.woff2";
        for (state, value) in
            [(State::Source, "https://e/d e.png#f 2x"), (State::Sheet, sheet), (State::Fonts, fonts)]
        {
            seen.value(NodeId::ROOT, Key::State(state), Some(value.into()));
        }
        tree.reconcile(seen).expect("a plain page");
        let named = named(&tree);
        for address in ["https://e/a.svg", "https://e/b.png", "https://e/c.woff2", "https://e/d e.png"] {
            assert!(named.contains(address), "{address}");
        }
        assert!(!named.contains("https://e/no"));
    }

    /// How long it takes to find out which of 2,000 assets so many rules ask for, and how many those are. The least of three.
    fn looking_through(rules: usize) -> (Duration, usize) {
        let address = |number: usize| format!("https://e/{number:0400}");
        let sheet: String =
            (0..rules).map(|number| format!(".c{{ background: url(\"{}\") }}\n", address(number))).collect();
        let mut tree = Tree::new();
        let mut seen = Observation::default();
        seen.value(NodeId::ROOT, Key::State(State::Sheet), Some(sheet.as_str().into()));
        tree.reconcile(seen).expect("a plain page");
        let assets: Vec<String> = (0..4_000).step_by(2).map(address).collect();
        let once = || {
            let begun = Instant::now();
            let named = named(&tree);
            let found = assets.iter().filter(|address| named.contains(address.as_str())).count();
            (begun.elapsed(), found)
        };
        [once(), once(), once()].into_iter().min().expect("three")
    }

    #[test]
    fn two_thousand_assets_and_a_megabyte_of_rules_take_time_by_the_megabyte() {
        let (quarter, found) = looking_through(600);
        assert_eq!(found, 300);
        let (whole, found) = looking_through(2_400);
        assert_eq!(found, 1_200);
        assert!(whole < quarter * 8, "{quarter:?} for a quarter of them, {whole:?} for all");
    }
}

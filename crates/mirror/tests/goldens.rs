//! The bytes of every kind of frame and every kind of step, pinned. The stories give the same files to the viewer's
//! wasm, which must come to the same digests: 32 bits and 64 bits, sender and reader, agree.
//!
//! To accept an intended change: `UPDATE_GOLDENS=1 cargo test -p alongside-mirror --test goldens`, and say in
//! `docs/protocol.md` what it means.

use alongside_mirror::{
    Asset, Decoder, Encoder, Key, Namespace, NewNode, NodeId, NodeKind, Observation, Op, State, Tree,
    decode_asset, encode_asset,
};
use std::path::PathBuf;

fn id(number: u32) -> NodeId {
    NodeId::new(number).expect("not zero")
}

fn element(tree: &mut Tree, namespace: Namespace, name: &str, values: &[(&str, &str)]) -> NewNode {
    let mut node = NewNode::element(namespace, tree.names_mut().intern(name));
    for (key, value) in values {
        let key = Key::Attribute(tree.names_mut().intern(key));
        node.values.push((key, (*value).into()));
    }
    node
}

/// A page with every kind of node.
fn page() -> Tree {
    let mut tree = Tree::with_root(NewNode::container(NodeKind::Document { quirks: true }));
    let mut seen = Observation::default();
    let html = element(&mut tree, Namespace::Html, "html", &[("lang", "en")]);
    let mut input = element(&mut tree, Namespace::Html, "input", &[("class", "field"), ("id", "size")]);
    input.values.push((Key::State(State::Value), "•••".into()));
    let card = element(&mut tree, Namespace::Html, "product-card", &[("class", "field")]);
    let svg = element(&mut tree, Namespace::Svg, "svg", &[("viewBox", "0 0 8 8")]);
    let math = element(&mut tree, Namespace::MathMl, "mi", &[]);
    seen.new_node(id(2), html);
    seen.children(NodeId::ROOT, [id(2)]);
    for (number, node) in [
        (3, input),
        (4, NewNode::text("In blue & white — 42?")),
        (5, card),
        (6, svg),
        (7, math),
        (8, NewNode::container(NodeKind::ShadowRoot)),
        (9, NewNode::text("😀")),
    ] {
        seen.new_node(id(number), node);
    }
    seen.children(id(2), [3, 4, 5, 6, 7].map(id));
    seen.children(id(5), [id(8)]);
    seen.children(id(8), [id(9)]);
    seen.value(NodeId::ROOT, Key::State(State::Viewport), Some("1280,800".into()));
    tree.reconcile(seen).expect("the page fits an empty tree");
    tree
}

/// Every kind of step.
fn steps(tree: &mut Tree) -> Vec<Op> {
    let class = Key::Attribute(tree.names_mut().intern("class"));
    let (value, viewport) = (Key::State(State::Value), Key::State(State::Viewport));
    tree.detach(id(6)).expect("6 can be detached");
    tree.place(id(6), NodeId::ROOT, Some(id(2))).expect("6 can be placed");
    tree.place(id(7), id(2), None).expect("7 can change places");
    tree.insert(id(10), id(2), Some(id(7)), NewNode::text("new")).expect("10 can be inserted");
    tree.set(id(3), class, "wide").expect("3 can have a class");
    tree.unset(id(5), class).expect("5 can do without");
    tree.set(id(3), value, "•••••").expect("3 can have a value");
    tree.unset(NodeId::ROOT, viewport).expect("the document can do without");
    tree.set_text(id(4), "Yes!").expect("4 is a text");
    tree.detach(id(5)).expect("5 can be detached");
    assert_eq!(tree.drop_detached(), [5, 8, 9].map(id));
    vec![
        Op::Detach { id: id(6) },
        Op::Place { id: id(6), parent: NodeId::ROOT, after: Some(id(2)) },
        Op::Place { id: id(7), parent: id(2), after: None },
        Op::Insert { id: id(10), parent: id(2), after: Some(id(7)) },
        Op::Set { id: id(3), key: class },
        Op::Set { id: id(3), key: value },
        Op::Unset { id: NodeId::ROOT, key: viewport },
        Op::Text { id: id(4) },
        Op::Detach { id: id(5) },
    ]
}

fn check(file: &str, bytes: &[u8]) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(file);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, bytes).expect("the goldens' folder can be written");
    }
    let golden = std::fs::read(&path).expect("the golden file is there");
    assert_eq!(bytes, golden, "{file}");
}

#[test]
fn every_kind_of_frame_has_its_golden_bytes() {
    let mut tree = page();
    let mut encoder = Encoder::new();
    let keyframe = encoder.keyframe(&tree);
    let after_keyframe = tree.digest();
    let ops = steps(&mut tree);
    let delta = encoder.delta(&tree, &ops);
    let asset = Asset { address: "https://shop.example/a.gif", media_type: "image/gif", bytes: b"GIF89a" };
    let asset_frame = encode_asset(asset);

    let mut decoder = Decoder::new();
    decoder.decode(&keyframe).expect("the keyframe is read");
    decoder.decode(&delta).expect("the delta is read");
    assert_eq!(decoder.tree().map(Tree::digest), Some(tree.digest()));
    assert_eq!(decode_asset(&asset_frame), Ok(asset));

    check("keyframe.bin", &keyframe);
    check("delta.bin", &delta);
    check("asset.bin", &asset_frame);
    check("digests.txt", format!("{after_keyframe:016x}\n{:016x}\n", tree.digest()).as_bytes());
}

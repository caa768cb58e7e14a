//! Any steps for a tree: it takes or refuses each, without a panic, and its digest, kept step by step, is at the end of every
//! frame what one counted from scratch is.

use alongside_mirror::{Decoder, Encoder, Key, Namespace, NewNode, NodeId, NodeKind, State, Tree, TreeError};

pub(crate) fn run(bytes: &[u8]) {
    let mut tree = Tree::new();
    let names = ["div", "span", "p"].map(|name| tree.names_mut().intern(name));
    let class = Key::Attribute(tree.names_mut().intern("class"));
    let keys = [class, Key::State(State::Value), Key::State(State::Scroll)];
    for step in bytes.as_chunks::<4>().0 {
        let [what, first, second, third] = *step;
        let (id, parent) = (node(first), node(second));
        let after = NodeId::new(third.into());
        let text = ["", "one", "a second text", "•••"][usize::from(third % 4)];
        let key = keys[usize::from(second % 3)];
        let digest = tree.digest();
        let taken = match what % 16 {
            0..=3 => tree.insert(id, parent, after, element(names[usize::from(what % 3)])),
            4 => tree.insert(id, parent, after, NewNode::text(text)),
            5 => tree.insert(id, parent, after, NewNode::container(NodeKind::ShadowRoot)),
            6 => tree.insert(id, parent, after, NewNode::container(NodeKind::Document { quirks: false })),
            7 | 8 => tree.detach(id),
            9 | 10 => tree.place(id, parent, after),
            11 if tree.node(id).is_some_and(|node| may_have(node.kind(), key)) => tree.set(id, key, text),
            12 => tree.unset(id, key),
            13 => tree.set_text(id, text),
            14 => {
                tree.forget_unused_names(names);
                Ok(())
            }
            15 => {
                end_frame(&mut tree);
                Ok(())
            }
            _ => Err(TreeError::UnknownNode(id)),
        };
        if taken.is_err() {
            assert_eq!(tree.digest(), digest, "a step that is refused changes nothing");
        }
    }
    end_frame(&mut tree);
}

fn end_frame(tree: &mut Tree) {
    for id in tree.drop_detached() {
        assert!(!tree.contains(id));
    }
    assert_eq!(tree.descendants(NodeId::ROOT).count(), tree.len());
    let mut decoder = Decoder::new();
    decoder.decode(&Encoder::new().keyframe(tree)).expect("every tree can be sent");
    assert_eq!(decoder.tree().map(Tree::digest), Some(tree.digest()));
}

fn element(name: alongside_mirror::Name) -> NewNode {
    NewNode::element(Namespace::Html, name)
}

/// Capture tells no others, and a decoder refuses them.
fn may_have(kind: &NodeKind, key: Key) -> bool {
    match kind {
        NodeKind::Element { .. } => true,
        NodeKind::Text => false,
        NodeKind::Document { .. } | NodeKind::ShadowRoot => matches!(key, Key::State(_)),
    }
}

fn node(number: u8) -> NodeId {
    NodeId::new(number.into()).unwrap_or(NodeId::ROOT)
}

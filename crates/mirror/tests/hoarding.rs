//! What a hostile sender may have a reader keep and do: bounded, and counted step by step.

use alongside_mirror::{
    Decoder, Encoder, FrameError, Key, Namespace, NewNode, NodeId, Observation, Op, State, Tree, TreeError,
    limits,
};

fn id(number: u32) -> NodeId {
    NodeId::new(number).expect("not zero")
}

/// A document with a list (2) of so many rows, each a node of this name, and a paragraph (3) behind it.
fn page(rows: u32, name: &str) -> Tree {
    let mut tree = Tree::new();
    let [list, row] = ["ul", name].map(|name| tree.names_mut().intern(name));
    let mut seen = Observation::default();
    for number in [2, 3] {
        seen.new_node(id(number), NewNode::element(Namespace::Html, list));
    }
    seen.children(NodeId::ROOT, [2, 3].map(id));
    for number in 4..4 + rows {
        seen.new_node(id(number), NewNode::element(Namespace::Html, row));
    }
    seen.children(id(2), (4..4 + rows).map(id));
    tree.reconcile(seen).expect("the page fits an empty tree");
    tree
}

/// What a reader says to a delta that moves the list behind the paragraph and back, so many times.
fn moved(mut tree: Tree, times: usize) -> Result<(), FrameError> {
    let (mut encoder, mut decoder) = (Encoder::new(), Decoder::new());
    decoder.decode(&encoder.keyframe(&tree)).expect("a keyframe");
    let there = Op::Place { id: id(2), parent: NodeId::ROOT, after: Some(id(3)) };
    let back = Op::Place { id: id(2), parent: NodeId::ROOT, after: None };
    let steps: Vec<Op> = [there, back].into_iter().cycle().take(2 * times).collect();
    tree.drop_detached();
    decoder.decode(&encoder.delta(&tree, &steps)).map(drop)
}

#[test]
fn moving_a_large_subtree_is_dear_however_often_it_stays_at_its_depth() {
    assert_eq!(moved(page(100_000, "li"), 3), Ok(()));
    assert_eq!(moved(page(100_000, "li"), 50), Err(FrameError::Tree(TreeError::TooMuchWork)));
    assert_eq!(moved(page(2, "li"), 50_000), Ok(()));
}

#[test]
fn a_frame_within_the_page_counts_for_what_it_costs_to_begin_it_anew() {
    assert_eq!(moved(page(1, "iframe"), 300), Ok(()));
    assert_eq!(moved(page(1, "iframe"), 500), Err(FrameError::Tree(TreeError::TooMuchWork)));
}

#[test]
fn a_tree_holds_no_more_text_than_it_may_and_what_goes_makes_room() {
    let mut tree = page(10, "li");
    let large = "x".repeat(10 * 1024 * 1024);
    let value = Key::State(State::Value);
    for row in 4..10 {
        tree.set(id(row), value, large.as_str()).expect("there is room");
    }
    let digest = tree.digest();
    assert_eq!(tree.set(id(10), value, large.as_str()), Err(TreeError::TooMuchText));
    let text = || NewNode::text(large.as_str());
    assert_eq!(tree.insert(id(20), id(11), None, text()), Err(TreeError::TooMuchText));
    assert_eq!(tree.digest(), digest, "what is refused changes nothing");

    tree.set(id(4), value, "short").expect("less than before");
    tree.insert(id(20), id(11), None, text()).expect("there is room again");
    assert_eq!(tree.set_text(id(20), format!("{large}{large}").as_str()), Err(TreeError::TooMuchText));
    tree.detach(id(20)).expect("it is there");
    tree.drop_detached();
    tree.unset(id(5), value).expect("it is there");
    for row in [10, 11] {
        tree.set(id(row), value, large.as_str()).expect("both have gone");
    }
}

#[test]
fn values_without_text_are_bounded_as_well() {
    let mut tree = page(2_000, "li");
    let large = "x".repeat(limits::TREE_BYTES / 32 * 31 / 6);
    for row in 4..10 {
        tree.set(id(row), Key::State(State::Value), large.as_str()).expect("there is room");
    }
    let names: Vec<Key> = (0..limits::VALUES)
        .map(|at| Key::Attribute(tree.names_mut().intern(&format!("data-{at}"))))
        .collect();
    let mut told = 0;
    let refused =
        (10..2_004).flat_map(|row| names.iter().map(move |name| (row, *name))).find_map(|(row, name)| {
            told += 1;
            tree.set(id(row), name, "").err()
        });
    assert_eq!(refused, Some(TreeError::TooMuchText));
    let most = limits::TREE_BYTES / 32 / limits::VALUE_BYTES;
    assert!((most - 10..most).contains(&told), "{told} of {most}");
}

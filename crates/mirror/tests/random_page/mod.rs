//! A page of plain values that changes as pages do, and is read as capture reads one: mutation records mark
//! what is dirty, and only the final state is seen.

use alongside_mirror::{Key, Namespace, NewNode, NodeId, Observation, State, Tree};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that a page may do. Nodes are named by their place in the list of all nodes ever made.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// A new element at some place below some node.
    Add { parent: usize, place: usize },
    /// A new run of text.
    AddText { parent: usize, place: usize, text: String },
    /// A node goes somewhere else, also one that was taken out before.
    Move { node: usize, parent: usize, place: usize },
    /// A node is taken out with what is below it; the page may keep it and put it back.
    TakeOut { node: usize },
    /// A run of text changes.
    Text { node: usize, text: String },
    /// An attribute or a state changes or goes.
    Value { node: usize, key: usize, value: Option<String> },
}

/// A task of up to `most` changes.
pub(crate) fn changes(most: usize) -> impl Strategy<Value = Vec<Change>> {
    let node = || 0usize..60;
    let place = || 0usize..6;
    let text = || "[a-cé😀]{0,5}";
    let change = prop_oneof![
        3 => (node(), place()).prop_map(|(parent, place)| Change::Add { parent, place }),
        2 => (node(), place(), text())
            .prop_map(|(parent, place, text)| Change::AddText { parent, place, text }),
        4 => (node(), node(), place()).prop_map(|(node, parent, place)| Change::Move { node, parent, place }),
        2 => node().prop_map(|node| Change::TakeOut { node }),
        1 => (node(), text()).prop_map(|(node, text)| Change::Text { node, text }),
        3 => (node(), 0usize..5, proptest::option::of("[a-z]{0,4}"))
            .prop_map(|(node, key, value)| Change::Value { node, key, value }),
    ];
    prop::collection::vec(change, 0..most)
}

#[derive(Clone, Debug, Default)]
struct PageNode {
    is_text: bool,
    text: String,
    parent: Option<NodeId>,
    children: Vec<NodeId>,
    values: BTreeMap<usize, String>,
}

/// The page.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    nodes: BTreeMap<NodeId, PageNode>,
    all: Vec<NodeId>,
    known: BTreeSet<NodeId>,
    dirty_lists: BTreeSet<NodeId>,
    /// What came to or left each parent.
    touched: BTreeMap<NodeId, BTreeSet<NodeId>>,
    dirty_values: BTreeSet<(NodeId, usize)>,
    dirty_texts: BTreeSet<NodeId>,
}

impl Page {
    pub(crate) fn new() -> Self {
        Self {
            nodes: BTreeMap::from([(NodeId::ROOT, PageNode::default())]),
            all: vec![NodeId::ROOT],
            known: BTreeSet::from([NodeId::ROOT]),
            dirty_lists: BTreeSet::new(),
            touched: BTreeMap::new(),
            dirty_values: BTreeSet::new(),
            dirty_texts: BTreeSet::new(),
        }
    }

    pub(crate) fn append(&mut self, parent: NodeId) -> NodeId {
        let id = self.make(PageNode::default());
        self.put(id, parent, usize::MAX);
        id
    }

    pub(crate) fn move_to(&mut self, id: NodeId, parent: NodeId) {
        self.put(id, parent, usize::MAX);
    }

    pub(crate) fn remove(&mut self, id: NodeId) {
        let parent = self.nodes.get_mut(&id).and_then(|node| node.parent.take());
        if let Some(parent) = parent {
            self.touch(parent, id);
            self.node_mut(parent).children.retain(|child| *child != id);
        }
    }

    pub(crate) fn change(&mut self, change: &Change) {
        match change {
            Change::Add { parent, place } => {
                let id = self.make(PageNode::default());
                self.put(id, self.named(*parent), *place);
            }
            Change::AddText { parent, place, text } => {
                let id = self.make(PageNode { is_text: true, text: text.clone(), ..PageNode::default() });
                self.put(id, self.named(*parent), *place);
            }
            Change::Move { node, parent, place } => self.put(self.named(*node), self.named(*parent), *place),
            Change::TakeOut { node } => {
                let id = self.named(*node);
                if id != NodeId::ROOT {
                    self.remove(id);
                }
            }
            Change::Text { node, text } => {
                let id = self.named(*node);
                if self.nodes[&id].is_text {
                    self.node_mut(id).text.clone_from(text);
                    self.dirty_texts.insert(id);
                }
            }
            Change::Value { node, key, value } => self.set_value(self.named(*node), *key, value.as_ref()),
        }
    }

    /// What capture would see of what is dirty, `tree` being what it last sent.
    pub(crate) fn observe_dirty(&mut self, tree: &mut Tree) -> Observation {
        let mut seen = Observation::default();
        let connected = self.connected();
        let left = self.known.clone();
        self.known.retain(|id| connected.contains(id));
        for id in connected.iter().filter(|id| self.known.contains(id) && self.dirty_lists.contains(id)) {
            // Some parents are told in runs, as capture does with long lists.
            match self.touched.get(id).filter(|_| id.get() % 2 == 0) {
                Some(touched) => self.see_runs(*id, touched, &left, tree, &mut seen),
                None => self.see_children(*id, tree, &mut seen),
            }
        }
        self.touched.clear();
        for (id, key) in self.dirty_values.iter().filter(|(id, _)| self.known.contains(id)) {
            let value = self.nodes[id].values.get(key).map(|value| value.as_str().into());
            seen.value(*id, key_of(*key, tree), value);
        }
        for id in self.dirty_texts.iter().filter(|id| self.known.contains(id)) {
            seen.text(*id, self.nodes[id].text.as_str());
        }
        self.dirty_lists.clear();
        self.dirty_values.clear();
        self.dirty_texts.clear();
        self.known = connected.into_iter().collect();
        seen
    }

    /// The whole page, as if none of it were known.
    pub(crate) fn observe_all(&self, tree: &mut Tree) -> Observation {
        let mut stranger = self.clone();
        stranger.known = BTreeSet::from([NodeId::ROOT]);
        stranger.dirty_lists = BTreeSet::from([NodeId::ROOT]);
        stranger.dirty_values =
            self.nodes[&NodeId::ROOT].values.keys().map(|key| (NodeId::ROOT, *key)).collect();
        stranger.observe_dirty(tree)
    }

    /// The page as text, to compare.
    pub(crate) fn shape(&self) -> String {
        let mut out = String::new();
        self.write_shape(NodeId::ROOT, &mut out);
        out
    }

    fn write_shape(&self, id: NodeId, out: &mut String) {
        let node = &self.nodes[&id];
        out.push_str(&format!("({} {:?} {:?}", id.get(), node.text, node.values));
        node.children.iter().for_each(|child| self.write_shape(*child, out));
        out.push(')');
    }

    fn see_children(&self, id: NodeId, tree: &mut Tree, seen: &mut Observation) {
        let children = &self.nodes[&id].children;
        let new: Vec<NodeId> = children.iter().filter(|child| !self.known.contains(child)).copied().collect();
        for child in &new {
            seen.new_node(*child, self.new_node(*child, tree));
        }
        seen.children(id, children.iter().copied());
        for child in new.iter().filter(|child| !self.nodes[child].is_text) {
            self.see_children(*child, tree, seen);
        }
    }

    fn see_runs(
        &self,
        id: NodeId,
        touched: &BTreeSet<NodeId>,
        left: &BTreeSet<NodeId>,
        tree: &mut Tree,
        seen: &mut Observation,
    ) {
        let children = &self.nodes[&id].children;
        for child in touched.iter().filter(|child| left.contains(child) && !children.contains(child)) {
            seen.left(id, *child);
        }
        let mut new = Vec::new();
        let (mut after, mut run) = (None, Vec::new());
        for child in children {
            if touched.contains(child) {
                if !self.known.contains(child) {
                    seen.new_node(*child, self.new_node(*child, tree));
                    new.push(*child);
                }
                run.push(*child);
                continue;
            }
            seen.run(id, after, run.drain(..));
            after = Some(*child);
        }
        seen.run(id, after, run);
        for child in new.iter().filter(|child| !self.nodes[child].is_text) {
            self.see_children(*child, tree, seen);
        }
    }

    fn new_node(&self, id: NodeId, tree: &mut Tree) -> NewNode {
        let node = &self.nodes[&id];
        if node.is_text {
            return NewNode::text(node.text.as_str());
        }
        let mut new = NewNode::element(Namespace::Html, tree.names_mut().intern("div"));
        new.values =
            node.values.iter().map(|(key, value)| (key_of(*key, tree), value.as_str().into())).collect();
        new
    }

    fn set_value(&mut self, id: NodeId, key: usize, value: Option<&String>) {
        // Documents have states, but no attributes.
        if self.nodes[&id].is_text || (id == NodeId::ROOT && key < ATTRIBUTES.len()) {
            return;
        }
        match value {
            Some(value) => self.node_mut(id).values.insert(key, value.clone()),
            None => self.node_mut(id).values.remove(&key),
        };
        self.dirty_values.insert((id, key));
    }

    fn connected(&self) -> Vec<NodeId> {
        let mut out = vec![NodeId::ROOT];
        let mut next = 0;
        while let Some(id) = out.get(next) {
            out.extend(&self.nodes[id].children);
            next += 1;
        }
        out
    }

    fn named(&self, number: usize) -> NodeId {
        self.all[number % self.all.len()]
    }

    fn node_mut(&mut self, id: NodeId) -> &mut PageNode {
        self.nodes.get_mut(&id).expect("named nodes exist")
    }

    fn make(&mut self, node: PageNode) -> NodeId {
        let number = u32::try_from(self.all.len()).expect("few nodes") + 1;
        let id = NodeId::new(number).expect("not zero");
        self.all.push(id);
        self.nodes.insert(id, node);
        id
    }

    fn put(&mut self, id: NodeId, parent: NodeId, place: usize) {
        let mut ancestors = std::iter::successors(Some(parent), |id| self.nodes[id].parent);
        if id == NodeId::ROOT || self.nodes[&parent].is_text || ancestors.any(|ancestor| ancestor == id) {
            return;
        }
        self.remove(id);
        let children = &mut self.node_mut(parent).children;
        children.insert(place.min(children.len()), id);
        self.node_mut(id).parent = Some(parent);
        self.touch(parent, id);
    }

    fn touch(&mut self, parent: NodeId, child: NodeId) {
        self.dirty_lists.insert(parent);
        self.touched.entry(parent).or_default().insert(child);
    }
}

/// The same text for a mirror's tree as [`Page::shape`] gives for a page.
pub(crate) fn shape_of(tree: &Tree) -> String {
    let mut out = String::new();
    write_tree_shape(tree, NodeId::ROOT, &mut out);
    out
}

fn write_tree_shape(tree: &Tree, id: NodeId, out: &mut String) {
    let node = tree.node(id).expect("listed nodes exist");
    let values: BTreeMap<usize, &str> =
        node.values().map(|(key, value)| (number_of(key, tree), value)).collect();
    out.push_str(&format!("({} {:?} {:?}", id.get(), node.text(), values));
    tree.children(id).for_each(|child| write_tree_shape(tree, child, out));
    out.push(')');
}

const ATTRIBUTES: [&str; 3] = ["class", "title", "data-x"];
const STATES: [State; 2] = [State::Value, State::Scroll];

fn key_of(number: usize, tree: &mut Tree) -> Key {
    match ATTRIBUTES.get(number) {
        Some(name) => Key::Attribute(tree.names_mut().intern(name)),
        None => Key::State(STATES[number - ATTRIBUTES.len()]),
    }
}

fn number_of(key: Key, tree: &Tree) -> usize {
    let place = match key {
        Key::Attribute(name) => ATTRIBUTES.iter().position(|text| *text == tree.names().text(name)),
        Key::State(state) => STATES.iter().position(|other| *other == state).map(|at| at + ATTRIBUTES.len()),
    };
    place.expect("a known key")
}

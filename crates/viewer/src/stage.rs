//! The mirror's tree as DOM nodes.
//!
//! Every node of the inner document is made here by a DOM call, from a tree or a step that the decoder has let
//! pass. Nodes of the inner document belong to another realm, so `instanceof` says no to all of them: what a
//! node is, is known from the tree.

use crate::animations::Animations;
use crate::asset_origins::AssetOrigins;
use crate::assets::Assets;
use crate::dom::{DOCUMENT_NODE, Document, Element, Node, TEXT_NODE};
use crate::fonts::Fonts;
use crate::frames::{self, Frames};
use crate::interaction::Marks;
use crate::popovers::Popovers;
use crate::undefined::Undefined;
use crate::{elements, selection, slots, states};
use alongside_mirror::{Asset, Key, Namespace, NodeId, NodeKind, Op, State, Tree};
use js_sys::{Function, Reflect};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{ShadowRootInit, ShadowRootMode};

/// How many places are scrolled to again whenever something has loaded.
const MOST_SCROLLED: usize = 4_096;

/// How much is brought back to the top layer after moves.
const MOST_RISEN: usize = 64;

/// The inner document and the node for every id.
pub(crate) struct Stage {
    pub(crate) document: Document,
    /// Is told when a picture or a frame has loaded.
    on_load: Function,
    /// What frames within the page may load pictures from, as the page may.
    origins: Rc<AssetOrigins>,
    fonts: Fonts,
    frames: Frames,
    nodes: FxHashMap<NodeId, Shown>,
    /// What is scrolled, or was.
    scrolled: FxHashSet<NodeId>,
    /// What can only be done when all of a frame is in place.
    late: FxHashSet<(NodeId, State)>,
    /// What the shopper points at and works with, by document.
    marks: FxHashMap<NodeId, Marks>,
    /// The custom elements that are not defined on the page.
    undefined: Undefined,
    /// What scripts have begun to animate on the page.
    animations: Animations,
    popovers: Popovers,
    /// What came to the top layer, now or before: whatever is moved leaves it.
    risen: FxHashSet<(NodeId, State)>,
}

struct Shown {
    node: Node,
    is_shadow_root: bool,
}

impl Stage {
    /// An empty stage.
    pub(crate) fn new(document: Document, on_load: Function, origins: Rc<AssetOrigins>) -> Self {
        listen(&document, &on_load);
        Self {
            document,
            on_load,
            origins,
            fonts: Fonts::default(),
            frames: Frames::default(),
            nodes: FxHashMap::default(),
            scrolled: FxHashSet::default(),
            late: FxHashSet::default(),
            marks: FxHashMap::default(),
            undefined: Undefined::default(),
            animations: Animations::default(),
            popovers: Popovers::default(),
            risen: FxHashSet::default(),
        }
    }

    /// Shows a whole tree instead of whatever is there.
    pub(crate) fn show(&mut self, tree: &Tree, assets: &mut Assets) {
        self.animations.clear();
        frames::empty(&self.document);
        self.nodes.clear();
        self.frames.clear();
        self.scrolled.clear();
        self.late.clear();
        assets.forget_all();
        self.marks.clear();
        self.undefined.clear();
        self.popovers = Popovers::default();
        self.risen.clear();
        let document = Shown { node: self.document.clone().into(), is_shadow_root: false };
        self.nodes.insert(NodeId::ROOT, document);
        // The page may have no sheet of its own, and then nobody adopts ours.
        let _ = states::adopt(&self.document, "", None);
        self.build(NodeId::ROOT, tree, assets);
        self.fonts.show(&self.document, NodeId::ROOT, tree, assets);
        self.finish(tree, assets);
    }

    /// Takes the steps that `tree` has taken already.
    pub(crate) fn apply(&mut self, ops: &[Op], gone: &[NodeId], tree: &Tree, assets: &mut Assets) {
        for op in ops {
            self.step(op, tree);
        }
        // What is shown is what the tree has in the end, so once is enough, however often it was told.
        let (mut shown, mut styled) = (FxHashSet::default(), FxHashSet::default());
        for op in ops {
            match op {
                Op::Insert { id, .. } => self.show_states(*id, tree, assets),
                Op::Set { id, key: Key::State(state) } | Op::Unset { id, key: Key::State(state) } => {
                    let is_first = shown.insert((*id, *state));
                    if is_first {
                        self.show_state(*id, *state, tree, assets);
                    }
                }
                Op::Set { id, .. } | Op::Unset { id, .. } if styled.insert(*id) => {
                    self.show_style(*id, tree, assets);
                    self.show_state(*id, State::Box, tree, assets);
                    if tree.node(*id).is_some_and(|node| states::keeps_picture_in_style(&node, tree)) {
                        self.show_state(*id, State::Source, tree, assets);
                    }
                }
                _ => {}
            }
        }
        for id in gone {
            self.scrolled.remove(id);
            assets.forget(*id);
            self.marks.remove(id);
            self.undefined.forget(*id);
            self.animations.forget(*id);
            self.popovers.forget(*id);
            self.risen.retain(|(other, _)| other != id);
            self.nodes.remove(id);
            self.frames.forget(*id);
        }
        if ops.iter().any(|op| matches!(op, Op::Insert { .. } | Op::Place { .. })) {
            // What is hovered may stand in something else now.
            self.late.extend(self.marks.keys().map(|id| (*id, State::Interaction)));
        }
        if ops.iter().any(|op| matches!(op, Op::Place { .. })) {
            self.late.extend(&self.risen);
        }
        self.mend_frames(tree, assets);
        self.finish(tree, assets);
    }

    /// Shows an asset wherever it was missing.
    pub(crate) fn show_asset(&mut self, asset: Asset<'_>, tree: &Tree, assets: &mut Assets) {
        for id in assets.add(asset) {
            self.show_state(id, State::Source, tree, assets);
            self.show_state(id, State::Sheet, tree, assets);
            self.show_state(id, State::Fonts, tree, assets);
            self.show_style(id, tree, assets);
            self.show_state(id, State::Box, tree, assets);
        }
        self.finish(tree, assets);
    }

    /// After something has loaded: builds anew what frames have lost, and scrolls again where the page was too short
    /// to scroll that far.
    pub(crate) fn settle(&mut self, tree: &Tree, assets: &mut Assets) {
        self.mend_frames(tree, assets);
        self.late.extend(self.scrolled.iter().map(|id| (*id, State::Scroll)));
        self.finish(tree, assets);
    }

    /// Shows a node and all that is below it.
    fn build(&mut self, top: NodeId, tree: &Tree, assets: &mut Assets) {
        for id in tree.descendants(top) {
            let Some(node) = tree.node(id) else { continue };
            if let Some(parent) = node.parent() {
                self.insert(id, parent, node.previous(), node.kind(), node.text(), node.values(), tree);
            }
        }
        for id in tree.descendants(top) {
            self.show_states(id, tree, assets);
        }
    }

    /// Builds anew what stands in frames that have begun a new document, as they do when they are moved.
    fn mend_frames(&mut self, tree: &Tree, assets: &mut Assets) {
        for (document, frame) in self.frames.documents() {
            let Some(there) = self.node(frame).and_then(frames::content) else { continue };
            let is_shown = self.node(document).is_some_and(|shown| shown.is_same_node(&there));
            if !is_shown {
                self.build(document, tree, assets);
            }
        }
    }

    fn step(&mut self, op: &Op, tree: &Tree) {
        match op {
            Op::Insert { id, parent, after } => {
                // What was inserted and dropped in one frame is not in the tree, and need not show.
                if let Some(node) = tree.node(*id) {
                    self.insert(*id, *parent, *after, node.kind(), node.text(), node.values(), tree);
                }
            }
            Op::Detach { id } => {
                let Some(node) = self.node(*id) else { return };
                match node.parent_node() {
                    Some(parent) => drop(parent.remove_child(node)),
                    // A document that stands in a frame: the frame shows nothing known from now on.
                    None => frames::close(node),
                }
            }
            Op::Place { id, parent, after } => {
                if let Some(node) = self.node(*id).cloned() {
                    self.put(&node, *parent, *after);
                }
            }
            Op::Set { id, key: key @ Key::Attribute(name) } => {
                let value = tree.node(*id).and_then(|node| node.value(*key));
                if let (Some(node), Some(value)) = (self.node(*id), value) {
                    elements::set_attribute(node.unchecked_ref(), tree.names().text(*name), value);
                }
            }
            Op::Unset { id, key: Key::Attribute(name) } => {
                if let Some(node) = self.node(*id) {
                    let element: &Element = node.unchecked_ref();
                    elements::remove_attribute(element, tree.names().text(*name));
                }
            }
            Op::Text { id } => {
                if let (Some(shown), Some(node)) = (self.node(*id), tree.node(*id)) {
                    let is_rules = shown.parent_node().is_some_and(|parent| elements::is_style(&parent));
                    shown.set_node_value(if is_rules { "" } else { node.text() });
                }
            }
            Op::Set { .. } | Op::Unset { .. } => {}
        }
    }

    #[allow(clippy::too_many_arguments)] // A node in the tree and a node in a step have these in common.
    fn insert<'a>(
        &mut self,
        id: NodeId,
        parent: NodeId,
        after: Option<NodeId>,
        kind: &NodeKind,
        text: &str,
        values: impl Iterator<Item = (Key, &'a str)>,
        tree: &Tree,
    ) {
        let node: Node = match kind {
            NodeKind::Text => self.document.create_text_node(text),
            NodeKind::ShadowRoot => {
                let is_by_hand = values.into_iter().any(|(key, _)| key == Key::State(State::Slots));
                let root = self.attach_shadow(parent, is_by_hand);
                let _ = states::adopt(&root, "", None);
                self.nodes.insert(id, Shown { node: root, is_shadow_root: true });
                return;
            }
            NodeKind::Document { quirks } => {
                let node = self.open_frame(parent, *quirks);
                self.frames.add_document(id, parent);
                self.nodes.insert(id, Shown { node, is_shadow_root: false });
                return;
            }
            NodeKind::Element { namespace, name } => {
                let element = self.create_element(id, *namespace, tree.names().text(*name));
                self.undefined.note(id, tree.names().text(*name));
                for (key, value) in values {
                    if let Key::Attribute(name) = key {
                        elements::set_attribute(&element, tree.names().text(name), value);
                    }
                }
                element.unchecked_into()
            }
        };
        self.put(&node, parent, after);
        self.nodes.insert(id, Shown { node, is_shadow_root: false });
    }

    fn put(&self, node: &Node, parent: NodeId, after: Option<NodeId>) {
        let Some(parent) = self.node(parent) else { return };
        let before = match after.and_then(|after| self.nodes.get(&after)) {
            Some(sibling) if !sibling.is_shadow_root => sibling.node.next_sibling(),
            // A document's first child is its doctype, and nothing may stand before that.
            _ if parent.node_type() == DOCUMENT_NODE => None,
            _ => parent.first_child(),
        };
        if node.node_type() == TEXT_NODE && elements::is_style(parent) {
            // Rules are told as a state, which is looked through before it is shown.
            node.set_node_value("");
        }
        let _ = parent.insert_before(node, before.as_ref());
    }

    /// The document in a frame; where there is none yet, something else that holds nodes.
    fn open_frame(&self, frame: NodeId, quirks: bool) -> Node {
        let Some(document) = self.node(frame).and_then(|frame| frames::open(frame, quirks, &self.origins))
        else {
            return self.document.create_document_fragment();
        };
        listen(&document, &self.on_load);
        let _ = states::adopt(&document, "", None);
        document.unchecked_into()
    }

    fn create_element(&mut self, id: NodeId, namespace: Namespace, name: &str) -> Element {
        let is_frame = namespace == Namespace::Html && name == "iframe";
        let name = if is_frame && !self.frames.has_room() { "alongside-frame" } else { name };
        let element = elements::make(&self.document, namespace, name);
        if is_frame {
            self.frames.add_element(id, &element);
        }
        element
    }

    fn attach_shadow(&self, host: NodeId, has_slots_by_hand: bool) -> Node {
        let host = self.node(host).map(|node| node.unchecked_ref::<Element>());
        let init = ShadowRootInit::new(ShadowRootMode::Open);
        if has_slots_by_hand {
            let _ = Reflect::set(&init, &"slotAssignment".into(), &"manual".into());
        }
        let root = host.and_then(|host| host.attach_shadow(&init).ok());
        root.map_or_else(|| self.document.create_document_fragment(), JsCast::unchecked_into)
    }

    fn show_style(&self, id: NodeId, tree: &Tree, assets: &mut Assets) {
        if let Some(node) = self.node(id) {
            states::show_style(node, id, tree, assets);
        }
    }

    /// Everything about a new node but its attributes.
    fn show_states(&mut self, id: NodeId, tree: &Tree, assets: &mut Assets) {
        self.show_style(id, tree, assets);
        let states =
            tree.node(id).into_iter().flat_map(|node| node.values()).filter_map(|(key, _)| match key {
                Key::State(state) => Some(state),
                Key::Attribute(_) => None,
            });
        for state in states.collect::<Vec<_>>() {
            self.show_state(id, state, tree, assets);
        }
    }

    fn show_state(&mut self, id: NodeId, state: State, tree: &Tree, assets: &mut Assets) {
        if state == State::Scroll && self.scrolled.len() < MOST_SCROLLED {
            self.scrolled.insert(id);
        }
        if matches!(state, State::Modal | State::Popover) && self.risen.len() < MOST_RISEN {
            self.risen.insert((id, state));
        }
        if state == State::Animations {
            self.show_animations(id, tree);
        } else if state == State::Fonts {
            self.fonts.show(&self.document, id, tree, assets);
        } else if states::needs_layout(state) {
            self.late.insert((id, state));
        } else if let Some(node) = self.node(id) {
            states::show(node, id, state, tree, assets);
        }
    }

    fn finish(&mut self, tree: &Tree, assets: &mut Assets) {
        let mut undefined = std::mem::take(&mut self.undefined);
        undefined.show_fresh(tree, |id| self.node(id));
        self.undefined = undefined;
        let mut late: Vec<(NodeId, State)> = self.late.drain().collect();
        // What came last to the top layer is on top.
        late.sort_unstable_by_key(|(id, state)| (states::turn(*id, *state, tree), *id, *state));
        for (id, state) in late {
            let value = tree.node(id).and_then(|node| node.value(Key::State(state)));
            match (state, self.node(id)) {
                (State::Interaction, _) => self.show_interaction(id, value),
                (State::Undefined, _) => self.show_undefined(id, value, tree),
                (State::Popover, Some(_)) => self.show_popover(id, value.is_some(), tree),
                (State::Slots, _) => slots::fill(value, |id| self.node(id)),
                (State::Selection, Some(node)) => selection::show(node, value, |id| self.node(id)),
                (_, Some(node)) => states::show(node, id, state, tree, assets),
                (_, None) => {}
            }
        }
    }

    fn show_popover(&mut self, id: NodeId, is_open: bool, tree: &Tree) {
        if !tree.node(id).is_some_and(|node| matches!(node.kind(), NodeKind::Element { .. })) {
            return;
        }
        let mut popovers = std::mem::take(&mut self.popovers);
        popovers.show(id, is_open, |id| self.node(id));
        self.popovers = popovers;
    }

    fn show_animations(&mut self, id: NodeId, tree: &Tree) {
        let Some(told) = tree.node(id).filter(|node| matches!(node.kind(), NodeKind::Element { .. })) else {
            return;
        };
        let value = told.value(Key::State(State::Animations)).unwrap_or_default();
        if let Some(Shown { node, .. }) = self.nodes.get(&id) {
            self.animations.show(id, node.unchecked_ref(), value);
        }
    }

    fn show_interaction(&mut self, document: NodeId, value: Option<&str>) {
        if self.node(document).is_none_or(|shown| shown.node_type() != DOCUMENT_NODE) {
            return;
        }
        let mut marks = self.marks.remove(&document).unwrap_or_default();
        marks.show(value.unwrap_or_default(), |id| self.node(id));
        self.marks.insert(document, marks);
    }

    fn show_undefined(&mut self, document: NodeId, value: Option<&str>, tree: &Tree) {
        if !tree.node(document).is_some_and(|node| matches!(node.kind(), NodeKind::Document { .. })) {
            return;
        }
        let mut undefined = std::mem::take(&mut self.undefined);
        undefined.show(document, value, tree, |id| self.node(id));
        self.undefined = undefined;
    }

    pub(crate) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(&id).map(|shown| &shown.node)
    }
}

fn listen(document: &Document, on_load: &Function) {
    let _ = document.add_event_listener("load", on_load, true);
}

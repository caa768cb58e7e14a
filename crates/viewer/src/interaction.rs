//! What the shopper points at and works with, as attributes that only the viewer sets: the style sheets ask for them instead
//! of `:hover` and its kin (see `pseudo_classes`). Owns which elements have which; does not own the elements.

use crate::dom::{DOCUMENT_FRAGMENT_NODE, ELEMENT_NODE, Element, HTMLElement, Node, ShadowRoot};
use crate::pseudo_classes::marker;
use alongside_mirror::NodeId;
use js_sys::{Reflect, Set};
use wasm_bindgen::prelude::*;

/// Most words that are believed: more than shadow roots are nested on any page.
const MOST_WORDS: usize = 64;

/// Most marks of one document: many times what the deepest of honest pages needs.
const MOST_MARKS: usize = 4_096;

/// The marked elements of one document, each with its attribute.
#[derive(Default)]
pub(crate) struct Marks {
    marked: Marked,
}

/// Marks in the order in which they were found, none twice.
#[derive(Default)]
struct Marked {
    list: Vec<(Element, &'static str)>,
    /// By attribute, the elements that have it.
    sets: Vec<(&'static str, Set)>,
}

impl Marked {
    /// Takes a mark in; returns whether it is new, and there was room for it.
    fn add(&mut self, element: &Element, name: &'static str) -> bool {
        if self.list.len() >= MOST_MARKS || self.holds(element, name) {
            return false;
        }
        if !self.sets.iter().any(|(other, _)| *other == name) {
            self.sets.push((name, Set::new(&JsValue::UNDEFINED)));
        }
        if let Some((_, set)) = self.sets.iter().find(|(other, _)| *other == name) {
            set.add(element);
        }
        self.list.push((element.clone(), name));
        true
    }

    /// Whether an element is to have this mark.
    fn holds(&self, element: &Element, name: &str) -> bool {
        self.sets.iter().any(|(other, set)| *other == name && set.has(element))
    }
}

impl Marks {
    /// Marks what `value` says (see `State::Interaction`), and nothing else any more.
    pub(crate) fn show<'a>(&mut self, value: &str, find: impl Fn(NodeId) -> Option<&'a Node>) {
        let mut marked = Marked::default();
        for word in value.split_ascii_whitespace().take(MOST_WORDS) {
            let mut characters = word.chars();
            let letter = characters.next();
            let Some(node) = characters.as_str().parse().ok().and_then(NodeId::new).and_then(&find) else {
                continue;
            };
            if node.node_type() != ELEMENT_NODE {
                continue;
            }
            let element: &Element = node.unchecked_ref();
            match letter {
                Some('h') => mark_chain(element, marker::HOVER, &mut marked),
                Some('a') => mark_chain(element, marker::ACTIVE, &mut marked),
                Some('f') => {
                    marked.add(element, marker::FOCUS);
                    mark_chain(element, marker::FOCUS_WITHIN, &mut marked);
                }
                Some('w') => mark_chain(element, marker::FOCUS_WITHIN, &mut marked),
                Some('v') => drop(marked.add(element, marker::FOCUS_VISIBLE)),
                Some('t') => drop(marked.add(element, marker::TARGET)),
                Some('s') => drop(marked.add(element, marker::FULLSCREEN)),
                _ => {}
            }
        }
        for (element, name) in std::mem::take(&mut self.marked).list {
            if !marked.holds(&element, name) {
                unmark(&element, name);
            }
        }
        for (element, name) in &marked.list {
            mark(element, name);
        }
        self.marked = marked;
    }
}

/// Marks an element and all that it is shown in; and where that is a label, the field it belongs to.
fn mark_chain(element: &Element, name: &'static str, marked: &mut Marked) {
    let mut climbing = Some(element.clone());
    while let Some(element) = climbing {
        if name != marker::FOCUS_WITHIN
            && element.local_name() == "label"
            && let Some(field) = Reflect::get(&element, &"control".into()).ok().filter(JsValue::is_object)
        {
            marked.add(field.unchecked_ref(), name);
        }
        // What is above was marked with it: chains share their ancestors, and a hostile page may name as many as it likes.
        if !marked.add(&element, name) {
            return;
        }
        climbing = shown_in(&element);
    }
}

/// The element that an element is shown in: its slot, its shadow root's host, or its parent.
fn shown_in(element: &Element) -> Option<Element> {
    if let Some(slot) = element.assigned_slot() {
        return Some(slot.unchecked_into());
    }
    let parent = element.parent_node()?;
    match parent.node_type() {
        ELEMENT_NODE => Some(parent.unchecked_into()),
        // A fragment that is no shadow root has no host.
        DOCUMENT_FRAGMENT_NODE => parent.unchecked_ref::<ShadowRoot>().host().ok(),
        _ => None,
    }
}

fn mark(element: &Element, name: &str) {
    let is_new = !element.has_attribute(name);
    if name != marker::FULLSCREEN {
        if is_new {
            let _ = element.set_attribute(name, "");
        }
        return;
    }
    // Nothing here may ask the browser for fullscreen. A popover is in the top layer, too.
    if is_new && element.has_attribute("popover") {
        let _ = element.set_attribute(name, "");
    } else if is_new {
        let _ = element.set_attribute(name, "popover");
        let _ = element.set_attribute("popover", "manual");
    }
    // SVG has no popovers; and what is open already refuses, and stays on top.
    if element.parent_element().is_some() {
        let _ = element.unchecked_ref::<HTMLElement>().show_popover();
    }
}

fn unmark(element: &Element, name: &str) {
    if name == marker::FULLSCREEN && element.get_attribute(name).as_deref() == Some("popover") {
        let _ = element.remove_attribute("popover");
    }
    let _ = element.remove_attribute(name);
}

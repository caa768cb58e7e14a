//! What the shopper points at and works with, as attributes that only the viewer sets: the style sheets ask for them instead
//! of `:hover` and its kin (see `pseudo_classes`). Owns which elements have which; does not own the elements.

use crate::pseudo_classes::marker;
use alongside_mirror::NodeId;
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, Node};

/// Most words that are believed: more than shadow roots are nested on any page.
const MOST_WORDS: usize = 64;

/// The marked elements of one document, each with its attribute.
#[derive(Default)]
pub(crate) struct Marks {
    marked: Vec<(Element, &'static str)>,
}

impl Marks {
    /// Marks what `value` says (see `State::Interaction`), and nothing else any more.
    pub(crate) fn show<'a>(&mut self, value: &str, find: impl Fn(NodeId) -> Option<&'a Node>) {
        let mut marked = Vec::new();
        for word in value.split_ascii_whitespace().take(MOST_WORDS) {
            let mut characters = word.chars();
            let letter = characters.next();
            let Some(node) = characters.as_str().parse().ok().and_then(NodeId::new).and_then(&find) else {
                continue;
            };
            if node.node_type() != Node::ELEMENT_NODE {
                continue;
            }
            let element: &Element = node.unchecked_ref();
            match letter {
                Some('h') => mark_chain(element, marker::HOVER, &mut marked),
                Some('a') => mark_chain(element, marker::ACTIVE, &mut marked),
                Some('f') => {
                    marked.push((element.clone(), marker::FOCUS));
                    mark_chain(element, marker::FOCUS_WITHIN, &mut marked);
                }
                Some('w') => mark_chain(element, marker::FOCUS_WITHIN, &mut marked),
                Some('v') => marked.push((element.clone(), marker::FOCUS_VISIBLE)),
                Some('t') => marked.push((element.clone(), marker::TARGET)),
                Some('s') => marked.push((element.clone(), marker::FULLSCREEN)),
                _ => {}
            }
        }
        for (element, name) in std::mem::take(&mut self.marked) {
            if !holds(&marked, &element, name) {
                unmark(&element, name);
            }
        }
        for (element, name) in &marked {
            mark(element, name);
        }
        self.marked = marked;
    }
}

/// Whether an element is to have this mark.
fn holds(marked: &[(Element, &'static str)], element: &Element, name: &str) -> bool {
    marked.iter().any(|(other, of)| *of == name && Object::is(other, element))
}

/// Marks an element and all that it is shown in; and where that is a label, the field it belongs to.
fn mark_chain(element: &Element, name: &'static str, marked: &mut Vec<(Element, &'static str)>) {
    let mut climbing = Some(element.clone());
    while let Some(element) = climbing {
        if name != marker::FOCUS_WITHIN
            && element.local_name() == "label"
            && let Some(field) = Reflect::get(&element, &"control".into()).ok().filter(JsValue::is_object)
        {
            marked.push((field.unchecked_into(), name));
        }
        // What is above was marked with it: chains share their ancestors, and a hostile page may name as many as it likes.
        if holds(marked, &element, name) {
            return;
        }
        climbing = shown_in(&element);
        marked.push((element, name));
    }
}

/// The element that an element is shown in: its slot, its shadow root's host, or its parent.
fn shown_in(element: &Element) -> Option<Element> {
    if let Some(slot) = element.assigned_slot() {
        return Some(slot.into());
    }
    let parent = element.parent_node()?;
    match parent.node_type() {
        Node::ELEMENT_NODE => Some(parent.unchecked_into()),
        // Nodes of the inner document are of another realm: a shadow root is known by its host.
        Node::DOCUMENT_FRAGMENT_NODE => {
            Reflect::get(&parent, &"host".into()).ok().filter(JsValue::is_object).map(JsCast::unchecked_into)
        }
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
    if Reflect::has(element, &"showPopover".into()).unwrap_or(false) && element.parent_element().is_some() {
        let _ = element.unchecked_ref::<HtmlElement>().show_popover();
    }
}

fn unmark(element: &Element, name: &str) {
    if name == marker::FULLSCREEN && element.get_attribute(name).as_deref() == Some("popover") {
        let _ = element.remove_attribute("popover");
    }
    let _ = element.remove_attribute(name);
}

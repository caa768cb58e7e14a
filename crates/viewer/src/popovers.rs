//! Popovers that are open. A browser closes those that an opening one does not belong to, and goes by the button that opened it: so that
//! button, or else the popover below, is named here. It is also where an open popover is anchored by itself.

use crate::dom::{Element, HTMLElement, Node};
use crate::states::unfocused;
use alongside_mirror::NodeId;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast;

/// Most that are kept in mind: more than anybody sees at once.
const MOST: usize = 64;

/// Those that were opened, in this order.
#[derive(Default)]
pub(crate) struct Popovers {
    open: Vec<NodeId>,
}

impl Popovers {
    /// Opens an element's popover on top of the others, or closes it.
    pub(crate) fn show<'a>(&mut self, id: NodeId, is_open: bool, find: impl Fn(NodeId) -> Option<&'a Node>) {
        let Some(element) = find(id).map(|node| node.unchecked_ref::<HTMLElement>()) else { return };
        let is_shown = is_shown(element);
        if is_open && !is_shown {
            let below = self.open.iter().rev().filter_map(|id| find(*id)).find(|node| closes(node));
            // A button is looked for in all of the page: not for thousands that somebody opens at once.
            let button = if self.open.len() < MOST { button_for(element, below) } else { None };
            let _ = open(element, button.as_ref().or(below));
        } else if !is_open && is_shown {
            let _ = element.hide_popover();
        }
        self.forget(id);
        if is_open && self.open.len() < MOST {
            self.open.push(id);
        }
    }

    /// A node is gone.
    pub(crate) fn forget(&mut self, id: NodeId) {
        self.open.retain(|other| *other != id);
    }
}

/// Whether it is one that closes when another opens that does not belong to it.
fn closes(node: &Node) -> bool {
    let element: &Element = node.unchecked_ref();
    is_shown(element) && element.get_attribute("popover").is_some_and(|kind| kind != "manual")
}

fn is_shown(element: &Element) -> bool {
    element.matches(":popover-open").unwrap_or(false)
}

fn open(element: &HTMLElement, source: Option<&Node>) -> Result<(), wasm_bindgen::JsValue> {
    let options = Object::new();
    if let Some(source) = source {
        Reflect::set(&options, &"source".into(), source)?;
    }
    unfocused(element, || element.show_popover_from(&options))
}

/// The first button that opens a popover, in the popover below it if there is one.
fn button_for(element: &HTMLElement, below: Option<&Node>) -> Option<Node> {
    let id = element.get_attribute("id").filter(|id| !id.is_empty())?;
    let buttons = element.root_node().all(&format!(":is(button, input)[popovertarget=\"{}\"]", escaped(&id)));
    buttons.into_iter().find(|button| below.is_none_or(|below| below.contains(button)))
}

/// A text as it may stand in a string in CSS.
fn escaped(text: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    let escape = |character: char| {
        if plain(character) { character.to_string() } else { format!("\\{:x} ", u32::from(character)) }
    };
    text.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_name_stays_within_its_quotes() {
        assert_eq!(escaped("size-guide_2"), "size-guide_2");
        assert_eq!(escaped("a\"]b\\\n"), "a\\22 \\5d b\\5c \\a ");
    }
}

//! The browser's objects, as far as this module touches them.
//!
//! One type stands for every node, document and window: nodes come from the realms of all frames of the page, so asking what
//! class one is of would go wrong. What a node is, its name and type tell.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A node, document or window of the page, or one of ours.
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) type Node;

    #[wasm_bindgen(thread_local_v2, js_name = document)]
    pub(crate) static DOCUMENT: Node;
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    pub(crate) static WINDOW: Node;

    #[wasm_bindgen(js_namespace = performance)]
    pub(crate) fn now() -> f64;

    #[wasm_bindgen(method, getter, js_name = nodeType)]
    pub(crate) fn node_type(this: &Node) -> u32;
    #[wasm_bindgen(method, getter, js_name = localName)]
    pub(crate) fn local_name(this: &Node) -> String;
    #[wasm_bindgen(method, getter, js_name = isConnected)]
    pub(crate) fn is_connected(this: &Node) -> bool;
    #[wasm_bindgen(method, getter, js_name = ownerDocument)]
    pub(crate) fn owner_document(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = defaultView)]
    pub(crate) fn default_view(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = parentNode)]
    pub(crate) fn parent_node(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = assignedSlot)]
    pub(crate) fn assigned_slot(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn host(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = shadowRoot)]
    pub(crate) fn shadow_root(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = activeElement)]
    pub(crate) fn active_element(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, js_name = getRootNode)]
    pub(crate) fn root_node(this: &Node) -> Node;
    #[wasm_bindgen(method, js_name = elementFromPoint)]
    pub(crate) fn element_from_point(this: &Node, x: f64, y: f64) -> Option<Node>;

    #[wasm_bindgen(method, js_name = getAttribute)]
    pub(crate) fn attribute(this: &Node, name: &str) -> Option<String>;
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub(crate) fn set_attribute(this: &Node, name: &str, value: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn matches(this: &Node, selector: &str) -> bool;
    #[wasm_bindgen(method)]
    pub(crate) fn closest(this: &Node, selector: &str) -> Option<Node>;
    #[wasm_bindgen(method, js_name = querySelectorAll)]
    pub(crate) fn query_all(this: &Node, selector: &str) -> Object;
    #[wasm_bindgen(method, js_name = getBoundingClientRect)]
    pub(crate) fn bounding_client_rect(this: &Node) -> DomRect;
    #[wasm_bindgen(method, catch, js_name = scrollIntoView)]
    pub(crate) fn scroll_into_view(this: &Node, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = scrollTo)]
    pub(crate) fn scroll_to(this: &Node, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = scrollBy)]
    pub(crate) fn scroll_by(this: &Node, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn focus(this: &Node, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn blur(this: &Node) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = dispatchEvent)]
    pub(crate) fn dispatch(this: &Node, event: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(crate) fn listen(this: &Node, kind: &str, listener: &Function, capture: bool);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub(crate) fn unlisten(this: &Node, kind: &str, listener: &Function, capture: bool);

    #[wasm_bindgen(method, js_name = createElement)]
    fn create_element(this: &Node, name: &str) -> Node;
    #[wasm_bindgen(method, js_name = createElementNS)]
    fn create_element_ns(this: &Node, namespace: &str, name: &str) -> Node;
    #[wasm_bindgen(method)]
    pub(crate) fn append(this: &Node, child: &Node);
    #[wasm_bindgen(method)]
    pub(crate) fn remove(this: &Node);
    #[wasm_bindgen(method, setter, js_name = textContent)]
    pub(crate) fn set_text(this: &Node, text: &str);
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_hidden(this: &Node, is_hidden: bool);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn style(this: &Node) -> Style;
    #[wasm_bindgen(method, catch, js_name = attachShadow)]
    pub(crate) fn attach_shadow(this: &Node, options: &Object) -> Result<Node, JsValue>;
    #[wasm_bindgen(method, catch, js_name = showPopover)]
    pub(crate) fn show_popover(this: &Node) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = hidePopover)]
    pub(crate) fn hide_popover(this: &Node) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter, js_name = innerWidth)]
    pub(crate) fn inner_width(this: &Node) -> f64;
    #[wasm_bindgen(method, getter, js_name = innerHeight)]
    pub(crate) fn inner_height(this: &Node) -> f64;
    #[wasm_bindgen(method, catch, js_name = execCommand)]
    pub(crate) fn exec_command(this: &Node, command: &str, ui: bool, value: &str) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, js_name = requestAnimationFrame)]
    pub(crate) fn request_frame(this: &Node, callback: &Function) -> i32;
    #[wasm_bindgen(method, js_name = cancelAnimationFrame)]
    pub(crate) fn cancel_frame(this: &Node, handle: i32);
    #[wasm_bindgen(method, js_name = setInterval)]
    pub(crate) fn every(this: &Node, callback: &Function, ms: i32) -> i32;
    #[wasm_bindgen(method, js_name = clearInterval)]
    pub(crate) fn cancel_every(this: &Node, handle: i32);

    pub(crate) type DomRect;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn left(this: &DomRect) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn top(this: &DomRect) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn width(this: &DomRect) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn height(this: &DomRect) -> f64;

    pub(crate) type Style;
    #[wasm_bindgen(method, js_name = setProperty)]
    pub(crate) fn set(this: &Style, property: &str, value: &str);

    /// Something that happened on the page.
    pub(crate) type Event;
    #[wasm_bindgen(method, getter, js_name = isTrusted)]
    pub(crate) fn is_trusted(this: &Event) -> bool;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(crate) fn kind(this: &Event) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn target(this: &Event) -> Option<Node>;
    #[wasm_bindgen(method, js_name = preventDefault)]
    pub(crate) fn prevent_default(this: &Event);
    #[wasm_bindgen(method, js_name = stopImmediatePropagation)]
    pub(crate) fn stop(this: &Event);

    /// The recording of the page: capture's, which alone knows what an id means and what is a secret.
    pub(crate) type Recording;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn node(this: &Recording, id: u32) -> Result<Option<Node>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = isProtected)]
    pub(crate) fn is_protected(this: &Recording, node: &Node) -> Result<bool, JsValue>;
}

const SVG: &str = "http://www.w3.org/2000/svg";

pub(crate) fn document() -> Node {
    DOCUMENT.with(Clone::clone)
}

pub(crate) fn window() -> Node {
    WINDOW.with(Clone::clone)
}

/// An element of HTML with a class.
pub(crate) fn element(name: &str, class: &str) -> Node {
    let element = document().create_element(name);
    element.set_attribute("class", class);
    element
}

/// An element of SVG with a class.
pub(crate) fn svg(name: &str, class: &str) -> Node {
    let element = document().create_element_ns(SVG, name);
    element.set_attribute("class", class);
    element
}

/// A plain object.
pub(crate) fn object(pairs: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in pairs {
        set(&object, key, value);
    }
    object
}

pub(crate) fn set(object: &Object, key: &str, value: &JsValue) {
    // Setting a property of a plain object cannot fail.
    drop(Reflect::set(object, &JsValue::from_str(key), value));
}

impl Node {
    /// A property; undefined where there is none, or where reading it fails.
    pub(crate) fn get(&self, key: &str) -> JsValue {
        Reflect::get(self, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
    }

    pub(crate) fn text(&self, key: &str) -> String {
        self.get(key).as_string().unwrap_or_default()
    }

    pub(crate) fn number(&self, key: &str) -> f64 {
        self.get(key).as_f64().unwrap_or_default()
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        self.get(key).as_bool().unwrap_or_default()
    }

    /// Another node, under a property.
    pub(crate) fn neighbour(&self, key: &str) -> Option<Node> {
        let value = self.get(key);
        value.is_object().then(|| value.unchecked_into())
    }

    /// Sets a property as the browser defines it, past what a framework put on the object itself to watch over it.
    pub(crate) fn set_native(&self, key: &str, value: &JsValue) {
        let key = JsValue::from_str(key);
        let mut holder = Object::get_prototype_of(self);
        while holder.is_object() {
            let descriptor = Reflect::get_own_property_descriptor::<Object>(holder.unchecked_ref(), &key)
                .map_or(JsValue::UNDEFINED, Into::into);
            let setter = Reflect::get(&descriptor, &JsValue::from_str("set")).ok();
            if let Some(setter) = setter.and_then(|setter| setter.dyn_into::<Function>().ok()) {
                drop(setter.call1(self, value));
                return;
            }
            holder = Object::get_prototype_of(&holder);
        }
    }

    /// Calls a method, if there is one.
    pub(crate) fn call(&self, method: &str, arguments: &Array) -> Option<JsValue> {
        self.get(method).dyn_into::<Function>().ok()?.apply(self, arguments).ok()
    }

    /// Calls a method as the browser defines it: a form's fields may be named like its methods.
    pub(crate) fn call_native(&self, method: &str, arguments: &Array) -> Option<JsValue> {
        let prototype: Node = Object::get_prototype_of(self).unchecked_into();
        prototype.get(method).dyn_into::<Function>().ok()?.apply(self, arguments).ok()
    }

    pub(crate) fn is_element(&self) -> bool {
        self.node_type() == 1
    }

    pub(crate) fn is_document(&self) -> bool {
        self.node_type() == 9
    }

    /// The document that a node stands in, or is.
    pub(crate) fn page(&self) -> Node {
        self.owner_document().unwrap_or_else(|| self.clone())
    }

    /// The window of the document that a node stands in.
    pub(crate) fn view(&self) -> Node {
        self.page().default_view().unwrap_or_else(window)
    }

    /// What an element stands in as it is drawn: slots and shadow trees count, frames do not.
    pub(crate) fn around(&self) -> Option<Node> {
        if self.is_element()
            && let Some(slot) = self.assigned_slot()
        {
            return Some(slot);
        }
        let parent = self.parent_node()?;
        if parent.node_type() == 11 { parent.host() } else { Some(parent).filter(Node::is_element) }
    }

    /// This element, what it stands in, and so on outwards.
    pub(crate) fn and_around(&self) -> impl Iterator<Item = Node> {
        std::iter::successors(Some(self.clone()), Node::around)
    }

    /// The innermost element that a selector holds for, from this one outwards.
    pub(crate) fn find_around(&self, selector: &str) -> Option<Node> {
        self.and_around().find(|node| node.matches(selector))
    }

    /// Whether this is `other` or stands in it.
    pub(crate) fn is_in(&self, other: &Node) -> bool {
        self.and_around().any(|node| node == *other)
    }

    /// Gives it the focus and scrolls nothing for that.
    pub(crate) fn take_focus(&self) {
        drop(self.focus(&object(&[("preventScroll", JsValue::TRUE)])));
    }

    /// The element with the focus in this document, also within shadow trees.
    pub(crate) fn focused(&self) -> Option<Node> {
        let mut focused = self.active_element()?;
        while let Some(inner) = focused.shadow_root().and_then(|root| root.active_element()) {
            focused = inner;
        }
        Some(focused)
    }

    /// Visits all elements below a node, in the order of the page, each before those of its shadow tree.
    pub(crate) fn each_within(&self, visit: &mut dyn FnMut(&Node)) {
        for element in self.all("*") {
            visit(&element);
            if let Some(shadow) = element.shadow_root() {
                shadow.each_within(visit);
            }
        }
    }

    /// All below a node that a selector holds for, not within shadow trees.
    pub(crate) fn all(&self, selector: &str) -> Vec<Node> {
        Array::from(&self.query_all(selector)).iter().map(JsCast::unchecked_into).collect()
    }
}

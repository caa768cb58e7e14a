//! Nodes of the inner documents, called past whatever a page may have put in the way.
//!
//! Browsers let named elements hide members: after `<form name=createTextNode>`, `document.createTextNode` is that form, and a field
//! called `parentNode` hides the form's own parent. A page means no harm by that, and a hostile one can bring down who trusts it.
//! So every call goes by way of the prototypes of the viewer's own page, on which the mirrored page has no hold: that is what
//! `final` says. What is `catch` is asked of nodes that may turn out to be of another kind.

use js_sys::{Array, Function, Object};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{
    CssStyleDeclaration, FontFaceSet, HtmlSlotElement, NodeList, Range, ScrollToOptions, Selection,
    ShadowRootInit, Window,
};

#[wasm_bindgen]
extern "C" {
    /// Any node of an inner document.
    #[derive(Clone, Debug)]
    #[wasm_bindgen(extends = Object)]
    pub(crate) type Node;

    #[wasm_bindgen(method, final, getter, js_name = nodeType)]
    pub(crate) fn node_type(this: &Node) -> u16;
    #[wasm_bindgen(method, final, getter, js_name = nodeName)]
    pub(crate) fn node_name(this: &Node) -> String;
    #[wasm_bindgen(method, final, getter, js_name = parentNode)]
    pub(crate) fn parent_node(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, final, getter, js_name = parentElement)]
    pub(crate) fn parent_element(this: &Node) -> Option<Element>;
    #[wasm_bindgen(method, final, getter, js_name = ownerDocument)]
    pub(crate) fn owner_document(this: &Node) -> Option<Document>;
    #[wasm_bindgen(method, final, getter, js_name = firstChild)]
    pub(crate) fn first_child(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, final, getter, js_name = nextSibling)]
    pub(crate) fn next_sibling(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, final, getter, js_name = childNodes)]
    pub(crate) fn child_nodes(this: &Node) -> NodeList;
    #[wasm_bindgen(method, final, setter, js_name = nodeValue)]
    pub(crate) fn set_node_value(this: &Node, text: &str);
    #[wasm_bindgen(method, final, setter, js_name = textContent)]
    pub(crate) fn set_text_content(this: &Node, text: &str);
    #[wasm_bindgen(method, final, js_name = getRootNode)]
    pub(crate) fn root_node(this: &Node) -> Node;
    #[wasm_bindgen(method, final)]
    pub(crate) fn contains(this: &Node, other: &Node) -> bool;
    #[wasm_bindgen(method, final, catch, js_name = querySelectorAll, js_class = "DocumentFragment")]
    fn all_in_fragment(this: &Node, selector: &str) -> Result<NodeList, JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = querySelectorAll, js_class = "Document")]
    fn all_in_document(this: &Node, selector: &str) -> Result<NodeList, JsValue>;
    #[wasm_bindgen(method, final, js_name = isSameNode)]
    pub(crate) fn is_same_node(this: &Node, other: &Node) -> bool;
    #[wasm_bindgen(method, final, catch, js_name = insertBefore)]
    pub(crate) fn insert_before(this: &Node, node: &Node, before: Option<&Node>) -> Result<Node, JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = removeChild)]
    pub(crate) fn remove_child(this: &Node, node: &Node) -> Result<Node, JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = addEventListener, js_class = "EventTarget")]
    pub(crate) fn add_event_listener(
        this: &Node,
        kind: &str,
        listener: &Function,
        capture: bool,
    ) -> Result<(), JsValue>;

    /// A run of text.
    #[wasm_bindgen(extends = Node)]
    pub(crate) type CharacterData;

    #[wasm_bindgen(method, final, getter)]
    pub(crate) fn length(this: &CharacterData) -> u32;

    /// An element of any vocabulary.
    #[derive(Clone, Debug)]
    #[wasm_bindgen(extends = Node)]
    pub(crate) type Element;

    #[wasm_bindgen(method, final, getter, js_name = localName)]
    pub(crate) fn local_name(this: &Element) -> String;
    #[wasm_bindgen(method, final, getter, js_name = assignedSlot)]
    pub(crate) fn assigned_slot(this: &Element) -> Option<HtmlSlotElement>;
    #[wasm_bindgen(method, final, js_name = hasAttribute)]
    pub(crate) fn has_attribute(this: &Element, name: &str) -> bool;
    #[wasm_bindgen(method, final, js_name = getAttribute)]
    pub(crate) fn get_attribute(this: &Element, name: &str) -> Option<String>;
    #[wasm_bindgen(method, final, catch, js_name = setAttribute)]
    pub(crate) fn set_attribute(this: &Element, name: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = setAttributeNS)]
    pub(crate) fn set_attribute_ns(
        this: &Element,
        namespace: &str,
        name: &str,
        value: &str,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = removeAttribute)]
    pub(crate) fn remove_attribute(this: &Element, name: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = toggleAttribute)]
    pub(crate) fn toggle_attribute(this: &Element, name: &str, force: bool) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, final, catch)]
    pub(crate) fn matches(this: &Element, selector: &str) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, final, catch)]
    pub(crate) fn remove(this: &Element) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = scrollTo)]
    pub(crate) fn scroll_to(this: &Element, options: &ScrollToOptions) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = attachShadow)]
    pub(crate) fn attach_shadow(this: &Element, init: &ShadowRootInit) -> Result<ShadowRoot, JsValue>;
    #[wasm_bindgen(method, final, catch)]
    pub(crate) fn animate(this: &Element, keyframes: &Array, options: &Object) -> Result<Animation, JsValue>;

    /// An animation of an element.
    #[derive(Clone, Debug)]
    #[wasm_bindgen(extends = Object)]
    pub(crate) type Animation;

    #[wasm_bindgen(method, final)]
    pub(crate) fn cancel(this: &Animation);
    #[wasm_bindgen(method, final, catch)]
    pub(crate) fn pause(this: &Animation) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch)]
    pub(crate) fn finish(this: &Animation) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch, setter, js_name = currentTime)]
    pub(crate) fn set_current_time(this: &Animation, milliseconds: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch, setter, js_name = playbackRate)]
    pub(crate) fn set_playback_rate(this: &Animation, rate: f64) -> Result<(), JsValue>;

    /// An element of HTML.
    #[derive(Clone, Debug)]
    #[wasm_bindgen(extends = Element, extends = Node)]
    pub(crate) type HTMLElement;

    #[wasm_bindgen(method, final, catch, getter, js_name = style)]
    fn html_style(this: &HTMLElement) -> Result<CssStyleDeclaration, JsValue>;
    #[wasm_bindgen(method, final, catch, getter, js_name = style, js_class = "SVGElement")]
    fn svg_style(this: &HTMLElement) -> Result<CssStyleDeclaration, JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = showPopover)]
    pub(crate) fn show_popover(this: &HTMLElement) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = showPopover)]
    pub(crate) fn show_popover_from(this: &HTMLElement, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = hidePopover)]
    pub(crate) fn hide_popover(this: &HTMLElement) -> Result<(), JsValue>;

    #[wasm_bindgen(method, final, catch, variadic, js_name = assign, js_class = "HTMLSlotElement")]
    pub(crate) fn assign_slot(this: &Element, nodes: &Array) -> Result<(), JsValue>;

    /// A shadow root.
    #[derive(Clone, Debug)]
    #[wasm_bindgen(extends = Node)]
    pub(crate) type ShadowRoot;

    #[wasm_bindgen(method, final, catch, getter)]
    pub(crate) fn host(this: &ShadowRoot) -> Result<Element, JsValue>;
    #[wasm_bindgen(method, final, catch, setter, js_name = adoptedStyleSheets)]
    fn adopt(this: &ShadowRoot, sheets: &Array) -> Result<(), JsValue>;

    /// A document: the inner one, or one in a frame of it.
    #[derive(Clone, Debug)]
    #[wasm_bindgen(extends = Node)]
    pub(crate) type Document;

    #[wasm_bindgen(method, final, getter, js_name = defaultView)]
    pub(crate) fn default_view(this: &Document) -> Option<Window>;
    #[wasm_bindgen(method, final, getter, js_name = firstElementChild)]
    pub(crate) fn first_element_child(this: &Document) -> Option<Element>;
    #[wasm_bindgen(method, final, getter, js_name = scrollingElement)]
    pub(crate) fn scrolling_element(this: &Document) -> Option<web_sys::Element>;
    #[wasm_bindgen(method, final, js_name = elementFromPoint)]
    pub(crate) fn element_from_point(this: &Document, x: f32, y: f32) -> Option<web_sys::Element>;
    #[wasm_bindgen(method, final, getter)]
    pub(crate) fn fonts(this: &Document) -> FontFaceSet;
    #[wasm_bindgen(method, final, catch, setter, js_name = adoptedStyleSheets)]
    fn adopt(this: &Document, sheets: &Array) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, js_name = createTextNode)]
    pub(crate) fn create_text_node(this: &Document, text: &str) -> Node;
    #[wasm_bindgen(method, final, js_name = createDocumentFragment)]
    pub(crate) fn create_document_fragment(this: &Document) -> Node;
    #[wasm_bindgen(method, final, catch, js_name = createElementNS)]
    pub(crate) fn create_element_ns(this: &Document, namespace: &str, name: &str)
    -> Result<Element, JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = createRange)]
    pub(crate) fn create_range(this: &Document) -> Result<Range, JsValue>;
    #[wasm_bindgen(method, final, catch, js_name = getSelection)]
    pub(crate) fn get_selection(this: &Document) -> Result<Option<Selection>, JsValue>;
    #[wasm_bindgen(method, final, catch)]
    pub(crate) fn open(this: &Document) -> Result<Document, JsValue>;
    #[wasm_bindgen(method, final, catch)]
    pub(crate) fn write(this: &Document, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, final, catch)]
    pub(crate) fn close(this: &Document) -> Result<(), JsValue>;
}

/// What `nodeType` says of each kind.
pub(crate) const ELEMENT_NODE: u16 = 1;
pub(crate) const TEXT_NODE: u16 = 3;
pub(crate) const DOCUMENT_NODE: u16 = 9;
pub(crate) const DOCUMENT_FRAGMENT_NODE: u16 = 11;

impl HTMLElement {
    /// The declarations of its own; SVG's elements have them, too, and MathML's none that matter here.
    pub(crate) fn style(&self) -> Option<CssStyleDeclaration> {
        self.html_style().or_else(|_| self.svg_style()).ok()
    }
}

impl Node {
    /// The elements in a document or shadow root for which a selector holds; none in what is neither.
    pub(crate) fn all(&self, selector: &str) -> Vec<Node> {
        let found = match self.node_type() {
            DOCUMENT_NODE => self.all_in_document(selector),
            _ => self.all_in_fragment(selector),
        };
        let Ok(found) = found else { return Vec::new() };
        (0..found.length()).filter_map(|index| found.get(index)).map(JsCast::unchecked_into).collect()
    }

    /// Gives a document or shadow root its adopted sheets.
    ///
    /// # Errors
    /// The browser's exception, for what is neither or for sheets of another document.
    pub(crate) fn adopt_sheets(&self, sheets: &Array) -> Result<(), JsValue> {
        if self.node_type() == DOCUMENT_NODE {
            self.unchecked_ref::<Document>().adopt(sheets)
        } else {
            self.unchecked_ref::<ShadowRoot>().adopt(sheets)
        }
    }
}

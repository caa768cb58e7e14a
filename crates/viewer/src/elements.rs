//! Elements of the inner document and their attributes, each by one DOM call. Where an attribute could have the browser ask for
//! something, it is left out here and shown with the states, which know the assets.

use crate::addresses;
use crate::dom::{Document, ELEMENT_NODE, Element, Node};
use alongside_mirror::{Namespace, allow};
use wasm_bindgen::JsCast;

const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// An address at which nothing is, here or elsewhere.
const NOWHERE: &str = "#alongside-none";

/// SVG's attributes that are read as CSS and may name something elsewhere.
const PAINTS: [&str; 9] =
    ["clip-path", "cursor", "fill", "filter", "marker-end", "marker-mid", "marker-start", "mask", "stroke"];

/// What stands for an element that this browser knows, and the mirror does not.
const STAND_IN: &str = "alongside-unknown";

/// An element, empty; something else that holds nodes where this browser takes no such name.
pub(crate) fn make(document: &Document, namespace: Namespace, name: &str) -> Element {
    let is_unknown = namespace == Namespace::Html && allow::is_unknown_element(name);
    let element = create(document, namespace, name);
    if is_unknown && element.to_string() != "[object HTMLUnknownElement]" {
        // It may do anything there.
        return create(document, namespace, STAND_IN);
    }
    element
}

fn create(document: &Document, namespace: Namespace, name: &str) -> Element {
    let namespace = match namespace {
        Namespace::Html => "http://www.w3.org/1999/xhtml",
        Namespace::Svg => "http://www.w3.org/2000/svg",
        Namespace::MathMl => "http://www.w3.org/1998/Math/MathML",
    };
    // The decoder lets only names pass that every browser takes.
    let made = document.create_element_ns(namespace, name);
    let element = made.unwrap_or_else(|_| document.create_document_fragment().unchecked_into());
    if name == "feImage" {
        aim_nowhere(&element);
    }
    element
}

/// Takes an attribute away.
pub(crate) fn remove_attribute(element: &Element, name: &str) {
    let _ = element.remove_attribute(name);
    aim_nowhere(element);
}

/// A filter's image without an address is taken for that of the document itself, and browsers would ask for it.
fn aim_nowhere(element: &Element) {
    let is_image = element.node_type() == ELEMENT_NODE && element.local_name() == "feImage";
    if is_image && !element.has_attribute("href") && !element.has_attribute("xlink:href") {
        let _ = element.set_attribute("href", NOWHERE);
    }
}

/// Whether the text in a node is rules.
pub(crate) fn is_style(node: &Node) -> bool {
    node.node_type() == ELEMENT_NODE && node.unchecked_ref::<Element>().local_name() == "style"
}

/// Sets an attribute as the mirror has it, unless it is one that is shown in another way.
pub(crate) fn set_attribute(element: &Element, name: &str, value: &str) {
    if name == "style" && addresses::may_name_any(value) {
        // It is shown with the states, which know the assets.
        return;
    }
    if matches!(name, "href" | "xlink:href") {
        match &*element.local_name() {
            // Its picture is a state; an address within the page would be the page itself, as a picture.
            "image" => return,
            "feImage" if value == "#" => return drop(element.set_attribute("href", NOWHERE)),
            _ => {}
        }
    }
    let namespace = match name.split_once(':') {
        Some(("xlink", _)) => Some(XLINK),
        Some(("xml", _)) => Some(XML),
        _ => None,
    };
    // A name that this browser refuses is left out: it can have no meaning here.
    let _ = match namespace {
        Some(namespace) => element.set_attribute_ns(namespace, name, value),
        // Only what stands in the page itself paints here.
        None if PAINTS.contains(&name) && addresses::names_others(value) => element.remove_attribute(name),
        None => element.set_attribute(name, value),
    };
}

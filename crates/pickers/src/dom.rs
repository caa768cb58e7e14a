//! Elements, made as the widget and the console like them: no HTML is parsed, and no style is written into an attribute.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// A new element of this kind and class, at the end of `parent`.
pub(crate) fn add(parent: &Node, kind: &str, class: &str) -> Option<HtmlElement> {
    let document = parent.owner_document()?;
    let element: HtmlElement = document.create_element(kind).ok()?.dyn_into().ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    parent.append_child(&element).ok()?;
    Some(element)
}

/// A button that is no submit button, named `label` for those who do not see it.
pub(crate) fn add_button(parent: &Node, class: &str, label: &str) -> Option<HtmlElement> {
    let button = add(parent, "button", class)?;
    set(&button, "type", "button");
    set(&button, "aria-label", label);
    set(&button, "title", label);
    Some(button)
}

/// A path on a 24 px grid, unseen by screen readers.
pub(crate) fn add_icon(parent: &Node, path: &str) {
    const SVG: Option<&str> = Some("http://www.w3.org/2000/svg");
    let Some(document) = parent.owner_document() else { return };
    let made = document.create_element_ns(SVG, "svg").ok().zip(document.create_element_ns(SVG, "path").ok());
    let Some((svg, line)) = made else { return };
    set(&svg, "viewBox", "0 0 24 24");
    set(&svg, "aria-hidden", "true");
    set(&line, "d", path);
    // Elements of our own take each other in.
    drop(svg.append_child(&line));
    drop(parent.append_child(&svg));
}

/// Attributes of elements of our own can be set.
pub(crate) fn set(element: &Element, name: &str, value: &str) {
    drop(element.set_attribute(name, value));
}

/// Focus fails only for options that we do not give.
pub(crate) fn focus(element: &HtmlElement) {
    drop(element.focus());
}

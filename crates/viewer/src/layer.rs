//! Elements above the shopper's page: outside the inner document, which stays what it is.

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

/// An element in `container` that shows nothing yet and takes no clicks.
///
/// # Errors
/// The browser's exception, should it not allow elements there.
pub(crate) fn layer(container: &Element, style: &[(&str, &str)]) -> Result<HtmlElement, JsValue> {
    let document = container.owner_document().ok_or("the container belongs to no document")?;
    let element: HtmlElement = document.create_element("div")?.unchecked_into();
    element.set_attribute("aria-hidden", "true")?;
    let base = [
        ("position", "absolute"),
        ("left", "0"),
        ("top", "0"),
        ("z-index", "1"),
        ("display", "none"),
        ("pointer-events", "none"),
    ];
    for (property, value) in base.iter().chain(style) {
        element.style().set_property(property, value)?;
    }
    container.append_child(&element)?;
    Ok(element)
}

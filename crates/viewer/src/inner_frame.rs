//! The iframe that the shopper's page is rebuilt in.

use crate::asset_origins::AssetOrigins;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlIFrameElement};

/// What the inner document may load: what this viewer itself made of bytes it was given, pictures of listed origins, and
/// nothing else.
fn policy(origins: &AssetOrigins) -> String {
    let listed = origins.sources();
    [
        "default-src 'none'; img-src blob: data:",
        &listed,
        "; font-src blob: data:; media-src blob:; style-src 'unsafe-inline' blob:; form-action 'none'; base-uri 'none'",
    ]
    .concat()
}

/// What the inner document, or a frame within the page, is begun with, by layout mode. Made of constants and of origins of one
/// strict form: nothing of the shopper's page is ever parsed.
pub(crate) fn empty_document(quirks: bool, origins: &AssetOrigins) -> String {
    let doctype = if quirks { "" } else { "<!doctype html>" };
    [
        doctype,
        "<meta http-equiv=Content-Security-Policy content=\"",
        &policy(origins),
        "\"><meta name=referrer content=no-referrer>",
    ]
    .concat()
}

/// What no frame may do, in the page or around it.
pub(crate) const SANDBOX: &str = "allow-same-origin";

/// The iframe, and what to do once it is there.
pub(crate) struct InnerFrame {
    pub(crate) element: HtmlIFrameElement,
    pub(crate) quirks: bool,
    origins: Rc<AssetOrigins>,
    _on_load: Closure<dyn FnMut()>,
}

impl InnerFrame {
    /// Puts an iframe into `container` and calls `on_load` when its empty document is ready.
    ///
    /// # Errors
    /// The browser's exception, should it not allow that.
    pub(crate) fn open(
        container: &Element,
        quirks: bool,
        origins: Rc<AssetOrigins>,
        on_load: impl FnMut() + 'static,
    ) -> Result<Self, JsValue> {
        let document = container.owner_document().ok_or("the container belongs to no document")?;
        let element: HtmlIFrameElement = document.create_element("iframe")?.unchecked_into();
        element.set_attribute("sandbox", SANDBOX)?;
        element.set_attribute("referrerpolicy", "no-referrer")?;
        element.set_attribute("title", "The shopper's page")?;
        element.set_attribute("tabindex", "-1")?;
        let style = element.style();
        for (property, value) in [
            ("border", "0"),
            ("display", "block"),
            ("position", "absolute"),
            ("transform-origin", "0 0"),
            // The agent points and clicks on a layer above: nothing in here is to be operated.
            ("pointer-events", "none"),
            ("background", "#fff"),
        ] {
            style.set_property(property, value)?;
        }
        if !quirks {
            element.set_srcdoc(&empty_document(false, &origins));
        }
        let on_load = Closure::new(on_load);
        element.set_onload(Some(on_load.as_ref().unchecked_ref()));
        container.append_child(&element)?;
        Ok(Self { element, quirks, origins, _on_load: on_load })
    }

    /// The inner document, under its policy.
    pub(crate) fn document(&self) -> Option<Document> {
        let document = self.element.content_document()?;
        if self.quirks {
            // A srcdoc document is never laid out in quirks mode, an empty one always is. Its policy is set by hand,
            // before there is anything else in it; it stays in force when the element goes.
            let policy = document.create_element("meta").ok()?;
            policy.set_attribute("http-equiv", "Content-Security-Policy").ok()?;
            policy.set_attribute("content", &self::policy(&self.origins)).ok()?;
            document.head()?.append_child(&policy).ok()?;
        }
        Some(document)
    }
}

impl Drop for InnerFrame {
    fn drop(&mut self) {
        self.element.set_onload(None);
        self.element.remove();
    }
}

//! The panel's style sheets, adopted where the panel stands: no `<style>`, which strict pages forbid. That of what is
//! behind [`crate::deferred`] comes with it.

use crate::color::Palette;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, HtmlElement, Node, ShadowRoot};

const PANEL: &str = include_str!(concat!(env!("OUT_DIR"), "/panel.css"));
const DEFERRED: &str = include_str!(concat!(env!("OUT_DIR"), "/deferred.css"));

thread_local! {
    static PANEL_SHEET: Option<CssStyleSheet> = sheet(PANEL);
    static DEFERRED_SHEET: RefCell<Option<CssStyleSheet>> = const { RefCell::new(None) };
}

fn sheet(text: &str) -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok();
    if let Some(sheet) = &sheet {
        // Throws only for `@import` in a sheet that is still loading.
        drop(sheet.replace_sync(text));
    }
    sheet
}

/// Adopts the sheet in the shadow root or document of `node`, if it is not adopted there yet.
pub(crate) fn adopt(node: &Node) {
    PANEL_SHEET.with(|sheet| adopt_at(node, sheet.as_ref()));
}

/// The same for the sheet of what is deferred.
pub(crate) fn adopt_deferred(node: &Node) {
    DEFERRED_SHEET.with(|made| {
        let mut made = made.borrow_mut();
        if made.is_none() {
            *made = sheet(DEFERRED);
        }
        adopt_at(node, made.as_ref());
    });
}

fn adopt_at(node: &Node, sheet: Option<&CssStyleSheet>) {
    let root = node.get_root_node();
    let Some(sheet) = sheet else { return };
    if let Some(root) = root.dyn_ref::<ShadowRoot>() {
        let sheets = root.adopted_style_sheets();
        if add(&sheets, sheet) {
            root.set_adopted_style_sheets(&sheets);
        }
    } else if let Some(document) = root.dyn_ref::<Document>() {
        let sheets = document.adopted_style_sheets();
        if add(&sheets, sheet) {
            document.set_adopted_style_sheets(&sheets);
        }
    }
}

/// Gives `element` the site's colours, as custom properties through the CSSOM: strict pages forbid `style=`.
pub(crate) fn paint(element: &HtmlElement, accent: &str) {
    let palette = Palette::of(accent);
    let style = element.style();
    for (property, color) in [
        ("--alongside-accent", &palette.accent),
        ("--alongside-on-accent", &palette.on_accent),
        ("--alongside-ink-light", &palette.ink_light),
        ("--alongside-ink-dark", &palette.ink_dark),
    ] {
        // Throws only on declarations that are read-only; these are not.
        drop(style.set_property(property, color));
    }
}

/// False when it was there. The array may be a copy or the live one; either can be set back.
fn add(sheets: &js_sys::Array, sheet: &CssStyleSheet) -> bool {
    let sheet: &JsValue = sheet.as_ref();
    let is_new = !sheets.includes(sheet, 0);
    if is_new {
        sheets.push(sheet);
    }
    is_new
}

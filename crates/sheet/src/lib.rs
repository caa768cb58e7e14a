//! Style sheets without a `<style>`, which strict pages forbid: made of text, and adopted where an element stands.
//!
//! Owns how a sheet is made and adopted. Does not own what any sheet says, nor how long it is kept: a sheet that is made once can be
//! adopted in many places.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, Node, ShadowRoot};

/// A sheet with these rules. None in a browser that has no sheets of this kind.
#[must_use]
pub fn sheet(rules: &str) -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok()?;
    // Throws only for `@import` in a sheet that is still loading.
    drop(sheet.replace_sync(rules));
    Some(sheet)
}

/// Adopts the sheet in the shadow root or document of `node`, if it is not adopted there yet.
pub fn adopt(node: &Node, sheet: &CssStyleSheet) {
    let root = node.get_root_node();
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

/// False when it was there. The array may be a copy or the live one; either can be set back.
fn add(sheets: &Array, sheet: &CssStyleSheet) -> bool {
    let sheet: &JsValue = sheet.as_ref();
    let is_new = !sheets.includes(sheet, 0);
    if is_new {
        sheets.push(sheet);
    }
    is_new
}

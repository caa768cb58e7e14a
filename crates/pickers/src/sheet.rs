//! The style sheet, adopted where the pickers stand: no `<style>`, which strict pages forbid.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, Node, ShadowRoot};

const STYLES: &str = include_str!("pickers.css");

thread_local! {
    static SHEET: Option<CssStyleSheet> = {
        let sheet = CssStyleSheet::new().ok();
        if let Some(sheet) = &sheet {
            // Throws only for `@import` in a sheet that is still loading.
            drop(sheet.replace_sync(STYLES));
        }
        sheet
    };
}

/// Adopts the sheet in the shadow root or document of `node`, if it is not adopted there yet.
pub(crate) fn adopt(node: &Node) {
    let root = node.get_root_node();
    SHEET.with(|sheet| {
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
    });
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

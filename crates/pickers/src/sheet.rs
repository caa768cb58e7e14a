//! The style sheet of the pickers, one for all the places where they stand.

use web_sys::{CssStyleSheet, Node};

thread_local! {
    static SHEET: Option<CssStyleSheet> = alongside_sheet::sheet(include_str!("pickers.css"));
}

/// Adopts it where `node` stands.
pub(crate) fn adopt(node: &Node) {
    SHEET.with(|sheet| {
        if let Some(sheet) = sheet {
            alongside_sheet::adopt(node, sheet);
        }
    });
}

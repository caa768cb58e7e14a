//! The panel's style sheets, adopted where the panel stands: no `<style>`, which strict pages forbid. That of what is
//! behind [`crate::deferred`] comes with it.

use crate::color::Palette;
use alongside_sheet::sheet;
use std::cell::OnceCell;
use web_sys::{CssStyleSheet, HtmlElement, Node};

const PANEL: &str = include_str!(concat!(env!("OUT_DIR"), "/panel.css"));
const DEFERRED: &str = include_str!(concat!(env!("OUT_DIR"), "/deferred.css"));

thread_local! {
    static PANEL_SHEET: Option<CssStyleSheet> = sheet(PANEL);
    /// Made when it is there.
    static DEFERRED_SHEET: OnceCell<Option<CssStyleSheet>> = const { OnceCell::new() };
}

/// Adopts the sheet where `node` stands.
pub(crate) fn adopt(node: &Node) {
    PANEL_SHEET.with(|sheet| adopt_at(node, sheet.as_ref()));
}

/// The same for the sheet of what is deferred.
pub(crate) fn adopt_deferred(node: &Node) {
    DEFERRED_SHEET.with(|made| adopt_at(node, made.get_or_init(|| sheet(DEFERRED)).as_ref()));
}

fn adopt_at(node: &Node, sheet: Option<&CssStyleSheet>) {
    if let Some(sheet) = sheet {
        alongside_sheet::adopt(node, sheet);
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

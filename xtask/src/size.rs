//! `cargo xtask size`: what a shop's page loads, weighed as shipped, against budgets.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Serialize;

use crate::compress::brotli_length;
use crate::sync::{self, Files};
use crate::{assets, paths};

/// Bytes after brotli that each part may weigh. The parts named `capture-…` are loaded when co-browsing begins, those named
/// `assist-…` when an agent first points at the shared page or asks for control, those named `call-…` when an agent first calls, and those named `on-demand-…` by recordings that
/// need them: while she looks at what is hidden, on pages with canvases, videos or pictures that only drawing can read, and
/// where pages of several origins are recorded together; by the bar over a shared page; by pages that speak another language than
/// English; by shoppers who send files or look for an emoji; and by the panel, for what it seldom shows.
const BUDGETS: &[(&str, usize)] = &[
    ("loader", 4_014),
    ("start", 1_308),
    ("glue", 4_560),
    // What is seldom needed stands in `on-demand-extras`; what is left is Yew, the chat, and what a shared page goes through.
    ("wasm", 95_100),
    // Compiled into the wasm, but for their comments; measured apart so that a change of looks shows as one.
    ("styles", 3_320),
    ("capture-scripts", 21_040),
    ("capture-wasm", 23_960),
    ("on-demand-top-layer", 400),
    ("on-demand-preview", 1_900),
    ("on-demand-stills", 2_000),
    ("on-demand-animations", 1_500),
    ("on-demand-font-faces", 700),
    ("on-demand-sheet-copies", 350),
    ("on-demand-inner-pages", 1_100),
    ("on-demand-outer-page", 850),
    // All of them; a page loads one, unless it is English.
    ("on-demand-locales", 40_000),
    // What lies over the conversation, the bar, forms, cards, ratings, the menu, formatted messages, all of the conversation as a file,
    // and the widget's side of other modules: see `src/deferred.rs`.
    ("on-demand-extras", 27_480),
    // Files and emoji: fetched when she first wants either.
    ("on-demand-pickers-script", 4_000),
    ("on-demand-pickers-wasm", 32_000),
    ("assist-script", 3_000),
    ("assist-wasm", 48_000),
    ("call-script", 3_800),
    ("call-wasm", 32_500),
];

/// One part, in bytes.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(crate) struct Part {
    name: &'static str,
    raw: usize,
    brotli: usize,
    budget: usize,
}

/// Builds, weighs and reports. False when a part is past its budget.
pub(crate) fn run(json: Option<&Path>) -> Result<bool> {
    let parts = measure()?;
    match json {
        None => println!("{}", table(&parts)),
        Some(path) => write(path, &parts)?,
    }
    let over = past_budget(&parts);
    for part in &over {
        eprintln!("{} weighs {} bytes and its budget is {}", part.name, part.brotli, part.budget);
    }
    Ok(over.is_empty())
}

/// Builds the shipped flavour and weighs it.
pub(crate) fn measure() -> Result<Vec<Part>> {
    assets::shipped()?;
    let styles = sync::read_file(&paths::root().join("src/panel.css")).context("the panel's styles")?;
    let parts = weigh(&sync::read(&paths::shipped().join("embed"))?, &styles);
    // A part that was renamed must not pass as one that weighs nothing.
    if let Some(part) = parts.iter().find(|part| part.raw == 0) {
        bail!(
            "the build has no {}: see `part_of` in xtask/src/size.rs for where it is looked for",
            part.name
        );
    }
    Ok(parts)
}

/// The parts that are past their budget.
pub(crate) fn past_budget(parts: &[Part]) -> Vec<&Part> {
    parts.iter().filter(|part| part.brotli > part.budget).collect()
}

fn weigh(embed: &Files, styles: &[u8]) -> Vec<Part> {
    let weigh = |(name, budget): &(&'static str, usize)| {
        let belongs = |path: &Path| part_of(path) == Some(*name);
        let own = embed.iter().filter(|(path, _)| belongs(path)).map(|(_, bytes)| bytes.as_slice());
        let contents: Vec<&[u8]> = if *name == "styles" { vec![styles] } else { own.collect() };
        Part {
            name,
            raw: contents.iter().map(|bytes| bytes.len()).sum(),
            // File by file, since that is how they travel.
            brotli: contents.iter().map(|bytes| brotli_length(bytes)).sum(),
            budget: *budget,
        }
    };
    BUDGETS.iter().map(weigh).collect()
}

/// The part that a file of dist/embed counts towards.
fn part_of(path: &Path) -> Option<&'static str> {
    let path = path.to_string_lossy().replace('\\', "/");
    match path.as_str() {
        "alongside.js" => Some("loader"),
        "start.js" => Some("start"),
        "top-layer.js" => Some("on-demand-top-layer"),
        "widget_bg.wasm" => Some("wasm"),
        "widget_extras.wasm" => Some("on-demand-extras"),
        "capture_bg.wasm" => Some("capture-wasm"),
        "assist_bg.wasm" => Some("assist-wasm"),
        "assist.js" => Some("assist-script"),
        "pickers_bg.wasm" => Some("on-demand-pickers-wasm"),
        "pickers.js" => Some("on-demand-pickers-script"),
        "call_bg.wasm" => Some("call-wasm"),
        "call.js" => Some("call-script"),
        "capture.js" => Some("capture-scripts"),
        "capture-preview.js" => Some("on-demand-preview"),
        "capture-stills.js" => Some("on-demand-stills"),
        "capture-animations.js" => Some("on-demand-animations"),
        "capture-font-faces.js" => Some("on-demand-font-faces"),
        "capture-sheet-copies.js" => Some("on-demand-sheet-copies"),
        "capture-inner_pages.js" => Some("on-demand-inner-pages"),
        "capture-outer_page.js" => Some("on-demand-outer-page"),
        table if table.starts_with("locales/") => Some("on-demand-locales"),
        // Where the scripts could not be bundled.
        snippet if snippet.starts_with("snippets/alongside-capture-") => Some("capture-scripts"),
        script if script.ends_with(".js") => Some("glue"),
        _ => None,
    }
}

fn write(path: &Path, parts: &[Part]) -> Result<()> {
    let json = serde_json::to_string_pretty(parts).context("the table could not be written as JSON")?;
    if path == Path::new("-") {
        println!("{json}");
        return Ok(());
    }
    sync::write_file(path, format!("{json}\n").as_bytes())
}

/// The parts as a table for people.
pub(crate) fn table(parts: &[Part]) -> String {
    let mut lines = vec![format!("{:<22}{:>10}{:>10}{:>10}", "part", "raw", "brotli", "budget")];
    let row = |part: &Part| {
        let mark = if part.brotli > part.budget { "  past its budget" } else { "" };
        format!("{:<22}{:>10}{:>10}{:>10}{mark}", part.name, part.raw, part.brotli, part.budget)
    };
    lines.extend(parts.iter().map(row));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embed() -> Files {
        let names = [
            "alongside.js",
            "start.js",
            "top-layer.js",
            "widget.js",
            "widget_bg.wasm",
            "widget_extras.wasm",
            "capture.js",
            "capture_bg.wasm",
            "capture-preview.js",
            "capture-stills.js",
            "capture-animations.js",
            "capture-font-faces.js",
            "capture-sheet-copies.js",
            "capture-inner_pages.js",
            "capture-outer_page.js",
            "assist.js",
            "assist_bg.wasm",
            "pickers.js",
            "pickers_bg.wasm",
            "locales/de.json",
            "call.js",
            "call_bg.wasm",
            "snippets/alongside-capture-0123/src/walker.js",
            "snippets/gloo-0123/inline0.js",
        ];
        names.iter().map(|name| (name.into(), name.as_bytes().to_vec())).collect()
    }

    #[test]
    fn every_file_counts_towards_exactly_one_part() {
        let files = embed();
        let parts = weigh(&files, b"");
        let weighed: usize = parts.iter().map(|part| part.raw).sum();
        assert_eq!(weighed, files.values().map(Vec::len).sum::<usize>());
        assert!(parts.iter().all(|part| part.name == "styles" || part.raw > 0), "{parts:?}");
    }

    #[test]
    fn a_part_is_past_its_budget_only_above_it() {
        let part = |brotli| Part { name: "loader", raw: 1, brotli, budget: 4_096 };
        assert_eq!(past_budget(&[part(4_096), part(4_097)]), [&part(4_097)]);
    }

    #[test]
    fn the_budgets_add_up_to_no_more_than_they_may() {
        let sum = |is_counted: fn(&str) -> bool| -> usize {
            BUDGETS.iter().filter(|(name, _)| is_counted(name)).map(|(_, budget)| budget).sum()
        };
        // The styles are part of the wasm.
        let is_panel = |name: &str| {
            name != "styles"
                && !["capture-", "assist-", "call-", "on-demand-"].iter().any(|other| name.starts_with(other))
        };
        let is_capture = |name: &str| name.starts_with("capture-");
        assert!(sum(is_panel) <= 110_000);
        assert!(sum(is_capture) <= 45_000);
        assert!(sum(is_panel) + sum(is_capture) <= 150_000);
    }

    #[test]
    fn the_json_has_the_four_documented_fields() {
        let json = serde_json::to_value(weigh(&embed(), b"a {}")).unwrap();
        let first = json[0].as_object().unwrap();
        assert_eq!(first.keys().collect::<Vec<_>>(), ["brotli", "budget", "name", "raw"]);
        assert_eq!(first["name"], "loader");
    }
}

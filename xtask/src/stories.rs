//! The stories in a real browser: the release binary, Playwright, and the count from its report.

use std::fs;

use anyhow::{Context as _, Result};

use crate::setup::{browser, node_modules, turn_server};
use crate::tally::{self, Tally};
use crate::{assets, paths, program, sync};

/// Runs every story against `target/release/alongside` and counts.
pub(crate) fn run() -> Result<Tally> {
    node_modules::ready()?;
    let chromium = browser::ready()?;
    let turn_server = turn_server::ready()?;
    // The step before has built it, unless the stories are asked for alone.
    if !paths::shipped().join("embed").is_dir() {
        assets::shipped()?;
    }
    let report = paths::artifacts().join("report.json");
    // A report of an earlier run must not be taken for this one's.
    let _ = fs::remove_file(&report);

    let mut playwright = program::npm("npx");
    playwright
        .args(["--no-install", "playwright", "test"])
        .env(browser::VARIABLE, chromium)
        .env(turn_server::VARIABLE, turn_server)
        .env("ALONGSIDE_BIN", paths::alongside())
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    let heard = program::transcript(&mut playwright)?;
    let text = sync::read_file(&report).context("Playwright left no report, so the stories did not run")?;
    Ok(tally::of_stories(&String::from_utf8_lossy(&text))?.with_exit(heard.success))
}

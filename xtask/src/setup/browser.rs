//! The browser that the stories and the benchmarks run in: a Chromium of the system, never a download of the driver's.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::program;
use crate::setup::apt;

/// Names the browser to use, and tells the driver's configuration which was found.
pub(crate) const VARIABLE: &str = "ALONGSIDE_CHROMIUM";

const USUAL: &[&str] = &["/usr/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The browser if one is here: the one that `ALONGSIDE_CHROMIUM` names, else Chromium, else Chrome.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let usual = USUAL.iter().map(PathBuf::from).find(|path| path.is_file());
    usual.or_else(|| program::find(NAMES))
}

/// The browser, installed if need be.
pub(crate) fn ready() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let how = || format!("no browser for the stories: install Chromium, or name one in {VARIABLE}");
    apt::install(&["chromium"]).with_context(how)?;
    find().with_context(how)
}

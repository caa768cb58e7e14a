//! The tests that run outside a browser: by nextest where it is installed, else by cargo; documentation tests by cargo.

use anyhow::Result;

use crate::program;
use crate::tally::{self, Tally};

/// Runs them all and counts.
pub(crate) fn run() -> Result<Tally> {
    let mut sum = Tally::default();
    if program::find(&["cargo-nextest"]).is_some() {
        sum += counted(&["nextest", "run", "--workspace", "--no-fail-fast", "--color", "never"])?;
        sum += counted(&["test", "--workspace", "--doc", "--no-fail-fast"])?;
    } else {
        sum += counted(&["test", "--workspace", "--no-fail-fast"])?;
    }
    Ok(sum)
}

fn counted(words: &[&str]) -> Result<Tally> {
    let heard = program::transcript(program::cargo().args(words))?;
    Ok(tally::of_rust_tests(&heard.text).with_exit(heard.success))
}

//! The TURN server that the story of relayed calls goes through: coturn, from the system.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::program;
use crate::setup::apt;

/// Names the server to use.
pub(crate) const VARIABLE: &str = "ALONGSIDE_TURNSERVER";

fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    program::find(&["turnserver"])
}

/// The server, installed if need be.
pub(crate) fn ready() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let how = || {
        format!("no TURN server for the story of relayed calls: install coturn, or name one in {VARIABLE}")
    };
    apt::install(&["coturn"]).with_context(how)?;
    find().with_context(how)
}

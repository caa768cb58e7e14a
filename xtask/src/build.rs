//! The assets, and the release binary that embeds them.

use anyhow::{Context as _, Result};

use crate::progress::Steps;
use crate::wasm::Flavour;
use crate::{assets, free_space, paths, program};

/// How many steps `everything` announces.
pub(crate) const STEPS: usize = assets::ALL_STEPS + 1;

/// `cargo xtask build`.
pub(crate) fn run(flavour: Flavour) -> Result<bool> {
    everything(flavour, &mut Steps::new(STEPS))?;
    eprintln!("\nThe relay is {}", paths::shown(&paths::alongside()));
    Ok(true)
}

/// `cargo xtask widget`.
pub(crate) fn widget(flavour: Flavour) -> Result<bool> {
    assets::embed(&paths::dist(), flavour, &mut Steps::new(assets::EMBED_STEPS))?;
    Ok(true)
}

/// Builds all that a running relay needs.
pub(crate) fn everything(flavour: Flavour, steps: &mut Steps) -> Result<()> {
    free_space::enough_to_build()?;
    assets::all(&paths::dist(), flavour, steps)?;
    steps.step("Compiling the relay, with all of it inside", relay)
}

/// Compiles the release binary from what is in dist/ now.
pub(crate) fn relay() -> Result<()> {
    let mut cargo = program::cargo();
    cargo.args(["build", "--release", "--package", "alongside-server", "--bin", "alongside"]);
    program::run(&mut cargo).context("the relay could not be built")
}

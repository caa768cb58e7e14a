//! `cargo xtask demo`: builds what changed, then becomes `alongside demo`.

use std::process::Command;

use anyhow::Result;
#[cfg(unix)]
use anyhow::anyhow;

use crate::progress::Steps;
use crate::wasm::Flavour;
use crate::{build, paths, ports};

/// Builds and runs. The flags go to the relay unread, but for the ports, which are checked before the long build.
pub(crate) fn run(flags: &[String]) -> Result<bool> {
    ports::free_for_demo(flags)?;
    build::everything(Flavour::Plain, &mut Steps::new(build::STEPS))?;
    eprintln!();
    start(flags)
}

/// The relay takes this process's place, so that Ctrl-C and signals reach it and nobody stands between.
#[cfg(unix)]
fn start(flags: &[String]) -> Result<bool> {
    use std::os::unix::process::CommandExt as _;

    let relay = paths::alongside();
    let error = Command::new(&relay).arg("demo").args(flags).current_dir(paths::root()).exec();
    Err(anyhow!(error).context(format!("{} could not be started", paths::shown(&relay))))
}

#[cfg(not(unix))]
fn start(flags: &[String]) -> Result<bool> {
    let relay = paths::alongside();
    crate::program::run(Command::new(relay).arg("demo").args(flags).current_dir(paths::root()))?;
    Ok(true)
}

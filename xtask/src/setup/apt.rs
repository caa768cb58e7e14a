//! Installing Debian packages. Not which ones, nor why.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{program, progress};

/// Whether this machine has apt.
pub(crate) fn available() -> bool {
    program::find(&["apt-get"]).is_some()
}

/// Installs the packages, as root or by sudo. Says what it does first.
///
/// # Errors
/// When there is no apt, no way to become root, or apt fails. Each says what to do.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    if !available() {
        bail!("this machine has no apt-get, so install the equivalents of these Debian packages: {wanted}");
    }
    progress::note(&format!("installing with apt: {wanted}"));
    let by_hand = || format!("run this yourself and try again: apt-get install {wanted}");
    program::run(apt_get()?.args(["--quiet", "update"])).with_context(by_hand)?;
    let mut install = apt_get()?;
    install.args(["--quiet", "install", "--yes", "--no-install-recommends"]).args(packages);
    program::run(&mut install).with_context(by_hand)
}

fn apt_get() -> Result<Command> {
    // What apt prints must not mix with what a task prints for other programs, such as `size --json -`.
    let quiet = |mut command: Command| {
        command.env("DEBIAN_FRONTEND", "noninteractive").stdout(std::io::stderr());
        command
    };
    if program::answer(Command::new("id").arg("-u")).as_deref() == Some("0") {
        return Ok(quiet(Command::new("apt-get")));
    }
    if program::find(&["sudo"]).is_none() {
        bail!("installing packages needs root, and there is no sudo here");
    }
    let mut command = Command::new("sudo");
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    Ok(quiet(command))
}

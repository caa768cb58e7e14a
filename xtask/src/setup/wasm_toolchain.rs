//! Chooses the toolchain that compiles for browsers, and installs one when none is here.
//!
//! The order: the target of the toolchain on PATH; Debian's Rust, when it is complete; rustup's download; Debian's
//! packages. A complete Debian toolchain goes before rustup's download because whoever has it came past a rustup
//! that could not download, and to ask again would cost each command the seconds of that failure.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::setup::debian_rust::{self, DebianRust};
use crate::setup::{apt, rustup};
use crate::{paths, progress};

/// A toolchain that can compile for browsers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WasmToolchain {
    /// The toolchain on PATH, with the target installed.
    OnPath,
    /// Debian's compiler and source.
    Debian(DebianRust),
}

impl WasmToolchain {
    /// What doctor shows.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::OnPath => "the toolchain on PATH has the target",
            Self::Debian(_) => "Debian's rustc-web with rust-web-src and lld",
        }
    }

    /// Makes `cargo` use this toolchain.
    pub(crate) fn apply(&self, cargo: &mut Command) {
        match self {
            Self::OnPath => {}
            Self::Debian(debian) => debian.apply(cargo),
        }
    }

    /// Each toolchain has a target directory of its own, or a change between them would rebuild everything.
    pub(crate) fn target_dir(&self) -> PathBuf {
        paths::target().join(match self {
            Self::OnPath => "wasm-rustup",
            Self::Debian(_) => "wasm",
        })
    }
}

/// What this machine has to choose from.
struct Machine {
    target_on_path: bool,
    debian: Option<DebianRust>,
    rustup: bool,
    apt: bool,
}

/// What follows from it.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    Use(WasmToolchain),
    AskRustup,
    AskApt,
    Nothing,
}

/// The toolchain if one is here already. Installs nothing.
pub(crate) fn find() -> Option<WasmToolchain> {
    match choose(&Machine::look()) {
        Choice::Use(toolchain) => Some(toolchain),
        Choice::AskRustup | Choice::AskApt | Choice::Nothing => None,
    }
}

/// The toolchain, installed if need be.
///
/// # Errors
/// When neither rustup nor apt can bring one; the error says what each of them answered.
pub(crate) fn ready() -> Result<WasmToolchain> {
    let machine = Machine::look();
    match choose(&machine) {
        Choice::Use(toolchain) => Ok(toolchain),
        Choice::AskRustup => by_rustup(&machine),
        Choice::AskApt => by_apt("there is no rustup here"),
        Choice::Nothing => bail!("{}", advice("there is neither rustup nor apt here")),
    }
}

impl Machine {
    fn look() -> Self {
        Self {
            target_on_path: rustup::has_wasm_target(),
            debian: DebianRust::find(),
            rustup: rustup::available(),
            apt: apt::available(),
        }
    }
}

fn choose(machine: &Machine) -> Choice {
    match machine {
        Machine { target_on_path: true, .. } => Choice::Use(WasmToolchain::OnPath),
        Machine { debian: Some(debian), .. } => Choice::Use(WasmToolchain::Debian(debian.clone())),
        Machine { rustup: true, .. } => Choice::AskRustup,
        Machine { apt: true, .. } => Choice::AskApt,
        Machine { .. } => Choice::Nothing,
    }
}

fn by_rustup(machine: &Machine) -> Result<WasmToolchain> {
    progress::note(&format!("asking rustup for the target {}", rustup::WASM_TARGET));
    match rustup::add_wasm_target() {
        Ok(()) if rustup::has_wasm_target() => Ok(WasmToolchain::OnPath),
        Ok(()) => refused(machine, "rustup installed the target for another toolchain than the one on PATH"),
        Err(reason) => refused(machine, &format!("rustup could not add it ({reason})")),
    }
}

fn refused(machine: &Machine, reason: &str) -> Result<WasmToolchain> {
    if machine.apt { by_apt(reason) } else { bail!("{}", advice(reason)) }
}

fn by_apt(reason: &str) -> Result<WasmToolchain> {
    progress::note(&format!("{reason}; taking Debian's Rust for the browser code instead"));
    apt::install(debian_rust::PACKAGES).with_context(|| advice(reason))?;
    let found = DebianRust::find().map(WasmToolchain::Debian);
    found.with_context(|| advice("the Debian packages are installed, but too old or incomplete"))
}

fn advice(reason: &str) -> String {
    format!(
        "no toolchain for the browser code: {reason}. Do one of these and try again: \
         `rustup target add {}`, or on Debian `apt-get install {}`",
        rustup::WASM_TARGET,
        debian_rust::PACKAGES.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The choice on a machine with these parts: target on PATH, complete Debian toolchain, rustup, apt.
    fn check(target_on_path: bool, debian: bool, rustup: bool, apt: bool, expect: &Choice) {
        let debian = debian.then(DebianRust::example);
        assert_eq!(&choose(&Machine { target_on_path, debian, rustup, apt }), expect);
    }

    #[test]
    fn an_installed_target_is_used_whatever_else_is_here() {
        check(true, true, true, true, &Choice::Use(WasmToolchain::OnPath));
        check(true, false, false, false, &Choice::Use(WasmToolchain::OnPath));
    }

    #[test]
    fn a_complete_debian_toolchain_is_used_without_asking_rustup_again() {
        check(false, true, true, true, &Choice::Use(WasmToolchain::Debian(DebianRust::example())));
    }

    #[test]
    fn rustup_is_asked_before_apt() {
        check(false, false, true, true, &Choice::AskRustup);
        check(false, false, true, false, &Choice::AskRustup);
    }

    #[test]
    fn without_rustup_apt_is_asked() {
        check(false, false, false, true, &Choice::AskApt);
    }

    #[test]
    fn with_nothing_to_ask_the_advice_names_both_commands() {
        check(false, false, false, false, &Choice::Nothing);
        let advice = advice("there is neither");
        assert!(advice.contains("rustup target add wasm32-unknown-unknown"));
        assert!(advice.contains("apt-get install rustc-web cargo-web rust-web-src lld"));
    }
}

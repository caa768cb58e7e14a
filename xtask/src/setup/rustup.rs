//! The rustup toolchain that runs this task: what it has, and asking rustup for more.

use std::path::PathBuf;
use std::process::Command;

use crate::{paths, program};

/// The target that browsers run.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Whether the toolchain on PATH can compile for browsers.
pub(crate) fn has_wasm_target() -> bool {
    sysroot().is_some_and(|root| root.join("lib/rustlib").join(WASM_TARGET).join("lib").is_dir())
}

/// Whether the toolchain on PATH has the standard library's source.
pub(crate) fn has_rust_source() -> bool {
    sysroot().is_some_and(|root| root.join("lib/rustlib/src/rust/library/Cargo.lock").is_file())
}

/// Whether rustup is here to be asked.
pub(crate) fn available() -> bool {
    program::find(&["rustup"]).is_some()
}

/// Asks rustup for the wasm target. `Err` holds rustup's own words.
pub(crate) fn add_wasm_target() -> Result<(), String> {
    ask(&["target", "add", WASM_TARGET])
}

/// Asks rustup for the standard library's source. `Err` holds rustup's own words.
pub(crate) fn add_rust_source() -> Result<(), String> {
    ask(&["component", "add", "rust-src"])
}

fn ask(words: &[&str]) -> Result<(), String> {
    let output = Command::new("rustup")
        .args(words)
        .current_dir(paths::root())
        .output()
        .map_err(|error| format!("rustup could not be started: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(reason(&String::from_utf8_lossy(&output.stderr)))
}

fn sysroot() -> Option<PathBuf> {
    let mut rustc = Command::new("rustc");
    program::answer(rustc.args(["--print", "sysroot"]).current_dir(paths::root())).map(PathBuf::from)
}

/// The first error, since causes and backtraces follow it.
fn reason(text: &str) -> String {
    let error = text.lines().find_map(|line| line.trim().strip_prefix("error:"));
    error.map_or("rustup gave no reason", str::trim).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_the_error_and_not_what_follows_it() {
        let text = "info: downloading rust-std\nerror: could not download\n\nCaused by:\n  15: <unknown>\n";
        assert_eq!(reason(text), "could not download");
        assert_eq!(reason("info: downloading"), "rustup gave no reason");
    }
}

//! Debian's own Rust for browsers: a compiler, the standard library's source, and a linker, where rustup can't
//! download its target. It compiles only wasm; native code stays with the toolchain on PATH.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program;

/// The packages that make the road usable.
pub(crate) const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "lld"];

const RUSTC: &str = "/usr/bin/rustc";
const SOURCE: &str = "/usr/lib/rustlib/src/rust/library/Cargo.lock";
const LINKER: &str = "/usr/bin/wasm-ld";

/// The oldest compiler that the workspace accepts, as Cargo.toml's `rust-version` says.
const OLDEST: (u32, u32) = (1, 95);

/// A usable Debian toolchain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DebianRust {
    rustc: PathBuf,
    linker: PathBuf,
}

impl DebianRust {
    /// The toolchain, when every part of it is here and new enough.
    pub(crate) fn find() -> Option<Self> {
        let (rustc, linker) = (PathBuf::from(RUSTC), PathBuf::from(LINKER));
        let complete = Path::new(SOURCE).is_file() && linker.is_file();
        let version = complete.then(|| program::answer(Command::new(&rustc).arg("--version")))??;
        new_enough(&version).then_some(Self { rustc, linker })
    }

    /// A toolchain for tests of the choice, found or not.
    #[cfg(test)]
    pub(crate) fn example() -> Self {
        Self { rustc: RUSTC.into(), linker: LINKER.into() }
    }

    /// Makes `cargo` use this toolchain for a wasm build, compiling the standard library with it.
    pub(crate) fn apply(&self, cargo: &mut Command) {
        cargo
            .env("RUSTC", &self.rustc)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", &self.linker)
            // Debian has no compiled standard library for the target. Building it is not stable yet, hence the
            // bootstrap flag; both only ever reach wasm builds, since this environment is set for those alone.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
    }
}

/// Reads `rustc 1.96.0 (…)`.
fn new_enough(version: &str) -> bool {
    let mut numbers = version.split_whitespace().nth(1).unwrap_or("").split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= OLDEST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compiler_older_than_the_workspace_asks_for_is_refused() {
        assert!(new_enough("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)"));
        assert!(new_enough("rustc 1.95.0"));
        assert!(!new_enough("rustc 1.63.0"));
        assert!(!new_enough("command not found"));
    }

    #[test]
    fn the_oldest_version_is_the_one_in_the_manifest() {
        let manifest = std::fs::read_to_string(crate::paths::root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("rust-version = \"{}.{}\"", OLDEST.0, OLDEST.1)));
    }
}

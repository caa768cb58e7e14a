//! Where things are in the checkout. Creates nothing.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    // Cargo sets the variable for the programs it runs; the constant serves a binary that is started by hand.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let xtask = here.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    xtask.parent().map(Path::to_path_buf).unwrap_or(xtask)
}

/// Cargo's output, `target/` unless `CARGO_TARGET_DIR` says otherwise.
pub(crate) fn target() -> PathBuf {
    let chosen = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    root().join(chosen)
}

/// The assets that the `alongside` binary embeds.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// What shops are given: laid out as in [`dist`], with the folder `embed` alone.
pub(crate) fn shipped() -> PathBuf {
    target().join("shipped")
}

/// The browser stories, the benchmarks, and the npm packages they need.
pub(crate) fn tests() -> PathBuf {
    root().join("tests")
}

/// What the browser stories leave behind: screenshots, traces, the report.
pub(crate) fn artifacts() -> PathBuf {
    tests().join("artifacts")
}

/// The types of the bound modules, for checking the scripts that import them.
pub(crate) fn types() -> PathBuf {
    artifacts().join("types")
}

/// The release build of the relay.
pub(crate) fn alongside() -> PathBuf {
    target().join("release").join(format!("alongside{}", std::env::consts::EXE_SUFFIX))
}

/// A path as a person in the checkout would type it.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

//! The toolchain for shipped wasm: one that has the standard library's source, so that it can be built for size
//! and with panics as bare traps (a fifth less to download).

use std::process::Command;

use crate::setup::debian_rust::DebianRust;
use crate::setup::rustup;
use crate::setup::wasm_toolchain::WasmToolchain;
use crate::{paths, progress};

/// A toolchain with source, given the one that plain builds use; or `None` where there is no source to be had.
pub(crate) fn ready(plain: &WasmToolchain) -> Option<WasmToolchain> {
    let has_source = matches!(plain, WasmToolchain::Debian(_)) || rustup::has_rust_source();
    if has_source {
        return Some(plain.clone());
    }
    if let Some(debian) = DebianRust::find() {
        return Some(WasmToolchain::Debian(debian));
    }
    progress::note("asking rustup for the source of the standard library");
    match rustup::add_rust_source() {
        Ok(()) => rustup::has_rust_source().then(|| plain.clone()),
        Err(reason) => {
            progress::note(&format!("rustup could not add it ({reason})"));
            None
        }
    }
}

/// Makes `cargo` build the standard library too, for size. The toolchain is applied apart.
pub(crate) fn apply(cargo: &mut Command) {
    cargo
        .arg("-Zbuild-std-features=optimize_for_size")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("RUSTFLAGS", flags());
}

/// Panics are traps, and so the places in the source that they would have named are left out; and no path of the
/// machine that built it is in what shops load.
fn flags() -> String {
    let panics = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"];
    let mut flags: Vec<String> = panics.map(str::to_owned).into();
    // Of functions with the same body one name would be left, and the split goes by names. wasm-opt merges them, afterwards.
    flags.push("-Zmerge-functions=disabled".to_owned());
    let home = std::env::home_dir().map(|home| home.join(".cargo"));
    let cargo_home = std::env::var_os("CARGO_HOME").map(Into::into).or(home);
    for (folder, name) in [(Some(paths::root()), "alongside"), (cargo_home, "cargo")] {
        // RUSTFLAGS is split at spaces, so a folder with one can't be written there.
        if let Some(folder) = folder.map(|path| path.display().to_string()).filter(|path| !path.contains(' '))
        {
            flags.push(format!("--remap-path-prefix={folder}=/{name}"));
        }
    }
    flags.join(" ")
}

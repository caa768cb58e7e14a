//! `cargo xtask dist`: a release. The tarball for shops that run the relay, and the built files of the npm package.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::progress::Steps;
use crate::setup::node_modules;
use crate::sync::Files;
use crate::wasm::Flavour;
use crate::{build, paths, program, sync};

/// What stands beside the binary in the tarball.
const DOCUMENTS: &[&str] = &["README.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// What the npm package has beyond what a shop's page loads: for those who use the engine without the relay.
const VIEWER: &[&str] = &["viewer.js", "viewer_bg.wasm"];

/// Builds, packs and prints what was made.
pub(crate) fn run() -> Result<bool> {
    let mut steps = Steps::new(build::STEPS + 3);
    steps.step("Readying wasm-opt", node_modules::ready)?;
    build::everything(Flavour::Shipped, &mut steps)?;
    let tarball = steps.step("Packing the tarball", pack)?;
    steps.step("Filling the npm package", || {
        sync::write(&paths::root().join("pkg/dist"), &package(&paths::dist())?).map(drop)
    })?;
    eprintln!("\n{tarball}");
    Ok(true)
}

/// The built files of the npm package.
fn package(dist: &Path) -> Result<Files> {
    let mut files = sync::read(&dist.join("embed"))?;
    for name in VIEWER {
        files.insert(name.into(), sync::read_file(&dist.join("viewer").join(name))?);
    }
    Ok(files)
}

/// Returns the path of the tarball, as shown.
fn pack() -> Result<String> {
    let name = format!("alongside-{}-{}", env!("CARGO_PKG_VERSION"), platform());
    let out = paths::target().join("dist");
    let staging = out.join(&name);
    if staging.exists() {
        fs::remove_dir_all(&staging).context("the former release could not be removed")?;
    }
    fs::create_dir_all(&staging).context("no folder for the release could be made")?;
    let binary = paths::alongside();
    copy(&binary, &staging.join(binary.file_name().unwrap_or_default()))?;
    for document in DOCUMENTS {
        copy(&paths::root().join(document), &staging.join(document))?;
    }

    let archive = format!("{name}.tar.gz");
    let mut tar = Command::new("tar");
    tar.current_dir(&out).args(["-czf", &archive, &name]);
    program::run(&mut tar)?;
    let sums = format!("{}  {archive}\n", sha256(&sync::read_file(&out.join(&archive))?));
    sync::write_file(&out.join("SHA256SUMS"), sums.as_bytes())?;
    Ok(paths::shown(&out.join(archive)))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(drop).with_context(|| format!("{} could not be copied", paths::shown(from)))
}

/// The compiler's name for this machine, such as `x86_64-unknown-linux-gnu`.
fn platform() -> String {
    let verbose = program::answer(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let host = verbose.lines().find_map(|line| line.strip_prefix("host: "));
    host.map_or_else(|| format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS), str::to_owned)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_npm_package_has_the_viewers_modules_but_not_its_page() {
        let dist = std::env::temp_dir().join(format!("alongside-package-{}", std::process::id()));
        for path in ["embed/capture.js", "viewer/viewer.js", "viewer/viewer_bg.wasm", "viewer/index.html"] {
            sync::write_file(&dist.join(path), b"").unwrap();
        }
        let names: Vec<_> = package(&dist).unwrap().into_keys().collect();
        assert_eq!(names, ["capture.js", "viewer.js", "viewer_bg.wasm"].map(std::path::PathBuf::from));
        fs::remove_dir_all(&dist).unwrap();
    }

    #[test]
    fn sums_are_those_that_sha256sum_prints() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}

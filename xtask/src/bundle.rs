//! A module's scripts as one file, by the npm package `esbuild` when it is installed: one request for the browser instead of
//! two dozen, and a fifth fewer bytes once compressed. What few pages need stays apart, and is fetched by those.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::wasm::Scripts;
use crate::{paths, program, progress, sync};

/// What has V8 compile all functions of a script beside the main thread while it is fetched. Nearly all of a recorder's are called by its
/// first reading, which is a quarter shorter on a small page: `cargo xtask bench cobrowse --case snapshot`.
/// <https://v8.dev/blog/explicit-compile-hints>
const COMPILE_HINT: &str = "//# allFunctionsCalledOnLoad\n";

/// Takes what `NAME.js` imports from `source`, somewhere below `folder`, into itself; each script that is for fetching on demand
/// becomes `NAME-PART.js` beside it, with a copy of what it shares with others. Answers whether it did: without the npm packages
/// all stays as it is, and that is said.
pub(crate) fn into_one(folder: &Path, name: &str, source: &Path, scripts: &Scripts) -> Result<bool> {
    let esbuild = paths::tests().join("node_modules/esbuild/bin/esbuild");
    if !esbuild.is_file() {
        progress::note("scripts stay apart: run `npm ci` in tests/ to ship them in one piece");
        return Ok(false);
    }
    let part = |part: &str| source.join(format!("{part}.js"));
    for name_of_part in scripts.on_demand {
        let shipped = folder.join(format!("{name}-{name_of_part}.js"));
        program::run(&mut bundle(&esbuild, &part(name_of_part), &shipped))?;
    }
    let (entry, whole) = (folder.join("exports.js"), folder.join(format!("{name}.js")));
    sync::write_file(&entry, format!("export {{ {} }} from \"./{name}.js\";\n", scripts.exports).as_bytes())?;
    let mut command = bundle(&esbuild, &entry, &whole);
    command.args(scripts.on_demand.iter().map(|name| format!("--external:{}", part(name).display())));
    program::run(&mut command)?;
    fs::remove_file(&entry).with_context(|| format!("{} could not be removed", paths::shown(&entry)))?;
    let text = String::from_utf8(sync::read_file(&whole)?).context("esbuild wrote no text")?;
    let text = with_parts_beside(&text, name, source.strip_prefix(folder)?, scripts.on_demand)?;
    sync::write_file(&whole, format!("{COMPILE_HINT}{text}").as_bytes())?;
    Ok(true)
}

fn bundle(esbuild: &Path, script: &Path, into: &Path) -> Command {
    let mut command = Command::new(esbuild);
    command.args(["--bundle", "--format=esm", "--target=esnext", "--allow-overwrite", "--log-level=warning"]);
    command.arg(format!("--outfile={}", into.display())).arg(script);
    command
}

/// A bundle that looks for its parts beside itself, and no longer in the folder that the scripts came from.
fn with_parts_beside(text: &str, name: &str, source: &Path, on_demand: &[&str]) -> Result<String> {
    let source = source.to_string_lossy().replace('\\', "/");
    let mut text = text.to_owned();
    for part in on_demand {
        let import = format!("import(\"./{source}/{part}.js\")");
        if !text.contains(&import) {
            bail!("{name} never fetches its part {part}: see `on_demand` in xtask/src/wasm.rs");
        }
        text = text.replace(&import, &format!("import(\"./{name}-{part}.js\")"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_fetched_from_beside_the_bundle_and_one_that_nobody_fetches_is_an_error() {
        let source = Path::new("snippets/alongside-capture-0123/src");
        let text = "load(() => import(\"./snippets/alongside-capture-0123/src/preview.js\"));";
        let shipped = with_parts_beside(text, "capture", source, &["preview"]).unwrap();
        assert_eq!(shipped, "load(() => import(\"./capture-preview.js\"));");
        assert!(with_parts_beside(text, "capture", source, &["preview", "stills"]).is_err());
    }
}

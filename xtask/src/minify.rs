//! Shipped scripts without their comments and long names, by the npm package `terser` when it is installed.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::sync::Files;
use crate::{paths, program, progress};

/// Rewrites every script. Without the npm packages they stay as they are, and that is said.
pub(crate) fn scripts(files: &mut Files) -> Result<()> {
    let terser = paths::tests().join("node_modules/terser/bin/terser");
    if !terser.is_file() || program::find(&["node"]).is_none() {
        progress::note("scripts keep their comments: run `npm ci` in tests/ to ship them small");
        return Ok(());
    }
    for (path, text) in files.iter_mut().filter(|(path, _)| is_script(path)) {
        *text = minified(&terser, path, text)
            .with_context(|| format!("{} could not be minified", path.display()))?;
    }
    Ok(())
}

fn is_script(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "js")
}

/// The loader is the one classic script: its outermost names belong to the page and stay.
fn is_module(path: &Path) -> bool {
    path != Path::new("alongside.js")
}

/// Licences stay, and what tells a browser how to compile a script.
fn minified(terser: &Path, path: &Path, text: &[u8]) -> Result<Vec<u8>> {
    let mut node = Command::new("node");
    node.arg(terser).args(["--compress", "passes=3", "--mangle", "--comments", "/^!|^# /"]);
    if is_module(path) {
        node.arg("--module");
    }
    let mut child = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    // It reads to the end before it writes, so neither side waits for the other. Dropping the pipe closes it.
    child.stdin.take().context("terser takes no input")?.write_all(text)?;
    let output = child.wait_with_output()?;
    if !output.status.success() || output.stdout.is_empty() {
        bail!("terser failed ({}); what it said is above", output.status);
    }
    Ok(output.stdout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_are_rewritten_and_only_the_loader_is_classic() {
        assert!(is_script(Path::new("snippets/a/walker.js")));
        assert!(!is_script(Path::new("widget_bg.wasm")));
        assert!(is_module(Path::new("widget.js")));
        assert!(!is_module(Path::new("alongside.js")));
    }
}

//! Binaryen's last pass over shipped wasm, from the npm package `binaryen` when it is installed.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{paths, program, progress};

/// Rewrites the module in place, for size. Without the npm packages the module stays as it is, and that is said.
pub(crate) fn shrink(module: &Path) -> Result<()> {
    let script = paths::tests().join("node_modules/binaryen/bin/wasm-opt");
    if !script.is_file() || program::find(&["node"]).is_none() {
        progress::note("wasm-opt is left out: run `npm ci` in tests/ for a module 1 to 2 % smaller");
        return Ok(());
    }
    let mut wasm_opt = Command::new("node");
    // The first pages of memory are the stack's end: what overflows it traps, and nothing else lies there.
    wasm_opt.arg(script).args(["-O2", "--low-memory-unused", "--gufa", "-Oz"]);
    // Once more from flat code: another 0.4 %.
    wasm_opt.args(["--flatten", "--rereloop", "-Oz", "-Oz"]);
    wasm_opt.arg(module).arg("-o").arg(module);
    program::run(&mut wasm_opt)
}

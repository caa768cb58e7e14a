//! Binaryen's last pass over shipped wasm, from the npm package `binaryen` when it is installed.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{paths, program, progress};

/// What becomes of a function that is called from one place only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inlining {
    /// It goes there if it is tiny. Larger ones number their variables anew each, so that the same code looks the same: 3 % less
    /// after brotli, for 3 % more before.
    Little,
    /// It goes there: for what runs often.
    Much,
}

/// Rewrites the module in place, for its size after brotli. Without the npm packages the module stays as it is, and that is said.
pub(crate) fn shrink(module: &Path, inlining: Inlining) -> Result<()> {
    let script = paths::tests().join("node_modules/binaryen/bin/wasm-opt");
    if !script.is_file() || program::find(&["node"]).is_none() {
        progress::note("wasm-opt is left out: run `npm ci` in tests/ for modules 5 % smaller");
        return Ok(());
    }
    let mut wasm_opt = Command::new("node");
    // The first pages of memory are the stack's end: what overflows it traps, and nothing else lies there.
    wasm_opt.arg(script).args(["-Os", "--low-memory-unused", "--gufa", "-Os"]);
    // Once more from flat code: another 0.4 %.
    wasm_opt.args(["--flatten", "--rereloop", "-Os", "-Os"]);
    // What is written twice costs brotli less than a variable that is there once: 1 %.
    wasm_opt.arg("--skip-pass=local-cse");
    if inlining == Inlining::Little {
        // In bytes: up to so many a call costs as much.
        wasm_opt.arg("--one-caller-inline-max-function-size=20");
    }
    wasm_opt.arg(module).arg("-o").arg(module);
    program::run(&mut wasm_opt)
}

//! What the browsers load, laid out as the relay serves it: one folder per origin or page.
//!
//! | folder | for | from |
//! |---|---|---|
//! | `embed` | a shop's page | `pkg/loader`, the widget, the capture, the assist, the pickers, the call, `locales` |
//! | `console` | the agent | `www/console`, the console |
//! | `viewer` | the viewer's own origin | `www/viewer`, the viewer |
//! | `shop` | the demo shop | `www/shop` |

use std::path::Path;

use alongside_locales::Locales;
use anyhow::{Context as _, Result};

use crate::progress::{Steps, note};
use crate::sync::{self, Files};
use crate::wasm::{ASSIST, CALL, CAPTURE, CONSOLE, Compiler, Flavour, PICKERS, VIEWER, WIDGET};
use crate::{minify, paths};

/// How many steps `all` announces.
pub(crate) const ALL_STEPS: usize = 4;
/// How many steps `embed` announces.
pub(crate) const EMBED_STEPS: usize = 2;

/// Builds every folder below `dist`.
pub(crate) fn all(dist: &Path, flavour: Flavour, steps: &mut Steps) -> Result<()> {
    let compiler = steps.step("Looking for a toolchain for browser code", || Compiler::ready(flavour))?;
    steps.step("Compiling what a shop's page loads: widget, capture, assist, pickers, call", || {
        embed_with(&compiler, dist)
    })?;
    steps.step("Compiling what an agent loads: console, viewer", || agent(&compiler, dist))?;
    steps.step("Copying the demo shop", || {
        lay_out(dist, "shop", &sync::read(&paths::root().join("www/shop"))?)
    })
}

/// Builds only what a shop's page loads.
pub(crate) fn embed(dist: &Path, flavour: Flavour, steps: &mut Steps) -> Result<()> {
    let compiler = steps.step("Looking for a toolchain for browser code", || Compiler::ready(flavour))?;
    steps.step("Compiling what a shop's page loads: widget, capture, assist, pickers, call", || {
        embed_with(&compiler, dist)
    })
}

/// Builds what shops are given, beside dist/ so that a running demo keeps what it has.
pub(crate) fn shipped() -> Result<()> {
    embed(&paths::shipped(), Flavour::Shipped, &mut Steps::new(EMBED_STEPS))
}

fn embed_with(compiler: &Compiler, dist: &Path) -> Result<()> {
    let mut files = sync::read(&paths::root().join("pkg/loader")).context("the loader")?;
    for module in compiler.build(&[WIDGET, CAPTURE, ASSIST, PICKERS, CALL])? {
        files.extend(module);
    }
    finish(compiler, &mut files)?;
    let tables = Locales::read(&alongside_locales::folder())?.tables();
    files.extend(tables.into_iter().map(|(name, table)| (Path::new("locales").join(name), table)));
    lay_out(dist, "embed", &files)
}

fn agent(compiler: &Compiler, dist: &Path) -> Result<()> {
    let mut console = sync::read(&paths::root().join("www/console")).context("the console's page")?;
    let mut viewer = sync::read(&paths::root().join("www/viewer")).context("the viewer's page")?;
    let mut modules = compiler.build(&[CONSOLE, VIEWER])?.into_iter();
    console.extend(modules.next().unwrap_or_default());
    viewer.extend(modules.next().unwrap_or_default());
    finish(compiler, &mut console)?;
    finish(compiler, &mut viewer)?;
    lay_out(dist, "console", &console)?;
    lay_out(dist, "viewer", &viewer)
}

fn finish(compiler: &Compiler, files: &mut Files) -> Result<()> {
    match compiler.flavour() {
        Flavour::Plain => Ok(()),
        Flavour::Shipped => minify::scripts(files),
    }
}

fn lay_out(dist: &Path, folder: &str, files: &Files) -> Result<()> {
    let path = dist.join(folder);
    match sync::write(&path, files)? {
        0 => note(&format!("{} is up to date", paths::shown(&path))),
        changes => note(&format!("{}: {changes} of {} files changed", paths::shown(&path), files.len())),
    }
    Ok(())
}

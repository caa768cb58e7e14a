//! `cargo xtask bench`: readies what a benchmark needs and starts it. The benchmarks themselves are in tests/bench/.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::cli::{CallOptions, CobrowseOptions, DeliveryOptions, ResumeOptions, WidgetOptions};
use crate::progress::Steps;
use crate::setup::{browser, node_modules};
use crate::wasm::Flavour;
use crate::{build, paths, program};

/// Co-browsing beside rrweb, on the shipped flavour: what shops would run.
pub(crate) fn cobrowse(options: &CobrowseOptions) -> Result<bool> {
    measure("Measuring beside rrweb", "bench/cobrowse.mjs", options.json.as_deref(), |node| {
        if let Some(rounds) = options.rounds {
            node.arg("--rounds").arg(rounds.to_string());
        }
        if let Some(case) = &options.case {
            node.arg("--case").arg(case);
        }
    })
}

/// From the load of a page to the agent's view of it, on the shipped flavour, over widget, relay and console.
pub(crate) fn resume(options: &ResumeOptions) -> Result<bool> {
    measure("Timing loads", "bench/resume.mjs", options.json.as_deref(), |node| {
        if let Some(loads) = options.loads {
            node.arg("--loads").arg(loads.to_string());
        }
    })
}

/// What the widget costs a shop's page, on the shipped flavour.
pub(crate) fn widget(options: &WidgetOptions) -> Result<bool> {
    measure(
        "Measuring beside an empty page and deep-chat",
        "bench/widget.mjs",
        options.json.as_deref(),
        |node| {
            if let Some(rounds) = options.rounds {
                node.arg("--rounds").arg(rounds.to_string());
            }
        },
    )
}

/// From the press on Accept to the first picture of a call, over widget, relay and console.
pub(crate) fn call(options: &CallOptions) -> Result<bool> {
    measure("Timing calls", "bench/call.mjs", options.json.as_deref(), |node| {
        if let Some(calls) = options.calls {
            node.arg("--calls").arg(calls.to_string());
        }
    })
}

/// Builds everything, and runs a benchmark of tests/. `arguments` adds its own.
fn measure(what: &str, script: &str, json: Option<&Path>, arguments: impl Fn(&mut Command)) -> Result<bool> {
    let mut steps = Steps::new(build::STEPS + 2);
    let chromium = steps.step("Readying the browser and the npm packages", || {
        node_modules::ready()?;
        browser::ready()
    })?;
    build::everything(Flavour::Shipped, &mut steps)?;
    steps.step(what, || {
        let mut node = Command::new("node");
        node.current_dir(paths::tests()).arg(script);
        node.env(browser::VARIABLE, chromium).env("ALONGSIDE_BIN", paths::alongside());
        if let Some(json) = json {
            node.arg("--json").arg(absolute(json)?);
        }
        arguments(&mut node);
        program::run(&mut node)
    })?;
    Ok(true)
}

/// Chat on a line that is dropped, beside Socket.IO and `ws`: the release binary, and no browser.
pub(crate) fn delivery(options: &DeliveryOptions) -> Result<bool> {
    let mut steps = Steps::new(build::STEPS + 2);
    steps.step("Readying the npm packages", node_modules::ready)?;
    build::everything(Flavour::Shipped, &mut steps)?;
    steps.step("Measuring beside Socket.IO and ws", || {
        let mut node = Command::new("node");
        node.current_dir(paths::tests()).arg("bench/delivery.mjs").env("ALONGSIDE_BIN", paths::alongside());
        if let Some(json) = &options.json {
            node.arg("--json").arg(absolute(json)?);
        }
        for (flag, number) in [("--rounds", options.rounds), ("--seconds", options.seconds)] {
            if let Some(number) = number {
                node.arg(flag).arg(number.to_string());
            }
        }
        program::run(&mut node)
    })?;
    Ok(true)
}

/// The file is named from where the task was called, and the benchmark runs in tests/.
fn absolute(path: &Path) -> Result<PathBuf> {
    if path == Path::new("-") {
        return Ok(path.to_path_buf());
    }
    std::path::absolute(path).with_context(|| format!("{} is no usable file name", path.display()))
}

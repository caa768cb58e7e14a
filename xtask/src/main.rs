//! `cargo xtask …`: every task of the project, on one command each.
//!
//! This file only chooses the task. Each task lives in the module of its name; what tasks share is in `setup`
//! (tools that may have to be installed), `wasm` (compiling and binding), `assets` (laying out `dist/`),
//! `program` (running other programs) and `progress` (what is said meanwhile).

mod assets;
mod bench;
mod build;
mod bundle;
mod cli;
mod compress;
mod demo;
mod dist;
mod doctor;
mod free_space;
mod minify;
mod native_tests;
mod paths;
mod ports;
mod program;
mod progress;
mod setup;
mod short_names;
mod size;
mod split;
mod stories;
mod sync;
mod tally;
mod test;
mod wasm;
mod wasm_opt;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Bench, Cli, Task};

fn main() -> ExitCode {
    let result = match Cli::parse().task {
        Task::Demo { flags } => demo::run(&flags),
        Task::Test(options) => test::run(&options),
        Task::Doctor => doctor::run(),
        Task::Build { shipped } => build::run(shipped.into()),
        Task::Widget { shipped } => build::widget(shipped.into()),
        Task::Size { json } => size::run(json.as_deref()),
        Task::Bench(Bench::Cobrowse(options)) => bench::cobrowse(&options),
        Task::Bench(Bench::Resume(options)) => bench::resume(&options),
        Task::Bench(Bench::Call(options)) => bench::call(&options),
        Task::Bench(Bench::Delivery(options)) => bench::delivery(&options),
        Task::Bench(Bench::Widget(options)) => bench::widget(&options),
        Task::Dist => dist::run(),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

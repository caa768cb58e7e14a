//! `cargo xtask test`: every check, in an order in which each finds what it needs; a failure stops only those that
//! depend on it. Ends with `N passed, N failed` alone on a line.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::cli::TestOptions;
use crate::progress::{self, Steps};
use crate::setup::node_modules;
use crate::tally::Tally;
use crate::wasm::Flavour;
use crate::{build, native_tests, program, size, stories};

/// One step of the test, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Step {
    /// Formatting
    Fmt,
    /// The wasm, the assets and the release binary
    Build,
    /// Lints
    Clippy,
    /// Tests outside a browser
    Native,
    /// Types of the JavaScript
    Types,
    /// Size budgets of the shipped widget
    Size,
    /// Stories in a browser
    Stories,
}

impl Step {
    /// What must have passed before this step means anything.
    fn needs(self) -> &'static [Step] {
        match self {
            Self::Stories | Self::Types => &[Self::Build],
            Self::Fmt | Self::Clippy | Self::Native | Self::Build | Self::Size => &[],
        }
    }

    fn run(self) -> Result<Tally> {
        match self {
            Self::Fmt => cargo(&["fmt", "--all", "--check"]),
            Self::Clippy => cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
            Self::Native => native_tests::run(),
            Self::Build => {
                build::everything(Flavour::Plain, &mut Steps::new(build::STEPS)).map(|()| Tally::one(true))
            }
            Self::Types => types(),
            Self::Size => weigh(),
            Self::Stories => stories::run(),
        }
    }
}

/// Runs the steps asked for, or all. False when anything failed.
pub(crate) fn run(options: &TestOptions) -> Result<bool> {
    if options.list {
        for step in Step::value_variants() {
            println!("{:<8} {}", name(*step), help(*step));
        }
        return Ok(true);
    }
    let mut sum = Tally::default();
    let mut failed = BTreeSet::new();
    for step in chosen(&options.only) {
        let counts = match step.needs().iter().find(|need| failed.contains(*need)) {
            Some(need) => not_run(step, *need),
            None => timed(step),
        };
        if counts.failed > 0 {
            failed.insert(step);
        }
        sum += counts;
    }
    if !failed.is_empty() {
        let names: Vec<String> = failed.iter().map(|step| name(*step)).collect();
        println!("\nFailed: {}. One step alone: cargo xtask test --only STEP", names.join(", "));
    }
    println!("\n{sum}");
    Ok(sum.failed == 0)
}

/// The steps asked for and what they need, in the order in which they run.
fn chosen(only: &[Step]) -> BTreeSet<Step> {
    if only.is_empty() {
        return Step::value_variants().iter().copied().collect();
    }
    only.iter().flat_map(|step| step.needs().iter().chain(std::iter::once(step))).copied().collect()
}

fn timed(step: Step) -> Tally {
    println!("\n== {}: {}", name(step), help(step));
    let start = Instant::now();
    let counts = step.run().unwrap_or_else(|error| {
        println!("error: {error:#}");
        Tally::one(false)
    });
    println!("== {}: {counts} in {}", name(step), progress::shown(start.elapsed()));
    counts
}

fn not_run(step: Step, need: Step) -> Tally {
    println!("\n== {}: not run, since {} failed; counted as a failure", name(step), name(need));
    Tally::one(false)
}

fn name(step: Step) -> String {
    step.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn help(step: Step) -> String {
    step.to_possible_value().and_then(|value| Some(value.get_help()?.to_string())).unwrap_or_default()
}

fn cargo(words: &[&str]) -> Result<Tally> {
    Ok(Tally::one(program::transcript(program::cargo().args(words))?.success))
}

fn types() -> Result<Tally> {
    node_modules::ready()?;
    let mut passed = true;
    for project in ["tsconfig.json", "tsconfig.lenient.json"] {
        let mut tsc = program::npm("npx");
        tsc.args(["--no-install", "tsc", "--project", project]);
        passed &= program::transcript(&mut tsc)?.success;
    }
    Ok(Tally::one(passed))
}

fn weigh() -> Result<Tally> {
    // Installed first, so that the weight is with wasm-opt, as in a release.
    node_modules::ready()?;
    let parts = size::measure()?;
    println!("{}", size::table(&parts));
    let over = size::past_budget(&parts);
    if !over.is_empty() {
        bail!("{} of {} parts are past their budget", over.len(), parts.len());
    }
    Ok(Tally::one(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(only: &[Step], expect: &[Step]) {
        assert_eq!(chosen(only).into_iter().collect::<Vec<_>>(), expect);
    }

    #[test]
    fn without_a_choice_every_step_runs() {
        check(&[], Step::value_variants());
    }

    #[test]
    fn a_chosen_step_brings_what_it_needs_before_it() {
        check(&[Step::Stories], &[Step::Build, Step::Stories]);
        check(&[Step::Stories, Step::Fmt, Step::Build], &[Step::Fmt, Step::Build, Step::Stories]);
        check(&[Step::Native], &[Step::Native]);
    }

    #[test]
    fn what_a_step_needs_runs_before_it() {
        for step in Step::value_variants() {
            assert!(step.needs().iter().all(|need| need < step), "{step:?}");
        }
    }
}

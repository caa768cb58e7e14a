//! The command line: what can be asked for. Not what is done about it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::test::Step;

/// Set up, build, demonstrate, test, measure and package Alongside.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) task: Task,
}

#[derive(Subcommand)]
pub(crate) enum Task {
    /// Build everything and run a relay, a shop and an agent's console on this machine.
    Demo {
        /// Passed on to `alongside demo`, such as `--port 4700 --shop-port 4701 --data DIR`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "FLAGS")]
        flags: Vec<String>,
    },
    /// Check, test and measure everything, as CI does; ends with `N passed, N failed`.
    Test(TestOptions),
    /// Show what the tasks need, what of it is here, and how to get the rest.
    Doctor,
    /// Build the browser assets into dist/ and the release binary that holds them.
    Build {
        /// Make the wasm as small as a release is. Slower.
        #[arg(long)]
        shipped: bool,
    },
    /// Build only what a shop's page loads (dist/embed/). Trunk runs this before each of its builds.
    Widget {
        /// Make the wasm as small as a release is. Slower.
        #[arg(long)]
        shipped: bool,
    },
    /// Weigh what a shop's page loads, as shipped, against its budgets.
    Size {
        /// Write the table as JSON to FILE, or to standard output for `-`.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
    /// Measure, where there are peers beside them.
    #[command(subcommand)]
    Bench(Bench),
    /// Make a release: the tarball in target/dist/ and the built files of the npm package in pkg/dist/.
    Dist,
}

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Co-browsing beside rrweb, in the same browser and the same run.
    Cobrowse(CobrowseOptions),
    /// From the load of a shared page to the agent's view of it. Fails when 5 of 100 loads take more than a second.
    Resume(ResumeOptions),
    /// Chat on a line that is dropped every two seconds, beside Socket.IO and plain `ws`.
    Delivery(DeliveryOptions),
    /// What the widget costs a page, beside an empty one and a chat from npm. Fails when 5 of 100 clicks take more than 300 ms.
    Widget(WidgetOptions),
    /// From the press on Accept to the first picture of a call. Fails when 5 of 100 calls take more than 1.5 seconds.
    Call(CallOptions),
}

#[derive(Args)]
pub(crate) struct CallOptions {
    /// Write the rows as JSON to FILE, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Time N calls; 20 by default.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) calls: Option<u32>,
}

#[derive(Args)]
pub(crate) struct CobrowseOptions {
    /// Write the rows as JSON to FILE, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Count N rounds of each case; 5 by default, and at most 3 of the cases that take long.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: Option<u32>,
    /// Run only the cases whose name contains PATTERN, such as `snapshot` or `latency`.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) case: Option<String>,
}

#[derive(Args)]
pub(crate) struct ResumeOptions {
    /// Write the rows as JSON to FILE, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Time N loads; 25 by default.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) loads: Option<u32>,
}

#[derive(Args)]
pub(crate) struct DeliveryOptions {
    /// Write the rows as JSON to FILE, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Count N rounds; 3 by default.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: Option<u32>,
    /// Write for N seconds in each round; 20 by default.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) seconds: Option<u32>,
}

#[derive(Args)]
pub(crate) struct WidgetOptions {
    /// Write the rows as JSON to FILE, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Count N rounds; 10 by default.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: Option<u32>,
}

#[derive(Args)]
pub(crate) struct TestOptions {
    /// Run only this step, and what it needs. May be repeated.
    #[arg(long, value_name = "STEP")]
    pub(crate) only: Vec<Step>,
    /// List the steps and stop.
    #[arg(long)]
    pub(crate) list: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_after_demo_are_passed_on_unread() {
        let cli = Cli::try_parse_from(["cargo xtask", "demo", "--port", "4700", "--help-me"]).unwrap();
        let Task::Demo { flags } = cli.task else { panic!("not the demo") };
        assert_eq!(flags, ["--port", "4700", "--help-me"]);
    }
}

//! The binary `alongside`: see [`alongside_server::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    alongside_server::cli::run()
}

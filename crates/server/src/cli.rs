//! The command line: what the binary `alongside` can be asked to do. Errors come out as one line and exit
//! code 1.

mod agent;
mod asset_origins;
mod audit;
mod identity;
mod masking;
mod options;
mod recording;
mod room_hook;
mod serve;
mod site;
mod visitor;
mod whole;

use crate::{
    audit::{Actor, NewEntry, Subject, What},
    config::RawConfig,
    store::{Store, sqlite::SqliteStore},
};
use alongside_protocol::SiteKey;
use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode, sync::Arc};

pub(crate) use serve::{bind, log_to_stderr, told_to_stop};

/// Live chat and co-browsing for shops.
#[derive(Parser)]
#[command(name = "alongside", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the relay.
    Serve(Box<serve::Serve>),
    /// Run a relay with example conversations, and a shop that uses it.
    Demo(crate::demo::Demo),
    /// Manage sites: who may embed the widget.
    #[command(subcommand)]
    Site(site::Site),
    /// Manage agents: who may log in to the console.
    #[command(subcommand)]
    Agent(agent::Agent),
    /// Read the audit log, and check that nobody changed it.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Manage what was kept of shared pages.
    #[command(subcommand)]
    Recording(recording::Command),
    /// Give or delete what is kept of one shopper.
    #[command(subcommand)]
    Visitor(visitor::Visitor),
}

/// Which database a command works on: that of the settings file, unless named.
#[derive(Args)]
struct Database {
    /// The relay's settings file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The SQLite file [default: alongside.db]
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
}

impl Database {
    fn open(self) -> anyhow::Result<Arc<dyn Store>> {
        let file = self.config.map(|path| RawConfig::read(&path)).transpose()?.unwrap_or_default();
        let path = self.database.or(file.database).unwrap_or_else(|| "alongside.db".into());
        Ok(Arc::new(SqliteStore::open(&path)?))
    }
}

/// Writes into a site's audit log what an operator has changed.
async fn log_change(store: &dyn Store, site: &SiteKey, setting: &str, value: &str) -> anyhow::Result<()> {
    let what = What::PolicyChanged { setting: setting.into(), value: value.into() };
    let entry = NewEntry::now(Actor::Operator, Subject::site(site), &what);
    store.append_audit(vec![entry]).await.context("the change is made, but the audit log did not take it")
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    match execute(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("alongside: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("the asynchronous runtime could not be started")?;
    runtime.block_on(async {
        match command {
            Command::Serve(serve) => Box::pin(serve::run(*serve)).await,
            Command::Demo(demo) => Box::pin(crate::demo::run(demo)).await,
            Command::Site(site) => site::run(site).await,
            Command::Agent(agent) => agent::run(agent).await,
            Command::Audit(audit) => audit::run(audit).await,
            Command::Recording(command) => recording::run(command).await,
            Command::Visitor(visitor) => visitor::run(visitor).await,
        }
    })
}

//! `alongside serve`

use crate::{
    config::RawConfig,
    server::Server,
    store::{Store, sqlite::SqliteStore},
    timings::Timings,
    web::Assets,
};
use anyhow::{Context, anyhow};
use clap::Args;
use std::{
    io::{self, IsTerminal},
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tracing_subscriber::EnvFilter;

#[derive(Args)]
pub(super) struct Serve {
    /// A settings file (TOML); flags go before it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print the settings that hold, as a settings file, and stop
    #[arg(long)]
    print_config: bool,
    #[command(flatten)]
    flags: RawConfig,
}

pub(super) async fn run(serve: Serve) -> anyhow::Result<()> {
    let file = serve.config.map(|path| RawConfig::read(&path)).transpose()?.unwrap_or_default();
    let config = serve.flags.or(file).resolve()?;
    if serve.print_config {
        println!("{config}");
        return Ok(());
    }
    log_to_stderr(&config.log)?;
    let store = Arc::new(SqliteStore::open(&config.database)?);
    let listener = bind(config.listen, "listen").await?;
    if store.sites().await?.is_empty() {
        tracing::warn!(
            "there is no site yet: make one with `alongside site add --name … --origin … --contact …`"
        );
    }
    let stop = told_to_stop()?;
    let server = Server::start(listener, config, store, Assets::embedded(), Timings::default())?;
    stop.await;
    server.stop().await;
    Ok(())
}

/// Structured logs to standard error, so that standard output is free for what a command prints.
pub(crate) fn log_to_stderr(filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).with_context(|| format!("log: `{filter}` is not a filter"))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .try_init()
        .map_err(|error| anyhow!("the log could not be opened: {error}"))
}

/// A listening socket, or why there is none and which flag changes that.
pub(crate) async fn bind(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            let port = address.port();
            let value = if flag == "listen" { "ADDRESS:PORT" } else { "N" };
            anyhow!("port {port} is taken; stop the program that uses it or pass --{flag} {value}")
        }
        io::ErrorKind::PermissionDenied => {
            anyhow!("this user may not listen on {address}; ports below 1024 need a right of their own")
        }
        _ => anyhow!("cannot listen on {address}: {error}"),
    })
}

/// A future that ends with the first SIGINT or SIGTERM. A second one ends the process at once.
pub(crate) fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    let context = "signals cannot be received";
    let mut interrupt = signal(SignalKind::interrupt()).context(context)?;
    let mut terminate = signal(SignalKind::terminate()).context(context)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            std::process::exit(130);
        });
    })
}

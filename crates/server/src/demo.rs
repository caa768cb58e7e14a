//! `alongside demo`: a relay with example conversations beside a shop that uses it, on this machine only.
//!
//! Owns: both ports, the seeding (`seed`), the shop's little server (`shop`) and what is printed. The relay
//! itself is the same as in production.

mod seed;
mod shop;

use crate::{
    cli,
    config::{Config, RawConfig},
    origin::Origin,
    server::Server,
    store::sqlite::SqliteStore,
    timings::Timings,
    web::{self, Assets},
};
use alongside_protocol::Theme;
use anyhow::Context;
use clap::Args;
use serde::Serialize;
use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// The flags of `alongside demo`.
#[derive(Args)]
pub struct Demo {
    /// The relay's port; 0 takes a free one
    #[arg(long, default_value_t = 4600)]
    port: u16,
    /// The shop's port; 0 takes a free one
    #[arg(long, default_value_t = 4601)]
    shop_port: u16,
    /// The folder for the demo's database
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// Print the addresses as one line of JSON
    #[arg(long)]
    json: bool,
    /// Open the widget's shadow root, so that browser tests can look inside
    #[arg(long)]
    open_root: bool,
    /// How many messages a visitor may send in a minute, a third of them at once; 0 for no limit
    #[arg(long, value_name = "NUMBER")]
    messages_per_minute: Option<u32>,
    /// How many MiB a file may have that is sent in a conversation; 0 allows none
    #[arg(long, value_name = "MIB")]
    attachment_mib: Option<u32>,
    /// TURN servers for calls, such as turn:turn.shop.example:3478, with commas between them
    #[arg(long, value_name = "URLS", value_delimiter = ',')]
    turn_urls: Option<Vec<String>>,
    /// The secret that the TURN servers share with this relay
    #[arg(long, value_name = "SECRET")]
    turn_secret: Option<String>,
    /// How long a call rings, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    ring_seconds: Option<u64>,
    /// What to log
    #[arg(long, value_name = "FILTER", default_value = "warn")]
    log: String,
}

/// What there is to see, and how to get in.
#[derive(Serialize)]
struct Addresses {
    shop: String,
    console: String,
    relay: String,
    viewer: String,
    site: String,
    agents: Vec<seed::Account>,
    snippet: String,
}

/// Runs the demo until it is told to stop.
pub(crate) async fn run(demo: Demo) -> anyhow::Result<()> {
    cli::log_to_stderr(&demo.log)?;
    let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = cli::bind(local(demo.port), "port").await?;
    let shop_listener = cli::bind(local(demo.shop_port), "shop-port").await?;
    let shop: Origin = format!("http://{}", shop_listener.local_addr()?).parse()?;
    let config = config(&demo, listener.local_addr()?)?;
    make_folder(&demo.data)?;
    let store = Arc::new(SqliteStore::open(&config.database)?);
    let seeded = seed::seed(&*store, &shop).await.context("the demo's conversations could not be made")?;
    let stop = cli::told_to_stop()?;
    let addresses = addresses(&config, &shop, seeded);
    let assets = Assets::embedded();
    let shop = shop::Shop::new(&config, &seed::site_key(), demo.open_root, assets.clone());
    let usual = Timings::default();
    let ring = demo.ring_seconds.map_or(usual.ring, Duration::from_secs);
    let server = Server::start(listener, config, store, assets, Timings { ring, ..usual })?;
    let serving = tokio::spawn(async move { axum::serve(shop_listener, shop.router()).await });
    if demo.json {
        println!("{}", serde_json::to_string(&addresses)?);
    } else {
        println!("{addresses}");
    }
    stop.await;
    serving.abort();
    server.stop().await;
    Ok(())
}

fn config(demo: &Demo, listen: SocketAddr) -> anyhow::Result<Config> {
    let raw = RawConfig {
        listen: Some(listen.to_string()),
        database: Some(demo.data.join("alongside.db")),
        shutdown_grace_ms: Some(2_000),
        log: Some(demo.log.clone()),
        messages_per_minute: demo.messages_per_minute,
        attachment_mib: demo.attachment_mib,
        turn_urls: demo.turn_urls.clone(),
        turn_secret: demo.turn_secret.clone(),
        ..RawConfig::default()
    };
    raw.resolve()
}

fn make_folder(folder: &Path) -> anyhow::Result<()> {
    let shown = folder.display();
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder {shown} cannot be made; pass another one with --data DIR"))
}

fn addresses(config: &Config, shop: &Origin, agents: Vec<seed::Account>) -> Addresses {
    Addresses {
        shop: format!("{shop}/"),
        console: format!("{}/console/", config.public_url),
        relay: config.public_url.to_string(),
        viewer: config.viewer_origin.to_string(),
        site: seed::site_key().to_string(),
        agents,
        snippet: web::snippet(&config.public_url, &seed::site_key(), seed::ACCENT, &Theme::default()),
    }
}

/// The block that greets whoever ran the demo.
impl fmt::Display for Addresses {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter)?;
        writeln!(formatter, "  Shop      {}", self.shop)?;
        writeln!(formatter, "  Console   {}", self.console)?;
        for account in &self.agents {
            writeln!(formatter, "            {}  {}", account.email, account.password)?;
        }
        writeln!(formatter, "  Snippet   {}", self.snippet)?;
        writeln!(formatter)?;
        write!(formatter, "  Ctrl-C stops the demo.")
    }
}

//! `alongside site …`

use super::{Database, asset_origins, identity, log_change, recording, room_hook, whole};
use crate::{
    clock,
    origin::Origin,
    store::{self, Store},
};
use alongside_protocol::{MaskingPolicy, SiteKey, SiteOptions, SiteSettings};
use anyhow::{Context, bail, ensure};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(super) enum Site {
    /// Make a site, and print its key.
    Add {
        /// The shop's name, as the widget's title shows it
        #[arg(long)]
        name: String,
        /// An origin whose pages may use the widget, such as https://shop.example; may be given several times
        #[arg(long = "origin", value_name = "ORIGIN")]
        origins: Vec<Origin>,
        /// The widget's first words
        #[arg(long, default_value = "Hello! How can we help?")]
        greeting: String,
        /// The accent colour
        #[arg(long, value_name = "#RRGGBB", default_value = "#1f6f5c")]
        accent: String,
        /// Where a shopper turns when the widget cannot run: a mailto: or https: address
        #[arg(long, value_name = "ADDRESS")]
        contact: String,
        #[command(flatten)]
        database: Database,
    },
    /// List all sites.
    List {
        #[command(flatten)]
        database: Database,
    },
    /// Show or change where a site's widget may run. A running relay follows at once.
    Origins {
        /// The site's key
        key: String,
        /// Allow this origin
        #[arg(long, value_name = "ORIGIN")]
        add: Vec<Origin>,
        /// Allow this origin no longer
        #[arg(long, value_name = "ORIGIN")]
        remove: Vec<Origin>,
        #[command(flatten)]
        database: Database,
    },
    /// Show or change from where agents' browsers may load pictures that can't be read in the shopper's browser. Consoles
    /// that are loaded from then on follow.
    Assets {
        /// The site's key
        key: String,
        /// Allow this origin: a CDN of your own, by https
        #[arg(long, value_name = "ORIGIN")]
        add: Vec<Origin>,
        /// Allow this origin no longer
        #[arg(long, value_name = "ORIGIN")]
        remove: Vec<Origin>,
        #[command(flatten)]
        database: Database,
    },
    /// Show or change what is masked in a site's pages when they are shared. Pages loaded from then on follow.
    Masking {
        /// The site's key
        key: String,
        /// A policy in TOML, to be put in the place of the present one
        #[arg(long, value_name = "FILE", conflicts_with = "clear")]
        file: Option<PathBuf>,
        /// Take the present policy away
        #[arg(long)]
        clear: bool,
        #[command(flatten)]
        database: Database,
    },
    /// Show or change how a site's widget looks and what it offers. Pages loaded from then on follow.
    Options {
        /// The site's key
        key: String,
        /// Options in TOML, to be put in the place of the present ones
        #[arg(long, value_name = "FILE", conflicts_with = "clear")]
        file: Option<PathBuf>,
        /// Take the present options away
        #[arg(long)]
        clear: bool,
        #[command(flatten)]
        database: Database,
    },
    /// Show or change whether shared pages are recorded. A running relay follows with the next session.
    Recording(recording::Policy),
    /// Show, make or remove the keys with which the shop's server signs who its shoppers are. A running relay follows at once.
    Identity(identity::Identity),
    /// Show, set or clear the service that makes rooms for calls. A running relay follows at once.
    RoomHook(room_hook::Hook),
}

pub(super) async fn run(site: Site) -> anyhow::Result<()> {
    match site {
        Site::Add { name, origins, greeting, accent, contact, database } => {
            let settings = SiteSettings { name, greeting, accent, contact, records: false };
            add(&*database.open()?, settings, origins).await
        }
        Site::List { database } => {
            for site in database.open()?.sites().await? {
                println!("{}  {}  {}", site.key, site.settings.name, list(&site.origins));
            }
            Ok(())
        }
        Site::Origins { key, add, remove, database } => {
            change_origins(&*database.open()?, &SiteKey(key), add, &remove).await
        }
        Site::Assets { key, add, remove, database } => {
            asset_origins::run(&*database.open()?, &SiteKey(key), add, &remove).await
        }
        Site::Masking { key, file, clear, database } => {
            whole::run::<MaskingPolicy>(&*database.open()?, &SiteKey(key), file.as_deref(), clear).await
        }
        Site::Options { key, file, clear, database } => {
            whole::run::<SiteOptions>(&*database.open()?, &SiteKey(key), file.as_deref(), clear).await
        }
        Site::Recording(policy) => recording::set_policy(policy).await,
        Site::Identity(identity) => identity::run(identity).await,
        Site::RoomHook(hook) => room_hook::run(hook).await,
    }
}

async fn add(store: &dyn Store, settings: SiteSettings, origins: Vec<Origin>) -> anyhow::Result<()> {
    check(&settings)?;
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes).context("the operating system gave no randomness for a key")?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let site = store::Site {
        key: SiteKey(format!("pk_{digits}")),
        origins,
        settings,
        created_at_ms: clock::now_ms(),
    };
    let (key, shown) = (site.key.clone(), list(&site.origins));
    store.put_site(site).await?;
    log_change(store, &key, "origins", &shown).await?;
    println!("{key}");
    eprintln!("allowed origins: {shown}");
    eprintln!("next: alongside agent add --site {key} --email … --name …");
    Ok(())
}

fn check(settings: &SiteSettings) -> anyhow::Result<()> {
    ensure!(!settings.name.trim().is_empty(), "--name is empty: the widget's title shows it");
    let digits = settings.accent.strip_prefix('#').unwrap_or_default();
    let is_colour = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    ensure!(is_colour, "--accent `{}` is not a colour such as #1f6f5c", settings.accent);
    let is_address = ["mailto:", "https:"].iter().any(|scheme| settings.contact.starts_with(scheme));
    ensure!(is_address, "--contact `{}` must begin with mailto: or https:", settings.contact);
    Ok(())
}

async fn change_origins(
    store: &dyn Store,
    key: &SiteKey,
    add: Vec<Origin>,
    remove: &[Origin],
) -> anyhow::Result<()> {
    let Some(site) = store.site(key).await? else {
        bail!("no site has the key {key}; see `alongside site list`");
    };
    let mut origins = site.origins;
    if let Some(missing) = remove.iter().find(|origin| !origins.contains(origin)) {
        bail!("{missing} is not among the allowed origins: {}", list(&origins));
    }
    origins.retain(|origin| !remove.contains(origin));
    origins.extend(add);
    origins.sort();
    origins.dedup();
    store.set_origins(key, origins.clone()).await?;
    log_change(store, key, "origins", &list(&origins)).await?;
    println!("{}", list(&origins));
    Ok(())
}

fn list(origins: &[Origin]) -> String {
    if origins.is_empty() {
        return "none: the widget runs nowhere".into();
    }
    origins.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

//! `alongside site room-hook`: the service of the shop that makes rooms for calls.

use super::{Database, log_change};
use crate::{
    clock,
    store::{RoomHook, Store},
    token::Token,
};
use alongside_protocol::{SiteKey, is_room_url};
use anyhow::{Context, bail, ensure};
use clap::Args;

#[derive(Args)]
pub(super) struct Hook {
    /// The site's key
    key: String,
    /// Ask this address for a room, and print the secret of its signatures: this once
    #[arg(long, value_name = "URL", conflicts_with = "clear")]
    set: Option<String>,
    /// Ask nobody any more
    #[arg(long)]
    clear: bool,
    #[command(flatten)]
    database: Database,
}

pub(super) async fn run(hook: Hook) -> anyhow::Result<()> {
    let store = hook.database.open()?;
    let key = SiteKey(hook.key);
    if store.site(&key).await?.is_none() {
        bail!("no site has the key {key}; see `alongside site list`");
    }
    if let Some(url) = hook.set {
        return set(&*store, &key, url).await;
    }
    if hook.clear {
        store.set_room_hook(&key, None).await?;
        log_change(&*store, &key, "room_hook", "cleared").await?;
    }
    match store.room_hook(&key).await? {
        Some(hook) => println!("{}  {}", clock::utc(hook.created_at_ms), hook.url),
        None => println!("# no hook: rooms come from `room_url`, from the shop's pages, or not at all"),
    }
    Ok(())
}

async fn set(store: &dyn Store, site: &SiteKey, url: String) -> anyhow::Result<()> {
    ensure!(
        is_room_url(&url),
        "--set `{url}` is no address for a hook: it begins with https://, or with http:// on this machine itself"
    );
    let secret = Token::generate().context("the operating system gave no randomness for a secret")?;
    let hook = RoomHook { url, secret: secret.reveal().to_owned(), created_at_ms: clock::now_ms() };
    store.set_room_hook(site, Some(hook)).await?;
    log_change(store, site, "room_hook", "set").await?;
    println!("{}", secret.reveal());
    eprintln!(
        "this is the secret with which questions are signed, and it is not shown again: give it to the service"
    );
    eprintln!("next: have the service check `Alongside-Signature`; see docs/operators.md");
    Ok(())
}

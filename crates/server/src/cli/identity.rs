//! `alongside site identity`: the keys with which a shop's server signs who its shoppers are.

use super::{Database, log_change};
use crate::{
    clock,
    store::{IdentityKey, Store, StoreError},
    token::Token,
};
use alongside_protocol::SiteKey;
use anyhow::{Context, bail, ensure};
use clap::Args;

/// The longest name of a key, in characters.
const NAME_CHARS: usize = 64;

#[derive(Args)]
pub(super) struct Identity {
    /// The site's key
    key: String,
    /// Make a key of this name, and print its secret: this once
    #[arg(long, value_name = "NAME", conflicts_with = "remove")]
    add: Option<String>,
    /// Take this key away: tokens signed with it are good no longer
    #[arg(long, value_name = "NAME")]
    remove: Option<String>,
    #[command(flatten)]
    database: Database,
}

pub(super) async fn run(identity: Identity) -> anyhow::Result<()> {
    let store = identity.database.open()?;
    let key = SiteKey(identity.key);
    if store.site(&key).await?.is_none() {
        bail!("no site has the key {key}; see `alongside site list`");
    }
    if let Some(name) = identity.add {
        return add(&*store, &key, name).await;
    }
    if let Some(name) = identity.remove {
        remove(&*store, &key, &name).await?;
    }
    list(&*store, &key).await
}

async fn add(store: &dyn Store, site: &SiteKey, name: String) -> anyhow::Result<()> {
    ensure!(
        !name.is_empty() && name.len() <= NAME_CHARS && name.bytes().all(|byte| byte.is_ascii_graphic()),
        "--add `{name}` is no name for a key: take up to {NAME_CHARS} letters, digits and signs, such as 2026-11"
    );
    let secret = Token::generate().context("the operating system gave no randomness for a key")?;
    let key =
        IdentityKey { id: name.clone(), secret: secret.reveal().to_owned(), created_at_ms: clock::now_ms() };
    match store.add_identity_key(site, key).await {
        Err(StoreError::Taken(_)) => bail!("there is a key named `{name}` already; take another name"),
        outcome => outcome?,
    }
    log_change(store, site, "identity_key", &format!("added {name}")).await?;
    println!("{}", secret.reveal());
    eprintln!(
        "this is the secret of the key `{name}`, and it is not shown again: give it to the shop's server"
    );
    eprintln!("next: sign tokens with HS256, `kid` {name}, `sub` and `exp`; see docs/identity.md");
    Ok(())
}

async fn remove(store: &dyn Store, site: &SiteKey, name: &str) -> anyhow::Result<()> {
    match store.remove_identity_key(site, name).await {
        Err(StoreError::NotFound(_)) => bail!("there is no key named `{name}`"),
        outcome => outcome?,
    }
    log_change(store, site, "identity_key", &format!("removed {name}")).await
}

async fn list(store: &dyn Store, site: &SiteKey) -> anyhow::Result<()> {
    let keys = store.identity_keys(site).await?;
    if keys.is_empty() {
        println!("# no keys: whoever says who she is, is not believed");
    }
    for key in keys {
        println!("{}  {}", clock::utc(key.created_at_ms), key.id);
    }
    Ok(())
}

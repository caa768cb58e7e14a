//! `alongside site assets`: from where the viewer may load the pictures that our script cannot read.

use super::log_change;
use crate::{origin::Origin, store::Store};
use alongside_protocol::SiteKey;
use anyhow::{bail, ensure};

/// Most of them: all stand in a header of the viewer's page.
const MOST: usize = 32;

/// Changes the list if there is something to change, and shows it.
pub(super) async fn run(
    store: &dyn Store,
    key: &SiteKey,
    add: Vec<Origin>,
    remove: &[Origin],
) -> anyhow::Result<()> {
    if store.site(key).await?.is_none() {
        bail!("no site has the key {key}; see `alongside site list`");
    }
    let mut origins = store.asset_origins(key).await?;
    if let Some(missing) = remove.iter().find(|origin| !origins.contains(origin)) {
        bail!("{missing} is not on the list: {}", list(&origins));
    }
    if let Some(unsafe_origin) = add.iter().find(|origin| !origin.may_give_pictures()) {
        bail!("{unsafe_origin} is not https: whoever sits on the agent's line could read and change it");
    }
    if !(add.is_empty() && remove.is_empty()) {
        origins.retain(|origin| !remove.contains(origin));
        origins.extend(add);
        origins.sort();
        origins.dedup();
        ensure!(origins.len() <= MOST, "a site has at most {MOST} of them");
        store.set_asset_origins(key, origins.clone()).await?;
        log_change(store, key, "asset_origins", &list(&origins)).await?;
    }
    println!("{}", list(&origins));
    Ok(())
}

fn list(origins: &[Origin]) -> String {
    if origins.is_empty() {
        return "none: the viewer loads nothing from elsewhere".into();
    }
    origins.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

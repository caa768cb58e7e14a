//! What a first look at the console shows: a site, two agents, and conversations as a shop has them. Running
//! it again adds nothing, and gives the agents new passwords.

mod conversations;

use crate::{
    clock,
    origin::Origin,
    password,
    store::{NewAgent, NewMessage, Receipt, Site, Store, StoreError},
    token::Token,
};
use alongside_protocol::{Author, ClientId, Page, Side, SiteKey, SiteSettings};
use anyhow::Context;
use conversations::{CONVERSATIONS, Past, Who};
use serde::Serialize;
use tokio::task;

const MINUTE_MS: u64 = 60_000;
const AGENTS: [(&str, &str); 2] = [("Milan", "milan@fernweg.example"), ("Aylin", "aylin@fernweg.example")];

/// An agent of the demo, with a password that holds until the next start.
#[derive(Serialize)]
pub(super) struct Account {
    name: String,
    pub(super) email: String,
    pub(super) password: String,
}

/// The demo shop's accent colour.
pub(super) const ACCENT: &str = "#1f6f5c";

/// The key of the demo's site: the same in every demo, as it is no secret.
pub(super) fn site_key() -> SiteKey {
    "pk_demo_fernweg".into()
}

/// Makes what is not there yet.
pub(super) async fn seed(store: &dyn Store, shop: &Origin) -> anyhow::Result<Vec<Account>> {
    let now_ms = clock::now_ms();
    store.put_site(site(shop, now_ms)?).await?;
    let password = password::generate()?;
    let hashing = password.clone();
    let hash = task::spawn_blocking(move || password::hash(&hashing)).await??;
    let mut accounts = Vec::new();
    for (name, email) in AGENTS {
        put_agent(store, name, email, &hash, now_ms).await?;
        accounts.push(Account { name: name.into(), email: email.into(), password: password.clone() });
    }
    if store.summaries(&site_key()).await?.is_empty() {
        for past in &CONVERSATIONS {
            put_conversation(store, shop, past, now_ms).await?;
        }
    }
    Ok(accounts)
}

/// The shop under both names of this machine.
fn site(shop: &Origin, now_ms: u64) -> anyhow::Result<Site> {
    let other =
        shop.to_string().replace("127.0.0.1", "localhost").parse().context("the shop's other name")?;
    Ok(Site {
        key: site_key(),
        origins: vec![shop.clone(), other],
        settings: SiteSettings {
            name: "Fernweg".into(),
            greeting: "Hello! Looking for the right size, or is something unclear? We are happy to help."
                .into(),
            accent: ACCENT.into(),
            contact: "mailto:hello@fernweg.example".into(),
            records: false,
        },
        created_at_ms: now_ms,
    })
}

async fn put_agent(
    store: &dyn Store,
    name: &str,
    email: &str,
    hash: &str,
    now_ms: u64,
) -> Result<(), StoreError> {
    let agent = NewAgent {
        site: site_key(),
        email: email.into(),
        name: name.into(),
        password_hash: hash.into(),
        created_at_ms: now_ms,
    };
    match store.add_agent(agent).await {
        Err(StoreError::Taken(_)) => store.set_password(email, hash.into()).await,
        other => other.map(|_| ()),
    }
}

async fn put_conversation(store: &dyn Store, shop: &Origin, past: &Past, now_ms: u64) -> anyhow::Result<()> {
    let site = site_key();
    let page = Page { url: format!("{shop}{}", past.page.0), title: past.page.1.into() };
    let token = Token::generate()?;
    let mut at_ms = now_ms.saturating_sub(past.minutes_ago * MINUTE_MS);
    let visitor = store.add_visitor(&site, token.hash(), page, at_ms).await?;
    let conversation = store.open_conversation(&site, &visitor, at_ms).await?;
    let mut seen = 0;
    for (who, pause_minutes, body) in past.messages {
        at_ms += pause_minutes * MINUTE_MS;
        let author = match who {
            Who::Shopper => Author::Visitor,
            Who::Milan => Author::Agent { name: "Milan".into() },
            Who::Aylin => Author::Agent { name: "Aylin".into() },
        };
        let client_id = ClientId(uuid::Uuid::new_v4().to_string());
        let new = NewMessage {
            client_id,
            author,
            body: (*body).into(),
            content: None,
            sent_at_ms: at_ms.min(now_ms),
            joining: None,
        };
        seen = store.append(&site, &conversation, new).await?.message.seq;
    }
    store.mark(&site, &conversation, Side::Agent, Receipt::Read, seen.saturating_sub(past.unread)).await?;
    store.mark(&site, &conversation, Side::Visitor, Receipt::Read, seen).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{login::Logins, store::sqlite::SqliteStore};
    use std::time::Duration;

    #[tokio::test]
    async fn seeding_twice_adds_nothing_and_renews_the_passwords() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("demo.db")).unwrap();
        let shop = "http://127.0.0.1:4601".parse().unwrap();
        let first = seed(&store, &shop).await.unwrap();
        let before = store.summaries(&site_key()).await.unwrap();
        let second = seed(&store, &shop).await.unwrap();
        assert_eq!(store.summaries(&site_key()).await.unwrap(), before);
        assert_eq!(before.len(), CONVERSATIONS.len());

        let logins = Logins::new(Duration::from_secs(60)).unwrap();
        let (email, old, new) = (&first[0].email, &first[0].password, &second[0].password);
        assert!(logins.log_in(&store, email, old).await.is_err());
        assert_eq!(logins.log_in(&store, email, new).await.unwrap().0.name, "Milan");
    }

    #[tokio::test]
    async fn the_examples_differ_in_age_and_in_what_is_unread() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("demo.db")).unwrap();
        seed(&store, &"http://127.0.0.1:4601".parse().unwrap()).await.unwrap();
        let summaries = store.summaries(&site_key()).await.unwrap();
        for (summary, past) in summaries.iter().map(|summary| {
            let is_this = |past: &&Past| summary.page.url.ends_with(past.page.0);
            (summary, CONVERSATIONS.iter().find(is_this).unwrap())
        }) {
            assert_eq!(summary.unread, past.unread, "{}", past.page.0);
            assert!(summary.active_at_ms <= clock::now_ms());
        }
        assert!(summaries.iter().any(|summary| summary.unread > 0));
        assert!(summaries.iter().any(|summary| summary.unread == 0));
    }
}

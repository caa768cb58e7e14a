//! `alongside audit …`

use super::Database;
use crate::{
    audit::{Entry, Hash, verify::verify},
    clock,
    store::Store,
};
use alongside_protocol::SiteKey;
use anyhow::{Context, anyhow, bail};
use clap::Subcommand;
use std::{
    io::{self, Write},
    time::Duration,
};

/// How many entries are read at a time.
const PAGE: usize = 1_000;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Walk the chain of each site's log, and print its last hash; say where it breaks, with exit code 1.
    Verify {
        /// This site only
        #[arg(long, value_name = "KEY")]
        site: Option<String>,
        /// A hash that was printed before and kept elsewhere: the log must still hold it
        #[arg(long, value_name = "HASH", requires = "site", value_parser = hash)]
        head: Option<Hash>,
        #[command(flatten)]
        database: Database,
    },
    /// List the entries of a site's log, oldest first.
    List {
        /// The site's key
        #[arg(long, value_name = "KEY")]
        site: String,
        /// Only what is younger than this, such as 30m, 24h or 7d
        #[arg(long, value_name = "AGE", value_parser = age)]
        since: Option<Duration>,
        /// One JSON object per line, with hashes
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        database: Database,
    },
}

pub(super) async fn run(audit: Audit) -> anyhow::Result<()> {
    match audit {
        Audit::Verify { site, head, database } => {
            let store = database.open()?;
            let sites = match site {
                Some(key) => vec![known(&*store, key).await?],
                None => store.sites().await?.into_iter().map(|site| site.key).collect(),
            };
            verify_all(&*store, &sites, head).await
        }
        Audit::List { site, since, json, database } => {
            let store = database.open()?;
            let site = known(&*store, site).await?;
            list(&*store, &site, since, json).await
        }
    }
}

async fn known(store: &dyn Store, key: String) -> anyhow::Result<SiteKey> {
    let key = SiteKey(key);
    // A log without its site is still worth a look.
    let is_there = store.site(&key).await?.is_some() || !store.audit(&key, 0, 1).await?.is_empty();
    if is_there { Ok(key) } else { bail!("no site has the key {key}; see `alongside site list`") }
}

async fn verify_all(store: &dyn Store, sites: &[SiteKey], head: Option<Hash>) -> anyhow::Result<()> {
    let mut broken = Vec::new();
    for site in sites {
        match verify(store, site, head).await {
            Ok(sound) => println!("{site}  {} entries  {}", sound.entries, sound.head),
            Err(error) => broken.push(error.to_string()),
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(anyhow!("the audit log is broken: {}", broken.join("; "))) }
}

async fn list(store: &dyn Store, site: &SiteKey, since: Option<Duration>, json: bool) -> anyhow::Result<()> {
    let age_ms = since.map(|age| u64::try_from(age.as_millis()).unwrap_or(u64::MAX));
    let from_ms = age_ms.map_or(0, |age| clock::now_ms().saturating_sub(age));
    let from_ms = i64::try_from(from_ms).unwrap_or(i64::MAX);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut last = 0;
    loop {
        let page = store.audit(site, last, PAGE).await?;
        let Some(end) = page.last().map(|entry| entry.number) else { break };
        last = end;
        for entry in page.iter().filter(|entry| entry.at_ms >= from_ms) {
            let line = if json { as_json(entry) } else { as_text(entry) };
            writeln!(out, "{line}").context("the list could not be printed")?;
        }
    }
    out.flush().context("the list could not be printed")
}

fn as_json(entry: &Entry) -> String {
    let hash: String = entry.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    // What somebody has broken by hand is shown as the text that it is.
    let detail = serde_json::from_str(&entry.detail)
        .unwrap_or_else(|_| serde_json::Value::String(entry.detail.clone()));
    serde_json::json!({
        "number": entry.number,
        "at_ms": entry.at_ms,
        "actor": entry.actor,
        "agent": entry.agent,
        "name": entry.name,
        "visitor": entry.visitor,
        "conversation": entry.conversation,
        "session": entry.session,
        "what": entry.what,
        "detail": detail,
        "hash": hash,
    })
    .to_string()
}

fn as_text(entry: &Entry) -> String {
    let at = clock::utc(u64::try_from(entry.at_ms).unwrap_or_default());
    let who =
        entry.name.as_ref().map_or_else(|| entry.actor.clone(), |name| format!("{} {name:?}", entry.actor));
    let mut line = format!("{at}  {}  {who}  {}", entry.number, entry.what);
    if entry.detail != "{}" {
        line.push_str(&format!("  {}", entry.detail));
    }
    for (word, id) in [("session", &entry.session), ("visitor", &entry.visitor)] {
        if let Some(id) = id {
            line.push_str(&format!("  {word} {id}"));
        }
    }
    line
}

fn hash(text: &str) -> Result<Hash, String> {
    Hash::parse(text.trim())
        .ok_or_else(|| "a hash has 64 hexadecimal digits, as `audit verify` prints it".into())
}

fn age(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no age: write 30m, 24h or 7d");
    let (number, unit) = text.split_at(text.len() - text.chars().last().map_or(0, char::len_utf8));
    let seconds = match unit {
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let number: u32 = number.parse().map_err(|_| wrong())?;
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_number_and_a_unit() {
        assert_eq!(age("30m"), Ok(Duration::from_secs(1_800)));
        assert_eq!(age("24h"), age("1d"));
        for wrong in ["", "7", "d", "-1d", "1w", "1é"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }
}

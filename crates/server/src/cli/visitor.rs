//! `alongside visitor`: all that is kept of one shopper, as a file or deleted, by whoever runs the relay.

use super::Database;
use crate::{
    audit::{Actor, What},
    my_data,
    store::{Store, StoreError},
};
use alongside_protocol::{ConversationId, SiteKey, VisitorId};
use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use clap::{Args, Subcommand};
use futures_util::{Stream, TryStreamExt};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
};

#[derive(Subcommand)]
pub(super) enum Visitor {
    /// Write all that is kept of a shopper as JSON, or with the conversation's files as a zip archive.
    Export {
        #[command(flatten)]
        whom: Whom,
        /// Into this file [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// An archive for each shopper, with the files, into this folder: `VISITOR.zip`
        #[arg(long, value_name = "FOLDER", conflicts_with = "out")]
        archives: Option<PathBuf>,
    },
    /// Delete all that is kept of a shopper; the audit log keeps that consent was given. Consoles that are open show her
    /// conversation until they are loaded anew.
    Delete {
        #[command(flatten)]
        whom: Whom,
    },
}

/// Which shopper.
#[derive(Args)]
pub(super) struct Whom {
    /// The site's key
    key: String,
    /// Whose conversation this is
    #[arg(long, value_name = "ID", required_unless_present = "email", conflicts_with = "email")]
    conversation: Option<String>,
    /// Everybody with this address: whom the shop has named so, and who said so
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    #[command(flatten)]
    database: Database,
}

pub(super) async fn run(visitor: Visitor) -> anyhow::Result<()> {
    match visitor {
        Visitor::Export { whom, out, archives } => {
            let (store, site, visitors) = find(whom).await?;
            let mut reports = Vec::new();
            for visitor in &visitors {
                log(&*store, &site, visitor, &What::DataExported).await?;
                let Some((report, archive)) = my_data::archive_of(&*store, &site, visitor).await? else {
                    continue;
                };
                if let Some(folder) = &archives {
                    let path = folder.join(format!("{visitor}.zip"));
                    let pieces = archive.read(Arc::clone(&store), site.clone());
                    write(&path, pieces)
                        .await
                        .with_context(|| format!("{} cannot be written", path.display()))?;
                }
                reports.push(report);
            }
            let text = serde_json::to_string_pretty(&reports)?;
            match out {
                Some(path) => {
                    fs::write(&path, text)
                        .with_context(|| format!("{} cannot be written", path.display()))?;
                }
                None if archives.is_some() => {}
                None => println!("{text}"),
            }
            eprintln!("{} exported: make sure that each is hers before you send it", reports.len());
            Ok(())
        }
        Visitor::Delete { whom } => {
            let (store, site, visitors) = find(whom).await?;
            for visitor in &visitors {
                let conversation = store.conversation_of(&site, visitor).await?;
                let entry = my_data::entry(Actor::Operator, &site, visitor, conversation, &What::DataDeleted);
                match store.delete_visitor(&site, visitor, entry).await {
                    // Meanwhile she did it herself.
                    Err(StoreError::NotFound(_)) => {}
                    outcome => drop(outcome?),
                }
            }
            store.finish_deletions().await?;
            println!("{} deleted", visitors.len());
            Ok(())
        }
    }
}

async fn write(path: &Path, pieces: impl Stream<Item = Result<Bytes, StoreError>>) -> anyhow::Result<()> {
    let mut file = fs::File::create(path)?;
    let mut pieces = pin!(pieces);
    while let Some(piece) = pieces.try_next().await? {
        file.write_all(&piece)?;
    }
    Ok(file.sync_all()?)
}

async fn find(whom: Whom) -> anyhow::Result<(Arc<dyn Store>, SiteKey, Vec<VisitorId>)> {
    let (store, site) = (whom.database.open()?, SiteKey(whom.key));
    if store.site(&site).await?.is_none() {
        bail!("no site has the key {site}; see `alongside site list`");
    }
    let conversation = whom.conversation.map(ConversationId);
    let found = my_data::whom(&*store, &site, conversation.as_ref(), whom.email.as_deref()).await?;
    ensure!(!found.is_empty(), "nobody is found: nothing is kept, or it was deleted already");
    Ok((store, site, found))
}

async fn log(store: &dyn Store, site: &SiteKey, visitor: &VisitorId, what: &What) -> anyhow::Result<()> {
    let conversation = store.conversation_of(site, visitor).await?;
    let entry = my_data::entry(Actor::Operator, site, visitor, conversation, what);
    store.append_audit(vec![entry]).await.context("the audit log did not take it, so nothing was exported")
}

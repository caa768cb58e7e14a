//! `alongside visitor`: all that is kept of one shopper, as a file or deleted, by whoever runs the relay.

use super::Database;
use crate::{
    audit::{Actor, What},
    my_data::{self, Report},
    store::{Store, StoreError},
};
use alongside_protocol::{ConversationId, SiteKey, VisitorId};
use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use clap::{Args, Subcommand};
use futures_util::{Stream, TryStreamExt};
use std::{
    fs,
    io::{self, BufWriter, Write},
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
                reports.extend(Report::begin(&*store, &site, visitor).await?.map(|report| (visitor, report)));
            }
            if let Some(folder) = &archives {
                for (visitor, report) in &reports {
                    let path = folder.join(format!("{visitor}.zip"));
                    let pieces = my_data::archive(report.clone(), Arc::clone(&store), site.clone());
                    write(&path, pieces)
                        .await
                        .with_context(|| format!("{} cannot be written", path.display()))?;
                }
            }
            let exported = reports.len();
            let reports = reports.into_iter().map(|(_, report)| report);
            match out {
                Some(path) => {
                    let cannot = || format!("{} cannot be written", path.display());
                    let file = fs::File::create(&path).with_context(cannot)?;
                    list(&*store, reports, BufWriter::new(file)).await.with_context(cannot)?;
                }
                None if archives.is_some() => {}
                None => list(&*store, reports, io::stdout()).await?,
            }
            eprintln!("{exported} exported: make sure that each is hers before you send it");
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

/// Writes a list of reports, a piece of one in memory at a time.
async fn list(
    store: &dyn Store,
    reports: impl Iterator<Item = Report>,
    mut out: impl Write,
) -> anyhow::Result<()> {
    let mut before = "[\n";
    for mut report in reports {
        out.write_all(before.as_bytes())?;
        before = ",\n";
        while let Some(piece) = report.next(store).await? {
            out.write_all(piece.as_bytes())?;
        }
    }
    out.write_all(if before == "[\n" { b"[]\n" } else { b"]\n" })?;
    Ok(out.flush()?)
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

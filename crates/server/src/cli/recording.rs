//! `alongside recording …` and `alongside site recording …`

use super::{Database, log_change};
use crate::store::{LISTED_RECORDINGS, RecordingPolicy, Store, StoreError};
use alongside_protocol::{
    ConversationId, Recording, RecordingId, RecordingKind, SiteKey, limits::RECORDING_BYTES,
};
use anyhow::{anyhow, bail, ensure};
use clap::{Args, Subcommand};

const MIB: u64 = 1024 * 1024;

/// Whether and for how long a site's shared pages are recorded.
#[derive(Args)]
pub(super) struct Policy {
    /// The site's key
    key: String,
    /// Record every session; the widget tells the shopper before she shares
    #[arg(long, conflicts_with = "off")]
    on: bool,
    /// Record nothing from now on; what is there stays for its days
    #[arg(long)]
    off: bool,
    /// How many days recordings and saved pages are kept
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: Option<u32>,
    /// Largest recording, in MiB; a longer session is recorded up to there
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=RECORDING_BYTES / MIB))]
    recording_mib: Option<u64>,
    /// Room for all recordings of the site, in MiB; when it is used up, nothing more is recorded
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    site_mib: Option<u64>,
    #[command(flatten)]
    database: Database,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// List a site's recordings and saved pages.
    List {
        /// The site's key
        key: String,
        /// Only those of this conversation
        #[arg(long, value_name = "ID")]
        conversation: Option<String>,
        #[command(flatten)]
        database: Database,
    },
    /// Delete recordings: those named, or all of a conversation.
    Delete {
        /// The site's key
        key: String,
        /// The recordings' ids
        ids: Vec<String>,
        /// All of this conversation
        #[arg(long, value_name = "ID", conflicts_with = "ids")]
        conversation: Option<String>,
        #[command(flatten)]
        database: Database,
    },
}

pub(super) async fn set_policy(policy: Policy) -> anyhow::Result<()> {
    let Policy { key, on, off, days, recording_mib, site_mib, database } = policy;
    let (store, key) = (database.open()?, SiteKey(key));
    let before = store.recording_policy(&key).await.map_err(|error| no_site(&key, error))?;
    let after = RecordingPolicy {
        is_on: (before.is_on || on) && !off,
        days: days.unwrap_or(before.days),
        recording_bytes: recording_mib.map_or(before.recording_bytes, |mib| mib * MIB),
        site_bytes: site_mib.map_or(before.site_bytes, |mib| mib * MIB),
    };
    if after != before {
        store.set_recording_policy(&key, after.clone()).await?;
        log_change(&*store, &key, "recording", &in_words(&after)).await?;
    }
    println!("recording is {}", in_words(&after));
    if after.is_on && !before.is_on {
        eprintln!(
            "shoppers are told as soon as their page is loaded anew; sessions from before are not recorded"
        );
    }
    Ok(())
}

fn in_words(policy: &RecordingPolicy) -> String {
    format!(
        "{}; kept for {} days; at most {} MiB each and {} MiB in all",
        if policy.is_on { "on" } else { "off" },
        policy.days,
        policy.recording_bytes / MIB,
        policy.site_bytes / MIB,
    )
}

pub(super) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::List { key, conversation, database } => {
            let (store, key) = (database.open()?, SiteKey(key));
            store.recording_policy(&key).await.map_err(|error| no_site(&key, error))?;
            for recording in store.recordings(&key, conversation.map(ConversationId).as_ref()).await? {
                println!("{}", line(&recording));
            }
            Ok(())
        }
        Command::Delete { key, ids, conversation, database } => {
            let (store, key) = (database.open()?, SiteKey(key));
            store.recording_policy(&key).await.map_err(|error| no_site(&key, error))?;
            let deleted = match conversation {
                Some(conversation) => delete_all(&*store, &key, &ConversationId(conversation)).await?,
                None => delete(&*store, &key, ids).await?,
            };
            println!("{deleted} deleted");
            Ok(())
        }
    }
}

async fn delete(store: &dyn Store, key: &SiteKey, ids: Vec<String>) -> anyhow::Result<usize> {
    ensure!(!ids.is_empty(), "name the recordings to delete, or a whole --conversation");
    for id in &ids {
        if !store.delete_recording(key, &RecordingId(id.clone())).await? {
            bail!("the site {key} has no recording {id}; see `alongside recording list {key}`");
        }
        log_change(store, key, "recording_deleted", id).await?;
    }
    Ok(ids.len())
}

async fn delete_all(
    store: &dyn Store,
    key: &SiteKey,
    conversation: &ConversationId,
) -> anyhow::Result<usize> {
    let mut deleted = 0;
    loop {
        let listed = store.recordings(key, Some(conversation)).await?;
        for recording in &listed {
            store.delete_recording(key, &recording.recording).await?;
            log_change(store, key, "recording_deleted", recording.recording.as_str()).await?;
        }
        deleted += listed.len();
        if listed.len() < LISTED_RECORDINGS {
            return Ok(deleted);
        }
    }
}

/// One recording in one line. Times are ms since 1970 UTC: programs read this as well.
fn line(recording: &Recording) -> String {
    let what = match (recording.kind, recording.running, recording.cut, recording.gaps) {
        (RecordingKind::Page, ..) => "page".to_owned(),
        (RecordingKind::Session, true, ..) => "session, running".to_owned(),
        (RecordingKind::Session, false, true, _) => "session, cut at its limit of size".to_owned(),
        (RecordingKind::Session, false, false, 0) => "session".to_owned(),
        (RecordingKind::Session, false, false, gaps) => format!("session, {gaps} gaps"),
    };
    format!(
        "{}  conversation {}  started {}  {} s  {} bytes  expires {}  {what}",
        recording.recording,
        recording.conversation,
        recording.started_at_ms,
        recording.duration_ms / 1000,
        recording.bytes,
        recording.expires_at_ms,
    )
}

fn no_site(key: &SiteKey, error: StoreError) -> anyhow::Error {
    match error {
        StoreError::NotFound(_) => anyhow!("no site has the key {key}; see `alongside site list`"),
        other => other.into(),
    }
}

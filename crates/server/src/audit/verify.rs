//! Walks a site's chain from its beginning, and says where it breaks.
//!
//! A chain that somebody wrote anew from some entry on is sound in itself, and so is one whose end was cut off. Only a
//! hash that was kept elsewhere shows that: give it as `kept`.

use super::{Entry, Hash};
use crate::store::{Store, StoreError};
use alongside_protocol::SiteKey;
use thiserror::Error;

/// How many entries are read at a time.
const PAGE: usize = 1_000;

/// A chain without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sound {
    /// How many entries it has.
    pub entries: u64,
    /// The hash of its last entry: to be kept elsewhere.
    pub head: Hash,
}

/// Why a chain was not found sound.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Broken {
    /// Entries are gone.
    #[error("site {site}: entry {number} is missing")]
    Missing {
        /// Whose chain.
        site: SiteKey,
        /// The first of those that are missing.
        number: u64,
    },
    /// An entry is another than was written.
    #[error(
        "site {site}: entry {number} does not follow from those before it: it was changed, moved or put in"
    )]
    Changed {
        /// Whose chain.
        site: SiteKey,
        /// The first that does not fit.
        number: u64,
    },
    /// The hash that was kept is nowhere in the chain.
    #[error(
        "site {site}: no entry up to {entries}, the last, has the hash that was kept: the end was cut off, or \
         the log was written anew"
    )]
    HeadLost {
        /// Whose chain.
        site: SiteKey,
        /// How many entries it has.
        entries: u64,
    },
    /// Nothing is known of the chain.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks the whole chain of a site, and that the hash `kept` from an earlier time is in it.
///
/// # Errors
/// [`Broken`] says where the first break is.
pub async fn verify(store: &dyn Store, site: &SiteKey, kept: Option<Hash>) -> Result<Sound, Broken> {
    let mut sound = Sound { entries: 0, head: Hash::START };
    let mut is_kept = kept.is_none_or(|kept| kept == Hash::START);
    loop {
        let page = store.audit(site, sound.entries, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for entry in &page {
            sound = follow(sound, entry, site)?;
            is_kept |= kept == Some(sound.head);
        }
    }
    if is_kept { Ok(sound) } else { Err(Broken::HeadLost { site: site.clone(), entries: sound.entries }) }
}

fn follow(before: Sound, entry: &Entry, site: &SiteKey) -> Result<Sound, Broken> {
    let number = before.entries + 1;
    if entry.number != number {
        return Err(Broken::Missing { site: site.clone(), number });
    }
    let head = entry.hash_after(before.head, site);
    if entry.hash != head.0 {
        return Err(Broken::Changed { site: site.clone(), number });
    }
    Ok(Sound { entries: number, head })
}

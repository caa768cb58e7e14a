//! What a store keeps of who shoppers are: keys to check signatures with, people whom a shop vouches for, and their browsers.

use super::{StoreError, StoredSummary};
use crate::token::TokenHash;
use alongside_protocol::{Page, SiteKey, VisitorId};
use async_trait::async_trait;

/// How long a signed token may be used once more by a browser that has no token of ours, in ms: the answer to its first use may
/// have been lost with the line.
pub const LOST_ANSWER_MS: u64 = 60_000;

/// A secret that a shop's server signs with.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityKey {
    /// Its name: the `kid` of the tokens.
    pub id: String,
    /// The secret, as the shop's server holds it.
    pub secret: String,
    /// When it was made.
    pub created_at_ms: u64,
}

impl std::fmt::Debug for IdentityKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "IdentityKey({}, …)", self.id)
    }
}

/// Somebody as the shop's server names her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What the shop calls her: the same for ever.
    pub subject: String,
    /// Her name.
    pub name: Option<String>,
    /// Her address.
    pub email: Option<String>,
}

/// A browser that shows a signed token.
#[derive(Clone, Debug)]
pub struct Showing {
    /// The hash of the signed token.
    pub signed: TokenHash,
    /// Until when it is good, in ms since 1970 UTC.
    pub expires_at_ms: u64,
    /// The hash of the token that the browser holds of us, if it holds one.
    pub held: Option<TokenHash>,
    /// The hash of the token that it is given if it needs another.
    pub fresh: TokenHash,
    /// Where she is.
    pub page: Page,
    /// When.
    pub now_ms: u64,
}

/// What became of a signed token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identified {
    /// She is this visitor.
    As {
        /// Who.
        visitor: VisitorId,
        /// Whether the browser goes on with the token that it holds, and not with the fresh one.
        keeps_token: bool,
    },
    /// The signed token has let in another browser.
    Replayed,
}

/// What a store keeps of who shoppers are.
#[async_trait]
pub trait IdentityStore: Send + Sync + 'static {
    /// The site's keys, oldest first.
    async fn identity_keys(&self, site: &SiteKey) -> Result<Vec<IdentityKey>, StoreError>;

    /// A new key.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the site has one of this name, [`StoreError::NotFound`] when there is no such site.
    async fn add_identity_key(&self, site: &SiteKey, key: IdentityKey) -> Result<(), StoreError>;

    /// Tokens signed with this key are good no longer.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the site has no key of this name.
    async fn remove_identity_key(&self, site: &SiteKey, id: &str) -> Result<(), StoreError>;

    /// Finds or makes the visitor who is this person. A browser whose visitor is nobody yet becomes her, with what was said, if
    /// the shop has not named her before; else it goes over to her, and what was said before stays behind. Two people's
    /// conversations never become one.
    async fn identify(
        &self,
        site: &SiteKey,
        person: Person,
        showing: Showing,
    ) -> Result<Identified, StoreError>;

    /// Notes what a visitor says of herself. Nothing changes for one whom the shop has named. Returns her conversation as it
    /// is now, if she has one.
    async fn describe(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        name: Option<String>,
        email: Option<String>,
    ) -> Result<Option<StoredSummary>, StoreError>;

    /// Forgets which browsers some of the signed tokens let in that expired before `now_ms`: those are refused by themselves. A few in
    /// a write, so that nobody waits for all. Returns whether any may be left.
    async fn forget_expired_uses(&self, now_ms: u64) -> Result<bool, StoreError>;

    /// A browser's token opens nothing any more. One that is not there is no error.
    async fn forget_token(&self, site: &SiteKey, token: TokenHash) -> Result<(), StoreError>;
}

//! What a store keeps of a site's HTTP hook for rooms.

use super::StoreError;
use alongside_protocol::SiteKey;
use async_trait::async_trait;

/// A service of the shop that makes a room for a call.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomHook {
    /// Where it is asked.
    pub url: String,
    /// With what the relay signs its questions.
    pub secret: String,
    /// When it was set, in ms since 1970 UTC.
    pub created_at_ms: u64,
}

impl std::fmt::Debug for RoomHook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RoomHook({}, …)", self.url)
    }
}

/// What a store keeps of sites' hooks.
#[async_trait]
pub trait RoomHookStore: Send + Sync + 'static {
    /// The site's hook, if it has one.
    async fn room_hook(&self, site: &SiteKey) -> Result<Option<RoomHook>, StoreError>;

    /// Puts `hook` in the place of the site's hook; none takes it away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such site.
    async fn set_room_hook(&self, site: &SiteKey, hook: Option<RoomHook>) -> Result<(), StoreError>;
}

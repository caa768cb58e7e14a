//! What a store keeps of what shoppers did of late.

use super::StoreError;
use alongside_protocol::{ConversationId, Happening, SiteKey, VisitorId};
use async_trait::async_trait;

/// The part of a store that keeps [`Happening`]s: the newest of each visitor,
/// [`TRAIL_LENGTH`](alongside_protocol::limits::TRAIL_LENGTH) of them.
#[async_trait]
pub trait TrailStore {
    /// Notes what a visitor did. Returns her conversation, if she has one and this is news: the page that she was last seen on is
    /// none.
    async fn note(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        happening: Happening,
    ) -> Result<Option<ConversationId>, StoreError>;

    /// What the visitor of this conversation did of late, oldest first. Nothing for a conversation that the site does not have.
    async fn trail(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<Vec<Happening>, StoreError>;
}

//! What a client says that it holds of a conversation, and what it is to get so that it holds all.

use crate::store::{Store, StoreError, TRANSCRIPT_BYTES};
use alongside_protocol::{
    ClientId, ConversationId, Epoch, SiteKey, Transcript,
    limits::{HISTORY_MESSAGES, RESUMED_MESSAGES},
};

/// The history that a client holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) epoch: Option<Epoch>,
    /// The last message of it; 0 for none.
    pub(super) since: u64,
    /// That message's name. A client that does not say it is believed.
    pub(super) since_id: Option<ClientId>,
}

impl Held {
    /// What the client lacks. Without `whole`, messages may be left after its last one: the line sends them one by one.
    pub(super) async fn transcript(
        &self,
        store: &dyn Store,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<Transcript, StoreError> {
        let since = if self.is_ours(store, site, conversation).await? { self.since } else { 0 };
        let newest = store.transcript(site, conversation, since).await?;
        let last = newest.messages.last().map_or(0, |message| message.seq);
        if !newest.whole || since == 0 || last <= since || last - since > RESUMED_MESSAGES {
            return Ok(newest);
        }
        let mut bytes = 0;
        let mut messages = store.messages(site, conversation, since, HISTORY_MESSAGES).await?;
        messages.retain(|message| {
            bytes += message.length();
            bytes <= TRANSCRIPT_BYTES
        });
        Ok(Transcript { whole: false, messages, ..newest })
    }

    /// Whether the store's history begins with what the client holds.
    async fn is_ours(
        &self,
        store: &dyn Store,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<bool, StoreError> {
        if self.since == 0 || self.epoch.as_ref() != Some(store.epoch()) {
            return Ok(false);
        }
        let Some(name) = &self.since_id else { return Ok(true) };
        let found = store.messages(site, conversation, self.since - 1, 1).await?;
        Ok(found.first().is_some_and(|message| message.seq == self.since && message.client_id == *name))
    }
}

//! Which messages of a conversation a line has had. Makes each message go out once and in order, whatever
//! the order in which events arrive, and whether or not some were lost.

use crate::store::{Store, StoreError};
use alongside_protocol::{ConversationId, Message, SiteKey};

/// How many messages are read from the store at a time.
const PAGE: usize = 100;

/// A line's place in one conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The last message that the line has had.
    pub(super) seq: u64,
}

impl Cursor {
    /// The messages that the line is to get now, given that `message` was stored: none if it has had it, or
    /// what it missed before it as well.
    pub(super) async fn advance(
        &mut self,
        store: &dyn Store,
        site: &SiteKey,
        conversation: &ConversationId,
        message: &Message,
    ) -> Result<Vec<Message>, StoreError> {
        if message.seq <= self.seq {
            return Ok(Vec::new());
        }
        let mut messages = self.missed(store, site, conversation, message.seq - 1).await?;
        messages.push(message.clone());
        self.seq = message.seq;
        Ok(messages)
    }

    /// The messages up to `until` that the line has not had.
    pub(super) async fn missed(
        &mut self,
        store: &dyn Store,
        site: &SiteKey,
        conversation: &ConversationId,
        until: u64,
    ) -> Result<Vec<Message>, StoreError> {
        let mut missed = Vec::new();
        loop {
            let page = self.next_page(store, site, conversation, until).await?;
            if page.is_empty() {
                return Ok(missed);
            }
            missed.extend(page);
        }
    }

    /// The next messages up to `until` that the line has not had; none when it has had them all.
    pub(super) async fn next_page(
        &mut self,
        store: &dyn Store,
        site: &SiteKey,
        conversation: &ConversationId,
        until: u64,
    ) -> Result<Vec<Message>, StoreError> {
        if self.seq >= until {
            return Ok(Vec::new());
        }
        let mut page = store.messages(site, conversation, self.seq, PAGE).await?;
        page.retain(|message| message.seq <= until);
        self.seq = page.last().map_or(self.seq, |message| message.seq);
        Ok(page)
    }
}

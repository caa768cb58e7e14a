//! The files of a conversation, with their places in an archive: page by page, oldest first.

use crate::store::{PersonalData, Store, StoreError};
use alongside_protocol::{Attachment, Content, ConversationId, Message, SiteKey};

/// How many bytes of files an archive has at most. What is beyond is named in `my-data.json`, without a place.
pub const ARCHIVE_BYTES: u64 = 1 << 30;
/// How many files an archive has at most: the format counts to 65,535.
const ARCHIVE_FILES: u32 = 60_000;

/// How many messages are in memory at a time.
pub(super) const PAGE: usize = 50;

/// A conversation on its way out, up to the message that was the last when it began.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    conversation: Option<ConversationId>,
    after: u64,
    last: u64,
}

impl Reading {
    pub(super) fn of(data: &PersonalData) -> Self {
        Self { conversation: data.conversation.clone(), after: 0, last: data.last_message }
    }

    /// The next messages; none at the end.
    pub(super) async fn next(
        &mut self,
        store: &dyn Store,
        site: &SiteKey,
    ) -> Result<Vec<Message>, StoreError> {
        let Some(conversation) = self.conversation.as_ref().filter(|_| self.after < self.last) else {
            return Ok(Vec::new());
        };
        let mut messages = store.messages(site, conversation, self.after, PAGE).await?;
        messages.retain(|message| message.seq <= self.last);
        self.after = messages.last().map_or(self.last, |message| message.seq);
        Ok(messages)
    }
}

/// A file's place in the archive; none for one that does not fit.
pub(super) struct Placed {
    pub(super) in_message: u64,
    pub(super) file: Attachment,
    pub(super) path: Option<String>,
}

/// Finds places for a conversation's files: the same ones each time.
#[derive(Clone, Debug)]
pub(super) struct Files {
    reading: Reading,
    left_bytes: u64,
    left_files: u32,
}

impl Files {
    pub(super) fn of(data: &PersonalData) -> Self {
        Self { reading: Reading::of(data), left_bytes: ARCHIVE_BYTES, left_files: ARCHIVE_FILES }
    }

    /// The next files; none at the end.
    pub(super) async fn next(
        &mut self,
        store: &dyn Store,
        site: &SiteKey,
    ) -> Result<Vec<Placed>, StoreError> {
        loop {
            let messages = self.reading.next(store, site).await?;
            let is_end = messages.is_empty();
            let placed: Vec<_> = messages.into_iter().filter_map(|message| self.place(message)).collect();
            if is_end || !placed.is_empty() {
                return Ok(placed);
            }
        }
    }

    fn place(&mut self, message: Message) -> Option<Placed> {
        let Some(Content::Attachment { attachment: file }) = message.content else { return None };
        let fits = file.bytes <= self.left_bytes && self.left_files > 0;
        if fits {
            self.left_bytes -= file.bytes;
            self.left_files -= 1;
        }
        // A name has no path; and if one had, it would lead nowhere.
        let path =
            fits.then(|| format!("files/{}-{}", message.seq, file.name.replace(['/', '\\', ':'], "_")));
        Some(Placed { in_message: message.seq, file, path })
    }
}

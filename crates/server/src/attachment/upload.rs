//! Takes an upload as it comes, a stretch in memory at a time. Whatever ends it early, nothing of it stays.

use crate::{
    chat, clock,
    relay::Relay,
    store::{Arrived, Begun, Destination, NewAttachment, Room, Whole},
    token::Token,
};
use alongside_media::{MediaType, SNIFFED_BYTES, Sieve, file_name};
use alongside_protocol::{Attachment, ConversationId, ErrorCode, ErrorFrame, Side, SiteKey, VisitorId};
use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tokio::time::timeout;

/// How long a stretch in the store is, in bytes: what one reading takes into memory.
const STRETCH: usize = 256 * 1024;
/// How many files one side of a conversation may send within an hour.
const HOUR_FILES: u64 = 60;
/// How many of the largest files that may be within an hour.
const HOUR_LARGEST: u64 = 20;
/// How many files of one side of a conversation may be coming at a time.
const AT_ONCE: u64 = 4;

/// Who sends a file, and where it belongs.
pub(crate) enum Whose {
    /// Hers. Her conversation begins with it, if she has none.
    Visitor(VisitorId),
    /// An agent's, in a conversation of the site.
    Agent(ConversationId),
}

/// Takes a file whose sender calls it `said_name` and announces `length` bytes.
///
/// # Errors
/// A sentence for its sender. A passing error is worth another try.
pub(crate) async fn receive(
    relay: &Arc<Relay>,
    site: &SiteKey,
    whose: Whose,
    said_name: &str,
    length: u64,
    body: Body,
) -> Result<Attachment, ErrorFrame> {
    let mut coming = Coming { relay, stream: body.into_data_stream(), left: length };
    let all = async {
        let taken = coming.take(site, whose, said_name, length).await;
        if taken.is_err() {
            // A browser that is answered while it still sends does not read the answer.
            coming.let_pass().await;
        }
        taken
    };
    tokio::select! {
        taken = timeout(relay.timings.upload, all) => taken.unwrap_or_else(|_| Err(broken_off())),
        () = relay.stopped() => Err(Relay::farewell()),
    }
}

/// An upload under way.
struct Coming<'a> {
    relay: &'a Arc<Relay>,
    stream: BodyDataStream,
    /// How many bytes are still to come.
    left: u64,
}

impl Coming<'_> {
    async fn take(
        &mut self,
        site: &SiteKey,
        whose: Whose,
        said_name: &str,
        length: u64,
    ) -> Result<Attachment, ErrorFrame> {
        let most = self.relay.config.attachment_bytes;
        if length == 0 {
            return Err(refused("the file is empty"));
        }
        if length > most {
            return Err(too_large(length, most));
        }
        let mut waiting = Vec::new();
        while waiting.len() < SNIFFED_BYTES
            && let Some(piece) = self.next().await?
        {
            waiting.extend_from_slice(&piece);
        }
        let media_type =
            MediaType::of(waiting.get(..SNIFFED_BYTES).unwrap_or(&waiting)).ok_or_else(|| {
                refused("this kind of file cannot be sent: pictures (PNG, JPEG, GIF, WebP, AVIF) and PDF can")
            })?;
        let name = file_name(said_name, media_type);
        let mut file = begin(self.relay, site, whose, name, media_type, length).await?;
        file.push(&waiting).await?;
        while let Some(piece) = self.next().await? {
            file.push(&piece).await?;
        }
        file.finish().await
    }

    /// The next bytes; none at the announced end.
    async fn next(&mut self) -> Result<Option<Bytes>, ErrorFrame> {
        match timeout(self.relay.timings.upload_silence, self.stream.next()).await {
            Ok(Some(Ok(piece))) => {
                self.left = self.left.checked_sub(piece.len() as u64).ok_or_else(broken_off)?;
                Ok(Some(piece))
            }
            Ok(None) if self.left == 0 => Ok(None),
            Ok(None | Some(Err(_))) | Err(_) => Err(broken_off()),
        }
    }

    /// Reads what is still to come, up to what a file may have, and lets it go.
    async fn let_pass(&mut self) {
        let mut most = self.relay.config.attachment_bytes;
        while most > 0
            && let Ok(Some(piece)) = self.next().await
        {
            most = most.saturating_sub(piece.len() as u64);
        }
    }
}

async fn begin(
    relay: &Arc<Relay>,
    site: &SiteKey,
    whose: Whose,
    name: String,
    media_type: MediaType,
    length: u64,
) -> Result<File, ErrorFrame> {
    let now_ms = clock::now_ms();
    let store = &relay.store;
    let (destination, side) = match whose {
        Whose::Agent(conversation) => (Destination::Conversation(conversation), Side::Agent),
        Whose::Visitor(visitor) => (Destination::Of(visitor), Side::Visitor),
    };
    let token = Token::generate().map_err(|error| {
        tracing::error!(%error, "no randomness for a file's name");
        ErrorFrame::passing(ErrorCode::StoreUnavailable, "the file could not be taken; try again in a moment")
    })?;
    let new = NewAttachment {
        id: token.reveal().to_owned(),
        destination,
        side,
        name: name.clone(),
        media_type: media_type.as_str().to_owned(),
        bytes: length,
        created_at_ms: now_ms,
    };
    let id = new.id.clone();
    let room = Room {
        site_bytes: relay.config.attachment_quota,
        hour_files: HOUR_FILES,
        hour_bytes: HOUR_LARGEST * relay.config.attachment_bytes,
        at_once: AT_ONCE,
    };
    match store.begin_attachment(site, new, room).await.map_err(|error| chat::refusal(&error))? {
        Begun::Begun => Ok(File {
            relay: Arc::clone(relay),
            site: site.clone(),
            attachment: Attachment {
                id,
                name,
                media_type: media_type.as_str().to_owned(),
                bytes: 0,
                size: None,
            },
            sieve: Some(Sieve::new(media_type)),
            waiting: Vec::new(),
            number: 0,
            hash: Sha256::new(),
            is_kept: false,
        }),
        Begun::SiteFull => Err(site_full(site)),
        Begun::HourFull => Err(ErrorFrame::lasting(
            ErrorCode::TooManyTries,
            "that is a lot of files for one hour; please wait a while before you send more",
        )),
        Begun::TooManyAtOnce => Err(ErrorFrame::passing(
            ErrorCode::TooManyTries,
            "other files are still on their way; this one can follow in a moment",
        )),
    }
}

/// A file that is being kept. Dropped before its end, it is deleted.
struct File {
    relay: Arc<Relay>,
    site: SiteKey,
    attachment: Attachment,
    sieve: Option<Sieve>,
    /// What fills no stretch yet.
    waiting: Vec<u8>,
    /// Of the next stretch.
    number: u64,
    hash: Sha256,
    is_kept: bool,
}

impl File {
    async fn push(&mut self, bytes: &[u8]) -> Result<(), ErrorFrame> {
        if let Some(sieve) = &mut self.sieve {
            sieve.push(bytes, &mut self.waiting).map_err(|broken| refused(&broken.to_string()))?;
        }
        while self.waiting.len() >= STRETCH {
            let rest = self.waiting.split_off(STRETCH);
            let stretch = std::mem::replace(&mut self.waiting, rest);
            self.keep(stretch).await?;
        }
        Ok(())
    }

    async fn keep(&mut self, stretch: Vec<u8>) -> Result<(), ErrorFrame> {
        self.hash.update(&stretch);
        self.attachment.bytes += stretch.len() as u64;
        let (relay, id) = (&self.relay, &self.attachment.id);
        let room = relay.config.attachment_quota;
        let kept = relay.store.extend_attachment(&self.site, id, self.number, stretch.into(), room).await;
        self.number += 1;
        match kept.map_err(|error| chat::refusal(&error))? {
            Arrived::Kept => Ok(()),
            Arrived::SiteFull => Err(site_full(&self.site)),
        }
    }

    async fn finish(mut self) -> Result<Attachment, ErrorFrame> {
        let size = match self.sieve.take() {
            Some(sieve) => sieve.finish().map_err(|broken| refused(&broken.to_string()))?,
            None => None,
        };
        let last = std::mem::take(&mut self.waiting);
        self.keep(last).await?;
        self.attachment.size = size;
        let hash = std::mem::take(&mut self.hash).finalize().into();
        let whole = Whole { bytes: self.attachment.bytes, hash, size };
        let finished = self.relay.store.finish_attachment(&self.site, &self.attachment.id, whole).await;
        finished.map_err(|error| chat::refusal(&error))?;
        self.is_kept = true;
        self.relay.metrics.attachments.add(1);
        self.relay.metrics.attachment_bytes.add(self.attachment.bytes);
        Ok(self.attachment.clone())
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        let (relay, site, id) = (Arc::clone(&self.relay), self.site.clone(), self.attachment.id.clone());
        // Without a runtime the process ends, and the next relay's housekeeping does it.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = relay.store.abandon_attachment(&site, &id).await {
                    tracing::error!(%error, "a file that broke off was not deleted");
                }
            });
        }
    }
}

/// The refusal of a file that is too large, which says how large it may be.
fn too_large(length: u64, most: u64) -> ErrorFrame {
    if most == 0 {
        return refused("no files can be sent here");
    }
    let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
    ErrorFrame::lasting(
        ErrorCode::FrameTooLarge,
        format!("the file has {} MB; {} MB are allowed", mib(length), mib(most)),
    )
}

fn site_full(site: &SiteKey) -> ErrorFrame {
    tracing::warn!(%site, "a file was refused: attachment_quota_mib is used up");
    refused("there is no room for more files here; please send it in another way")
}

fn refused(reason: &str) -> ErrorFrame {
    ErrorFrame::lasting(ErrorCode::ContentRefused, reason)
}

fn broken_off() -> ErrorFrame {
    ErrorFrame::passing(ErrorCode::MalformedFrame, "the upload broke off before its announced end; try again")
}

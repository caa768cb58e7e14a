//! Files that shoppers and agents send each other: pictures and PDF.
//!
//! - `upload` takes one as it comes: its type by its content, without what pictures tell of their makers.
//! - [`carried`] lets a message carry one, and writes what is said of it from the store's row, never from the frame.
//! - `housekeeping` deletes what was never sent.
//!
//! Does not own: where files are kept ([`crate::store::AttachmentStore`]), the routes ([`crate::web`]), nor what is in a file
//! (`alongside-media`).

mod housekeeping;
mod upload;

pub(crate) use housekeeping::keep_house;
pub(crate) use upload::{Whose, receive};

use crate::{chat, relay::Relay};
use alongside_protocol::{Content, ConversationId, ErrorCode, ErrorFrame, Side, SiteKey};

/// What a message carries, as the relay has it.
///
/// # Errors
/// A file that is not there, or was not sent by this side in this conversation; or a store that does not answer.
pub(crate) async fn carried(
    relay: &Relay,
    site: &SiteKey,
    conversation: Option<&ConversationId>,
    side: Side,
    content: Option<Content>,
) -> Result<Option<Content>, ErrorFrame> {
    let Some(Content::Attachment { attachment: said }) = content else { return Ok(content) };
    let kept = match conversation {
        Some(conversation) => relay.store.carry_attachment(site, conversation, side, &said.id).await,
        None => Ok(None),
    };
    match kept.map_err(|error| chat::refusal(&error))? {
        Some(attachment) => Ok(Some(Content::Attachment { attachment })),
        None => Err(ErrorFrame::lasting(
            ErrorCode::ContentRefused,
            "the file is not there any more, or is not yours: choose it again",
        )),
    }
}

#[cfg(test)]
mod tests {
    use alongside_media::MediaType;
    use alongside_protocol::limits::ATTACHMENT_TYPES;

    #[test]
    fn what_is_offered_is_what_is_taken() {
        let offered: Vec<_> = ATTACHMENT_TYPES.split(',').collect();
        assert_eq!(offered, MediaType::ALL.map(MediaType::as_str));
    }
}

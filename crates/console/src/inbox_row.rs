//! What one line of the list shows, computed from the state. Pure, so that a line that did not change is not drawn
//! again.

use crate::clock::{self, Local};
use crate::state::State;
use crate::words::inbox as words;
use alongside_protocol::{Author, Content, ConversationId, ConversationSummary};

/// A line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The shopper's name.
    pub name: String,
    /// Whether her shop says that this is her name.
    pub verified: bool,
    /// The newest message in one line, or what stands in for it.
    pub preview: String,
    /// When something last happened, in few words.
    pub when: String,
    /// How many messages nobody has seen.
    pub unread: u64,
    /// Whether her widget is connected.
    pub online: bool,
    /// Whether she shares her page.
    pub sharing: bool,
    /// Whether this conversation is open on the screen.
    pub open: bool,
    /// Whether an agent has closed it.
    pub closed: bool,
    /// How she last rated it: 1 to 5.
    pub rating: Option<u8>,
}

/// The list's lines at `now`, filtered and in order. `local` tells an instant's local time.
pub fn rows(state: &State, now: Local, local: impl Fn(u64) -> Local) -> Vec<Row> {
    state
        .inbox
        .sorted(&state.filter, state.shelf, state.open.as_ref(), state.open_was_unread)
        .into_iter()
        .map(|summary| row(summary, state, clock::brief(local(summary.active_at_ms), now)))
        .collect()
}

fn row(summary: &ConversationSummary, state: &State, when: String) -> Row {
    let live = state.sharing.get(&summary.conversation).is_some_and(|sharing| sharing.live().is_some());
    Row {
        conversation: summary.conversation.clone(),
        name: summary.visitor_name.clone(),
        verified: summary.contact.as_ref().is_some_and(|contact| contact.verified),
        preview: preview(summary, &state.me),
        when,
        unread: summary.unread,
        online: summary.online,
        sharing: live,
        open: state.open.as_ref() == Some(&summary.conversation),
        closed: summary.closed,
        rating: summary.rating,
    }
}

fn preview(summary: &ConversationSummary, me: &str) -> String {
    let Some(message) = &summary.last_message else { return words::NO_MESSAGE.to_owned() };
    let writer = match &message.author {
        Author::Agent { name } if name == me => words::YOU.to_owned(),
        Author::Agent { name } => format!("{name}: "),
        Author::Visitor | Author::System => String::new(),
    };
    // The rest would be cut off anyway, and a long message need not be carried through every redraw.
    if let Some(Content::Attachment { attachment }) = &message.content
        && attachment.media_type.starts_with("image/")
    {
        return format!("{writer}{}", words::PHOTO);
    }
    let beginning: String = message.body.chars().take(160).collect();
    let beginning = alongside_formatting::words(&beginning);
    let words: Vec<_> = beginning.split_whitespace().collect();
    format!("{writer}{}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{message, summary};
    use alongside_protocol::Message;

    fn preview_of(author: Author, body: &str) -> String {
        let last = Message { author, body: body.into(), ..message(1) };
        preview(&ConversationSummary { last_message: Some(last), ..summary("c", 0, 1) }, "Mara")
    }

    #[test]
    fn a_picture_is_called_one_and_another_file_by_its_name() {
        let preview_of = |media_type: &str| {
            let attachment = alongside_protocol::Attachment {
                id: "f".into(),
                name: "bill.pdf".into(),
                media_type: media_type.into(),
                bytes: 1,
                size: None,
            };
            let content = Some(Content::Attachment { attachment });
            let last = Message { body: "bill.pdf".into(), content, ..message(1) };
            preview(&ConversationSummary { last_message: Some(last), ..summary("c", 0, 1) }, "Mara")
        };
        assert_eq!(preview_of("application/pdf"), "bill.pdf");
        assert_eq!(preview_of("image/png"), words::PHOTO);
    }

    #[test]
    fn a_preview_is_one_line_and_says_who_wrote() {
        let agent = |name: &str| Author::Agent { name: name.into() };
        assert_eq!(preview_of(Author::Visitor, "Hello,\n\n  is it  blue?"), "Hello, is it blue?");
        assert_eq!(preview_of(agent("Mara"), "Yes."), "You: Yes.");
        assert_eq!(preview_of(Author::Visitor, "**Two** things:\n- red\n- *blue*"), "Two things: red blue");
        assert_eq!(preview_of(agent("Jo"), "Yes."), "Jo: Yes.");
        assert_eq!(preview(&summary("c", 0, 1), "Mara"), words::NO_MESSAGE);
    }
}

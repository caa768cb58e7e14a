//! Small made-up conversations for the tests of the pure modules.

use alongside_protocol::{Author, ConversationSummary, Message, Page, Transcript};

/// The shopper's message number `seq`, said `seq` minutes after 1970 began.
pub fn message(seq: u64) -> Message {
    Message {
        seq,
        client_id: format!("visitor-{seq}").into(),
        author: Author::Visitor,
        body: format!("Message {seq}"),
        sent_at_ms: seq * 60_000,
    }
}

/// A history of conversation `c` with the messages `seqs`.
pub fn transcript(epoch: &str, whole: bool, seqs: &[u64]) -> Transcript {
    Transcript {
        conversation: Some("c".into()),
        epoch: epoch.into(),
        whole,
        messages: seqs.iter().copied().map(message).collect(),
        read_by_visitor: 0,
        read_by_agent: 0,
    }
}

/// A line of the list: an online shopper without messages.
pub fn summary(conversation: &str, unread: u64, active_at_ms: u64) -> ConversationSummary {
    ConversationSummary {
        conversation: conversation.into(),
        visitor_name: format!("Visitor {conversation}"),
        online: true,
        page: Page { url: "https://shop.example/trainers".into(), title: "Trainers".into() },
        last_message: None,
        unread,
        active_at_ms,
        cobrowse: None,
    }
}

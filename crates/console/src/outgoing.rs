//! What the agent wrote and the relay has not stored: waiting in the link's outbox, or refused for good. Pure. Owns
//! neither the line nor the place where the outbox survives a reload.

use alongside_link::Outbox;
use alongside_protocol::{ClientId, Content, ConversationId, ErrorFrame, FromAgent};
use serde::{Deserialize, Serialize};

/// A message that the agent wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Where.
    pub conversation: ConversationId,
    /// What it says.
    pub body: String,
    /// What it carries besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// When, in ms since 1970 UTC by this machine's clock.
    pub written_at_ms: u64,
}

/// A message that the relay will never store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its name.
    pub client_id: ClientId,
    /// What it was.
    pub written: Written,
    /// Why it was refused, in the relay's words.
    pub reason: String,
}

/// Everything that the agent wrote and the relay has not stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outgoing {
    /// Sent again on each new line until it is acknowledged.
    pub outbox: Outbox<Written>,
    /// Shown with their reason until the agent decides what becomes of them.
    pub refused: Vec<Refused>,
}

/// How a bubble that is not stored stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unstored<'a> {
    /// Its name.
    pub client_id: &'a ClientId,
    /// What it is.
    pub written: &'a Written,
    /// Why the relay refused it, if it did.
    pub refused: Option<&'a str>,
}

impl Outgoing {
    /// Notes what the agent wrote, and returns the frame that says so.
    pub fn write(&mut self, client_id: ClientId, written: Written) -> FromAgent {
        let frame = frame(&client_id, &written);
        self.outbox.push(client_id, written);
        frame
    }

    /// The frames to say again on a new line, in the order in which they were written.
    pub fn again(&self) -> Vec<FromAgent> {
        self.outbox.iter().map(|(client_id, written)| frame(client_id, written)).collect()
    }

    /// The relay has refused something: a message that it will never store moves to the refused ones.
    pub fn refuse(&mut self, error: &ErrorFrame) -> bool {
        let (Some(written), Some(client_id)) = (self.outbox.refuse(error), error.client_id.clone()) else {
            return false;
        };
        self.refused.push(Refused { client_id, written, reason: error.message.clone() });
        true
    }

    /// Takes a refused message off the screen and returns what it said.
    pub fn take_back(&mut self, client_id: &ClientId) -> Option<Written> {
        let at = self.refused.iter().position(|refused| refused.client_id == *client_id)?;
        Some(self.refused.remove(at).written)
    }

    /// The conversation is no more: nothing that was written there is kept. Whether any of it was still waiting.
    pub fn forget(&mut self, conversation: &ConversationId) -> bool {
        self.refused.retain(|refused| refused.written.conversation != *conversation);
        self.outbox.retain(|written| written.conversation != *conversation)
    }

    /// A conversation's messages that are not stored, in the order in which they were written.
    pub fn of(&self, conversation: &ConversationId) -> Vec<Unstored<'_>> {
        let refused = self.refused.iter().map(|refused| Unstored {
            client_id: &refused.client_id,
            written: &refused.written,
            refused: Some(refused.reason.as_str()),
        });
        let waiting =
            self.outbox.iter().map(|(client_id, written)| Unstored { client_id, written, refused: None });
        let mut unstored: Vec<_> =
            refused.chain(waiting).filter(|one| one.written.conversation == *conversation).collect();
        unstored.sort_by_key(|one| one.written.written_at_ms);
        unstored
    }
}

fn frame(client_id: &ClientId, written: &Written) -> FromAgent {
    FromAgent::Message {
        conversation: written.conversation.clone(),
        client_id: client_id.clone(),
        body: written.body.clone(),
        content: written.content.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::ErrorCode;

    fn written(conversation: &str, body: &str) -> Written {
        Written { conversation: conversation.into(), body: body.into(), content: None, written_at_ms: 1 }
    }

    fn bodies(outgoing: &Outgoing, conversation: &str) -> Vec<(String, Option<String>)> {
        let conversation = conversation.into();
        outgoing
            .of(&conversation)
            .iter()
            .map(|one| (one.written.body.clone(), one.refused.map(str::to_owned)))
            .collect()
    }

    #[test]
    fn a_refused_message_keeps_its_words_until_they_are_taken_back() {
        let mut outgoing = Outgoing::default();
        outgoing.write("m1".into(), written("c", "Hello"));
        assert_eq!(outgoing.take_back(&"m1".into()), None, "it may still be on its way");
        let error = ErrorFrame::lasting(ErrorCode::MessageTooLong, "Too long.").about("m1".into());
        assert!(outgoing.refuse(&error));
        assert_eq!(bodies(&outgoing, "c"), [("Hello".to_owned(), Some("Too long.".to_owned()))]);
        assert!(outgoing.again().is_empty());
        assert_eq!(outgoing.take_back(&"m1".into()), Some(written("c", "Hello")));
        assert!(bodies(&outgoing, "c").is_empty());
    }

    #[test]
    fn a_message_that_may_be_stored_later_is_said_again() {
        let mut outgoing = Outgoing::default();
        let first = outgoing.write("m1".into(), written("c", "Hello"));
        let second = outgoing.write("m2".into(), written("d", "Hi"));
        let error = ErrorFrame::passing(ErrorCode::StoreUnavailable, "One moment.").about("m1".into());
        assert!(!outgoing.refuse(&error));
        assert_eq!(outgoing.again(), [first, second]);
    }

    #[test]
    fn a_conversation_shows_only_its_own() {
        let mut outgoing = Outgoing::default();
        outgoing.write("m1".into(), written("c", "Hello"));
        outgoing.write("m2".into(), written("d", "Hi"));
        assert_eq!(bodies(&outgoing, "d"), [("Hi".to_owned(), None)]);
    }
}

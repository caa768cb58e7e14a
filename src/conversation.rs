//! What was said, as this browser knows it: stored messages by number, pending ones, refused ones.
//!
//! Pure. Does not know the line, nor how it all looks.

use crate::words;
use alongside_link::Outbox;
use alongside_protocol::{Author, ClientId, Content, Epoch, ErrorFrame, Message, Side, Transcript};

/// A message that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) body: String,
    /// What it carries besides.
    pub(crate) content: Option<Content>,
    /// When it was written, in ms since 1970 UTC by this browser's clock.
    pub(crate) written_at_ms: u64,
}

/// A message that the relay will never take.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Failed {
    client_id: ClientId,
    draft: Draft,
    reason: String,
}

/// How far a line of the conversation has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Said by the other side, or by the relay.
    Received,
    /// On its way, or waiting for a line.
    Sending,
    /// Stored.
    Sent,
    /// On an agent's screen, or one click away from it.
    Delivered,
    /// Seen by an agent.
    Read,
    /// Refused for good, with the reason.
    Failed(String),
}

/// One line of the conversation, as the panel shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    pub(crate) client_id: &'a ClientId,
    pub(crate) author: &'a Author,
    pub(crate) body: &'a str,
    /// What it carries besides.
    pub(crate) content: Option<&'a Content>,
    pub(crate) at_ms: u64,
    pub(crate) delivery: Delivery,
}

/// One visitor's conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conversation {
    epoch: Option<Epoch>,
    /// In the order of `seq`, none twice.
    messages: Vec<Message>,
    outbox: Outbox<Draft>,
    failed: Vec<Failed>,
    /// How far the relay was told that this browser has the messages.
    delivered_to_visitor: u64,
    delivered_to_agent: u64,
    read_by_visitor: u64,
    read_by_agent: u64,
}

impl Conversation {
    /// A conversation that begins with what an earlier page could not send any more.
    pub(crate) fn with_outbox(outbox: Outbox<Draft>) -> Self {
        Self { outbox, ..Self::default() }
    }

    pub(crate) fn epoch(&self) -> Option<&Epoch> {
        self.epoch.as_ref()
    }

    /// The last message before the first gap: its `seq` and name; 0 without history.
    pub(crate) fn held(&self) -> (u64, Option<ClientId>) {
        self.last_held().map_or((0, None), |message| (message.seq, Some(message.client_id.clone())))
    }

    fn last_held(&self) -> Option<&Message> {
        let first = self.messages.first()?.seq;
        let is_next = |(message, expected): &(&Message, u64)| message.seq == *expected;
        self.messages.iter().zip(first..).take_while(is_next).last().map(|(message, _)| message)
    }

    /// Whether a message is missing between two others.
    pub(crate) fn has_gap(&self) -> bool {
        self.messages.last() != self.last_held()
    }

    /// The last `seq` of all; 0 without history.
    fn newest(&self) -> u64 {
        self.messages.last().map_or(0, |message| message.seq)
    }

    /// What is written and not acknowledged, in order.
    pub(crate) fn pending(&self) -> impl Iterator<Item = (&ClientId, &Draft)> {
        self.outbox.iter()
    }

    /// The shopper wrote something.
    pub(crate) fn write(&mut self, client_id: ClientId, draft: Draft) {
        self.outbox.push(client_id, draft);
    }

    /// Takes a stretch of history. Gives back which pending messages turned out to be stored.
    pub(crate) fn take(&mut self, transcript: Transcript) -> Vec<ClientId> {
        if transcript.whole || self.epoch.as_ref() != Some(&transcript.epoch) {
            self.messages.clear();
            self.delivered_to_agent = 0;
            self.read_by_visitor = 0;
            self.read_by_agent = 0;
        }
        self.epoch = Some(transcript.epoch);
        // What was said on a line that broke may not have arrived: the relay knows best what it knows.
        self.delivered_to_visitor = transcript.delivered_to_visitor;
        self.delivered(transcript.delivered_to_agent);
        self.read_by_visitor = self.read_by_visitor.max(transcript.read_by_visitor);
        self.read_by_agent = self.read_by_agent.max(transcript.read_by_agent);
        transcript.messages.into_iter().filter_map(|message| self.add(message)).collect()
    }

    /// Takes a stored message. Gives its id back if it was pending here.
    pub(crate) fn add(&mut self, message: Message) -> Option<ClientId> {
        let was_pending = self.outbox.acknowledge(&message.client_id).map(|_| message.client_id.clone());
        if let Err(index) = self.messages.binary_search_by_key(&message.seq, |known| known.seq) {
            self.messages.insert(index, message);
        }
        was_pending
    }

    /// A pending message is stored as number `seq`. False if it was not pending.
    pub(crate) fn acknowledge(&mut self, client_id: &ClientId, seq: u64, sent_at_ms: u64) -> bool {
        let Some(draft) = self.outbox.acknowledge(client_id) else { return false };
        self.add(Message {
            seq,
            client_id: client_id.clone(),
            author: Author::Visitor,
            body: draft.body,
            content: draft.content,
            sent_at_ms,
        });
        true
    }

    /// The relay refused a message. True if it did so for good: the message now counts as failed.
    pub(crate) fn refuse(&mut self, error: &ErrorFrame) -> bool {
        let Some((client_id, draft)) = error.client_id.clone().zip(self.outbox.refuse(error)) else {
            return false;
        };
        self.failed.push(Failed { client_id, draft, reason: words::error(error) });
        true
    }

    /// The shopper has seen that a message failed, and lets it go.
    pub(crate) fn remove_failed(&mut self, client_id: &ClientId) {
        self.failed.retain(|failed| failed.client_id != *client_id);
    }

    /// An agent's console has all up to `seq`.
    pub(crate) fn delivered(&mut self, seq: u64) {
        self.delivered_to_agent = seq.max(self.delivered_to_agent);
    }

    /// Somebody has seen all up to `seq`.
    pub(crate) fn read(&mut self, side: Side, seq: u64) {
        let mark = match side {
            Side::Visitor => &mut self.read_by_visitor,
            Side::Agent => &mut self.read_by_agent,
        };
        *mark = seq.max(*mark);
    }

    /// This browser has all that was said: up to where that is news to the relay.
    pub(crate) fn arrive(&mut self) -> Option<u64> {
        let newest = self.newest();
        let is_news = self.heard_after(self.delivered_to_visitor) > 0;
        self.delivered_to_visitor = newest;
        is_news.then_some(newest)
    }

    /// The shopper looks at the conversation now: up to where that is news.
    pub(crate) fn look(&mut self) -> Option<u64> {
        let newest = self.newest();
        let is_news = self.unread() > 0;
        self.read(Side::Visitor, newest);
        is_news.then_some(newest)
    }

    /// How far the shopper has read.
    pub(crate) fn read_by_visitor(&self) -> u64 {
        self.read_by_visitor
    }

    /// Whether nothing was said or written yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.failed.is_empty() && self.outbox.is_empty()
    }

    /// How many messages of agents the shopper has not seen.
    pub(crate) fn unread(&self) -> usize {
        self.heard_after(self.read_by_visitor)
    }

    /// How many messages of agents come after `seq`.
    fn heard_after(&self, seq: u64) -> usize {
        let is_after =
            |message: &&Message| message.seq > seq && matches!(message.author, Author::Agent { .. });
        self.messages.iter().filter(is_after).count()
    }

    /// The `seq` of the first message that is held; 0 without history.
    pub(crate) fn first(&self) -> u64 {
        self.messages.first().map_or(0, |message| message.seq)
    }

    /// The `seq` of the first message of the newest `most`; 0 without history.
    pub(crate) fn first_of(&self, most: usize) -> u64 {
        self.messages.iter().rev().take(most).next_back().map_or(0, |message| message.seq)
    }

    /// How many stored messages are held.
    pub(crate) fn len(&self) -> usize {
        self.messages.len()
    }

    /// Takes what was said before the first message held. What would leave a gap belongs to a history that is gone.
    pub(crate) fn take_earlier(&mut self, messages: Vec<Message>) {
        if messages.last().is_some_and(|message| message.seq + 1 == self.first()) {
            self.messages.splice(..0, messages);
        }
    }

    /// The newest `most` stored messages and all that are not stored, in order.
    pub(crate) fn entries(&self, most: usize) -> Vec<Entry<'_>> {
        let left_out = self.messages.len().saturating_sub(most);
        let stored = self.messages.iter().skip(left_out).map(|message| Entry {
            client_id: &message.client_id,
            author: &message.author,
            body: &message.body,
            content: message.content.as_ref(),
            at_ms: message.sent_at_ms,
            delivery: match message.author {
                Author::Visitor if message.seq <= self.read_by_agent => Delivery::Read,
                Author::Visitor if message.seq <= self.delivered_to_agent => Delivery::Delivered,
                Author::Visitor => Delivery::Sent,
                Author::Agent { .. } | Author::System => Delivery::Received,
            },
        });
        let failed = self
            .failed
            .iter()
            .map(|failed| own(&failed.client_id, &failed.draft, Delivery::Failed(failed.reason.clone())));
        let pending = self.outbox.iter().map(|(id, draft)| own(id, draft, Delivery::Sending));
        stored.chain(failed).chain(pending).collect()
    }
}

fn own<'a>(client_id: &'a ClientId, draft: &'a Draft, delivery: Delivery) -> Entry<'a> {
    Entry {
        client_id,
        author: &Author::Visitor,
        body: &draft.body,
        content: draft.content.as_ref(),
        at_ms: draft.written_at_ms,
        delivery,
    }
}

#[cfg(test)]
#[path = "conversation_tests.rs"]
mod tests;

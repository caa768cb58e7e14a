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
mod tests {
    use super::*;
    use alongside_protocol::ErrorCode;

    fn message(seq: u64, author: Author) -> Message {
        let client_id = ClientId(format!("m{seq}"));
        Message {
            seq,
            client_id,
            author,
            body: format!("body {seq}"),
            content: None,
            sent_at_ms: seq * 1_000,
        }
    }

    fn agent() -> Author {
        Author::Agent { name: "Milan".into() }
    }

    fn transcript(epoch: &str, whole: bool, messages: Vec<Message>) -> Transcript {
        Transcript {
            conversation: None,
            epoch: epoch.into(),
            whole,
            messages,
            delivered_to_visitor: 0,
            delivered_to_agent: 0,
            read_by_visitor: 0,
            read_by_agent: 0,
        }
    }

    fn draft(body: &str) -> Draft {
        Draft { body: body.into(), content: None, written_at_ms: 7 }
    }

    fn deliveries(conversation: &Conversation) -> Vec<Delivery> {
        conversation.entries(9).into_iter().map(|entry| entry.delivery).collect()
    }

    #[test]
    fn messages_stand_in_the_order_of_their_numbers_however_they_come() {
        let mut conversation = Conversation::default();
        for seq in [2, 1, 3, 2] {
            conversation.add(message(seq, agent()));
        }
        let bodies: Vec<_> = conversation.entries(9).iter().map(|entry| entry.body.to_owned()).collect();
        assert_eq!(bodies, ["body 1", "body 2", "body 3"]);
    }

    #[test]
    fn a_gap_is_seen_and_history_is_asked_for_from_before_it() {
        let mut conversation = Conversation::default();
        conversation.take(transcript("e", true, vec![message(41, agent()), message(42, agent())]));
        assert!(!conversation.has_gap(), "history may begin late");
        conversation.add(message(44, agent()));
        assert!(conversation.has_gap());
        assert_eq!(conversation.held(), (42, Some("m42".into())));
        conversation.add(message(43, agent()));
        assert!(!conversation.has_gap());
        assert_eq!(conversation.held().0, 44);
    }

    #[test]
    fn an_acknowledged_message_is_shown_once_even_if_it_also_comes_as_a_message() {
        let mut conversation = Conversation::default();
        conversation.write("m1".into(), draft("body 1"));
        assert_eq!(deliveries(&conversation), [Delivery::Sending]);
        assert_eq!(conversation.add(message(1, Author::Visitor)), Some("m1".into()));
        assert!(!conversation.acknowledge(&"m1".into(), 1, 1_000));
        assert_eq!(deliveries(&conversation), [Delivery::Sent]);
    }

    #[test]
    fn a_whole_transcript_of_another_epoch_replaces_history_and_keeps_what_is_pending() {
        let mut conversation = Conversation::default();
        conversation.take(transcript("old", true, vec![message(1, agent()), message(2, agent())]));
        conversation.look();
        conversation.write("mine".into(), draft("still here"));
        conversation.take(transcript("new", true, vec![message(1, agent())]));
        assert_eq!(conversation.unread(), 1, "the old read mark means nothing in a new epoch");
        assert_eq!(deliveries(&conversation), [Delivery::Received, Delivery::Sending]);
    }

    #[test]
    fn a_transcript_acknowledges_what_was_stored_before_the_line_broke() {
        let mut conversation = Conversation::default();
        conversation.write("m1".into(), draft("body 1"));
        let stored = conversation.take(transcript("e", true, vec![message(1, Author::Visitor)]));
        assert_eq!(stored, [ClientId::from("m1")]);
        assert_eq!(conversation.pending().count(), 0);
    }

    #[test]
    fn only_what_agents_said_is_unread_and_looking_reads_it() {
        let mut conversation = Conversation::default();
        conversation.add(message(1, Author::Visitor));
        conversation.add(message(2, agent()));
        conversation.add(message(3, Author::System));
        assert_eq!(conversation.unread(), 1);
        assert_eq!(conversation.look(), Some(3));
        assert_eq!(conversation.unread(), 0);
        assert_eq!(conversation.look(), None, "it is no news the second time");
    }

    #[test]
    fn own_messages_are_read_up_to_the_agents_mark() {
        let mut conversation = Conversation::default();
        conversation.add(message(1, Author::Visitor));
        conversation.add(message(2, Author::Visitor));
        conversation.add(message(3, Author::Visitor));
        conversation.delivered(2);
        conversation.read(Side::Agent, 1);
        assert_eq!(deliveries(&conversation), [Delivery::Read, Delivery::Delivered, Delivery::Sent]);
    }

    #[test]
    fn what_was_said_before_is_shown_page_by_page() {
        let mut conversation = Conversation::default();
        conversation.take(transcript("e", true, (4..=6).map(|seq| message(seq, agent())).collect()));
        conversation.write("m1".into(), draft("hello"));
        let shown = |conversation: &Conversation, most| conversation.entries(most).len();
        assert_eq!((shown(&conversation, 2), shown(&conversation, 9)), (3, 4));
        conversation.take_earlier(vec![message(1, agent()), message(2, agent())]);
        assert_eq!(conversation.first(), 4, "what would leave a gap is not taken");
        conversation.take_earlier((1..=3).map(|seq| message(seq, agent())).collect());
        assert_eq!((conversation.first(), conversation.len(), shown(&conversation, 9)), (1, 6, 7));
        assert!(!conversation.has_gap());
    }

    #[test]
    fn what_arrived_is_news_once_and_again_if_the_relay_has_not_heard_of_it() {
        let mut conversation = Conversation::default();
        conversation.take(transcript("e", true, vec![message(1, Author::Visitor)]));
        assert_eq!(conversation.arrive(), None, "her own words are no news");
        conversation.add(message(2, agent()));
        assert_eq!(conversation.arrive(), Some(2));
        assert_eq!(conversation.arrive(), None);
        conversation.take(transcript("e", false, vec![]));
        assert_eq!(conversation.arrive(), Some(2), "the line broke before the relay heard it");
    }

    #[test]
    fn a_refused_message_says_why_until_it_is_removed() {
        let mut conversation = Conversation::default();
        conversation.write("m1".into(), draft("too much"));
        let error = ErrorFrame::lasting(ErrorCode::MessageTooLong, "Too long.").about("m1".into());
        assert!(conversation.refuse(&error));
        assert_eq!(deliveries(&conversation), [Delivery::Failed("It is too long.".into())]);
        conversation.remove_failed(&"m1".into());
        assert!(conversation.entries(9).is_empty());
    }

    #[test]
    fn a_message_that_may_be_taken_later_stays_pending() {
        let mut conversation = Conversation::default();
        conversation.write("m1".into(), draft("hello"));
        let error = ErrorFrame::passing(ErrorCode::StoreUnavailable, "Busy.").about("m1".into());
        assert!(!conversation.refuse(&error));
        assert_eq!(deliveries(&conversation), [Delivery::Sending]);
    }
}

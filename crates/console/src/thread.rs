//! One conversation's history as the console holds it: stored messages, merged by `seq`. Pure. Does not own what
//! is still on its way: that is [`crate::outgoing`].

use alongside_protocol::limits::{EARLIER_MESSAGES, HISTORY_MESSAGES};
use alongside_protocol::{Epoch, Message, Side, Transcript};

/// How many messages are shown at first, and how many more each time.
pub const PAGE: usize = EARLIER_MESSAGES;

/// A conversation's messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thread {
    /// The store's life that numbered the messages; nothing before the first history arrived.
    pub epoch: Option<Epoch>,
    /// What is stored, by `seq`, none twice.
    pub messages: Vec<Message>,
    /// How far a browser of the shopper's has it.
    pub delivered_to_visitor: u64,
    /// How far the shopper has read.
    pub read_by_visitor: u64,
    /// How far an agent has read.
    pub read_by_agent: u64,
    /// How many pages of earlier messages the agent wanted to see.
    pub pages: usize,
    /// Whether the relay was asked for the messages before the first one held, and has not answered.
    pub asking: bool,
}

/// What merging a message found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// The history is complete up to the newest message.
    Complete,
    /// Messages are missing in between: ask for what comes after [`Thread::complete_to`].
    Gap,
}

impl Thread {
    /// Whether the first history has arrived.
    pub fn loaded(&self) -> bool {
        self.epoch.is_some()
    }

    /// The `seq` up to which nothing is missing after the first message held; 0 when none is held.
    pub fn complete_to(&self) -> u64 {
        self.last_complete().map_or(0, |message| message.seq)
    }

    /// The message up to which nothing is missing after the first one held.
    pub fn last_complete(&self) -> Option<&Message> {
        let dense = self.messages.windows(2).take_while(|pair| pair[1].seq == pair[0].seq + 1).count();
        self.messages.get(dense)
    }

    /// The newest `seq` held; 0 when none is held.
    pub fn newest(&self) -> u64 {
        self.messages.last().map_or(0, |message| message.seq)
    }

    /// The messages to be shown: the newest, and as many pages before them as the agent wanted. A log of ten thousand would
    /// make each key that is pressed slow.
    pub fn shown(&self) -> &[Message] {
        let first = self.messages.len().saturating_sub((self.pages + 1) * PAGE);
        self.messages.get(first..).unwrap_or_default()
    }

    /// Whether there are messages before the first one shown.
    pub fn cut(&self) -> bool {
        self.shown().first().is_some_and(|message| message.seq > 1)
    }

    /// Shows a page more. Returns before which message the relay is to be asked for what is lacking.
    pub fn show_earlier(&mut self) -> Option<u64> {
        if self.asking {
            return None;
        }
        self.pages += 1;
        let first = self.messages.first()?.seq;
        self.asking = first > 1 && self.messages.len() < (self.pages + 1) * PAGE;
        self.asking.then_some(first)
    }

    /// Whether all that was said is held, from the beginning.
    pub fn is_whole(&self) -> bool {
        self.loaded() && self.messages.first().is_none_or(|message| message.seq <= 1)
    }

    /// Before which message the relay is to be asked for what is lacking at the beginning; nothing while it has not answered.
    pub fn ask_for_beginning(&mut self) -> Option<u64> {
        let first = self.messages.first()?.seq;
        let is_due = first > 1 && !self.asking;
        self.asking |= is_due;
        is_due.then_some(first)
    }

    /// Merges what was said before the first message held. What leaves a gap belongs to a history that is gone.
    pub fn take_earlier(&mut self, mut messages: Vec<Message>) {
        self.asking = false;
        let first = self.messages.first().map(|message| message.seq);
        if messages.last().map(|message| message.seq + 1) == first {
            messages.append(&mut self.messages);
            self.messages = messages;
        }
    }

    /// Merges the answer to `open`.
    pub fn take_history(&mut self, transcript: Transcript) {
        let same_life = self.epoch.as_ref() == Some(&transcript.epoch);
        // A full answer may begin past what is held: what lies between would never be asked for again.
        let beyond_reach = transcript.messages.len() >= HISTORY_MESSAGES
            && transcript.messages.first().is_some_and(|message| message.seq > self.complete_to() + 1);
        if transcript.whole || !same_life || beyond_reach {
            self.messages.clear();
        }
        self.epoch = Some(transcript.epoch);
        // What was asked on a line that broke is not answered.
        self.asking = false;
        self.delivered_to_visitor = transcript.delivered_to_visitor;
        self.read_by_visitor = transcript.read_by_visitor;
        self.read_by_agent = transcript.read_by_agent;
        for message in transcript.messages {
            self.insert(message);
        }
    }

    /// Merges a message that was just said.
    pub fn take_message(&mut self, message: Message) -> Merge {
        self.insert(message);
        if self.complete_to() == self.newest() { Merge::Complete } else { Merge::Gap }
    }

    /// Notes how far a browser of the shopper's has it.
    pub fn delivered(&mut self, seq: u64) {
        self.delivered_to_visitor = seq.max(self.delivered_to_visitor);
    }

    /// Notes how far a side has read. Receipts never go back.
    pub fn read(&mut self, side: Side, seq: u64) {
        let mark = match side {
            Side::Visitor => &mut self.read_by_visitor,
            Side::Agent => &mut self.read_by_agent,
        };
        *mark = seq.max(*mark);
    }

    fn insert(&mut self, message: Message) {
        match self.messages.binary_search_by_key(&message.seq, |held| held.seq) {
            Ok(_) => {}
            Err(at) => self.messages.insert(at, message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{message, transcript};

    fn seqs(thread: &Thread) -> Vec<u64> {
        thread.messages.iter().map(|message| message.seq).collect()
    }

    #[test]
    fn histories_merge_by_number_whatever_order_they_come_in() {
        let mut thread = Thread::default();
        thread.take_history(transcript("e", true, &[1, 2]));
        assert_eq!(thread.take_message(message(3)), Merge::Complete);
        thread.take_history(transcript("e", false, &[2, 3, 4]));
        assert_eq!(seqs(&thread), [1, 2, 3, 4]);
    }

    #[test]
    fn a_missing_number_is_noticed_and_the_question_starts_before_it() {
        let mut thread = Thread::default();
        thread.take_history(transcript("e", true, &[1, 2]));
        assert_eq!(thread.take_message(message(5)), Merge::Gap);
        assert_eq!(thread.complete_to(), 2);
        thread.take_history(transcript("e", false, &[3, 4, 5]));
        assert_eq!(thread.complete_to(), 5);
        assert_eq!(seqs(&thread), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn another_life_of_the_store_replaces_what_was_held() {
        let mut thread = Thread::default();
        thread.take_history(transcript("before", true, &[1, 2, 3]));
        thread.take_history(transcript("after", false, &[1]));
        assert_eq!(seqs(&thread), [1]);
    }

    #[test]
    fn a_history_that_begins_out_of_reach_leaves_no_hole_behind() {
        let mut thread = Thread::default();
        thread.take_history(transcript("e", true, &[1, 2, 3]));
        let newest: Vec<u64> = (1000..1000 + HISTORY_MESSAGES as u64).collect();
        thread.take_history(transcript("e", false, &newest));
        assert_eq!(seqs(&thread), newest);
        assert!(thread.cut());
        assert_eq!(thread.complete_to(), thread.newest());
    }

    #[test]
    fn earlier_messages_are_shown_page_by_page_and_asked_for_when_they_are_not_held() {
        let page = PAGE as u64;
        let numbers = |from: u64, to: u64| (from..=to).map(message).collect::<Vec<_>>();
        let mut thread = Thread { messages: numbers(101, 100 + 2 * page), ..Thread::default() };
        let first = |thread: &Thread| thread.shown().first().map(|message| message.seq);
        assert_eq!(first(&thread), Some(101 + page));
        assert_eq!(thread.show_earlier(), None, "that page is held");
        assert_eq!((first(&thread), thread.cut()), (Some(101), true));
        assert_eq!(thread.show_earlier(), Some(101));
        assert_eq!(thread.show_earlier(), None, "it was asked already");
        thread.take_earlier(numbers(1, 99));
        assert_eq!(first(&thread), Some(101), "what leaves a gap is not taken");
        assert_eq!(thread.show_earlier(), Some(101));
        thread.take_earlier(numbers(1, 100));
        assert_eq!((first(&thread), thread.cut()), (Some(1), false));
        assert_eq!(thread.messages.len() as u64, 100 + 2 * page);
    }

    #[test]
    fn a_message_stands_once_however_often_it_is_told() {
        let mut thread = Thread::default();
        thread.take_history(transcript("e", true, &[1]));
        thread.take_message(message(2));
        thread.take_message(message(2));
        assert_eq!(seqs(&thread), [1, 2]);
    }

    #[test]
    fn receipts_never_go_back() {
        let mut thread = Thread::default();
        thread.read(Side::Visitor, 5);
        thread.read(Side::Visitor, 3);
        thread.delivered(7);
        thread.delivered(6);
        assert_eq!((thread.delivered_to_visitor, thread.read_by_visitor, thread.read_by_agent), (7, 5, 0));
    }
}

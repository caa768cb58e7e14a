//! A conversation as it stands on the screen: days, groups of bubbles, the relay's own lines, and how each of the
//! agents' messages is on its way. Pure. Owns no markup.

use crate::outgoing::Unstored;
use crate::thread::Thread;
use crate::words;
use alongside_protocol::{Author, ClientId, Content, Message};

/// Bubbles of one writer stand together while no more than this lies between them, in ms.
const TOGETHER_MS: u64 = 5 * 60_000;

/// A piece of the conversation, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// What follows was said on another day; any instant of that day, in ms since 1970 UTC.
    Day(u64),
    /// The relay's own line.
    System {
        /// Its place.
        seq: u64,
        /// What it is called: as the recording that it tells of, if it tells of one.
        client_id: ClientId,
        /// What it says.
        body: String,
        /// What it carries besides.
        content: Option<Content>,
        /// When, in ms since 1970 UTC.
        at_ms: u64,
    },
    /// Bubbles of one writer.
    Group(Group),
}

/// Bubbles that one writer wrote in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Who wrote them.
    pub author: Author,
    /// When the last of them was written, in ms since 1970 UTC.
    pub last_at_ms: u64,
    /// The messages; never empty.
    pub bubbles: Vec<Bubble>,
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub struct Bubble {
    /// Its name.
    pub client_id: ClientId,
    /// What it says.
    pub body: String,
    /// What it carries besides.
    pub content: Option<Content>,
    /// How far it has come.
    pub delivery: Delivery,
}

/// How far a message has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Delivery {
    /// The relay does not have it.
    Sending,
    /// The relay will never have it, and why.
    Refused(String),
    /// It is stored.
    Sent,
    /// The other side's browser has it.
    Delivered,
    /// The other side has seen it.
    Read,
}

/// Lays a conversation out. `day_of` tells in which local day an instant lies; `me` is this agent's name.
pub fn lay_out(
    thread: &Thread,
    unstored: Vec<Unstored<'_>>,
    me: &str,
    day_of: impl Fn(u64) -> i64,
) -> Vec<Entry> {
    let mut layout = Layout { entries: Vec::new(), day: None, day_of };
    for message in thread.shown() {
        layout.stored(message, thread);
    }
    for unstored in unstored {
        let delivery =
            unstored.refused.map_or(Delivery::Sending, |reason| Delivery::Refused(reason.to_owned()));
        let (body, content) = (unstored.written.body.clone(), unstored.written.content.clone());
        let bubble = Bubble { client_id: unstored.client_id.clone(), body, content, delivery };
        layout.bubble(&Author::Agent { name: me.to_owned() }, unstored.written.written_at_ms, bubble);
    }
    layout.entries
}

struct Layout<DayOf> {
    entries: Vec<Entry>,
    day: Option<i64>,
    day_of: DayOf,
}

impl<DayOf: Fn(u64) -> i64> Layout<DayOf> {
    fn stored(&mut self, message: &Message, thread: &Thread) {
        let (delivered_to, read_up_to) = match message.author {
            Author::System => {
                self.begin_day(message.sent_at_ms);
                let client_id = message.client_id.clone();
                let body = match &message.content {
                    Some(Content::Notice { what, name }) => words::noted(*what, name.as_deref()),
                    _ => message.body.clone(),
                };
                let (seq, at_ms) = (message.seq, message.sent_at_ms);
                let content = message.content.clone();
                self.entries.push(Entry::System { seq, client_id, body, content, at_ms });
                return;
            }
            Author::Visitor => (thread.read_by_agent, thread.read_by_agent),
            Author::Agent { .. } => (thread.delivered_to_visitor, thread.read_by_visitor),
        };
        let delivery = match message.seq {
            seq if seq <= read_up_to => Delivery::Read,
            seq if seq <= delivered_to => Delivery::Delivered,
            _ => Delivery::Sent,
        };
        let (body, content) = (message.body.clone(), message.content.clone());
        let bubble = Bubble { client_id: message.client_id.clone(), body, content, delivery };
        self.bubble(&message.author, message.sent_at_ms, bubble);
    }

    fn bubble(&mut self, author: &Author, at_ms: u64, bubble: Bubble) {
        self.begin_day(at_ms);
        if let Some(Entry::Group(group)) = self.entries.last_mut()
            && group.author == *author
            && at_ms.saturating_sub(group.last_at_ms) <= TOGETHER_MS
        {
            group.last_at_ms = at_ms.max(group.last_at_ms);
            group.bubbles.push(bubble);
        } else {
            let group = Group { author: author.clone(), last_at_ms: at_ms, bubbles: vec![bubble] };
            self.entries.push(Entry::Group(group));
        }
    }

    /// Days only go forward: a message of an earlier day, from a clock that runs behind, opens none.
    fn begin_day(&mut self, at_ms: u64) {
        let day = (self.day_of)(at_ms);
        if self.day.is_none_or(|current| day > current) {
            self.day = Some(day);
            self.entries.push(Entry::Day(at_ms));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::message;
    use crate::outgoing::{Outgoing, Written};

    const DAY_MS: u64 = 86_400_000;

    fn said(seq: u64, author: Author, sent_at_ms: u64) -> Message {
        Message { author, sent_at_ms, ..message(seq) }
    }

    fn mara() -> Author {
        Author::Agent { name: "Mara".into() }
    }

    /// The layout in one line: `|` a day, `*` a system line, `v` or `a` and the number of bubbles a group.
    fn sketch(thread: &Thread, outgoing: &Outgoing) -> String {
        let conversation = "c".into();
        lay_out(thread, outgoing.of(&conversation), "Mara", |at_ms| (at_ms / DAY_MS) as i64)
            .iter()
            .map(|entry| match entry {
                Entry::Day(_) => "|".to_owned(),
                Entry::System { .. } => "*".to_owned(),
                Entry::Group(group) if group.author == Author::Visitor => format!("v{}", group.bubbles.len()),
                Entry::Group(group) => format!("a{}", group.bubbles.len()),
            })
            .collect()
    }

    fn thread(messages: Vec<Message>) -> Thread {
        Thread { epoch: Some("e".into()), messages, ..Thread::default() }
    }

    #[test]
    fn bubbles_stand_together_by_writer_time_and_day() {
        let thread = thread(vec![
            said(1, Author::Visitor, 0),
            said(2, Author::Visitor, TOGETHER_MS),
            said(3, Author::Visitor, 2 * TOGETHER_MS + 1),
            said(4, mara(), 2 * TOGETHER_MS + 2),
            said(5, Author::System, 2 * TOGETHER_MS + 3),
            said(6, mara(), 2 * TOGETHER_MS + 4),
            said(7, Author::Agent { name: "Jo".into() }, DAY_MS - 1),
            said(8, Author::Agent { name: "Jo".into() }, DAY_MS),
        ]);
        assert_eq!(sketch(&thread, &Outgoing::default()), "|v2v1a1*a1a1|a1");
    }

    #[test]
    fn what_is_on_its_way_stands_last_and_joins_the_group() {
        let thread = thread(vec![said(1, mara(), 1_000)]);
        let mut outgoing = Outgoing::default();
        let written =
            Written { conversation: "c".into(), body: "and…".into(), content: None, written_at_ms: 2_000 };
        outgoing.write("m".into(), written);
        assert_eq!(sketch(&thread, &outgoing), "|a2");
    }

    #[test]
    fn a_clock_that_runs_behind_opens_no_day() {
        let thread = thread(vec![said(1, Author::Visitor, DAY_MS), said(2, Author::Visitor, DAY_MS - 1)]);
        assert_eq!(sketch(&thread, &Outgoing::default()), "|v2");
    }

    #[test]
    fn an_agents_message_is_delivered_and_read_up_to_where_the_shopper_has_it_and_has_read() {
        let mut thread = thread(vec![said(1, mara(), 0), said(2, mara(), 0), said(3, mara(), 0)]);
        thread.read_by_visitor = 1;
        thread.delivered_to_visitor = 2;
        let entries = lay_out(&thread, Vec::new(), "Mara", |_| 0);
        let Some(Entry::Group(group)) = entries.get(1) else { panic!("{entries:?}") };
        let states: Vec<_> = group.bubbles.iter().map(|bubble| &bubble.delivery).collect();
        assert_eq!(states, [&Delivery::Read, &Delivery::Delivered, &Delivery::Sent]);
    }
}

//! The list of conversations: its order, its filter, and what is unread. Pure. Owns no markup.

use alongside_protocol::{ConversationId, ConversationSummary};

/// Which conversations the list shows while nothing is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shelf {
    /// Those that nobody has closed.
    #[default]
    Open,
    /// Those that an agent has closed.
    Closed,
}

/// The site's conversations as the relay last told them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inbox {
    summaries: Vec<ConversationSummary>,
}

impl Inbox {
    /// Replaces everything by what a `welcome` told.
    pub fn replace(&mut self, summaries: Vec<ConversationSummary>) {
        self.summaries = summaries;
    }

    /// Adds a conversation or its newer state.
    pub fn update(&mut self, summary: ConversationSummary) {
        match self.summaries.iter_mut().find(|held| held.conversation == summary.conversation) {
            Some(held) => *held = summary,
            None => self.summaries.push(summary),
        }
    }

    /// Takes a conversation off the list.
    pub fn remove(&mut self, conversation: &ConversationId) {
        self.summaries.retain(|summary| summary.conversation != *conversation);
    }

    /// A conversation's line.
    pub fn get(&self, conversation: &ConversationId) -> Option<&ConversationSummary> {
        self.summaries.iter().find(|summary| summary.conversation == *conversation)
    }

    /// A conversation's line, to be changed.
    pub fn get_mut(&mut self, conversation: &ConversationId) -> Option<&mut ConversationSummary> {
        self.summaries.iter_mut().find(|summary| summary.conversation == *conversation)
    }

    /// All lines, in no order.
    pub fn all(&self) -> &[ConversationSummary] {
        &self.summaries
    }

    /// How many conversations stand on a shelf.
    pub fn count(&self, shelf: Shelf) -> usize {
        self.summaries.iter().filter(|summary| shelf_of(summary) == shelf).count()
    }

    /// How many conversations have something unread.
    pub fn unread_conversations(&self) -> u64 {
        self.summaries.iter().filter(|summary| summary.unread > 0).count() as u64
    }

    /// The lines that match `filter`, or those on `shelf` where it is empty: unread first, then by newest activity.
    ///
    /// `open` is ordered as if it were unread as long as it was when it was opened (`open_was_unread`), so that
    /// reading a conversation does not make its line jump away under the pointer.
    pub fn sorted(
        &self,
        filter: &str,
        shelf: Shelf,
        open: Option<&ConversationId>,
        open_was_unread: bool,
    ) -> Vec<&ConversationSummary> {
        let wanted: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
        let is_shown = |summary: &&ConversationSummary| match wanted.as_slice() {
            [] => shelf_of(summary) == shelf,
            wanted => matches(summary, wanted),
        };
        let mut lines: Vec<_> = self.summaries.iter().filter(is_shown).collect();
        lines.sort_by(|a, b| {
            let unread = |line: &ConversationSummary| {
                line.unread > 0 || (open_was_unread && open == Some(&line.conversation))
            };
            unread(b)
                .cmp(&unread(a))
                .then(b.active_at_ms.cmp(&a.active_at_ms))
                .then_with(|| a.conversation.cmp(&b.conversation))
        });
        lines
    }
}

fn shelf_of(summary: &ConversationSummary) -> Shelf {
    if summary.closed { Shelf::Closed } else { Shelf::Open }
}

/// Whether every wanted (lower-case) word occurs somewhere in the line.
fn matches(summary: &ConversationSummary, wanted: &[String]) -> bool {
    let body = summary.last_message.as_ref().map_or("", |message| message.body.as_str());
    let email = summary.contact.as_ref().and_then(|contact| contact.email.as_deref()).unwrap_or_default();
    let text =
        format!("{}\n{email}\n{}\n{}\n{body}", summary.visitor_name, summary.page.title, summary.page.url)
            .to_lowercase();
    wanted.iter().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{message, summary};

    fn names(lines: &[&ConversationSummary]) -> String {
        lines.iter().map(|line| line.conversation.as_str()).collect()
    }

    fn inbox(lines: &[(&str, u64, u64)]) -> Inbox {
        let mut inbox = Inbox::default();
        inbox.replace(lines.iter().map(|(name, unread, active)| summary(name, *unread, *active)).collect());
        inbox
    }

    #[test]
    fn unread_comes_first_then_newest_activity() {
        let inbox = inbox(&[("a", 0, 30), ("b", 1, 10), ("c", 0, 40), ("d", 2, 20)]);
        assert_eq!(names(&inbox.sorted("", Shelf::Open, None, false)), "dbca");
        assert_eq!(inbox.unread_conversations(), 2);
    }

    #[test]
    fn a_line_that_is_being_read_stays_where_it_was() {
        let inbox = inbox(&[("a", 1, 30), ("b", 0, 20), ("c", 0, 40)]);
        assert_eq!(names(&inbox.sorted("", Shelf::Open, Some(&"b".into()), true)), "abc");
        assert_eq!(names(&inbox.sorted("", Shelf::Open, Some(&"b".into()), false)), "acb");
    }

    #[test]
    fn closed_ones_stand_apart_until_something_is_looked_for() {
        let mut inbox = inbox(&[("a", 0, 1), ("b", 0, 2)]);
        inbox.update(ConversationSummary { closed: true, ..summary("b", 0, 2) });
        assert_eq!(names(&inbox.sorted("", Shelf::Open, None, false)), "a");
        assert_eq!(names(&inbox.sorted("", Shelf::Closed, None, false)), "b");
        assert_eq!(names(&inbox.sorted("trainers", Shelf::Open, None, false)), "ba");
        assert_eq!((inbox.count(Shelf::Open), inbox.count(Shelf::Closed)), (1, 1));
    }

    #[test]
    fn the_filter_finds_every_word_in_name_message_or_page() {
        let mut inbox = inbox(&[("a", 0, 1), ("b", 0, 2)]);
        let mut line = summary("b", 0, 2);
        line.last_message =
            Some(alongside_protocol::Message { body: "Is it WATERPROOF?".into(), ..message(1) });
        inbox.update(line);
        assert_eq!(names(&inbox.sorted("trainers waterproof", Shelf::Open, None, false)), "b");
        assert_eq!(names(&inbox.sorted("  ", Shelf::Open, None, false)), "ba");
        assert_eq!(names(&inbox.sorted("socks", Shelf::Open, None, false)), "");
    }

    #[test]
    fn an_update_replaces_its_line_and_a_new_one_is_added() {
        let mut inbox = inbox(&[("a", 0, 1)]);
        inbox.update(summary("a", 3, 9));
        inbox.update(summary("b", 0, 10));
        assert_eq!(inbox.all().len(), 2);
        assert_eq!(inbox.get(&"a".into()).map(|line| line.unread), Some(3));
    }
}

//! How a conversation is told by its messages, in whatever order they come.

use super::*;
use alongside_protocol::ErrorCode;

fn message(seq: u64, author: Author) -> Message {
    let client_id = ClientId(format!("m{seq}"));
    Message { seq, client_id, author, body: format!("body {seq}"), content: None, sent_at_ms: seq * 1_000 }
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

//! Conversations and messages.

use super::{
    Place,
    closings::{agent, closing, done},
    conversation, key, message, page, said, site, token,
};
use crate::store::{Agent, ClosingStore, Joining, NewMessage, Receipt, Store, TRANSCRIPT_BYTES};
use alongside_protocol::{Author, Content, Message, Noted, Page, Side, limits::HISTORY_MESSAGES};
use std::{collections::BTreeSet, sync::Arc};

fn numbers(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.seq).collect()
}

pub(super) async fn messages_are_numbered_without_a_gap(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    for number in 1..=5 {
        let appended = store.append(&key(), &conversation, said(number)).await.unwrap();
        assert_eq!(appended.message.seq, number as u64);
        assert_eq!(appended.summary.last_message, Some(appended.message));
        assert!(!appended.repeated);
    }
}

pub(super) async fn a_repeat_of_a_message_returns_the_first_row(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let first = store.append(&key(), &conversation, said(1)).await.unwrap();
    store.append(&key(), &conversation, said(2)).await.unwrap();
    let mut again = said(1);
    again.body = "other words".into();
    again.sent_at_ms += 1;
    let repeat = store.append(&key(), &conversation, again).await.unwrap();
    assert!(repeat.repeated);
    assert_eq!(repeat.message, first.message);
    assert_eq!(numbers(&store.messages(&key(), &conversation, 0, 10).await.unwrap()), [1, 2]);
}

pub(super) async fn a_hundred_writers_at_once_leave_no_gap(place: &impl Place) {
    let store = Arc::new(place.open());
    let (_, conversation) = conversation(&*store).await;
    let writers = (1..=100).map(|number| {
        let (store, conversation) = (Arc::clone(&store), conversation.clone());
        tokio::spawn(async move { store.append(&key(), &conversation, said(number)).await.unwrap().message })
    });
    let mut answered = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        answered.push(writer.await.unwrap());
    }
    assert_eq!(numbers(&answered).into_iter().collect::<BTreeSet<_>>(), (1..=100).collect());
    let mut stored = store.messages(&key(), &conversation, 0, 1000).await.unwrap();
    answered.sort_by_key(|message| message.seq);
    stored.sort_by_key(|message| message.seq);
    assert_eq!(stored, answered);
}

pub(super) async fn a_hundred_repeats_at_once_store_one_message(place: &impl Place) {
    let store = Arc::new(place.open());
    let (_, conversation) = conversation(&*store).await;
    let writers = (0..100).map(|_| {
        let (store, conversation) = (Arc::clone(&store), conversation.clone());
        tokio::spawn(async move { store.append(&key(), &conversation, said(1)).await.unwrap() })
    });
    let mut firsts = 0;
    for writer in writers.collect::<Vec<_>>() {
        let appended = writer.await.unwrap();
        assert_eq!(appended.message.seq, 1);
        firsts += usize::from(!appended.repeated);
    }
    assert_eq!(firsts, 1);
}

pub(super) async fn one_visitor_has_one_conversation_however_often_it_is_opened(place: &impl Place) {
    let store = Arc::new(place.open());
    store.put_site(site(&key())).await.unwrap();
    let visitor = store.add_visitor(&key(), token(1), page(), 1).await.unwrap();
    assert_eq!(store.conversation_of(&key(), &visitor).await.unwrap(), None);
    let tabs = (0..20).map(|_| {
        let (store, visitor) = (Arc::clone(&store), visitor.clone());
        tokio::spawn(async move { store.open_conversation(&key(), &visitor, 5).await.unwrap() })
    });
    let mut opened = BTreeSet::new();
    for tab in tabs.collect::<Vec<_>>() {
        opened.insert(tab.await.unwrap());
    }
    assert_eq!(opened.len(), 1);
    assert_eq!(store.conversation_of(&key(), &visitor).await.unwrap().as_ref(), opened.first());
}

pub(super) async fn a_transcript_gives_what_came_after_since(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let empty = store.transcript(&key(), &conversation, 0).await.unwrap();
    assert!(empty.whole && empty.messages.is_empty());
    for number in 1..=4 {
        store.append(&key(), &conversation, said(number)).await.unwrap();
    }
    let check = async |since, whole, expected: &[u64]| {
        let transcript = store.transcript(&key(), &conversation, since).await.unwrap();
        assert_eq!(numbers(&transcript.messages), expected, "since {since}");
        assert_eq!(transcript.whole, whole, "since {since}");
        assert_eq!(transcript.conversation.as_ref(), Some(&conversation));
        assert_eq!(&transcript.epoch, store.epoch());
    };
    check(0, true, &[1, 2, 3, 4]).await;
    check(2, false, &[3, 4]).await;
    check(4, false, &[]).await;
    check(5, true, &[1, 2, 3, 4]).await;
    check(u64::MAX, true, &[1, 2, 3, 4]).await;
    assert_eq!(numbers(&store.messages(&key(), &conversation, 1, 2).await.unwrap()), [2, 3]);
}

pub(super) async fn a_long_history_is_cut_to_its_newest_messages(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let total = HISTORY_MESSAGES + 10;
    for number in 1..=total {
        store.append(&key(), &conversation, said(number)).await.unwrap();
    }
    let transcript = store.transcript(&key(), &conversation, 5).await.unwrap();
    assert!(transcript.whole, "a client that cannot get all it lacks begins anew");
    assert_eq!(numbers(&transcript.messages), (11..=total as u64).collect::<Vec<_>>());
    let transcript = store.transcript(&key(), &conversation, 10).await.unwrap();
    assert!(!transcript.whole);
    assert_eq!(transcript.messages.len(), HISTORY_MESSAGES);

    let long = "x".repeat(TRANSCRIPT_BYTES / 3);
    for name in ["l1", "l2", "l3", "l4"] {
        store.append(&key(), &conversation, message(name, Author::System, &long)).await.unwrap();
    }
    let transcript = store.transcript(&key(), &conversation, 0).await.unwrap();
    let bytes: usize = transcript.messages.iter().map(|message| message.body.len()).sum();
    assert!(bytes <= TRANSCRIPT_BYTES);
    assert_eq!(transcript.messages.last().map(|message| message.seq), Some(total as u64 + 4));
    assert!(transcript.messages.len() >= 3);
}

pub(super) async fn a_read_marker_goes_forward_only_and_not_past_the_end(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    for number in 1..=3 {
        store.append(&key(), &conversation, said(number)).await.unwrap();
    }
    let mark = async |side, seq| {
        let summary = store.mark(&key(), &conversation, side, Receipt::Read, seq).await.unwrap();
        summary.map(|summary| (summary.read_by_visitor, summary.read_by_agent))
    };
    assert_eq!(mark(Side::Agent, 2).await, Some((0, 2)));
    assert_eq!(mark(Side::Agent, 2).await, None);
    assert_eq!(mark(Side::Agent, 1).await, None);
    assert_eq!(mark(Side::Visitor, u64::MAX).await, Some((3, 2)));
    assert_eq!(mark(Side::Visitor, 9).await, None);
}

pub(super) async fn what_is_read_is_delivered_and_what_is_delivered_is_not_read(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    for number in 1..=3 {
        store.append(&key(), &conversation, said(number)).await.unwrap();
    }
    let mark = async |side, receipt, seq| {
        let news = store.mark(&key(), &conversation, side, receipt, seq).await.unwrap();
        news.map(|now| {
            let delivered = (now.delivered_to_visitor, now.delivered_to_agent);
            (delivered, (now.read_by_visitor, now.read_by_agent))
        })
    };
    assert_eq!(mark(Side::Agent, Receipt::Delivered, 2).await, Some(((0, 2), (0, 0))));
    assert_eq!(mark(Side::Agent, Receipt::Delivered, 1).await, None);
    assert_eq!(mark(Side::Agent, Receipt::Read, 1).await, Some(((0, 2), (0, 1))));
    assert_eq!(mark(Side::Agent, Receipt::Read, 3).await, Some(((0, 3), (0, 3))));
    assert_eq!(mark(Side::Visitor, Receipt::Delivered, u64::MAX).await, Some(((3, 3), (0, 3))));
    let transcript = store.transcript(&key(), &conversation, 0).await.unwrap();
    assert_eq!((transcript.delivered_to_visitor, transcript.delivered_to_agent), (3, 3));
}

pub(super) async fn a_summary_counts_what_no_agent_has_seen(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    let summary = store.summary(&key(), &conversation).await.unwrap().unwrap();
    assert_eq!((summary.unread, summary.last_message, summary.visitor), (0, None, visitor));
    store.append(&key(), &conversation, said(1)).await.unwrap();
    let agent = Author::Agent { name: "Milan".into() };
    store.append(&key(), &conversation, message("a", agent, "yes?")).await.unwrap();
    store.append(&key(), &conversation, message("s", Author::System, "Page sharing started")).await.unwrap();
    let appended = store.append(&key(), &conversation, said(2)).await.unwrap();
    assert_eq!(appended.summary.unread, 2, "only hers count");
    let summary = store.mark(&key(), &conversation, Side::Agent, Receipt::Read, 3).await.unwrap().unwrap();
    assert_eq!(summary.unread, 1);
    assert!(summary.revision > appended.summary.revision);
}

pub(super) async fn summaries_come_newest_first(place: &impl Place) {
    let store = place.open();
    let (_, first) = conversation(&store).await;
    let other = store.add_visitor(&key(), token(2), page(), 1).await.unwrap();
    let second = store.open_conversation(&key(), &other, 3).await.unwrap();
    let order = async || -> Vec<_> {
        store.summaries(&key()).await.unwrap().into_iter().map(|summary| summary.conversation).collect()
    };
    assert_eq!(order().await, [second.clone(), first.clone()]);
    let appended = store.append(&key(), &first, said(1)).await.unwrap();
    assert_eq!(order().await, [first.clone(), second]);
    let summaries = store.summaries(&key()).await.unwrap();
    assert_eq!(summaries[0], appended.summary);
    assert_eq!(store.summary(&key(), &first).await.unwrap(), Some(appended.summary));
}

pub(super) async fn a_page_change_is_a_new_revision(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    let visitor = store.add_visitor(&key(), token(1), page(), 1).await.unwrap();
    let elsewhere = Page { url: "https://shop.example/q".into(), title: "Q".into() };
    assert_eq!(store.set_page(&key(), &visitor, elsewhere.clone()).await.unwrap(), None);
    let conversation = store.open_conversation(&key(), &visitor, 2).await.unwrap();
    let before = store.summary(&key(), &conversation).await.unwrap().unwrap();
    assert_eq!(before.page, elsewhere);
    let same = store.set_page(&key(), &visitor, elsewhere).await.unwrap().unwrap();
    assert_eq!(same, before);
    let after = store.set_page(&key(), &visitor, page()).await.unwrap().unwrap();
    assert_eq!(after.page, page());
    assert!(after.revision > before.revision);
}

pub(super) async fn what_is_committed_is_there_after_reopening(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    let appended = store.append(&key(), &conversation, said(1)).await.unwrap();
    drop(store);
    let store = place.open();
    assert_eq!(store.site(&key()).await.unwrap(), Some(site(&key())));
    assert_eq!(store.visitor(&key(), token(1)).await.unwrap(), Some(visitor));
    assert_eq!(store.messages(&key(), &conversation, 0, 10).await.unwrap(), [appended.message]);
}

pub(super) async fn the_epoch_stays_after_reopening_and_differs_between_stores<P: Place>(one: &P, other: &P) {
    let epoch = one.open().epoch().clone();
    assert_eq!(one.open().epoch(), &epoch);
    assert_ne!(other.open().epoch(), &epoch);
}

pub(super) async fn every_text_comes_back_as_it_was(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let texts = ["'; DROP TABLE messages; --", "a\r\n\tb\u{7}", "👩🏽‍🚀 שלום", " spaces ", "\u{202e}"];
    for (number, text) in texts.iter().enumerate() {
        let new = message(&format!("c{number}"), Author::Agent { name: (*text).into() }, text);
        store.append(&key(), &conversation, new).await.unwrap();
    }
    let stored = store.messages(&key(), &conversation, 0, 10).await.unwrap();
    for (message, text) in stored.iter().zip(texts) {
        assert_eq!(message.body, text);
        assert_eq!(message.author, Author::Agent { name: text.into() });
    }
    assert_eq!(stored.len(), texts.len());
}

pub(super) async fn what_a_message_carries_comes_back_as_it_was(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let content = Content::QuickReplies { replies: vec!["41\u{202e}".into(), "'; --".into()] };
    let new = NewMessage { content: Some(content.clone()), ..said(1) };
    let appended = store.append(&key(), &conversation, new.clone()).await.unwrap();
    assert_eq!(appended.message.content.as_ref(), Some(&content));
    let repeated = store.append(&key(), &conversation, NewMessage { content: None, ..new }).await.unwrap();
    assert_eq!(repeated.message.content.as_ref(), Some(&content), "the first row stands");
    drop(store);
    let stored = place.open().transcript(&key(), &conversation, 0).await.unwrap();
    assert_eq!(stored.messages[0].content, Some(content));
}

pub(super) async fn what_was_said_before_comes_in_order_up_to_the_first(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    for number in 1..=7 {
        store.append(&key(), &conversation, said(number)).await.unwrap();
    }
    let before = async |seq| numbers(&store.earlier(&key(), &conversation, seq, 3).await.unwrap());
    assert_eq!(before(6).await, [3, 4, 5]);
    assert_eq!(before(3).await, [1, 2]);
    assert_eq!((before(1).await, before(0).await), (vec![], vec![]));
    assert_eq!(before(u64::MAX).await, [5, 6, 7]);
    assert_eq!(store.earlier(&"pk_other".into(), &conversation, 6, 3).await.unwrap(), []);
}

pub(super) async fn an_agent_joins_once_until_she_opens_the_conversation_again(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let milan = agent(&store, &key(), "milan@shop.example").await;
    let ana = agent(&store, &key(), "ana@shop.example").await;
    let says = async |agent: &Agent, client_id: &str| {
        let content = Content::Notice { what: Noted::Joined, name: None };
        let line = format!("joined-{client_id}").as_str().into();
        let joining = Joining { agent: agent.agent.clone(), client_id: line, body: "joined".into(), content };
        let author = Author::Agent { name: "Milan".into() };
        let new = NewMessage { joining: Some(joining), ..message(client_id, author, "Hello.") };
        let appended = store.append(&key(), &conversation, new).await.unwrap();
        let joined = appended.joined.map(|message| (message.seq, message.author, message.sent_at_ms));
        (joined, appended.message.seq)
    };
    assert_eq!(says(&milan, "a1").await, (Some((1, Author::System, 1_000)), 2));
    assert_eq!(says(&milan, "a1").await, (None, 2), "a repeat joins nobody");
    assert_eq!(says(&milan, "a2").await, (None, 3));
    assert_eq!(says(&ana, "a3").await, (Some((4, Author::System, 1_000)), 5));
    done(store.close(&milan, &conversation, closing(5, true)).await);
    assert_eq!(says(&milan, "a4").await, (None, 7), "closing sends nobody away");
    store.append(&key(), &conversation, said(1)).await.unwrap();
    assert_eq!(says(&milan, "a5").await, (Some((9, Author::System, 1_000)), 10));
    drop(store);
    let stored = place.open().transcript(&key(), &conversation, 0).await.unwrap();
    assert_eq!(numbers(&stored.messages), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let content = stored.messages[8].content.as_ref();
    assert!(matches!(content, Some(Content::Notice { what: Noted::Joined, .. })));
}

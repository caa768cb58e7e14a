//! Closed conversations and their ratings.

use super::{Place, conversation, key, message, said, site};
use crate::store::{
    Agent, Closed, Closing, ClosingStore, NewAgent, NewClosing, NewMessage, NewRating, Store, StoreError,
};
use alongside_protocol::{Author, SiteKey};

pub(super) async fn agent(store: &impl Store, site: &SiteKey, email: &str) -> Agent {
    let new = NewAgent {
        site: site.clone(),
        email: email.into(),
        name: "Milan".into(),
        password_hash: "hash".into(),
        created_at_ms: 1,
    };
    store.add_agent(new).await.unwrap()
}

/// What both sides see of a closing or an opening.
pub(super) fn line(number: u64) -> NewMessage {
    NewMessage { sent_at_ms: number, ..message(&uuid::Uuid::now_v7().to_string(), Author::System, "closed") }
}

pub(super) fn closing(number: u64, asks: bool) -> NewClosing {
    NewClosing { seen: None, asks, line: line(number) }
}

pub(super) fn done(closing: Result<Closing, StoreError>) -> Closed {
    match closing.expect("it is closed") {
        Closing::Done(closed) => *closed,
        other => panic!("it is not closed now: {other:?}"),
    }
}

fn rated(closing: u64, score: Option<u8>) -> NewRating {
    NewRating { closing, score, comment: score.map(|_| "Quick.".into()), rated_at_ms: 9 }
}

pub(super) async fn a_conversation_is_closed_once_and_open_again_when_she_writes(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let milan = agent(&store, &key(), "milan@shop.example").await;
    assert_eq!(store.reopen(&key(), &conversation, line(90)).await, Ok(None), "it is open");
    let closed = done(store.close(&milan, &conversation, closing(5, true)).await);
    assert_eq!((closed.number, closed.line.message.seq, closed.line.summary.is_closed), (1, 1, true));
    assert_eq!(store.close(&milan, &conversation, closing(6, true)).await, Ok(Closing::WasClosed));

    let theirs = store.append(&key(), &conversation, message("a1", Author::System, "closed")).await.unwrap();
    assert!(!theirs.reopened && theirs.summary.is_closed, "only she opens it by writing");
    let hers = store.append(&key(), &conversation, said(1)).await.unwrap();
    assert!(hers.reopened && !hers.summary.is_closed);
    assert!(hers.summary.revision > theirs.summary.revision);
    assert_eq!(store.unrated(&key(), &conversation).await, Ok(None), "and is asked nothing any more");

    assert_eq!(done(store.close(&milan, &conversation, closing(7, true)).await).number, 2);
    let repeat = store.append(&key(), &conversation, said(1)).await.unwrap();
    assert!(!repeat.reopened && repeat.summary.is_closed, "a repeat says nothing new");
    let opened = store.reopen(&key(), &conversation, line(90)).await.unwrap().expect("it was closed");
    assert!(!opened.summary.is_closed);
    assert_eq!(store.unrated(&key(), &conversation).await, Ok(None));
}

pub(super) async fn a_closing_and_her_next_message_stand_in_the_order_that_decides(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let milan = agent(&store, &key(), "milan@shop.example").await;
    let site = key();
    for round in 0..30 {
        let (closed, said) = tokio::join!(
            store.close(&milan, &conversation, closing(5, true)),
            store.append(&site, &conversation, said(round))
        );
        let (closed, said) = (done(closed), said.unwrap());
        let is_closed = store.summary(&key(), &conversation).await.unwrap().unwrap().is_closed;
        assert_eq!(is_closed, closed.line.message.seq > said.message.seq, "as the last of the two says");
        assert_eq!(store.unrated(&key(), &conversation).await.unwrap().is_some(), is_closed);
        store.reopen(&key(), &conversation, line(6)).await.unwrap();
    }
}

pub(super) async fn what_an_agent_has_not_seen_is_not_closed(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let milan = agent(&store, &key(), "milan@shop.example").await;
    let first = store.append(&key(), &conversation, said(1)).await.unwrap().message.seq;
    let second = store.append(&key(), &conversation, said(2)).await.unwrap().message.seq;
    let seen = |seen| NewClosing { seen: Some(seen), ..closing(5, true) };
    assert_eq!(store.close(&milan, &conversation, seen(first)).await, Ok(Closing::Unseen));
    let open = store.summary(&key(), &conversation).await.unwrap().expect("it is kept");
    assert_eq!(
        (open.is_closed, open.last_message.map(|last| last.seq)),
        (false, Some(second)),
        "and not noted"
    );
    // Lines of ours and of agents are nothing that she waits for an answer to.
    store.append(&key(), &conversation, message("a1", Author::System, "joined")).await.unwrap();
    assert_eq!(done(store.close(&milan, &conversation, seen(second)).await).number, 1);
    assert_eq!(store.close(&milan, &conversation, seen(first)).await, Ok(Closing::WasClosed));
}

pub(super) async fn a_closing_is_rated_once_and_the_last_score_stands_in_the_list(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let milan = agent(&store, &key(), "milan@shop.example").await;
    done(store.close(&milan, &conversation, closing(5, true)).await);
    assert_eq!(store.unrated(&key(), &conversation).await, Ok(Some(1)));
    assert_eq!(
        store.rate(&key(), &conversation, rated(2, Some(5))).await,
        Ok(None),
        "there is no such closing"
    );
    let summary = store.rate(&key(), &conversation, rated(1, Some(4))).await.unwrap().expect("it was asked");
    assert_eq!(summary.rating, Some(4));
    assert_eq!(store.rate(&key(), &conversation, rated(1, Some(1))).await, Ok(None), "once is enough");
    assert_eq!(store.unrated(&key(), &conversation).await, Ok(None));
    store.reopen(&key(), &conversation, line(90)).await.unwrap();

    done(store.close(&milan, &conversation, closing(6, true)).await);
    let declined = store.rate(&key(), &conversation, rated(2, None)).await.unwrap().expect("it was asked");
    assert_eq!(declined.rating, Some(4), "not now is no rating");
    store.reopen(&key(), &conversation, line(90)).await.unwrap();
    done(store.close(&milan, &conversation, closing(7, false)).await);
    assert_eq!(store.unrated(&key(), &conversation).await, Ok(None), "nobody asks");
    drop(store);
    let store = place.open();
    let stored = store.summary(&key(), &conversation).await.unwrap().expect("it is kept");
    assert_eq!((stored.rating, stored.is_closed), (Some(4), true));
}

pub(super) async fn another_sites_conversation_is_neither_closed_nor_rated(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let other: SiteKey = "pk_other".into();
    store.put_site(site(&other)).await.unwrap();
    let milan = agent(&store, &key(), "milan@shop.example").await;
    let stranger = agent(&store, &other, "ana@other.example").await;
    let gone = StoreError::NotFound("conversation");
    assert_eq!(store.close(&stranger, &conversation, closing(5, true)).await.unwrap_err(), gone);
    done(store.close(&milan, &conversation, closing(5, true)).await);
    assert_eq!(store.reopen(&other, &conversation, line(90)).await.unwrap_err(), gone);
    assert_eq!(store.unrated(&other, &conversation).await, Ok(None));
    assert_eq!(store.rate(&other, &conversation, rated(1, Some(1))).await, Ok(None));
    assert_eq!(store.unrated(&key(), &conversation).await, Ok(Some(1)), "nothing of it left a trace");
}

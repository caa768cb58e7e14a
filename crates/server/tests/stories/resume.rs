//! Lines drop, relays restart; nothing is lost and nothing comes twice.

use crate::support::{MILAN, Relay, SITE};
use alongside_protocol::{Author, FromVisitor, SiteKey, ToVisitor};
use alongside_server::{
    bus::{Event, Topic},
    store::NewMessage,
    token::TokenHash,
};

#[tokio::test]
async fn after_a_drop_only_what_is_new_comes() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.line().await;
    let (token, transcript) = visitor.hello(None, None, 0).await;
    assert!(transcript.whole && transcript.messages.is_empty() && transcript.conversation.is_none());
    visitor.tell("v1", "one").await;
    let (conversation, ..) = agent.heard().await;
    drop(visitor);
    agent.tell(&conversation, "a1", "two").await;
    agent.tell(&conversation, "a2", "three").await;

    let mut again = relay.line().await;
    let (same, missed) = again.hello(Some(token.clone()), Some(transcript.epoch.clone()), 1).await;
    assert_eq!(same, token);
    assert!(!missed.whole);
    assert_eq!(missed.messages.iter().map(|message| message.seq).collect::<Vec<_>>(), [2, 3]);

    for (epoch, since) in [(Some("unknown".into()), 1), (Some(transcript.epoch), 99), (None, 2)] {
        let mut again = relay.line().await;
        let (_, all) = again.hello(Some(token.clone()), epoch, since).await;
        assert!(all.whole);
        assert_eq!(all.messages.len(), 3);
    }
}

#[tokio::test]
async fn a_message_that_is_sent_again_is_stored_once() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.line().await;
    let (token, transcript) = visitor.hello(None, None, 0).await;
    visitor.tell("v1", "one").await;
    visitor.message("v1", "one").await;
    assert_eq!(visitor.acked().await, ("v1".into(), 1));
    // The line breaks before the acknowledgement is read; the outbox sends it on the next one.
    visitor.message("v2", "two").await;
    drop(visitor);
    let mut again = relay.line().await;
    again.hello(Some(token), Some(transcript.epoch), 1).await;
    again.message("v2", "two").await;
    assert_eq!(again.acked().await, ("v2".into(), 2));
    assert_eq!(again.tell("v3", "three").await, 3);
    for seq in 1..=3 {
        assert_eq!(agent.heard().await.1, seq);
    }
}

#[tokio::test]
async fn a_relay_that_restarts_in_the_middle_of_a_conversation_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::at(folder.path()).await;
    let mut visitor = relay.line().await;
    let (token, transcript) = visitor.hello(None, None, 0).await;
    visitor.tell("v1", "before").await;
    assert!(relay.stop().await);
    assert_eq!(visitor.closed().await, Some(1001));

    let relay = Relay::at(folder.path()).await;
    let mut agent = relay.agent(MILAN).await;
    let mut again = relay.line().await;
    let (same, missed) = again.hello(Some(token.clone()), Some(transcript.epoch), 1).await;
    assert_eq!(same, token, "she is the same visitor");
    assert!(!missed.whole && missed.messages.is_empty(), "the store is the same, so its numbers still count");
    again.message("v1", "before").await;
    assert_eq!(again.acked().await, ("v1".into(), 1));
    assert_eq!(again.tell("v2", "after").await, 2);
    let (conversation, seq, body) = agent.heard().await;
    assert_eq!((seq, body.as_str()), (2, "after"), "what the list said already does not come again");
    assert_eq!(agent.open_conversation(&conversation).await.messages.len(), 2);
}

#[tokio::test]
async fn lines_that_fall_behind_the_bus_read_from_the_store_what_they_lost() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;
    visitor.tell("v1", "one").await;
    agent.heard().await;
    let (parts, site) = (relay.parts(), SiteKey::from(SITE));
    let summary = parts.store.summaries(&site).await.unwrap().remove(0);
    // A message whose event is lost: it is in the store, and the bus never speaks of it.
    let lost = NewMessage {
        client_id: "lost".into(),
        author: Author::Agent { name: "Aylin".into() },
        body: "two".into(),
        sent_at_ms: 1,
    };
    parts.store.append(&site, &summary.conversation, lost).await.unwrap();
    // More events than a subscription holds, in one go: nobody gets to read in between.
    for topic in [Topic::Visitor(site.clone(), summary.visitor), Topic::Agents(site.clone())] {
        for _ in 0..2_000 {
            parts.bus.publish(topic.clone(), Event::LoggedOut(TokenHash([0; 32]))).await;
        }
    }
    assert_eq!(visitor.heard().await, (2, "two".into()));
    let (conversation, seq, body) = agent.heard().await;
    assert_eq!((conversation, seq, body.as_str()), (summary.conversation, 2, "two"));
    assert_eq!(visitor.tell("v2", "three").await, 3);
    assert_eq!(agent.heard().await.1, 3);
}

#[tokio::test]
async fn a_busy_line_gets_all_messages_once_and_in_order() {
    let relay = Relay::start().await;
    let mut first = relay.line().await;
    let (token, _) = first.hello(None, None, 0).await;
    let mut second = relay.line().await;
    second.hello(Some(token), None, 0).await;
    for number in 0..300 {
        first.message(&format!("m{number}"), "again").await;
        second.say(FromVisitor::Ping).await;
    }
    for seq in 1..=300 {
        assert_eq!(first.acked().await.1, seq);
    }
    let mut last = 0;
    while last < 300 {
        if let ToVisitor::Message { message } = second.next().await {
            last += 1;
            assert_eq!(message.seq, last);
        }
    }
}

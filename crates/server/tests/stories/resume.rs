//! Lines drop, relays restart; nothing is lost and nothing comes twice.

use crate::support::{MILAN, Relay, SITE, page};
use alongside_protocol::{
    Author, FromAgent, FromVisitor, SiteKey, ToAgent, ToVisitor, VERSION, limits::RESUMED_MESSAGES,
};
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
    assert_eq!(missed.messages.iter().map(|message| message.seq).collect::<Vec<_>>(), [2, 3, 4]);

    for (epoch, since) in [(Some("unknown".into()), 1), (Some(transcript.epoch), 99), (None, 2)] {
        let mut again = relay.line().await;
        let (_, all) = again.hello(Some(token.clone()), epoch, since).await;
        assert!(all.whole);
        assert_eq!(all.messages.len(), 4);
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
        content: None,
        sent_at_ms: 1,
        joining: None,
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

#[tokio::test]
async fn a_client_that_missed_more_than_a_transcript_holds_still_gets_every_message() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.line().await;
    let (token, transcript) = visitor.hello(None, None, 0).await;
    visitor.tell("v1", "one").await;
    let (conversation, ..) = agent.heard().await;
    agent.open_conversation(&conversation).await;
    drop(visitor);
    drop(agent);
    let (store, site) = (&*relay.parts().store, SiteKey::from(SITE));
    let last = RESUMED_MESSAGES + 1;
    for seq in 2..=last {
        let client_id = format!("m{seq}").into();
        let message = NewMessage {
            client_id,
            author: Author::System,
            body: "x".into(),
            content: None,
            sent_at_ms: 1,
            joining: None,
        };
        store.append(&site, &conversation, message).await.unwrap();
    }

    let mut again = relay.line().await;
    let held = (Some(transcript.epoch.clone()), 1);
    let (_, missed) = again.hello(Some(token.clone()), held.0.clone(), held.1).await;
    assert!(!missed.whole);
    let mut expected = 2 + missed.messages.len() as u64;
    assert_eq!(missed.messages.last().map(|message| message.seq), Some(expected - 1));
    while expected <= last {
        assert_eq!(again.heard().await.0, expected);
        expected += 1;
    }
    assert_eq!(again.tell("v2", "and on").await, last + 1);

    let mut agent = relay.agent(MILAN).await;
    let (epoch, since, since_id) = (held.0.clone(), 2, Some("m2".into()));
    agent.say(FromAgent::Open { conversation, epoch, since, since_id }).await;
    let mut seqs: Vec<u64> = agent
        .until(|frame| match frame {
            ToAgent::History { transcript } => Some(transcript.messages.iter().map(|one| one.seq).collect()),
            _ => None,
        })
        .await;
    while (seqs.len() as u64) < last - 1 {
        seqs.push(agent.heard().await.1);
    }
    assert_eq!(seqs, (3..=last + 1).collect::<Vec<_>>());

    // One more, and it is too much: the newest, as a whole history.
    let mut late = relay.line().await;
    let (_, all) = late.hello(Some(token), held.0, 1).await;
    assert!(all.whole);
}

#[tokio::test]
async fn a_database_that_was_put_back_from_a_backup_is_noticed_though_its_numbers_fit() {
    let folder = tempfile::tempdir().unwrap();
    let (database, backup) = (folder.path().join("relay.db"), folder.path().join("backup.db"));
    let relay = Relay::at(folder.path()).await;
    let mut visitor = relay.line().await;
    let (token, transcript) = visitor.hello(None, None, 0).await;
    visitor.tell("v1", "before the backup").await;
    let into = format!("VACUUM INTO '{}'", backup.display());
    rusqlite::Connection::open(&database).unwrap().execute_batch(&into).unwrap();
    assert!(relay.stop().await);

    let relay = Relay::at(folder.path()).await;
    let mut first = relay.line().await;
    first.hello(Some(token.clone()), None, 0).await;
    first.tell("v2", "after the backup").await;
    assert!(relay.stop().await);
    for beside in ["relay.db-wal", "relay.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(beside));
    }
    std::fs::rename(&backup, &database).unwrap();

    let relay = Relay::at(folder.path()).await;
    let mut second = relay.line().await;
    second.hello(Some(token.clone()), None, 0).await;
    second.tell("w2", "of another life").await;
    let says = async |since, since_id: &str| {
        let mut line = relay.line().await;
        let (token, epoch) = (Some(token.clone()), Some(transcript.epoch.clone()));
        let (protocol, since_id) = (VERSION, Some(since_id.into()));
        line.say(FromVisitor::Hello {
            protocol,
            token,
            identity: None,
            epoch,
            since,
            since_id,
            page: page(),
        })
        .await;
        match line.next().await {
            ToVisitor::Welcome { transcript, .. } => (transcript.whole, transcript.messages.len()),
            other => panic!("no welcome: {other:?}"),
        }
    };
    assert_eq!(says(2, "v2").await, (true, 2), "her second message is not the one that stands there");
    assert_eq!(says(2, "w2").await, (false, 0));
    assert_eq!(says(1, "v1").await, (false, 1));
    assert_eq!(says(3, "v3").await, (true, 2));
}

#[tokio::test]
async fn a_store_that_is_locked_for_a_while_neither_loses_nor_reorders_what_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::at(folder.path()).await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;
    visitor.tell("v0", "begin").await;
    let (conversation, ..) = agent.heard().await;
    let other = rusqlite::Connection::open(relay.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    visitor.message("v1", "one").await;
    assert_eq!(visitor.error().await.client_id, Some("v1".into()));
    other.execute_batch("ROLLBACK").unwrap();
    // What comes after it has to wait, though the store would take it now.
    for name in ["v2", "v3"] {
        visitor.message(name, "later").await;
        let error = visitor.error().await;
        assert_eq!((error.client_id, error.retry), (Some(name.into()), true));
    }
    for (name, seq) in [("v1", 2), ("v2", 3), ("v3", 4)] {
        assert_eq!(visitor.tell(name, "again").await, seq);
    }
    // Agents too, but only in that conversation.
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let say = |name: &str| FromAgent::Message {
        conversation: conversation.clone(),
        client_id: name.into(),
        body: "hello".into(),
        content: None,
    };
    agent.say(say("a1")).await;
    assert!(agent.error().await.retry);
    other.execute_batch("ROLLBACK").unwrap();
    agent.say(say("a2")).await;
    assert_eq!(agent.error().await.client_id, Some("a2".into()));
    assert_eq!(agent.tell(&conversation, "a1", "hello").await, 6);
    assert_eq!(agent.tell(&conversation, "a2", "hello").await, 7);
}

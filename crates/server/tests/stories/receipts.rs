//! How far a message has come: stored, on the other side's screen, seen. And who writes.

use crate::support::{AYLIN, MILAN, Relay};
use alongside_protocol::{FromAgent, FromVisitor, Side, ToAgent, ToVisitor};

#[allow(clippy::needless_pass_by_value, reason = "`until` hands frames over")]
fn delivered_to_agent(frame: ToVisitor) -> Option<u64> {
    if let ToVisitor::Delivered { seq } = frame { Some(seq) } else { None }
}

#[allow(clippy::needless_pass_by_value, reason = "`until` hands frames over")]
fn delivered_to_visitor(frame: ToAgent) -> Option<u64> {
    if let ToAgent::Delivered { seq, .. } = frame { Some(seq) } else { None }
}

#[tokio::test]
async fn each_side_hears_that_the_other_has_its_messages_and_a_repeat_is_no_news() {
    let relay = Relay::start().await;
    let (mut milan, mut aylin) = (relay.agent(MILAN).await, relay.agent(AYLIN).await);
    let mut visitor = relay.visitor().await;
    visitor.tell("v1", "one").await;
    let (conversation, ..) = milan.heard().await;
    milan.say(FromAgent::Delivered { conversation: conversation.clone(), seq: 1 }).await;
    assert_eq!(visitor.until(delivered_to_agent).await, 1);

    visitor.tell("v2", "two").await;
    for agent in [&mut milan, &mut aylin] {
        for seq in [1, 2, 99] {
            agent.say(FromAgent::Delivered { conversation: conversation.clone(), seq }).await;
        }
    }
    assert_eq!(visitor.until(delivered_to_agent).await, 2, "no console has more than there is");
    milan.tell(&conversation, "a1", "three").await;
    let frame = visitor.next().await;
    assert!(matches!(frame, ToVisitor::Message { .. }), "what Aylin has, Milan had: {frame:?}");

    visitor.say(FromVisitor::Delivered { seq: 3 }).await;
    for agent in [&mut milan, &mut aylin] {
        assert_eq!(agent.until(delivered_to_visitor).await, 3);
    }
    let transcript = aylin.open_conversation(&conversation).await;
    assert_eq!((transcript.delivered_to_visitor, transcript.delivered_to_agent), (3, 2));
    assert_eq!((transcript.read_by_visitor, transcript.read_by_agent), (0, 0));
}

#[tokio::test]
async fn receipts_are_there_after_a_restart_and_what_is_read_was_delivered() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::at(folder.path()).await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    for number in 1..=3 {
        visitor.tell(&format!("v{number}"), "hello").await;
    }
    let (conversation, ..) = agent.heard().await;
    agent.say(FromAgent::Delivered { conversation: conversation.clone(), seq: 3 }).await;
    agent.say(FromAgent::Read { conversation, seq: 2 }).await;
    agent.ping().await;
    visitor.say(FromVisitor::Read { seq: 3 }).await;
    visitor.ping().await;
    assert!(relay.stop().await);

    let relay = Relay::at(folder.path()).await;
    let mut again = relay.line().await;
    let (_, transcript) = again.hello(Some(token), None, 0).await;
    assert_eq!((transcript.delivered_to_agent, transcript.read_by_agent), (3, 2));
    assert_eq!((transcript.delivered_to_visitor, transcript.read_by_visitor), (3, 3));
}

#[tokio::test]
async fn what_is_read_in_one_tab_is_read_in_the_other() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut first = relay.line().await;
    let (token, _) = first.hello(None, None, 0).await;
    let mut second = relay.line().await;
    second.hello(Some(token), None, 0).await;
    first.tell("v1", "one").await;
    let (conversation, ..) = agent.heard().await;
    agent.tell(&conversation, "a1", "two").await;
    first.heard().await;
    first.say(FromVisitor::Read { seq: 2 }).await;
    let read = |frame| if let ToVisitor::Read { side, seq } = frame { Some((side, seq)) } else { None };
    assert_eq!(second.until(read).await, (Side::Visitor, 2));
}

#[tokio::test]
async fn nobody_writes_for_ever_because_a_line_broke() {
    let relay = Relay::start().await;
    let (mut milan, mut aylin) = (relay.agent(MILAN).await, relay.agent(AYLIN).await);
    let mut first = relay.line().await;
    let (token, _) = first.hello(None, None, 0).await;
    let mut second = relay.line().await;
    second.hello(Some(token), None, 0).await;
    first.tell("v1", "one").await;
    let (conversation, ..) = aylin.heard().await;
    aylin.open_conversation(&conversation).await;

    milan.say(FromAgent::Typing { conversation, on: true }).await;
    let typing = |frame| if let ToVisitor::Typing { on, name } = frame { Some((on, name)) } else { None };
    assert_eq!(second.until(typing).await, (true, "Milan".into()));
    drop(milan);
    assert_eq!(second.until(typing).await, (false, "Milan".into()));

    // She is still here in the other tab: her presence says nothing.
    first.say(FromVisitor::Typing { on: true }).await;
    first.ping().await;
    drop(first);
    let hers = |frame| match frame {
        ToAgent::Typing { side: Side::Visitor, on, .. } => Some(on),
        _ => None,
    };
    assert!(aylin.until(hers).await);
    assert!(!aylin.until(hers).await);
}

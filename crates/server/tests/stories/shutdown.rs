//! A relay that stops says so.

use crate::support::{MILAN, Relay, soon};
use alongside_protocol::{ErrorCode, ToAgent, ToVisitor};

#[tokio::test]
async fn everybody_is_told_and_the_relay_is_gone_within_the_grace() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;
    let session = uuid::Uuid::now_v7().to_string().into();
    visitor.start(&session).await;
    let stopping = tokio::spawn(relay.stop());

    let error = visitor
        .until(|frame| match frame {
            ToVisitor::CobrowseEnded { .. } => panic!("she goes on with what she shares at the next relay"),
            ToVisitor::Error { error } => Some(error),
            _ => None,
        })
        .await;
    assert_eq!((error.code, error.retry), (ErrorCode::ShuttingDown, true));
    assert_eq!(visitor.closed().await, Some(1001));
    let error =
        agent.until(|frame| if let ToAgent::Error { error } = frame { Some(error) } else { None }).await;
    assert_eq!(error.code, ErrorCode::ShuttingDown);
    assert_eq!(agent.closed().await, Some(1001));
    assert!(soon(stopping).await.unwrap(), "the grace was long enough");
}

#[tokio::test]
async fn messages_said_while_the_relay_stops_are_stored_or_not_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::at(folder.path()).await;
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    for number in 0..50 {
        visitor.message(&format!("v{number}"), "quick").await;
    }
    relay.stop().await;
    let mut acked = 0;
    loop {
        match visitor.hear().await {
            crate::support::Heard::Frame(ToVisitor::Ack { seq, .. }) => acked = seq,
            crate::support::Heard::Closed(_) => break,
            _ => {}
        }
    }
    let relay = Relay::at(folder.path()).await;
    let mut again = relay.line().await;
    let (_, transcript) = again.hello(Some(token), None, 0).await;
    assert!(transcript.messages.len() as u64 >= acked);
}

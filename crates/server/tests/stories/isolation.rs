//! The other site's people open nothing.

use crate::cobrowse::{frame, frame_acked, keyframe_asked, new_session};
use crate::support::{Client, MILAN, OLGA, OTHER_SHOP, OTHER_SITE, Relay};
use alongside_protocol::{ErrorCode, FrameKind, FromAgent, FromVisitor, ToAgent, ToVisitor};

#[tokio::test]
async fn another_sites_agent_can_do_nothing_with_a_conversation_or_session() {
    let relay = Relay::start().await;
    let mut milan = relay.agent(MILAN).await;
    let mut olga = relay.agent(OLGA).await;
    let mut visitor = relay.visitor().await;
    visitor.tell("v1", "for Milan only").await;
    let (conversation, ..) = milan.heard().await;
    let session = uuid::Uuid::now_v7().to_string().into();
    visitor.start(&session).await;

    let c = || conversation.clone();
    for (frame, code) in [
        (
            FromAgent::Open { conversation: c(), epoch: None, since: 0, since_id: None },
            ErrorCode::UnknownConversation,
        ),
        (
            FromAgent::Message {
                conversation: c(),
                client_id: "o1".into(),
                body: "hi".into(),
                content: None,
            },
            ErrorCode::UnknownConversation,
        ),
        (FromAgent::Typing { conversation: c(), on: true }, ErrorCode::UnknownConversation),
        (FromAgent::Read { conversation: c(), seq: 1 }, ErrorCode::UnknownConversation),
        (
            FromAgent::CobrowseRequest {
                conversation: c(),
                session: uuid::Uuid::now_v7().to_string().into(),
            },
            ErrorCode::UnknownConversation,
        ),
        (FromAgent::CobrowseWatch { session: session.clone() }, ErrorCode::UnknownSession),
        (FromAgent::CobrowseKeyframe { session: session.clone() }, ErrorCode::UnknownSession),
        (FromAgent::CobrowseLeave { session: session.clone() }, ErrorCode::UnknownSession),
        (FromAgent::CobrowseEnd { session: session.clone() }, ErrorCode::UnknownSession),
    ] {
        olga.say(frame.clone()).await;
        // Whatever else Olga might have heard until now would have come before the error.
        match olga.next().await {
            ToAgent::Error { error } => assert_eq!(error.code, code, "{frame:?}"),
            other => panic!("Olga heard {other:?}"),
        }
    }
    visitor.ping().await;
    let transcript = milan.open_conversation(&conversation).await;
    assert_eq!(transcript.read_by_agent, 0);
    assert_eq!(transcript.messages.len(), 2, "the question, and that sharing started");
}

#[tokio::test]
async fn a_token_is_worth_nothing_on_another_site() {
    let relay = Relay::start().await;
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    visitor.tell("v1", "secret").await;
    let mut other = Client::open_visitor(relay.address(), OTHER_SITE, OTHER_SHOP).await.unwrap();
    let (other_token, transcript) = other.hello(Some(token.clone()), None, 0).await;
    assert_ne!(other_token, token, "there she is a new visitor");
    assert_eq!((transcript.conversation, transcript.messages), (None, Vec::new()));
}

#[tokio::test]
async fn a_visitor_can_touch_only_her_own_session() {
    let relay = Relay::start().await;
    let (mut owner, mut stranger) = (relay.visitor().await, relay.visitor().await);
    let session = uuid::Uuid::now_v7().to_string().into();
    owner.start(&session).await;
    stranger
        .say(FromVisitor::CobrowseStart { session: session.clone(), resume: false, recorded: false })
        .await;
    assert_eq!(stranger.error().await.code, ErrorCode::UnknownSession);
    let reason = alongside_protocol::EndReason::VisitorEnded;
    stranger.say(FromVisitor::CobrowseEnd { session: session.clone(), reason }).await;
    assert_eq!(stranger.error().await.code, ErrorCode::UnknownSession);
    owner.say(FromVisitor::Ping).await;
    owner
        .until(|frame| match frame {
            ToVisitor::CobrowseEnded { .. } => panic!("a stranger ended it"),
            ToVisitor::Pong => Some(()),
            _ => None,
        })
        .await;
}

#[tokio::test]
async fn frames_for_somebody_elses_session_reach_nobody_and_disturb_nothing() {
    let relay = Relay::start().await;
    let mut milan = relay.agent(MILAN).await;
    let mut owner = relay.visitor().await;
    let session = new_session();
    owner.start(&session).await;
    milan.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    keyframe_asked(&mut owner).await;
    let page = frame(&session, 1, FrameKind::Keyframe, b"her page");
    owner.say_binary(page.clone()).await;
    assert_eq!(frame_acked(&mut owner).await, 1);
    assert_eq!(milan.binary().await, page);

    // Somebody who shares nothing, somebody who shares her own page, and somebody of another shop who does.
    let mut strangers = vec![relay.visitor().await, relay.visitor().await];
    let mut other = Client::open_visitor(relay.address(), OTHER_SITE, OTHER_SHOP).await.unwrap();
    other.hello(None, None, 0).await;
    strangers.push(other);
    for stranger in &mut strangers[1..] {
        stranger.start(&new_session()).await;
    }
    for stranger in &mut strangers {
        for (sequence, kind) in [
            (2, FrameKind::Delta),
            (1, FrameKind::Keyframe),
            (2, FrameKind::Asset),
            (u32::MAX, FrameKind::Delta),
        ] {
            stranger.say_binary(frame(&session, sequence, kind, b"forged")).await;
            assert_eq!(stranger.error().await.code, ErrorCode::UnknownSession);
        }
    }

    let change = frame(&session, 2, FrameKind::Delta, b"a change");
    owner.say_binary(change.clone()).await;
    assert_eq!(frame_acked(&mut owner).await, 2, "her count is her own");
    assert_eq!(milan.binary().await, change, "nothing came in between");
}

//! The shopper shares her page.

use crate::support::{AYLIN, Agent, MILAN, Options, Relay, Visitor};
use alongside_protocol::{
    Author, ConversationId, EndReason, Envelope, ErrorCode, FrameKind, FromAgent, FromVisitor, SessionId,
    ToAgent, ToVisitor, limits::BINARY_FRAME_BYTES,
};
use alongside_server::timings::Timings;
use std::time::Duration;

pub(crate) fn new_session() -> SessionId {
    uuid::Uuid::now_v7().to_string().into()
}

pub(crate) fn frame(session: &SessionId, sequence: u32, kind: FrameKind, payload: &[u8]) -> Vec<u8> {
    Envelope { kind, session: session.clone(), sequence, payload }.encode().unwrap()
}

/// An agent, a visitor, and their conversation.
pub(crate) async fn pair(relay: &Relay) -> (Agent, Visitor, ConversationId) {
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;
    visitor.tell("v1", "look at this").await;
    let (conversation, ..) = agent.heard().await;
    (agent, visitor, conversation)
}

/// Waits for a request for a keyframe. Returns whether it wants the assets as well.
pub(crate) async fn keyframe_asked(visitor: &mut Visitor) -> bool {
    visitor
        .until(
            |frame| if let ToVisitor::CobrowseKeyframe { assets, .. } = frame { Some(assets) } else { None },
        )
        .await
}

pub(crate) async fn watchers(visitor: &mut Visitor) -> Vec<String> {
    visitor
        .until(|frame| match frame {
            ToVisitor::CobrowseWatchers { watchers, .. } => {
                Some(watchers.into_iter().map(|watcher| watcher.name).collect())
            }
            _ => None,
        })
        .await
}

pub(crate) async fn frame_acked(visitor: &mut Visitor) -> u32 {
    visitor
        .until(
            |frame| if let ToVisitor::CobrowseAck { sequence, .. } = frame { Some(sequence) } else { None },
        )
        .await
}

pub(crate) async fn ended(visitor: &mut Visitor) -> (SessionId, EndReason) {
    visitor
        .until(|frame| match frame {
            ToVisitor::CobrowseEnded { session, reason } => Some((session, reason)),
            _ => None,
        })
        .await
}

pub(crate) async fn ended_for_agent(agent: &mut Agent) -> (SessionId, EndReason) {
    agent
        .until(|frame| match frame {
            ToAgent::CobrowseEnded { session, reason, .. } => Some((session, reason)),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn she_shares_an_agent_watches_and_she_ends_it() {
    let relay = Relay::start().await;
    let (mut agent, mut visitor, conversation) = pair(&relay).await;
    let session = new_session();
    visitor.start(&session).await;
    agent
        .until(|frame| match frame {
            ToAgent::CobrowseStarted { session: started, conversation: of } => {
                assert_eq!((&started, &of), (&session, &conversation));
                Some(())
            }
            _ => None,
        })
        .await;
    agent
        .until(|frame| match frame {
            ToAgent::Conversation { summary } => (summary.cobrowse.as_ref() == Some(&session)).then_some(()),
            _ => None,
        })
        .await;

    agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    assert_eq!(watchers(&mut visitor).await, ["Milan"]);
    keyframe_asked(&mut visitor).await;
    let keyframe = frame(&session, 1, FrameKind::Keyframe, b"the page");
    let delta = frame(&session, 2, FrameKind::Delta, b"a change");
    visitor.say_binary(keyframe.clone()).await;
    assert_eq!(frame_acked(&mut visitor).await, 1);
    visitor.say_binary(delta.clone()).await;
    assert_eq!(frame_acked(&mut visitor).await, 2);
    assert_eq!(agent.binary().await, keyframe);
    assert_eq!(agent.binary().await, delta);

    visitor.say(FromVisitor::CobrowseEnd { session: session.clone(), reason: EndReason::VisitorEnded }).await;
    assert_eq!(ended(&mut visitor).await, (session.clone(), EndReason::VisitorEnded));
    assert_eq!(ended_for_agent(&mut agent).await, (session.clone(), EndReason::VisitorEnded));
    // The line in the conversation follows, on both sides.
    let (_, seq, body) = agent.heard().await;
    assert_eq!((seq, body.as_str()), (3, "Page sharing ended"));
    assert_eq!(visitor.heard().await, (3, "Page sharing ended".into()));
    let transcript = agent.open_conversation(&conversation).await;
    assert!(transcript.messages[1..].iter().all(|message| message.author == Author::System));
    assert_eq!(transcript.messages[1].body, "Page sharing started");
    assert_eq!(transcript.messages.len(), 3);

    visitor.say_binary(frame(&session, 3, FrameKind::Delta, b"late")).await;
    assert_eq!(visitor.error().await.code, ErrorCode::UnknownSession);
}

#[tokio::test]
async fn an_agent_asks_and_she_accepts_on_one_of_two_tabs() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut first = relay.line().await;
    let (token, _) = first.hello(None, None, 0).await;
    first.tell("v1", "help").await;
    let (conversation, ..) = agent.heard().await;
    let mut second = relay.line().await;
    second.hello(Some(token.clone()), None, 0).await;
    let session = new_session();
    agent.say(FromAgent::CobrowseRequest { conversation, session: session.clone() }).await;
    let asked = |frame| match frame {
        ToVisitor::CobrowseRequest { session, agent } => Some((session, agent)),
        _ => None,
    };
    for tab in [&mut first, &mut second] {
        assert_eq!(tab.until(asked).await, (session.clone(), "Milan".into()));
    }
    let mut third = relay.line().await;
    third.hello(Some(token), None, 0).await;
    assert_eq!(third.until(asked).await.0, session, "a page that came later is asked as well");

    second.start(&session).await;
    assert_eq!(ended(&mut first).await, (session.clone(), EndReason::Moved));
    first.say_binary(frame(&session, 1, FrameKind::Keyframe, b"")).await;
    assert_eq!(first.error().await.code, ErrorCode::UnknownSession, "only the tab that started it shares");
    second.say_binary(frame(&session, 1, FrameKind::Keyframe, b"")).await;
    assert_eq!(frame_acked(&mut second).await, 1);
}

#[tokio::test]
async fn a_request_ends_when_she_declines_when_it_is_taken_back_and_when_nobody_answers() {
    let timings = Timings { request: Duration::from_millis(1_000), ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let (mut agent, mut visitor, conversation) = pair(&relay).await;
    for reason in [EndReason::Declined, EndReason::Unanswered] {
        let session = new_session();
        agent
            .say(FromAgent::CobrowseRequest { conversation: conversation.clone(), session: session.clone() })
            .await;
        visitor.until(|frame| matches!(frame, ToVisitor::CobrowseRequest { .. }).then_some(())).await;
        if reason == EndReason::Declined {
            visitor.say(FromVisitor::CobrowseDecline { session: session.clone() }).await;
        }
        assert_eq!(ended(&mut visitor).await, (session.clone(), reason));
        assert_eq!(ended_for_agent(&mut agent).await, (session.clone(), reason));
        agent.say(FromAgent::CobrowseEnd { session }).await;
        assert_eq!(agent.error().await.code, ErrorCode::UnknownSession);
    }
    let session = new_session();
    agent
        .say(FromAgent::CobrowseRequest { conversation: conversation.clone(), session: session.clone() })
        .await;
    agent.say(FromAgent::CobrowseEnd { session: session.clone() }).await;
    assert_eq!(ended(&mut visitor).await, (session, EndReason::AgentEnded));

    drop(visitor);
    agent
        .until(|frame| match frame {
            ToAgent::Conversation { summary } => (!summary.online).then_some(()),
            _ => None,
        })
        .await;
    let session = new_session();
    agent.say(FromAgent::CobrowseRequest { conversation, session: session.clone() }).await;
    assert_eq!(ended_for_agent(&mut agent).await, (session, EndReason::LineLost));
}

#[tokio::test]
async fn a_new_session_ends_the_one_before_and_a_line_that_stays_lost_ends_its_own() {
    let timings = Timings { held: Duration::from_millis(50), ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let (mut agent, mut visitor, _) = pair(&relay).await;
    let (first, second) = (new_session(), new_session());
    visitor.start(&first).await;
    visitor.say(FromVisitor::CobrowseStart { session: second.clone(), resume: false, recorded: false }).await;
    assert_eq!(ended(&mut visitor).await, (first.clone(), EndReason::Replaced));
    assert_eq!(ended_for_agent(&mut agent).await, (first, EndReason::Replaced));
    drop(visitor);
    assert_eq!(ended_for_agent(&mut agent).await, (second, EndReason::LineLost));
    agent
        .until(|frame| match frame {
            ToAgent::Conversation { summary } => (summary.cobrowse.is_none()).then_some(()),
            _ => None,
        })
        .await;
}

#[tokio::test]
async fn a_request_that_is_said_again_on_a_new_line_does_no_harm() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, conversation) = pair(&relay).await;
    let mut other = relay.visitor().await;
    other.tell("v1", "me too").await;
    let (others, ..) = milan.heard().await;
    let session = new_session();
    let asks = |conversation: &ConversationId| FromAgent::CobrowseRequest {
        conversation: conversation.clone(),
        session: session.clone(),
    };
    let asked = |frame| matches!(frame, ToVisitor::CobrowseRequest { .. }).then_some(());
    milan.say(asks(&conversation)).await;
    visitor.until(asked).await;
    drop(milan);
    let mut milan = relay.agent(MILAN).await;
    milan.say(asks(&conversation)).await;
    milan.say(FromAgent::Ping).await;
    milan
        .until(|frame| {
            assert!(!matches!(frame, ToAgent::Error { .. } | ToAgent::CobrowseEnded { .. }), "{frame:?}");
            (frame == ToAgent::Pong).then_some(())
        })
        .await;
    visitor.say(FromVisitor::Ping).await;
    visitor
        .until(|frame| {
            assert!(!matches!(frame, ToVisitor::CobrowseRequest { .. }), "she is asked once");
            (frame == ToVisitor::Pong).then_some(())
        })
        .await;

    // The same name for something else is no repeat.
    let mut aylin = relay.agent(AYLIN).await;
    for (agent, conversation) in [(&mut aylin, &conversation), (&mut milan, &others)] {
        agent.say(asks(conversation)).await;
        assert_eq!(agent.error().await.code, ErrorCode::UnknownSession);
    }
}

#[tokio::test]
async fn an_agent_can_end_the_session() {
    let relay = Relay::start().await;
    let (mut agent, mut visitor, _) = pair(&relay).await;
    let session = new_session();
    visitor.start(&session).await;
    agent.say(FromAgent::CobrowseEnd { session: session.clone() }).await;
    assert_eq!(ended(&mut visitor).await, (session.clone(), EndReason::AgentEnded));
    assert_eq!(ended_for_agent(&mut agent).await, (session, EndReason::AgentEnded));
}

#[tokio::test]
async fn she_sees_everybody_who_watches_once_and_that_they_leave() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, _) = pair(&relay).await;
    let (mut again, mut aylin) = (relay.agent(MILAN).await, relay.agent(AYLIN).await);
    let session = new_session();
    visitor.start(&session).await;
    for (agent, expected) in
        [(&mut milan, &["Milan"][..]), (&mut again, &["Milan"]), (&mut aylin, &["Milan", "Aylin"])]
    {
        agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
        assert_eq!(watchers(&mut visitor).await, expected);
        keyframe_asked(&mut visitor).await;
    }
    milan.say(FromAgent::CobrowseLeave { session: session.clone() }).await;
    assert_eq!(watchers(&mut visitor).await, ["Milan", "Aylin"], "Milan still watches in another window");
    drop(again);
    assert_eq!(watchers(&mut visitor).await, ["Aylin"]);
    milan.say(FromAgent::CobrowseKeyframe { session: session.clone() }).await;
    assert_eq!(
        milan.error().await.code,
        ErrorCode::UnknownSession,
        "who does not watch cannot ask for frames"
    );
    aylin.say(FromAgent::CobrowseKeyframe { session }).await;
    assert!(!keyframe_asked(&mut visitor).await, "who has lost her place still has the assets");
}

#[tokio::test]
async fn a_watcher_who_comes_later_begins_with_a_keyframe() {
    let relay = Relay::start().await;
    let (mut agent, mut visitor, _) = pair(&relay).await;
    let session = new_session();
    visitor.start(&session).await;
    visitor.say_binary(frame(&session, 1, FrameKind::Keyframe, b"old")).await;
    visitor.say_binary(frame(&session, 2, FrameKind::Delta, b"old")).await;
    while frame_acked(&mut visitor).await < 2 {}
    agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    keyframe_asked(&mut visitor).await;
    visitor.say_binary(frame(&session, 3, FrameKind::Delta, b"on its way before the keyframe")).await;
    let keyframe = frame(&session, 4, FrameKind::Keyframe, b"new");
    let asset = frame(&session, 5, FrameKind::Asset, b"picture");
    visitor.say_binary(keyframe.clone()).await;
    visitor.say_binary(asset.clone()).await;
    assert_eq!(agent.binary().await, keyframe);
    assert_eq!(agent.binary().await, asset);
}

#[tokio::test]
async fn frames_that_are_wrong_are_dropped_and_a_keyframe_goes_on() {
    let relay = Relay::start().await;
    let (mut agent, mut visitor, _) = pair(&relay).await;
    let session = new_session();
    visitor.start(&session).await;
    agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    keyframe_asked(&mut visitor).await;
    let first = frame(&session, 1, FrameKind::Keyframe, b"1");
    visitor.say_binary(first.clone()).await;
    assert_eq!(agent.binary().await, first);

    let mut other_format = frame(&session, 2, FrameKind::Delta, b"");
    other_format[0] = 9;
    for (wrong, code) in [
        (b"short".to_vec(), ErrorCode::BadEnvelope),
        (other_format, ErrorCode::BadEnvelope),
        (vec![0; BINARY_FRAME_BYTES + 1], ErrorCode::FrameTooLarge),
        (frame(&session, 1, FrameKind::Delta, b"seen before"), ErrorCode::BadEnvelope),
        (frame(&session, 4, FrameKind::Delta, b"2 and 3 are missing"), ErrorCode::BadEnvelope),
    ] {
        visitor.say_binary(wrong).await;
        // Both are said; in which order does not matter to her.
        let (mut told, mut asked) = (None, false);
        while told.is_none() || !asked {
            match visitor.next().await {
                ToVisitor::Error { error } => told = Some(error.code),
                ToVisitor::CobrowseKeyframe { .. } => asked = true,
                _ => {}
            }
        }
        assert_eq!(told, Some(code));
    }
    // A delta that follows a gap means nothing to anybody; it is acknowledged, so that she can go on.
    visitor.say_binary(frame(&session, 5, FrameKind::Delta, b"on its way")).await;
    while frame_acked(&mut visitor).await < 5 {}
    let asset = frame(&session, 6, FrameKind::Asset, b"6");
    let healed = frame(&session, 7, FrameKind::Keyframe, b"7");
    let delta = frame(&session, 8, FrameKind::Delta, b"8");
    for expected in [asset, healed, delta] {
        visitor.say_binary(expected.clone()).await;
        assert_eq!(agent.binary().await, expected);
    }

    visitor.say_binary(frame(&new_session(), 9, FrameKind::Delta, b"nobody's")).await;
    assert_eq!(visitor.error().await.code, ErrorCode::UnknownSession);
    assert_eq!(visitor.tell("v2", "and the chat goes on").await, 3);
    let metrics = relay.parts().metrics.render();
    assert!(metrics.contains("reason=\"bad_envelope\"} 5"), "{metrics}");
    assert!(metrics.contains("alongside_cobrowse_frames_total 4\n"), "{metrics}");
}

#[tokio::test]
async fn an_agents_line_takes_no_frames() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    agent.say_binary(frame(&new_session(), 1, FrameKind::Keyframe, b"")).await;
    assert_eq!(agent.error().await.code, ErrorCode::MalformedFrame);
    agent.ping().await;
}

#[tokio::test]
async fn nothing_of_a_frame_reaches_the_database() {
    let relay = Relay::start().await;
    let (mut agent, mut visitor, _) = pair(&relay).await;
    let session = new_session();
    visitor.start(&session).await;
    agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    keyframe_asked(&mut visitor).await;
    visitor.say_binary(frame(&session, 1, FrameKind::Keyframe, b"4111-1111-1111-1111")).await;
    agent.binary().await;
    visitor.say(FromVisitor::CobrowseEnd { session, reason: EndReason::VisitorEnded }).await;
    ended(&mut visitor).await;
    visitor.tell("v2", "done: a canary").await;
    let database = relay.database();
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(database.parent().unwrap()).unwrap() {
        // The folder beside the database is for pictures and fonts.
        let path = entry.unwrap().path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(holds(b"done: a canary"), "this is where messages stand");
    assert!(!holds(b"4111-1111"));
}

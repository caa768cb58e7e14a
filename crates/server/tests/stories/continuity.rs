//! A session outlives the page, the line and the relay; and it ends when it should.

use crate::{
    cobrowse::{ended, ended_for_agent, frame, frame_acked, keyframe_asked, new_session, pair, watchers},
    support::{AYLIN, Agent, MILAN, Options, Relay, Visitor, page},
};
use alongside_protocol::{
    EndReason, ErrorCode, FrameKind, FromAgent, FromVisitor, Part, SessionId, Shared, ToAgent, ToVisitor,
    VERSION,
};
use alongside_server::timings::Timings;
use std::time::Duration;

fn waiting(held: Duration) -> Options {
    Options { timings: Timings { held, ..Timings::default() }, ..Options::default() }
}

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(800);

/// Says hello; returns her token and what she is told that she shares.
async fn hello(visitor: &mut Visitor, token: Option<&str>) -> (String, Option<Shared>) {
    let token = token.map(str::to_owned);
    visitor
        .say(FromVisitor::Hello {
            protocol: VERSION,
            token,
            identity: None,
            epoch: None,
            since: 0,
            since_id: None,
            page: page(),
        })
        .await;
    match visitor.next().await {
        ToVisitor::Welcome { token, cobrowse, .. } => (token, cobrowse),
        other => panic!("no welcome: {other:?}"),
    }
}

async fn resume(visitor: &mut Visitor, session: &SessionId) {
    visitor.say(FromVisitor::CobrowseStart { session: session.clone(), resume: true, recorded: false }).await;
}

async fn started(visitor: &mut Visitor) -> SessionId {
    visitor
        .until(|frame| if let ToVisitor::CobrowseStarted { session } = frame { Some(session) } else { None })
        .await
}

async fn held(agent: &mut Agent) -> (SessionId, EndReason) {
    agent
        .until(|frame| match frame {
            ToAgent::CobrowseHeld { session, reason, .. } => Some((session, reason)),
            ToAgent::CobrowseEnded { .. } => panic!("it has not ended"),
            _ => None,
        })
        .await
}

async fn started_for_agent(agent: &mut Agent) -> SessionId {
    agent
        .until(|frame| match frame {
            ToAgent::CobrowseStarted { session, .. } => Some(session),
            ToAgent::CobrowseEnded { .. } => panic!("it has not ended"),
            _ => None,
        })
        .await
}

/// That the agent hears of nothing but what was told already.
async fn nothing_ended(agent: &mut Agent) {
    agent.say(FromAgent::Ping).await;
    agent
        .until(|frame| {
            assert!(!matches!(frame, ToAgent::CobrowseEnded { .. }), "{frame:?}");
            (frame == ToAgent::Pong).then_some(())
        })
        .await;
}

/// An agent who watches a shopper's session, and her token.
struct Scene {
    agent: Agent,
    visitor: Visitor,
    token: String,
    session: SessionId,
}

async fn scene(relay: &Relay) -> Scene {
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.line().await;
    let (token, shared) = hello(&mut visitor, None).await;
    assert_eq!(shared, None);
    let session = new_session();
    visitor.start(&session).await;
    agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    keyframe_asked(&mut visitor).await;
    let first = frame(&session, 1, FrameKind::Keyframe, b"the first page");
    visitor.say_binary(first.clone()).await;
    assert_eq!(frame_acked(&mut visitor).await, 1);
    assert_eq!(agent.binary().await, first);
    Scene { agent, visitor, token, session }
}

async fn leave(visitor: &mut Visitor, session: &SessionId, reason: EndReason) {
    visitor.say(FromVisitor::CobrowseEnd { session: session.clone(), reason }).await;
}

#[tokio::test]
async fn half_a_picture_of_one_line_is_not_made_whole_by_the_next() {
    let relay = Relay::with(waiting(LONG)).await;
    let Scene { mut agent, mut visitor, token, session } = scene(&relay).await;
    let half = |sequence, at: u32| {
        let bytes = &b"12345678"[at as usize..][..4];
        let part = Part { kind: FrameKind::Asset, at, total: 8, bytes };
        frame(&session, sequence, FrameKind::Part, &part.encode())
    };
    visitor.say_binary(half(2, 0)).await;
    assert_eq!(frame_acked(&mut visitor).await, 2);
    drop(visitor);

    let mut next = relay.line().await;
    hello(&mut next, Some(&token)).await;
    resume(&mut next, &session).await;
    started(&mut next).await;
    next.say_binary(half(1, 4)).await;
    assert_eq!(next.error().await.code, ErrorCode::BadEnvelope);
    next.say_binary(half(2, 0)).await;
    next.say_binary(half(3, 4)).await;
    assert_eq!(agent.binary().await, frame(&session, 3, FrameKind::Asset, b"12345678"));
}

#[tokio::test]
async fn on_her_next_page_the_session_goes_on_and_the_agent_goes_on_watching() {
    let relay = Relay::with(waiting(LONG)).await;
    let Scene { mut agent, mut visitor, token, session } = scene(&relay).await;
    leave(&mut visitor, &session, EndReason::PageLeft).await;
    assert_eq!(held(&mut agent).await, (session.clone(), EndReason::PageLeft));
    drop(visitor);

    let mut next = relay.line().await;
    let (_, shared) = hello(&mut next, Some(&token)).await;
    assert_eq!(shared, Some(Shared { session: session.clone(), live: false }));
    resume(&mut next, &session).await;
    assert_eq!(started(&mut next).await, session);
    assert_eq!(watchers(&mut next).await, ["Milan"]);
    assert!(!keyframe_asked(&mut next).await, "who watched before has the assets");
    assert_eq!(started_for_agent(&mut agent).await, session);

    // Numbers begin anew, and what makes no sense without a keyframe is not passed on.
    next.say_binary(frame(&session, 1, FrameKind::Delta, b"on nothing")).await;
    let keyframe = frame(&session, 2, FrameKind::Keyframe, b"the second page");
    next.say_binary(keyframe.clone()).await;
    assert_eq!(frame_acked(&mut next).await, 1);
    assert_eq!(frame_acked(&mut next).await, 2);
    assert_eq!(agent.binary().await, keyframe);

    leave(&mut next, &session, EndReason::VisitorEnded).await;
    assert_eq!(ended_for_agent(&mut agent).await, (session, EndReason::VisitorEnded));
    // One session, one beginning and one end in the conversation.
    let (conversation, seq, body) = agent.heard().await;
    assert_eq!((seq, body.as_str()), (2, "Page sharing ended"));
    let said = agent.open_conversation(&conversation).await.messages;
    assert_eq!(
        said.iter().map(|message| message.body.as_str()).collect::<Vec<_>>(),
        ["Page sharing started", "Page sharing ended"]
    );
}

#[tokio::test]
async fn a_lost_line_holds_the_session_and_any_line_of_hers_goes_on_with_it() {
    let relay = Relay::with(waiting(LONG)).await;
    let Scene { mut agent, visitor, token, session } = scene(&relay).await;
    drop(visitor);
    assert_eq!(held(&mut agent).await, (session.clone(), EndReason::LineLost));
    let mut again = relay.line().await;
    hello(&mut again, Some(&token)).await;
    resume(&mut again, &session).await;
    assert_eq!(started(&mut again).await, session);
    let keyframe = frame(&session, 1, FrameKind::Keyframe, b"again");
    again.say_binary(keyframe.clone()).await;
    assert_eq!(agent.binary().await, keyframe);
}

#[tokio::test]
async fn a_session_to_which_nobody_comes_back_ends_with_the_reason_and_not_before() {
    let relay = Relay::with(waiting(SHORT)).await;
    for reason in [EndReason::PageLeft, EndReason::LineLost] {
        let Scene { mut agent, mut visitor, token, session } = scene(&relay).await;
        if reason == EndReason::PageLeft {
            leave(&mut visitor, &session, EndReason::PageLeft).await;
        }
        drop(visitor);
        assert_eq!(held(&mut agent).await, (session.clone(), reason));
        nothing_ended(&mut agent).await;
        assert_eq!(ended_for_agent(&mut agent).await, (session.clone(), reason));
        let (_, _, body) = agent.heard().await;
        assert_eq!(body, "Page sharing ended");

        let mut late = relay.line().await;
        assert_eq!(hello(&mut late, Some(&token)).await.1, None);
        resume(&mut late, &session).await;
        assert_eq!(ended(&mut late).await, (session, reason), "she is told why");
    }
}

#[tokio::test]
async fn a_session_that_goes_on_in_time_outlives_the_first_waiting() {
    let relay = Relay::with(waiting(SHORT)).await;
    let Scene { mut agent, mut visitor, token, session } = scene(&relay).await;
    for _ in 0..3 {
        leave(&mut visitor, &session, EndReason::PageLeft).await;
        held(&mut agent).await;
        tokio::time::sleep(SHORT * 2 / 3).await;
        visitor = relay.line().await;
        hello(&mut visitor, Some(&token)).await;
        resume(&mut visitor, &session).await;
        assert_eq!(started_for_agent(&mut agent).await, session);
    }
    tokio::time::sleep(SHORT * 2).await;
    nothing_ended(&mut agent).await;
}

#[tokio::test]
async fn another_tab_of_hers_takes_the_session_over_and_the_first_gets_it_back() {
    let relay = Relay::with(waiting(LONG)).await;
    let Scene { mut agent, visitor: mut first, token, session } = scene(&relay).await;
    let mut second = relay.line().await;
    let (_, shared) = hello(&mut second, Some(&token)).await;
    assert_eq!(shared, Some(Shared { session: session.clone(), live: true }));
    resume(&mut second, &session).await;
    assert_eq!(started(&mut second).await, session);
    assert_eq!(ended(&mut first).await, (session.clone(), EndReason::Moved));

    // What was under way from the first tab is dropped without a word.
    first.say_binary(frame(&session, 2, FrameKind::Delta, b"late")).await;
    first.say(FromVisitor::Ping).await;
    first
        .until(|frame| {
            assert!(!matches!(frame, ToVisitor::Error { .. }), "{frame:?}");
            (frame == ToVisitor::Pong).then_some(())
        })
        .await;
    let keyframe = frame(&session, 1, FrameKind::Keyframe, b"the second tab");
    second.say_binary(keyframe.clone()).await;
    assert_eq!(agent.binary().await, keyframe);

    // Leaving the first tab is nothing to the session now.
    leave(&mut first, &session, EndReason::PageLeft).await;
    assert_eq!(first.error().await.code, ErrorCode::UnknownSession);
    resume(&mut first, &session).await;
    assert_eq!(started(&mut first).await, session);
    assert_eq!(ended(&mut second).await, (session.clone(), EndReason::Moved));
    let keyframe = frame(&session, 1, FrameKind::Keyframe, b"the first tab");
    first.say_binary(keyframe.clone()).await;
    assert_eq!(agent.binary().await, keyframe);

    // Either tab ends it, and both hear of it.
    leave(&mut second, &session, EndReason::VisitorEnded).await;
    for tab in [&mut first, &mut second] {
        assert_eq!(ended(tab).await, (session.clone(), EndReason::VisitorEnded));
    }
}

#[tokio::test]
async fn a_tab_that_was_there_before_is_told_that_another_shares() {
    let relay = Relay::start().await;
    let mut first = relay.line().await;
    let (token, _) = hello(&mut first, None).await;
    let mut second = relay.line().await;
    hello(&mut second, Some(&token)).await;
    let session = new_session();
    second.start(&session).await;
    assert_eq!(ended(&mut first).await, (session.clone(), EndReason::Moved));
    second.say(FromVisitor::Ping).await;
    second
        .until(|frame| {
            assert!(!matches!(frame, ToVisitor::CobrowseEnded { .. }), "not the tab that shares: {frame:?}");
            (frame == ToVisitor::Pong).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_stranger_can_neither_go_on_with_her_session_nor_end_it() {
    let relay = Relay::with(waiting(LONG)).await;
    let Scene { mut agent, mut visitor, token, session } = scene(&relay).await;
    let mut stranger = relay.line().await;
    assert_eq!(hello(&mut stranger, None).await.1, None);
    for is_held in [false, true] {
        if is_held {
            leave(&mut visitor, &session, EndReason::PageLeft).await;
            held(&mut agent).await;
        }
        resume(&mut stranger, &session).await;
        assert_eq!(stranger.error().await.code, ErrorCode::UnknownSession);
        for reason in [EndReason::VisitorEnded, EndReason::PageLeft] {
            leave(&mut stranger, &session, reason).await;
            assert_eq!(stranger.error().await.code, ErrorCode::UnknownSession);
        }
    }
    nothing_ended(&mut agent).await;
    let mut hers = relay.line().await;
    hello(&mut hers, Some(&token)).await;
    resume(&mut hers, &session).await;
    assert_eq!(started(&mut hers).await, session);
}

#[tokio::test]
async fn what_was_ended_while_it_waited_does_not_go_on() {
    let relay = Relay::with(waiting(LONG)).await;
    for by_agent in [true, false] {
        let Scene { mut agent, mut visitor, token, session } = scene(&relay).await;
        let mut other = relay.line().await;
        hello(&mut other, Some(&token)).await;
        leave(&mut visitor, &session, EndReason::PageLeft).await;
        held(&mut agent).await;
        drop(visitor);
        let reason = if by_agent { EndReason::AgentEnded } else { EndReason::VisitorEnded };
        if by_agent {
            agent.say(FromAgent::CobrowseEnd { session: session.clone() }).await;
        } else {
            leave(&mut other, &session, EndReason::VisitorEnded).await;
        }
        assert_eq!(ended_for_agent(&mut agent).await, (session.clone(), reason));
        assert_eq!(ended(&mut other).await, (session.clone(), reason), "a page that does not share hears it");
        let mut next = relay.line().await;
        assert_eq!(hello(&mut next, Some(&token)).await.1, None);
        resume(&mut next, &session).await;
        assert_eq!(ended(&mut next).await, (session, reason));
    }
}

#[tokio::test]
async fn an_agent_who_comes_while_it_waits_is_told_so_and_then_gets_all() {
    let relay = Relay::with(waiting(LONG)).await;
    let Scene { mut agent, mut visitor, token, session } = scene(&relay).await;
    leave(&mut visitor, &session, EndReason::PageLeft).await;
    held(&mut agent).await;
    let mut aylin = relay.agent(AYLIN).await;
    aylin.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    assert_eq!(held(&mut aylin).await, (session.clone(), EndReason::PageLeft));
    let mut next = relay.line().await;
    hello(&mut next, Some(&token)).await;
    resume(&mut next, &session).await;
    assert_eq!(watchers(&mut next).await, ["Milan", "Aylin"]);
    assert!(keyframe_asked(&mut next).await, "Aylin has no assets");
    let keyframe = frame(&session, 1, FrameKind::Keyframe, b"the next page");
    next.say_binary(keyframe.clone()).await;
    for agent in [&mut agent, &mut aylin] {
        assert_eq!(agent.binary().await, keyframe);
    }
}

#[tokio::test]
async fn after_a_restart_the_same_session_opens_again_and_is_noted_once() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::at(folder.path()).await;
    let Scene { agent, visitor, token, session } = scene(&relay).await;
    drop((agent, visitor));
    assert!(relay.stop().await);

    let relay = Relay::at(folder.path()).await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.line().await;
    assert_eq!(hello(&mut visitor, Some(&token)).await.1, None, "this relay has not heard of it");
    resume(&mut visitor, &session).await;
    assert_eq!(started(&mut visitor).await, session);
    let conversation = agent
        .until(|frame| match frame {
            ToAgent::CobrowseStarted { conversation, session: started } => {
                (started == session).then_some(conversation)
            }
            _ => None,
        })
        .await;
    agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    assert!(keyframe_asked(&mut visitor).await);
    let keyframe = frame(&session, 1, FrameKind::Keyframe, b"after the restart");
    visitor.say_binary(keyframe.clone()).await;
    assert_eq!(agent.binary().await, keyframe);
    let said = agent.open_conversation(&conversation).await.messages;
    assert_eq!(said.len(), 1, "it has begun once");
}

#[tokio::test]
async fn a_relay_that_has_run_for_long_opens_nothing_that_it_does_not_know() {
    let relay = Relay::with(waiting(Duration::from_millis(50))).await;
    let (_agent, mut visitor, _) = pair(&relay).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    let session = new_session();
    resume(&mut visitor, &session).await;
    assert_eq!(ended(&mut visitor).await, (session, EndReason::LineLost));
}

#[tokio::test]
async fn a_new_consent_ends_what_waits() {
    let relay = Relay::with(waiting(LONG)).await;
    let Scene { mut agent, mut visitor, token, session } = scene(&relay).await;
    leave(&mut visitor, &session, EndReason::PageLeft).await;
    held(&mut agent).await;
    let mut next = relay.line().await;
    hello(&mut next, Some(&token)).await;
    next.start(&new_session()).await;
    assert_eq!(ended_for_agent(&mut agent).await, (session, EndReason::Replaced));
}

#[tokio::test]
async fn an_agent_who_watches_while_the_session_is_opened_anew_is_told_to_her_page() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, _) = pair(&relay).await;
    for _ in 0..30 {
        let session = new_session();
        let start = FromVisitor::CobrowseStart { session: session.clone(), resume: true, recorded: false };
        visitor.say(start).await;
        // As a console does that comes back to a relay that has restarted: until the session is there.
        loop {
            milan.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
            let heard = milan
                .until(|frame| match frame {
                    ToAgent::Error { .. } => Some(false),
                    ToAgent::CobrowseAssets { session: of, .. } => (of == session).then_some(true),
                    _ => None,
                })
                .await;
            if heard {
                break;
            }
        }
        visitor.until(|frame| matches!(frame, ToVisitor::CobrowseStarted { .. }).then_some(())).await;
        let watched = |frame| match frame {
            ToVisitor::CobrowseWatchers { session: of, watchers } if of == session => Some(watchers.len()),
            _ => None,
        };
        assert_eq!(visitor.until(watched).await, 1);
        let keyframe = |frame| match frame {
            ToVisitor::CobrowseKeyframe { session: of, assets } if of == session => Some(assets),
            _ => None,
        };
        assert!(visitor.until(keyframe).await, "with the pictures");
    }
}

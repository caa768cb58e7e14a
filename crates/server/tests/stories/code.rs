//! A shopper on the phone who has no chat open: she reads out six digits.

use crate::{
    cobrowse::{ended_for_agent, frame, keyframe_asked, new_session, pair},
    support::{AYLIN, Agent, Client, MILAN, OLGA, OTHER_SHOP, OTHER_SITE, Options, Relay, Visitor},
};
use alongside_protocol::{
    ConversationId, EndReason, ErrorCode, FrameKind, FromAgent, FromVisitor, SessionId, ToAgent, ToVisitor,
};
use alongside_server::{clock, timings::Timings};
use rusqlite::Connection;
use std::time::Duration;

/// A new code, and when it ends.
async fn code(visitor: &mut Visitor) -> (String, u64) {
    visitor.say(FromVisitor::CobrowseCode { on: true }).await;
    visitor
        .until(|frame| match frame {
            ToVisitor::CobrowseCode { code, expires_at_ms } => Some((code, expires_at_ms)),
            _ => None,
        })
        .await
}

async fn redeem(agent: &mut Agent, code: &str, session: &SessionId) {
    agent.say(FromAgent::CobrowseRedeem { code: code.into(), session: session.clone() }).await;
}

/// The conversation that a code led to.
async fn redeemed(agent: &mut Agent) -> (ConversationId, SessionId) {
    agent
        .until(|frame| match frame {
            ToAgent::CobrowseRedeemed { conversation, session } => Some((conversation, session)),
            ToAgent::Error { error } => panic!("{error:?}"),
            _ => None,
        })
        .await
}

async fn refused(agent: &mut Agent, code: &str) -> ErrorCode {
    redeem(agent, code, &new_session()).await;
    agent.error().await.code
}

/// A code that is not `code`.
fn other(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

async fn asked(visitor: &mut Visitor) -> (SessionId, String) {
    visitor
        .until(|frame| match frame {
            ToVisitor::CobrowseRequest { session, agent } => Some((session, agent)),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn a_shopper_without_a_chat_reads_out_a_code_and_is_seen() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor) = (relay.agent(MILAN).await, relay.visitor().await);
    let (code, expires_at_ms) = code(&mut visitor).await;
    assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
    let left_ms = expires_at_ms - clock::now_ms();
    assert!((590_000..=600_000).contains(&left_ms), "{left_ms}");
    let session = new_session();
    let spaced = format!(" {} {}", &code[..3], &code[3..]);
    redeem(&mut milan, &spaced, &session).await;
    // The console knows the conversation by the time that it is named.
    let mut listed = None;
    let conversation = loop {
        match milan.next().await {
            ToAgent::Conversation { summary } => listed = Some(summary.conversation),
            ToAgent::CobrowseRedeemed { conversation, session: of } => {
                assert_eq!(of, session);
                break conversation;
            }
            ToAgent::Error { error } => panic!("{error:?}"),
            _ => {}
        }
    };
    if listed.is_none() {
        let summary =
            |frame| if let ToAgent::Conversation { summary } = frame { Some(summary) } else { None };
        listed = Some(milan.until(summary).await.conversation);
    }
    assert_eq!(listed, Some(conversation.clone()));
    assert_eq!(
        asked(&mut visitor).await,
        (session.clone(), "Milan".into()),
        "a code is no consent: she is asked"
    );
    visitor.start(&session).await;
    milan.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    keyframe_asked(&mut visitor).await;
    let keyframe = frame(&session, 1, FrameKind::Keyframe, b"the page");
    visitor.say_binary(keyframe.clone()).await;
    assert_eq!(milan.binary().await, keyframe);
    let transcript = milan.open_conversation(&conversation).await;
    assert_eq!(transcript.messages[0].body, "Page sharing started");
}

#[tokio::test]
async fn a_code_opens_the_conversation_that_she_has() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, conversation) = pair(&relay).await;
    let (code, _) = code(&mut visitor).await;
    redeem(&mut milan, &code, &new_session()).await;
    assert_eq!(redeemed(&mut milan).await.0, conversation);
}

#[tokio::test]
async fn a_code_is_good_once_and_she_can_say_no() {
    let relay = Relay::start().await;
    let (mut milan, mut aylin) = (relay.agent(MILAN).await, relay.agent(AYLIN).await);
    let mut visitor = relay.visitor().await;
    let (code, _) = code(&mut visitor).await;
    let session = new_session();
    redeem(&mut milan, &code, &session).await;
    redeemed(&mut milan).await;
    for line in [&mut milan, &mut aylin] {
        assert_eq!(refused(line, &code).await, ErrorCode::WrongCode);
    }
    visitor.say(FromVisitor::CobrowseDecline { session: session.clone() }).await;
    assert_eq!(ended_for_agent(&mut milan).await, (session, EndReason::Declined));
}

#[tokio::test]
async fn a_new_code_replaces_the_old_one_one_taken_back_is_gone_and_each_has_its_time() {
    let timings = Timings { code: Duration::from_millis(1_500), ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let (mut milan, mut visitor) = (relay.agent(MILAN).await, relay.visitor().await);
    let (first, _) = code(&mut visitor).await;
    let (second, _) = code(&mut visitor).await;
    assert_ne!(first, second);
    assert_eq!(refused(&mut milan, &first).await, ErrorCode::WrongCode);
    visitor.say(FromVisitor::CobrowseCode { on: false }).await;
    visitor.ping().await;
    assert_eq!(refused(&mut milan, &second).await, ErrorCode::WrongCode);
    let (third, _) = code(&mut visitor).await;
    tokio::time::sleep(Duration::from_millis(1_600)).await;
    assert_eq!(refused(&mut milan, &third).await, ErrorCode::WrongCode);
    let (fourth, _) = code(&mut visitor).await;
    redeem(&mut milan, &fourth, &new_session()).await;
    redeemed(&mut milan).await;
}

#[tokio::test]
async fn another_sites_agent_cannot_redeem_it_and_does_not_use_it_up() {
    let relay = Relay::start().await;
    let (mut milan, mut olga) = (relay.agent(MILAN).await, relay.agent(OLGA).await);
    let mut visitor = relay.visitor().await;
    let mut foreigner = Client::open_visitor(relay.address(), OTHER_SITE, OTHER_SHOP).await.unwrap();
    foreigner.hello(None, None, 0).await;
    let (ours, _) = code(&mut visitor).await;
    let (theirs, _) = code(&mut foreigner).await;
    if ours != theirs {
        assert_eq!(refused(&mut olga, &ours).await, ErrorCode::WrongCode);
        assert_eq!(refused(&mut milan, &theirs).await, ErrorCode::WrongCode);
    }
    let (session, other_session) = (new_session(), new_session());
    redeem(&mut milan, &ours, &session).await;
    redeemed(&mut milan).await;
    assert_eq!(asked(&mut visitor).await.0, session);
    redeem(&mut olga, &theirs, &other_session).await;
    redeemed(&mut olga).await;
    assert_eq!(asked(&mut foreigner).await, (other_session, "Olga".into()));
}

#[tokio::test]
async fn who_guesses_is_locked_out_on_all_lines_and_told_for_how_long_and_a_slip_is_no_guess() {
    let relay = Relay::start().await;
    let (mut milan, mut again) = (relay.agent(MILAN).await, relay.agent(MILAN).await);
    let (mut aylin, mut visitor) = (relay.agent(AYLIN).await, relay.visitor().await);
    let (code, _) = code(&mut visitor).await;
    for slip in ["", "12345", "1234567", "12345a"] {
        for _ in 0..3 {
            assert_eq!(refused(&mut milan, slip).await, ErrorCode::WrongCode, "{slip}");
        }
    }
    for _ in 0..5 {
        assert_eq!(refused(&mut milan, &other(&code)).await, ErrorCode::WrongCode);
    }
    for line in [&mut milan, &mut again] {
        redeem(line, &code, &new_session()).await;
        let error = line.error().await;
        assert_eq!(error.code, ErrorCode::TooManyTries, "also the right one");
        assert!(
            error.message.contains("try again in 5") || error.message.contains("try again in 60 s"),
            "{error:?}"
        );
    }
    redeem(&mut aylin, &code, &new_session()).await;
    redeemed(&mut aylin).await;
}

#[tokio::test]
async fn a_visitor_cannot_have_code_after_code() {
    let relay = Relay::start().await;
    let mut visitor = relay.visitor().await;
    for _ in 0..10 {
        code(&mut visitor).await;
    }
    visitor.say(FromVisitor::CobrowseCode { on: true }).await;
    let error = visitor.error().await;
    assert_eq!(error.code, ErrorCode::TooManyTries);
    assert!(error.message.contains("Try again in 5 min"), "{}", error.message);
    code(&mut relay.visitor().await).await;
}

#[tokio::test]
async fn a_frame_that_is_refused_uses_up_no_code_and_one_that_is_said_again_is_answered_again() {
    let relay = Relay::start().await;
    let (mut milan, mut sharing, _) = pair(&relay).await;
    let taken = new_session();
    sharing.start(&taken).await;
    let mut visitor = relay.visitor().await;
    let (code, _) = code(&mut visitor).await;
    redeem(&mut milan, &code, &taken).await;
    assert_eq!(milan.error().await.code, ErrorCode::UnknownSession);
    redeem(&mut milan, &code, &"not a uuid".into()).await;
    assert_eq!(milan.error().await.code, ErrorCode::MalformedFrame);
    let session = new_session();
    redeem(&mut milan, &code, &session).await;
    let first = redeemed(&mut milan).await;
    let mut again = relay.agent(MILAN).await;
    redeem(&mut again, &code, &session).await;
    assert_eq!(redeemed(&mut again).await, first);
    visitor.say(FromVisitor::Ping).await;
    let mut asked = 0;
    while match visitor.next().await {
        ToVisitor::Pong => false,
        frame => {
            asked += usize::from(matches!(frame, ToVisitor::CobrowseRequest { .. }));
            true
        }
    } {}
    assert_eq!(asked, 1, "she is asked once");
}

#[tokio::test]
async fn a_code_is_not_used_up_while_the_store_fails() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor) = (relay.agent(MILAN).await, relay.visitor().await);
    let (code, _) = code(&mut visitor).await;
    let other = Connection::open(relay.database()).unwrap();
    // First no conversation can be opened for her, then it cannot be logged that the code was used.
    for table in ["conversations", "audit"] {
        other
            .execute_batch(&format!(
                "CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END"
            ))
            .unwrap();
        assert_eq!(refused(&mut milan, &code).await, ErrorCode::StoreUnavailable, "{table}");
        other.execute_batch("DROP TRIGGER broken").unwrap();
    }
    let session = new_session();
    redeem(&mut milan, &code, &session).await;
    redeemed(&mut milan).await;
    assert_eq!(asked(&mut visitor).await.0, session);
    assert_eq!(refused(&mut milan, &code).await, ErrorCode::WrongCode, "once");
}

#[tokio::test]
async fn a_code_goes_with_her_to_the_next_page_and_is_of_no_use_when_she_is_gone() {
    let relay = Relay::start().await;
    let mut milan = relay.agent(MILAN).await;
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    let (first, _) = code(&mut visitor).await;
    drop(visitor);
    let mut visitor = relay.line().await;
    visitor.hello(Some(token), None, 0).await;
    let session = new_session();
    redeem(&mut milan, &first, &session).await;
    assert_eq!(asked(&mut visitor).await.0, session);
    let (second, _) = code(&mut visitor).await;
    drop(visitor);
    milan
        .until(|frame| match frame {
            ToAgent::Conversation { summary } => (!summary.online).then_some(()),
            _ => None,
        })
        .await;
    let session = new_session();
    redeem(&mut milan, &second, &session).await;
    assert_eq!(ended_for_agent(&mut milan).await, (session, EndReason::LineLost));
}

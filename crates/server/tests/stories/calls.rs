//! Calls, as the relay has them: who may ring whom, who hears what, and how a call goes on.

use crate::{
    cobrowse::new_session,
    my_data,
    support::{AYLIN, Agent, MILAN, OLGA, Options, Relay, SITE, Visitor},
};
use alongside_protocol::{
    CallEnd, CallId, CallKind, CallOptions, Content, ConversationId, ErrorCode, FromAgent, FromVisitor,
    SiteOptions, ToAgent, ToVisitor, limits::CALL_SIGNAL_BYTES,
};
use alongside_server::{config::RawConfig, timings::Timings};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(300);

fn patience(ring: Duration, held: Duration) -> Options {
    Options { timings: Timings { ring, held, ..Timings::default() }, ..Options::default() }
}

pub(crate) fn new_call() -> CallId {
    CallId(new_session().0)
}

/// An agent, and a shopper who has written something.
pub(crate) struct Scene {
    pub(crate) agent: Agent,
    pub(crate) visitor: Visitor,
    token: String,
    pub(crate) conversation: ConversationId,
}

pub(crate) async fn scene(relay: &Relay) -> Scene {
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    visitor.tell("c1", "Hello?").await;
    let (conversation, ..) = agent.heard().await;
    Scene { agent, visitor, token, conversation }
}

async fn ring(agent: &mut Agent, conversation: &ConversationId, kind: CallKind) -> CallId {
    let call = new_call();
    agent.say(FromAgent::CallRequest { conversation: conversation.clone(), call: call.clone(), kind }).await;
    call
}

async fn rung(visitor: &mut Visitor) -> (CallId, CallKind, String) {
    visitor
        .until(|frame| match frame {
            ToVisitor::CallRing { call, kind, agent, ms } => {
                assert!(ms > 0);
                Some((call, kind, agent))
            }
            _ => None,
        })
        .await
}

async fn started(visitor: &mut Visitor) -> CallId {
    visitor
        .until(|frame| if let ToVisitor::CallStarted { call, .. } = frame { Some(call) } else { None })
        .await
}

async fn started_for_agent(agent: &mut Agent) -> CallId {
    agent.until(|frame| if let ToAgent::CallStarted { call, .. } = frame { Some(call) } else { None }).await
}

async fn ended(visitor: &mut Visitor) -> CallEnd {
    visitor
        .until(|frame| if let ToVisitor::CallEnded { reason, .. } = frame { Some(reason) } else { None })
        .await
}

async fn ended_for_agent(agent: &mut Agent) -> CallEnd {
    agent.until(|frame| if let ToAgent::CallEnded { reason, .. } = frame { Some(reason) } else { None }).await
}

async fn peer(agent: &mut Agent) -> (bool, bool) {
    agent
        .until(|frame| match frame {
            ToAgent::CallPeer { here, fresh, .. } => Some((here, fresh)),
            ToAgent::CallEnded { reason, .. } => panic!("it has ended: {reason:?}"),
            _ => None,
        })
        .await
}

async fn signalled(visitor: &mut Visitor) -> String {
    visitor
        .until(|frame| if let ToVisitor::CallSignal { signal, .. } = frame { Some(signal) } else { None })
        .await
}

async fn accept(visitor: &mut Visitor, call: &CallId) {
    visitor.say(FromVisitor::CallAccept { call: call.clone() }).await;
}

async fn signal(agent: &mut Agent, call: &CallId, signal: &str) {
    agent.say(FromAgent::CallSignal { call: call.clone(), signal: signal.into() }).await;
}

async fn resume(visitor: &mut Visitor, call: &CallId, fresh: bool) {
    visitor
        .say(FromVisitor::CallResume { call: call.clone(), kind: CallKind::OneWay, fresh, lasted_ms: 0 })
        .await;
}

async fn resume_by_agent(agent: &mut Agent, conversation: &ConversationId, call: &CallId) {
    let (conversation, call) = (conversation.clone(), call.clone());
    agent
        .say(FromAgent::CallResume {
            conversation,
            call,
            kind: CallKind::OneWay,
            fresh: false,
            lasted_ms: 61_000,
        })
        .await;
}

/// A call that runs.
async fn running(relay: &Relay) -> (Scene, CallId) {
    let mut scene = scene(relay).await;
    let call = ring(&mut scene.agent, &scene.conversation, CallKind::OneWay).await;
    rung(&mut scene.visitor).await;
    accept(&mut scene.visitor, &call).await;
    assert_eq!(started(&mut scene.visitor).await, call);
    assert_eq!(started_for_agent(&mut scene.agent).await, call);
    (scene, call)
}

#[tokio::test]
async fn an_agent_rings_the_shopper_answers_and_signals_go_both_ways() {
    let relay = Relay::start().await;
    let Scene { mut agent, mut visitor, conversation, .. } = scene(&relay).await;
    let call = ring(&mut agent, &conversation, CallKind::OneWay).await;
    agent.until(|frame| matches!(frame, ToAgent::CallRinging { ms: 45_000, .. }).then_some(())).await;
    assert_eq!(rung(&mut visitor).await, (call.clone(), CallKind::OneWay, "Milan".into()));
    accept(&mut visitor, &call).await;
    started(&mut visitor).await;
    started_for_agent(&mut agent).await;
    signal(&mut agent, &call, "an offer").await;
    assert_eq!(signalled(&mut visitor).await, "an offer");
    visitor.say(FromVisitor::CallSignal { call: call.clone(), signal: "an answer".into() }).await;
    let heard = agent
        .until(|frame| if let ToAgent::CallSignal { signal, .. } = frame { Some(signal) } else { None })
        .await;
    assert_eq!(heard, "an answer");
    visitor.say(FromVisitor::CallEnd { call, reason: CallEnd::VisitorEnded }).await;
    assert_eq!(ended_for_agent(&mut agent).await, CallEnd::VisitorEnded);
    let line =
        agent.until(|frame| if let ToAgent::Message { message, .. } = frame { Some(message) } else { None });
    let line = line.await;
    assert_eq!(line.body, "Video call by Milan, 0:00");
    assert!(matches!(
        line.content,
        Some(Content::Call { call }) if call.kind == CallKind::OneWay && call.lasted_ms.is_some_and(|ms| ms < 10_000)
    ));
}

#[tokio::test]
async fn the_first_page_that_answers_has_the_call_and_the_others_hear_so() {
    let relay = Relay::start().await;
    let Scene { mut agent, mut visitor, token, conversation } = scene(&relay).await;
    let mut other = relay.line().await;
    other.hello(Some(token.clone()), None, 0).await;
    let call = ring(&mut agent, &conversation, CallKind::TwoWay).await;
    rung(&mut visitor).await;
    rung(&mut other).await;
    // A page that comes while it rings hears it, too.
    let mut third = relay.line().await;
    third.hello(Some(token), None, 0).await;
    assert_eq!(rung(&mut third).await.0, call);
    accept(&mut other, &call).await;
    accept(&mut visitor, &call).await;
    started(&mut other).await;
    assert_eq!(ended(&mut visitor).await, CallEnd::Elsewhere);
    assert_eq!(ended(&mut third).await, CallEnd::Elsewhere);
    // And it is hers alone to signal on the page that has it.
    visitor.say(FromVisitor::CallSignal { call, signal: "mine?".into() }).await;
    assert_eq!(visitor.error().await.code, ErrorCode::UnknownCall);
}

#[tokio::test]
async fn a_call_that_is_declined_or_not_answered_ends_and_is_told() {
    let relay = Relay::with(patience(SHORT, LONG)).await;
    let Scene { mut agent, mut visitor, conversation, .. } = scene(&relay).await;
    let call = ring(&mut agent, &conversation, CallKind::Audio).await;
    rung(&mut visitor).await;
    visitor.say(FromVisitor::CallDecline { call }).await;
    assert_eq!(ended_for_agent(&mut agent).await, CallEnd::Declined);
    assert_eq!(agent.heard().await.2, "Call by Milan: declined");
    ring(&mut agent, &conversation, CallKind::Audio).await;
    assert_eq!(ended_for_agent(&mut agent).await, CallEnd::Unanswered);
    assert_eq!(ended(&mut visitor).await, CallEnd::Declined);
    assert_eq!(ended(&mut visitor).await, CallEnd::Unanswered);
    assert_eq!(agent.heard().await.2, "Call by Milan: not answered");
}

#[tokio::test]
async fn one_call_at_a_time_in_a_conversation_and_none_to_who_is_not_there() {
    let relay = Relay::start().await;
    let Scene { mut agent, mut visitor, conversation, .. } = scene(&relay).await;
    ring(&mut agent, &conversation, CallKind::OneWay).await;
    let mut colleague = relay.agent(AYLIN).await;
    colleague.open_conversation(&conversation).await;
    let name = colleague
        .until(|frame| if let ToAgent::CallState { name, .. } = frame { Some(name) } else { None })
        .await;
    assert_eq!(name.as_deref(), Some("Milan"));
    ring(&mut colleague, &conversation, CallKind::OneWay).await;
    assert_eq!(ended_for_agent(&mut colleague).await, CallEnd::Busy);
    rung(&mut visitor).await;
    drop(agent);
    drop(visitor);
    let relay = Relay::start().await;
    let Scene { mut agent, visitor, conversation, .. } = scene(&relay).await;
    drop(visitor);
    agent
        .until(|frame| matches!(frame, ToAgent::Conversation { summary } if !summary.online).then_some(()))
        .await;
    ring(&mut agent, &conversation, CallKind::OneWay).await;
    assert_eq!(ended_for_agent(&mut agent).await, CallEnd::Away);
}

#[tokio::test]
async fn nobody_else_rings_answers_signals_or_ends() {
    let relay = Relay::start().await;
    let (Scene { mut visitor, conversation, .. }, call) = running(&relay).await;
    let mut stranger = relay.agent(OLGA).await;
    let theirs = new_call();
    let kind = CallKind::OneWay;
    stranger.say(FromAgent::CallRequest { conversation: conversation.clone(), call: theirs, kind }).await;
    assert_eq!(stranger.error().await.code, ErrorCode::UnknownConversation);
    resume_by_agent(&mut stranger, &conversation, &call).await;
    assert_eq!(stranger.error().await.code, ErrorCode::UnknownConversation);
    let mut colleague = relay.agent(AYLIN).await;
    resume_by_agent(&mut colleague, &conversation, &call).await;
    assert_eq!(colleague.error().await.code, ErrorCode::UnknownCall);
    for other in [&mut stranger, &mut colleague] {
        signal(other, &call, "x").await;
        assert_eq!(other.error().await.code, ErrorCode::UnknownCall);
        other.say(FromAgent::CallEnd { call: call.clone(), reason: CallEnd::AgentEnded }).await;
        assert_eq!(other.error().await.code, ErrorCode::UnknownCall);
    }
    let mut shopper = relay.visitor().await;
    let (take, end) = (
        FromVisitor::CallAccept { call: call.clone() },
        FromVisitor::CallEnd { call: call.clone(), reason: CallEnd::VisitorEnded },
    );
    for frame in [take, end, FromVisitor::CallDecline { call: call.clone() }] {
        shopper.say(frame).await;
        assert_eq!(shopper.error().await.code, ErrorCode::UnknownCall);
    }
    resume(&mut shopper, &call, true).await;
    assert_eq!(shopper.error().await.code, ErrorCode::UnknownCall);
    // The call has not noticed.
    visitor.say(FromVisitor::CallEnd { call, reason: CallEnd::VisitorEnded }).await;
    assert_eq!(ended(&mut visitor).await, CallEnd::VisitorEnded);
}

#[tokio::test]
async fn a_signal_that_is_too_long_is_refused_and_the_call_goes_on() {
    let relay = Relay::start().await;
    let (Scene { mut agent, mut visitor, .. }, call) = running(&relay).await;
    signal(&mut agent, &call, &"x".repeat(CALL_SIGNAL_BYTES + 1)).await;
    assert_eq!(agent.error().await.code, ErrorCode::SignalTooLong);
    let longest = "x".repeat(CALL_SIGNAL_BYTES);
    signal(&mut agent, &call, &longest).await;
    assert_eq!(signalled(&mut visitor).await, longest);
}

#[tokio::test]
async fn on_her_next_page_the_call_goes_on_and_ends_when_nobody_comes() {
    let relay = Relay::with(patience(LONG, SHORT)).await;
    let (Scene { mut agent, visitor, token, .. }, call) = running(&relay).await;
    drop(visitor);
    assert_eq!(peer(&mut agent).await, (false, false));
    let mut next = relay.line().await;
    next.hello(Some(token), None, 0).await;
    resume(&mut next, &call, true).await;
    assert_eq!(started(&mut next).await, call);
    assert_eq!(peer(&mut agent).await, (true, true));
    signal(&mut agent, &call, "another offer").await;
    assert_eq!(signalled(&mut next).await, "another offer");
    drop(next);
    assert_eq!(peer(&mut agent).await, (false, false));
    assert_eq!(ended_for_agent(&mut agent).await, CallEnd::LineLost);
}

#[tokio::test]
async fn an_agents_line_that_comes_back_has_the_call_again() {
    let relay = Relay::with(patience(LONG, LONG)).await;
    let (Scene { agent, mut visitor, conversation, .. }, call) = running(&relay).await;
    drop(agent);
    visitor.until(|frame| matches!(frame, ToVisitor::CallPeer { here: false, .. }).then_some(())).await;
    let mut agent = relay.agent(MILAN).await;
    resume_by_agent(&mut agent, &conversation, &call).await;
    assert_eq!(started_for_agent(&mut agent).await, call);
    visitor.until(|frame| matches!(frame, ToVisitor::CallPeer { here: true, .. }).then_some(())).await;
    agent.say(FromAgent::CallEnd { call: call.clone(), reason: CallEnd::AgentEnded }).await;
    assert_eq!(ended(&mut visitor).await, CallEnd::AgentEnded);
    // Who comes back too late is told why.
    resume(&mut visitor, &call, false).await;
    assert_eq!(ended(&mut visitor).await, CallEnd::AgentEnded);
}

#[tokio::test]
async fn a_call_that_she_takes_while_the_agents_line_is_gone_runs_when_it_comes_back() {
    let relay = Relay::with(patience(LONG, LONG)).await;
    let Scene { mut agent, mut visitor, conversation, .. } = scene(&relay).await;
    let call = ring(&mut agent, &conversation, CallKind::Audio).await;
    rung(&mut visitor).await;
    drop(agent);
    accept(&mut visitor, &call).await;
    started(&mut visitor).await;
    let mut agent = relay.agent(MILAN).await;
    // His console knows of a call that rings.
    agent.say(FromAgent::CallRequest { conversation, call: call.clone(), kind: CallKind::Audio }).await;
    assert_eq!(started_for_agent(&mut agent).await, call);
    signal(&mut agent, &call, "offer").await;
    assert_eq!(signalled(&mut visitor).await, "offer");
}

#[tokio::test]
async fn when_all_that_is_kept_of_her_is_deleted_her_call_ends() {
    let relay = Relay::start().await;
    let (Scene { mut agent, token, .. }, _) = running(&relay).await;
    assert_eq!(my_data::post(&relay, "my-data/delete", &token).await.status, 204);
    assert_eq!(ended_for_agent(&mut agent).await, CallEnd::VisitorEnded);
}

#[tokio::test]
async fn a_relay_that_restarts_learns_of_the_call_from_both_in_either_order() {
    for is_agent_first in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let relay = Relay::at(folder.path()).await;
        let (Scene { token, conversation, .. }, call) = running(&relay).await;
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        relay.stop().await;
        let relay = Relay::at(folder.path()).await;
        let mut agent = relay.agent(MILAN).await;
        let mut visitor = relay.line().await;
        visitor.hello(Some(token), None, 0).await;
        if is_agent_first {
            resume_by_agent(&mut agent, &conversation, &call).await;
            started_for_agent(&mut agent).await;
            resume(&mut visitor, &call, false).await;
            started(&mut visitor).await;
        } else {
            resume(&mut visitor, &call, false).await;
            started(&mut visitor).await;
            resume_by_agent(&mut agent, &conversation, &call).await;
            started_for_agent(&mut agent).await;
        }
        signal(&mut agent, &call, "still there?").await;
        assert_eq!(signalled(&mut visitor).await, "still there?");
        agent.say(FromAgent::CallEnd { call, reason: CallEnd::AgentEnded }).await;
        let line = agent.until(|frame| match frame {
            ToAgent::Message { message, .. } => Some(message.body),
            _ => None,
        });
        assert_lasted(&line.await, "Video call by Milan, 0:");
    }
}

#[tokio::test]
async fn who_hangs_up_alone_after_a_restart_leaves_a_line_that_says_how_long_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::at(folder.path()).await;
    let (Scene { token, .. }, call) = running(&relay).await;
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    relay.stop().await;
    let relay = Relay::at(folder.path()).await;
    let mut visitor = relay.line().await;
    visitor.hello(Some(token), None, 0).await;
    let kind = CallKind::OneWay;
    visitor.say(FromVisitor::CallResume { call: call.clone(), kind, fresh: false, lasted_ms: 61_000 }).await;
    visitor.say(FromVisitor::CallEnd { call, reason: CallEnd::VisitorEnded }).await;
    let line = visitor.until(|frame| match frame {
        ToVisitor::Message { message } => Some(message.body),
        _ => None,
    });
    assert_lasted(&line.await, "Video call, 0:");
}

/// It has lasted since before the restart, and not as long as somebody says.
fn assert_lasted(line: &str, begins: &str) {
    let seconds: u64 = line.strip_prefix(begins).expect(line).parse().unwrap();
    assert!((1..30).contains(&seconds), "{line}");
}

#[tokio::test]
async fn after_a_restart_nobody_goes_on_with_a_call_that_never_was_or_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::at(folder.path()).await;
    let (Scene { mut agent, mut visitor, token, conversation }, over) = running(&relay).await;
    visitor.say(FromVisitor::CallEnd { call: over.clone(), reason: CallEnd::VisitorEnded }).await;
    assert_eq!(ended_for_agent(&mut agent).await, CallEnd::VisitorEnded);
    // One that she has not taken.
    let rang = ring(&mut agent, &conversation, CallKind::OneWay).await;
    rung(&mut visitor).await;
    relay.stop().await;
    let relay = Relay::at(folder.path()).await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.line().await;
    let (_, before) = visitor.hello(Some(token), None, 0).await;
    for call in [over, rang, new_call()] {
        resume_by_agent(&mut agent, &conversation, &call).await;
        assert_eq!(ended_for_agent(&mut agent).await, CallEnd::LineLost);
        resume(&mut visitor, &call, false).await;
        assert_eq!(ended(&mut visitor).await, CallEnd::LineLost);
    }
    let after = agent.open_conversation(&conversation).await;
    assert_eq!(after.messages.len(), before.messages.len(), "nothing of it stands in the conversation");
    relay.parts().audit.flush().await.unwrap();
    let log = relay.parts().store.audit(&SITE.into(), 0, 100).await.unwrap();
    assert!(log.iter().all(|entry| entry.what != "call_resumed"));
}

#[tokio::test]
async fn both_hear_of_the_operators_servers_with_credentials_of_this_call() {
    let raw = RawConfig {
        turn_urls: Some(vec!["turn:turn.example:3478".into()]),
        turn_secret: Some("north".into()),
        ..Options::default().raw
    };
    let relay = Relay::with(Options { raw, ..Options::default() }).await;
    let Scene { mut agent, mut visitor, conversation, .. } = scene(&relay).await;
    let call = ring(&mut agent, &conversation, CallKind::OneWay).await;
    rung(&mut visitor).await;
    accept(&mut visitor, &call).await;
    let ice = visitor
        .until(|frame| if let ToVisitor::CallStarted { ice, .. } = frame { Some(ice) } else { None })
        .await;
    assert_eq!(ice.servers[0].urls, ["turn:turn.example:3478"]);
    let username = ice.servers[0].username.clone().unwrap();
    assert!(username.ends_with(&format!(":{call}")), "{username}");
    assert_eq!(ice.servers[0].credential.as_ref().unwrap().len(), 28);
}

#[tokio::test]
async fn a_site_without_calls_and_one_whose_calls_cannot_be_made_as_it_wants_are_told_so() {
    let relay = Relay::start().await;
    let Scene { mut agent, conversation, .. } = scene(&relay).await;
    let off = CallOptions { enabled: false, ..CallOptions::default() };
    let relayed = CallOptions { relay_only: true, ..CallOptions::default() };
    for (calls, says) in [(off, "turned off"), (relayed, "turn_urls")] {
        let options = SiteOptions { calls, ..SiteOptions::default() };
        relay.parts().store.set_options(&SITE.into(), options).await.unwrap();
        ring(&mut agent, &conversation, CallKind::OneWay).await;
        let error = agent.error().await;
        assert_eq!(error.code, ErrorCode::NoCalls);
        assert!(error.message.contains(says), "{}", error.message);
    }
}

#[tokio::test]
async fn the_audit_log_has_who_called_and_that_she_took_it() {
    let relay = Relay::start().await;
    let (Scene { mut agent, mut visitor, .. }, call) = running(&relay).await;
    agent.say(FromAgent::CallEnd { call, reason: CallEnd::AgentEnded }).await;
    ended(&mut visitor).await;
    relay.parts().audit.flush().await.unwrap();
    let entries = relay.parts().store.audit(&SITE.into(), 0, 100).await.unwrap();
    let calls: Vec<_> = entries
        .iter()
        .filter(|entry| entry.what.starts_with("call_"))
        .map(|entry| (entry.actor.as_str(), entry.what.as_str()))
        .collect();
    assert_eq!(calls, [("agent", "call_asked"), ("visitor", "call_accepted"), ("agent", "call_ended")]);
}

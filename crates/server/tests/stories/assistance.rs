//! Agents who help on a shared page: what they ask for, what she grants, what they do.

use crate::{
    cobrowse::{ended_for_agent, keyframe_asked, new_session, pair},
    support::{AYLIN, Agent, Client, MILAN, OLGA, OTHER_SHOP, OTHER_SITE, Options, Relay, Visitor},
};
use alongside_protocol::{
    Act, AgentId, Capability, Destination, EndReason, ErrorCode, FromAgent, FromVisitor, Grant, Outcome,
    Place, Point, SessionId, ToAgent, ToVisitor, Tool,
    limits::{ACTS_PER_SECOND, STROKE_POINTS, TYPED_CHARS},
};
use alongside_server::timings::Timings;
use std::time::Duration;

/// Begins to watch. Returns the ids of all who do, in the order in which they came.
pub(crate) async fn watch(agent: &mut Agent, visitor: &mut Visitor, session: &SessionId) -> Vec<AgentId> {
    agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    let watchers = visitor
        .until(|frame| match frame {
            ToVisitor::CobrowseWatchers { watchers, .. } => Some(watchers),
            _ => None,
        })
        .await;
    keyframe_asked(visitor).await;
    watchers.into_iter().map(|watcher| watcher.agent).collect()
}

/// Milan watches a visitor's page.
pub(crate) async fn shared(relay: &Relay) -> (Agent, Visitor, SessionId, AgentId) {
    let (mut agent, mut visitor, _) = pair(relay).await;
    let session = new_session();
    visitor.start(&session).await;
    let watchers = watch(&mut agent, &mut visitor, &session).await;
    (agent, visitor, session, watchers[0].clone())
}

pub(crate) fn grants(capabilities: &[Capability]) -> Vec<Grant> {
    // By a clock that is ten years slow: the relay must not mind.
    capabilities.iter().map(|&capability| Grant { capability, expires_at_ms: 1_480_000_000_000 }).collect()
}

/// She grants, and the agent hears of it.
pub(crate) async fn grant(
    visitor: &mut Visitor,
    listener: &mut Agent,
    session: &SessionId,
    agent: &AgentId,
    capabilities: &[Capability],
) {
    let frame = FromVisitor::CobrowseGrants {
        session: session.clone(),
        agent: agent.clone(),
        grants: grants(capabilities),
    };
    visitor.say(frame).await;
    let told = granted(listener).await;
    assert_eq!((&told.0, told.2), (agent, grants(capabilities)));
}

/// The next list of grants: whose, under which name, and what.
async fn granted(agent: &mut Agent) -> (AgentId, String, Vec<Grant>) {
    agent
        .until(|frame| match frame {
            ToAgent::CobrowseGrants { agent, name, grants, .. } => Some((agent, name, grants)),
            _ => None,
        })
        .await
}

pub(crate) fn at(node: u32) -> Place {
    Place { node, x: 5_000, y: 5_000 }
}

pub(crate) fn click(node: u32) -> Act {
    Act::Click { at: at(node), double: false }
}

pub(crate) async fn act(agent: &mut Agent, session: &SessionId, number: u32, act: Act) {
    agent.say(FromAgent::CobrowseAct { session: session.clone(), number, act }).await;
}

/// The next act on her page: whose, its number, and what.
pub(crate) async fn acted(visitor: &mut Visitor) -> (String, u32, Act) {
    visitor
        .until(|frame| match frame {
            ToVisitor::CobrowseAct { name, number, act, .. } => Some((name, number, act)),
            _ => None,
        })
        .await
}

/// Says ping and returns what had come until it was answered.
async fn until_pong(agent: &mut Agent) -> Vec<ToAgent> {
    agent.say(FromAgent::Ping).await;
    let mut heard = Vec::new();
    loop {
        match agent.next().await {
            ToAgent::Pong => return heard,
            // What belongs to the chat.
            ToAgent::Conversation { .. } | ToAgent::Message { .. } => {}
            frame => heard.push(frame),
        }
    }
}

async fn visitor_until_pong(visitor: &mut Visitor) -> Vec<ToVisitor> {
    visitor.say(FromVisitor::Ping).await;
    let mut heard = Vec::new();
    loop {
        match visitor.next().await {
            ToVisitor::Pong => return heard,
            // What belongs to the chat.
            ToVisitor::Agents { .. } | ToVisitor::Message { .. } => {}
            frame => heard.push(frame),
        }
    }
}

#[tokio::test]
async fn what_an_agent_asks_and_gives_back_reaches_her_page_with_id_and_name() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    let capabilities = vec![Capability::Scroll, Capability::Type];
    milan.say(FromAgent::CobrowseAsk { session: session.clone(), capabilities: capabilities.clone() }).await;
    let asked = ToVisitor::CobrowseAsk {
        session: session.clone(),
        agent: id.clone(),
        name: "Milan".into(),
        capabilities: capabilities.clone(),
    };
    visitor.until(|frame| (frame == asked).then_some(())).await;
    visitor
        .say(FromVisitor::CobrowseRefuse {
            session: session.clone(),
            agent: id.clone(),
            capabilities: capabilities.clone(),
        })
        .await;
    let refused = ToAgent::CobrowseRefused { session: session.clone(), capabilities };
    milan.until(|frame| (frame == refused).then_some(())).await;
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Scroll]).await;
    let capabilities = vec![Capability::Scroll];
    milan
        .say(FromAgent::CobrowseRelease { session: session.clone(), capabilities: capabilities.clone() })
        .await;
    let released = ToVisitor::CobrowseRelease { session: session.clone(), agent: id, capabilities };
    visitor.until(|frame| (frame == released).then_some(())).await;
    act(&mut milan, &session, 1, Act::Scroll { node: 1, x: 0, y: 9 }).await;
    assert_eq!(milan.error().await.code, ErrorCode::NotGranted, "what was given back is gone");
    // To take a question back is an empty list.
    milan.say(FromAgent::CobrowseAsk { session, capabilities: Vec::new() }).await;
    let is_empty = |frame| match frame {
        ToVisitor::CobrowseAsk { capabilities, .. } => Some(capabilities.is_empty()),
        _ => None,
    };
    assert!(visitor.until(is_empty).await);
}

#[tokio::test]
async fn pointing_comes_with_consent_and_each_kind_of_control_needs_its_grant() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    let highlight = Act::Highlight { node: 7 };
    for (number, display) in [Act::Pointer { at: at(3), laser: true }, highlight].into_iter().enumerate() {
        act(&mut milan, &session, number as u32, display.clone()).await;
        assert_eq!(acted(&mut visitor).await, ("Milan".into(), number as u32, display));
    }
    let control = [
        (Capability::Scroll, Act::Scroll { node: 1, x: 0, y: 400 }),
        (Capability::Click, click(3)),
        (Capability::Type, Act::Type { node: 4, text: "42".into() }),
        (Capability::Navigate, Act::Navigate { to: Destination::Reload }),
    ];
    for (allowed, _) in &control {
        grant(&mut visitor, &mut milan, &session, &id, &[*allowed]).await;
        for (needed, doing) in &control {
            act(&mut milan, &session, 9, doing.clone()).await;
            if needed == allowed {
                assert_eq!(acted(&mut visitor).await.2, *doing);
            } else {
                let error = milan.error().await;
                assert_eq!(error.code, ErrorCode::NotGranted);
                let name = serde_json::to_value(needed).unwrap();
                assert!(error.message.contains(name.as_str().unwrap()), "{}", error.message);
            }
        }
    }
    grant(&mut visitor, &mut milan, &session, &id, &[]).await;
    for (_, doing) in control {
        act(&mut milan, &session, 9, doing).await;
        assert_eq!(milan.error().await.code, ErrorCode::NotGranted, "all was taken back");
    }
    assert_eq!(relay.parts().metrics.acts.get(), 6);
}

#[tokio::test]
async fn control_ends_by_itself_whatever_her_clock_says() {
    let timings = Timings { control: Duration::from_millis(600), ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Click]).await;
    act(&mut milan, &session, 1, click(3)).await;
    acted(&mut visitor).await;
    tokio::time::sleep(Duration::from_millis(650)).await;
    act(&mut milan, &session, 2, click(3)).await;
    assert_eq!(milan.error().await.code, ErrorCode::NotGranted);
    // Who comes now hears of nothing that is over.
    let mut aylin = relay.agent(AYLIN).await;
    watch(&mut aylin, &mut visitor, &session).await;
    assert!(
        !until_pong(&mut aylin).await.iter().any(|frame| matches!(frame, ToAgent::CobrowseGrants { .. }))
    );
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Click]).await;
    act(&mut milan, &session, 3, click(3)).await;
    assert_eq!(acted(&mut visitor).await.1, 3, "granted anew, it holds anew");
}

#[tokio::test]
async fn outcomes_and_refusals_are_for_the_agent_who_acted_on_each_of_the_own_lines() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    let (mut again, mut aylin) = (relay.agent(MILAN).await, relay.agent(AYLIN).await);
    watch(&mut again, &mut visitor, &session).await;
    watch(&mut aylin, &mut visitor, &session).await;
    let capabilities = vec![Capability::Click];
    let s = || session.clone();
    let of = id.clone();
    visitor
        .say(FromVisitor::CobrowseOutcome { session: s(), agent: id, number: 7, outcome: Outcome::Protected })
        .await;
    visitor
        .say(FromVisitor::CobrowseRefuse { session: s(), agent: of, capabilities: capabilities.clone() })
        .await;
    let outcome = ToAgent::CobrowseOutcome { session: s(), number: 7, outcome: Outcome::Protected };
    let refused = ToAgent::CobrowseRefused { session: s(), capabilities };
    for line in [&mut milan, &mut again] {
        line.until(|frame| (frame == outcome).then_some(())).await;
        line.until(|frame| (frame == refused).then_some(())).await;
    }
    let heard = until_pong(&mut aylin).await;
    assert!(!heard.contains(&outcome) && !heard.contains(&refused), "{heard:?}");
}

#[tokio::test]
async fn who_comes_later_hears_what_is_granted_and_that_she_holds_the_view() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Click]).await;
    let pause = |on| FromVisitor::CobrowsePause { session: session.clone(), on };
    let paused = |on| ToAgent::CobrowsePaused { session: session.clone(), on };
    visitor.say(pause(true)).await;
    milan.until(|frame| (frame == paused(true)).then_some(())).await;
    let mut aylin = relay.agent(AYLIN).await;
    watch(&mut aylin, &mut visitor, &session).await;
    assert_eq!(granted(&mut aylin).await, (id.clone(), "Milan".into(), grants(&[Capability::Click])));
    aylin.until(|frame| (frame == paused(true)).then_some(())).await;
    // Said twice, told once.
    visitor.say(pause(true)).await;
    visitor.say(pause(false)).await;
    for line in [&mut milan, &mut aylin] {
        let next = line.until(|frame| matches!(frame, ToAgent::CobrowsePaused { .. }).then_some(frame)).await;
        assert_eq!(next, paused(false));
    }
    grant(&mut visitor, &mut aylin, &session, &id, &[]).await;
}

#[tokio::test]
async fn one_agent_controls_and_control_is_handed_over() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, milans) = shared(&relay).await;
    let mut aylin = relay.agent(AYLIN).await;
    let aylins = watch(&mut aylin, &mut visitor, &session).await[1].clone();
    grant(&mut visitor, &mut milan, &session, &milans, &[Capability::Click, Capability::Type]).await;
    granted(&mut aylin).await;
    // The page says nothing of Milan: one controls all the same.
    let hers = FromVisitor::CobrowseGrants {
        session: session.clone(),
        agent: aylins.clone(),
        grants: grants(&[Capability::Click]),
    };
    visitor.say(hers).await;
    for line in [&mut milan, &mut aylin] {
        assert_eq!(granted(line).await, (milans.clone(), "Milan".into(), Vec::new()));
        assert_eq!(granted(line).await, (aylins.clone(), "Aylin".into(), grants(&[Capability::Click])));
    }
    act(&mut milan, &session, 1, click(3)).await;
    assert_eq!(milan.error().await.code, ErrorCode::NotGranted);
    act(&mut aylin, &session, 1, click(3)).await;
    assert_eq!(acted(&mut visitor).await.0, "Aylin");
    act(&mut milan, &session, 2, Act::Ripple { at: at(3) }).await;
    assert_eq!(acted(&mut visitor).await.0, "Milan", "who does not control still points");
}

#[tokio::test]
async fn colleagues_see_what_is_shown_and_not_what_is_done() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    let (mut aylin, mut idle) = (relay.agent(AYLIN).await, relay.agent(AYLIN).await);
    watch(&mut aylin, &mut visitor, &session).await;
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Type]).await;
    let draw = Act::Draw { stroke: 1, tool: Tool::Arrow, node: 3, points: vec![Point { x: 1, y: 2 }] };
    act(&mut milan, &session, 1, Act::Type { node: 4, text: "not for colleagues".into() }).await;
    act(&mut milan, &session, 2, draw.clone()).await;
    let shown = aylin
        .until(|frame| match frame {
            ToAgent::CobrowseAct { agent, name, act, .. } => Some((agent, name, act)),
            _ => None,
        })
        .await;
    assert_eq!(shown, (id, "Milan".into(), draw));
    for line in [&mut milan, &mut idle] {
        let heard = until_pong(line).await;
        let is_act = |frame: &ToAgent| matches!(frame, ToAgent::CobrowseAct { .. });
        assert!(!heard.iter().any(is_act), "neither who drew nor who does not watch");
    }
}

#[tokio::test]
async fn acts_beyond_the_rate_are_dropped_and_counted_and_the_line_goes_on() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, _) = shared(&relay).await;
    let many = 3 * ACTS_PER_SECOND;
    for number in 0..many {
        act(&mut milan, &session, number, Act::PointerGone).await;
    }
    milan.ping().await;
    let metrics = &relay.parts().metrics;
    let (passed, dropped) = (metrics.acts.get(), metrics.acts_dropped.get());
    assert_eq!(passed + dropped, u64::from(many));
    assert!(passed >= u64::from(ACTS_PER_SECOND) && dropped > 0, "{passed} passed, {dropped} dropped");
    let acts = |frame: &&ToVisitor| matches!(frame, ToVisitor::CobrowseAct { .. });
    let came = visitor_until_pong(&mut visitor).await.iter().filter(acts).count();
    assert_eq!(came as u64, passed);
    assert!(metrics.render().contains(&format!("alongside_cobrowse_acts_dropped_total {dropped}\n")));
    // Another line has an allowance of its own; and after a moment this one acts again.
    tokio::time::sleep(Duration::from_millis(200)).await;
    act(&mut milan, &session, 999, Act::Wipe).await;
    assert_eq!(acted(&mut visitor).await.1, 999);
}

#[tokio::test]
async fn a_page_that_floods_is_held_back_before_it_reaches_an_agent() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    for number in 0..3 * ACTS_PER_SECOND {
        let (session, agent) = (session.clone(), id.clone());
        visitor.say(FromVisitor::CobrowseOutcome { session, agent, number, outcome: Outcome::Done }).await;
    }
    let heard = visitor_until_pong(&mut visitor).await;
    let refused = heard.iter().filter(|frame| match frame {
        ToVisitor::Error { error } => error.code == ErrorCode::TooManyTries,
        _ => false,
    });
    let refused = refused.count();
    assert!(refused > 0);
    let outcomes = |frame: &&ToAgent| matches!(frame, ToAgent::CobrowseOutcome { .. });
    let came = until_pong(&mut milan).await.iter().filter(outcomes).count();
    assert_eq!(came + refused, 3 * ACTS_PER_SECOND as usize);
}

#[tokio::test]
async fn what_is_larger_than_the_limits_is_refused_and_changes_nothing() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Type, Capability::Navigate]).await;
    let points = vec![Point { x: 0, y: 0 }; STROKE_POINTS + 1];
    let twice = vec![Capability::Click, Capability::Click];
    let acts = [
        Act::Draw { stroke: 1, tool: Tool::Pen, node: 2, points },
        Act::Type { node: 2, text: "a".repeat(TYPED_CHARS + 1) },
        Act::Navigate { to: Destination::Address { url: "javascript:alert(1)".into() } },
    ];
    for too_large in acts {
        act(&mut milan, &session, 1, too_large).await;
        assert_eq!(milan.error().await.code, ErrorCode::MalformedFrame);
    }
    let s = || session.clone();
    milan.say(FromAgent::CobrowseAsk { session: s(), capabilities: twice.clone() }).await;
    assert_eq!(milan.error().await.code, ErrorCode::MalformedFrame);
    milan.say(FromAgent::CobrowseRelease { session: s(), capabilities: twice.clone() }).await;
    assert_eq!(milan.error().await.code, ErrorCode::MalformedFrame);
    let heard = visitor_until_pong(&mut visitor).await;
    assert!(heard.is_empty(), "{heard:?}");
    for frame in [
        FromVisitor::CobrowseGrants { session: s(), agent: id.clone(), grants: grants(&twice) },
        FromVisitor::CobrowseRefuse { session: s(), agent: id.clone(), capabilities: twice.clone() },
    ] {
        visitor.say(frame).await;
        assert_eq!(visitor.error().await.code, ErrorCode::MalformedFrame);
    }
    act(&mut milan, &session, 2, Act::Type { node: 2, text: "a".repeat(TYPED_CHARS) }).await;
    assert_eq!(acted(&mut visitor).await.1, 2, "what was granted before still is");
}

#[tokio::test]
async fn only_who_watches_helps_and_only_the_line_that_shares_answers() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Click]).await;
    let s = || session.clone();
    let capabilities = || vec![Capability::Click];
    let helping = || {
        [
            FromAgent::CobrowseAsk { session: s(), capabilities: capabilities() },
            FromAgent::CobrowseRelease { session: s(), capabilities: capabilities() },
            FromAgent::CobrowseAct { session: s(), number: 1, act: click(3) },
            FromAgent::CobrowseAct { session: s(), number: 1, act: Act::Wipe },
        ]
    };
    // Another site's agent; a colleague who does not watch; and Milan himself, on a line that does not.
    let (mut olga, mut aylin, mut again) =
        (relay.agent(OLGA).await, relay.agent(AYLIN).await, relay.agent(MILAN).await);
    for line in [&mut olga, &mut aylin, &mut again] {
        for frame in helping() {
            line.say(frame.clone()).await;
            assert_eq!(line.error().await.code, ErrorCode::UnknownSession, "{frame:?}");
        }
    }
    let answering = || {
        [
            FromVisitor::CobrowsePause { session: s(), on: true },
            FromVisitor::CobrowseGrants { session: s(), agent: id.clone(), grants: Vec::new() },
            FromVisitor::CobrowseRefuse { session: s(), agent: id.clone(), capabilities: capabilities() },
            FromVisitor::CobrowseOutcome {
                session: s(),
                agent: id.clone(),
                number: 1,
                outcome: Outcome::Done,
            },
        ]
    };
    // Another visitor of the shop, and one of another site.
    let mut stranger = relay.visitor().await;
    let mut foreigner = Client::open_visitor(relay.address(), OTHER_SITE, OTHER_SHOP).await.unwrap();
    foreigner.hello(None, None, 0).await;
    for line in [&mut stranger, &mut foreigner] {
        for frame in answering() {
            line.say(frame.clone()).await;
            assert_eq!(line.error().await.code, ErrorCode::UnknownSession, "{frame:?}");
        }
    }
    let heard = visitor_until_pong(&mut visitor).await;
    assert!(heard.is_empty(), "{heard:?}");
    let heard = until_pong(&mut milan).await;
    assert!(heard.is_empty(), "{heard:?}");
    act(&mut milan, &session, 5, click(3)).await;
    assert_eq!(acted(&mut visitor).await.1, 5, "and what was granted is granted");
    // Who leaves can do nothing any more.
    milan.say(FromAgent::CobrowseLeave { session: s() }).await;
    act(&mut milan, &session, 6, click(3)).await;
    assert_eq!(milan.error().await.code, ErrorCode::UnknownSession);
}

#[tokio::test]
async fn an_answer_to_an_agent_who_has_left_is_no_error_as_that_would_end_the_session() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, _) = shared(&relay).await;
    let nobody = AgentId::from("nobody");
    let frame = FromVisitor::CobrowseGrants {
        session: session.clone(),
        agent: nobody.clone(),
        grants: grants(&[Capability::Click]),
    };
    visitor.say(frame).await;
    let outcome = Outcome::Gone;
    visitor.say(FromVisitor::CobrowseOutcome { session, agent: nobody, number: 1, outcome }).await;
    let heard = visitor_until_pong(&mut visitor).await;
    assert!(heard.is_empty(), "{heard:?}");
    let heard = until_pong(&mut milan).await;
    assert!(!heard.iter().any(|frame| matches!(frame, ToAgent::CobrowseGrants { .. })), "{heard:?}");
}

#[tokio::test]
async fn a_new_session_begins_without_what_was_granted_in_the_one_before() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Click]).await;
    let second = new_session();
    visitor.start(&second).await;
    assert_eq!(ended_for_agent(&mut milan).await, (session, EndReason::Replaced));
    watch(&mut milan, &mut visitor, &second).await;
    act(&mut milan, &second, 1, click(3)).await;
    assert_eq!(milan.error().await.code, ErrorCode::NotGranted);
}

#[tokio::test]
async fn a_request_that_nobody_answers_ends_as_unanswered() {
    let timings = Timings { request: Duration::from_millis(100), ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let (mut milan, _visitor, conversation) = pair(&relay).await;
    let session = new_session();
    milan.say(FromAgent::CobrowseRequest { conversation, session: session.clone() }).await;
    assert_eq!(ended_for_agent(&mut milan).await, (session, EndReason::Unanswered));
}

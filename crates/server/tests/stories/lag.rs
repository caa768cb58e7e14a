//! A page whose line has lost events is told how things stand, as if it had heard all of them.

use crate::{
    calls::{new_call, scene},
    cobrowse::new_session,
    support::{Heard, Options, Relay, SITE, Visitor},
};
use alongside_protocol::{
    CallEnd, CallKind, ConversationId, EndReason, FromAgent, FromVisitor, Hours, SiteKey, SiteOptions,
    ToAgent, ToVisitor, VisitorId,
};
use alongside_server::{
    audit::{Actor, What},
    bus::{Event, Topic},
    config::RawConfig,
    my_data,
};

/// More than a line may be behind, and nothing that says anything. No line runs meanwhile: these tests have one thread.
async fn lag(relay: &Relay, visitor: &VisitorId) {
    let topic = Topic::Visitor(SiteKey::from(SITE), visitor.clone());
    for _ in 0..200 {
        let frame = ToVisitor::Typing { on: false, name: String::new() };
        relay.parts().bus.publish(topic.clone(), Event::ToVisitor { frame, except: None }).await;
    }
}

async fn visitor_of(relay: &Relay, conversation: &ConversationId) -> VisitorId {
    relay.parts().store.visitor_of(&SITE.into(), conversation).await.unwrap().unwrap()
}

#[tokio::test]
async fn hours_that_changed_are_told_to_a_page_that_lost_events() {
    let relay = Relay::start().await;
    let mut scene = scene(&relay).await;
    let hours = Hours { time_zone: "UTC".into(), ..Hours::default() };
    let options = SiteOptions { hours: Some(hours), ..SiteOptions::default() };
    relay.parts().store.set_options(&SITE.into(), options).await.unwrap();
    lag(&relay, &visitor_of(&relay, &scene.conversation).await).await;
    let reception = scene
        .visitor
        .until(|frame| if let ToVisitor::Reception { reception } = frame { Some(reception) } else { None })
        .await;
    assert!(reception.closed);
}

#[tokio::test]
async fn that_her_data_was_deleted_is_told_to_a_page_that_lost_events() {
    let relay = Relay::start().await;
    let mut scene = scene(&relay).await;
    let visitor = visitor_of(&relay, &scene.conversation).await;
    let entry = my_data::entry(Actor::Operator, &SITE.into(), &visitor, None, &What::DataDeleted);
    relay.parts().store.delete_visitor(&SITE.into(), &visitor, entry).await.unwrap();
    lag(&relay, &visitor).await;
    scene.visitor.until(|frame| matches!(frame, ToVisitor::Deleted).then_some(())).await;
    assert!(matches!(scene.visitor.hear().await, Heard::Closed(_)));
}

/// Her line takes no frame and hears no event for a second: it flooded.
async fn flood(visitor: &mut Visitor) {
    for _ in 0..12 {
        visitor.say(FromVisitor::Ping).await;
    }
    // Those that may come at once are answered.
    for _ in 0..6 {
        visitor.until(|frame| matches!(frame, ToVisitor::Pong).then_some(())).await;
    }
}

#[tokio::test]
async fn calls_and_questions_that_ended_are_taken_back_on_a_page_that_lost_events() {
    let raw = RawConfig { messages_per_minute: Some(1), ..Options::default().raw };
    let relay = Relay::with(Options { raw, ..Options::default() }).await;
    let mut scene = scene(&relay).await;
    let visitor = visitor_of(&relay, &scene.conversation).await;
    let (call, session) = (new_call(), new_session());
    let conversation = scene.conversation.clone();
    scene
        .agent
        .say(FromAgent::CallRequest { conversation, call: call.clone(), kind: CallKind::OneWay })
        .await;
    scene.visitor.until(|frame| matches!(frame, ToVisitor::CallRing { .. }).then_some(())).await;
    let conversation = scene.conversation.clone();
    scene.agent.say(FromAgent::CobrowseRequest { conversation, session: session.clone() }).await;
    scene.visitor.until(|frame| matches!(frame, ToVisitor::CobrowseRequest { .. }).then_some(())).await;
    flood(&mut scene.visitor).await;
    scene.agent.say(FromAgent::CobrowseEnd { session: session.clone() }).await;
    scene.agent.until(|frame| matches!(frame, ToAgent::CobrowseEnded { .. }).then_some(())).await;
    scene.agent.say(FromAgent::CallEnd { call: call.clone(), reason: CallEnd::AgentEnded }).await;
    scene.agent.until(|frame| matches!(frame, ToAgent::CallEnded { .. }).then_some(())).await;
    lag(&relay, &visitor).await;
    let (mut call_over, mut question_over) = (None, None);
    scene
        .visitor
        .until(|frame| {
            match frame {
                ToVisitor::CallEnded { call: ended, reason } if ended == call => call_over = Some(reason),
                ToVisitor::CobrowseEnded { session: ended, reason } if ended == session => {
                    question_over = Some(reason);
                }
                _ => {}
            }
            call_over.zip(question_over)
        })
        .await;
    assert_eq!((call_over, question_over), (Some(CallEnd::AgentEnded), Some(EndReason::AgentEnded)));
}

//! Calls in rooms of a shop's own provider, as the relay has them: where a room comes from, and who learns of it.

use crate::{
    calls::{new_call, scene},
    support::{Relay, SITE},
};
use alongside_protocol::{
    CallEnd, CallId, CallKind, CallOptions, Content, ErrorCode, FromAgent, FromVisitor, SiteOptions, ToAgent,
    ToVisitor,
};
use alongside_server::store::RoomHook;

async fn set(relay: &Relay, calls: CallOptions) {
    let options = SiteOptions { calls, ..SiteOptions::default() };
    relay.parts().store.set_options(&SITE.into(), options).await.unwrap();
}

fn template() -> CallOptions {
    CallOptions { room_url: Some("https://meet.example/{room}".into()), ..CallOptions::default() }
}

fn request(conversation: &alongside_protocol::ConversationId, call: &CallId) -> FromAgent {
    FromAgent::CallRequest { conversation: conversation.clone(), call: call.clone(), kind: CallKind::Room }
}

#[tokio::test]
async fn each_call_has_a_room_of_its_own_whose_name_nobody_guesses() {
    let relay = Relay::start().await;
    set(&relay, template()).await;
    let mut scene = scene(&relay).await;
    let mut rooms = Vec::new();
    for _ in 0..2 {
        let call = new_call();
        scene.agent.say(request(&scene.conversation, &call)).await;
        let for_agent = scene
            .agent
            .until(|frame| if let ToAgent::CallRinging { room, .. } = frame { room } else { None })
            .await;
        scene
            .visitor
            .until(|frame| matches!(frame, ToVisitor::CallRing { kind: CallKind::Room, .. }).then_some(()))
            .await;
        scene.visitor.say(FromVisitor::CallAccept { call: call.clone() }).await;
        let for_visitor = scene
            .visitor
            .until(|frame| if let ToVisitor::CallStarted { room, .. } = frame { room } else { None })
            .await;
        assert_eq!(for_visitor, for_agent);
        let name = for_agent.strip_prefix("https://meet.example/").unwrap().to_owned();
        assert!(name.len() == 32 && name.bytes().all(|digit| digit.is_ascii_hexdigit()), "{name}");
        rooms.push(name);
        scene.agent.say(FromAgent::CallEnd { call, reason: CallEnd::AgentEnded }).await;
        let line = scene
            .agent
            .until(|frame| match frame {
                ToAgent::Message { message, .. } if matches!(message.content, Some(Content::Call { .. })) => {
                    Some(message.body)
                }
                _ => None,
            })
            .await;
        assert_eq!(line, "Video room by Milan, 0:00");
    }
    assert_ne!(rooms[0], rooms[1]);
}

#[tokio::test]
async fn a_site_without_rooms_is_told_so_and_nothing_rings() {
    let relay = Relay::start().await;
    let mut scene = scene(&relay).await;
    scene.agent.say(request(&scene.conversation, &new_call())).await;
    let error = scene
        .agent
        .until(|frame| if let ToAgent::Error { error } = frame { Some(error) } else { None })
        .await;
    assert_eq!(error.code, ErrorCode::NoCalls);
    assert!(error.message.contains("room_url"), "{}", error.message);
}

#[tokio::test]
async fn a_call_that_waits_for_its_room_can_be_given_up_and_has_never_rung() {
    let relay = Relay::start().await;
    // A service that takes the question and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let hook = RoomHook { url, secret: "north".into(), created_at_ms: 1 };
    relay.parts().store.set_room_hook(&SITE.into(), Some(hook)).await.unwrap();
    let mut scene = scene(&relay).await;
    let call = new_call();
    scene.agent.say(request(&scene.conversation, &call)).await;
    scene.agent.say(FromAgent::CallEnd { call: call.clone(), reason: CallEnd::AgentEnded }).await;
    scene.agent.until(|frame| matches!(frame, ToAgent::CallEnded { .. }).then_some(())).await;
    // She hears that a call is over of which she never heard, and what is said next; no ring, and no line in the conversation.
    scene.visitor.message("c2", "Still there?").await;
    scene
        .visitor
        .until(|frame| match frame {
            ToVisitor::CallRing { .. } => panic!("it rings without a room"),
            ToVisitor::Message { message } if message.content.is_some() => panic!("it was never a call"),
            ToVisitor::Ack { .. } => Some(()),
            _ => None,
        })
        .await;
}

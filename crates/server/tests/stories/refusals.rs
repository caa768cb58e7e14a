//! Wrong input gets a clear error, changes nothing, and leaves the line open.

use crate::support::{
    Client, MILAN, OTHER_SHOP, OTHER_SITE, Options, Relay, SHOP, SITE, Visitor, http, page,
};
use alongside_protocol::{
    ClientId, ErrorCode, FromVisitor, ToVisitor, VERSION,
    limits::{MESSAGE_CHARS, TEXT_FRAME_BYTES},
};
use alongside_server::timings::Timings;
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio_tungstenite::tungstenite::{Error, Message, protocol::frame::coding::CloseCode};

fn refused(outcome: Result<Visitor, Error>) -> (u16, serde_json::Value) {
    match outcome.err() {
        Some(Error::Http(response)) => {
            let body = serde_json::from_slice(response.body().as_deref().unwrap()).unwrap();
            (response.status().as_u16(), body)
        }
        other => panic!("an HTTP answer was expected, not {other:?}"),
    }
}

#[tokio::test]
async fn a_page_of_another_origin_gets_no_line_and_the_owner_a_reason() {
    let relay = Relay::start().await;
    let address = relay.address();
    let (status, error) = refused(Client::open_visitor(address, SITE, "https://evil.example").await);
    assert_eq!((status, error["code"].as_str()), (403, Some("origin_not_allowed")));
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("alongside site origins pk_shop --add https://evil.example")
    );
    let (status, _) = refused(Client::open_visitor(address, SITE, OTHER_SHOP).await);
    assert_eq!(status, 403, "the other site's origin is not this site's");
    let (status, error) = refused(Client::open_visitor(address, "pk_none", SHOP).await);
    assert_eq!((status, error["code"].as_str()), (404, Some("unknown_site")));

    let boot = async |key: &str, origin: &str| {
        let answer = http::get(address, &format!("/api/v1/sites/{key}/boot"), &[("origin", origin)]).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        (answer.status, answer.json()["status"].as_str().unwrap().to_owned())
    };
    assert_eq!(boot(SITE, SHOP).await, (200, "ready".into()));
    assert_eq!(boot(OTHER_SITE, SHOP).await, (403, "refused".into()));
    assert_eq!(boot("pk_none", SHOP).await, (404, "refused".into()));
}

#[tokio::test]
async fn a_message_of_a_hundred_kilobytes_is_refused_and_nothing_is_lost() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;
    visitor.tell("v1", "before").await;
    visitor.message("v2", &"x".repeat(100 * 1024)).await;
    let error = visitor.error().await;
    assert_eq!(
        (error.code, error.client_id, error.retry),
        (ErrorCode::MessageTooLong, Some("v2".into()), false)
    );
    assert_eq!(visitor.tell("v3", &"ü".repeat(MESSAGE_CHARS)).await, 2);
    assert_eq!(agent.heard().await.2, "before");
    assert_eq!(agent.heard().await.1, 2);
}

#[tokio::test]
async fn each_wrong_text_frame_has_its_error_and_the_line_stays() {
    let relay = Relay::start().await;
    let mut visitor = relay.visitor().await;
    let long = format!("{{\"type\":\"ping\",\"pad\":\"{}\"}}", "x".repeat(TEXT_FRAME_BYTES));
    for (text, code) in [
        ("{", ErrorCode::MalformedFrame),
        (r#"{"type":"message","client_id":"v1"}"#, ErrorCode::MalformedFrame),
        (r#"{"type":"read","seq":-1}"#, ErrorCode::MalformedFrame),
        (r#"{"type":"dance"}"#, ErrorCode::UnknownFrame),
        (r#"{"type":"message","client_id":"v1","body":" \n "}"#, ErrorCode::MessageEmpty),
        (r#"{"type":"message","client_id":"v1","body":"\u0000"}"#, ErrorCode::MalformedFrame),
        (r#"{"type":"hello","protocol":1,"page":{"url":"","title":""}}"#, ErrorCode::OutOfOrder),
        (r#"{"type":"cobrowse_start","session":"not a uuid"}"#, ErrorCode::MalformedFrame),
        (
            r#"{"type":"cobrowse_end","session":"018f4e9a-7c31-7a1b-9d7e-0123456789ab","reason":"visitor_ended"}"#,
            ErrorCode::UnknownSession,
        ),
        (r#"{"type":"cobrowse_decline","session":"x"}"#, ErrorCode::UnknownSession),
        (&long, ErrorCode::FrameTooLarge),
    ] {
        visitor.say_text(text).await;
        assert_eq!(visitor.error().await.code, code, "{}", &text[..text.len().min(80)]);
    }
    assert_eq!(visitor.tell("v1", "still here").await, 1);
    let refused = relay.parts().metrics.render();
    assert!(refused.contains("alongside_refused_total{reason=\"malformed_frame\"} 5"), "{refused}");
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let relay = Relay::start().await;
    let mut visitor = relay.visitor().await;
    visitor.say_text(r#"{"type":"message","client_id":"v1","body":"hi","mood":"good"}"#).await;
    assert_eq!(visitor.acked().await, (ClientId::from("v1"), 1));
}

#[tokio::test]
async fn nothing_counts_before_hello() {
    let relay = Relay::start().await;
    let mut visitor = relay.line().await;
    visitor.message("v1", "too early").await;
    visitor.say_binary(vec![1, 2, 3]).await;
    for _ in 0..2 {
        assert_eq!(visitor.error().await.code, ErrorCode::OutOfOrder);
    }
    let (_, transcript) = visitor.hello(None, None, 0).await;
    assert_eq!(transcript.conversation, None);
}

#[tokio::test]
async fn another_protocol_version_is_told_so_and_closed() {
    let relay = Relay::start().await;
    let mut visitor = relay.line().await;
    let (token, epoch) = (None, None);
    visitor
        .say(FromVisitor::Hello {
            protocol: VERSION + 1,
            token,
            identity: None,
            epoch,
            since: 0,
            since_id: None,
            page: page(),
        })
        .await;
    let ToVisitor::Error { error } = visitor.next().await else { panic!("no error") };
    assert_eq!(error.code, ErrorCode::UnsupportedProtocol);
    assert_eq!(visitor.closed().await, Some(1008));
}

#[tokio::test]
async fn a_line_that_does_not_say_hello_is_closed() {
    let timings = Timings { hello: Duration::from_millis(100), ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let mut visitor = relay.line().await;
    assert_eq!(visitor.error().await.code, ErrorCode::OutOfOrder);
    assert_eq!(visitor.closed().await, Some(1008));
}

#[tokio::test]
async fn a_silent_line_is_closed_and_one_that_pings_is_not() {
    let timings = Timings { silence: Duration::from_millis(1_000), ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let (mut silent, mut alive) = (relay.visitor().await, relay.visitor().await);
    for _ in 0..8 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        alive.ping().await;
    }
    assert_eq!(silent.closed().await, Some(1008));
}

#[tokio::test]
async fn a_page_whose_scripts_sleep_stays_connected_by_answering_pings() {
    let (ping, silence) = (Duration::from_millis(200), Duration::from_millis(1_000));
    let timings = Timings { ping, silence, ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let mut hidden = relay.visitor().await;
    // Reading answers pings, as a browser does, and sends nothing else.
    let closed = tokio::time::timeout(2 * silence, hidden.closed()).await;
    assert!(closed.is_err(), "{closed:?}");
    hidden.ping().await;
}

#[tokio::test]
async fn a_message_past_the_sockets_limit_closes_the_line_with_its_own_code() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let text = Message::text("x".repeat(5 * TEXT_FRAME_BYTES));
    // The relay may close before all of it is written.
    let _ = agent.socket.send(text).await;
    assert_eq!(agent.closed().await, Some(CloseCode::Size.into()));
}

#[tokio::test]
async fn a_page_that_says_goodbye_gets_one_back() {
    let relay = Relay::start().await;
    let mut visitor = relay.visitor().await;
    visitor.socket.close(None).await.unwrap();
    // A browser reports anything else than a close frame as a broken line.
    let answer = visitor.socket.next().await;
    assert!(matches!(answer, Some(Ok(Message::Close(_)))), "{answer:?}");
}

#[tokio::test]
async fn more_sockets_than_allowed_are_asked_to_come_later() {
    let mut options = Options::default();
    options.raw.max_sockets = Some(1);
    let relay = Relay::with(options).await;
    let first = relay.visitor().await;
    match Client::open_visitor(relay.address(), SITE, SHOP).await.err() {
        Some(Error::Http(response)) => assert_eq!(response.status().as_u16(), 503),
        other => panic!("the second was not refused: {other:?}"),
    }
    drop(first);
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if Client::<FromVisitor, ToVisitor>::open_visitor(relay.address(), SITE, SHOP).await.is_ok() {
            return;
        }
    }
    panic!("the place was not given back");
}

#[tokio::test]
async fn a_number_that_nothing_can_have_is_refused_by_name() {
    let relay = Relay::start().await;
    let refused = |error: alongside_protocol::ErrorFrame, name: &str| {
        assert_eq!((error.code, error.retry), (ErrorCode::MalformedFrame, false));
        assert!(error.message.starts_with(&format!("`{name}` is")), "{}", error.message);
    };
    for number in [1_u64 << 53, i64::MAX as u64, u64::MAX] {
        let mut visitor = relay.line().await;
        let hello = serde_json::json!({
            "type": "hello", "protocol": VERSION, "since": number, "page": { "url": "", "title": "" }
        });
        visitor.say_text(&hello.to_string()).await;
        refused(visitor.error().await, "since");
        // The line waits for a better one.
        visitor.hello(None, None, 0).await;
        visitor.tell("v1", "hello").await;
        visitor.say(FromVisitor::Rate { closing: number, score: Some(5), comment: None }).await;
        refused(visitor.error().await, "closing");
        for frame in [
            FromVisitor::Earlier { before: number },
            FromVisitor::Read { seq: number },
            FromVisitor::Delivered { seq: number },
            FromVisitor::Track { name: "x".into(), properties: Default::default(), ago_ms: number },
        ] {
            visitor.say(frame).await;
        }
        visitor.tell("v2", "and goes on").await;
        let mut agent = relay.agent(MILAN).await;
        let conversation = agent.hello_again(&relay).await;
        agent
            .say(alongside_protocol::FromAgent::Open {
                conversation,
                epoch: None,
                since: number,
                since_id: None,
            })
            .await;
        refused(agent.error().await, "since");
        agent.ping().await;
    }
}

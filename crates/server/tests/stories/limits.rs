//! Whoever goes too fast is told how long to wait, loses nothing, and holds up nobody else.

use crate::support::{Client, MILAN, OTHER_SHOP, OTHER_SITE, Options, Relay, SHOP, SITE, Visitor, page};
use alongside_protocol::{ErrorCode, ErrorFrame, FromVisitor, ToVisitor, VERSION};
use alongside_server::config::RawConfig;
use std::time::Duration;

const HER_HOME: &str = "203.0.113.7";

async fn relay(raw: RawConfig) -> Relay {
    Relay::with(Options { raw: RawConfig { shutdown_grace_ms: Some(3_000), ..raw }, ..Options::default() })
        .await
}

async fn visitor_at(relay: &Relay, shopper: &str) -> Visitor {
    let mut visitor = Client::open_for(relay.address(), SITE, SHOP, shopper).await.unwrap();
    visitor.hello(None, None, 0).await;
    visitor
}

/// What becomes of a message.
async fn said(visitor: &mut Visitor, client_id: &str) -> Result<u64, ErrorFrame> {
    visitor.message(client_id, client_id).await;
    visitor
        .until(|frame| match frame {
            ToVisitor::Ack { seq, .. } => Some(Ok(seq)),
            ToVisitor::Error { error } => Some(Err(error)),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn a_visitor_who_says_too_much_at_once_waits_and_all_of_it_arrives_once_and_in_order() {
    // One in a second, after 20 at once: also a machine that is busy with other things is faster.
    let relay = relay(RawConfig { messages_per_minute: Some(60), ..RawConfig::default() }).await;
    let mut milan = relay.agent(MILAN).await;
    let (mut eager, mut calm) = (relay.visitor().await, relay.visitor().await);
    let names: Vec<String> = (0..30).map(|number| format!("m{number:03}")).collect();
    let (mut waits, mut next) = (0, 0);
    while next < names.len() {
        // An outbox: all that is not acknowledged, in order, without waiting in between.
        for name in &names[next..] {
            eager.message(name, name).await;
        }
        let mut wait_ms = 0;
        for name in &names[next..] {
            let outcome = eager
                .until(|frame| match frame {
                    ToVisitor::Ack { client_id, .. } => Some(Ok(client_id)),
                    ToVisitor::Error { error } => Some(Err(error)),
                    _ => None,
                })
                .await;
            match outcome {
                Ok(client_id) => {
                    assert_eq!(client_id.as_str(), name);
                    next += 1;
                }
                Err(error) => {
                    assert_eq!((error.code, error.retry), (ErrorCode::TooManyTries, true), "{error:?}");
                    wait_ms = error.wait_ms.expect("it says how long");
                    waits += 1;
                }
            }
        }
        assert!(wait_ms < 2_000, "{wait_ms}");
        assert!(said(&mut calm, &format!("calm{waits}")).await.is_ok(), "nobody waits for another");
        tokio::time::sleep(Duration::from_millis(u64::from(wait_ms))).await;
    }
    assert!(waits > 0, "the limit was reached");
    let mut heard = Vec::new();
    while heard.len() < names.len() {
        let (_, _, body) = milan.heard().await;
        heard.extend(Some(body).filter(|body| body.starts_with('m')));
    }
    assert_eq!(heard, names);
}

#[tokio::test]
async fn new_names_for_the_same_address_do_not_let_more_through() {
    let relay = relay(RawConfig { address_messages_per_minute: Some(6), ..RawConfig::default() }).await;
    for expected in [true, true, false] {
        let mut visitor = visitor_at(&relay, HER_HOME).await;
        assert_eq!(said(&mut visitor, "m").await.is_ok(), expected);
    }
    // Another household, another shop; and whoever sits behind a proxy that names nobody.
    let mut neighbour = visitor_at(&relay, "203.0.113.8").await;
    assert!(said(&mut neighbour, "m").await.is_ok());
    let mut elsewhere = Client::open_for(relay.address(), OTHER_SITE, OTHER_SHOP, HER_HOME).await.unwrap();
    elsewhere.hello(None, None, 0).await;
    assert!(said(&mut elsewhere, "m").await.is_ok());
    for _ in 0..4 {
        assert!(said(&mut relay.visitor().await, "m").await.is_ok());
    }
}

#[tokio::test]
async fn too_many_new_visitors_of_an_address_are_asked_to_wait_and_known_ones_come_in() {
    let relay = relay(RawConfig { address_visitors_per_minute: Some(3), ..RawConfig::default() }).await;
    let mut known = Client::open_for(relay.address(), SITE, SHOP, HER_HOME).await.unwrap();
    let (token, _) = known.hello(None, None, 0).await;
    let mut new = Client::open_for(relay.address(), SITE, SHOP, HER_HOME).await.unwrap();
    for token in [None, Some("made up".to_owned())] {
        let hello = FromVisitor::Hello {
            protocol: VERSION,
            token,
            identity: None,
            epoch: None,
            since: 0,
            since_id: None,
            page: page(),
        };
        new.say(hello).await;
        let error = new.error().await;
        assert_eq!((error.code, error.retry), (ErrorCode::TooManyTries, true));
        assert!(error.wait_ms.is_some());
        assert_eq!(new.closed().await, Some(1008));
        new = Client::open_for(relay.address(), SITE, SHOP, HER_HOME).await.unwrap();
    }
    let (same, _) = new.hello(Some(token.clone()), None, 0).await;
    assert_eq!(same, token);
}

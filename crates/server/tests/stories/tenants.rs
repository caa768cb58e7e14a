//! Two shops on one relay: every frame and every route, said by the other shop's people about this one's.
//!
//! Complete by construction. The frames come from the protocol's goldens, which have an example of each; the routes from the
//! router's own text, so that a new one without a row here fails.

use crate::recordings::record;
use crate::support::{
    AYLIN, Agent, Client, MILAN, OLGA, OTHER_SHOP, OTHER_SITE, PASSWORD, Relay, SHOP, SITE, Visitor, http,
};
use alongside_protocol::{ConversationId, RecordingKind, SessionId, ToAgent, ToVisitor};
use alongside_server::store::{NewRecording, RecordingEnd, RecordingPolicy};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Words that only this shop's people may read.
const SECRET: &str = "size 42, to my flat in Jena";

/// This shop, with something of everything in it.
struct Shop {
    relay: Relay,
    milan: Agent,
    visitor: Visitor,
    token: String,
    conversation: ConversationId,
    session: SessionId,
    recording: String,
}

impl Shop {
    async fn open() -> Self {
        let relay = Relay::start().await;
        let mut milan = relay.agent(MILAN).await;
        let mut visitor = relay.line().await;
        let (token, _) = visitor.hello(None, None, 0).await;
        visitor.tell("v1", SECRET).await;
        let (conversation, ..) = milan.heard().await;
        let session = crate::cobrowse::new_session();
        visitor.start(&session).await;
        let recording = keep_a_page(&relay, &conversation).await;
        Self { relay, milan, visitor, token, conversation, session, recording }
    }

    /// A frame of the goldens, with this shop's names in the place of the examples'.
    fn about_this_shop(&self, golden: &str) -> Value {
        let mut frame: Value = serde_json::from_str(golden).unwrap();
        for (key, name) in [
            ("conversation", self.conversation.as_str()),
            ("session", self.session.as_str()),
            ("token", &self.token),
            ("recording", &self.recording),
        ] {
            if frame.get(key).is_some() {
                frame[key] = json!(name);
            }
        }
        frame
    }

    /// Nothing has changed: the words, the marks, and the page that is shared.
    async fn assert_untouched(&mut self) {
        self.visitor.ping().await;
        let transcript = self.milan.open_conversation(&self.conversation).await;
        let bodies: Vec<_> = transcript.messages.iter().map(|message| message.body.as_str()).collect();
        assert_eq!(bodies[0], SECRET);
        assert_eq!(bodies.len(), 2, "the question, and that sharing started: {bodies:?}");
        assert_eq!((transcript.read_by_agent, transcript.delivered_to_agent), (0, 0));
        self.milan.say(alongside_protocol::FromAgent::CobrowseWatch { session: self.session.clone() }).await;
        crate::cobrowse::keyframe_asked(&mut self.visitor).await;
    }
}

async fn keep_a_page(relay: &Relay, conversation: &ConversationId) -> String {
    let (store, site) = (&relay.parts().store, SITE.into());
    let policy = RecordingPolicy { is_on: true, ..RecordingPolicy::default() };
    store.set_recording_policy(&site, policy).await.unwrap();
    let new = NewRecording {
        recording: uuid::Uuid::now_v7().to_string().into(),
        conversation: conversation.clone(),
        kind: RecordingKind::Page,
        session: None,
        saved_by: Some("Milan".into()),
        started_at_ms: alongside_server::clock::now_ms(),
    };
    let recording = new.recording.clone();
    store.begin_recording(&site, new).await.unwrap();
    store.end_recording(&site, &recording, RecordingEnd { duration_ms: 1, is_cut: false }).await.unwrap();
    recording.to_string()
}

const FROM_AGENT: &str = include_str!("../../../protocol/tests/goldens/from_agent.jsonl");
const FROM_VISITOR: &str = include_str!("../../../protocol/tests/goldens/from_visitor.jsonl");

#[tokio::test]
async fn whatever_another_shops_agent_says_of_this_shop_is_refused_and_changes_nothing() {
    let mut shop = Shop::open().await;
    let mut olga = shop.relay.agent(OLGA).await;
    for golden in FROM_AGENT.lines() {
        let frame = shop.about_this_shop(golden);
        olga.say_text(&frame.to_string()).await;
        olga.say_text(r#"{"type":"ping"}"#).await;
        let mut answers = Vec::new();
        olga.until(|answer| match answer {
            ToAgent::Pong => Some(()),
            other => {
                answers.push(other);
                None
            }
        })
        .await;
        let is_refused = matches!(&answers[..], [ToAgent::Error { .. }]);
        let says_nothing = answers.is_empty() && !frame.to_string().contains(shop.conversation.as_str());
        assert!(is_refused || says_nothing, "{frame} was answered with {answers:?}");
        if frame["type"] == "ping" {
            olga.until(|answer| matches!(answer, ToAgent::Pong).then_some(())).await;
        }
    }
    shop.assert_untouched().await;
}

#[tokio::test]
async fn whatever_strangers_say_of_a_shopper_reaches_only_themselves() {
    let mut shop = Shop::open().await;
    let elsewhere = Client::open_visitor(shop.relay.address(), OTHER_SITE, OTHER_SHOP).await.unwrap();
    for mut stranger in [elsewhere, shop.relay.line().await] {
        stranger.hello(None, None, 0).await;
        for golden in FROM_VISITOR.lines() {
            let frame = shop.about_this_shop(golden);
            stranger.say_text(&frame.to_string()).await;
            stranger.say_text(r#"{"type":"ping"}"#).await;
            stranger
                .until(|answer| {
                    let text = serde_json::to_string(&answer).unwrap();
                    for secret in [SECRET, &shop.token, shop.conversation.as_str()] {
                        assert!(!text.contains(secret), "{frame} was answered with {text}");
                    }
                    let is_let_in = matches!(
                        answer,
                        ToVisitor::CobrowseStarted { .. } | ToVisitor::CobrowseWatchers { .. }
                    );
                    assert!(!is_let_in, "{frame} was answered with {text}");
                    matches!(answer, ToVisitor::Pong).then_some(())
                })
                .await;
        }
    }
    shop.assert_untouched().await;
}

/// Who gets what from a route.
enum Route {
    /// Files that are everybody's, and answers that are no shop's.
    Everybodys,
    /// A socket: what is said there is the matrix of frames above.
    Socket,
    /// For agents of the shop: the method, the address with this shop's names, and the body.
    OfAgents(&'static str, String, String),
    /// What the browser of a shopper asks: tested below by name.
    OfShoppers,
}

fn matrix(shop: &Shop) -> Vec<(&'static str, Route)> {
    let Shop { conversation, recording, .. } = shop;
    vec![
        ("/", Route::Everybodys),
        ("/console", Route::Everybodys),
        ("/console/", Route::Everybodys),
        ("/console/{*path}", Route::Everybodys),
        ("/alongside.js", Route::Everybodys),
        ("/embed/{*path}", Route::Everybodys),
        ("/healthz", Route::Everybodys),
        ("/metrics", Route::Everybodys),
        ("/viewer", Route::Everybodys),
        ("/viewer/", Route::Everybodys),
        ("/viewer/{*path}", Route::Everybodys),
        // By a ticket of 128 random bits, which only who watches is told: see `assets`.
        ("/viewer/assets/{ticket}/{name}", Route::Everybodys),
        ("/api/v1/login", Route::Everybodys),
        ("/api/v1/logout", Route::Everybodys),
        ("/api/v1/me", Route::OfAgents("GET", "/api/v1/me".into(), String::new())),
        ("/api/v1/visitor/socket", Route::Socket),
        ("/api/v1/agent/socket", Route::Socket),
        ("/api/v1/sites/{key}/boot", Route::OfShoppers),
        ("/api/v1/sites/{key}/forget", Route::OfShoppers),
        ("/api/v1/sites/{key}/my-data", Route::OfShoppers),
        ("/api/v1/sites/{key}/my-data/delete", Route::OfShoppers),
        // What another shop's shopper may not do with it: see `attachments`.
        ("/api/v1/sites/{key}/files", Route::OfShoppers),
        (
            "/api/v1/files",
            Route::OfAgents("POST", format!("/api/v1/files?conversation={conversation}"), "%PDF-1".into()),
        ),
        // By a name of 256 random bits, which only who has the conversation is told: see `attachments`.
        ("/api/v1/files/{id}", Route::Everybodys),
        (
            "/api/v1/recordings",
            Route::OfAgents("GET", format!("/api/v1/recordings?conversation={conversation}"), String::new()),
        ),
        (
            "/api/v1/recordings/{id}",
            Route::OfAgents("GET", format!("/api/v1/recordings/{recording}"), String::new()),
        ),
        (
            "/api/v1/conversations/{id}/pages",
            Route::OfAgents("POST", format!("/api/v1/conversations/{conversation}/pages"), record(b"page")),
        ),
    ]
}

/// The addresses of all routes, from the router's own text.
fn routes() -> BTreeSet<&'static str> {
    let router = include_str!("../../src/web/router.rs");
    let after = router.split(".route(").skip(1);
    after.map(|text| text.split('"').nth(1).unwrap()).collect()
}

#[tokio::test]
async fn no_route_tells_another_shops_agent_or_nobody_anything_of_this_shop() {
    let mut shop = Shop::open().await;
    let rows = matrix(&shop);
    assert_eq!(
        rows.iter().map(|(route, _)| *route).collect::<BTreeSet<_>>(),
        routes(),
        "each route has a row"
    );

    let address = shop.relay.address();
    let origin = format!("http://{address}");
    let aylin = http::log_in(address, AYLIN, PASSWORD).await.cookie();
    let olga = http::log_in(address, OLGA, PASSWORD).await.cookie();
    let of_agents: Vec<_> = rows
        .into_iter()
        .filter_map(|(route, access)| match access {
            Route::OfAgents(method, path, body) => Some((route, method, path, body)),
            _ => None,
        })
        .collect();
    let ask = async |method: &str, path: &str, body: &str, cookie: &str| {
        http::request(address, method, path, &[("cookie", cookie), ("origin", &origin)], body).await
    };
    for (route, method, path, body) in &of_agents {
        assert_eq!(ask(method, path, body, "").await.status, 401, "{route}");
        let other = ask(method, path, body, &olga).await;
        if *route == "/api/v1/me" {
            assert!(other.text().contains("Olga") && !other.text().contains("Aylin"), "{}", other.text());
            continue;
        }
        let is_empty = other.status == 200 && other.json()["recordings"] == json!([]);
        assert!(other.status == 404 || is_empty, "{route}: {} {}", other.status, other.text());
    }
    shop.assert_untouched().await;
    for (route, method, path, body) in &of_agents {
        let own = ask(method, path, body, &aylin).await;
        assert!((200..300).contains(&own.status), "{route} is there for whose it is: {}", own.status);
    }
}

#[tokio::test]
async fn a_shoppers_token_and_a_pages_origin_are_worth_nothing_at_another_shop() {
    let mut shop = Shop::open().await;
    let address = shop.relay.address();
    let forget = format!("/api/v1/sites/{OTHER_SITE}/forget");
    http::request(address, "POST", &forget, &[("origin", OTHER_SHOP)], &shop.token).await;
    for (route, key, origin) in [
        ("my-data", OTHER_SITE, OTHER_SHOP),
        ("my-data/delete", OTHER_SITE, OTHER_SHOP),
        ("my-data", SITE, OTHER_SHOP),
    ] {
        let path = format!("/api/v1/sites/{key}/{route}");
        let answer = http::request(address, "POST", &path, &[("origin", origin)], &shop.token).await;
        assert!((400..500).contains(&answer.status), "{path}: {} {}", answer.status, answer.text());
        assert!(!answer.text().contains(SECRET));
    }
    let mut again = shop.relay.line().await;
    let (token, transcript) = again.hello(Some(shop.token.clone()), None, 0).await;
    assert_eq!((token, transcript.conversation), (shop.token.clone(), Some(shop.conversation.clone())));
    for (key, origin, status) in [(SITE, OTHER_SHOP, 403), (OTHER_SITE, SHOP, 403), (SITE, SHOP, 200)] {
        let boot = http::get(address, &format!("/api/v1/sites/{key}/boot"), &[("origin", origin)]).await;
        assert_eq!(boot.status, status, "{origin} at {key}");
    }
    shop.assert_untouched().await;
}

//! Who a shopper is: as her shop's server signs it, as she says herself, and not at all.

use crate::{
    command_line::{alongside, failure, success},
    support::{Client, MILAN, OTHER_SHOP, OTHER_SITE, Relay, SITE, Visitor, http},
};
use alongside_protocol::{Contact, ConversationSummary, Deed, ErrorCode, Filled, FromVisitor, ToAgent};
use alongside_server::{clock, store::IdentityKey};
use serde_json::json;

const SECRET: &str = "of the shop's server";

/// Gives the shop a key.
async fn with_key(relay: &Relay) {
    let key = IdentityKey { id: "k1".into(), secret: SECRET.into(), created_at_ms: 1 };
    relay.parts().store.add_identity_key(&SITE.into(), key).await.unwrap();
}

/// What the shop's server signs, in a way of its own: HMAC by hand, after RFC 2104.
fn signed(subject: &str, name: &str) -> String {
    use sha2::{Digest, Sha256};
    let base64 = |bytes: &[u8]| -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let digits = |chunk: &[u8]| {
            let sum = chunk.iter().fold(0_u32, |sum, &byte| (sum << 8) | u32::from(byte));
            let sum = sum << (8 * (3 - chunk.len()));
            (0..=chunk.len()).map(move |place| char::from(DIGITS[(sum >> (18 - 6 * place) & 63) as usize]))
        };
        bytes.chunks(3).flat_map(|chunk| digits(chunk).collect::<Vec<_>>()).collect()
    };
    let header = json!({ "alg": "HS256", "kid": "k1" });
    let claims = json!({ "sub": subject, "name": name, "email": "her@example.org", "exp": clock::now_ms() / 1_000 + 60,
        // So that no two of a test are the same.
        "jti": alongside_protocol::ClientId(uuid::Uuid::new_v4().to_string()) });
    let text = format!("{}.{}", base64(header.to_string().as_bytes()), base64(claims.to_string().as_bytes()));
    let pad = |with: u8| {
        let mut block = [with; 64];
        SECRET.bytes().zip(&mut block).for_each(|(key, byte)| *byte ^= key);
        block
    };
    let inner = Sha256::digest([&pad(0x36)[..], text.as_bytes()].concat());
    let outer = Sha256::digest([&pad(0x5c)[..], &inner[..]].concat());
    format!("{text}.{}", base64(&outer))
}

async fn summary(relay: &Relay) -> ConversationSummary {
    let mut agent = relay.agent(MILAN).await;
    agent.ping().await;
    let cookie = http::log_in(relay.address(), MILAN, crate::support::PASSWORD).await.cookie();
    let mut agent = crate::support::Agent::open_agent(relay.address(), &cookie).await.unwrap();
    agent.hello().await.remove(0)
}

async fn browser(relay: &Relay, token: Option<String>, identity: Option<String>) -> (Visitor, String, usize) {
    let mut line = relay.line().await;
    let (token, _, transcript) = line.introduce(token, identity, None, 0).await;
    (line, token, transcript.messages.len())
}

#[tokio::test]
async fn whom_the_shop_names_has_her_conversation_on_every_device() {
    let relay = Relay::start().await;
    with_key(&relay).await;
    let (mut laptop, token, _) = browser(&relay, None, None).await;
    laptop.tell("c1", "Do they come in blue?").await;
    assert!(summary(&relay).await.contact.is_none());
    // She logs in: the page has a token now.
    let (mut laptop, same, said) = browser(&relay, Some(token.clone()), Some(signed("4711", "Ada"))).await;
    assert_eq!((same, said), (token, 1), "what she said before is hers");
    let (mut phone, other, said) = browser(&relay, None, Some(signed("4711", "Ada"))).await;
    assert_eq!(said, 1);
    phone.tell("c2", "And in 42?").await;
    assert_eq!(laptop.heard().await, (2, "And in 42?".into()));
    // From now on the phone's own token is enough.
    let (_, _, said) = browser(&relay, Some(other), None).await;
    assert_eq!(said, 2);
    let line = summary(&relay).await;
    assert_eq!(line.visitor_name, "Ada");
    assert_eq!(line.contact, Some(Contact { email: Some("her@example.org".into()), verified: true }));
}

#[tokio::test]
async fn a_refused_token_is_answered_with_its_reason_and_the_chat_goes_on_as_before() {
    let relay = Relay::start().await;
    let (_, token, _) = browser(&relay, None, None).await;
    let (mut line, same, _) = browser(&relay, Some(token.clone()), Some(signed("4711", "Ada"))).await;
    let error = line.error().await;
    assert_eq!(error.code, ErrorCode::IdentityRefused);
    assert!(error.message.contains("this site has no key"), "{}", error.message);
    assert_eq!(same, token);
    with_key(&relay).await;
    let (mut line, _, _) = browser(&relay, None, Some(signed("4711", "Ada") + "x")).await;
    assert!(line.error().await.message.contains("signature"));
    assert_eq!(line.tell("c1", "Hello?").await, 1);
    assert_eq!(summary(&relay).await.contact, None);
    // A token of this shop, at another one.
    let mut other = Client::open_visitor(relay.address(), OTHER_SITE, OTHER_SHOP).await.unwrap();
    other.introduce(None, Some(signed("4711", "Ada")), None, 0).await;
    assert_eq!(other.error().await.code, ErrorCode::IdentityRefused);
}

#[tokio::test]
async fn what_she_says_of_herself_is_shown_as_that_and_opens_nothing() {
    let relay = Relay::start().await;
    with_key(&relay).await;
    let (mut ada, _, _) = browser(&relay, None, Some(signed("4711", "Ada"))).await;
    ada.tell("c1", "A secret of Ada's").await;
    let (mut impostor, _, said) = browser(&relay, None, None).await;
    assert_eq!(said, 0);
    impostor.tell("c2", "I am Ada").await;
    let name = Some("Ada\u{202e}".to_owned());
    impostor.say(FromVisitor::Describe { name, email: Some("her@example.org".into()) }).await;
    impostor.ping().await;
    let line = summary(&relay).await;
    assert_eq!(line.visitor_name, "Ada");
    assert_eq!(line.contact, Some(Contact { email: Some("her@example.org".into()), verified: false }));
    assert_eq!(line.last_message.unwrap().body, "I am Ada", "her own conversation, and not Ada's");
}

#[tokio::test]
async fn agents_see_a_new_name_at_once() {
    let relay = Relay::start().await;
    let (mut visitor, _, _) = browser(&relay, None, None).await;
    visitor.tell("c1", "Hello").await;
    let mut agent = relay.agent(MILAN).await;
    visitor.say(FromVisitor::Describe { name: Some("Grace".into()), email: None }).await;
    let named = |frame| match frame {
        ToAgent::Conversation { summary } if summary.visitor_name == "Grace" => summary.contact,
        _ => None,
    };
    assert_eq!(agent.until(named).await, Contact { email: None, verified: false });
}

#[tokio::test]
async fn after_a_log_out_the_browsers_token_opens_nothing() {
    let relay = Relay::start().await;
    with_key(&relay).await;
    let (mut line, token, _) = browser(&relay, None, Some(signed("4711", "Ada"))).await;
    line.tell("c1", "Mine").await;
    let answer = http::request(
        relay.address(),
        "POST",
        &format!("/api/v1/sites/{SITE}/forget"),
        &[("content-type", "text/plain;charset=UTF-8")],
        &token,
    )
    .await;
    assert_eq!(answer.status, 204);
    let (_, other, said) = browser(&relay, Some(token.clone()), None).await;
    assert_eq!(said, 0);
    assert_ne!(other, token);
}

#[test]
fn keys_are_made_shown_once_and_taken_away_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relay.db");
    let database = path.to_str().unwrap();
    let site = success(&alongside(&[
        "site",
        "add",
        "--name",
        "Shop",
        "--contact",
        "mailto:a@shop.example",
        "--database",
        database,
    ]));
    let identity =
        |more: &[&str]| alongside(&[&["site", "identity", &site, "--database", database], more].concat());
    assert_eq!(success(&identity(&[])), "# no keys: whoever says who she is, is not believed");
    let secret = success(&identity(&["--add", "2026-11"]));
    assert_eq!(secret.len(), 64);
    let listed = success(&identity(&[]));
    assert!(listed.ends_with("  2026-11") && !listed.contains(&secret), "{listed}");
    assert!(failure(&identity(&["--add", "2026-11"])).contains("there is a key named `2026-11` already"));
    assert!(failure(&identity(&["--remove", "2025"])).contains("no key named `2025`"));
    assert!(success(&identity(&["--remove", "2026-11"])).starts_with("# no keys"));
    let log = success(&alongside(&["audit", "list", "--site", &site, "--database", database]));
    assert!(
        log.contains("added 2026-11") && log.contains("removed 2026-11") && !log.contains(&secret),
        "{log}"
    );
}

#[tokio::test]
async fn what_she_said_of_herself_before_stands_in_the_trail_when_she_says_something_else() {
    let relay = Relay::start().await;
    let (mut visitor, mut agent) = (relay.visitor().await, relay.agent(MILAN).await);
    let describe = |name: &str, email: &str| FromVisitor::Describe {
        name: Some(name.into()),
        email: Some(email.into()),
    };
    visitor.tell("c1", "Hello?").await;
    let (conversation, ..) = agent.heard().await;
    agent.open_conversation(&conversation).await;
    for (name, email) in
        [("Ada", "ada@example.org"), ("Ada", "ada@example.org"), ("Ada", "grace@example.org")]
    {
        visitor.say(describe(name, email)).await;
    }
    let changed = agent
        .until(|frame| match frame {
            ToAgent::Trail { trail } if !trail.whole => Some(trail.happenings[0].what.clone()),
            _ => None,
        })
        .await;
    let before = [("email_before".to_owned(), "ada@example.org".to_owned())].into();
    assert_eq!(changed, Deed::Event { name: "contact_changed".into(), properties: before });
    // The same word of a form that is said twice.
    let filled = Filled { name: Some("Grace".into()), email: None, answers: Vec::new() };
    for _ in 0..2 {
        visitor.say(FromVisitor::Form { filled: filled.clone() }).await;
    }
    visitor.ping().await;
    let trail = relay.parts().store.trail(&SITE.into(), &conversation).await.unwrap();
    let names = trail.iter().filter_map(|happening| match &happening.what {
        Deed::Event { properties, .. } => Some(properties.keys().cloned().collect::<Vec<_>>()),
        Deed::Page { .. } => None,
    });
    assert!(
        names.eq([vec!["email_before".to_owned()], vec!["name_before".to_owned()]]),
        "once for each change"
    );
}

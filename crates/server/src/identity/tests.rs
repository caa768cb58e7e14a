use super::*;
use crate::clock;
use jsonwebtoken::{EncodingKey, Header, encode};
use proptest::prelude::*;
use serde_json::{Value, json};

const SECRET: &str = "a secret of the shop's server";

fn site() -> SiteKey {
    "pk_shop".into()
}

fn key(id: &str, secret: &str) -> IdentityKey {
    IdentityKey { id: id.into(), secret: secret.into(), created_at_ms: 0 }
}

fn keys() -> Vec<IdentityKey> {
    vec![key("2026", SECRET)]
}

fn now_s() -> u64 {
    clock::now_ms() / 1_000
}

fn signed(header: &Header, claims: &Value, secret: &str) -> String {
    hmac::install();
    encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn named(id: &str) -> Header {
    Header { kid: Some(id.into()), ..Header::default() }
}

fn check(token: &str) -> Result<Claims, IdentityRefused> {
    verify(token, &site(), &keys(), clock::now_ms())
}

fn claims() -> Value {
    json!({ "sub": "4711", "name": "Ada Byron", "email": "ada@example.org", "exp": now_s() + 300 })
}

#[test]
fn what_the_shop_signs_is_believed() {
    let token = signed(&named("2026"), &claims(), SECRET);
    let Claims { person, expires_at_ms } = check(&token).unwrap();
    assert_eq!(person.subject, "4711");
    assert_eq!(
        (person.name.as_deref(), person.email.as_deref()),
        (Some("Ada Byron"), Some("ada@example.org"))
    );
    assert!(expires_at_ms / 1_000 >= now_s() + 300);
    let unnamed = signed(&Header::default(), &json!({ "sub": "4711", "exp": now_s() + 9 }), SECRET);
    assert_eq!(check(&unnamed).unwrap().person.name, None, "the only key needs no name");
    let ours = json!({ "sub": "4711", "aud": "pk_shop", "exp": now_s() + 9 });
    assert!(check(&signed(&named("2026"), &ours, SECRET)).is_ok());
}

/// RFC 7515, appendix A.1.1: another's signature of the same kind.
#[test]
fn the_signature_is_the_standards() {
    hmac::install();
    let message = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
                   eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let secret =
        DecodingKey::from_base64_secret(&format!("{}==", secret.replace('-', "+").replace('_', "/")));
    let signature = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let is_right =
        jsonwebtoken::crypto::verify(signature, message.as_bytes(), &secret.unwrap(), Algorithm::HS256);
    assert_eq!(is_right, Ok(true));
}

#[test]
fn what_is_forged_expired_too_long_or_anothers_is_refused_with_its_reason() {
    let with = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        signed(&named("2026"), &claims, SECRET)
    };
    let forged = signed(&named("2026"), &claims(), "another secret");
    let mut cut = signed(&named("2026"), &claims(), SECRET);
    cut.truncate(cut.len() - 2);
    let none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0NzExIiwiZXhwIjo5OTk5OTk5OTk5fQ.";
    for (token, reason) in [
        (forged, IdentityRefused::Forged("2026".into())),
        (cut, IdentityRefused::Malformed),
        (signed(&named("2019"), &claims(), SECRET), IdentityRefused::UnknownKey("2019".into())),
        (with("exp", json!(now_s() - 61)), IdentityRefused::Expired),
        (with("exp", json!(now_s() + 90_000)), IdentityRefused::TooLong),
        (with("nbf", json!(now_s() + 90)), IdentityRefused::NotYet),
        (with("aud", json!("pk_other")), IdentityRefused::OtherSite(site())),
        (with("sub", json!("  ")), IdentityRefused::Missing("sub".into())),
        (with("sub", json!("x".repeat(201))), IdentityRefused::Missing("sub".into())),
        (none.into(), IdentityRefused::Malformed),
        ("a.b".into(), IdentityRefused::Malformed),
        ("x".repeat(TOKEN_BYTES + 1), IdentityRefused::Malformed),
    ] {
        assert_eq!(check(&token), Err(reason), "{token:.60}");
    }
    let claims = json!({ "sub": "4711" });
    assert_eq!(check(&signed(&named("2026"), &claims, SECRET)), Err(IdentityRefused::Missing("exp".into())));
    // {"alg":"HS512","kid":"2026"}
    let other = "eyJhbGciOiJIUzUxMiIsImtpZCI6IjIwMjYifQ";
    let token = signed(&named("2026"), &self::claims(), SECRET);
    let (_, rest) = token.split_once('.').unwrap();
    assert_eq!(check(&format!("{other}.{rest}")), Err(IdentityRefused::OtherAlgorithm(Algorithm::HS512)));
}

#[test]
fn keys_are_changed_without_a_break() {
    let both = vec![key("old", "old secret"), key("new", "new secret")];
    let now = clock::now_ms();
    for (id, secret) in [("old", "old secret"), ("new", "new secret")] {
        assert!(verify(&signed(&named(id), &claims(), secret), &site(), &both, now).is_ok());
    }
    let crossed = signed(&named("new"), &claims(), "old secret");
    assert_eq!(verify(&crossed, &site(), &both, now), Err(IdentityRefused::Forged("new".into())));
    let unnamed = signed(&Header::default(), &claims(), "old secret");
    assert_eq!(verify(&unnamed, &site(), &both, now), Err(IdentityRefused::NoKeyNamed));
    assert_eq!(verify(&unnamed, &site(), &[], now), Err(IdentityRefused::NoKeys));
}

#[test]
fn names_are_one_line_that_shows_as_it_is() {
    assert_eq!(line("  Ada\n\tByron\u{202e} ").as_deref(), Some("Ada Byron"));
    assert_eq!(line("\u{200b}\u{feff} \u{0}"), None);
    assert_eq!(line(&"é".repeat(500)).unwrap().chars().count(), CLAIM_CHARS);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_or_lets_anybody_in(text in "\\PC{0,300}", parts in prop::collection::vec("[A-Za-z0-9_-]{0,80}", 0..5)) {
        prop_assert!(check(&text).is_err());
        prop_assert!(check(&parts.join(".")).is_err());
    }

    #[test]
    fn a_token_in_which_anything_is_changed_is_refused(at in 0_usize..120, with in "[A-Za-z0-9_.-]") {
        let token = signed(&named("2026"), &json!({ "sub": "4711", "exp": now_s() + 300 }), SECRET);
        prop_assert!(check(&token).is_ok());
        let mut changed = token.clone();
        let at = at % token.len();
        changed.replace_range(at..=at, &with);
        prop_assume!(changed != token);
        prop_assert!(check(&changed).is_err());
    }
}

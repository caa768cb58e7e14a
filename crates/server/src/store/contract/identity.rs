//! Who becomes which visitor.

use super::{Place, conversation, key, page, said, site, token};
use crate::{
    store::{Identified, IdentityKey, IdentityStore, LOST_ANSWER_MS, Person, Showing, Store, StoreError},
    token::TokenHash,
};
use alongside_protocol::{SiteKey, VisitorId};
use futures_util::future::join_all;

const EXPIRES_AT_MS: u64 = 10_000_000;

fn ada() -> Person {
    Person { subject: "4711".into(), name: Some("Ada".into()), email: Some("ada@example.org".into()) }
}

fn grace() -> Person {
    Person { subject: "4712".into(), name: Some("Grace".into()), email: None }
}

fn showing(signed: u8, held: Option<u8>, fresh: u8, now_ms: u64) -> Showing {
    let held = held.map(token);
    Showing {
        signed: token(signed),
        expires_at_ms: EXPIRES_AT_MS,
        held,
        fresh: token(fresh),
        page: page(),
        now_ms,
    }
}

fn is(visitor: &VisitorId, keeps_token: bool) -> Identified {
    Identified::As { visitor: visitor.clone(), keeps_token }
}

async fn who(store: &impl Store, token: TokenHash) -> Option<VisitorId> {
    store.visitor(&key(), token).await.unwrap()
}

pub(super) async fn a_browser_becomes_whom_the_shop_names_with_what_was_said(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    store.append(&key(), &conversation, said(1)).await.unwrap();
    let before = store.summary(&key(), &conversation).await.unwrap().unwrap();
    assert!(!before.is_verified);
    let identified = store.identify(&key(), ada(), showing(100, Some(1), 2, 10)).await.unwrap();
    assert_eq!(identified, is(&visitor, true));
    let summary = store.summary(&key(), &conversation).await.unwrap().unwrap();
    assert_eq!((summary.name.as_deref(), summary.email.as_deref()), (Some("Ada"), Some("ada@example.org")));
    assert!(summary.is_verified && summary.revision > before.revision);
    assert_eq!(who(&store, token(2)).await, None, "the fresh token was not needed");
}

pub(super) async fn all_browsers_of_a_person_have_one_conversation(place: &impl Place) {
    let store = place.open();
    let (visitor, _) = conversation(&store).await;
    store.identify(&key(), ada(), showing(100, Some(1), 2, 10)).await.unwrap();
    // A phone that was never here, and a laptop that has a token.
    let phone = store.identify(&key(), ada(), showing(101, None, 3, 20)).await.unwrap();
    assert_eq!(phone, is(&visitor, false));
    assert_eq!(who(&store, token(3)).await, Some(visitor.clone()));
    let again = store.identify(&key(), ada(), showing(102, Some(3), 4, 30)).await.unwrap();
    assert_eq!(again, is(&visitor, true));
}

pub(super) async fn two_peoples_conversations_never_become_one(place: &impl Place) {
    let store = place.open();
    let (first, said_before) = conversation(&store).await;
    store.identify(&key(), ada(), showing(100, Some(1), 2, 10)).await.unwrap();
    // The next person at the same computer, whose shop did not say `reset`.
    let Identified::As { visitor: second, keeps_token: false } =
        store.identify(&key(), grace(), showing(110, Some(1), 5, 20)).await.unwrap()
    else {
        panic!("Ada's token is not hers")
    };
    assert_ne!(first, second);
    assert_eq!(store.conversation_of(&key(), &second).await.unwrap(), None);
    assert_eq!(who(&store, token(5)).await, Some(second.clone()));
    // Somebody unknown, who then turns out to be Ada: what she said before stays behind.
    let unknown = store.add_visitor(&key(), token(6), page(), 30).await.unwrap();
    let theirs = store.open_conversation(&key(), &unknown, 31).await.unwrap();
    let identified = store.identify(&key(), ada(), showing(120, Some(6), 7, 40)).await.unwrap();
    assert_eq!(identified, is(&first, false));
    assert_eq!(store.conversation_of(&key(), &first).await.unwrap(), Some(said_before));
    assert_eq!(store.conversation_of(&key(), &unknown).await.unwrap(), Some(theirs));
}

pub(super) async fn a_signed_token_lets_in_one_browser(place: &impl Place) {
    let store = place.open();
    let (visitor, _) = conversation(&store).await;
    store.identify(&key(), ada(), showing(100, Some(1), 2, 10)).await.unwrap();
    let late = 11 + LOST_ANSWER_MS;
    // Her own browser may show it as often as it wants to: on every page, on every line.
    let again = store.identify(&key(), ada(), showing(100, Some(1), 3, late)).await.unwrap();
    assert_eq!(again, is(&visitor, true));
    for held in [None, Some(9)] {
        let other = store.identify(&key(), ada(), showing(100, held, 4, late)).await.unwrap();
        assert_eq!(other, Identified::Replayed);
    }
    assert_eq!(who(&store, token(4)).await, None);
    // An answer that was lost with its line is asked for once more, by a browser that has no token yet.
    store.identify(&key(), grace(), showing(110, None, 5, late)).await.unwrap();
    let lost = store.identify(&key(), grace(), showing(110, None, 6, late + LOST_ANSWER_MS)).await.unwrap();
    assert!(matches!(lost, Identified::As { keeps_token: false, .. }));
    // On another site the same bytes are another token.
    let other: SiteKey = "pk_other".into();
    store.put_site(site(&other)).await.unwrap();
    assert_ne!(
        store.identify(&other, ada(), showing(100, None, 7, late)).await.unwrap(),
        Identified::Replayed
    );
}

pub(super) async fn who_identifies_herself_does_not_wait_until_expired_tokens_are_forgotten(
    place: &impl Place,
) {
    let store = place.open();
    conversation(&store).await;
    let person = |number: u64| Person { subject: number.to_string(), ..ada() };
    let expires_at_ms = showing(0, None, 0, 0).expires_at_ms;
    let key = key();
    let uses = (0..600_u64).map(|number| {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&number.to_be_bytes());
        let signed = TokenHash(hash);
        hash[31] = 1;
        let shown = Showing { signed, fresh: TokenHash(hash), ..showing(0, None, 0, 10) };
        store.identify(&key, person(number), shown)
    });
    assert!(join_all(uses).await.iter().all(Result::is_ok));
    let late = expires_at_ms + 1;
    store.identify(&key, ada(), showing(200, None, 201, late)).await.unwrap();
    assert_eq!(store.forget_expired_uses(expires_at_ms).await, Ok(false), "none has expired by then");
    assert_eq!(
        store.forget_expired_uses(late).await,
        Ok(true),
        "they were left, and are too many for one write"
    );
    assert_eq!(store.forget_expired_uses(late).await, Ok(false));
}

pub(super) async fn what_she_says_of_herself_changes_nothing_that_the_shop_has_said(place: &impl Place) {
    let store = place.open();
    let (visitor, _) = conversation(&store).await;
    let site = key();
    let describe = |name: &str| store.describe(&site, &visitor, Some(name.to_owned()), None);
    let summary = describe("Countess").await.unwrap().unwrap();
    assert_eq!((summary.name.as_deref(), summary.is_verified), (Some("Countess"), false));
    let email = store.describe(&key(), &visitor, None, Some("a@b".into())).await.unwrap().unwrap();
    assert_eq!((email.name.as_deref(), email.email.as_deref()), (Some("Countess"), Some("a@b")));
    let nameless = Person { name: None, email: None, ..ada() };
    store.identify(&key(), nameless, showing(100, Some(1), 2, 10)).await.unwrap();
    let summary = describe("Ada's impostor").await.unwrap().unwrap();
    assert_eq!((summary.name, summary.email, summary.is_verified), (None, None, true));
    assert_eq!(store.describe(&"pk_other".into(), &visitor, Some("x".into()), None).await.unwrap(), None);
}

pub(super) async fn a_forgotten_token_opens_nothing(place: &impl Place) {
    let store = place.open();
    let (visitor, _) = conversation(&store).await;
    store.identify(&key(), ada(), showing(100, Some(1), 2, 10)).await.unwrap();
    store.identify(&key(), ada(), showing(101, None, 3, 20)).await.unwrap();
    store.forget_token(&"pk_other".into(), token(1)).await.unwrap();
    assert_eq!(who(&store, token(1)).await, Some(visitor.clone()), "not by another site");
    store.forget_token(&key(), token(1)).await.unwrap();
    assert_eq!((who(&store, token(1)).await, who(&store, token(3)).await), (None, Some(visitor.clone())));
    store.forget_token(&key(), token(3)).await.unwrap();
    assert_eq!(who(&store, token(3)).await, None);
    assert_eq!(store.identify(&key(), ada(), showing(102, None, 4, 30)).await.unwrap(), is(&visitor, false));
}

pub(super) async fn keys_belong_to_their_site(place: &impl Place) {
    let store = place.open();
    let (one, other): (SiteKey, SiteKey) = (key(), "pk_other".into());
    store.put_site(site(&one)).await.unwrap();
    store.put_site(site(&other)).await.unwrap();
    let named =
        |id: &str, at| IdentityKey { id: id.into(), secret: format!("secret of {id}"), created_at_ms: at };
    store.add_identity_key(&one, named("b", 1)).await.unwrap();
    store.add_identity_key(&one, named("a", 2)).await.unwrap();
    let taken = store.add_identity_key(&one, named("a", 3)).await.unwrap_err();
    assert_eq!(taken, StoreError::Taken("name of a key"));
    assert_eq!(store.identity_keys(&one).await.unwrap(), [named("b", 1), named("a", 2)]);
    assert_eq!(store.identity_keys(&other).await.unwrap(), []);
    assert_eq!(store.remove_identity_key(&other, "a").await.unwrap_err(), StoreError::NotFound("key"));
    store.remove_identity_key(&one, "b").await.unwrap();
    assert_eq!(store.identity_keys(&one).await.unwrap(), [named("a", 2)]);
    let nowhere = store.add_identity_key(&"pk_none".into(), named("a", 1)).await.unwrap_err();
    assert_eq!(nowhere, StoreError::NotFound("site"));
}

//! Agents and their logins.

use super::{Place, key, site, token};
use crate::store::{Agent, NewAgent, Store, StoreError};

fn new(email: &str) -> NewAgent {
    NewAgent {
        site: key(),
        email: email.into(),
        name: "Milan".into(),
        password_hash: "hash".into(),
        created_at_ms: 1,
    }
}

async fn agent(store: &impl Store, email: &str) -> Agent {
    store.put_site(site(&key())).await.unwrap();
    store.add_agent(new(email)).await.unwrap()
}

pub(super) async fn an_email_address_is_one_agents_only(place: &impl Place) {
    let store = place.open();
    let milan = agent(&store, "milan@shop.example").await;
    assert_eq!(store.add_agent(new("MILAN@shop.example")).await, Err(StoreError::Taken("e-mail address")));
    let stray = NewAgent { site: "pk_none".into(), ..new("a@b.example") };
    assert_eq!(store.add_agent(stray).await, Err(StoreError::NotFound("site")));
    let login = store.agent_login("Milan@Shop.example").await.unwrap().unwrap();
    assert_eq!((login.agent, login.password_hash.as_str()), (milan, "hash"));
    assert_eq!(store.agent_login("nobody@shop.example").await.unwrap(), None);
}

pub(super) async fn a_login_lasts_until_it_expires_or_ends(place: &impl Place) {
    let store = place.open();
    let milan = agent(&store, "milan@shop.example").await;
    store.add_login(&milan, token(1), 10, 100).await.unwrap();
    store.add_login(&milan, token(2), 10, 100).await.unwrap();
    assert_eq!(store.logged_in(token(1), 99).await.unwrap(), Some(milan.clone()));
    assert_eq!(store.logged_in(token(1), 100).await.unwrap(), None);
    assert_eq!(store.logged_in(token(3), 50).await.unwrap(), None);
    store.end_login(token(1)).await.unwrap();
    store.end_login(token(1)).await.unwrap();
    assert_eq!(store.logged_in(token(1), 50).await.unwrap(), None);
    assert_eq!(store.logged_in(token(2), 50).await.unwrap(), Some(milan));
}

pub(super) async fn a_new_password_ends_the_logins_of_that_agent_only(place: &impl Place) {
    let store = place.open();
    let milan = agent(&store, "milan@shop.example").await;
    let aylin = agent(&store, "aylin@shop.example").await;
    store.add_login(&milan, token(1), 10, 100).await.unwrap();
    store.add_login(&aylin, token(2), 10, 100).await.unwrap();
    store.set_password("milan@shop.example", "new".into()).await.unwrap();
    assert_eq!(store.agent_login("milan@shop.example").await.unwrap().unwrap().password_hash, "new");
    assert_eq!(store.logged_in(token(1), 50).await.unwrap(), None);
    assert_eq!(store.logged_in(token(2), 50).await.unwrap(), Some(aylin));
    assert_eq!(store.set_password("x@y.example", "new".into()).await, Err(StoreError::NotFound("agent")));
}

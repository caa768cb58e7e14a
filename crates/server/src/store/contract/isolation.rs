//! Two sites in one store never see each other.

use super::{Place, conversation, key, page, said, site, token};
use crate::store::{Receipt, RoomHook, RoomHookStore, Store, StoreError};
use alongside_protocol::{MaskingPolicy, MaskingRule, Side, SiteKey, SiteOptions};

fn other() -> SiteKey {
    "pk_other".into()
}

pub(super) async fn another_sites_conversation_is_not_there(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    store.put_site(site(&other())).await.unwrap();
    store.append(&key(), &conversation, said(1)).await.unwrap();
    let before = store.summaries(&key()).await.unwrap();

    let gone = StoreError::NotFound("conversation");
    assert_eq!(store.append(&other(), &conversation, said(2)).await.unwrap_err(), gone);
    assert_eq!(
        store.append(&other(), &conversation, said(1)).await.unwrap_err(),
        gone,
        "not by a repeat either"
    );
    assert_eq!(store.transcript(&other(), &conversation, 0).await.unwrap_err(), gone);
    assert_eq!(store.mark(&other(), &conversation, Side::Agent, Receipt::Read, 1).await.unwrap_err(), gone);
    assert_eq!(store.messages(&other(), &conversation, 0, 10).await.unwrap(), []);
    assert_eq!(store.summary(&other(), &conversation).await.unwrap(), None);
    assert_eq!(store.summaries(&other()).await.unwrap(), []);
    assert_eq!(store.conversation_of(&other(), &visitor).await.unwrap(), None);
    assert!(
        store.open_conversation(&other(), &visitor, 9).await.is_err(),
        "she is no visitor of the other site"
    );
    assert_eq!(store.set_page(&other(), &visitor, page()).await.unwrap(), None);
    assert_eq!(store.summaries(&key()).await.unwrap(), before, "and nothing of it left a trace");
}

pub(super) async fn a_token_of_one_site_opens_nothing_on_another(place: &impl Place) {
    let store = place.open();
    let (visitor, _) = conversation(&store).await;
    store.put_site(site(&other())).await.unwrap();
    assert_eq!(store.visitor(&key(), token(1)).await.unwrap(), Some(visitor.clone()));
    assert_eq!(store.visitor(&other(), token(1)).await.unwrap(), None);
    assert_eq!(store.visitor(&key(), token(2)).await.unwrap(), None);
    let namesake = store.add_visitor(&other(), token(1), page(), 1).await.unwrap();
    assert_ne!(namesake, visitor);
}

pub(super) async fn origins_belong_to_their_site(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    store.put_site(site(&other())).await.unwrap();
    store.set_origins(&key(), Vec::new()).await.unwrap();
    assert_eq!(store.site(&key()).await.unwrap().unwrap().origins, []);
    assert_eq!(store.site(&other()).await.unwrap(), Some(site(&other())));
    assert_eq!(store.set_origins(&"pk_none".into(), Vec::new()).await, Err(StoreError::NotFound("site")));
    assert_eq!(store.site(&"pk_none".into()).await.unwrap(), None);
    assert_eq!(store.sites().await.unwrap().len(), 2);
}

pub(super) async fn asset_origins_belong_to_their_site(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    store.put_site(site(&other())).await.unwrap();
    assert_eq!(store.asset_origins(&key()).await.unwrap(), []);
    let origins = vec!["https://a.example".parse().unwrap(), "https://b.example:8443".parse().unwrap()];
    store.set_asset_origins(&key(), origins.clone()).await.unwrap();
    store.put_site(site(&key())).await.unwrap();
    drop(store);
    let store = place.open();
    assert_eq!(store.asset_origins(&key()).await.unwrap(), origins, "other settings leave them alone");
    assert_eq!(store.asset_origins(&other()).await.unwrap(), []);
    store.set_asset_origins(&key(), Vec::new()).await.unwrap();
    assert_eq!(store.asset_origins(&key()).await.unwrap(), []);
    let nobody = store.set_asset_origins(&"pk_none".into(), origins).await;
    assert_eq!(nobody, Err(StoreError::NotFound("site")));
}

pub(super) async fn a_room_hook_belongs_to_its_site(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    store.put_site(site(&other())).await.unwrap();
    assert_eq!(store.room_hook(&key()).await.unwrap(), None);
    let hook = RoomHook { url: "https://rooms.example/new".into(), secret: "north".into(), created_at_ms: 7 };
    store.set_room_hook(&key(), Some(hook.clone())).await.unwrap();
    let newer = RoomHook { secret: "south".into(), ..hook };
    store.set_room_hook(&key(), Some(newer.clone())).await.unwrap();
    store.put_site(site(&key())).await.unwrap();
    drop(store);
    let store = place.open();
    assert_eq!(store.room_hook(&key()).await.unwrap(), Some(newer.clone()));
    assert_eq!(store.room_hook(&other()).await.unwrap(), None);
    store.set_room_hook(&key(), None).await.unwrap();
    assert_eq!(store.room_hook(&key()).await.unwrap(), None);
    let nobody = store.set_room_hook(&"pk_none".into(), Some(newer)).await;
    assert_eq!(nobody, Err(StoreError::NotFound("site")));
}

pub(super) async fn options_belong_to_their_site_and_outlive_new_settings(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    store.put_site(site(&other())).await.unwrap();
    assert_eq!(store.options(&key()).await.unwrap(), SiteOptions::default());
    store.set_options(&key(), SiteOptions::example()).await.unwrap();
    store.put_site(site(&key())).await.unwrap();
    drop(store);
    let store = place.open();
    assert_eq!(store.options(&key()).await.unwrap(), SiteOptions::example());
    assert_eq!(store.options(&other()).await.unwrap(), SiteOptions::default());
    let nowhere = store.set_options(&"pk_none".into(), SiteOptions::example()).await;
    assert_eq!(nowhere, Err(StoreError::NotFound("site")));
}

pub(super) async fn masking_belongs_to_its_site_and_outlives_new_settings(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    store.put_site(site(&other())).await.unwrap();
    assert_eq!(store.masking(&key()).await.unwrap(), MaskingPolicy::default());
    let rule = MaskingRule { mask: vec![".a".into()], ..MaskingRule::default() };
    let policy = MaskingPolicy { private_by_default: true, rules: vec![rule] };
    store.set_masking(&key(), policy.clone()).await.unwrap();
    store.put_site(site(&key())).await.unwrap();
    drop(store);
    let store = place.open();
    assert_eq!(store.masking(&key()).await.unwrap(), policy);
    assert_eq!(store.masking(&other()).await.unwrap(), MaskingPolicy::default());
    assert_eq!(store.set_masking(&"pk_none".into(), policy).await, Err(StoreError::NotFound("site")));
}

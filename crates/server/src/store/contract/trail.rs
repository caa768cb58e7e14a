//! What shoppers did of late.

use super::{Place, conversation, key, page, site, token};
use crate::store::{Store, StoreError, TrailStore};
use alongside_protocol::{Deed, Happening, Page, Properties, SiteKey, VisitorId, limits::TRAIL_LENGTH};

fn event(number: usize) -> Happening {
    let properties = Properties::from([("number".into(), number.to_string())]);
    Happening { at_ms: number as u64, what: Deed::Event { name: "sought".into(), properties } }
}

fn visit(at_ms: u64, path: &str) -> Happening {
    let page = Page { url: format!("https://shop.example/{path}"), title: path.to_owned() };
    Happening { at_ms, what: Deed::Page { page } }
}

pub(super) async fn what_she_did_comes_back_in_order_also_from_before_she_wrote(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    let visitor = store.add_visitor(&key(), token(1), page(), 1).await.unwrap();
    assert_eq!(store.note(&key(), &visitor, visit(1, "a")).await.unwrap(), None, "no conversation yet");
    let conversation = store.open_conversation(&key(), &visitor, 2).await.unwrap();
    assert_eq!(store.note(&key(), &visitor, event(3)).await.unwrap(), Some(conversation.clone()));
    drop(store);
    let trail = place.open().trail(&key(), &conversation).await.unwrap();
    assert_eq!(trail, [visit(1, "a"), event(3)]);
}

pub(super) async fn a_page_that_she_is_still_on_is_no_news(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    let mut told = Vec::new();
    for happening in [visit(1, "a"), visit(2, "a"), event(3), visit(4, "a"), visit(5, "b"), visit(6, "a")] {
        told.push(store.note(&key(), &visitor, happening).await.unwrap().is_some());
    }
    assert_eq!(told, [true, false, true, false, true, true]);
    let trail = store.trail(&key(), &conversation).await.unwrap();
    assert_eq!(trail, [visit(1, "a"), event(3), visit(5, "b"), visit(6, "a")]);
}

pub(super) async fn only_the_newest_is_kept_of_each(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    let other = store.add_visitor(&key(), token(2), page(), 1).await.unwrap();
    let of_other = store.open_conversation(&key(), &other, 2).await.unwrap();
    store.note(&key(), &other, event(0)).await.unwrap();
    for number in 1..=TRAIL_LENGTH + 7 {
        store.note(&key(), &visitor, event(number)).await.unwrap();
    }
    let newest: Vec<_> = (8..=TRAIL_LENGTH + 7).map(event).collect();
    assert_eq!(store.trail(&key(), &conversation).await.unwrap(), newest);
    assert_eq!(store.trail(&key(), &of_other).await.unwrap(), [event(0)]);
}

pub(super) async fn another_sites_trail_is_not_there(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    let other: SiteKey = "pk_other".into();
    store.put_site(site(&other)).await.unwrap();
    store.note(&key(), &visitor, event(1)).await.unwrap();
    assert_eq!(store.trail(&other, &conversation).await.unwrap(), []);
    for nobody in [visitor, VisitorId("nobody".into())] {
        let refused = store.note(&other, &nobody, event(2)).await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    }
    assert_eq!(store.trail(&key(), &conversation).await.unwrap(), [event(1)]);
}

//! The audit log grows at its end, one chain per site.

use super::{Place, key, site};
use crate::{
    audit::{Actor, NewEntry, Subject, What, verify::verify},
    store::Store,
};
use alongside_protocol::SiteKey;
use std::sync::Arc;

fn entry(site: &SiteKey, number: u32) -> NewEntry {
    let what = What::Act { act: "click", node: Some(number), number };
    NewEntry::now(Actor::Relay, Subject::site(site), &what)
}

pub(super) async fn audit_entries_come_back_in_order_and_chained(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    let nothing = verify(&store, &key(), None).await.unwrap();
    assert_eq!(nothing.entries, 0);
    store.append_audit((1..=3).map(|number| entry(&key(), number)).collect()).await.unwrap();
    let three = verify(&store, &key(), None).await.unwrap();
    drop(store);
    let store = place.open();
    store.append_audit(vec![entry(&key(), 4)]).await.unwrap();
    let four = verify(&store, &key(), Some(three.head)).await.unwrap();
    assert_eq!((three.entries, four.entries), (3, 4));
    let page = store.audit(&key(), 1, 2).await.unwrap();
    let details: Vec<_> = page.iter().map(|entry| (entry.number, entry.detail.as_str())).collect();
    assert_eq!(
        details,
        [(2, r#"{"act":"click","node":2,"number":2}"#), (3, r#"{"act":"click","node":3,"number":3}"#)]
    );
}

pub(super) async fn each_site_has_an_audit_chain_of_its_own(place: &impl Place) {
    let store = place.open();
    let other = SiteKey::from("pk_other");
    store.append_audit(vec![entry(&key(), 1), entry(&other, 1), entry(&key(), 2)]).await.unwrap();
    let (own, others) =
        (verify(&store, &key(), None).await.unwrap(), verify(&store, &other, None).await.unwrap());
    assert_eq!((own.entries, others.entries), (2, 1));
    assert!(verify(&store, &other, Some(own.head)).await.is_err(), "another site's hash is not in it");
}

pub(super) async fn writers_at_once_keep_the_audit_chain_sound(place: &impl Place) {
    let store = Arc::new(place.open());
    let writers = (0..50).map(|number| {
        let store = Arc::clone(&store);
        tokio::spawn(
            async move { store.append_audit(vec![entry(&key(), number), entry(&key(), number)]).await },
        )
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap().unwrap();
    }
    assert_eq!(verify(&*store, &key(), None).await.unwrap().entries, 100);
}

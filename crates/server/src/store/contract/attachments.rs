//! Files that shoppers and agents send each other.

use super::{Place, conversation, key, page, site, token};
use crate::audit::What;
use crate::store::{
    Arrived, AttachmentStore, Begun, Destination, NewAttachment, PersonalStore, Room, Store, StoreError,
    Whole,
};
use alongside_protocol::{Attachment, ConversationId, Side, SiteKey};

const HOUR_MS: u64 = 3_600_000;
const NOW_MS: u64 = 100 * HOUR_MS;

fn other() -> SiteKey {
    "pk_other".into()
}

fn new(id: &str, conversation: &ConversationId, bytes: u64) -> NewAttachment {
    NewAttachment {
        id: id.into(),
        destination: Destination::Conversation(conversation.clone()),
        side: Side::Visitor,
        name: "foot.png".into(),
        media_type: "image/png".into(),
        bytes,
        created_at_ms: NOW_MS,
    }
}

fn room() -> Room {
    Room { site_bytes: 1_000_000, hour_files: 10, hour_bytes: 100_000, at_once: 5 }
}

fn whole(bytes: u64) -> Whole {
    Whole { bytes, hash: [7; 32], size: Some((4, 3)) }
}

/// A file that has come, of ten bytes.
async fn come(store: &impl Store, new: NewAttachment) {
    let id = new.id.clone();
    assert_eq!(store.begin_attachment(&key(), new, room()).await, Ok(Begun::Begun));
    store.extend_attachment(&key(), &id, 0, vec![1; 10].into(), room().site_bytes).await.unwrap();
    store.finish_attachment(&key(), &id, whole(10)).await.unwrap();
}

fn expected(id: &str) -> Attachment {
    Attachment {
        id: id.into(),
        name: "foot.png".into(),
        media_type: "image/png".into(),
        bytes: 10,
        size: Some((4, 3)),
    }
}

pub(super) async fn a_file_is_there_when_all_of_it_has_come(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    assert_eq!(store.begin_attachment(&key(), new("f", &conversation, 9), room()).await, Ok(Begun::Begun));
    store.extend_attachment(&key(), "f", 0, vec![1; 300_000].into(), room().site_bytes).await.unwrap();
    store.extend_attachment(&key(), "f", 1, vec![2; 3].into(), room().site_bytes).await.unwrap();
    assert_eq!(store.attachment(&key(), "f").await.unwrap(), None, "not before its end");
    assert_eq!(store.attached(&key(), "f", 0).await.unwrap(), None);
    assert_eq!(store.carry_attachment(&key(), &conversation, Side::Visitor, "f").await.unwrap(), None);
    store.finish_attachment(&key(), "f", whole(300_003)).await.unwrap();
    let gone = StoreError::NotFound("file");
    assert_eq!(
        store.extend_attachment(&key(), "f", 2, vec![3].into(), room().site_bytes).await,
        Err(gone.clone()),
        "nor after it"
    );
    assert_eq!(store.finish_attachment(&key(), "f", whole(1)).await, Err(gone));
    drop(store);

    let store = place.open();
    let kept = store.attachment(&key(), "f").await.unwrap().unwrap();
    assert_eq!(kept.attachment, Attachment { bytes: 300_003, ..expected("f") });
    assert_eq!(kept.hash, [7; 32]);
    assert_eq!(store.attached(&key(), "f", 0).await.unwrap().unwrap(), vec![1; 300_000]);
    assert_eq!(store.attached(&key(), "f", 1).await.unwrap().unwrap(), vec![2; 3]);
    assert_eq!(store.attached(&key(), "f", 2).await.unwrap(), None);
}

pub(super) async fn files_take_no_more_room_than_they_may(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let begin = async |id: &str, bytes, room| {
        store.begin_attachment(&key(), new(id, &conversation, bytes), room).await
    };
    let narrow = Room { site_bytes: 1_000, ..room() };
    let come = async |id: &str, bytes: usize| {
        store.extend_attachment(&key(), id, 0, vec![1; bytes].into(), narrow.site_bytes).await
    };
    assert_eq!(begin("a", 600, narrow).await, Ok(Begun::Begun));
    assert_eq!(begin("b", 600, narrow).await, Ok(Begun::Begun), "what is announced takes no room");
    assert_eq!(come("a", 600).await, Ok(Arrived::Kept));
    assert_eq!(come("b", 401).await, Ok(Arrived::SiteFull), "what has come does");
    assert_eq!(come("b", 400).await, Ok(Arrived::Kept));
    assert_eq!(begin("c", 1, narrow).await, Ok(Begun::SiteFull));
    assert_eq!(begin("c", 1, Room { hour_files: 2, ..room() }).await, Ok(Begun::HourFull));
    assert_eq!(begin("c", 1, Room { hour_bytes: 1_200, ..room() }).await, Ok(Begun::HourFull));
    assert_eq!(begin("c", 1, Room { at_once: 2, ..room() }).await, Ok(Begun::TooManyAtOnce));
    let little = Room { hour_files: 2, hour_bytes: 1_000, at_once: 2, ..room() };
    let agents = NewAttachment { side: Side::Agent, ..new("d", &conversation, 1) };
    assert_eq!(
        store.begin_attachment(&key(), agents, little).await,
        Ok(Begun::Begun),
        "the other side counts apart"
    );
    let later = NewAttachment { created_at_ms: NOW_MS + HOUR_MS, ..new("e", &conversation, 1) };
    assert_eq!(
        store.begin_attachment(&key(), later, little).await,
        Ok(Begun::Begun),
        "and so does another hour"
    );
    store.abandon_attachment(&key(), "a").await.unwrap();
    assert_eq!(begin("c", 600, narrow).await, Ok(Begun::Begun), "what has gone counts not");
    let nowhere = store.begin_attachment(&key(), new("x", &"none".into(), 1), room()).await;
    assert_eq!(nowhere, Err(StoreError::NotFound("conversation")));
}

pub(super) async fn her_conversation_begins_with_a_file_if_there_is_room(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    let visitor = store.add_visitor(&key(), token(1), page(), 1).await.unwrap();
    let hers = || NewAttachment { destination: Destination::Of(visitor.clone()), ..new("f", &"".into(), 10) };
    let full = Room { site_bytes: 9, ..room() };
    assert_eq!(store.begin_attachment(&key(), hers(), full).await, Ok(Begun::SiteFull));
    assert_eq!(store.conversation_of(&key(), &visitor).await, Ok(None), "a refused file begins nothing");
    assert_eq!(store.begin_attachment(&key(), hers(), room()).await, Ok(Begun::Begun));
    assert!(store.conversation_of(&key(), &visitor).await.unwrap().is_some());
    let nobody = NewAttachment { destination: Destination::Of("none".into()), ..hers() };
    assert_eq!(store.begin_attachment(&key(), nobody, room()).await, Err(StoreError::NotFound("visitor")));
}

pub(super) async fn a_message_carries_only_what_its_writer_sent_there(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    let hers = store.add_visitor(&key(), token(9), page(), 1).await.unwrap();
    let another = store.open_conversation(&key(), &hers, 2).await.unwrap();
    come(&store, new("f", &conversation, 10)).await;
    let carry =
        async |conversation, side, id| store.carry_attachment(&key(), conversation, side, id).await.unwrap();
    assert_eq!(carry(&conversation, Side::Visitor, "f").await, Some(expected("f")));
    assert_eq!(
        carry(&conversation, Side::Visitor, "f").await,
        Some(expected("f")),
        "a repeat of the message"
    );
    assert_eq!(carry(&conversation, Side::Agent, "f").await, None);
    assert_eq!(carry(&another, Side::Visitor, "f").await, None);
    assert_eq!(carry(&conversation, Side::Visitor, "g").await, None);
}

pub(super) async fn what_was_never_sent_is_deleted_in_time(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    for id in ["sent", "kept"] {
        come(&store, new(id, &conversation, 10)).await;
    }
    store.carry_attachment(&key(), &conversation, Side::Visitor, "sent").await.unwrap();
    store.begin_attachment(&key(), new("coming", &conversation, 10), room()).await.unwrap();
    assert_eq!(store.delete_stray_attachments(NOW_MS, false).await, Ok(0), "they are not that old");
    assert_eq!(store.delete_stray_attachments(NOW_MS, true).await, Ok(1), "of a relay that was killed");
    assert_eq!(store.delete_stray_attachments(NOW_MS + 1, false).await, Ok(1));
    assert_eq!(store.attachment(&key(), "kept").await.unwrap(), None);
    assert_eq!(store.attached(&key(), "kept", 0).await.unwrap(), None);
    assert!(store.attachment(&key(), "sent").await.unwrap().is_some());
    store.abandon_attachment(&key(), "sent").await.unwrap();
    assert!(
        store.attachment(&key(), "sent").await.unwrap().is_some(),
        "only what is still coming is given up"
    );
}

pub(super) async fn another_sites_files_are_not_there(place: &impl Place) {
    let store = place.open();
    let (_, conversation) = conversation(&store).await;
    store.put_site(site(&other())).await.unwrap();
    come(&store, new("f", &conversation, 10)).await;
    assert_eq!(store.attachment(&other(), "f").await.unwrap(), None);
    assert_eq!(store.attached(&other(), "f", 0).await.unwrap(), None);
    assert_eq!(store.carry_attachment(&other(), &conversation, Side::Visitor, "f").await.unwrap(), None);
    let elsewhere = store.begin_attachment(&other(), new("g", &conversation, 1), room()).await;
    assert_eq!(elsewhere, Err(StoreError::NotFound("conversation")));
    store.begin_attachment(&key(), new("h", &conversation, 1), room()).await.unwrap();
    assert!(store.extend_attachment(&other(), "h", 0, vec![1].into(), room().site_bytes).await.is_err());
    assert!(store.finish_attachment(&other(), "h", whole(1)).await.is_err());
    store.abandon_attachment(&other(), "h").await.unwrap();
    store.finish_attachment(&key(), "h", whole(0)).await.unwrap();
}

pub(super) async fn files_go_with_the_conversation_also_where_recordings_go_later(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    come(&store, new("f", &conversation, 10)).await;
    store.carry_attachment(&key(), &conversation, Side::Visitor, "f").await.unwrap();
    store.begin_attachment(&key(), new("coming", &conversation, 10), room()).await.unwrap();
    super::personal::record(&store, &conversation).await;
    let gone = super::personal::entry(&visitor, &conversation, &What::DataDeleted);
    store.delete_visitor(&key(), &visitor, gone).await.unwrap();
    assert_eq!(store.attachment(&key(), "f").await.unwrap(), None);
    assert_eq!(store.attached(&key(), "f", 0).await.unwrap(), None);
    assert!(store.finish_attachment(&key(), "coming", whole(1)).await.is_err());
    let nowhere = store.begin_attachment(&key(), new("x", &conversation, 1), room()).await;
    assert_eq!(nowhere, Err(StoreError::NotFound("conversation")));
}

//! All that is kept of one shopper, and its end.

use super::{Place, conversation, key, page, said, site, token};
use crate::{
    audit::{Actor, NewEntry, Subject, What, verify::verify},
    store::{
        Acquaintance, Chunk, IdentityStore, NewRecording, Person, PersonalStore, RecordingPolicy,
        RecordingStore, Showing, Store, StoreError, TakenForm, TrailStore,
    },
};
use alongside_protocol::{Answer, ConversationId, Deed, Happening, RecordingId, RecordingKind, VisitorId};

fn answer(label: &str, value: &str) -> Answer {
    Answer { label: label.into(), value: value.into() }
}

fn form(answers: Option<Vec<Answer>>) -> TakenForm {
    let (name, email) = (Some("Ada".into()), Some("Ada@example.org".into()));
    TakenForm { name, email, answers, now_ms: 7 }
}

pub(super) fn entry(visitor: &VisitorId, conversation: &ConversationId, what: &What) -> NewEntry {
    let (visitor, conversation) = (Some(visitor.clone()), Some(conversation.clone()));
    NewEntry::now(Actor::Visitor, Subject { visitor, conversation, ..Subject::site(&key()) }, what)
}

/// Something is kept of her pages.
pub(super) async fn record(store: &impl Store, conversation: &ConversationId) -> RecordingId {
    let policy = RecordingPolicy { is_on: true, ..RecordingPolicy::default() };
    store.set_recording_policy(&key(), policy).await.unwrap();
    let recording = RecordingId::from("r1");
    let new = NewRecording {
        recording: recording.clone(),
        conversation: conversation.clone(),
        kind: RecordingKind::Session,
        session: None,
        saved_by: None,
        started_at_ms: 3,
    };
    store.begin_recording(&key(), new).await.unwrap();
    let chunk = Chunk { records: vec![7; 100_000].into(), duration_ms: 1, gaps: 0 };
    store.extend_recording(&key(), &recording, chunk).await.unwrap();
    recording
}

pub(super) async fn a_form_is_taken_once_and_shown_with_its_conversation(place: &impl Place) {
    let store = place.open();
    store.put_site(site(&key())).await.unwrap();
    let visitor = store.add_visitor(&key(), token(1), page(), 1).await.unwrap();
    assert_eq!(store.acquaintance(&key(), &visitor).await.unwrap(), Acquaintance::default());
    let answers = vec![answer("About", "An order"), answer("Order", "4711")];
    assert_eq!(store.take_form(&key(), &visitor, form(Some(answers.clone()))).await.unwrap(), None);
    let known = store.acquaintance(&key(), &visitor).await.unwrap();
    assert_eq!(known, Acquaintance { is_reachable: true, has_answered: true, ..Acquaintance::default() });
    // A repeat, whose answer was lost with the line.
    store.take_form(&key(), &visitor, form(Some(vec![answer("About", "Else")]))).await.unwrap();
    let conversation = store.open_conversation(&key(), &visitor, 2).await.unwrap();
    assert_eq!(store.answers(&key(), &conversation).await.unwrap(), answers);
    assert!(store.acquaintance(&key(), &visitor).await.unwrap().has_talked);
    let summary = store.summary(&key(), &conversation).await.unwrap().unwrap();
    assert_eq!((summary.name.as_deref(), summary.email.as_deref()), (Some("Ada"), Some("Ada@example.org")));
    assert_eq!(
        store.visitors_by_email(&key(), "ada@EXAMPLE.org").await.unwrap(),
        std::slice::from_ref(&visitor)
    );
    assert_eq!(store.visitor_of(&key(), &conversation).await.unwrap(), Some(visitor));
}

fn went() -> Happening {
    Happening { at_ms: 5, what: Deed::Page { page: page() } }
}

pub(super) async fn what_a_form_says_of_her_changes_nothing_that_the_shop_has_said(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    let person = Person { subject: "4711".into(), name: Some("Grace".into()), email: None };
    let showing = Showing {
        signed: token(9),
        expires_at_ms: 100,
        held: Some(token(1)),
        fresh: token(2),
        page: page(),
        now_ms: 3,
    };
    store.identify(&key(), person, showing).await.unwrap();
    assert!(store.acquaintance(&key(), &visitor).await.unwrap().is_named);
    store.take_form(&key(), &visitor, form(None)).await.unwrap();
    let summary = store.summary(&key(), &conversation).await.unwrap().unwrap();
    assert_eq!((summary.name.as_deref(), summary.email), (Some("Grace"), None));
}

pub(super) async fn all_that_is_kept_of_a_visitor_is_in_one_report(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    store.append(&key(), &conversation, said(1)).await.unwrap();
    store.take_form(&key(), &visitor, form(Some(vec![answer("About", "Else")]))).await.unwrap();
    store.append_audit(vec![entry(&visitor, &conversation, &What::ConsentGiven)]).await.unwrap();
    let recording = record(&store, &conversation).await;
    store.note(&key(), &visitor, went()).await.unwrap();
    let data = store.personal_data(&key(), &visitor).await.unwrap().unwrap();
    assert_eq!((data.name.as_deref(), data.email.as_deref()), (Some("Ada"), Some("Ada@example.org")));
    assert_eq!((data.answers, data.answered_at_ms), (vec![answer("About", "Else")], Some(7)));
    assert_eq!((data.last_message, data.page, data.browsers), (1, page(), 1));
    assert_eq!(data.recordings.first().map(|kept| kept.recording.clone()), Some(recording));
    let log = store.audit_about(&key(), &visitor, 0, 10).await.unwrap();
    assert_eq!((data.last_entry, log.len(), log[0].what.as_str()), (1, 1, "consent_given"));
    assert_eq!(store.audit_about(&key(), &visitor, 1, 10).await, Ok(Vec::new()));
    assert_eq!(store.audit_about(&"pk_other".into(), &visitor, 0, 10).await, Ok(Vec::new()));
    assert_eq!((data.trail, data.conversation), (vec![went()], Some(conversation)));
}

pub(super) async fn a_deleted_visitor_leaves_nothing_but_the_log(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    let other = store.add_visitor(&key(), token(2), page(), 1).await.unwrap();
    let others = store.open_conversation(&key(), &other, 2).await.unwrap();
    for (number, conversation) in [&conversation, &others].into_iter().enumerate() {
        store.append(&key(), conversation, said(number)).await.unwrap();
    }
    store.take_form(&key(), &visitor, form(Some(vec![answer("About", "Else")]))).await.unwrap();
    let consent = entry(&visitor, &conversation, &What::ConsentGiven);
    store.append_audit(vec![consent]).await.unwrap();
    store.note(&key(), &visitor, went()).await.unwrap();
    let gone = entry(&visitor, &conversation, &What::DataDeleted);
    let deleted = store.delete_visitor(&key(), &visitor, gone.clone()).await.unwrap();
    assert_eq!(deleted, Some(conversation.clone()));
    assert_eq!(store.visitor(&key(), token(1)).await.unwrap(), None);
    assert_eq!(store.personal_data(&key(), &visitor).await.unwrap(), None);
    assert_eq!(store.summary(&key(), &conversation).await.unwrap(), None);
    assert_eq!(store.messages(&key(), &conversation, 0, 10).await.unwrap(), []);
    assert_eq!(store.answers(&key(), &conversation).await.unwrap(), []);
    assert_eq!(store.trail(&key(), &conversation).await.unwrap(), []);
    assert_eq!(store.visitors_by_email(&key(), "ada@example.org").await.unwrap(), []);
    let late = store.append(&key(), &conversation, said(9)).await.unwrap_err();
    assert_eq!(late, StoreError::NotFound("conversation"));
    let again = store.delete_visitor(&key(), &visitor, gone).await.unwrap_err();
    assert_eq!(again, StoreError::NotFound("visitor"));
    let listed: Vec<_> =
        store.summaries(&key()).await.unwrap().into_iter().map(|one| one.conversation).collect();
    assert_eq!(listed, [others], "and nobody else is gone");
    let log: Vec<_> = store.audit(&key(), 0, 10).await.unwrap().into_iter().map(|entry| entry.what).collect();
    assert_eq!(log, ["consent_given", "data_deleted"]);
    assert!(verify(&store, &key(), None).await.is_ok());
}

pub(super) async fn a_deletion_that_was_interrupted_shows_nothing_and_is_finished(place: &impl Place) {
    let (visitor, conversation, recording) = {
        let store = place.open();
        let (visitor, conversation) = conversation(&store).await;
        store.append(&key(), &conversation, said(1)).await.unwrap();
        let recording = record(&store, &conversation).await;
        let gone = entry(&visitor, &conversation, &What::DataDeleted);
        store.delete_visitor(&key(), &visitor, gone).await.unwrap();
        (visitor, conversation, recording)
    };
    let store = place.open();
    assert_eq!(store.recording(&key(), &recording).await.unwrap(), None);
    assert_eq!(store.recorded(&key(), &recording, 0).await.unwrap(), None);
    assert_eq!(store.visitor(&key(), token(1)).await.unwrap(), None);
    assert_eq!(store.summaries(&key()).await.unwrap(), []);
    assert_eq!(store.visitor_of(&key(), &conversation).await.unwrap(), None);
    store.finish_deletions().await.unwrap();
    let left = store.acquaintance(&key(), &visitor).await.unwrap_err();
    assert_eq!(left, StoreError::NotFound("visitor"));
}

pub(super) async fn another_sites_people_are_not_there(place: &impl Place) {
    let store = place.open();
    let (visitor, conversation) = conversation(&store).await;
    let other = "pk_other".into();
    store.put_site(site(&other)).await.unwrap();
    store.take_form(&key(), &visitor, form(None)).await.unwrap();
    let nobody = StoreError::NotFound("visitor");
    assert_eq!(store.acquaintance(&other, &visitor).await.unwrap_err(), nobody);
    assert_eq!(store.take_form(&other, &visitor, form(Some(Vec::new()))).await.unwrap(), None);
    assert!(!store.acquaintance(&key(), &visitor).await.unwrap().has_answered);
    assert_eq!(store.personal_data(&other, &visitor).await.unwrap(), None);
    assert_eq!(store.visitor_of(&other, &conversation).await.unwrap(), None);
    assert_eq!(store.visitors_by_email(&other, "ada@example.org").await.unwrap(), []);
    let gone = entry(&visitor, &conversation, &What::DataDeleted);
    assert_eq!(store.delete_visitor(&other, &visitor, gone).await.unwrap_err(), nobody);
    assert!(store.summary(&key(), &conversation).await.unwrap().is_some());
}

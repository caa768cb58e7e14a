//! All that is kept of a shopper: given to her, deleted, and never half deleted.

use crate::{
    cobrowse::new_session,
    support::{MILAN, Relay, SHOP, SITE, http},
};
use alongside_protocol::{
    Attachment, Author, CallEnd, CallKind, CallRecord, Content, ErrorCode, FromAgent, FromVisitor, SiteKey,
    SiteOptions, ToAgent, ToVisitor,
};
use alongside_server::store::{NewMessage, PersonalStore, RecordingStore, Store};
use alongside_server::{
    audit::verify::verify,
    store::{Chunk, NewRecording, RecordingPolicy, sqlite::SqliteStore},
};
use std::{
    process::{Command, Stdio},
    time::Duration,
};

pub(crate) async fn post(relay: &Relay, what: &str, token: &str) -> http::Answer {
    let path = format!("/api/v1/sites/{SITE}/{what}");
    http::request(relay.address(), "POST", &path, &[("origin", SHOP)], token).await
}

/// What the archive says.
fn exported(archive: &[u8]) -> serde_json::Value {
    serde_json::from_slice(&http::unzipped(archive)["my-data.json"]).unwrap()
}

#[tokio::test]
async fn files_ratings_notices_and_calls_are_in_what_she_gets() {
    let relay = Relay::start().await;
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    // Longer than what is read at a time.
    let file = [&b"%PDF-1.7 "[..], &[7; 700_000]].concat();
    let bearer = format!("Bearer {token}");
    let headers =
        [("origin", SHOP), ("authorization", bearer.as_str()), ("x-file-name", "m%C3%BCde%20bill.pdf")];
    let path = format!("/api/v1/sites/{SITE}/files");
    let answer = http::send(relay.address(), "POST", &path, &headers, &file, file.len()).await;
    let attachment: Attachment = serde_json::from_slice(&answer.body).unwrap();
    let body = attachment.name.clone();
    let content = Some(Content::Attachment { attachment });
    visitor.say(FromVisitor::Message { client_id: "c1".into(), body, content }).await;
    visitor.acked().await;
    let mut milan = relay.agent(MILAN).await;
    let conversation = milan.hello_again(&relay).await;
    milan.tell(&conversation, "a1", "Thanks.").await;
    let call = CallRecord { kind: CallKind::Audio, reason: CallEnd::AgentEnded, lasted_ms: Some(62_000) };
    let called = NewMessage {
        client_id: "call".into(),
        author: Author::System,
        body: "Call by Milan, 1:02".into(),
        content: Some(Content::Call { call }),
        sent_at_ms: 4,
        joining: None,
    };
    relay.parts().store.append(&SITE.into(), &conversation, called).await.unwrap();
    milan.say(FromAgent::Close { conversation, seen: None }).await;
    visitor.until(|frame| matches!(frame, ToVisitor::Rating { closing: Some(1) }).then_some(())).await;
    visitor.say(FromVisitor::Rate { closing: 1, score: Some(4), comment: Some("Quick.".into()) }).await;
    visitor.until(|frame| matches!(frame, ToVisitor::Rating { closing: None }).then_some(())).await;
    visitor.ping().await;

    let answer = post(&relay, "my-data", &token).await;
    assert_eq!(answer.header("content-type"), Some("application/zip"));
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"my-data.zip\""));
    let files = http::unzipped(&answer.body);
    let data = exported(&answer.body);
    let kinds: Vec<_> = data["messages"].as_array().unwrap().iter().map(|message| &message["with"]).collect();
    assert_eq!(kinds[0]["kind"], "attachment");
    assert_eq!((&kinds[1]["what"], &kinds[1]["name"]), (&"joined".into(), &"Milan".into()));
    assert_eq!((&kinds[3]["kind"], &kinds[3]["call"]["lasted_ms"]), (&"call".into(), &62_000.into()));
    assert_eq!(kinds[4]["what"], "closed");
    assert_eq!((&kinds[5]["kind"], &kinds[5]["score"]), (&"rating".into(), &4.into()));
    assert_eq!(data["ratings"][0]["comment"], "Quick.");
    let place = data["files"][0]["path"].as_str().unwrap();
    assert_eq!(place, "files/1-müde bill.pdf");
    assert_eq!(files.keys().collect::<Vec<_>>(), [place, "my-data.json"]);
    assert!(files[place] == file, "byte for byte");
}

#[tokio::test]
async fn she_gets_what_she_said_and_her_log_and_nobody_without_her_token_does() {
    let relay = Relay::start().await;
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    visitor.say(FromVisitor::Describe { name: None, email: Some("ada@example.org".into()) }).await;
    visitor.tell("c1", "Do they come in blue?").await;
    let mut milan = relay.agent(MILAN).await;
    let conversation = milan.hello_again(&relay).await;
    milan.tell(&conversation, "a1", "In white.").await;
    let answer = post(&relay, "my-data", &token).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("*")));
    let data = exported(&answer.body);
    assert_eq!(data["you"]["email"], "ada@example.org");
    assert_eq!(data["messages"][0]["text"], "Do they come in blue?");
    assert_eq!(data["messages"][1]["from"], "the chat itself");
    assert_eq!(data["messages"][1]["with"]["what"], "joined");
    assert_eq!(data["messages"][2]["from"], "Milan");
    assert_eq!(data["log"][0]["what"], "data_exported");
    let guess = post(&relay, "my-data", "guessed").await;
    assert_eq!((guess.status, guess.json()["code"].clone()), (401, "not_logged_in".into()));
    for _ in 0..5 {
        assert_eq!(post(&relay, "my-data", &token).await.status, 200);
    }
    let late = post(&relay, "my-data", &token).await;
    assert_eq!((late.status, late.json()["code"].clone()), (429, "too_many_tries".into()));
    assert!(late.header("retry-after").is_some());
}

#[tokio::test]
async fn what_she_deletes_is_gone_for_her_tabs_the_consoles_and_for_good() {
    let relay = Relay::start().await;
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    visitor.tell("c1", "my secret").await;
    let mut other = relay.line().await;
    other.hello(Some(token.clone()), None, 0).await;
    let mut milan = relay.agent(MILAN).await;
    let conversation = milan.hello_again(&relay).await;
    visitor.start(&new_session()).await;
    assert_eq!(post(&relay, "my-data/delete", &token).await.status, 204);
    for line in [&mut visitor, &mut other] {
        line.until(|frame| matches!(frame, ToVisitor::Deleted).then_some(())).await;
        assert_eq!(line.closed().await, Some(1_000));
    }
    let mut ended = false;
    milan
        .until(|frame| match frame {
            ToAgent::CobrowseEnded { .. } => {
                ended = true;
                None
            }
            ToAgent::ConversationGone { conversation: gone } => {
                assert_eq!(gone, conversation);
                Some(())
            }
            _ => None,
        })
        .await;
    assert!(ended, "what she shared ends before");
    milan
        .say(alongside_protocol::FromAgent::Message {
            conversation: conversation.clone(),
            client_id: "a1".into(),
            body: "Are you there?".into(),
            content: None,
        })
        .await;
    assert_eq!(milan.error().await.code, ErrorCode::UnknownConversation);
    // Her token is nobody's: whoever comes with it is somebody new.
    let mut again = relay.line().await;
    let (fresh, transcript) = again.hello(Some(token.clone()), None, 0).await;
    assert!(fresh != token && transcript.messages.is_empty());
    assert_eq!(post(&relay, "my-data/delete", &token).await.status, 401);
    let store = &relay.parts().store;
    let log = store.audit(&SITE.into(), 0, 100).await.unwrap();
    assert_eq!(log.last().map(|entry| entry.what.as_str()), Some("data_deleted"));
    assert!(log.iter().any(|entry| entry.what == "consent_given"), "that she consented stays");
    assert!(verify(&**store, &SITE.into(), None).await.is_ok());
}

/// The program is killed at many moments while it deletes somebody with a long recording: she is either there with all of hers,
/// or not at all; and the next housekeeping takes the rest from the disk.
#[tokio::test]
async fn a_deletion_that_is_killed_leaves_no_half() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relay.db");
    let site = SiteKey::from(SITE);
    drop(Relay::at(folder.path()).await);
    let (mut deleted, mut whole) = (0, 0);
    for number in 0..12_u8 {
        let (token, conversation, recording) = {
            let store = SqliteStore::open(&database).unwrap();
            store.finish_deletions().await.unwrap();
            let token = alongside_server::token::TokenHash([number; 32]);
            let page = crate::support::page();
            let visitor = store.add_visitor(&site, token, page, 1).await.unwrap();
            let conversation = store.open_conversation(&site, &visitor, 2).await.unwrap();
            let policy = RecordingPolicy { is_on: true, ..RecordingPolicy::default() };
            store.set_recording_policy(&site, policy).await.unwrap();
            let recording = alongside_protocol::RecordingId(format!("r{number}"));
            let new = NewRecording {
                recording: recording.clone(),
                conversation: conversation.clone(),
                kind: alongside_protocol::RecordingKind::Session,
                session: None,
                saved_by: None,
                started_at_ms: 3,
            };
            store.begin_recording(&site, new).await.unwrap();
            let chunk = Chunk { records: vec![7; 8 << 20].into(), duration_ms: 1, gaps: 0 };
            store.extend_recording(&site, &recording, chunk).await.unwrap();
            for message in 0..50 {
                let said = alongside_server::store::NewMessage {
                    client_id: format!("c{message}").into(),
                    author: alongside_protocol::Author::Visitor,
                    body: "my secret".into(),
                    content: None,
                    sent_at_ms: 4,
                    joining: None,
                };
                store.append(&site, &conversation, said).await.unwrap();
            }
            (token, conversation, recording)
        };
        let mut child = Command::new(env!("CARGO_BIN_EXE_alongside"))
            .args(["visitor", "delete", SITE, "--conversation", conversation.as_str(), "--database"])
            .arg(&database)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(u64::from(number) * 12)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let store = SqliteStore::open(&database).unwrap();
        let is_there = store.visitor(&site, token).await.unwrap().is_some();
        let messages = store.messages(&site, &conversation, 0, 100).await.unwrap().len();
        let is_kept = store.recording(&site, &recording).await.unwrap().is_some();
        let is_listed = store.summary(&site, &conversation).await.unwrap().is_some();
        let seen = (messages, is_kept, is_listed);
        assert_eq!(
            seen,
            if is_there { (50, true, true) } else { (0, false, false) },
            "killed after {number} steps"
        );
        *(if is_there { &mut whole } else { &mut deleted }) += 1;
        store.delete_expired_recordings(0).await.unwrap();
        assert_eq!(store.answers(&site, &conversation).await.unwrap(), []);
    }
    assert!(verify(&SqliteStore::open(&database).unwrap(), &site, None).await.is_ok());
    println!("{deleted} were deleted, {whole} were whole");
}

#[tokio::test]
async fn a_form_is_judged_by_the_relay_and_the_agent_has_its_answers() {
    use alongside_protocol::{Answer, Filled};
    let relay = Relay::start().await;
    let store = &relay.parts().store;
    let options = SiteOptions { pre_chat: SiteOptions::example().pre_chat, ..SiteOptions::default() };
    store.set_options(&SITE.into(), options.clone()).await.unwrap();
    let mut visitor = relay.line().await;
    visitor
        .say(FromVisitor::Hello {
            protocol: alongside_protocol::VERSION,
            token: None,
            identity: None,
            epoch: None,
            since: 0,
            since_id: None,
            page: crate::support::page(),
        })
        .await;
    let ToVisitor::Welcome { reception, token, .. } = visitor.next().await else { panic!("no welcome") };
    assert_eq!(reception.pre_chat, options.pre_chat);
    let answer = |value: &str| Answer { label: "What is it about?".into(), value: value.into() };
    let filled = |value: &str| Filled {
        name: None,
        email: Some("ada@example.org".into()),
        answers: vec![answer(value)],
    };
    visitor.say(FromVisitor::Form { filled: filled("My salary") }).await;
    let error = visitor.error().await;
    assert_eq!((error.code, error.retry), (ErrorCode::FormRefused, false));
    let mut other = relay.line().await;
    other.hello(Some(token.clone()), None, 0).await;
    visitor.say(FromVisitor::Form { filled: filled("An order") }).await;
    for line in [&mut visitor, &mut other] {
        let told = line
            .until(|frame| match frame {
                ToVisitor::Reception { reception } => Some(reception),
                _ => None,
            })
            .await;
        assert!(told.pre_chat.is_none() && told.reachable);
    }
    // Said again, because the answer was lost: taken, and nothing changes.
    visitor.say(FromVisitor::Form { filled: filled("Something else") }).await;
    visitor.tell("c1", "Where is it?").await;
    let mut milan = relay.agent(MILAN).await;
    let conversation = milan.hello_again(&relay).await;
    milan.open_conversation(&conversation).await;
    let answers = milan
        .until(|frame| match frame {
            ToAgent::Answers { answers, .. } => Some(answers),
            _ => None,
        })
        .await;
    assert_eq!(answers, [answer("An order")]);
}

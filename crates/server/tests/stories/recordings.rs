//! What is kept of shared pages: only where the site wants it and the shopper was told, and only for its own agents.

use crate::{
    cobrowse::{frame, frame_acked, keyframe_asked, new_session, pair},
    support::{
        AYLIN, Agent, MILAN, OLGA, Options, PASSWORD, Relay, SITE, Visitor,
        http::{self, Answer},
        soon,
    },
};
use alongside_mirror::{Asset, NamedAsset, encode_asset, encode_named_asset};
use alongside_protocol::{
    ConversationId, EndReason, FrameKind, FromAgent, FromVisitor, Recording, Recordings, SessionId, ToVisitor,
};
use alongside_server::{asset_store::AssetName, store::RecordingPolicy, timings::Timings};
use rusqlite::Connection;
use std::time::Duration;

async fn record_from_now_on(relay: &Relay, policy: RecordingPolicy) {
    let policy = RecordingPolicy { is_on: true, ..policy };
    relay.parts().store.set_recording_policy(&SITE.into(), policy).await.unwrap();
}

async fn start(visitor: &mut Visitor, recorded: bool) -> SessionId {
    let session = new_session();
    visitor.say(FromVisitor::CobrowseStart { session: session.clone(), resume: false, recorded }).await;
    visitor.until(|frame| matches!(frame, ToVisitor::CobrowseStarted { .. }).then_some(())).await;
    session
}

async fn send(visitor: &mut Visitor, session: &SessionId, frames: &[(FrameKind, &[u8])]) {
    for (index, (kind, payload)) in frames.iter().enumerate() {
        visitor.say_binary(frame(session, index as u32 + 1, *kind, payload)).await;
        frame_acked(visitor).await;
    }
}

async fn end(visitor: &mut Visitor, session: &SessionId) {
    visitor.say(FromVisitor::CobrowseEnd { session: session.clone(), reason: EndReason::VisitorEnded }).await;
}

/// Waits for the line with which a session ends. Returns what the line is called with which it began: as its recording.
async fn name_of_recording(agent: &mut Agent, conversation: &ConversationId) -> String {
    loop {
        let (.., body) = agent.heard().await;
        if body == "Page sharing ended" {
            let transcript = agent.open_conversation(conversation).await;
            let began = transcript.messages.iter().rfind(|message| message.body == "Page sharing started");
            return began.unwrap().client_id.to_string();
        }
    }
}

async fn cookie(relay: &Relay, email: &str) -> String {
    http::log_in(relay.address(), email, PASSWORD).await.cookie()
}

async fn get(relay: &Relay, cookie: &str, path: &str) -> Answer {
    http::get(relay.address(), path, &[("cookie", cookie)]).await
}

async fn list(relay: &Relay, cookie: &str, conversation: &ConversationId) -> Vec<Recording> {
    let answer = get(relay, cookie, &format!("/api/v1/recordings?conversation={conversation}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice::<Recordings>(&answer.body).unwrap().recordings
}

/// Frames without their times.
fn frames(mut records: &[u8]) -> Vec<&[u8]> {
    let mut frames = Vec::new();
    while let Some((header, rest)) = records.split_first_chunk::<8>() {
        let length = u32::from_le_bytes(header[4..].try_into().unwrap()) as usize;
        frames.push(&rest[..length]);
        records = &rest[length..];
    }
    frames
}

pub(crate) fn record(frame: &[u8]) -> String {
    // The small HTTP client sends text: times and lengths below 128 are text.
    let length = char::from(u8::try_from(frame.len()).unwrap());
    format!("\0\0\0\0{length}\0\0\0{}", std::str::from_utf8(frame).unwrap())
}

#[tokio::test]
async fn a_session_is_kept_frame_by_frame_and_an_asset_once() {
    let relay = Relay::start().await;
    record_from_now_on(&relay, RecordingPolicy::default()).await;
    let (mut agent, mut visitor, conversation) = pair(&relay).await;
    let session = start(&mut visitor, true).await;
    let sent: [(FrameKind, &[u8]); 5] = [
        (FrameKind::Asset, b"picture"),
        (FrameKind::Keyframe, b"page"),
        (FrameKind::Delta, b"change"),
        (FrameKind::Asset, b"picture"),
        (FrameKind::Delta, b"another"),
    ];
    send(&mut visitor, &session, &sent).await;
    end(&mut visitor, &session).await;
    let line = name_of_recording(&mut agent, &conversation).await;

    let cookie = cookie(&relay, MILAN).await;
    let recordings = list(&relay, &cookie, &conversation).await;
    assert_eq!(recordings.len(), 1);
    let recording = &recordings[0];
    assert_eq!(
        recording.recording.as_str(),
        line,
        "the line in the conversation is called as the recording is"
    );
    assert!(!recording.running && !recording.cut && recording.gaps == 0);
    let played = get(&relay, &cookie, &format!("/api/v1/recordings/{line}")).await;
    assert_eq!(played.status, 200);
    assert_eq!(played.header("content-type"), Some("application/octet-stream"));
    assert_eq!(frames(&played.body), [&b"picture"[..], b"page", b"change", b"another"]);
    assert_eq!(recording.bytes, played.body.len() as u64);
}

#[tokio::test]
async fn a_picture_that_is_told_by_name_is_kept_with_its_bytes() {
    let relay = Relay::start().await;
    record_from_now_on(&relay, RecordingPolicy::default()).await;
    let (mut agent, mut visitor, conversation) = pair(&relay).await;
    let bytes = b"\x89PNG\r\n\x1a\n and more of it";
    let name = AssetName::of(bytes);
    let store = &relay.parts().asset_store;
    store.keep(&SITE.into(), name, bytes.as_slice().into()).await.unwrap();
    let (address, media_type) = ("https://shop.example/a.png", "image/png");
    let named = encode_named_asset(NamedAsset { name: &name.0, address, media_type });
    let session = start(&mut visitor, true).await;
    send(&mut visitor, &session, &[(FrameKind::NamedAsset, &named), (FrameKind::Keyframe, b"page")]).await;
    end(&mut visitor, &session).await;
    let recording = name_of_recording(&mut agent, &conversation).await;
    let cookie = cookie(&relay, MILAN).await;
    let played = get(&relay, &cookie, &format!("/api/v1/recordings/{recording}")).await;
    let whole = encode_asset(Asset { address, media_type, bytes });
    assert_eq!(frames(&played.body), [&whole[..], b"page"]);
}

#[tokio::test]
async fn nothing_is_kept_unless_the_site_wants_it_and_she_was_told() {
    let relay = Relay::start().await;
    let (mut agent, mut visitor, conversation) = pair(&relay).await;
    let mut share = async |recorded: bool| {
        let session = start(&mut visitor, recorded).await;
        send(&mut visitor, &session, &[(FrameKind::Keyframe, b"page")]).await;
        end(&mut visitor, &session).await;
        name_of_recording(&mut agent, &conversation).await;
    };
    // She was told, and meanwhile the site has thought better of it.
    share(true).await;
    record_from_now_on(&relay, RecordingPolicy::default()).await;
    // Her page is from before the site began to record.
    share(false).await;
    assert_eq!(list(&relay, &cookie(&relay, MILAN).await, &conversation).await, []);
}

#[tokio::test]
async fn a_recording_ends_at_its_limit_and_the_session_goes_on() {
    let relay = Relay::start().await;
    record_from_now_on(&relay, RecordingPolicy { recording_bytes: 1_000, ..RecordingPolicy::default() })
        .await;
    let (mut agent, mut visitor, conversation) = pair(&relay).await;
    let session = start(&mut visitor, true).await;
    agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    keyframe_asked(&mut visitor).await;
    let large = vec![7; 70_000];
    send(&mut visitor, &session, &[(FrameKind::Keyframe, b"page"), (FrameKind::Delta, &large)]).await;
    visitor.say_binary(frame(&session, 3, FrameKind::Delta, b"on")).await;
    for _ in 0..2 {
        agent.binary().await;
    }
    assert_eq!(agent.binary().await, frame(&session, 3, FrameKind::Delta, b"on"), "the agent sees all of it");
    end(&mut visitor, &session).await;
    name_of_recording(&mut agent, &conversation).await;
    let recordings = list(&relay, &cookie(&relay, MILAN).await, &conversation).await;
    assert!(recordings[0].cut);
    assert_eq!(recordings[0].bytes, 0, "what does not fit is not kept in part");
}

#[tokio::test]
async fn a_recording_is_whole_when_the_relay_was_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::at(folder.path()).await;
    record_from_now_on(&relay, RecordingPolicy::default()).await;
    let (_agent, mut visitor, conversation) = pair(&relay).await;
    let session = start(&mut visitor, true).await;
    send(&mut visitor, &session, &[(FrameKind::Keyframe, b"page"), (FrameKind::Delta, b"last")]).await;
    assert!(relay.stop().await);
    let relay = Relay::at(folder.path()).await;
    let cookie = cookie(&relay, MILAN).await;
    let recordings = list(&relay, &cookie, &conversation).await;
    assert!(!recordings[0].running);
    let played = get(&relay, &cookie, &format!("/api/v1/recordings/{}", recordings[0].recording)).await;
    assert_eq!(frames(&played.body), [&b"page"[..], b"last"]);
}

async fn resume(relay: &Relay, token: &str, session: &SessionId) -> Visitor {
    let mut visitor = relay.line().await;
    visitor.hello(Some(token.into()), None, 0).await;
    visitor.say(FromVisitor::CobrowseStart { session: session.clone(), resume: true, recorded: false }).await;
    visitor.until(|frame| matches!(frame, ToVisitor::CobrowseStarted { .. }).then_some(())).await;
    visitor
}

async fn conversation_of(relay: &Relay, token: &str) -> ConversationId {
    let (_, transcript) = relay.line().await.hello(Some(token.into()), None, 0).await;
    transcript.conversation.unwrap()
}

#[tokio::test]
async fn on_her_next_page_and_in_another_tab_the_same_recording_goes_on() {
    let relay = Relay::start().await;
    record_from_now_on(&relay, RecordingPolicy::default()).await;
    let mut agent = relay.agent(MILAN).await;
    let mut first = relay.line().await;
    let (token, _) = first.hello(None, None, 0).await;
    let session = start(&mut first, true).await;
    send(&mut first, &session, &[(FrameKind::Keyframe, b"first page")]).await;
    first.say(FromVisitor::CobrowseEnd { session: session.clone(), reason: EndReason::PageLeft }).await;
    let mut second = resume(&relay, &token, &session).await;
    let sent: [(FrameKind, &[u8]); 3] = [
        (FrameKind::Delta, b"on nothing"),
        (FrameKind::Keyframe, b"second page"),
        (FrameKind::Delta, b"change"),
    ];
    send(&mut second, &session, &sent).await;
    let mut tab = resume(&relay, &token, &session).await;
    send(&mut tab, &session, &[(FrameKind::Keyframe, b"another tab")]).await;
    end(&mut tab, &session).await;

    let conversation = conversation_of(&relay, &token).await;
    let recording = name_of_recording(&mut agent, &conversation).await;
    let cookie = cookie(&relay, MILAN).await;
    assert_eq!(list(&relay, &cookie, &conversation).await.len(), 1);
    let played = get(&relay, &cookie, &format!("/api/v1/recordings/{recording}")).await;
    assert_eq!(frames(&played.body), [&b"first page"[..], b"second page", b"change", b"another tab"]);
}

#[tokio::test]
async fn a_session_that_outlives_its_relay_goes_on_in_the_same_recording() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::at(folder.path()).await;
    record_from_now_on(&relay, RecordingPolicy::default()).await;
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    let session = start(&mut visitor, true).await;
    send(&mut visitor, &session, &[(FrameKind::Keyframe, b"before")]).await;
    assert!(relay.stop().await);

    let relay = Relay::at(folder.path()).await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = resume(&relay, &token, &session).await;
    assert!(keyframe_asked(&mut visitor).await, "what it shows may not be in the recording yet");
    send(&mut visitor, &session, &[(FrameKind::Delta, b"on nothing"), (FrameKind::Keyframe, b"after")]).await;
    let metrics = &relay.parts().metrics.recordings;
    assert_eq!(metrics.open.get(), 1);
    end(&mut visitor, &session).await;
    let conversation = conversation_of(&relay, &token).await;
    let recording = name_of_recording(&mut agent, &conversation).await;
    let cookie = cookie(&relay, MILAN).await;
    let recordings = list(&relay, &cookie, &conversation).await;
    assert_eq!(recordings.len(), 1);
    assert_eq!(recordings[0].recording.as_str(), recording);
    assert_eq!((recordings[0].gaps, recordings[0].running), (1, false));
    let played = get(&relay, &cookie, &format!("/api/v1/recordings/{recording}")).await;
    assert_eq!(frames(&played.body), [&b"before"[..], b"after"]);
    assert_eq!((metrics.open.get(), metrics.bytes.get()), (0, 8 + 5));
    assert!(relay.parts().metrics.render().contains("\nalongside_recorded_bytes_total 13\n"));
}

#[tokio::test]
async fn after_a_restart_nothing_is_recorded_that_was_not_or_that_the_site_wants_no_more() {
    for (told, wanted) in [(false, true), (true, false)] {
        let folder = tempfile::tempdir().unwrap();
        let relay = Relay::at(folder.path()).await;
        record_from_now_on(&relay, RecordingPolicy::default()).await;
        let mut visitor = relay.line().await;
        let (token, _) = visitor.hello(None, None, 0).await;
        let session = start(&mut visitor, told).await;
        send(&mut visitor, &session, &[(FrameKind::Keyframe, b"before")]).await;
        assert!(relay.stop().await);

        let relay = Relay::at(folder.path()).await;
        let policy = RecordingPolicy { is_on: wanted, ..RecordingPolicy::default() };
        relay.parts().store.set_recording_policy(&SITE.into(), policy).await.unwrap();
        let mut visitor = resume(&relay, &token, &session).await;
        send(&mut visitor, &session, &[(FrameKind::Keyframe, b"after")]).await;
        let conversation = conversation_of(&relay, &token).await;
        let recordings = list(&relay, &cookie(&relay, MILAN).await, &conversation).await;
        assert_eq!(recordings.len(), usize::from(told));
        assert!(recordings.iter().all(|recording| !recording.running && recording.gaps == 0));
        assert_eq!(relay.parts().metrics.recordings.open.get(), 0);
    }
}

#[tokio::test]
async fn a_write_that_fails_is_counted_and_leaves_a_gap() {
    let relay = Relay::start().await;
    record_from_now_on(&relay, RecordingPolicy::default()).await;
    let (mut agent, mut visitor, conversation) = pair(&relay).await;
    let session = start(&mut visitor, true).await;
    let other = Connection::open(relay.database()).unwrap();
    other
        .execute_batch(
            "CREATE TRIGGER disk_is_full BEFORE INSERT ON recording_chunks BEGIN SELECT RAISE(ABORT, 'full'); END",
        )
        .unwrap();
    let large = vec![7; 70_000];
    send(&mut visitor, &session, &[(FrameKind::Keyframe, &large)]).await;
    let counts = &relay.parts().metrics.recordings;
    soon(async {
        while counts.failures.get() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    other.execute_batch("DROP TRIGGER disk_is_full").unwrap();
    visitor.say_binary(frame(&session, 2, FrameKind::Delta, b"on nothing")).await;
    assert!(keyframe_asked(&mut visitor).await);
    visitor.say_binary(frame(&session, 3, FrameKind::Keyframe, b"anew")).await;
    end(&mut visitor, &session).await;
    let recording = name_of_recording(&mut agent, &conversation).await;
    let cookie = cookie(&relay, MILAN).await;
    let played = get(&relay, &cookie, &format!("/api/v1/recordings/{recording}")).await;
    assert_eq!(frames(&played.body), [b"anew"]);
    assert_eq!(list(&relay, &cookie, &conversation).await[0].gaps, 1);
    assert_eq!((counts.failures.get(), counts.gaps.get()), (1, 1));
}

#[tokio::test]
async fn recordings_past_their_days_go_by_themselves() {
    let timings = Timings { housekeeping: Duration::from_millis(50), ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let (_agent, _visitor, conversation) = pair(&relay).await;
    let store = &relay.parts().store;
    let new = alongside_server::store::NewRecording {
        recording: "r".into(),
        conversation: conversation.clone(),
        kind: alongside_protocol::RecordingKind::Session,
        session: None,
        saved_by: None,
        started_at_ms: 1,
    };
    store.begin_recording(&SITE.into(), new).await.unwrap();
    let end = alongside_server::store::RecordingEnd { duration_ms: 1, is_cut: false };
    store.end_recording(&SITE.into(), &"r".into(), end).await.unwrap();
    let cookie = cookie(&relay, MILAN).await;
    for _ in 0..100 {
        if list(&relay, &cookie, &conversation).await.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it is still there");
}

#[tokio::test]
async fn whoever_is_not_logged_in_is_turned_away_before_the_body_comes() {
    let relay = Relay::start().await;
    let path = "/api/v1/conversations/c/pages";
    let asked = http::send(relay.address(), "POST", path, &[], b"", 33_000_000);
    let answer = tokio::time::timeout(Duration::from_secs(10), asked).await;
    assert_eq!(answer.expect("an answer without the body").status, 401);
}

#[tokio::test]
async fn an_agent_saves_a_page_and_both_sides_read_that_it_was_saved() {
    let relay = Relay::start().await;
    let (_agent, mut visitor, conversation) = pair(&relay).await;
    let cookie = cookie(&relay, AYLIN).await;
    let path = format!("/api/v1/conversations/{conversation}/pages");
    let post = async |body: &str| {
        let headers = [("cookie", cookie.as_str()), ("content-type", "application/octet-stream")];
        http::request(relay.address(), "POST", &path, &headers, body).await
    };
    // Longer than any other request may be.
    let body = record(&[b'p'; 100]).repeat(1_000) + &record(b"page");
    let saved = post(&body).await;
    assert_eq!(saved.status, 201, "{}", saved.text());
    let (_, line) = visitor.heard().await;
    assert_eq!(line, "Aylin saved the page");
    let recordings = list(&relay, &cookie, &conversation).await;
    assert_eq!(recordings[0].saved_by.as_deref(), Some("Aylin"));
    assert_eq!(saved.json()["recording"], recordings[0].recording.as_str());
    let played = get(&relay, &cookie, &format!("/api/v1/recordings/{}", recordings[0].recording)).await;
    assert_eq!(played.body, body.as_bytes());

    assert_eq!(post("no records").await.status, 400);
    assert_eq!(post("").await.status, 400);
    record_from_now_on(&relay, RecordingPolicy { site_bytes: 40, ..RecordingPolicy::default() }).await;
    assert_eq!(post(&body).await.status, 413, "there is no room left");
    assert_eq!(list(&relay, &cookie, &conversation).await.len(), 1);
}

#[tokio::test]
async fn recordings_are_for_the_sites_own_agents_only() {
    let relay = Relay::start().await;
    record_from_now_on(&relay, RecordingPolicy::default()).await;
    let (mut agent, mut visitor, conversation) = pair(&relay).await;
    let session = start(&mut visitor, true).await;
    send(&mut visitor, &session, &[(FrameKind::Keyframe, b"page")]).await;
    end(&mut visitor, &session).await;
    let recording = name_of_recording(&mut agent, &conversation).await;

    let pages = format!("/api/v1/conversations/{conversation}/pages");
    let listed = format!("/api/v1/recordings?conversation={conversation}");
    let played = format!("/api/v1/recordings/{recording}");
    let olga = cookie(&relay, OLGA).await;
    assert_eq!(list(&relay, &olga, &conversation).await, []);
    assert_eq!(get(&relay, &olga, &played).await.status, 404);
    assert_eq!(get(&relay, &cookie(&relay, AYLIN).await, &played).await.status, 200, "it is there");
    let post = async |cookie: &str, origin: &str| {
        let headers = [("cookie", cookie), ("origin", origin)];
        http::request(relay.address(), "POST", &pages, &headers, &record(b"page")).await.status
    };
    let own = format!("http://{}", relay.address());
    assert_eq!(post(&olga, &own).await, 404);
    for path in [&listed, &played] {
        assert_eq!(get(&relay, "alongside_session=guessed", path).await.status, 401);
    }
    assert_eq!(post("alongside_session=guessed", &own).await, 401);
    let milan = cookie(&relay, MILAN).await;
    assert_eq!(post(&milan, "https://shop.example").await, 403, "not from another site's page");
    assert_eq!(list(&relay, &milan, &conversation).await.len(), 1, "nothing of it left a trace");
    // The viewer's host has no API at all.
    let viewer = relay.parts().config.viewer_origin.to_string();
    let host = viewer.trim_start_matches("http://");
    let headers = [("cookie", milan.as_str()), ("host", host)];
    assert_eq!(http::get(relay.address(), &played, &headers).await.status, 404);
}

//! Files that shoppers and agents send each other: both ways, and in every way that is not allowed.

use crate::support::{
    Agent, MILAN, OLGA, OTHER_SHOP, OTHER_SITE, Options, PASSWORD, Relay, SHOP, SITE, Visitor,
    http::{self, Answer},
    soon,
};
use alongside_protocol::{
    Attachment, Content, ConversationId, ErrorCode, ErrorFrame, FromAgent, FromVisitor, Message, ToAgent,
    ToVisitor,
};
use alongside_server::{config::RawConfig, timings::Timings};
use serde_json::json;
use std::time::Duration;
use tokio::{io::AsyncWriteExt, net::TcpStream, time::sleep};

/// A PNG by its head and its chunks; nobody here looks at its pixels.
fn png(width: u32, height: u32, text: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, b"CRC."].concat()
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), b"\x08\x06\0\0\0"].concat();
    let parts =
        [chunk(b"IHDR", &head), chunk(b"tEXt", text), chunk(b"IDAT", &[7; 500_000]), chunk(b"IEND", b"")];
    [&b"\x89PNG\r\n\x1a\n"[..], &parts.concat()].concat()
}

/// A shopper with a line and the token that goes with it.
async fn shopper(relay: &Relay) -> (Visitor, String) {
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    (visitor, token)
}

async fn upload(relay: &Relay, token: &str, name: &str, body: &[u8]) -> Answer {
    upload_from(relay, SITE, SHOP, token, name, body).await
}

async fn upload_from(
    relay: &Relay,
    site: &str,
    origin: &str,
    token: &str,
    name: &str,
    body: &[u8],
) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("origin", origin), ("authorization", bearer.as_str()), ("x-file-name", name)];
    http::send(relay.address(), "POST", &format!("/api/v1/sites/{site}/files"), &headers, body, body.len())
        .await
}

async fn agents_upload(
    relay: &Relay,
    cookie: &str,
    origin: &str,
    conversation: &ConversationId,
    body: &[u8],
) -> Answer {
    let path = format!("/api/v1/files?conversation={conversation}");
    let headers = [("origin", origin), ("cookie", cookie), ("x-file-name", "bill.pdf")];
    http::send(relay.address(), "POST", &path, &headers, body, body.len()).await
}

fn attachment(answer: &Answer) -> Attachment {
    assert_eq!(answer.status, 201, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

fn error(answer: &Answer) -> ErrorFrame {
    serde_json::from_slice(&answer.body).unwrap()
}

async fn read(relay: &Relay, site: &str, id: &str) -> Answer {
    http::get(relay.address(), &format!("/api/v1/files/{id}?site={site}"), &[]).await
}

fn carrying(client_id: &str, attachment: &Attachment) -> FromVisitor {
    let content = Some(Content::Attachment { attachment: attachment.clone() });
    FromVisitor::Message { client_id: client_id.into(), body: attachment.name.clone(), content }
}

async fn heard(agent: &mut Agent) -> (ConversationId, Message) {
    agent
        .until(|frame| match frame {
            ToAgent::Message { conversation, message } => Some((conversation, message)),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn a_picture_goes_from_shopper_to_agent_and_a_bill_comes_back() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let (mut visitor, token) = shopper(&relay).await;
    let picture =
        attachment(&upload(&relay, &token, "m%C3%BCde%20foot.png", &png(40, 30, b"Author\0 SECRET")).await);
    assert_eq!((picture.name.as_str(), picture.media_type.as_str()), ("müde foot.png", "image/png"));
    assert_eq!((picture.size, picture.bytes), (Some((40, 30)), 500_057));
    // What a frame says of the file is not what others hear of it.
    let lies = Attachment {
        name: "x.exe".into(),
        bytes: 1,
        size: None,
        media_type: "a/b".into(),
        ..picture.clone()
    };
    visitor.say(carrying("c1", &lies)).await;
    visitor.acked().await;
    let (conversation, message) = heard(&mut agent).await;
    assert_eq!(message.content, Some(Content::Attachment { attachment: picture.clone() }));

    let answer = read(&relay, SITE, &picture.id).await;
    assert_eq!((answer.status, answer.body.len() as u64), (200, picture.bytes));
    assert!(!answer.body.windows(6).any(|window| window == b"SECRET"), "what was written into it is gone");
    for (name, value) in [
        ("content-type", "image/png"),
        ("content-disposition", "inline; filename*=UTF-8''m%C3%BCde%20foot.png"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("cache-control", "private, max-age=3600"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    let tag = answer.header("etag").unwrap();
    let path = format!("/api/v1/files/{}?site={SITE}", picture.id);
    let again = http::get(relay.address(), &path, &[("if-none-match", tag)]).await;
    assert_eq!((again.status, again.body.len()), (304, 0));

    let cookie = http::log_in(relay.address(), MILAN, PASSWORD).await.cookie();
    let own = format!("http://{}", relay.address());
    let bill = attachment(&agents_upload(&relay, &cookie, &own, &conversation, b"%PDF-1.7 bill").await);
    let content = Some(Content::Attachment { attachment: bill.clone() });
    agent
        .say(FromAgent::Message {
            conversation,
            client_id: "a1".into(),
            body: bill.name.clone(),
            content: content.clone(),
        })
        .await;
    let message = visitor
        .until(|frame| match frame {
            ToVisitor::Message { message } if message.seq > 2 => Some(message),
            _ => None,
        })
        .await;
    assert_eq!(message.content, content);
    let answer = read(&relay, SITE, &bill.id).await;
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename*=UTF-8''bill.pdf"));
    assert_eq!(answer.text(), "%PDF-1.7 bill");
}

#[tokio::test]
async fn browsers_may_send_it_from_the_shops_pages() {
    let relay = Relay::start().await;
    let path = format!("/api/v1/sites/{SITE}/files");
    let headers = [("origin", SHOP), ("access-control-request-method", "POST")];
    let answer = http::request(relay.address(), "OPTIONS", &path, &headers, "").await;
    assert_eq!(answer.status, 204);
    assert_eq!(
        answer.header("access-control-allow-headers"),
        Some("authorization, content-type, x-file-name")
    );
    let (_, token) = shopper(&relay).await;
    for name in ["a.png", ""] {
        let answer = upload(&relay, &token, name, b"%PDF-").await;
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
}

#[tokio::test]
async fn the_content_decides_what_a_file_is_and_not_its_name() {
    let relay = Relay::start().await;
    let (_, token) = shopper(&relay).await;
    for (name, body) in [
        ("a.png", &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..]),
        ("a.png", b"<!doctype html><script>alert(1)</script>"),
        ("a.pdf", b"PK\x03\x04 a document"),
        ("a.jpg", b"MZ\x90\0 a program"),
        ("a.gif", b"GIF8"),
        ("a.png", b"\x89PNG\r\n\x1a\nand then nothing that a PNG has"),
    ] {
        let answer = upload(&relay, &token, name, body).await;
        assert_eq!((answer.status, error(&answer).code), (415, ErrorCode::ContentRefused), "{name} {body:?}");
        assert!(!error(&answer).retry);
    }
    let answer = upload(&relay, &token, "a.gif", b"").await;
    assert_eq!(error(&answer).message, "the file is empty");
    // HTML in a GIF: the relay says that it is a picture, and no browser may think otherwise.
    let page = b"GIF89a\x2f\x2a\x01\0*/=1;<html><script>alert(1)</script>";
    let taken = attachment(&upload(&relay, &token, "page.html", page).await);
    assert_eq!((taken.name.as_str(), taken.media_type.as_str()), ("page.html.gif", "image/gif"));
    let answer = read(&relay, SITE, &taken.id).await;
    assert_eq!(answer.header("content-type"), Some("image/gif"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("content-security-policy"), Some("sandbox; default-src 'none'"));
}

#[tokio::test]
async fn a_name_carries_nothing_but_a_name() {
    let relay = Relay::start().await;
    let (_, token) = shopper(&relay).await;
    let long = "x".repeat(10_000);
    for (said, expected) in [
        ("..%2F..%2Fetc%2Fpasswd", "passwd.pdf"),
        ("C:%5Cusers%5Cbill.pdf", "bill.pdf"),
        ("a%0D%0ASet-Cookie:%20x=1", "aSet-Cookie x=1.pdf"),
        ("invoice%E2%80%AEfdp.exe", "invoicefdp.exe.pdf"),
        ("%00", "file.pdf"),
        ("%ff%fe", "\u{fffd}\u{fffd}.pdf"),
        ("", "file.pdf"),
    ] {
        assert_eq!(attachment(&upload(&relay, &token, said, b"%PDF-1").await).name, expected, "{said}");
    }
    let name = attachment(&upload(&relay, &token, &long, b"%PDF-1").await).name;
    assert_eq!(name.chars().count(), 100);
}

#[tokio::test]
async fn only_the_sites_own_people_upload_and_only_into_their_own_conversations() {
    let relay = Relay::start().await;
    let (mut visitor, token) = shopper(&relay).await;
    visitor.tell("c0", "hello").await;
    let refused = async |site, origin, token: &str| {
        let answer = upload_from(&relay, site, origin, token, "a.pdf", b"%PDF-1").await;
        (answer.status, error(&answer).code)
    };
    assert_eq!(
        refused(OTHER_SITE, OTHER_SHOP, &token).await,
        (401, ErrorCode::NotLoggedIn),
        "another site's token"
    );
    assert_eq!(refused(SITE, SHOP, "0000").await, (401, ErrorCode::NotLoggedIn));
    assert_eq!(refused(SITE, SHOP, "").await, (401, ErrorCode::NotLoggedIn));
    assert_eq!(refused(SITE, OTHER_SHOP, &token).await, (403, ErrorCode::OriginNotAllowed));
    assert_eq!(refused("pk_none", SHOP, &token).await, (404, ErrorCode::UnknownSite));

    let mut agent = relay.agent(MILAN).await;
    visitor.tell("c1", "there").await;
    let (conversation, _) = heard(&mut agent).await;
    let own = format!("http://{}", relay.address());
    let olga = http::log_in(relay.address(), OLGA, PASSWORD).await.cookie();
    let answer = agents_upload(&relay, &olga, &own, &conversation, b"%PDF-1").await;
    assert_eq!(error(&answer).code, ErrorCode::UnknownConversation, "another site's agent");
    let milan = http::log_in(relay.address(), MILAN, PASSWORD).await.cookie();
    let answer = agents_upload(&relay, &milan, SHOP, &conversation, b"%PDF-1").await;
    assert_eq!(answer.status, 403, "a foreign page with the agent's cookie");
    let answer = agents_upload(&relay, "", &own, &conversation, b"%PDF-1").await;
    assert_eq!(error(&answer).code, ErrorCode::NotLoggedIn);
}

#[tokio::test]
async fn a_file_is_read_and_sent_only_where_it_belongs() {
    let relay = Relay::start().await;
    let (mut visitor, token) = shopper(&relay).await;
    let file = attachment(&upload(&relay, &token, "a.pdf", b"%PDF-1").await);
    assert_eq!(file.id.len(), 64, "256 bits, in hexadecimal");
    for (site, id) in
        [(OTHER_SITE, file.id.as_str()), ("", &file.id), (SITE, &file.id[1..]), (SITE, "..%2f..")]
    {
        assert_eq!(read(&relay, site, id).await.status, 404, "{site} {id}");
    }
    // Another shopper, who has learned its name.
    let (mut stranger, _) = shopper(&relay).await;
    stranger.say(carrying("s1", &file)).await;
    let refused = stranger.error().await;
    assert_eq!(
        (refused.code, refused.client_id, refused.retry),
        (ErrorCode::ContentRefused, Some("s1".into()), false)
    );
    stranger.tell("s2", "this goes on").await;
    // An agent does not pass it off as the shop's.
    let mut agent = relay.agent(MILAN).await;
    visitor.tell("c0", "hello").await;
    let (conversation, _) = heard(&mut agent).await;
    let content = Some(Content::Attachment { attachment: file.clone() });
    agent.say(FromAgent::Message { conversation, client_id: "a1".into(), body: "b".into(), content }).await;
    assert_eq!(agent.error().await.code, ErrorCode::ContentRefused);
    // It is hers, also when she says so twice.
    for client_id in ["c1", "c1", "c2"] {
        visitor.say(carrying(client_id, &file)).await;
        visitor.acked().await;
    }
}

#[tokio::test]
async fn what_does_not_come_whole_is_not_there() {
    let timings = Timings { upload_silence: Duration::from_millis(300), ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let (_, token) = shopper(&relay).await;
    let bearer = format!("Bearer {token}");
    let headers = [("origin", SHOP), ("authorization", bearer.as_str())];
    let path = format!("/api/v1/sites/{SITE}/files");
    let body = png(9, 9, b"");
    // It ends before its announced length, or goes on past it.
    let mut stream = TcpStream::connect(relay.address()).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {}\r\nOrigin: {SHOP}\r\nAuthorization: {bearer}\r\nContent-Length: {}\r\n\r\n",
        relay.address(),
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body[..300_000]).await.unwrap();
    until_files(&relay, 1).await;
    drop(stream);
    until_files(&relay, 0).await;
    let longer = http::send(relay.address(), "POST", &path, &headers, &body, body.len() - 20).await;
    assert_eq!(
        attachment(&longer).size,
        Some((9, 9)),
        "what is beyond is another request, and none of the file"
    );
    until_files(&relay, 1).await;
    // It stands still.
    let mut stream = TcpStream::connect(relay.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body[..300_000]).await.unwrap();
    until_files(&relay, 2).await;
    until_files(&relay, 1).await;
    // It does not say how long it is.
    let mut stream = TcpStream::connect(relay.address()).await.unwrap();
    let chunked = head.replace(&format!("Content-Length: {}", body.len()), "Transfer-Encoding: chunked");
    stream.write_all(chunked.as_bytes()).await.unwrap();
    stream.write_all(b"5\r\n%PDF-\r\n0\r\n\r\n").await.unwrap();
    let mut answer = [0; 12];
    soon(tokio::io::AsyncReadExt::read_exact(&mut stream, &mut answer)).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 400");
}

/// Waits until the database holds so many files, come or coming.
async fn until_files(relay: &Relay, expected: u64) {
    let database = rusqlite::Connection::open(relay.database()).unwrap();
    let count =
        || database.query_row("SELECT count(*) FROM attachments", [], |row| row.get::<_, u64>(0)).unwrap();
    soon(async {
        while count() != expected {
            sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn limits_are_told_beforehand_and_held() {
    let raw = RawConfig {
        attachment_mib: Some(1),
        attachment_quota_mib: Some(2),
        shutdown_grace_ms: Some(3_000),
        ..RawConfig::default()
    };
    let relay = Relay::with(Options { raw, ..Options::default() }).await;
    let mut visitor = relay.line().await;
    visitor
        .say_text(
            &json!({ "type": "hello", "protocol": 1, "since": 0, "page": { "url": "", "title": "" } })
                .to_string(),
        )
        .await;
    let (token, most) = visitor
        .until(|frame| match frame {
            ToVisitor::Welcome { token, attachment_bytes, .. } => Some((token, attachment_bytes)),
            _ => None,
        })
        .await;
    assert_eq!(most, 1024 * 1024);
    let mut body = b"%PDF-".to_vec();
    body.resize(1024 * 1024 + 1, b' ');
    let answer = upload(&relay, &token, "a.pdf", &body).await;
    assert_eq!((answer.status, error(&answer).code), (413, ErrorCode::FrameTooLarge));
    assert_eq!(error(&answer).message, "the file has 2 MB; 1 MB are allowed");
    body.pop();
    for _ in 0..2 {
        attachment(&upload(&relay, &token, "a.pdf", &body).await);
    }
    let answer = upload(&relay, &token, "a.pdf", b"%PDF-").await;
    assert_eq!(error(&answer).message, "there is no room for more files here; please send it in another way");
    // Of another site there is room.
    let mut other =
        crate::support::Client::open_visitor(relay.address(), OTHER_SITE, OTHER_SHOP).await.unwrap();
    let (others, _) = Visitor::hello(&mut other, None, None, 0).await;
    attachment(&upload_from(&relay, OTHER_SITE, OTHER_SHOP, &others, "a.pdf", b"%PDF-").await);
}

#[tokio::test]
async fn files_that_are_announced_and_never_come_take_no_room_from_others() {
    let raw = RawConfig {
        attachment_mib: Some(1),
        attachment_quota_mib: Some(2),
        shutdown_grace_ms: Some(300),
        ..RawConfig::default()
    };
    let relay = Relay::with(Options { raw, ..Options::default() }).await;
    let mut body = b"%PDF-".to_vec();
    body.resize(1024 * 1024, b' ');
    let mut waiting = Vec::new();
    for coming in 1..=4 {
        let (_, token) = shopper(&relay).await;
        let head = format!(
            "POST /api/v1/sites/{SITE}/files HTTP/1.1\r\nHost: {}\r\nOrigin: {SHOP}\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n",
            relay.address(),
            body.len()
        );
        let mut stream = TcpStream::connect(relay.address()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body[..100_000]).await.unwrap();
        until_files(&relay, coming).await;
        waiting.push(stream);
    }
    let (_, token) = shopper(&relay).await;
    for _ in 0..2 {
        attachment(&upload(&relay, &token, "a.pdf", &body).await);
    }
    // Those come too late now.
    let mut late = waiting.remove(0);
    late.write_all(&body[100_000..]).await.unwrap();
    let mut answer = [0; 12];
    soon(tokio::io::AsyncReadExt::read_exact(&mut late, &mut answer)).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 415");
}

#[tokio::test]
async fn nobody_sends_more_in_an_hour_than_a_person_would() {
    let relay = Relay::start().await;
    let (_, token) = shopper(&relay).await;
    for _ in 0..60 {
        attachment(&upload(&relay, &token, "a.pdf", b"%PDF-").await);
    }
    let answer = upload(&relay, &token, "a.pdf", b"%PDF-").await;
    assert_eq!((answer.status, error(&answer).code), (429, ErrorCode::TooManyTries));
    let (_, another) = shopper(&relay).await;
    attachment(&upload(&relay, &another, "a.pdf", b"%PDF-").await);
}

//! Asks a service of the shop for a room. The relay's only way to fetch anything, and the only module that knows an HTTP client.
//!
//! It asks the one address that an operator has set for the site, by `alongside site room-hook`: nothing that a visitor or an agent
//! says is part of an address. Redirects are not followed, an answer is bounded in bytes and in time, and each question is signed.

use crate::{clock, store::RoomHook};
use alongside_protocol::{CallId, ConversationId, ROOM_URL_BYTES, SiteKey, is_room_url};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::time::Duration;
use thiserror::Error;

/// How long all of it may take, from looking the host up to the last byte.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than this is no answer, in bytes.
const ANSWER_BYTES: u64 = 4 * ROOM_URL_BYTES as u64;

/// What the service is told.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Question {
    pub(crate) site: SiteKey,
    pub(crate) conversation: ConversationId,
    pub(crate) call: CallId,
    /// A name that nobody can guess, to be the room's.
    pub(crate) room: String,
    /// The display name of the agent who calls.
    pub(crate) agent: String,
}

/// Where the two meet.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Room {
    /// The shopper's address of it.
    pub(crate) url: String,
    /// The agent's, where that is another one, such as a host's.
    #[serde(default)]
    pub(crate) agent_url: Option<String>,
}

/// Why there is no room: for the agent, who may have to tell whoever runs the service.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum HookError {
    #[error("the shop’s room service did not answer within {} seconds: try again, or call without a room", PATIENCE.as_secs())]
    Late,
    #[error(
        "the shop’s room service could not be reached: whoever runs the relay finds the reason in its log"
    )]
    Unreachable(String),
    #[error("the shop’s room service answered with {0} instead of a room: its own log may say why")]
    Refused(u16),
    #[error(
        "the shop’s room service answered with something else than {{\"url\": \"https://…\"}}: it needs mending"
    )]
    Malformed,
    #[error("the relay could not ask for a room: try again")]
    Here,
}

/// Asks for a room.
pub(crate) async fn ask(hook: RoomHook, question: Question) -> Result<Room, HookError> {
    let site = question.site.clone();
    // The client waits as it goes, on a thread made for that.
    let asked = tokio::task::spawn_blocking(move || ask_now(&hook, &question)).await;
    let answer = asked.unwrap_or(Err(HookError::Here));
    if let Err(error) = &answer {
        tracing::warn!(%site, ?error, "the site's room hook gave no room");
    }
    answer
}

fn ask_now(hook: &RoomHook, question: &Question) -> Result<Room, HookError> {
    let body = serde_json::to_vec(question).map_err(|_| HookError::Here)?;
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent("alongside")
        .build();
    let asked = ureq::Agent::new_with_config(config)
        .post(&hook.url)
        .header("content-type", "application/json")
        .header("alongside-signature", signature(&hook.secret, clock::now_ms(), &body))
        .send(&body[..]);
    let mut response = asked.map_err(|error| reason(&error))?;
    let status = response.status();
    if !status.is_success() {
        return Err(HookError::Refused(status.as_u16()));
    }
    let answer = response.body_mut().with_config().limit(ANSWER_BYTES).read_to_vec();
    let answer = answer.map_err(|error| match reason(&error) {
        HookError::Late => HookError::Late,
        _ => HookError::Malformed,
    })?;
    let room: Room = serde_json::from_slice(&answer).map_err(|_| HookError::Malformed)?;
    let are_addresses = is_room_url(&room.url) && room.agent_url.as_deref().is_none_or(is_room_url);
    if are_addresses { Ok(room) } else { Err(HookError::Malformed) }
}

fn reason(error: &ureq::Error) -> HookError {
    match error {
        ureq::Error::Timeout(_) => HookError::Late,
        other => HookError::Unreachable(other.to_string()),
    }
}

/// `t=MS,v1=HEX`: when it was asked, and the HMAC-SHA-256 of `MS.BODY` under the hook's secret.
fn signature(secret: &str, at_ms: u64, body: &[u8]) -> String {
    // HMAC takes keys of any length.
    let signed = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map(|hmac| hmac.chain_update(format!("{at_ms}.")).chain_update(body).finalize().into_bytes())
        .unwrap_or_default();
    let digits: String = signed.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at_ms},v1={digits}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    /// A service that gives one answer, and what it was asked.
    fn service(answer: &'static str) -> (RoomHook, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/rooms?shop=1", listener.local_addr().unwrap());
        let serving = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = Vec::new();
            let mut buffer = [0_u8; 4096];
            while !asked.ends_with(b"}") {
                let count = stream.read(&mut buffer).unwrap();
                asked.extend_from_slice(&buffer[..count]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8(asked).unwrap()
        });
        (RoomHook { url, secret: "north".into(), created_at_ms: 1 }, serving)
    }

    fn question() -> Question {
        Question {
            site: "pk_1".into(),
            conversation: "k1".into(),
            call: "c1".into(),
            room: "4711".into(),
            agent: "Milan".into(),
        }
    }

    #[tokio::test]
    async fn a_service_is_asked_with_a_signature_and_gives_two_addresses() {
        let (hook, serving) = service(concat!(
            "HTTP/1.1 201 Created\r\ncontent-length: 74\r\n\r\n",
            r#"{"url":"https://meet.example/a","agent_url":"https://meet.example/a?host"}"#
        ));
        let room = ask(hook, question()).await.unwrap();
        assert_eq!(room.url, "https://meet.example/a");
        assert_eq!(room.agent_url.as_deref(), Some("https://meet.example/a?host"));
        let asked = serving.join().unwrap();
        let (head, body) = asked.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /rooms?shop=1 HTTP/1.1"), "{head}");
        let given = head.lines().find_map(|line| line.strip_prefix("alongside-signature: ")).unwrap();
        let at_ms = given.strip_prefix("t=").and_then(|rest| rest.split(',').next()).unwrap();
        assert_eq!(given, signature("north", at_ms.parse().unwrap(), body.as_bytes()));
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!([&body["room"], &body["agent"], &body["call"]], ["4711", "Milan", "c1"]);
    }

    #[tokio::test]
    async fn a_redirect_an_error_and_nonsense_are_no_room() {
        let refused = [
            (
                "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
                HookError::Refused(302),
            ),
            ("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n", HookError::Refused(500)),
            ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", HookError::Malformed),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 29\r\n\r\n{\"url\":\"javascript:alert(1)//\"}",
                HookError::Malformed,
            ),
        ];
        for (answer, error) in refused {
            let (hook, serving) = service(answer);
            assert_eq!(ask(hook, question()).await.err(), Some(error), "{answer}");
            serving.join().unwrap();
        }
    }

    #[tokio::test]
    async fn an_answer_without_end_is_not_read_to_its_end() {
        let long: &'static str = Box::leak(
            format!("HTTP/1.1 200 OK\r\n\r\n{{\"url\":\"https://meet.example/{}\"}}", "a".repeat(100_000))
                .into_boxed_str(),
        );
        let (hook, _) = service(long);
        assert_eq!(ask(hook, question()).await.err(), Some(HookError::Malformed));
    }

    #[tokio::test]
    async fn a_service_that_is_not_there_or_is_silent_is_told_in_time() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let hook = RoomHook { url, secret: "north".into(), created_at_ms: 1 };
        let began = std::time::Instant::now();
        assert_eq!(ask(hook.clone(), question()).await.err(), Some(HookError::Late));
        assert!(began.elapsed() < 2 * PATIENCE);
        drop(listener);
        let gone = ask(hook, question()).await.err();
        assert!(matches!(gone, Some(HookError::Unreachable(_))), "{gone:?}");
        assert!(
            !gone.unwrap().to_string().contains("127.0.0.1"),
            "the agent does not learn of the shop's network"
        );
    }

    #[test]
    fn a_signature_is_the_hmac_of_time_and_body() {
        // printf '1795000000123.{}' | openssl dgst -sha256 -hmac north
        let expected = "t=1795000000123,v1=bafc62dbb192297f3b76b53cfd3c598940eddeb3ed505a787d39c28ecd2418fd";
        assert_eq!(signature("north", 1_795_000_000_123, b"{}"), expected);
    }
}

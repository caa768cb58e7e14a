//! The relay's frames, read by hand.
//!
//! serde would read them too, and does so in the console; but for enums with a tag inside it buffers every
//! value first, and that buffering is a fifth of the widget's wasm. What is read here is what serde reads:
//! the tests hold the two together.

use crate::content;
use crate::json_value::JsonValue;
use alongside_link::json::{self, JsonError};
use alongside_protocol::{
    Asked, Author, EndReason, ErrorCode, ErrorFrame, Field, FieldKind, Message, OfflineWhen, PreChat,
    Reception, Shared, Side, SiteSettings, ToVisitor, Transcript, Watcher,
};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use std::fmt::{self, Display};
use wasm_bindgen::JsValue;

/// What the relay said.
#[allow(clippy::large_enum_variant, reason = "it is taken apart at once, and never kept")]
pub(crate) enum Incoming {
    Frame(ToVisitor),
    /// For the module that does what agents do, which reads it itself.
    ForAssist(JsValue),
    /// For the module that has calls.
    ForCall(JsValue),
}

/// Reads a text frame.
///
/// # Errors
/// [`JsonError`] when it is no JSON, or no frame that this widget knows.
pub(crate) fn read(text: &str) -> Result<Incoming, JsonError> {
    let value = json::value(text)?;
    let kind = value.text("type").unwrap_or_default();
    if is_for_assist(&kind) {
        return Ok(Incoming::ForAssist(value));
    }
    if is_for_call(&kind) {
        return Ok(Incoming::ForCall(value));
    }
    frame(&value)
        .map(Incoming::Frame)
        .ok_or_else(|| JsonError::WrongShape("no frame that this widget knows".to_owned()))
}

fn is_for_assist(kind: &str) -> bool {
    matches!(kind, "cobrowse_ask" | "cobrowse_release" | "cobrowse_act")
}

fn is_for_call(kind: &str) -> bool {
    kind.starts_with("call_")
}

fn frame(value: &impl JsonValue) -> Option<ToVisitor> {
    let session = || value.text("session").map(Into::into);
    Some(match value.text("type")?.as_str() {
        "welcome" => ToVisitor::Welcome {
            protocol: u32::try_from(value.count("protocol")?).ok()?,
            visitor: value.text("visitor")?.into(),
            token: value.text("token")?,
            transcript: transcript(&value.get("transcript")?)?,
            agents: value.items("agents", JsonValue::as_text)?,
            cobrowse: value.get("cobrowse").and_then(|shared| {
                Some(Shared { session: shared.text("session")?.into(), live: shared.flag("live")? })
            }),
            reception: reception(value),
            attachment_bytes: value.count("attachment_bytes").unwrap_or_default(),
        },
        "reception" => ToVisitor::Reception { reception: reception(value) },
        "deleted" => ToVisitor::Deleted,
        "message" => ToVisitor::Message { message: message(&value.get("message")?)? },
        "earlier" => ToVisitor::Earlier { messages: value.items("messages", message)? },
        "ack" => ToVisitor::Ack {
            client_id: value.text("client_id")?.into(),
            seq: value.count("seq")?,
            sent_at_ms: value.count("sent_at_ms")?,
        },
        "typing" => ToVisitor::Typing { on: value.flag("on")?, name: value.text("name")? },
        "delivered" => ToVisitor::Delivered { seq: value.count("seq")? },
        "read" => ToVisitor::Read { side: word::<Side>(value, "side")?, seq: value.count("seq")? },
        "agents" => ToVisitor::Agents { agents: value.items("agents", JsonValue::as_text)? },
        "rating" => ToVisitor::Rating { closing: value.count("closing") },
        "cobrowse_request" => ToVisitor::CobrowseRequest { session: session()?, agent: value.text("agent")? },
        "cobrowse_code" => ToVisitor::CobrowseCode {
            code: value.text("code")?,
            expires_at_ms: value.count("expires_at_ms")?,
        },
        "cobrowse_started" => ToVisitor::CobrowseStarted { session: session()? },
        "cobrowse_watchers" => {
            ToVisitor::CobrowseWatchers { session: session()?, watchers: value.items("watchers", watcher)? }
        }
        "cobrowse_keyframe" => {
            ToVisitor::CobrowseKeyframe { session: session()?, assets: value.flag("assets").unwrap_or(true) }
        }
        "cobrowse_wanted" => ToVisitor::CobrowseWanted {
            session: session()?,
            assets: value.items("assets", JsonValue::as_text)?,
        },
        "cobrowse_ack" => ToVisitor::CobrowseAck {
            session: session()?,
            sequence: u32::try_from(value.count("sequence")?).ok()?,
        },
        "cobrowse_ended" => {
            ToVisitor::CobrowseEnded { session: session()?, reason: word::<EndReason>(value, "reason")? }
        }
        "pong" => ToVisitor::Pong,
        "error" => ToVisitor::Error { error: error(&value.get("error")?)? },
        _ => return None,
    })
}

/// What is left out is the usual.
fn reception(frame: &impl JsonValue) -> Reception {
    let Some(value) = frame.get("reception") else { return Reception::default() };
    Reception {
        closed: value.flag("closed").unwrap_or_default(),
        opens_at_ms: value.count("opens_at_ms"),
        offline: match value.text("offline").as_deref() {
            Some("nobody_online") => OfflineWhen::NobodyOnline,
            Some("never") => OfflineWhen::Never,
            _ => OfflineWhen::Closed,
        },
        reachable: value.flag("reachable").unwrap_or_default(),
        pre_chat: value.get("pre_chat").map(|form| PreChat {
            introduction: form.text("introduction"),
            name: asked(&form, "name"),
            email: asked(&form, "email"),
            fields: form.items("fields", field).unwrap_or_default(),
        }),
    }
}

fn asked(form: &impl JsonValue, key: &str) -> Asked {
    match form.text(key).as_deref() {
        Some("required") => Asked::Required,
        Some("optional") => Asked::Optional,
        _ => Asked::No,
    }
}

fn field(value: &impl JsonValue) -> Option<Field> {
    Some(Field {
        kind: match value.text("kind")?.as_str() {
            "choice" => FieldKind::Choice,
            "checkbox" => FieldKind::Checkbox,
            _ => FieldKind::Text,
        },
        label: value.text("label")?,
        required: value.flag("required").unwrap_or_default(),
        choices: value.items("choices", JsonValue::as_text).unwrap_or_default(),
        link: value.text("link"),
    })
}

/// Reads how a site's widget looks and what it says.
pub(crate) fn settings(value: &impl JsonValue) -> Option<SiteSettings> {
    Some(SiteSettings {
        name: value.text("name")?,
        greeting: value.text("greeting")?,
        accent: value.text("accent")?,
        contact: value.text("contact")?,
        records: value.flag("records").unwrap_or_default(),
    })
}

fn transcript(value: &impl JsonValue) -> Option<Transcript> {
    Some(Transcript {
        conversation: value.text("conversation").map(Into::into),
        epoch: value.text("epoch")?.into(),
        whole: value.flag("whole")?,
        messages: value.items("messages", message)?,
        delivered_to_visitor: value.count("delivered_to_visitor").unwrap_or_default(),
        delivered_to_agent: value.count("delivered_to_agent").unwrap_or_default(),
        read_by_visitor: value.count("read_by_visitor")?,
        read_by_agent: value.count("read_by_agent")?,
    })
}

fn message(value: &impl JsonValue) -> Option<Message> {
    Some(Message {
        seq: value.count("seq")?,
        client_id: value.text("client_id")?.into(),
        author: author(&value.get("author")?)?,
        body: value.text("body")?,
        // What this widget does not know, its words say.
        content: value.get("content").and_then(|content| content::read(&content)),
        sent_at_ms: value.count("sent_at_ms")?,
    })
}

fn author(value: &impl JsonValue) -> Option<Author> {
    match value.text("kind")?.as_str() {
        "visitor" => Some(Author::Visitor),
        "agent" => Some(Author::Agent { name: value.text("name")? }),
        "system" => Some(Author::System),
        _ => None,
    }
}

fn watcher(value: &impl JsonValue) -> Option<Watcher> {
    Some(Watcher { agent: value.text("agent")?.into(), name: value.text("name")? })
}

fn error(value: &impl JsonValue) -> Option<ErrorFrame> {
    Some(ErrorFrame {
        code: word::<ErrorCode>(value, "code")?,
        message: value.text("message")?,
        client_id: value.text("client_id").map(Into::into),
        retry: value.flag("retry").unwrap_or_default(),
        wait_ms: value.count("wait_ms").and_then(|wait_ms| u32::try_from(wait_ms).ok()),
    })
}

/// One of an enum's words. These are plain strings: serde reads them without buffering.
pub(crate) fn word<Word: for<'a> Deserialize<'a>>(value: &impl JsonValue, key: &str) -> Option<Word> {
    let word = value.text(key)?;
    let deserializer: StrDeserializer<'_, UnknownWord> = word.as_str().into_deserializer();
    Word::deserialize(deserializer).ok()
}

/// serde's own error would write a list of all words, which nobody reads here.
#[derive(Debug)]
struct UnknownWord;

impl Display for UnknownWord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an unknown word")
    }
}

impl std::error::Error for UnknownWord {}

impl serde::de::Error for UnknownWord {
    fn custom<Message: Display>(_: Message) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::ClientId;
    use serde_json::{Value, json};

    fn a_message(author: Author) -> Message {
        Message {
            seq: 7,
            client_id: ClientId::from("m7"),
            author,
            body: "Größe 42?\n🙂".into(),
            content: None,
            sent_at_ms: 1_790_000_000_000,
        }
    }

    fn a_transcript(whole: bool) -> Transcript {
        let agent = Author::Agent { name: "Milan".into() };
        Transcript {
            conversation: whole.then(|| "c".into()),
            epoch: "e".into(),
            whole,
            messages: vec![a_message(Author::Visitor), a_message(agent), a_message(Author::System)],
            delivered_to_visitor: 7,
            delivered_to_agent: 5,
            read_by_visitor: 6,
            read_by_agent: 0,
        }
    }

    fn a_reception() -> Reception {
        Reception {
            closed: true,
            opens_at_ms: Some(1_795_000_600_123),
            offline: OfflineWhen::Never,
            reachable: true,
            pre_chat: Some(PreChat::example()),
        }
    }

    fn every_frame() -> Vec<ToVisitor> {
        let session = || "018f4e9a-7c31-7a1b-9d7e-0123456789ab".into();
        let mut frames = vec![
            ToVisitor::Message { message: a_message(Author::Visitor) },
            ToVisitor::Earlier { messages: vec![a_message(Author::Visitor)] },
            ToVisitor::Ack { client_id: "m7".into(), seq: 7, sent_at_ms: 8 },
            ToVisitor::Typing { on: true, name: "Milan".into() },
            ToVisitor::Delivered { seq: 7 },
            ToVisitor::Read { side: Side::Agent, seq: 7 },
            ToVisitor::Read { side: Side::Visitor, seq: 0 },
            ToVisitor::Agents { agents: vec!["Milan".into(), "Ana".into()] },
            ToVisitor::Rating { closing: Some(3) },
            ToVisitor::Rating { closing: None },
            ToVisitor::CobrowseRequest { session: session(), agent: "Milan".into() },
            ToVisitor::CobrowseCode { code: "041736".into(), expires_at_ms: 1_795_000_600_123 },
            ToVisitor::CobrowseStarted { session: session() },
            ToVisitor::CobrowseWatchers {
                session: session(),
                watchers: vec![Watcher { agent: "a".into(), name: "Milan".into() }],
            },
            ToVisitor::CobrowseKeyframe { session: session(), assets: true },
            ToVisitor::CobrowseKeyframe { session: session(), assets: false },
            ToVisitor::CobrowseWanted { session: session(), assets: vec!["5f".into()] },
            ToVisitor::CobrowseAck { session: session(), sequence: 9 },
            ToVisitor::CobrowseEnded { session: session(), reason: EndReason::AgentEnded },
            ToVisitor::Reception { reception: Reception::default() },
            ToVisitor::Reception { reception: a_reception() },
            ToVisitor::Deleted,
            ToVisitor::Pong,
            ToVisitor::Error { error: ErrorFrame::lasting(ErrorCode::MessageTooLong, "Too long.") },
            ToVisitor::Error {
                error: ErrorFrame::passing(ErrorCode::StoreUnavailable, "Busy.").about("m7".into()),
            },
            ToVisitor::Error {
                error: ErrorFrame {
                    wait_ms: Some(1_234),
                    ..ErrorFrame::passing(ErrorCode::TooManyTries, "Wait.").about("m7".into())
                },
            },
        ];
        frames.extend([true, false].map(|whole| ToVisitor::Welcome {
            protocol: 1,
            visitor: "v".into(),
            token: "t".into(),
            transcript: a_transcript(whole),
            agents: Vec::new(),
            cobrowse: whole.then(|| Shared { session: session(), live: true }),
            reception: if whole { a_reception() } else { Reception::default() },
            attachment_bytes: 9,
        }));
        frames
    }

    /// Adding a frame to the protocol fails to compile here: read it above, and list it in `every_frame`.
    fn kind(frame: &ToVisitor) -> usize {
        match frame {
            ToVisitor::CallRing { .. }
            | ToVisitor::CallStarted { .. }
            | ToVisitor::CallSignal { .. }
            | ToVisitor::CallPeer { .. }
            | ToVisitor::CallEnded { .. } => usize::MAX,
            ToVisitor::Welcome { .. } => 0,
            ToVisitor::Message { .. } => 1,
            ToVisitor::Ack { .. } => 2,
            ToVisitor::Typing { .. } => 3,
            ToVisitor::Read { .. } => 4,
            ToVisitor::Agents { .. } => 5,
            ToVisitor::CobrowseRequest { .. } => 6,
            ToVisitor::CobrowseStarted { .. } => 7,
            ToVisitor::CobrowseWatchers { .. } => 8,
            ToVisitor::CobrowseKeyframe { .. } => 9,
            ToVisitor::CobrowseAck { .. } => 10,
            ToVisitor::CobrowseEnded { .. } => 11,
            ToVisitor::CobrowseAsk { .. }
            | ToVisitor::CobrowseRelease { .. }
            | ToVisitor::CobrowseAct { .. } => usize::MAX,
            ToVisitor::Pong => 12,
            ToVisitor::Error { .. } => 13,
            ToVisitor::CobrowseWanted { .. } => 14,
            ToVisitor::CobrowseCode { .. } => 15,
            ToVisitor::Delivered { .. } => 16,
            ToVisitor::Earlier { .. } => 19,
            ToVisitor::Reception { .. } => 17,
            ToVisitor::Deleted => 18,
            ToVisitor::Rating { .. } => 20,
        }
    }

    #[test]
    fn every_frame_is_read_as_serde_writes_it() {
        let frames = every_frame();
        for expected in 0..=20 {
            assert!(frames.iter().any(|frame| kind(frame) == expected), "no example of frame {expected}");
        }
        for expected in frames {
            let written = serde_json::to_value(&expected).expect("frames are JSON");
            assert_eq!(frame(&written), Some(expected), "{written}");
        }
    }

    #[test]
    fn what_agents_do_is_for_another_module() {
        let goldens = include_str!("../crates/protocol/tests/goldens/to_visitor.jsonl");
        let kinds = goldens.lines().filter_map(|line| {
            let value: Value = serde_json::from_str(line).expect("goldens are JSON");
            value.text("type").filter(|kind| is_for_assist(kind))
        });
        assert_eq!(kinds.collect::<Vec<_>>(), ["cobrowse_ask", "cobrowse_release", "cobrowse_act"]);
    }

    #[test]
    fn calls_are_for_another_module() {
        let goldens = include_str!("../crates/protocol/tests/goldens/to_visitor.jsonl");
        let values =
            goldens.lines().map(|line| serde_json::from_str::<Value>(line).expect("goldens are JSON"));
        let kinds = values.filter(|value| is_for_call(&value.text("type").unwrap_or_default()));
        let read: Vec<_> = kinds.map(|value| frame(&value)).collect();
        assert_eq!(read, vec![None; 7]);
    }

    #[test]
    fn a_frame_that_lacks_a_field_or_is_unknown_is_none() {
        let not_frames = [
            json!({}),
            json!("pong"),
            json!({"type": "unheard_of"}),
            json!({"type": "ack", "client_id": "m", "seq": -1, "sent_at_ms": 1}),
            json!({"type": "ack", "client_id": "m", "seq": 1}),
            json!({"type": "read", "side": "nobody", "seq": 1}),
            json!({"type": "agents", "agents": ["Milan", 1]}),
        ];
        for value in not_frames {
            assert_eq!(frame(&value), None, "{value}");
        }
    }

    #[test]
    fn unknown_fields_are_ignored() {
        assert_eq!(frame(&json!({"type": "pong", "new": {"field": [1]}})), Some(ToVisitor::Pong));
    }

    #[test]
    fn settings_are_read_as_serde_writes_them() {
        let expected = SiteSettings {
            name: "Fennel".into(),
            greeting: "Hello".into(),
            accent: "#123456".into(),
            contact: "mailto:a@b.example".into(),
            records: true,
        };
        let written: Value = serde_json::to_value(&expected).expect("settings are JSON");
        assert_eq!(settings(&written), Some(expected));
    }
}

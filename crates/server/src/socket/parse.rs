//! Text frames to protocol types, or the error that says what is wrong with them.

use alongside_protocol::{
    ClientId, Content, ErrorCode, ErrorFrame, Side,
    limits::{MESSAGE_CHARS, TEXT_FRAME_BYTES},
};
use serde::{Deserialize, de::DeserializeOwned};

/// The `type`s of [`alongside_protocol::FromVisitor`].
pub(super) const VISITOR_TYPES: &[&str] = &[
    "hello",
    "message",
    "earlier",
    "typing",
    "delivered",
    "read",
    "describe",
    "form",
    "rate",
    "page",
    "track",
    "cobrowse_start",
    "cobrowse_decline",
    "cobrowse_end",
    "cobrowse_code",
    "cobrowse_pause",
    "cobrowse_grants",
    "cobrowse_refuse",
    "cobrowse_outcome",
    "call_accept",
    "call_decline",
    "call_resume",
    "call_signal",
    "call_end",
    "ping",
];

/// The `type`s of [`alongside_protocol::FromAgent`].
pub(super) const AGENT_TYPES: &[&str] = &[
    "hello",
    "open",
    "message",
    "earlier",
    "typing",
    "delivered",
    "read",
    "close",
    "reopen",
    "cobrowse_request",
    "cobrowse_watch",
    "cobrowse_leave",
    "cobrowse_keyframe",
    "cobrowse_end",
    "cobrowse_redeem",
    "cobrowse_ask",
    "cobrowse_release",
    "cobrowse_act",
    "call_request",
    "call_resume",
    "call_signal",
    "call_end",
    "ping",
];

/// Longest client id, in bytes; a UUID has 36.
const CLIENT_ID_BYTES: usize = 64;

/// What is read of a frame that is wrong, so that the answer can say of which.
#[derive(Deserialize)]
struct Outline {
    r#type: Option<String>,
    client_id: Option<ClientId>,
}

/// A frame of one of the `known` types.
pub(super) fn frame<T: DeserializeOwned>(text: &str, known: &[&str]) -> Result<T, ErrorFrame> {
    if text.len() > TEXT_FRAME_BYTES {
        let bytes = text.len();
        return Err(ErrorFrame::lasting(
            ErrorCode::FrameTooLarge,
            format!("the frame has {bytes} bytes; {TEXT_FRAME_BYTES} are allowed. It was dropped."),
        ));
    }
    serde_json::from_str(text).map_err(|error| explain(text, known, &error))
}

fn explain(text: &str, known: &[&str], error: &serde_json::Error) -> ErrorFrame {
    let outline = serde_json::from_str(text).unwrap_or(Outline { r#type: None, client_id: None });
    let refusal = match &outline.r#type {
        Some(name) if !known.contains(&name.as_str()) => {
            let name: String = name.chars().take(CLIENT_ID_BYTES).collect();
            ErrorFrame::lasting(
                ErrorCode::UnknownFrame,
                format!("this relay knows no frame of type `{name}`"),
            )
        }
        _ => ErrorFrame::lasting(ErrorCode::MalformedFrame, format!("the frame cannot be read: {error}")),
    };
    match outline.client_id {
        Some(client_id) => refusal.about(client_id),
        None => refusal,
    }
}

/// The greatest number that a frame may say where the store looks for it: what JavaScript and SQLite both count with exactly.
const GREATEST: u64 = (1 << 53) - 1;

/// Refuses a number that nothing can have.
pub(super) fn check_number(name: &str, number: u64) -> Result<(), ErrorFrame> {
    if number <= GREATEST {
        return Ok(());
    }
    Err(ErrorFrame::lasting(
        ErrorCode::MalformedFrame,
        format!("`{name}` is {number}; the greatest number there is {GREATEST}"),
    ))
}

/// Refuses what is no message: too long, empty, or with a name that cannot be kept.
pub(super) fn check_message(
    client_id: &ClientId,
    body: &str,
    content: Option<&Content>,
    side: Side,
) -> Result<(), ErrorFrame> {
    let refuse = |code, message: String| Err(ErrorFrame::lasting(code, message).about(client_id.clone()));
    let name = client_id.as_str();
    if name.is_empty() || name.len() > CLIENT_ID_BYTES || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ErrorFrame::lasting(ErrorCode::MalformedFrame, "a message's client_id is a UUID"));
    }
    let characters = body.chars().count();
    if characters > MESSAGE_CHARS {
        return refuse(
            ErrorCode::MessageTooLong,
            format!(
                "the message has {characters} characters; {MESSAGE_CHARS} are allowed. Send it in parts."
            ),
        );
    }
    if body.contains('\0') {
        return refuse(ErrorCode::MalformedFrame, "a message cannot hold a NUL character".into());
    }
    if let Some(content) = content {
        if side == Side::Visitor && !content.is_for_visitors() {
            return refuse(ErrorCode::ContentRefused, "only agents send cards and quick replies".into());
        }
        if content.is_of_relay() {
            return refuse(
                ErrorCode::ContentRefused,
                "only the relay says notices and tells of ratings and calls".into(),
            );
        }
        if let Err(error) = content.check() {
            return refuse(ErrorCode::ContentRefused, error.to_string());
        }
    }
    if body.trim().is_empty() {
        return refuse(ErrorCode::MessageEmpty, "the message has no visible character".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::{FromAgent, FromVisitor};
    use proptest::prelude::*;

    fn code(text: &str) -> ErrorCode {
        frame::<FromVisitor>(text, VISITOR_TYPES).unwrap_err().code
    }

    #[test]
    fn each_kind_of_wrong_text_has_its_own_error() {
        assert_eq!(code("{"), ErrorCode::MalformedFrame);
        assert_eq!(code("[]"), ErrorCode::MalformedFrame);
        assert_eq!(code(r#"{"on":true}"#), ErrorCode::MalformedFrame);
        assert_eq!(code(r#"{"type":"typing"}"#), ErrorCode::MalformedFrame);
        assert_eq!(code(r#"{"type":"dance"}"#), ErrorCode::UnknownFrame);
        assert_eq!(code(&" ".repeat(TEXT_FRAME_BYTES + 1)), ErrorCode::FrameTooLarge);
    }

    #[test]
    fn an_error_names_the_message_it_is_about() {
        let text = r#"{"type":"message","client_id":"c1","body":7}"#;
        let error = frame::<FromVisitor>(text, VISITOR_TYPES).unwrap_err();
        assert_eq!(error.client_id, Some("c1".into()));
        assert!(!error.retry);
    }

    #[test]
    fn no_known_type_is_called_unknown() {
        // serde lists what it knows; the lists here must say the same.
        let listed = |error: serde_json::Error| {
            let text = error.to_string();
            let names = text.split("expected one of ").nth(1).unwrap().split(" at line").next().unwrap();
            names.split(", ").map(|name| name.trim_matches('`').to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            listed(serde_json::from_str::<FromVisitor>(r#"{"type":"?"}"#).unwrap_err()),
            VISITOR_TYPES
        );
        assert_eq!(listed(serde_json::from_str::<FromAgent>(r#"{"type":"?"}"#).unwrap_err()), AGENT_TYPES);
    }

    #[test]
    fn a_message_is_measured_in_characters() {
        let id = "c1".into();
        assert!(check_message(&id, &"😀".repeat(MESSAGE_CHARS), None, Side::Visitor).is_ok());
        let code = |body: &str| check_message(&id, body, None, Side::Agent).unwrap_err().code;
        assert_eq!(code(&"a".repeat(MESSAGE_CHARS + 1)), ErrorCode::MessageTooLong);
        assert_eq!(code(" \n\u{a0}"), ErrorCode::MessageEmpty);
        assert_eq!(code("a\0b"), ErrorCode::MalformedFrame);
    }

    #[test]
    fn a_client_id_that_cannot_be_kept_is_refused() {
        for id in ["", "a b", &"a".repeat(65)] {
            assert_eq!(
                check_message(&id.into(), "hello", None, Side::Visitor).unwrap_err().code,
                ErrorCode::MalformedFrame
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_text_comes_there_is_a_frame_or_one_of_three_errors(
            text in prop_oneof![
                ".*",
                r#"\{"type":"[a-z_]{0,8}"(,"[a-z_]{1,9}":("[a-z]{0,3}"|[0-9]{1,25}|null|\[\]|\{\})){0,3}\}"#,
                r#"\{"type":"(message|hello|read)","client_id":"\PC{0,9}","(body|seq)":"?[0-9]{0,25}"?\}"#,
            ]
        ) {
            let expected = [ErrorCode::MalformedFrame, ErrorCode::UnknownFrame, ErrorCode::FrameTooLarge];
            for error in [
                frame::<FromVisitor>(&text, VISITOR_TYPES).err(),
                frame::<FromAgent>(&text, AGENT_TYPES).err(),
            ].into_iter().flatten() {
                prop_assert!(expected.contains(&error.code), "{error:?}");
                prop_assert!(!error.retry, "the same text will always be wrong");
            }
        }
    }
}

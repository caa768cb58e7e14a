//! The widget's frames, written by hand: see `json_text` for why. The protocol's goldens hold them to what serde writes.

use crate::content;
use crate::json_text::{JsonObject, array};
use alongside_protocol::{Answer, EndReason, Filled, FromVisitor, Page, SessionId};

/// A frame as it crosses the wire. None for what the modules that do what agents do, and that have calls, say themselves, and for
/// what [`track`] writes.
pub(crate) fn text(frame: &FromVisitor) -> Option<String> {
    let mut json = JsonObject::new();
    match frame {
        FromVisitor::Hello { protocol, token, identity, epoch, since, since_id, page } => {
            json.text("type", "hello").count("protocol", u64::from(*protocol));
            for (key, secret) in [("token", token), ("identity", identity)] {
                if let Some(secret) = secret {
                    json.text(key, secret);
                }
            }
            if let Some(epoch) = epoch {
                json.text("epoch", epoch.as_str());
            }
            json.count("since", *since);
            if let Some(since_id) = since_id {
                json.text("since_id", since_id.as_str());
            }
            json.json("page", &self::page(page));
        }
        FromVisitor::Message { client_id, body, content } => {
            json.text("type", "message").text("client_id", client_id.as_str()).text("body", body);
            if let Some(content) = content.as_ref().and_then(content::write) {
                json.json("content", &content);
            }
        }
        FromVisitor::Earlier { before } => {
            json.text("type", "earlier").count("before", *before);
        }
        FromVisitor::Typing { on } => {
            json.text("type", "typing").flag("on", *on);
        }
        FromVisitor::Delivered { seq } => {
            json.text("type", "delivered").count("seq", *seq);
        }
        FromVisitor::Read { seq } => {
            json.text("type", "read").count("seq", *seq);
        }
        FromVisitor::Describe { name, email } => {
            json.text("type", "describe");
            for (key, said) in [("name", name), ("email", email)] {
                if let Some(said) = said {
                    json.text(key, said);
                }
            }
        }
        FromVisitor::Form { filled } => {
            json.text("type", "form").json("filled", &self::filled(filled));
        }
        FromVisitor::Rate { closing, score, comment } => {
            json.text("type", "rate").count("closing", *closing);
            if let Some(score) = score {
                json.count("score", u64::from(*score));
            }
            if let Some(comment) = comment {
                json.text("comment", comment);
            }
        }
        FromVisitor::Page { page } => {
            json.text("type", "page").json("page", &self::page(page));
        }
        FromVisitor::CobrowseStart { session, resume, recorded } => {
            of_session(&mut json, "cobrowse_start", session);
            for (key, value) in [("resume", *resume), ("recorded", *recorded)] {
                if value {
                    json.flag(key, true);
                }
            }
        }
        FromVisitor::CobrowseDecline { session } => of_session(&mut json, "cobrowse_decline", session),
        FromVisitor::CobrowseEnd { session, reason } => {
            of_session(&mut json, "cobrowse_end", session);
            // No other reason is the shopper's.
            let is_left = *reason == EndReason::PageLeft;
            json.text("reason", if is_left { "page_left" } else { "visitor_ended" });
        }
        FromVisitor::CobrowseCode { on } => {
            json.text("type", "cobrowse_code");
            if !on {
                json.flag("on", false);
            }
        }
        FromVisitor::CobrowsePause { session, on } => {
            of_session(&mut json, "cobrowse_pause", session);
            json.flag("on", *on);
        }
        FromVisitor::Ping => {
            json.text("type", "ping");
        }
        FromVisitor::Track { .. }
        | FromVisitor::CobrowseGrants { .. }
        | FromVisitor::CobrowseRefuse { .. }
        | FromVisitor::CobrowseOutcome { .. }
        | FromVisitor::CallAccept { .. }
        | FromVisitor::CallDecline { .. }
        | FromVisitor::CallResume { .. }
        | FromVisitor::CallSignal { .. }
        | FromVisitor::CallEnd { .. } => return None,
    }
    Some(json.finish())
}

/// An event of the page's. Its properties are JSON already, as the page gave them: an object of anything.
pub(crate) fn track(name: &str, properties: Option<&str>, ago_ms: u64) -> String {
    let mut json = JsonObject::new();
    json.text("type", "track").text("name", name);
    if let Some(properties) = properties {
        json.json("properties", properties);
    }
    json.count("ago_ms", ago_ms).finish()
}

fn of_session(json: &mut JsonObject, kind: &str, session: &SessionId) {
    json.text("type", kind).text("session", session.as_str());
}

fn filled(filled: &Filled) -> String {
    let mut json = JsonObject::new();
    for (key, said) in [("name", &filled.name), ("email", &filled.email)] {
        if let Some(said) = said {
            json.text(key, said);
        }
    }
    if !filled.answers.is_empty() {
        let answer = |answer: &Answer| {
            JsonObject::new().text("label", &answer.label).text("value", &answer.value).finish()
        };
        json.json("answers", &array(filled.answers.iter().map(answer)));
    }
    json.finish()
}

fn page(page: &Page) -> String {
    JsonObject::new().text("url", &page.url).text("title", &page.title).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_is_written_as_serde_writes_it() {
        let goldens = include_str!("../crates/protocol/tests/goldens/from_visitor.jsonl");
        let mut others = Vec::new();
        let mut tracks = 0;
        for golden in goldens.lines() {
            let frame: FromVisitor = serde_json::from_str(golden).expect("goldens are frames");
            if let FromVisitor::Track { name, properties, ago_ms } = &frame {
                let properties = serde_json::to_string(properties).expect("properties are JSON");
                assert_eq!(track(name, Some(&properties), *ago_ms), golden);
                tracks += 1;
                continue;
            }
            match text(&frame) {
                Some(written) => assert_eq!(written, golden),
                None => others.push(frame),
            }
        }
        let are_of_others = others.iter().all(|frame| {
            matches!(
                frame,
                FromVisitor::CobrowseGrants { .. }
                    | FromVisitor::CobrowseRefuse { .. }
                    | FromVisitor::CobrowseOutcome { .. }
                    | FromVisitor::CallAccept { .. }
                    | FromVisitor::CallDecline { .. }
                    | FromVisitor::CallResume { .. }
                    | FromVisitor::CallSignal { .. }
                    | FromVisitor::CallEnd { .. }
            )
        });
        assert_eq!(tracks, 1);
        assert!(others.len() == 8 && are_of_others, "{others:?}");
    }
}

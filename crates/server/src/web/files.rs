//! Files that shoppers and agents send each other: uploads from the shop's page and from the console, and the bytes for whoever
//! knows a file's name.

use super::{
    answer::{header, refusal},
    api::{check_origin, logged_in},
    cookie::session_cookie,
};
use crate::{
    access,
    attachment::{self, Whose},
    chat,
    relay::Relay,
    store::{Store, StoreError},
    token::TokenHash,
};
use alongside_media::MediaType;
use alongside_protocol::{Attachment, ConversationId, ErrorCode, ErrorFrame, SiteKey};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_MAX_AGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH,
            CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, ORIGIN,
        },
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use serde::Deserialize;
use std::{fmt::Write, sync::Arc};

/// What the sender calls the file, percent-encoded as by `encodeURIComponent`.
const FILE_NAME: HeaderName = HeaderName::from_static("x-file-name");

/// `OPTIONS /api/v1/sites/{key}/files`: browsers ask before a page sends such a request to another origin.
pub(super) async fn may_upload() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, x-file-name"),
        (ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// `POST /api/v1/sites/{key}/files`: a shopper's file. `Authorization: Bearer` and her token say whose.
pub(super) async fn from_visitor(
    State(relay): State<Arc<Relay>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let taken = visitors(&relay, &SiteKey(key), &headers, body).await;
    // Any page may read the answer: without a token of the site it says nothing.
    ([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], answer(&relay, taken)).into_response()
}

async fn visitors(
    relay: &Arc<Relay>,
    key: &SiteKey,
    headers: &HeaderMap,
    body: Body,
) -> Result<Attachment, ErrorFrame> {
    access::check(relay, key, header(headers, &ORIGIN)).await?;
    let nobody = || {
        ErrorFrame::lasting(
            ErrorCode::NotLoggedIn,
            "this token opens no conversation of the site: connect first",
        )
    };
    let token = header(headers, &AUTHORIZATION).and_then(|text| text.strip_prefix("Bearer "));
    let token = TokenHash::of(token.ok_or_else(nobody)?);
    let visitor = relay.store.visitor(key, token).await.map_err(|error| chat::refusal(&error))?;
    let whose = Whose::Visitor(visitor.ok_or_else(nobody)?);
    attachment::receive(relay, key, whose, &said_name(headers), length(headers)?, body).await
}

/// Where an agent's file belongs.
#[derive(Deserialize)]
pub(super) struct Where {
    conversation: ConversationId,
}

/// `POST /api/v1/files?conversation=…`: an agent's file.
pub(super) async fn from_agent(
    State(relay): State<Arc<Relay>>,
    Query(place): Query<Where>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let taken = agents(&relay, place.conversation, &headers, body).await;
    answer(&relay, taken)
}

async fn agents(
    relay: &Arc<Relay>,
    conversation: ConversationId,
    headers: &HeaderMap,
    body: Body,
) -> Result<Attachment, ErrorFrame> {
    check_origin(relay, headers)?;
    let (agent, _) = logged_in(relay, session_cookie(headers)).await?;
    let whose = Whose::Agent(conversation);
    attachment::receive(relay, &agent.site, whose, &said_name(headers), length(headers)?, body).await
}

fn answer(relay: &Relay, taken: Result<Attachment, ErrorFrame>) -> Response {
    match taken {
        Ok(attachment) => {
            (StatusCode::CREATED, [(CACHE_CONTROL, "no-store")], Json(attachment)).into_response()
        }
        Err(error) => {
            relay.metrics.refused(error.code);
            refusal(&error)
        }
    }
}

/// How long the file is to be. Browsers always say so.
fn length(headers: &HeaderMap) -> Result<u64, ErrorFrame> {
    header(headers, &CONTENT_LENGTH).and_then(|text| text.parse().ok()).ok_or_else(|| {
        ErrorFrame::lasting(ErrorCode::MalformedFrame, "an upload says its length in bytes in Content-Length")
    })
}

/// Nothing, where it cannot be read: the file gets a name of its own then.
fn said_name(headers: &HeaderMap) -> String {
    let mut rest = header(headers, &FILE_NAME).unwrap_or_default().as_bytes();
    let mut bytes = Vec::new();
    while let Some((&first, behind)) = rest.split_first() {
        let coded = if first == b'%' { coded_byte(behind) } else { None };
        bytes.push(coded.unwrap_or(first));
        rest = if coded.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that the next two hexadecimal digits stand for.
fn coded_byte(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// Of which site a file is asked for.
#[derive(Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    site: String,
}

/// `GET /api/v1/files/{id}?site=…`: the bytes. The name is the right to read them: 256 random bits that only those have who
/// have the conversation.
pub(super) async fn read(
    State(relay): State<Arc<Relay>>,
    Path(id): Path<String>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Response {
    let site = SiteKey(which.site);
    let kept = match relay.store.attachment(&site, &id).await {
        Ok(Some(kept)) => kept,
        Ok(None) => {
            return (StatusCode::NOT_FOUND, "there is no such file, or it was deleted\n").into_response();
        }
        Err(error) => return refusal(&chat::refusal(&error)),
    };
    let tag = kept.hash.iter().take(16).fold(String::from("\""), |mut tag, byte| {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
        tag
    }) + "\"";
    let is_known = header(&headers, &IF_NONE_MATCH).is_some_and(|known| known == tag);
    let Attachment { name, media_type, bytes, .. } = kept.attachment;
    let is_picture = MediaType::parse(&media_type).is_some_and(MediaType::is_picture);
    let reading = Reading { store: Arc::clone(&relay.store), site, id, number: 0, left: bytes };
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let headers = [(CONTENT_TYPE, media_type), (CONTENT_LENGTH, bytes.to_string())];
        (headers, Body::from_stream(stream::try_unfold(reading, Reading::next))).into_response()
    };
    protect(response.headers_mut(), &disposition(is_picture, &name), &tag);
    response
}

/// It may be shown, and can do nothing: whatever a browser takes it for, it has no origin, no script and no request.
fn protect(headers: &mut HeaderMap, disposition: &str, tag: &str) {
    for (name, value) in [
        (CONTENT_DISPOSITION, disposition),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        // It never changes, but it may be deleted; and no proxy keeps it.
        (CACHE_CONTROL, "private, max-age=3600"),
        (ETAG, tag),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
}

/// Pictures are shown where they are asked for; all else is saved. The name goes as RFC 6266 has it, in ASCII only.
fn disposition(is_picture: bool, name: &str) -> String {
    let mut text = String::from(if is_picture { "inline" } else { "attachment" });
    text.push_str("; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// A file on its way out, one stretch in memory at a time.
struct Reading {
    store: Arc<dyn Store>,
    site: SiteKey,
    id: String,
    number: u64,
    left: u64,
}

impl Reading {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        if self.left == 0 {
            return Ok(None);
        }
        let stretch = self.store.attached(&self.site, &self.id, self.number).await?;
        // Deleted meanwhile: the answer breaks off, as its length says more was to come.
        let stretch = stretch.ok_or(StoreError::NotFound("file"))?;
        self.number += 1;
        self.left = self.left.saturating_sub(stretch.len() as u64);
        Ok(Some((stretch, self)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(FILE_NAME, HeaderValue::from_str(text).unwrap());
        said_name(&headers)
    }

    #[test]
    fn a_name_comes_percent_encoded() {
        assert_eq!(said("foot%20%C3%BC.png"), "foot ü.png");
        assert_eq!(said("100%.png"), "100%.png");
        assert_eq!(said("%"), "%");
        assert_eq!(said("%4"), "%4");
        assert_eq!(said("%ff%0d"), "\u{fffd}\r");
        assert_eq!(said_name(&HeaderMap::new()), "");
    }

    #[test]
    fn only_pictures_are_shown_where_they_are_asked_for() {
        assert_eq!(disposition(true, "a b.png"), "inline; filename*=UTF-8''a%20b.png");
        assert_eq!(disposition(false, "ü\".pdf"), "attachment; filename*=UTF-8''%C3%BC%22.pdf");
    }

    proptest! {
        #[test]
        fn no_name_makes_another_header(name in any::<String>()) {
            let text = disposition(true, &name);
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '));
            prop_assert!(!text[8..].contains(['"', ',']) && text.matches(';').count() == 1);
        }
    }
}

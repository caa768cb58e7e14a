//! The relay's HTTP interface for recordings: list, bytes, and saving a page.

use crate::api::{ApiError, fetch, post, refusal, text};
use alongside_link::json;
use alongside_protocol::{ConversationId, RecordingId, Recordings};
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, RequestInit};

/// A conversation's recordings, newest first.
///
/// # Errors
/// As [`ApiError`] says.
pub async fn list(conversation: &ConversationId) -> Result<Recordings, ApiError> {
    let path = format!("/api/v1/recordings?conversation={conversation}");
    let response = fetch(&path, &RequestInit::new()).await?;
    let text = text(&response).await.ok_or(ApiError::Unreachable)?;
    if !response.ok() {
        return Err(refusal(&text, response.status()));
    }
    json::parse(&text).map_err(|_| ApiError::Unreachable)
}

/// Reads a recording and hands its bytes on as they come. Ends early when `take` says so by `false`.
///
/// # Errors
/// As [`ApiError`] says; what came before was handed on.
pub async fn play(recording: &RecordingId, take: impl Fn(ArrayBuffer) -> bool) -> Result<(), ApiError> {
    let response = fetch(&format!("/api/v1/recordings/{recording}"), &RequestInit::new()).await?;
    if !response.ok() {
        let text = text(&response).await.ok_or(ApiError::Unreachable)?;
        return Err(refusal(&text, response.status()));
    }
    let body = response.body().ok_or(ApiError::Unreachable)?;
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(|_| ApiError::Unreachable)?;
        let value = Reflect::get(&read, &"value".into()).map_err(|_| ApiError::Unreachable)?;
        let Ok(bytes) = value.dyn_into::<Uint8Array>() else { return Ok(()) };
        if !take(bytes.slice(0, bytes.length()).buffer()) {
            // Nobody watches any more; whether the relay hears of it changes nothing.
            drop(reader.cancel());
            return Ok(());
        }
    }
}

/// Saves a page to a conversation: its records, as the viewer page gave them.
///
/// # Errors
/// As [`ApiError`] says.
pub async fn save_page(conversation: &ConversationId, records: &ArrayBuffer) -> Result<(), ApiError> {
    let request = post();
    request.set_body(records);
    let response = fetch(&format!("/api/v1/conversations/{conversation}/pages"), &request).await?;
    if response.ok() {
        return Ok(());
    }
    let text = text(&response).await.ok_or(ApiError::Unreachable)?;
    Err(refusal(&text, response.status()))
}

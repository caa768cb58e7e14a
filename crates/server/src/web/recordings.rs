//! Recordings for the console: the list of a conversation's, the bytes of one, and saving a page. For agents of the
//! site only.

use super::{
    answer::refusal,
    api::{check_origin, logged_in},
    cookie::session_cookie,
};
use crate::{
    chat,
    recording::{self, Refused},
    relay::Relay,
    store::{Store, StoreError},
};
use alongside_protocol::{
    ConversationId, ErrorCode, ErrorFrame, RecordingId, Recordings, SiteKey, limits::SAVED_PAGE_BYTES,
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use serde::Deserialize;
use std::sync::Arc;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// How many pages may be in memory at a time on their way to the store.
static SAVING: Semaphore = Semaphore::const_new(4);

/// Which recordings are asked for.
#[derive(Deserialize)]
pub(super) struct Which {
    conversation: ConversationId,
}

/// `GET /api/v1/recordings?conversation=…`
pub(super) async fn list(
    State(relay): State<Arc<Relay>>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Response {
    let agent = match logged_in(&relay, session_cookie(&headers)).await {
        Ok((agent, _)) => agent,
        Err(error) => return refusal(&error),
    };
    match kept(&relay, &agent.site, &which.conversation).await {
        Ok(kept) => ([(CACHE_CONTROL, "no-store")], Json(kept)).into_response(),
        Err(error) => refusal(&chat::refusal(&error)),
    }
}

async fn kept(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<Recordings, StoreError> {
    let recordings = relay.store.recordings(site, Some(conversation)).await?;
    let expired = relay.store.expired_recordings(site, conversation).await?;
    Ok(Recordings { recordings, expired })
}

/// `GET /api/v1/recordings/{id}`: the records, as far as they are stored now.
pub(super) async fn play(
    State(relay): State<Arc<Relay>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let agent = match logged_in(&relay, session_cookie(&headers)).await {
        Ok((agent, _)) => agent,
        Err(error) => return refusal(&error),
    };
    let recording = match relay.store.recording(&agent.site, &RecordingId(id)).await {
        Ok(Some(recording)) => recording,
        Ok(None) => return refusal(&unknown()),
        Err(error) => return refusal(&chat::refusal(&error)),
    };
    if let Err(error) = recording::note_view(&relay, &agent, &recording).await {
        return refusal(&chat::refusal(&error));
    }
    let length = recording.bytes;
    let body = Body::from_stream(stream::try_unfold(
        Reading {
            store: Arc::clone(&relay.store),
            site: agent.site,
            recording: recording.recording,
            number: 0,
            left: length,
        },
        Reading::next,
    ));
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_LENGTH, length.to_string()),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}

/// `POST /api/v1/conversations/{id}/pages`: an agent saves what the viewer shows.
pub(super) async fn save_page(
    State(relay): State<Arc<Relay>>,
    Path(conversation): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Err(error) = check_origin(&relay, &headers) {
        return refusal(&error);
    }
    let agent = match logged_in(&relay, session_cookie(&headers)).await {
        Ok((agent, _)) => agent,
        Err(error) => return refusal(&error),
    };
    let (_place, records) = match whole(&relay, body).await {
        Ok(came) => came,
        Err(error) => return refusal(&error),
    };
    // Of its own, so that it does not break off between the page and the word of it when the agent's browser goes away.
    let saving = tokio::spawn(async move {
        recording::save_page(&relay, &agent, &ConversationId(conversation), records).await
    });
    let saved = saving.await.unwrap_or_else(|error| {
        Err(Refused::Store(StoreError::Unavailable(format!("saving the page broke off: {error}"))))
    });
    match saved {
        Ok(recording) => {
            (StatusCode::CREATED, Json(serde_json::json!({ "recording": recording }))).into_response()
        }
        Err(Refused::NoPage(reason)) => {
            refusal(&ErrorFrame::lasting(ErrorCode::MalformedFrame, reason.to_string()))
        }
        Err(refused @ Refused::NoRoom(_)) => refusal(&too_large(&refused.to_string())),
        Err(Refused::Store(error)) => refusal(&chat::refusal(&error)),
    }
}

/// All of a page that is to be saved, and a place in memory for it. Only of those who are logged in: it is large.
async fn whole(relay: &Relay, body: Body) -> Result<(SemaphorePermit<'static>, Bytes), ErrorFrame> {
    let come = async {
        let place = SAVING.acquire().await.ok()?;
        Some((place, axum::body::to_bytes(body, SAVED_PAGE_BYTES).await.ok()?))
    };
    let broken_off = || {
        let most = SAVED_PAGE_BYTES / (1024 * 1024);
        let text = format!("the page did not come whole, or has more than {most} MiB; try again");
        ErrorFrame::lasting(ErrorCode::FrameTooLarge, text)
    };
    timeout(relay.timings.upload, come).await.ok().flatten().ok_or_else(broken_off)
}

/// A recording on its way out, one stretch in memory at a time.
struct Reading {
    store: Arc<dyn Store>,
    site: SiteKey,
    recording: RecordingId,
    number: u64,
    /// What was promised: a recording that goes on may have grown meanwhile.
    left: u64,
}

impl Reading {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        if self.left == 0 {
            return Ok(None);
        }
        let stretch = self.store.recorded(&self.site, &self.recording, self.number).await?;
        // Deleted meanwhile: the answer breaks off, as its length says more was to come.
        let mut stretch = stretch.ok_or(StoreError::NotFound("recording"))?;
        stretch.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.number += 1;
        self.left -= stretch.len() as u64;
        Ok(Some((stretch, self)))
    }
}

fn unknown() -> ErrorFrame {
    ErrorFrame::lasting(
        ErrorCode::UnknownSession,
        "there is no such recording, or it is not one of this site, or its days are over",
    )
}

fn too_large(message: &str) -> ErrorFrame {
    ErrorFrame::lasting(ErrorCode::FrameTooLarge, message)
}

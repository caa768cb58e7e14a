//! What a shopper does with all that is kept of her: she gets it as a file, or has it deleted. Her token says who she is; a page
//! of the shop has to ask.

use super::answer::{header, refusal};
use crate::{
    access,
    audit::{Actor, What},
    chat, my_data,
    relay::Relay,
    store::StoreError,
    token::TokenHash,
};
use alongside_protocol::{ErrorCode, ErrorFrame, SiteKey, VisitorId};
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{
        HeaderMap, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ORIGIN,
            RETRY_AFTER,
        },
    },
    response::{IntoResponse, Response},
};
use std::{sync::Arc, time::Instant};

/// Why she does not get it.
enum Refused {
    Error(ErrorFrame),
    /// Asked too often: to be tried again after so many seconds.
    Wait(u64),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Error(match error {
            StoreError::NotFound(_) => nobody(),
            error => chat::refusal(&error),
        })
    }
}

/// `POST /api/v1/sites/{key}/my-data`, with her token in the body: all that is kept of her, as an archive with her files.
pub(super) async fn export(
    State(relay): State<Arc<Relay>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    token: String,
) -> Response {
    let key = SiteKey(key);
    answered(async {
        let visitor = who(&relay, &key, &headers, &token).await?;
        // In the log first, so that it stands in the file.
        let conversation = relay.store.conversation_of(&key, &visitor).await?;
        let entry = my_data::entry(Actor::Visitor, &key, &visitor, conversation, &What::DataExported);
        relay.audit.write(entry).await?;
        let report = my_data::Report::begin(&*relay.store, &key, &visitor).await?;
        let report = report.ok_or(StoreError::NotFound("visitor"))?;
        let archive = my_data::archive(report, Arc::clone(&relay.store), key.clone());
        let headers = [
            (CONTENT_TYPE, "application/zip"),
            (CONTENT_DISPOSITION, "attachment; filename=\"my-data.zip\""),
        ];
        Ok((headers, Body::from_stream(archive)).into_response())
    })
    .await
}

/// `POST /api/v1/sites/{key}/my-data/delete`, with her token in the body: nothing is kept of her any more, but what the audit log
/// has.
pub(super) async fn delete(
    State(relay): State<Arc<Relay>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    token: String,
) -> Response {
    let key = SiteKey(key);
    answered(async {
        let visitor = who(&relay, &key, &headers, &token).await?;
        // Of its own: a browser that goes away must not keep the consoles from hearing of it.
        let deleting = tokio::spawn(async move { my_data::delete(&relay, &key, &visitor).await });
        deleting
            .await
            .map_err(|error| StoreError::Unavailable(format!("the deletion broke off: {error}")))??;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

async fn who(relay: &Relay, key: &SiteKey, headers: &HeaderMap, token: &str) -> Result<VisitorId, Refused> {
    access::check(relay, key, header(headers, &ORIGIN)).await.map_err(Refused::Error)?;
    let visitor = relay.store.visitor(key, TokenHash::of(token)).await?;
    let visitor = visitor.ok_or_else(|| Refused::Error(nobody()))?;
    let admitted = relay.data_requests.admit(key, &visitor, Instant::now());
    admitted.map_err(|wait| Refused::Wait(wait.as_secs().max(1)))?;
    Ok(visitor)
}

fn nobody() -> ErrorFrame {
    ErrorFrame::lasting(ErrorCode::NotLoggedIn, "nothing is kept of this browser, or not any more")
}

/// Any page may read the answer: the reason of a refusal is for the page that was refused.
async fn answered(outcome: impl Future<Output = Result<Response, Refused>>) -> Response {
    let response = match outcome.await {
        Ok(response) => response,
        Err(Refused::Error(error)) => refusal(&error),
        Err(Refused::Wait(seconds)) => {
            let minutes = seconds.div_ceil(60);
            let error = ErrorFrame::passing(
                ErrorCode::TooManyTries,
                format!("this was asked for too often; try again in {minutes} min"),
            );
            (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())], Json(error)).into_response()
        }
    };
    ([(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (CACHE_CONTROL, "no-store")], response).into_response()
}

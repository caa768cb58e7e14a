//! What machines ask: is the relay well, and what has it counted?

use crate::relay::Relay;
use axum::{
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long the store may take before it counts as ill.
const PATIENCE: Duration = Duration::from_secs(5);

/// `GET /healthz`: 200 when the store reads and writes, 503 otherwise and while shutting down.
pub(super) async fn healthz(State(relay): State<Arc<Relay>>) -> Response {
    if *relay.stopping.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "shutting down\n").into_response();
    }
    match timeout(PATIENCE, relay.store.check()).await {
        Ok(Ok(())) => "ok\n".into_response(),
        Ok(Err(error)) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store did not answer in time\n").into_response(),
    }
}

/// `GET /metrics`
pub(super) async fn metrics(State(relay): State<Arc<Relay>>) -> Response {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], relay.metrics.render()).into_response()
}

//! Deletes what is past its days: when the relay starts, and from then on by the hour.

use crate::relay::Relay;
use std::sync::Arc;
use tokio::time::timeout;

/// Runs until the relay shuts down.
pub(crate) async fn keep_house(relay: Arc<Relay>) {
    match relay.store.end_abandoned_recordings().await {
        Ok(0) => {}
        Ok(ended) => tracing::info!(ended, "recordings of a relay that was killed have ended"),
        Err(error) => tracing::error!(%error, "recordings of an earlier relay were not ended"),
    }
    loop {
        match relay.store.delete_expired_recordings(crate::clock::now_ms()).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "recordings past their days were deleted"),
            Err(error) => tracing::error!(%error, "recordings past their days were not deleted"),
        }
        if timeout(relay.timings.housekeeping, relay.stopped()).await.is_ok() {
            return;
        }
    }
}

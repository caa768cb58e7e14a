//! Deletes files that no message has carried: when the relay starts, and from then on by the hour.

use crate::{clock, relay::Relay};
use std::sync::Arc;
use tokio::time::timeout;

/// How long a file waits for its message, in ms. The message may wait in an outbox, for a line.
const WAITS_MS: u64 = 24 * 60 * 60 * 1000;

/// Runs until the relay shuts down.
pub(crate) async fn keep_house(relay: Arc<Relay>) {
    // What was coming when another relay was killed comes no more.
    let mut unfinished = true;
    loop {
        let before = clock::now_ms().saturating_sub(WAITS_MS);
        match relay.store.delete_stray_attachments(before, std::mem::take(&mut unfinished)).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "files that were not sent were deleted"),
            Err(error) => tracing::error!(%error, "files that were not sent were not deleted"),
        }
        if timeout(relay.timings.housekeeping, relay.stopped()).await.is_ok() {
            return;
        }
    }
}

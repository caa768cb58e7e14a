//! Forgets which browsers signed tokens let in, when those have expired: when the relay starts, and from then on by the hour.

use crate::{clock, relay::Relay, store::StoreError};
use std::sync::Arc;
use tokio::time::timeout;

/// Runs until the relay shuts down.
pub(crate) async fn keep_house(relay: Arc<Relay>) {
    loop {
        if let Err(error) = forget(&relay).await {
            tracing::error!(%error, "expired identity tokens were not forgotten");
        }
        if timeout(relay.timings.housekeeping, relay.stopped()).await.is_ok() {
            return;
        }
    }
}

async fn forget(relay: &Relay) -> Result<(), StoreError> {
    let now_ms = clock::now_ms();
    while relay.store.forget_expired_uses(now_ms).await? {}
    Ok(())
}

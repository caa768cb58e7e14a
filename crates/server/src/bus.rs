//! How a line hears what happened on another one: topics, to which anyone may publish and subscribe.
//!
//! [`Bus`] is the seam: in one process it is a broadcast ([`local::LocalBus`]); every later bus passes the
//! same suite (`bus::contract`). It promises order within a topic from one publisher, and that a subscriber
//! who was too slow is *told* so ([`Delivery::Lagged`]) rather than quietly skipped: what was lost is then
//! read from the store.
//!
//! Does not own: storage (nothing here survives), nor co-browse frames, which never cross the bus.

#[cfg(test)]
mod contract;
mod event;
pub mod local;

pub use event::{Event, Topic};

use async_trait::async_trait;
use std::sync::Arc;

/// Publishes events and hands out subscriptions.
#[async_trait]
pub trait Bus: Send + Sync + 'static {
    /// Tells all who are subscribed to `topic` now. Never waits for a slow one.
    async fn publish(&self, topic: Topic, event: Event);

    /// From here on, hears what is published to `topic`.
    async fn subscribe(&self, topic: Topic) -> Box<dyn Subscription>;
}

/// One listener's end of a topic.
#[async_trait]
pub trait Subscription: Send {
    /// Waits for the next event. May be dropped while waiting, without losing one.
    async fn next(&mut self) -> Delivery;
}

/// What a subscription gives.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// Something happened.
    Event(Arc<Event>),
    /// Events were lost: read from the store what they said.
    Lagged,
    /// The bus has ended; nothing more will come.
    Closed,
}

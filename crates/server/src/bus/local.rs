//! The bus of a relay that is alone: a Tokio broadcast per topic. Topics come with their first subscriber
//! and go with their last.

use super::{Bus, Delivery, Event, Subscription, Topic};
use async_trait::async_trait;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::broadcast::{self, error::RecvError};

/// How many events a visitor's line may be behind. Small, as there are many of them, and what is lost is
/// read from the store.
const VISITOR_BACKLOG: usize = 32;
/// How many events an agent's line may be behind.
const AGENT_BACKLOG: usize = 1024;

type Topics = HashMap<Topic, broadcast::Sender<Arc<Event>>>;

/// A [`Bus`] within this process.
#[derive(Clone, Default)]
pub struct LocalBus {
    topics: Arc<Mutex<Topics>>,
}

impl LocalBus {
    fn topics(&self) -> MutexGuard<'_, Topics> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Bus for LocalBus {
    async fn publish(&self, topic: Topic, event: Event) {
        if let Some(sender) = self.topics().get(&topic) {
            // An error means that nobody listens any more, which is no error here.
            let _ = sender.send(Arc::new(event));
        }
    }

    async fn subscribe(&self, topic: Topic) -> Box<dyn Subscription> {
        let backlog = match topic {
            Topic::Agents(_) => AGENT_BACKLOG,
            Topic::Visitor(..) | Topic::Visitors(_) => VISITOR_BACKLOG,
        };
        let receiver =
            self.topics().entry(topic.clone()).or_insert_with(|| broadcast::Sender::new(backlog)).subscribe();
        Box::new(LocalSubscription { bus: self.clone(), topic, receiver: Some(receiver) })
    }
}

struct LocalSubscription {
    bus: LocalBus,
    topic: Topic,
    /// Taken only while dropping.
    receiver: Option<broadcast::Receiver<Arc<Event>>>,
}

#[async_trait]
impl Subscription for LocalSubscription {
    async fn next(&mut self) -> Delivery {
        let Some(receiver) = &mut self.receiver else { return Delivery::Closed };
        match receiver.recv().await {
            Ok(event) => Delivery::Event(event),
            Err(RecvError::Lagged(_)) => Delivery::Lagged,
            Err(RecvError::Closed) => Delivery::Closed,
        }
    }
}

impl Drop for LocalSubscription {
    fn drop(&mut self) {
        let mut topics = self.bus.topics();
        drop(self.receiver.take());
        if topics.get(&self.topic).is_some_and(|sender| sender.receiver_count() == 0) {
            topics.remove(&self.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::contract;

    #[tokio::test]
    async fn the_local_bus_keeps_the_contract() {
        contract::run(LocalBus::default).await;
    }

    #[tokio::test]
    async fn a_topic_goes_with_its_last_subscriber() {
        let bus = LocalBus::default();
        let topic = Topic::Agents("pk_a".into());
        let [one, two] = [bus.subscribe(topic.clone()).await, bus.subscribe(topic.clone()).await];
        drop(one);
        assert_eq!(bus.topics().len(), 1);
        drop(two);
        assert_eq!(bus.topics().len(), 0);
    }
}

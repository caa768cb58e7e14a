//! What every bus must do, as tests that take any of them.

use super::{Bus, Delivery, Event, Topic};
use alongside_protocol::ToVisitor;
use std::{future::Future, time::Duration};
use tokio::time::timeout;

/// Runs the whole suite, each part on a bus of its own.
pub(super) async fn run<B: Bus>(make: impl Fn() -> B) {
    each_subscriber_hears_all_in_order(make()).await;
    what_was_said_before_is_not_heard(make()).await;
    topics_are_apart(make()).await;
    a_slow_subscriber_is_told_that_it_lost_something(make()).await;
    publishing_to_nobody_is_no_error(make()).await;
}

fn topic(site: &str) -> Topic {
    Topic::Agents(site.into())
}

fn event(number: usize) -> Event {
    Event::ToVisitor { frame: ToVisitor::Agents { agents: vec![number.to_string()] }, except: None }
}

fn number(delivery: &Delivery) -> usize {
    match delivery {
        Delivery::Event(event) => match &**event {
            Event::ToVisitor { frame: ToVisitor::Agents { agents }, .. } => agents[0].parse().unwrap(),
            other => panic!("not one of ours: {other:?}"),
        },
        other => panic!("no event: {other:?}"),
    }
}

async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(5), future).await.expect("the bus answers in time")
}

async fn each_subscriber_hears_all_in_order(bus: impl Bus) {
    let mut subscriptions = [bus.subscribe(topic("a")).await, bus.subscribe(topic("a")).await];
    for index in 0..20 {
        bus.publish(topic("a"), event(index)).await;
    }
    for subscription in &mut subscriptions {
        for index in 0..20 {
            assert_eq!(number(&soon(subscription.next()).await), index);
        }
    }
}

async fn what_was_said_before_is_not_heard(bus: impl Bus) {
    let _other = bus.subscribe(topic("a")).await;
    bus.publish(topic("a"), event(1)).await;
    let mut late = bus.subscribe(topic("a")).await;
    bus.publish(topic("a"), event(2)).await;
    assert_eq!(number(&soon(late.next()).await), 2);
}

async fn topics_are_apart(bus: impl Bus) {
    let mut agents = bus.subscribe(Topic::Agents("a".into())).await;
    let mut visitors = bus.subscribe(Topic::Visitors("a".into())).await;
    let mut visitor = bus.subscribe(Topic::Visitor("a".into(), "v".into())).await;
    bus.publish(Topic::Agents("b".into()), event(0)).await;
    bus.publish(Topic::Visitor("b".into(), "v".into()), event(0)).await;
    bus.publish(Topic::Visitor("a".into(), "w".into()), event(0)).await;
    bus.publish(Topic::Agents("a".into()), event(1)).await;
    bus.publish(Topic::Visitors("a".into()), event(2)).await;
    bus.publish(Topic::Visitor("a".into(), "v".into()), event(3)).await;
    assert_eq!(number(&soon(agents.next()).await), 1);
    assert_eq!(number(&soon(visitors.next()).await), 2);
    assert_eq!(number(&soon(visitor.next()).await), 3);
}

async fn a_slow_subscriber_is_told_that_it_lost_something(bus: impl Bus) {
    let mut slow = bus.subscribe(topic("a")).await;
    let sent = 100_000;
    for index in 0..sent {
        bus.publish(topic("a"), event(index)).await;
    }
    let (mut lagged, mut last) = (false, None);
    while last != Some(sent - 1) {
        match soon(slow.next()).await {
            Delivery::Lagged => lagged = true,
            delivery => {
                let number = number(&delivery);
                let follows = last.map_or(0, |last| last + 1) == number;
                assert!(follows || lagged, "{number} came after {last:?} without a word");
                last = Some(number);
            }
        }
    }
    assert!(lagged, "a hundred thousand events were all kept for one slow subscriber");
}

async fn publishing_to_nobody_is_no_error(bus: impl Bus) {
    drop(bus.subscribe(topic("a")).await);
    bus.publish(topic("a"), event(1)).await;
    bus.publish(topic("never"), event(1)).await;
}

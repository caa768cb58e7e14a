//! How fast shoppers may go: messages and frames per visitor, messages, frames and new visitors per address. In memory, per relay.
//!
//! Nobody is turned away in silence: a refusal says how long to wait, the widget tells her, and its outbox sends again. What is
//! repeated counts again, so waiting is always shorter than trying.
//!
//! Does not own: where an address comes from ([`crate::address`]), guesses of passwords and codes (`login`, `cobrowse`).

use crate::{address::Address, config::Config};
use alongside_protocol::{ErrorCode, ErrorFrame, SiteKey, VisitorId};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};
use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// How much of a minute's worth may come at once.
const BURST: u32 = 3;
/// After so many decisions, those who could go at full speed again are forgotten.
const SWEEP_EVERY: u32 = 4_096;

/// For each message that may be sent, so many frames of any kind may: typing, receipts, pages, answers.
const FRAMES: u32 = 20;
/// The longest that a frame waits.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// The relay's limits.
pub struct Pace {
    messages_of_visitor: Limit<(SiteKey, VisitorId)>,
    messages_of_address: Limit<(SiteKey, Address)>,
    visitors_of_address: Limit<(SiteKey, Address)>,
    frames_of_visitor: Limit<(SiteKey, VisitorId)>,
    frames_of_address: Limit<(SiteKey, Address)>,
}

impl Pace {
    /// Limits as the settings say.
    pub fn new(config: &Config) -> Self {
        Self {
            messages_of_visitor: Limit::per_minute(config.messages_per_minute),
            messages_of_address: Limit::per_minute(config.address_messages_per_minute),
            visitors_of_address: Limit::per_minute(config.address_visitors_per_minute),
            frames_of_visitor: Limit::per_minute(config.messages_per_minute.saturating_mul(FRAMES)),
            frames_of_address: Limit::per_minute(config.address_messages_per_minute.saturating_mul(FRAMES)),
        }
    }

    /// One more message of a visitor.
    ///
    /// # Errors
    /// How long to wait, in words and in ms.
    pub(crate) fn message(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        address: Option<Address>,
    ) -> Result<(), ErrorFrame> {
        let of_visitor = self.messages_of_visitor.take(&(site.clone(), visitor.clone()));
        let of_address = || address.map_or(Ok(()), |it| self.messages_of_address.take(&(site.clone(), it)));
        of_visitor.and_then(|()| of_address()).map_err(refusal)
    }

    /// How long her line is to wait before the relay takes one more text frame: nothing is lost, but a flood comes no faster than the
    /// consoles of the site can bear. No widget comes near it.
    pub(crate) fn frame(&self, site: &SiteKey, visitor: &VisitorId, address: Option<Address>) -> Duration {
        let of_visitor = self.frames_of_visitor.take(&(site.clone(), visitor.clone()));
        let of_address = || address.map_or(Ok(()), |it| self.frames_of_address.take(&(site.clone(), it)));
        of_visitor.and_then(|()| of_address()).err().unwrap_or_default().min(LONGEST_WAIT)
    }

    /// One more visitor whom nobody knows.
    ///
    /// # Errors
    /// How long to wait, in words and in ms.
    pub(crate) fn new_visitor(&self, site: &SiteKey, address: Option<Address>) -> Result<(), ErrorFrame> {
        let Some(address) = address else { return Ok(()) };
        self.visitors_of_address.take(&(site.clone(), address)).map_err(refusal)
    }
}

fn refusal(wait: Duration) -> ErrorFrame {
    let wait_ms = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX).saturating_add(1);
    let seconds = wait_ms.div_ceil(1_000);
    let text = format!("too much came at once; this may be sent again in {seconds} s");
    ErrorFrame { wait_ms: Some(wait_ms), ..ErrorFrame::passing(ErrorCode::TooManyTries, text) }
}

/// So many a minute for each key; none without a number.
struct Limit<Key: Hash + Eq + Clone> {
    limiter: Option<RateLimiter<Key, HashMapStateStore<Key>, DefaultClock>>,
    taken: AtomicU32,
}

impl<Key: Hash + Eq + Clone> Limit<Key> {
    fn per_minute(number: u32) -> Self {
        let quota = NonZeroU32::new(number).map(|number| {
            let burst = NonZeroU32::new(number.get().div_ceil(BURST)).unwrap_or(number);
            Quota::per_minute(number).allow_burst(burst)
        });
        Self { limiter: quota.map(RateLimiter::hashmap), taken: AtomicU32::new(0) }
    }

    /// One more, or how long it has to wait.
    fn take(&self, key: &Key) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.taken.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            limiter.retain_recent();
        }
        limiter.check_key(key).map_err(|too_early| too_early.wait_time_from(DefaultClock::default().now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RawConfig;

    fn pace(messages: u32, of_address: u32, visitors: u32) -> Pace {
        let raw = RawConfig {
            messages_per_minute: Some(messages),
            address_messages_per_minute: Some(of_address),
            address_visitors_per_minute: Some(visitors),
            ..RawConfig::default()
        };
        Pace::new(&raw.resolve().unwrap())
    }

    fn address(text: &str) -> Option<Address> {
        Some(Address::from(text.parse::<std::net::IpAddr>().unwrap()))
    }

    #[test]
    fn a_third_of_a_minutes_worth_may_come_at_once_and_then_it_says_how_long_to_wait() {
        let pace = pace(6, 0, 0);
        let say = |site: &str, visitor: &str| pace.message(&site.into(), &visitor.into(), None);
        assert_eq!((say("s", "v"), say("s", "v")), (Ok(()), Ok(())));
        let error = say("s", "v").unwrap_err();
        assert_eq!((error.code, error.retry), (ErrorCode::TooManyTries, true));
        let wait_ms = error.wait_ms.unwrap();
        assert!((9_000..=10_001).contains(&wait_ms), "{wait_ms}");
        assert_eq!(say("s", "another"), Ok(()), "nobody waits for another");
        assert_eq!(say("another", "v"), Ok(()), "nor for another site");
    }

    #[test]
    fn whoever_makes_visitors_to_say_more_waits_as_an_address() {
        let pace = pace(60, 6, 3);
        let (site, home) = ("s".into(), address("203.0.113.7"));
        assert_eq!(pace.new_visitor(&site, home), Ok(()));
        assert!(pace.new_visitor(&site, home).unwrap_err().wait_ms.is_some());
        for visitor in ["a", "b"] {
            assert_eq!(pace.message(&site, &visitor.into(), home), Ok(()));
        }
        assert!(pace.message(&site, &"c".into(), home).is_err());
        assert_eq!(pace.message(&site, &"c".into(), address("203.0.113.8")), Ok(()));
        assert_eq!(
            pace.message(&site, &"c".into(), None),
            Ok(()),
            "an address that nobody knows waits for none"
        );
    }

    #[test]
    fn a_flood_of_frames_waits_and_nobody_waits_for_it() {
        let pace = pace(60, 600, 0);
        let frame = |visitor: &str| pace.frame(&"s".into(), &visitor.into(), address("203.0.113.7"));
        let free = (0..1_000).filter(|_| frame("v") == Duration::ZERO).count();
        assert!((400..500).contains(&free), "{free}");
        assert!(frame("v") > Duration::ZERO && frame("v") <= LONGEST_WAIT);
        assert_eq!(frame("another"), Duration::ZERO);
    }

    #[test]
    fn without_a_number_there_is_no_limit() {
        let pace = pace(0, 0, 0);
        for _ in 0..10_000 {
            assert_eq!(pace.message(&"s".into(), &"v".into(), address("203.0.113.7")), Ok(()));
        }
    }

    #[test]
    fn those_who_could_go_at_full_speed_again_are_forgotten() {
        let limit = Limit::<u32>::per_minute(60_000_000);
        for key in 0..SWEEP_EVERY {
            assert_eq!(limit.take(&key), Ok(()));
        }
        let known = limit.limiter.as_ref().unwrap().len();
        assert!(known < SWEEP_EVERY as usize / 2, "{known} are remembered");
    }
}

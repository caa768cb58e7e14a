//! Six-digit codes: a shopper on the phone reads hers out, and the agent who types it may ask to see her page. It grants
//! nothing by itself: she is asked for her consent as ever.
//!
//! In memory only. A code is good for one site, one visitor, once, and for [`Timings::code`](crate::timings::Timings). How
//! hard it is to guess: at most [`LIVE`] of a million are good at a time, and after [`WRONG_BY_SITE`] a site is locked.

use super::tries::Tries;
use alongside_protocol::{AgentId, SiteKey, VisitorId};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use thiserror::Error;

/// How many codes of a site may be good at a time.
const LIVE: usize = 1_000;
/// How many codes there are.
const CODES: u32 = 1_000_000;
/// How many digits a code has.
const DIGITS: usize = 6;

/// Wrong codes of one agent, and the time within which they count and lock out.
const WRONG_BY_AGENT: (usize, Duration) = (5, Duration::from_secs(60));
/// Wrong codes of all agents of a site.
const WRONG_BY_SITE: (usize, Duration) = (30, Duration::from_secs(600));
/// New codes of one visitor.
const NEW_BY_VISITOR: (usize, Duration) = (10, Duration::from_secs(300));

/// The codes that are good now, and who tried too often.
pub struct Codes {
    inner: Mutex<Inner>,
    lasts: Duration,
}

struct Inner {
    live: HashMap<SiteKey, Vec<Live>>,
    wrong_by_agent: Tries<AgentId>,
    wrong_by_site: Tries<SiteKey>,
    new_by_visitor: Tries<(SiteKey, VisitorId)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Live {
    code: String,
    visitor: VisitorId,
    ends: Instant,
}

/// A code that is used up.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Redeemed(Live);

impl Redeemed {
    /// Whose it was.
    pub(super) fn visitor(&self) -> &VisitorId {
        &self.0.visitor
    }
}

/// Why there is no code, or why one leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum CodeRefused {
    #[error("no shopper has this code now")]
    Wrong,
    #[error("too many tries; the next is in {0:?}")]
    TooMany(Duration),
    #[error("the operating system gave no randomness")]
    NoRandomness,
}

impl Codes {
    /// No codes yet; each to come lasts so long.
    pub fn new(lasts: Duration) -> Self {
        let (agent, site, visitor) = (WRONG_BY_AGENT, WRONG_BY_SITE, NEW_BY_VISITOR);
        let inner = Inner {
            live: HashMap::new(),
            wrong_by_agent: Tries::new(agent.0, agent.1),
            wrong_by_site: Tries::new(site.0, site.1),
            new_by_visitor: Tries::new(visitor.0, visitor.1),
        };
        Self { inner: Mutex::new(inner), lasts }
    }

    /// A new code for a visitor, in place of the one she had. Returns how long it lasts as well. Where a site has too many, those
    /// of visitors who are not there any more make room: whoever comes, takes a code and goes can't take all of them.
    pub(super) fn make(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        now: Instant,
        is_online: impl Fn(&VisitorId) -> bool,
    ) -> Result<(String, Duration), CodeRefused> {
        let code = self.inner().make(site, visitor, now, self.lasts, is_online, random)?;
        Ok((code, self.lasts))
    }

    /// A visitor's code is good no longer. Returns whether there was one.
    pub(super) fn take_back(&self, site: &SiteKey, visitor: &VisitorId) -> bool {
        let mut inner = self.inner();
        let live = inner.live.entry(site.clone()).or_default();
        let before = live.len();
        live.retain(|live| live.visitor != *visitor);
        live.len() < before
    }

    /// Whose code this is. From now on it is nobody's, unless it is given back.
    pub(super) fn redeem(
        &self,
        site: &SiteKey,
        agent: &AgentId,
        code: &str,
        now: Instant,
    ) -> Result<Redeemed, CodeRefused> {
        self.inner().redeem(site, agent, code, now)
    }

    /// Nothing came of a code that was redeemed: it is good again, for what is left of its time, unless she has another one by now.
    pub(super) fn give_back(&self, site: &SiteKey, redeemed: Redeemed, now: Instant) {
        self.inner().give_back(site, redeemed, now);
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn make(
        &mut self,
        site: &SiteKey,
        visitor: &VisitorId,
        now: Instant,
        lasts: Duration,
        is_online: impl Fn(&VisitorId) -> bool,
        mut random: impl FnMut() -> Result<u32, CodeRefused>,
    ) -> Result<String, CodeRefused> {
        let key = (site.clone(), visitor.clone());
        self.new_by_visitor.check(&key, now).map_err(CodeRefused::TooMany)?;
        let live = self.live.entry(site.clone()).or_default();
        live.retain(|live| live.ends > now && live.visitor != *visitor);
        if live.len() >= LIVE {
            let gone = live.iter().position(|live| !is_online(&live.visitor));
            live.remove(gone.ok_or(CodeRefused::TooMany(lasts))?);
        }
        let code = loop {
            let code = format!("{:06}", random()?);
            if live.iter().all(|live| live.code != code) {
                break code;
            }
        };
        live.push(Live { code: code.clone(), visitor: visitor.clone(), ends: now + lasts });
        self.new_by_visitor.count(&key, now);
        Ok(code)
    }

    fn redeem(
        &mut self,
        site: &SiteKey,
        agent: &AgentId,
        code: &str,
        now: Instant,
    ) -> Result<Redeemed, CodeRefused> {
        self.wrong_by_agent.check(agent, now).map_err(CodeRefused::TooMany)?;
        self.wrong_by_site.check(site, now).map_err(CodeRefused::TooMany)?;
        let live = self.live.entry(site.clone()).or_default();
        live.retain(|live| live.ends > now);
        // All are looked at, whichever it is: how long it takes tells nothing.
        let mut found = None;
        for (index, live) in live.iter().enumerate() {
            if is_same(&live.code, code) {
                found = Some(index);
            }
        }
        if let Some(index) = found {
            return Ok(Redeemed(live.swap_remove(index)));
        }
        self.wrong_by_agent.count(agent, now);
        if self.wrong_by_site.count(site, now) {
            tracing::warn!(%site, "so many wrong codes that none is taken for a while");
        }
        Err(CodeRefused::Wrong)
    }

    fn give_back(&mut self, site: &SiteKey, Redeemed(code): Redeemed, now: Instant) {
        let live = self.live.entry(site.clone()).or_default();
        let is_taken = live.iter().any(|live| live.visitor == code.visitor || live.code == code.code);
        if code.ends > now && !is_taken {
            live.push(code);
        }
    }
}

/// The digits of a code as it was typed: spaces do not count. None if it cannot be one.
pub(super) fn digits(typed: &str) -> Option<String> {
    let mut code = String::with_capacity(DIGITS);
    for character in typed.chars().filter(|character| !character.is_whitespace()) {
        if !character.is_ascii_digit() || code.len() == DIGITS {
            return None;
        }
        code.push(character);
    }
    (code.len() == DIGITS).then_some(code)
}

/// Compares without stopping at the first difference.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// A number below [`CODES`], each as likely as the next.
fn random() -> Result<u32, CodeRefused> {
    // What is left over at the end of the range would make some codes likelier.
    let end = u32::MAX - u32::MAX % CODES;
    loop {
        let number = getrandom::u32().map_err(|_| CodeRefused::NoRandomness)?;
        if number < end {
            return Ok(number % CODES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LASTS: Duration = Duration::from_secs(600);

    fn site() -> SiteKey {
        "pk_1".into()
    }

    fn inner() -> Inner {
        Codes::new(LASTS).inner.into_inner().unwrap()
    }

    fn online(_: &VisitorId) -> bool {
        true
    }

    fn visitor(number: usize) -> VisitorId {
        format!("v{number}").into()
    }

    #[test]
    fn a_code_leads_to_its_visitor_once_and_for_its_time_only() {
        let (mut inner, start) = (inner(), Instant::now());
        let code = inner.make(&site(), &visitor(1), start, LASTS, online, || Ok(41_736)).unwrap();
        assert_eq!(code, "041736");
        let redeem = |inner: &mut Inner, now| inner.redeem(&site(), &"a".into(), "041736", now);
        assert_eq!(redeem(&mut inner, start).unwrap().visitor(), &visitor(1));
        assert_eq!(redeem(&mut inner, start), Err(CodeRefused::Wrong), "once");
        inner.make(&site(), &visitor(1), start, LASTS, online, || Ok(41_736)).unwrap();
        assert_eq!(redeem(&mut inner, start + LASTS), Err(CodeRefused::Wrong), "its time is over");
    }

    #[test]
    fn a_code_that_is_given_back_is_good_for_the_rest_of_its_time_unless_she_has_another() {
        let (mut inner, start) = (inner(), Instant::now());
        let make = |inner: &mut Inner, number: u32| {
            inner.make(&site(), &visitor(1), start, LASTS, online, || Ok(number)).unwrap();
        };
        let redeem = |inner: &mut Inner, code: &str, now| inner.redeem(&site(), &"a".into(), code, now);
        make(&mut inner, 7);
        let redeemed = redeem(&mut inner, "000007", start).unwrap();
        inner.give_back(&site(), redeemed, start);
        let redeemed = redeem(&mut inner, "000007", start).unwrap();
        inner.give_back(&site(), redeemed, start);
        assert_eq!(redeem(&mut inner, "000007", start + LASTS), Err(CodeRefused::Wrong), "its time is over");
        make(&mut inner, 7);
        let redeemed = redeem(&mut inner, "000007", start).unwrap();
        inner.give_back(&site(), redeemed, start + LASTS);
        assert_eq!(inner.live[&site()], [], "nor does it come back when its time is over");
        make(&mut inner, 7);
        let redeemed = redeem(&mut inner, "000007", start).unwrap();
        make(&mut inner, 8);
        inner.give_back(&site(), redeemed, start);
        assert_eq!(redeem(&mut inner, "000007", start), Err(CodeRefused::Wrong), "she was given another");
        assert_eq!(redeem(&mut inner, "000008", start).unwrap().visitor(), &visitor(1));
    }

    #[test]
    fn a_code_that_somebody_has_is_not_given_again_and_a_new_one_replaces_hers() {
        let (mut inner, start) = (inner(), Instant::now());
        inner.make(&site(), &visitor(1), start, LASTS, online, || Ok(7)).unwrap();
        let mut numbers = [7, 7, 8].into_iter();
        let second =
            inner.make(&site(), &visitor(2), start, LASTS, online, || Ok(numbers.next().unwrap())).unwrap();
        assert_eq!(second, "000008");
        let third = inner.make(&site(), &visitor(1), start, LASTS, online, || Ok(9)).unwrap();
        let mut redeem = |code: &str| inner.redeem(&site(), &"a".into(), code, start);
        assert_eq!(redeem("000007"), Err(CodeRefused::Wrong));
        assert_eq!(redeem(&third).unwrap().visitor(), &visitor(1));
        assert_eq!(redeem("000008").unwrap().visitor(), &visitor(2));
    }

    #[test]
    fn another_sites_code_is_wrong_and_the_same_digits_may_be_good_there() {
        let (mut inner, start) = (inner(), Instant::now());
        let other = SiteKey::from("pk_2");
        inner.make(&site(), &visitor(1), start, LASTS, online, || Ok(7)).unwrap();
        assert_eq!(inner.redeem(&other, &"o".into(), "000007", start), Err(CodeRefused::Wrong));
        inner.make(&other, &visitor(2), start, LASTS, online, || Ok(7)).unwrap();
        let mut redeem = |site: &SiteKey, agent: &str| inner.redeem(site, &agent.into(), "000007", start);
        assert_eq!(redeem(&other, "o").unwrap().visitor(), &visitor(2));
        assert_eq!(redeem(&site(), "a").unwrap().visitor(), &visitor(1));
    }

    #[test]
    fn wrong_codes_lock_out_the_agent_and_then_the_site_also_for_the_right_one() {
        let (mut inner, start) = (inner(), Instant::now());
        inner.make(&site(), &visitor(1), start, LASTS, online, || Ok(7)).unwrap();
        let mut wrong = 0;
        for number in 0..6 {
            let agent: AgentId = format!("a{number}").into();
            for _ in 0..WRONG_BY_AGENT.0 {
                assert_eq!(inner.redeem(&site(), &agent, "999999", start), Err(CodeRefused::Wrong));
                wrong += 1;
            }
            let locked = inner.redeem(&site(), &agent, "000007", start);
            let lasts = if wrong < WRONG_BY_SITE.0 { WRONG_BY_AGENT.1 } else { WRONG_BY_SITE.1 };
            assert!(matches!(locked, Err(CodeRefused::TooMany(wait)) if wait <= lasts), "{locked:?}");
        }
        let fresh: AgentId = "fresh".into();
        let locked = inner.redeem(&site(), &fresh, "000007", start + WRONG_BY_AGENT.1);
        assert!(matches!(locked, Err(CodeRefused::TooMany(_))), "the whole site waits: {locked:?}");
        let after = start + WRONG_BY_SITE.1;
        assert_eq!(
            inner.redeem(&site(), &fresh, "000007", after),
            Err(CodeRefused::Wrong),
            "it is over, as is the code"
        );
    }

    #[test]
    fn a_visitor_gets_so_many_codes_and_a_site_has_so_many() {
        let (mut inner, start) = (inner(), Instant::now());
        let mut next = 0..;
        let mut make =
            |visitor, now| inner.make(&site(), &visitor, now, LASTS, online, || Ok(next.next().unwrap()));
        for _ in 0..NEW_BY_VISITOR.0 {
            make(visitor(0), start).unwrap();
        }
        assert_eq!(make(visitor(0), start), Err(CodeRefused::TooMany(NEW_BY_VISITOR.1)));
        for number in 1..LIVE {
            make(visitor(number), start).unwrap();
        }
        assert!(matches!(make(visitor(LIVE), start), Err(CodeRefused::TooMany(_))));
        make(visitor(LIVE), start + LASTS).unwrap();
    }

    #[test]
    fn codes_of_visitors_who_have_gone_make_room_and_no_others() {
        let (mut inner, start) = (inner(), Instant::now());
        let mut next = 0..;
        let mut make = |visitor, is_online: &dyn Fn(&VisitorId) -> bool| {
            inner.make(&site(), &visitor, start, LASTS, is_online, || Ok(next.next().unwrap()))
        };
        for number in 0..LIVE {
            make(visitor(number), &online).unwrap();
        }
        let gone = visitor(500);
        make(visitor(LIVE), &|visitor| *visitor != gone).unwrap();
        assert!(matches!(make(visitor(LIVE + 1), &online), Err(CodeRefused::TooMany(_))));
        assert_eq!(inner.redeem(&site(), &"a".into(), "000500", start).err(), Some(CodeRefused::Wrong));
        assert!(inner.redeem(&site(), &"a".into(), "000499", start).is_ok());
    }

    #[test]
    fn every_digit_comes_everywhere_about_as_often() {
        let mut counts = [[0_u32; 10]; DIGITS];
        for _ in 0..20_000 {
            for (place, digit) in format!("{:06}", random().unwrap()).bytes().enumerate() {
                counts[place][usize::from(digit - b'0')] += 1;
            }
        }
        // 2,000 are expected, with a deviation of 42: eight of them happen to nobody.
        assert!(counts.iter().flatten().all(|count| (1_660..2_340).contains(count)), "{counts:?}");
    }

    #[test]
    fn spaces_between_digits_do_not_count_and_all_else_does() {
        assert_eq!(digits(" 041 736\u{a0}").as_deref(), Some("041736"));
        for typed in ["", "04173", "0417366", "04173a", "٠٤١٧٣٦", "-41736"] {
            assert_eq!(digits(typed), None, "{typed}");
        }
    }
}

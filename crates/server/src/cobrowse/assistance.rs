//! What agents may do on one shared page, as its page has told. A copy: the page decides and enforces; the relay refuses
//! early what cannot be, and tells agents who come later. Pure.
//!
//! - `point` and `draw` come with the consent to share. Only a page that has once listed one of them for an agent can take
//!   it back, by leaving it out.
//! - The others hold for a limited time since the relay heard of them. The expiry that a grant names is by the shopper's
//!   clock, which may be wrong by hours: it is passed on, not compared with ours.
//! - One agent at a time controls: a grant to another one ends those of the first.
//!
//! Begins anew with each session and with each document: see [`Assistance::default`].

use alongside_protocol::{AgentId, Capability, Grant};
use std::time::{Duration, Instant};

/// How close to its end a grant may be taken back and still count as expired: the page's clock and ours run apart by
/// as long as its frames take.
const ABOUT_OVER: Duration = Duration::from_secs(5);

/// The same act on the same element is logged once in this time.
const LOGGED_EVERY: Duration = Duration::from_secs(1);

/// Who may do what on a page, and whether it is held.
#[derive(Default)]
pub(super) struct Assistance {
    agents: Vec<Helper>,
    /// Whether the shopper holds the view where it is.
    pub(super) is_paused: bool,
}

struct Helper {
    agent: AgentId,
    name: String,
    held: Vec<Held>,
    /// Whether the page has ever listed `point` or `draw` for this agent.
    lists_all: bool,
    logged: Option<(&'static str, Option<u32>, Instant)>,
}

#[derive(Clone)]
struct Held {
    grant: Grant,
    /// None for one that lasts as long as the session: to point, to draw.
    until: Option<Instant>,
}

impl Held {
    fn is_over(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

/// What a list of grants changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// Allowed from now on.
    pub(super) granted: Vec<Capability>,
    /// Taken back.
    pub(super) revoked: Vec<Capability>,
    /// Over by themselves.
    pub(super) expired: Vec<Capability>,
}

/// All that an agent may do, as colleagues are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Allowed {
    pub(super) agent: AgentId,
    pub(super) name: String,
    pub(super) grants: Vec<Grant>,
}

impl Assistance {
    /// Whether the agent may do this now, as far as the relay knows.
    pub(super) fn allows(&self, agent: &AgentId, capability: Capability, now: Instant) -> bool {
        let helper = self.agents.iter().find(|helper| helper.agent == *agent);
        let Some(helper) = helper else { return !capability.is_control() };
        let is_free = !capability.is_control() && !helper.lists_all;
        is_free || helper.held.iter().any(|held| held.grant.capability == capability && !held.is_over(now))
    }

    /// The display name of an agent who has helped on this page before.
    pub(super) fn name(&self, agent: &AgentId) -> Option<String> {
        self.agents.iter().find(|helper| helper.agent == *agent).map(|helper| helper.name.clone())
    }

    /// Takes back at once what the new list lacks, and tells what it would change.
    pub(super) fn shrink(&mut self, agent: &AgentId, grants: &[Grant], now: Instant) -> Change {
        let is_listed = |capability: Capability| grants.iter().any(|grant| grant.capability == capability);
        let mut change = Change::default();
        let helper = self.agents.iter_mut().find(|helper| helper.agent == *agent);
        let mut had = Vec::new();
        if let Some(helper) = helper {
            helper.held.retain(|held| {
                let capability = held.grant.capability;
                if is_listed(capability) {
                    // One that ran out is granted anew.
                    if !held.is_over(now) {
                        had.push(capability);
                    }
                    return true;
                }
                let over =
                    if held.is_over(now + ABOUT_OVER) { &mut change.expired } else { &mut change.revoked };
                over.push(capability);
                false
            });
        }
        let new = grants.iter().map(|grant| grant.capability).filter(|capability| !had.contains(capability));
        change.granted = new.collect();
        change
    }

    /// Puts the list in the place of the agent's former one; a grant to control lasts `control` at most. Returns whose
    /// grants to control ended by that, with what is left to them.
    pub(super) fn put(
        &mut self,
        agent: &AgentId,
        name: &str,
        grants: &[Grant],
        now: Instant,
        control: Duration,
    ) -> Vec<(Allowed, Vec<Capability>)> {
        let controls = grants.iter().any(|grant| grant.capability.is_control());
        let at = self.agents.iter().position(|helper| helper.agent == *agent).unwrap_or_else(|| {
            self.agents.push(Helper {
                agent: agent.clone(),
                name: name.to_owned(),
                held: Vec::new(),
                lists_all: false,
                logged: None,
            });
            self.agents.len() - 1
        });
        let mut replaced = Vec::new();
        for (index, helper) in self.agents.iter_mut().enumerate() {
            if index == at {
                helper.lists_all |= grants.iter().any(|grant| !grant.capability.is_control());
                helper.held = grants.iter().map(|grant| helper.hold(grant, now, control)).collect();
            } else if controls {
                let lost = helper.lose_control();
                if !lost.is_empty() {
                    replaced.push((helper.allowed(now), lost));
                }
            }
        }
        replaced
    }

    /// The agent gives something back.
    pub(super) fn release(&mut self, agent: &AgentId, capabilities: &[Capability]) {
        for helper in self.agents.iter_mut().filter(|helper| helper.agent == *agent) {
            helper.held.retain(|held| !capabilities.contains(&held.grant.capability));
        }
    }

    /// What those who come now have to know: of each agent, all that is granted.
    pub(super) fn allowed(&self, now: Instant) -> Vec<Allowed> {
        let all = self.agents.iter().map(|helper| helper.allowed(now));
        all.filter(|allowed| !allowed.grants.is_empty()).collect()
    }

    /// Whether this act is to be logged: not if the same was, on the same element, a moment ago.
    pub(super) fn is_news(
        &mut self,
        agent: &AgentId,
        name: &str,
        act: &'static str,
        node: Option<u32>,
        now: Instant,
    ) -> bool {
        if self.name(agent).is_none() {
            let (agent, name) = (agent.clone(), name.to_owned());
            self.agents.push(Helper { agent, name, held: Vec::new(), lists_all: false, logged: None });
        }
        let Some(helper) = self.agents.iter_mut().find(|helper| helper.agent == *agent) else { return true };
        let is_repeat = helper.logged.is_some_and(|(before, at, when)| {
            (before, at) == (act, node) && now.saturating_duration_since(when) < LOGGED_EVERY
        });
        if !is_repeat {
            helper.logged = Some((act, node, now));
        }
        !is_repeat
    }
}

impl Helper {
    /// A grant that is said again lasts no longer for that.
    fn hold(&self, grant: &Grant, now: Instant, control: Duration) -> Held {
        let before = self.held.iter().find(|held| held.grant == *grant && !held.is_over(now));
        let until = grant.capability.is_control().then_some(now + control);
        before.cloned().unwrap_or_else(|| Held { grant: grant.clone(), until })
    }

    fn lose_control(&mut self) -> Vec<Capability> {
        let mut lost = Vec::new();
        self.held.retain(|held| {
            let capability = held.grant.capability;
            if capability.is_control() {
                lost.push(capability);
            }
            !capability.is_control()
        });
        lost
    }

    fn allowed(&self, now: Instant) -> Allowed {
        let current = self.held.iter().filter(|held| !held.is_over(now));
        let grants = current.map(|held| held.grant.clone()).collect();
        Allowed { agent: self.agent.clone(), name: self.name.clone(), grants }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTROL: Duration = Duration::from_secs(600);

    fn grants(capabilities: &[Capability]) -> Vec<Grant> {
        capabilities.iter().map(|&capability| Grant { capability, expires_at_ms: 1 }).collect()
    }

    fn put(of: &mut Assistance, agent: &str, capabilities: &[Capability], now: Instant) -> Vec<String> {
        let (agent, name) = (agent.into(), agent.to_uppercase());
        let replaced = of.put(&agent, &name, &grants(capabilities), now, CONTROL);
        replaced.into_iter().map(|(allowed, _)| allowed.agent.0).collect()
    }

    #[test]
    fn pointing_and_drawing_come_with_consent_and_control_does_not() {
        let (of, now) = (Assistance::default(), Instant::now());
        let allowed = |capability| of.allows(&"a".into(), capability, now);
        assert!(allowed(Capability::Point) && allowed(Capability::Draw));
        for control in [Capability::Scroll, Capability::Click, Capability::Type, Capability::Navigate] {
            assert!(!allowed(control), "{control:?}");
        }
    }

    #[test]
    fn a_list_of_control_alone_leaves_pointing_and_one_that_named_it_can_take_it_back() {
        let (mut of, now) = (Assistance::default(), Instant::now());
        let points = |of: &Assistance, now| of.allows(&"a".into(), Capability::Point, now);
        put(&mut of, "a", &[Capability::Click], now);
        put(&mut of, "a", &[], now);
        assert!(points(&of, now));
        put(&mut of, "a", &[Capability::Point], now);
        assert!(points(&of, now + 100 * CONTROL), "it lasts as long as the session");
        assert!(!of.allows(&"a".into(), Capability::Draw, now));
        put(&mut of, "a", &[], now);
        assert!(!points(&of, now));
        assert!(of.allows(&"b".into(), Capability::Point, now), "somebody else's is another matter");
    }

    #[test]
    fn control_ends_by_itself_and_saying_it_again_does_not_prolong_it() {
        let (mut of, start) = (Assistance::default(), Instant::now());
        put(&mut of, "a", &[Capability::Click], start);
        let later = start + CONTROL / 2;
        put(&mut of, "a", &[Capability::Click, Capability::Type], later);
        let allows = |capability, now| of.allows(&"a".into(), capability, now);
        let last = start + CONTROL - Duration::from_millis(1);
        assert!(allows(Capability::Click, last));
        assert!(!allows(Capability::Click, start + CONTROL));
        assert!(allows(Capability::Type, start + CONTROL));
        assert_eq!(
            of.allowed(start + CONTROL)[0].grants,
            grants(&[Capability::Type]),
            "nor are others told of it"
        );
    }

    #[test]
    fn one_agent_controls_and_the_other_keeps_pointing() {
        let (mut of, now) = (Assistance::default(), Instant::now());
        put(&mut of, "a", &[Capability::Point, Capability::Click], now);
        assert_eq!(
            put(&mut of, "b", &[Capability::Point], now),
            Vec::<String>::new(),
            "to point is not to control"
        );
        assert_eq!(put(&mut of, "b", &[Capability::Scroll], now), ["a"]);
        assert!(!of.allows(&"a".into(), Capability::Click, now));
        assert!(of.allows(&"a".into(), Capability::Point, now));
    }

    #[test]
    fn what_a_list_lacks_is_taken_back_and_told_apart_from_what_ran_out() {
        let (mut of, start) = (Assistance::default(), Instant::now());
        let agent = "a".into();
        put(&mut of, "a", &[Capability::Click, Capability::Type], start);
        let change = of.shrink(&agent, &grants(&[Capability::Type, Capability::Scroll]), start);
        let (granted, revoked) = (vec![Capability::Scroll], vec![Capability::Click]);
        assert_eq!(change, Change { granted, revoked, expired: Vec::new() });
        assert!(!of.allows(&agent, Capability::Click, start), "at once");
        assert!(!of.allows(&agent, Capability::Scroll, start), "not before it is written down");
        let change = of.shrink(&agent, &[], start + CONTROL - Duration::from_secs(1));
        assert_eq!(change, Change { expired: vec![Capability::Type], ..Change::default() });
    }

    #[test]
    fn the_same_act_on_the_same_element_is_news_once_a_second() {
        let (mut of, start) = (Assistance::default(), Instant::now());
        let mut is_news =
            |act, node, ms| of.is_news(&"a".into(), "A", act, Some(node), start + Duration::from_millis(ms));
        assert!(is_news("scroll", 1, 0));
        assert!(!is_news("scroll", 1, 999));
        assert!(is_news("scroll", 1, 1_000));
        assert!(is_news("scroll", 2, 1_001));
        assert!(is_news("click", 2, 1_002));
    }
}

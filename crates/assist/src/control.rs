//! Who controls the page: one agent at most, with capabilities that end by themselves. Pure.

use crate::frame::Agent;
use alongside_protocol::limits::CONTROL_MS;
use alongside_protocol::{Capability, Grant};

/// Capabilities, in the order in which they are told.
pub(crate) const CONTROLS: [Capability; 4] =
    [Capability::Scroll, Capability::Click, Capability::Type, Capability::Navigate];

/// All that an agent may do from now on beyond pointing and drawing: what the relay has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) agent: String,
    pub(crate) grants: Vec<Grant>,
}

/// An agent with at least one grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Controller {
    pub(crate) agent: Agent,
    pub(crate) grants: Vec<Grant>,
}

/// The controller, or none. Times are ms since 1970 UTC.
#[derive(Debug, Default)]
pub(crate) struct Control {
    controller: Option<Controller>,
}

impl Control {
    pub(crate) fn controller(&self) -> Option<&Controller> {
        self.controller.as_ref()
    }

    /// Grants what controls among `capabilities`. Another agent's grants end with that.
    pub(crate) fn grant(&mut self, agent: Agent, capabilities: &[Capability], now_ms: u64) -> Vec<Change> {
        let mut changes = Vec::new();
        let grants = match self.controller.take() {
            Some(present) if present.agent.id == agent.id => present.grants,
            Some(another) => {
                changes.push(Change { agent: another.agent.id, grants: Vec::new() });
                Vec::new()
            }
            None => Vec::new(),
        };
        let expires_at_ms = now_ms.saturating_add(CONTROL_MS);
        let of = |capability: Capability| {
            let granted = capabilities.contains(&capability).then_some(Grant { capability, expires_at_ms });
            let held =
                grants.iter().find(|grant| grant.capability == capability && now_ms < grant.expires_at_ms);
            granted.or(held.cloned())
        };
        let grants: Vec<Grant> = CONTROLS.into_iter().filter_map(of).collect();
        changes.push(Change { agent: agent.id.clone(), grants: grants.clone() });
        self.controller = (!grants.is_empty()).then_some(Controller { agent, grants });
        changes
    }

    /// Whether this agent may do this now.
    pub(crate) fn allows(&self, agent: &str, capability: Capability, now_ms: u64) -> bool {
        self.controller.as_ref().is_some_and(|controller| {
            let holds = |grant: &Grant| grant.capability == capability && now_ms < grant.expires_at_ms;
            controller.agent.id == agent && controller.grants.iter().any(holds)
        })
    }

    /// Ends what is over by now.
    pub(crate) fn expire(&mut self, now_ms: u64) -> Option<Change> {
        self.keep(|grant| now_ms < grant.expires_at_ms)
    }

    /// Takes these back from whoever has them.
    pub(crate) fn take_back(&mut self, capabilities: &[Capability]) -> Option<Change> {
        self.keep(|grant| !capabilities.contains(&grant.capability))
    }

    /// An agent gives these back.
    pub(crate) fn release(&mut self, agent: &str, capabilities: &[Capability]) -> Option<Change> {
        self.controller.as_ref().filter(|controller| controller.agent.id == agent)?;
        self.take_back(capabilities)
    }

    /// Only these agents are there still.
    pub(crate) fn keep_agents(&mut self, agents: &[String]) -> Option<Change> {
        let controller = self.controller.as_ref()?;
        if agents.contains(&controller.agent.id) { None } else { self.take_back(&CONTROLS) }
    }

    /// When the first grant ends.
    pub(crate) fn ends_at_ms(&self) -> Option<u64> {
        self.controller.as_ref()?.grants.iter().map(|grant| grant.expires_at_ms).min()
    }

    fn keep(&mut self, keeps: impl Fn(&Grant) -> bool) -> Option<Change> {
        let controller = self.controller.as_mut()?;
        let before = controller.grants.len();
        controller.grants.retain(keeps);
        if controller.grants.len() == before {
            return None;
        }
        let change = Change { agent: controller.agent.id.clone(), grants: controller.grants.clone() };
        if change.grants.is_empty() {
            self.controller = None;
        }
        Some(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{Click, Draw, Scroll, Type};

    fn agent(id: &str) -> Agent {
        Agent { id: id.into(), name: id.to_uppercase() }
    }

    fn capabilities(change: &Change) -> Vec<Capability> {
        change.grants.iter().map(|grant| grant.capability).collect()
    }

    #[test]
    fn a_grant_holds_until_its_end_and_not_a_millisecond_longer() {
        let mut control = Control::default();
        assert!(!control.allows("a", Click, 1_000));
        control.grant(agent("a"), &[Click], 1_000);
        assert!(control.allows("a", Click, 1_000));
        assert!(control.allows("a", Click, 999 + CONTROL_MS));
        assert!(!control.allows("a", Click, 1_000 + CONTROL_MS), "also before anybody called `expire`");
        assert!(!control.allows("a", Type, 1_000), "another capability");
        assert!(!control.allows("b", Click, 1_000), "another agent");
        assert_eq!(control.expire(999 + CONTROL_MS), None);
        assert_eq!(control.expire(1_000 + CONTROL_MS), Some(Change { agent: "a".into(), grants: vec![] }));
        assert!(control.controller().is_none());
    }

    #[test]
    fn each_grant_has_an_end_of_its_own_and_a_new_one_leaves_the_others() {
        let mut control = Control::default();
        control.grant(agent("a"), &[Click], 0);
        let changes = control.grant(agent("a"), &[Scroll], 5_000);
        assert_eq!(changes.iter().map(capabilities).collect::<Vec<_>>(), [[Scroll, Click]]);
        assert_eq!(control.ends_at_ms(), Some(CONTROL_MS));
        assert_eq!(capabilities(&control.expire(CONTROL_MS).unwrap()), [Scroll]);
        assert_eq!(control.ends_at_ms(), Some(5_000 + CONTROL_MS));
    }

    #[test]
    fn granted_again_it_begins_anew() {
        let mut control = Control::default();
        control.grant(agent("a"), &[Click], 0);
        control.grant(agent("a"), &[Click], 60_000);
        assert!(control.allows("a", Click, CONTROL_MS));
        assert_eq!(control.controller().unwrap().grants.len(), 1);
    }

    #[test]
    fn one_agent_controls_and_the_next_takes_it_from_the_first() {
        let mut control = Control::default();
        control.grant(agent("a"), &[Click, Type], 0);
        let changes = control.grant(agent("b"), &[Scroll], 10);
        assert_eq!(changes[0], Change { agent: "a".into(), grants: vec![] });
        assert_eq!(capabilities(&changes[1]), [Scroll]);
        assert!(!control.allows("a", Click, 10) && control.allows("b", Scroll, 10));
    }

    #[test]
    fn what_comes_with_the_consent_is_no_control() {
        let mut control = Control::default();
        control.grant(agent("a"), &[Draw], 0);
        assert!(control.controller().is_none());
    }

    #[test]
    fn one_is_taken_back_or_all_and_an_agent_gives_back_only_its_own() {
        let mut control = Control::default();
        control.grant(agent("a"), &[Click, Type, Scroll], 0);
        assert_eq!(control.release("b", &[Click]), None);
        assert_eq!(capabilities(&control.take_back(&[Click]).unwrap()), [Scroll, Type]);
        assert_eq!(control.take_back(&[Click]), None, "it has gone already");
        assert_eq!(capabilities(&control.release("a", &[Type]).unwrap()), [Scroll]);
        assert_eq!(capabilities(&control.take_back(&CONTROLS).unwrap()), []);
        assert!(control.controller().is_none());
    }

    #[test]
    fn who_no_longer_watches_no_longer_controls() {
        let mut control = Control::default();
        control.grant(agent("a"), &[Click], 0);
        assert_eq!(control.keep_agents(&["b".into(), "a".into()]), None);
        assert_eq!(control.keep_agents(&["b".into()]), Some(Change { agent: "a".into(), grants: vec![] }));
    }
}

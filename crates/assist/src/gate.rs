//! Whether an act is done, refused or not even looked at. Pure; the page's last word, whatever relay and console have said.

use crate::control::{Change, Control};
use crate::rate::Rate;
use alongside_protocol::{Act, Outcome};

/// What becomes of an act before the page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Do,
    /// The agent hears why not.
    Refuse(Outcome),
    /// Nobody hears anything.
    Ignore,
}

/// Who watches, who controls, whether sharing is paused.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    pub(crate) control: Control,
    pub(crate) is_paused: bool,
    watchers: Vec<(String, Rate)>,
}

impl Gate {
    /// Who sees the page now; nobody else does anything. Tells whose control ends with that.
    pub(crate) fn watched_by(&mut self, agents: &[String]) -> Option<Change> {
        self.watchers.retain(|(agent, _)| agents.contains(agent));
        for agent in agents {
            if !self.is_watcher(agent) {
                self.watchers.push((agent.clone(), Rate::default()));
            }
        }
        self.control.keep_agents(agents)
    }

    pub(crate) fn is_watcher(&self, agent: &str) -> bool {
        self.watchers.iter().any(|(watcher, _)| watcher == agent)
    }

    /// Judges an act at a time in ms since 1970 UTC.
    pub(crate) fn judge(&mut self, agent: &str, act: &Act, now_ms: u64) -> Verdict {
        let capability = act.needs();
        // Only acts of control have an outcome.
        let refuse = |outcome| {
            if capability.is_control() { Verdict::Refuse(outcome) } else { Verdict::Ignore }
        };
        let Some((_, rate)) = self.watchers.iter_mut().find(|(watcher, _)| watcher == agent) else {
            return refuse(Outcome::NotGranted);
        };
        if !rate.admits(now_ms) {
            return Verdict::Ignore;
        }
        if self.is_paused {
            return refuse(Outcome::Paused);
        }
        if capability.is_control() && !self.control.allows(agent, capability, now_ms) {
            return Verdict::Refuse(Outcome::NotGranted);
        }
        Verdict::Do
    }

    /// Whether an act of control that was judged a moment ago may still be done.
    pub(crate) fn still_allows(&self, agent: &str, act: &Act, now_ms: u64) -> bool {
        !self.is_paused && self.control.allows(agent, act.needs(), now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Agent;
    use alongside_protocol::limits::{ACTS_PER_SECOND, CONTROL_MS};
    use alongside_protocol::{Capability, Destination, Key, Place, Tool};

    const AT: Place = Place { node: 2, x: 0, y: 0 };

    fn gate() -> Gate {
        let mut gate = Gate::default();
        gate.watched_by(&["a".into(), "b".into()]);
        gate
    }

    fn every_control() -> Vec<Act> {
        vec![
            Act::Scroll { node: 1, x: 0, y: 0 },
            Act::Click { at: AT, double: false },
            Act::Check { node: 2, on: true },
            Act::Slide { node: 2, to: 0 },
            Act::Type { node: 2, text: "x".into() },
            Act::Press { node: 2, key: Key::Enter },
            Act::Select { node: 2, options: vec![0] },
            Act::Navigate { to: Destination::Back },
        ]
    }

    fn every_showing() -> Vec<Act> {
        vec![
            Act::Pointer { at: AT, laser: false },
            Act::PointerGone,
            Act::Ripple { at: AT },
            Act::Draw { stroke: 1, tool: Tool::Pen, node: 2, points: vec![] },
            Act::Erase { stroke: 1 },
            Act::Wipe,
            Act::Highlight { node: 2 },
        ]
    }

    #[test]
    fn what_was_judged_is_not_done_any_more_once_control_has_ended_or_the_page_is_paused() {
        let act = Act::Click { at: AT, double: false };
        let mut gate = gate();
        gate.control.grant(Agent { id: "a".into(), name: "A".into() }, &[Capability::Click], 0);
        assert_eq!(gate.judge("a", &act, 1), Verdict::Do);
        assert!(gate.still_allows("a", &act, 1));
        gate.is_paused = true;
        assert!(!gate.still_allows("a", &act, 1));
        gate.is_paused = false;
        gate.control.take_back(&[Capability::Click]);
        assert!(!gate.still_allows("a", &act, 1));
    }

    #[test]
    fn showing_comes_with_the_consent_and_control_does_not() {
        let mut gate = gate();
        for act in every_showing() {
            assert_eq!(gate.judge("a", &act, 0), Verdict::Do, "{act:?}");
        }
        for act in every_control() {
            assert_eq!(gate.judge("a", &act, 0), Verdict::Refuse(Outcome::NotGranted), "{act:?}");
        }
    }

    #[test]
    fn each_act_needs_its_own_capability() {
        for act in every_control() {
            for capability in crate::control::CONTROLS {
                let mut gate = gate();
                gate.control.grant(Agent { id: "a".into(), name: "A".into() }, &[capability], 0);
                let expected = if act.needs() == capability {
                    Verdict::Do
                } else {
                    Verdict::Refuse(Outcome::NotGranted)
                };
                assert_eq!(gate.judge("a", &act, 1), expected, "{act:?} with {capability:?}");
                assert_eq!(gate.judge("b", &act, 1), Verdict::Refuse(Outcome::NotGranted), "another agent");
                assert_eq!(
                    gate.judge("a", &act, CONTROL_MS),
                    Verdict::Refuse(Outcome::NotGranted),
                    "too late"
                );
            }
        }
    }

    #[test]
    fn who_does_not_watch_shows_nothing_and_controls_nothing() {
        let mut gate = gate();
        gate.control.grant(Agent { id: "a".into(), name: "A".into() }, &[Capability::Click], 0);
        let lost = gate.watched_by(&["b".into()]);
        assert_eq!(lost.map(|change| change.agent), Some("a".into()));
        assert_eq!(gate.judge("a", &Act::Wipe, 0), Verdict::Ignore);
        let click = Act::Click { at: AT, double: false };
        assert_eq!(gate.judge("a", &click, 0), Verdict::Refuse(Outcome::NotGranted));
        gate.watched_by(&["a".into()]);
        assert_eq!(
            gate.judge("a", &click, 0),
            Verdict::Refuse(Outcome::NotGranted),
            "who comes back asks anew"
        );
    }

    #[test]
    fn a_paused_page_takes_nothing() {
        let mut gate = gate();
        gate.control.grant(Agent { id: "a".into(), name: "A".into() }, &[Capability::Click], 0);
        gate.is_paused = true;
        assert_eq!(
            gate.judge("a", &Act::Click { at: AT, double: false }, 0),
            Verdict::Refuse(Outcome::Paused)
        );
        assert_eq!(gate.judge("a", &Act::Wipe, 0), Verdict::Ignore);
    }

    #[test]
    fn acts_beyond_the_limit_are_dropped_and_other_agents_do_not_feel_it() {
        let mut gate = gate();
        for _ in 0..ACTS_PER_SECOND {
            assert_eq!(gate.judge("a", &Act::Wipe, 500), Verdict::Do);
        }
        assert_eq!(gate.judge("a", &Act::Wipe, 500), Verdict::Ignore);
        assert_eq!(gate.judge("b", &Act::Wipe, 500), Verdict::Do);
        assert_eq!(gate.judge("a", &Act::Wipe, 1_500), Verdict::Do);
    }
}

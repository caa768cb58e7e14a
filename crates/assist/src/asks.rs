//! What agents have asked for and the shopper has not answered: one question of each agent, one shown at a time. Pure.

use crate::frame::Agent;
use alongside_protocol::Capability;

/// An agent's question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) agent: Agent,
    /// Not empty; none of them comes with the consent.
    pub(crate) capabilities: Vec<Capability>,
}

#[derive(Debug, Default)]
pub(crate) struct Asks {
    waiting: Vec<Ask>,
}

impl Asks {
    /// The question to show.
    pub(crate) fn first(&self) -> Option<&Ask> {
        self.waiting.first()
    }

    /// An agent asks, in place of what it asked before; with nothing that controls it takes its question back.
    pub(crate) fn hear(&mut self, agent: Agent, capabilities: &[Capability]) {
        let capabilities: Vec<Capability> =
            crate::control::CONTROLS.into_iter().filter(|control| capabilities.contains(control)).collect();
        let place = self.waiting.iter().position(|ask| ask.agent.id == agent.id);
        match (place.and_then(|place| self.waiting.get_mut(place)), capabilities.is_empty()) {
            (Some(ask), false) => ask.capabilities = capabilities,
            (None, false) => self.waiting.push(Ask { agent, capabilities }),
            (_, true) => self.waiting.retain(|ask| ask.agent.id != agent.id),
        }
    }

    /// The shopper has answered the first one.
    pub(crate) fn take(&mut self) -> Option<Ask> {
        (!self.waiting.is_empty()).then(|| self.waiting.remove(0))
    }

    /// Only these agents are there still.
    pub(crate) fn keep_agents(&mut self, agents: &[String]) {
        self.waiting.retain(|ask| agents.contains(&ask.agent.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{Click, Draw, Navigate, Point, Scroll};

    fn agent(id: &str) -> Agent {
        Agent { id: id.into(), name: id.into() }
    }

    fn shown(asks: &Asks) -> Option<(&str, Vec<Capability>)> {
        asks.first().map(|ask| (ask.agent.id.as_str(), ask.capabilities.clone()))
    }

    #[test]
    fn questions_are_shown_one_after_the_other() {
        let mut asks = Asks::default();
        asks.hear(agent("a"), &[Click]);
        asks.hear(agent("b"), &[Scroll]);
        assert_eq!(shown(&asks), Some(("a", vec![Click])));
        asks.take();
        assert_eq!(shown(&asks), Some(("b", vec![Scroll])));
        asks.take();
        assert_eq!(asks.take(), None);
    }

    #[test]
    fn an_agent_has_one_question_and_an_empty_one_takes_it_back() {
        let mut asks = Asks::default();
        asks.hear(agent("a"), &[Click]);
        asks.hear(agent("a"), &[Navigate, Scroll, Scroll]);
        assert_eq!(shown(&asks), Some(("a", vec![Scroll, Navigate])));
        asks.hear(agent("a"), &[]);
        assert_eq!(shown(&asks), None);
    }

    #[test]
    fn nobody_is_asked_for_what_came_with_the_consent() {
        let mut asks = Asks::default();
        asks.hear(agent("a"), &[Point, Draw]);
        assert_eq!(shown(&asks), None);
    }

    #[test]
    fn the_question_of_who_left_goes() {
        let mut asks = Asks::default();
        asks.hear(agent("a"), &[Click]);
        asks.keep_agents(&["b".into()]);
        assert_eq!(shown(&asks), None);
    }
}

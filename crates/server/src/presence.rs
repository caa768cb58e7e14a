//! Who is connected to this relay now. In memory only: after a restart, everybody comes again.

use alongside_protocol::{AgentId, SiteKey, VisitorId};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Visitors and agents with at least one open line.
#[derive(Default)]
pub struct Presence {
    here: Mutex<Here>,
}

#[derive(Default)]
struct Here {
    /// Number of tabs by visitor.
    visitors: HashMap<(SiteKey, VisitorId), usize>,
    /// Display name and number of lines by agent, by site.
    agents: HashMap<SiteKey, BTreeMap<AgentId, (String, usize)>>,
}

impl Presence {
    /// A visitor's line opened. Returns whether it is her only one.
    pub fn visitor_came(&self, site: &SiteKey, visitor: &VisitorId) -> bool {
        let mut here = self.here();
        let tabs = here.visitors.entry((site.clone(), visitor.clone())).or_default();
        *tabs += 1;
        *tabs == 1
    }

    /// A visitor's line closed. Returns whether it was her last one.
    pub fn visitor_left(&self, site: &SiteKey, visitor: &VisitorId) -> bool {
        let mut here = self.here();
        let key = (site.clone(), visitor.clone());
        let Some(tabs) = here.visitors.get_mut(&key) else { return false };
        *tabs -= 1;
        let was_last = *tabs == 0;
        if was_last {
            here.visitors.remove(&key);
        }
        was_last
    }

    /// Whether the visitor has an open line.
    pub fn is_online(&self, site: &SiteKey, visitor: &VisitorId) -> bool {
        self.here().visitors.contains_key(&(site.clone(), visitor.clone()))
    }

    /// An agent's line opened. Returns whether it is the agent's only one.
    pub fn agent_came(&self, site: &SiteKey, agent: &AgentId, name: &str) -> bool {
        let mut here = self.here();
        let agents = here.agents.entry(site.clone()).or_default();
        let (_, lines) = agents.entry(agent.clone()).or_insert_with(|| (name.to_owned(), 0));
        *lines += 1;
        *lines == 1
    }

    /// An agent's line closed. Returns whether it was the agent's last one.
    pub fn agent_left(&self, site: &SiteKey, agent: &AgentId) -> bool {
        let mut here = self.here();
        let Some(agents) = here.agents.get_mut(site) else { return false };
        let Some((_, lines)) = agents.get_mut(agent) else { return false };
        *lines -= 1;
        let was_last = *lines == 0;
        if was_last {
            agents.remove(agent);
            if agents.is_empty() {
                here.agents.remove(site);
            }
        }
        was_last
    }

    /// The display names of the agents who are online, each agent once.
    pub fn agents(&self, site: &SiteKey) -> Vec<String> {
        let here = self.here();
        here.agents
            .get(site)
            .map(|agents| agents.values().map(|(name, _)| name.clone()).collect())
            .unwrap_or_default()
    }

    fn here(&self) -> MutexGuard<'_, Here> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_is_online_until_her_last_tab_closes() {
        let (presence, site, visitor) = (Presence::default(), "pk_a".into(), "v".into());
        assert!(presence.visitor_came(&site, &visitor));
        assert!(!presence.visitor_came(&site, &visitor));
        assert!(!presence.visitor_left(&site, &visitor));
        assert!(presence.is_online(&site, &visitor));
        assert!(presence.visitor_left(&site, &visitor));
        assert!(!presence.is_online(&site, &visitor));
    }

    #[test]
    fn an_agent_with_two_consoles_counts_once_and_only_on_the_own_site() {
        let (presence, site) = (Presence::default(), "pk_a".into());
        presence.agent_came(&site, &"1".into(), "Milan");
        presence.agent_came(&site, &"1".into(), "Milan");
        presence.agent_came(&site, &"2".into(), "Aylin");
        assert_eq!(presence.agents(&site), ["Milan", "Aylin"]);
        assert_eq!(presence.agents(&"pk_b".into()), Vec::<String>::new());
    }
}

//! What the page's own scripts are told of control: each capability that is granted, and each that ends. Pure.

use crate::control::Change;
use alongside_protocol::{Capability, Grant};

/// Something that the page may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// An agent of this name may do something until a time in ms since 1970 UTC. Granted again, it is told again.
    Granted { agent: String, grant: Grant },
    /// It may not any more: taken back, given back, over, gone to another agent, or the end of sharing.
    Revoked { agent: String, capability: Capability },
}

/// What has been told last: each grant with the agent's id and name.
#[derive(Debug, Default)]
pub(crate) struct Told {
    standing: Vec<(String, String, Grant)>,
}

impl Told {
    /// An agent may do all this from now on, and nothing else. `name` is what it is called, if it may do anything.
    pub(crate) fn hear(&mut self, change: &Change, name: &str) -> Vec<News> {
        let mut news = Vec::new();
        self.standing.retain(|(agent, name, grant)| {
            let stays =
                *agent != change.agent || change.grants.iter().any(|new| new.capability == grant.capability);
            if !stays {
                news.push(News::Revoked { agent: name.clone(), capability: grant.capability });
            }
            stays
        });
        for grant in &change.grants {
            let known = self
                .standing
                .iter_mut()
                .find(|(agent, _, held)| *agent == change.agent && held.capability == grant.capability);
            match known {
                Some((_, _, held)) if held == grant => continue,
                Some((_, _, held)) => held.clone_from(grant),
                None => self.standing.push((change.agent.clone(), name.to_owned(), grant.clone())),
            }
            news.push(News::Granted { agent: name.to_owned(), grant: grant.clone() });
        }
        news
    }

    /// Sharing is over, and all control with it.
    pub(crate) fn end(&mut self) -> Vec<News> {
        let revoked = |(_, agent, grant): (String, String, Grant)| News::Revoked {
            agent,
            capability: grant.capability,
        };
        self.standing.drain(..).map(revoked).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{Click, Scroll};

    fn change(agent: &str, grants: &[(Capability, u64)]) -> Change {
        let grant = |(capability, expires_at_ms): &(Capability, u64)| Grant {
            capability: *capability,
            expires_at_ms: *expires_at_ms,
        };
        Change { agent: agent.into(), grants: grants.iter().map(grant).collect() }
    }

    fn granted(agent: &str, capability: Capability, expires_at_ms: u64) -> News {
        News::Granted { agent: agent.into(), grant: Grant { capability, expires_at_ms } }
    }

    fn revoked(agent: &str, capability: Capability) -> News {
        News::Revoked { agent: agent.into(), capability }
    }

    #[test]
    fn each_grant_is_told_once_and_once_more_when_it_lasts_longer() {
        let mut told = Told::default();
        let first = change("a", &[(Scroll, 10), (Click, 10)]);
        assert_eq!(told.hear(&first, "Ana"), [granted("Ana", Scroll, 10), granted("Ana", Click, 10)]);
        assert_eq!(told.hear(&first, "Ana"), []);
        assert_eq!(told.hear(&change("a", &[(Scroll, 10), (Click, 20)]), "Ana"), [granted("Ana", Click, 20)]);
    }

    #[test]
    fn what_is_left_out_has_ended_and_only_for_that_agent() {
        let mut told = Told::default();
        told.hear(&change("a", &[(Scroll, 10), (Click, 10)]), "Ana");
        assert_eq!(told.hear(&change("b", &[]), ""), []);
        assert_eq!(told.hear(&change("a", &[(Click, 10)]), "Ana"), [revoked("Ana", Scroll)]);
        // Its name is known from when it began.
        assert_eq!(told.hear(&change("a", &[]), ""), [revoked("Ana", Click)]);
    }

    #[test]
    fn the_end_of_sharing_ends_what_stands() {
        let mut told = Told::default();
        told.hear(&change("a", &[(Click, 10)]), "Ana");
        assert_eq!(told.end(), [revoked("Ana", Click)]);
        assert_eq!(told.end(), []);
    }
}

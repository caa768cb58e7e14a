//! Agents who help on a shared page: they ask for capabilities, give them back and act; her page answers with grants,
//! refusals and outcomes. The relay passes on, refuses early what its copy of the grants does not allow, and logs.
//!
//! The order is: what is taken back holds at once; what is granted holds when it is in the audit log; an act that cannot
//! be logged is not passed on.

use super::{
    acts,
    assistance::{Allowed, Change},
    session::Session,
    unknown,
};
use crate::{
    audit::{Actor, NewEntry, What},
    chat,
    lines::LineId,
    relay::Relay,
    store::Agent,
};
use alongside_protocol::{
    Act, AgentId, Capability, ErrorCode, ErrorFrame, Grant, Outcome, SessionId, ToAgent, ToVisitor,
};
use std::{collections::HashSet, time::Instant};

/// How many capabilities there are: no list is longer.
const CAPABILITIES: usize = 6;

/// An agent's line, and the session that its frame is about.
pub(crate) struct Helping<'a> {
    /// The relay.
    pub(crate) relay: &'a Relay,
    /// Who helps.
    pub(crate) agent: &'a Agent,
    /// On which line.
    pub(crate) line: LineId,
    /// On whose page.
    pub(crate) session: &'a SessionId,
}

impl Helping<'_> {
    /// Asks the shopper to allow more; nothing takes the question back.
    pub(crate) fn ask(&self, capabilities: Vec<Capability>) -> Result<(), ErrorFrame> {
        check_list(&capabilities)?;
        self.with(|open| {
            if open.held.is_some() {
                return Err(away());
            }
            self.note(open, &What::CapabilityAsked { capabilities: capabilities.clone() })?;
            open.owner.send(&ToVisitor::CobrowseAsk {
                session: self.session.clone(),
                agent: self.agent.agent.clone(),
                name: self.agent.name.clone(),
                capabilities,
            });
            Ok(())
        })
    }

    /// Gives back what was granted.
    pub(crate) fn release(&self, capabilities: Vec<Capability>) -> Result<(), ErrorFrame> {
        check_list(&capabilities)?;
        self.with(|open| {
            open.assistance.release(&self.agent.agent, &capabilities);
            self.note(open, &What::CapabilityReleased { capabilities: capabilities.clone() })?;
            let (session, agent) = (self.session.clone(), self.agent.agent.clone());
            open.owner.send(&ToVisitor::CobrowseRelease { session, agent, capabilities });
            Ok(())
        })
    }

    /// Does something on the page.
    pub(crate) fn act(&self, number: u32, act: Act) -> Result<(), ErrorFrame> {
        acts::check(&act)?;
        self.with(|open| {
            let (now, needs) = (Instant::now(), act.needs());
            if !open.assistance.allows(&self.agent.agent, needs, now) {
                return Err(not_granted(needs));
            }
            if open.held.is_some() || !open.owner.has_room() {
                // What is only shown is out of date when she is back, or when her line has caught up.
                return if needs.is_control() { Err(too_slow()) } else { Ok(()) };
            }
            self.log(open, &act, number, now)?;
            self.relay.metrics.acts.add(1);
            if !needs.is_control() {
                self.show_to_colleagues(open, &act);
            }
            open.owner.send(&ToVisitor::CobrowseAct {
                session: self.session.clone(),
                agent: self.agent.agent.clone(),
                name: self.agent.name.clone(),
                number,
                act,
            });
            Ok(())
        })
    }

    fn log(&self, open: &mut Session, act: &Act, number: u32, now: Instant) -> Result<(), ErrorFrame> {
        let Some((kind, node)) = acts::logged(act) else { return Ok(()) };
        let (agent, name) = (&self.agent.agent, &self.agent.name);
        if acts::comes_in_streams(act) && !open.assistance.is_news(agent, name, kind, node, now) {
            return Ok(());
        }
        self.note(open, &What::Act { act: kind, node, number })
    }

    fn show_to_colleagues(&self, open: &Session, act: &Act) {
        let frame = ToAgent::CobrowseAct {
            session: self.session.clone(),
            agent: self.agent.agent.clone(),
            name: self.agent.name.clone(),
            act: act.clone(),
        };
        let others = open.watches.iter().filter(|watch| watch.line != self.line);
        for watch in others.filter(|watch| watch.outgoing.has_room()) {
            watch.outgoing.send(&frame);
        }
    }

    fn note(&self, open: &Session, what: &What) -> Result<(), ErrorFrame> {
        let entry = NewEntry::now(Actor::from(self.agent), open.subject(), what);
        self.relay.audit.note(entry).map_err(|error| chat::refusal(&error))
    }

    /// The session, if this line watches it.
    fn with(&self, act: impl FnOnce(&mut Session) -> Result<(), ErrorFrame>) -> Result<(), ErrorFrame> {
        let done = self.relay.cobrowse.watched(self.session, &self.agent.site, self.line, act);
        done.unwrap_or_else(|| Err(unknown()))
    }
}

/// The line that shares a page, and its session.
pub(crate) struct Answering<'a> {
    /// The relay.
    pub(crate) relay: &'a Relay,
    /// The line that shares.
    pub(crate) line: LineId,
    /// What it shares.
    pub(crate) session: &'a SessionId,
}

impl Answering<'_> {
    /// All that an agent may do from now on.
    pub(crate) async fn grants(&self, agent: AgentId, grants: Vec<Grant>) -> Result<(), ErrorFrame> {
        check_list(&grants.iter().map(|grant| grant.capability).collect::<Vec<_>>())?;
        let shrunk = self.with(|open| {
            let name = open.name_of(&agent)?;
            let change = open.assistance.shrink(&agent, &grants, Instant::now());
            Some((name, change, open.subject()))
        })?;
        // Who has left meanwhile is nobody to grant anything to.
        let Some((name, Change { granted, revoked, expired }, subject)) = shrunk else { return Ok(()) };
        let of = |what| NewEntry::now(Actor::Visitor, subject.clone(), &what);
        if !expired.is_empty() {
            let what = What::CapabilityExpired { agent: agent.clone(), capabilities: expired };
            self.relay.audit.note_fact(of(what));
        }
        if !revoked.is_empty() {
            let what = What::CapabilityRevoked { agent: agent.clone(), capabilities: revoked };
            self.relay.audit.note_fact(of(what));
        }
        let mut written = Ok(());
        if !granted.is_empty() {
            let what = What::CapabilityGranted { agent: agent.clone(), capabilities: granted.clone() };
            written = self.relay.audit.write(of(what)).await.map_err(|error| chat::refusal(&error));
        }
        let is_new = |grant: &Grant| granted.contains(&grant.capability);
        let holds = grants.into_iter().filter(|grant| written.is_ok() || !is_new(grant)).collect();
        self.with(|open| self.put(open, &agent, &name, holds))?;
        written
    }

    fn put(&self, open: &mut Session, agent: &AgentId, name: &str, grants: Vec<Grant>) {
        let control = self.relay.timings.control;
        let replaced = open.assistance.put(agent, name, &grants, Instant::now(), control);
        for (allowed, capabilities) in replaced {
            let what = What::CapabilityRevoked { agent: allowed.agent.clone(), capabilities };
            self.relay.audit.note_fact(NewEntry::now(Actor::Relay, open.subject(), &what));
            open.tell_grants(allowed);
        }
        open.tell_grants(Allowed { agent: agent.clone(), name: name.to_owned(), grants });
    }

    /// She does not grant what was asked for.
    pub(crate) fn refuse(&self, agent: &AgentId, capabilities: &[Capability]) -> Result<(), ErrorFrame> {
        check_list(capabilities)?;
        self.with(|open| {
            // Who never watched has asked for nothing, and is no name to be written down.
            if open.name_of(agent).is_none() {
                return;
            }
            let capabilities = capabilities.to_vec();
            let what = What::CapabilityRefused { agent: agent.clone(), capabilities: capabilities.clone() };
            self.relay.audit.note_fact(NewEntry::now(Actor::Visitor, open.subject(), &what));
            open.tell(agent, &ToAgent::CobrowseRefused { session: self.session.clone(), capabilities });
        })
    }

    /// What became of an act.
    pub(crate) fn outcome(&self, agent: &AgentId, number: u32, outcome: Outcome) -> Result<(), ErrorFrame> {
        self.with(|open| {
            if open.name_of(agent).is_none() {
                return;
            }
            if outcome != Outcome::Done {
                let what = What::ActRefused { agent: agent.clone(), number, outcome };
                self.relay.audit.note_fact(NewEntry::now(Actor::Visitor, open.subject(), &what));
            }
            open.tell(agent, &ToAgent::CobrowseOutcome { session: self.session.clone(), number, outcome });
        })
    }

    /// She holds the view, or lets it go on.
    pub(crate) fn pause(&self, on: bool) -> Result<(), ErrorFrame> {
        self.with(|open| {
            if std::mem::replace(&mut open.assistance.is_paused, on) == on {
                return;
            }
            let what = if on { What::SharingPaused } else { What::SharingWentOn };
            self.relay.audit.note_fact(NewEntry::now(Actor::Visitor, open.subject(), &what));
            open.tell_all(&ToAgent::CobrowsePaused { session: self.session.clone(), on });
        })
    }

    /// The session, if this line shares it.
    fn with<T>(&self, act: impl FnOnce(&mut Session) -> T) -> Result<T, ErrorFrame> {
        self.relay.cobrowse.owned(self.session, self.line, act).ok_or_else(unknown)
    }
}

/// What agents are told of a page that is shared with them.
impl Session {
    /// To somebody who begins to watch: what stands already.
    pub(super) fn tell_how_it_stands(&self, line: LineId) {
        let Some(watch) = self.watches.iter().find(|watch| watch.line == line) else { return };
        for allowed in self.assistance.allowed(Instant::now()) {
            watch.outgoing.send(&self.grants_frame(allowed));
        }
        if self.assistance.is_paused {
            watch.outgoing.send(&ToAgent::CobrowsePaused { session: self.id.clone(), on: true });
        }
    }

    /// The page is another document, or shown on another line: what was granted on the one before is not.
    pub(super) fn forget_assistance(&mut self) {
        let before = std::mem::take(&mut self.assistance);
        for allowed in before.allowed(Instant::now()) {
            self.tell_grants(Allowed { grants: Vec::new(), ..allowed });
        }
        if before.is_paused {
            self.tell_all(&ToAgent::CobrowsePaused { session: self.id.clone(), on: false });
        }
    }

    fn tell_grants(&self, allowed: Allowed) {
        self.tell_all(&self.grants_frame(allowed));
    }

    fn grants_frame(&self, allowed: Allowed) -> ToAgent {
        let Allowed { agent, name, grants } = allowed;
        ToAgent::CobrowseGrants { session: self.id.clone(), agent, name, grants }
    }

    fn tell_all(&self, frame: &ToAgent) {
        self.watches.iter().for_each(|watch| watch.outgoing.send(frame));
    }

    fn tell(&self, agent: &AgentId, frame: &ToAgent) {
        let lines = self.watches.iter().filter(|watch| watch.agent == *agent);
        lines.for_each(|watch| watch.outgoing.send(frame));
    }

    /// The display name of an agent who watches, or has helped.
    fn name_of(&self, agent: &AgentId) -> Option<String> {
        let watch = self.watches.iter().find(|watch| watch.agent == *agent);
        watch.map(|watch| watch.name.clone()).or_else(|| self.assistance.name(agent))
    }
}

fn check_list(capabilities: &[Capability]) -> Result<(), ErrorFrame> {
    let distinct: HashSet<_> = capabilities.iter().take(CAPABILITIES + 1).collect();
    if distinct.len() == capabilities.len() {
        return Ok(());
    }
    Err(ErrorFrame::lasting(ErrorCode::MalformedFrame, "a list of capabilities names each of them once"))
}

fn not_granted(capability: Capability) -> ErrorFrame {
    let name = serde_json::to_value(capability).unwrap_or_default();
    let name = name.as_str().unwrap_or_default();
    ErrorFrame::lasting(
        ErrorCode::NotGranted,
        format!("the shopper has not granted `{name}`, or no longer: ask her with cobrowse_ask"),
    )
}

fn away() -> ErrorFrame {
    ErrorFrame::lasting(
        ErrorCode::NotGranted,
        "the shopper's page is gone for a moment, so she cannot be asked: wait until she is back",
    )
}

fn too_slow() -> ErrorFrame {
    ErrorFrame::lasting(
        ErrorCode::TooManyTries,
        "the shopper's line is behind, and this was not done: wait until the view has caught up",
    )
}

//! One call: who calls whom, and by which lines they are reached now.

use super::ice;
use crate::{
    audit::Subject, config::Config, lines::LineId, room_hook::Room, socket::outgoing::Outgoing, store::Agent,
    token::TokenHash,
};
use alongside_protocol::{
    AgentId, CallId, CallKind, ConversationId, Ice, SiteKey, ToAgent, ToVisitor, VisitorId,
};
use std::time::{Duration, Instant};

/// An agent's line that calls.
pub(crate) struct Caller<'a> {
    pub(crate) agent: &'a Agent,
    pub(crate) line: LineId,
    pub(crate) outgoing: &'a Outgoing,
}

/// A shopper's line that answers.
pub(crate) struct Shopper<'a> {
    pub(crate) site: &'a SiteKey,
    pub(crate) visitor: &'a VisitorId,
    pub(crate) browser: TokenHash,
    pub(crate) line: LineId,
    pub(crate) outgoing: &'a Outgoing,
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Agent,
    Visitor,
}

/// Where one of the two is reached.
#[derive(Default)]
pub(super) struct End {
    pub(super) at: Option<(LineId, Outgoing)>,
    /// How often its line was gone: a timer of an earlier time must not end what goes on.
    pub(super) gone: u32,
}

impl End {
    pub(super) fn is(&self, line: LineId) -> bool {
        self.at.as_ref().is_some_and(|(at, _)| *at == line)
    }

    fn send<T: serde::Serialize>(&self, frame: &T) {
        if let Some((_, outgoing)) = &self.at {
            outgoing.send(frame);
        }
    }
}

/// A call that rings or runs.
pub(super) struct Call {
    pub(super) id: CallId,
    pub(super) site: SiteKey,
    pub(super) conversation: ConversationId,
    pub(super) visitor: VisitorId,
    pub(super) kind: CallKind,
    /// Who calls, and under which name; nobody yet where a relay learned of the call from the shopper.
    pub(super) agent: Option<(AgentId, String)>,
    /// Of the shopper's browsers, the one that answered.
    pub(super) browser: Option<TokenHash>,
    /// When it was taken; until then it rings.
    pub(super) taken: Option<Instant>,
    pub(super) rings_until: Instant,
    /// The room of the site's own provider, as far as this relay knows it.
    pub(super) room: Option<Room>,
    /// Nobody hears of it before its room is made.
    pub(super) awaits_room: bool,
    pub(super) near: End,
    pub(super) far: End,
}

impl Call {
    pub(super) fn name(&self) -> String {
        self.agent.as_ref().map(|(_, name)| name.clone()).unwrap_or_default()
    }

    pub(super) fn side_of(&self, line: LineId) -> Option<Side> {
        if self.near.is(line) { Some(Side::Agent) } else { self.far.is(line).then_some(Side::Visitor) }
    }

    pub(super) fn end(&self, side: Side) -> &End {
        match side {
            Side::Agent => &self.near,
            Side::Visitor => &self.far,
        }
    }

    pub(super) fn end_mut(&mut self, side: Side) -> &mut End {
        match side {
            Side::Agent => &mut self.near,
            Side::Visitor => &mut self.far,
        }
    }

    pub(super) fn lasted(&self) -> Duration {
        self.taken.map(|taken| taken.elapsed()).unwrap_or_default()
    }

    /// What `side` says goes to the other.
    pub(super) fn pass_on(&self, side: Side, signal: String) {
        let call = self.id.clone();
        match side {
            Side::Agent => self.far.send(&ToVisitor::CallSignal { call, signal }),
            Side::Visitor => self.near.send(&ToAgent::CallSignal { call, signal }),
        }
    }

    /// `side` has a line now, and hears how to go on.
    pub(super) fn start(&self, side: Side, config: &Config, relay_only: bool) {
        let (call, kind) = (self.id.clone(), self.kind);
        // Who meets elsewhere needs no way from browser to browser.
        let ice =
            if kind == CallKind::Room { Ice::default() } else { ice::servers(config, relay_only, &self.id) };
        match side {
            Side::Agent => {
                let (conversation, room) = (self.conversation.clone(), self.agents_room());
                self.near.send(&ToAgent::CallStarted { conversation, call, kind, ice, room });
            }
            Side::Visitor => {
                let room = self.room.as_ref().map(|room| room.url.clone());
                self.far.send(&ToVisitor::CallStarted { call, kind, agent: self.name(), ice, room });
            }
        }
    }

    /// Where the agent enters the room.
    pub(super) fn agents_room(&self) -> Option<String> {
        let room = self.room.as_ref()?;
        Some(room.agent_url.as_ref().unwrap_or(&room.url).clone())
    }

    /// The agent hears this, on whichever line.
    pub(super) fn tell_agent(&self, frame: &ToAgent) {
        self.near.send(frame);
    }

    /// `side` is back, and hears whether the other is there; the other hears that it is.
    pub(super) fn resume(&self, side: Side, fresh: bool, config: &Config, relay_only: bool) {
        let (is_near, is_far) = (self.near.at.is_some(), self.far.at.is_some());
        let of_agent = side == Side::Agent;
        self.start(side, config, relay_only);
        self.far.send(&ToVisitor::CallPeer {
            call: self.id.clone(),
            here: is_near,
            fresh: of_agent && fresh,
        });
        self.near.send(&ToAgent::CallPeer { call: self.id.clone(), here: is_far, fresh: !of_agent && fresh });
    }

    /// The line of `side` is gone; the other hears it.
    pub(super) fn lose(&mut self, side: Side) -> u32 {
        let call = self.id.clone();
        let end = self.end_mut(side);
        end.at = None;
        end.gone += 1;
        let gone = end.gone;
        match side {
            Side::Agent => self.far.send(&ToVisitor::CallPeer { call, here: false, fresh: false }),
            Side::Visitor => self.near.send(&ToAgent::CallPeer { call, here: false, fresh: false }),
        }
        gone
    }

    /// What the audit log says of it.
    pub(super) fn subject(&self) -> Subject {
        Subject {
            site: self.site.clone(),
            visitor: Some(self.visitor.clone()),
            conversation: Some(self.conversation.clone()),
            session: None,
        }
    }
}

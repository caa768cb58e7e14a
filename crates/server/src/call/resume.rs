//! Going on with a call, on another line or another page of one of its ends. A relay that has just started learns of calls this
//! way; that there was one, and since when, the audit log of the relay before has to say.

use super::{
    check_name,
    held::wait,
    ice,
    one::{Call, Caller, End, Shopper, Side},
    tell_state, to_tabs, unknown,
};
use crate::{
    audit::{Actor, NewEntry, What},
    chat, clock,
    lines::LineId,
    relay::Relay,
    socket::outgoing::Outgoing,
    store::{StoreError, TakenCall},
    token::TokenHash,
};
use alongside_protocol::{
    AgentId, CallEnd, CallId, ConversationId, ErrorFrame, SiteKey, ToAgent, ToVisitor, VisitorId,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Who comes back.
enum Who {
    /// The shopper, in this browser.
    Visitor(TokenHash),
    /// An agent, and the name of now.
    Agent(AgentId, String),
}

/// One end of a call that wants to go on with it.
struct Coming<'a> {
    who: Who,
    site: &'a SiteKey,
    conversation: &'a ConversationId,
    visitor: &'a VisitorId,
    at: (LineId, Outgoing),
    /// Whether its page has no connection yet.
    fresh: bool,
}

/// What became of the wish to go on.
enum Resumed {
    GoesOn,
    /// It goes on, and this relay has learned of it just now.
    New,
    Over(CallEnd),
    Others,
}

/// A shopper goes on with her call, on this line. `conversation` is hers.
pub(crate) async fn resume_by_visitor(
    relay: &Arc<Relay>,
    shopper: Shopper<'_>,
    conversation: &ConversationId,
    call: &CallId,
    fresh: bool,
) -> Result<(), ErrorFrame> {
    let Shopper { site, visitor, browser, line, outgoing } = shopper;
    let at = (line, outgoing.clone());
    let coming = Coming { who: Who::Visitor(browser), site, conversation, visitor, at, fresh };
    match resume(relay, coming, call).await? {
        resumed @ (Resumed::GoesOn | Resumed::New) => {
            note(relay, call, Actor::Visitor);
            let frame = ToVisitor::CallEnded { call: call.clone(), reason: CallEnd::Elsewhere };
            to_tabs(relay, site, visitor, frame, Some(line)).await;
            if matches!(resumed, Resumed::New) {
                wait(relay, call, Side::Agent, 0);
            }
            Ok(())
        }
        Resumed::Over(reason) => {
            outgoing.send(&ToVisitor::CallEnded { call: call.clone(), reason });
            Ok(())
        }
        Resumed::Others => Err(unknown()),
    }
}

/// An agent goes on with a call, on this line.
pub(crate) async fn resume_by_agent(
    relay: &Arc<Relay>,
    caller: Caller<'_>,
    conversation: &ConversationId,
    call: &CallId,
    fresh: bool,
) -> Result<(), ErrorFrame> {
    let Caller { agent, line, outgoing } = caller;
    let refuse = |error: StoreError| chat::refusal(&error);
    let summary = relay.store.summary(&agent.site, conversation).await.map_err(refuse)?;
    let visitor = summary.ok_or_else(|| refuse(StoreError::NotFound("conversation")))?.visitor;
    let (site, at) = (&agent.site, (line, outgoing.clone()));
    let who = Who::Agent(agent.agent.clone(), agent.name.clone());
    let coming = Coming { who, site, conversation, visitor: &visitor, at, fresh };
    match resume(relay, coming, call).await? {
        resumed @ (Resumed::GoesOn | Resumed::New) => {
            note(relay, call, agent.into());
            tell_state(relay, site, conversation).await;
            if matches!(resumed, Resumed::New) {
                wait(relay, call, Side::Visitor, 0);
            }
            Ok(())
        }
        Resumed::Over(reason) => {
            let (conversation, call) = (conversation.clone(), call.clone());
            outgoing.send(&ToAgent::CallEnded { conversation, call, reason, lasted_ms: 0 });
            Ok(())
        }
        Resumed::Others => Err(unknown()),
    }
}

async fn resume(relay: &Relay, coming: Coming<'_>, call: &CallId) -> Result<Resumed, ErrorFrame> {
    check_name(call)?;
    let (site, visitor) = (coming.site, coming.visitor);
    let relay_only = ice::wishes(relay, site).await?.relay_only;
    let is_here = relay.calls.peek(call, |_| ()).is_some();
    let taken = if is_here { Ok(None) } else { relay.store.taken_call(site, visitor, call).await };
    let taken = taken.map_err(|error| chat::refusal(&error))?;
    let (side, fresh) = (coming.who.side(), coming.fresh);
    let mut open = relay.calls.open_now();
    if let Some(call) = open.calls.get_mut(call) {
        if !coming.may_go_on(call) {
            return Ok(Resumed::Others);
        }
        coming.join(call);
        // The agent may be back before she has taken it.
        if call.taken.is_some() {
            call.resume(side, fresh, &relay.config, relay_only);
        }
        return Ok(Resumed::GoesOn);
    }
    if let Some(reason) = open.became_of(call, relay.timings.held) {
        return Ok(Resumed::Over(reason));
    }
    if open.in_conversation(coming.conversation).is_some() {
        return Ok(Resumed::Over(CallEnd::Busy));
    }
    // Nobody goes on with a call that never was.
    let Some(taken) = taken else { return Ok(Resumed::Over(CallEnd::LineLost)) };
    let learned = coming.learn(call, taken);
    learned.resume(side, fresh, &relay.config, relay_only);
    open.calls.insert(call.clone(), learned);
    Ok(Resumed::New)
}

impl Who {
    fn side(&self) -> Side {
        match self {
            Self::Visitor(_) => Side::Visitor,
            Self::Agent(..) => Side::Agent,
        }
    }
}

impl Coming<'_> {
    /// Whether the call is this end's own, and no other browser or agent has it.
    fn may_go_on(&self, call: &Call) -> bool {
        let is_its = call.site == *self.site
            && call.visitor == *self.visitor
            && call.conversation == *self.conversation;
        is_its
            && match &self.who {
                Who::Visitor(browser) => {
                    let rings = call.taken.is_none() && call.agent.is_some();
                    !rings && call.browser.is_none_or(|its| its == *browser)
                }
                Who::Agent(agent, _) => call.agent.as_ref().is_none_or(|(its, _)| its == agent),
            }
    }

    /// The call has this end on this line from now on.
    fn join(self, call: &mut Call) {
        call.end_mut(self.who.side()).at = Some(self.at);
        match self.who {
            Who::Visitor(browser) => call.browser = Some(browser),
            // From the relay before: the shopper was faster, and does not know whom she talks to.
            Who::Agent(agent, name) => drop(call.agent.get_or_insert((agent, name))),
        }
    }

    /// A call of the relay before, with this end and not yet the other.
    fn learn(self, id: &CallId, taken: TakenCall) -> Call {
        let mut learned = Call {
            id: id.clone(),
            site: self.site.clone(),
            conversation: self.conversation.clone(),
            visitor: self.visitor.clone(),
            kind: taken.kind,
            agent: None,
            browser: None,
            taken: Some(since(taken.at_ms)),
            rings_until: Instant::now(),
            room: None,
            awaits_room: false,
            near: End::default(),
            far: End::default(),
        };
        self.join(&mut learned);
        learned
    }
}

/// That time, by this process's clock.
fn since(at_ms: u64) -> Instant {
    let ago = Duration::from_millis(clock::now_ms().saturating_sub(at_ms));
    Instant::now().checked_sub(ago).unwrap_or_else(Instant::now)
}

fn note(relay: &Relay, call: &CallId, actor: Actor) {
    if let Some(subject) = relay.calls.peek(call, |call| call.subject()) {
        relay.audit.note_fact(NewEntry::now(actor, subject, &What::CallResumed { call: call.clone() }));
    }
}

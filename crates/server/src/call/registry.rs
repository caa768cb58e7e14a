//! All calls of this relay. In memory: a relay that restarts learns of a call from the two who go on with it (`resume`). Nothing
//! here waits, so its one lock is held for moments only.

use super::one::{Call, Side};
use crate::lines::LineId;
use alongside_protocol::{CallEnd, CallId, ConversationId, SiteKey, VisitorId};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long the end of a call is remembered, so that one who comes back late is told why.
const REMEMBERED: Duration = Duration::from_secs(10 * 60);

/// Calls that ring or run.
pub struct Calls {
    open: Mutex<Open>,
}

pub(super) struct Open {
    pub(super) calls: HashMap<CallId, Call>,
    over: HashMap<CallId, (CallEnd, Instant)>,
    since: Instant,
}

/// What became of the wish to ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rung {
    Rings,
    /// It does already; now on another line of the same agent.
    Again,
    /// She took it while the agent's line was gone.
    Runs,
    /// In this conversation there is another call.
    Busy,
    /// The name is another call's.
    Taken,
}

impl Default for Calls {
    fn default() -> Self {
        Self { open: Mutex::new(Open { calls: HashMap::new(), over: HashMap::new(), since: Instant::now() }) }
    }
}

impl Calls {
    pub(super) fn ring(&self, call: Call) -> Rung {
        let mut open = self.open_now();
        if let Some(same) = open.calls.get_mut(&call.id) {
            // One without an agent was told of by the shopper, after a restart.
            let is_others = same.agent.is_some() && same.agent != call.agent;
            if same.conversation != call.conversation || is_others {
                return Rung::Taken;
            }
            same.agent = call.agent;
            same.near.at = call.near.at;
            return if same.taken.is_some() { Rung::Runs } else { Rung::Again };
        }
        if open.over.contains_key(&call.id) {
            return Rung::Taken;
        }
        if open.in_conversation(&call.conversation).is_some() {
            return Rung::Busy;
        }
        open.calls.insert(call.id.clone(), call);
        Rung::Rings
    }

    /// Does something with a call of this visitor.
    pub(super) fn of_visitor<T>(
        &self,
        call: &CallId,
        site: &SiteKey,
        visitor: &VisitorId,
        act: impl FnOnce(&mut Call) -> T,
    ) -> Option<T> {
        let mut open = self.open_now();
        open.calls.get_mut(call).filter(|call| call.site == *site && call.visitor == *visitor).map(act)
    }

    /// Does something with a call, whosever it is.
    pub(super) fn peek<T>(&self, call: &CallId, act: impl FnOnce(&mut Call) -> T) -> Option<T> {
        self.open_now().calls.get_mut(call).map(act)
    }

    /// Does something with a call that has this line at one of its ends.
    pub(super) fn of_line<T>(
        &self,
        call: &CallId,
        line: LineId,
        act: impl FnOnce(&mut Call, Side) -> T,
    ) -> Option<T> {
        let mut open = self.open_now();
        let call = open.calls.get_mut(call)?;
        let side = call.side_of(line)?;
        Some(act(call, side))
    }

    /// Takes out a call of which `is_it` holds, and remembers why it is over.
    pub(super) fn end(
        &self,
        call: &CallId,
        reason: CallEnd,
        is_it: impl FnOnce(&Call) -> bool,
    ) -> Option<Call> {
        let mut open = self.open_now();
        if !open.calls.get(call).is_some_and(is_it) {
            return None;
        }
        let now = Instant::now();
        open.over.retain(|_, (_, at)| now.duration_since(*at) < REMEMBERED);
        open.over.insert(call.clone(), (reason, now));
        open.calls.remove(call)
    }

    /// Why a call that a page has heard of is over for it; none while it rings, or runs on this line of hers.
    pub(crate) fn over_for(&self, call: &CallId, line: LineId) -> Option<CallEnd> {
        let open = self.open_now();
        match open.calls.get(call) {
            Some(call) if call.taken.is_none() || call.far.is(line) => None,
            Some(_) => Some(CallEnd::Elsewhere),
            None => Some(open.over.get(call).map_or(CallEnd::LineLost, |(reason, _)| *reason)),
        }
    }

    /// All calls of a visitor, whoever calls.
    pub(super) fn all_of(&self, site: &SiteKey, visitor: &VisitorId) -> Vec<CallId> {
        let open = self.open_now();
        let is_hers = |call: &&Call| call.site == *site && call.visitor == *visitor;
        open.calls.values().filter(is_hers).map(|call| call.id.clone()).collect()
    }

    /// Who calls, or is in a call, in a conversation.
    pub(crate) fn name_in(&self, conversation: &ConversationId) -> Option<String> {
        self.open_now().in_conversation(conversation).map(Call::name)
    }

    pub(super) fn open_now(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    pub(super) fn in_conversation(&self, conversation: &ConversationId) -> Option<&Call> {
        self.calls.values().find(|call| call.conversation == *conversation)
    }

    /// Why a call that is not here cannot go on; none where the relay before may have known it.
    pub(super) fn became_of(&self, call: &CallId, held: Duration) -> Option<CallEnd> {
        match self.over.get(call) {
            Some((reason, _)) => Some(*reason),
            None if self.since.elapsed() < 2 * held => None,
            None => Some(CallEnd::LineLost),
        }
    }
}

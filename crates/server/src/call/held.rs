//! A call between two lines or two pages of one of its ends: it waits, goes on, or is over. What the two browsers have between
//! them goes on meanwhile: it does not need the relay.

use super::{
    check_name, ice,
    one::{Call, Caller, End, Shopper, Side},
    over, tell_state, to_tabs, unknown,
};
use crate::{
    audit::{Actor, NewEntry, What},
    chat,
    lines::LineId,
    relay::Relay,
    store::StoreError,
};
use alongside_protocol::{
    CallEnd, CallId, CallKind, ConversationId, ErrorFrame, ToAgent, ToVisitor, VisitorId,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// The longest that anybody may say a call has lasted: a day.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

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
    going: Going,
) -> Result<(), ErrorFrame> {
    check_name(call)?;
    let Going { kind, fresh, .. } = going;
    let Shopper { site, visitor, browser, line, outgoing } = shopper;
    let at = || Some((line, outgoing.clone()));
    let relay_only = ice::wishes(relay, site).await?.relay_only;
    let resumed = {
        let mut open = relay.calls.open_now();
        match open.calls.get_mut(call) {
            Some(call) if call.site != *site || call.visitor != *visitor => Resumed::Others,
            // It rings still, or another browser of hers has it.
            Some(call) if call.browser.is_some_and(|its| its != browser) => Resumed::Others,
            Some(call) if call.taken.is_none() && call.agent.is_some() => Resumed::Others,
            Some(call) => {
                call.browser = Some(browser);
                call.far.at = at();
                call.resume(Side::Visitor, fresh, &relay.config, relay_only);
                Resumed::GoesOn
            }
            None => match open.became_of(call, relay.timings.held) {
                Some(reason) => Resumed::Over(reason),
                None if open.in_conversation(conversation).is_some() => Resumed::Over(CallEnd::Busy),
                None => {
                    let learned = Call {
                        id: call.clone(),
                        site: site.clone(),
                        conversation: conversation.clone(),
                        visitor: visitor.clone(),
                        kind,
                        agent: None,
                        browser: Some(browser),
                        // Her word holds until the agent's comes.
                        taken: Some(going.since()),
                        rings_until: Instant::now(),
                        room: None,
                        awaits_room: false,
                        near: End::default(),
                        far: End { at: at(), gone: 0 },
                    };
                    learned.resume(Side::Visitor, fresh, &relay.config, relay_only);
                    open.calls.insert(call.clone(), learned);
                    Resumed::New
                }
            },
        }
    };
    match resumed {
        Resumed::GoesOn | Resumed::New => {
            note_resumed(relay, call, Actor::Visitor);
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

/// What a browser says of a call with which it goes on.
pub(crate) struct Going {
    pub(crate) kind: CallKind,
    pub(crate) fresh: bool,
    pub(crate) lasted_ms: u64,
}

impl Going {
    /// When it began, as far as can be said.
    fn since(&self) -> Instant {
        let lasted = Duration::from_millis(self.lasted_ms).min(LONGEST);
        Instant::now().checked_sub(lasted).unwrap_or_else(Instant::now)
    }
}

/// An agent goes on with a call, on this line.
pub(crate) async fn resume_by_agent(
    relay: &Arc<Relay>,
    caller: Caller<'_>,
    conversation: &ConversationId,
    call: &CallId,
    going: Going,
) -> Result<(), ErrorFrame> {
    check_name(call)?;
    let agent = caller.agent;
    let refuse = |error: StoreError| chat::refusal(&error);
    let summary = relay.store.summary(&agent.site, conversation).await.map_err(refuse)?;
    let visitor = summary.ok_or_else(|| refuse(StoreError::NotFound("conversation")))?.visitor;
    let relay_only = ice::wishes(relay, &agent.site).await?.relay_only;
    let resumed = attach(relay, &caller, conversation, visitor, call, &going, relay_only);
    match resumed {
        Resumed::GoesOn | Resumed::New => {
            note_resumed(relay, call, agent.into());
            tell_state(relay, &agent.site, conversation).await;
            if matches!(resumed, Resumed::New) {
                wait(relay, call, Side::Visitor, 0);
            }
            Ok(())
        }
        Resumed::Over(reason) => {
            let (conversation, call) = (conversation.clone(), call.clone());
            caller.outgoing.send(&ToAgent::CallEnded { conversation, call, reason, lasted_ms: 0 });
            Ok(())
        }
        Resumed::Others => Err(unknown()),
    }
}

fn attach(
    relay: &Relay,
    caller: &Caller<'_>,
    conversation: &ConversationId,
    visitor: VisitorId,
    call: &CallId,
    going: &Going,
    relay_only: bool,
) -> Resumed {
    let Caller { agent, line, outgoing } = caller;
    let at = Some((*line, (*outgoing).clone()));
    let who = (agent.agent.clone(), agent.name.clone());
    let since = going.since();
    let mut open = relay.calls.open_now();
    match open.calls.get_mut(call) {
        Some(call) if call.site != agent.site || call.conversation != *conversation => Resumed::Others,
        Some(call) if call.agent.as_ref().is_some_and(|(its, _)| *its != agent.agent) => Resumed::Others,
        Some(call) => {
            if call.agent.is_none() {
                // From the relay before: the shopper was faster, and knows neither whom she talks to nor since when.
                call.agent = Some(who);
                call.taken = Some(since);
            }
            call.near.at = at;
            if call.taken.is_some() {
                call.resume(Side::Agent, going.fresh, &relay.config, relay_only);
            }
            Resumed::GoesOn
        }
        None => match open.became_of(call, relay.timings.held) {
            Some(reason) => Resumed::Over(reason),
            None if open.in_conversation(conversation).is_some() => Resumed::Over(CallEnd::Busy),
            None => {
                let learned = Call {
                    id: call.clone(),
                    site: agent.site.clone(),
                    conversation: conversation.clone(),
                    visitor,
                    kind: going.kind,
                    agent: Some(who),
                    browser: None,
                    taken: Some(since),
                    rings_until: Instant::now(),
                    room: None,
                    awaits_room: false,
                    near: End { at, gone: 0 },
                    far: End::default(),
                };
                learned.resume(Side::Agent, going.fresh, &relay.config, relay_only);
                open.calls.insert(call.clone(), learned);
                Resumed::New
            }
        },
    }
}

fn note_resumed(relay: &Relay, call: &CallId, actor: Actor) {
    let subject = relay.calls.open_now().calls.get(call).map(Call::subject);
    if let Some(subject) = subject {
        relay.audit.note_fact(NewEntry::now(actor, subject, &What::CallResumed { call: call.clone() }));
    }
}

/// A line is gone. If that is because the relay stops, no call ends: both come back to the next one.
pub(crate) fn line_gone(relay: &Arc<Relay>, line: LineId, is_stopping: bool) {
    if is_stopping {
        return;
    }
    let gone: Vec<(CallId, Side, u32)> = {
        let mut open = relay.calls.open_now();
        let lose = |call: &mut Call| {
            let side = call.side_of(line)?;
            Some((call.id.clone(), side, call.lose(side)))
        };
        open.calls.values_mut().filter_map(lose).collect()
    };
    for (call, side, number) in gone {
        wait(relay, &call, side, number);
    }
}

/// Ends the call when `side` has not come back in time. `number` says which going of its lines this is.
fn wait(relay: &Arc<Relay>, call: &CallId, side: Side, number: u32) {
    let (relay, call) = (Arc::clone(relay), call.clone());
    tokio::spawn(async move {
        let is_stopping = tokio::time::timeout(relay.timings.held, relay.stopped()).await.is_ok();
        if is_stopping {
            return;
        }
        let is_gone = |call: &Call| {
            let end = match side {
                Side::Agent => &call.near,
                Side::Visitor => &call.far,
            };
            end.at.is_none() && end.gone == number
        };
        if let Some(ended) = relay.calls.end(&call, CallEnd::LineLost, is_gone) {
            over::close(&relay, ended, CallEnd::LineLost, Actor::Relay).await;
        }
    });
}

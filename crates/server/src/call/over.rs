//! The end of a call: who hears it, and what stays.

use super::{entry, one::Call, tell_state, to_tabs, unknown};
use crate::{
    audit::{Actor, NewEntry, What},
    lines::LineId,
    relay::Relay,
    store::Agent,
};
use alongside_protocol::{CallEnd, CallId, ErrorFrame, SiteKey, ToAgent, ToVisitor, VisitorId};

/// The agent hangs up, or stops ringing.
pub(crate) async fn end_by_agent(
    relay: &Relay,
    agent: &Agent,
    line: LineId,
    call: &CallId,
    reason: CallEnd,
) -> Result<(), ErrorFrame> {
    let reason = if reason == CallEnd::Failed { reason } else { CallEnd::AgentEnded };
    let ended = relay.calls.end(call, reason, |call| call.near.is(line) && call.site == agent.site);
    close(relay, ended.ok_or_else(unknown)?, reason, agent.into()).await;
    Ok(())
}

/// The shopper hangs up, on whichever page of hers.
pub(crate) async fn end_by_visitor(
    relay: &Relay,
    site: &SiteKey,
    visitor: &VisitorId,
    call: &CallId,
    reason: CallEnd,
) -> Result<(), ErrorFrame> {
    let reason = if reason == CallEnd::Failed { reason } else { CallEnd::VisitorEnded };
    let is_hers = |call: &Call| call.site == *site && call.visitor == *visitor && call.taken.is_some();
    let ended = relay.calls.end(call, reason, is_hers).ok_or_else(unknown)?;
    close(relay, ended, reason, Actor::Visitor).await;
    Ok(())
}

/// All that is kept of her is deleted: whatever rings or runs ends with it.
pub(crate) async fn end_all_of(relay: &Relay, site: &SiteKey, visitor: &VisitorId) {
    for call in relay.calls.all_of(site, visitor) {
        if let Some(ended) = relay.calls.end(&call, CallEnd::VisitorEnded, |_| true) {
            close(relay, ended, CallEnd::VisitorEnded, Actor::Visitor).await;
        }
    }
}

/// It rang long enough.
pub(super) async fn unanswered(relay: &Relay, call: &CallId) {
    if let Some(ended) = relay.calls.end(call, CallEnd::Unanswered, |call| call.taken.is_none()) {
        close(relay, ended, CallEnd::Unanswered, Actor::Relay).await;
    }
}

/// Its room was not made: the agent has been told why, nobody else has heard of it, and nothing stays of it in the conversation.
pub(super) async fn unmade(relay: &Relay, call: &CallId) {
    let Some(ended) = relay.calls.end(call, CallEnd::Failed, |call| call.awaits_room) else { return };
    let over = What::CallEnded { call: call.clone(), reason: CallEnd::Failed, lasted_ms: 0 };
    relay.audit.note_fact(NewEntry::now(Actor::Relay, ended.subject(), &over));
    tell_state(relay, &ended.site, &ended.conversation).await;
}

/// The relay could not note that it was taken.
pub(super) async fn failed(relay: &Relay, call: &CallId) {
    if let Some(ended) = relay.calls.end(call, CallEnd::Failed, |_| true) {
        close(relay, ended, CallEnd::Failed, Actor::Relay).await;
    }
}

/// The last words of a call that has left the registry.
pub(super) async fn close(relay: &Relay, ended: Call, reason: CallEnd, actor: Actor) {
    let id = ended.id.clone();
    let lasted_ms = u64::try_from(ended.lasted().as_millis()).unwrap_or(u64::MAX);
    let over = What::CallEnded { call: id.clone(), reason, lasted_ms };
    relay.audit.note_fact(NewEntry::now(actor, ended.subject(), &over));
    let frame = ToVisitor::CallEnded { call: id.clone(), reason };
    to_tabs(relay, &ended.site, &ended.visitor, frame, None).await;
    if let Some((_, outgoing)) = &ended.near.at {
        let conversation = ended.conversation.clone();
        outgoing.send(&ToAgent::CallEnded { conversation, call: id, reason, lasted_ms });
    }
    tell_state(relay, &ended.site, &ended.conversation).await;
    if ended.awaits_room {
        // Nobody has heard it ring.
        return;
    }
    if let Err(error) = entry::write(relay, &ended, reason).await {
        tracing::error!(%error, "the end of a call was not noted in its conversation");
        relay.announce_again(&ended.site, &ended.conversation).await;
    }
}

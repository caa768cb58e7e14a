//! An agent calls: all pages of the shopper ring, for a while.

use super::{
    check_name, ice,
    one::{Call, Caller, End},
    over,
    registry::Rung,
    tell_state, to_tabs,
};
use crate::{
    audit::{NewEntry, What},
    chat,
    relay::Relay,
    store::StoreError,
};
use alongside_protocol::{
    CallEnd, CallId, CallKind, ConversationId, ErrorCode, ErrorFrame, SiteKey, ToAgent, ToVisitor, VisitorId,
};
use std::{sync::Arc, time::Instant};

/// Rings. A console that lost its line may say the same again: it goes on with the call.
pub(crate) async fn request(
    relay: &Arc<Relay>,
    caller: Caller<'_>,
    conversation: &ConversationId,
    call: &CallId,
    kind: CallKind,
) -> Result<(), ErrorFrame> {
    check_name(call)?;
    let agent = caller.agent;
    let refuse = |error: StoreError| chat::refusal(&error);
    let summary = relay.store.summary(&agent.site, conversation).await.map_err(refuse)?;
    let visitor = summary.ok_or_else(|| refuse(StoreError::NotFound("conversation")))?.visitor;
    check_site(relay, &agent.site).await?;
    let refused = |reason| {
        let (conversation, call) = (conversation.clone(), call.clone());
        caller.outgoing.send(&ToAgent::CallEnded { conversation, call, reason, lasted_ms: 0 });
    };
    let ringing = || {
        let ms = u64::try_from(relay.timings.ring.as_millis()).unwrap_or(u64::MAX);
        let (conversation, call) = (conversation.clone(), call.clone());
        caller.outgoing.send(&ToAgent::CallRinging { conversation, call, ms });
    };
    if !relay.presence.is_online(&agent.site, &visitor) {
        refused(CallEnd::Away);
        return Ok(());
    }
    let rings = Call {
        id: call.clone(),
        site: agent.site.clone(),
        conversation: conversation.clone(),
        visitor: visitor.clone(),
        kind,
        agent: Some((agent.agent.clone(), agent.name.clone())),
        browser: None,
        taken: None,
        rings_until: Instant::now() + relay.timings.ring,
        near: End { at: Some((caller.line, caller.outgoing.clone())), gone: 0 },
        far: End::default(),
    };
    let subject = rings.subject();
    match relay.calls.ring(rings) {
        Rung::Rings => {}
        Rung::Again => {
            ringing();
            return Ok(());
        }
        Rung::Busy => {
            refused(CallEnd::Busy);
            return Ok(());
        }
        Rung::Taken => {
            let taken = "this call id is taken: make another UUID";
            return Err(ErrorFrame::lasting(ErrorCode::UnknownCall, taken));
        }
    }
    let asked = NewEntry::now(agent.into(), subject, &What::CallAsked { call: call.clone(), kind });
    if let Err(error) = relay.audit.note(asked) {
        relay.calls.end(call, CallEnd::Failed, |_| true);
        return Err(chat::refusal(&error));
    }
    for frame in self::rings(relay, &agent.site, &visitor) {
        to_tabs(relay, &agent.site, &visitor, frame, None).await;
    }
    ringing();
    tell_state(relay, &agent.site, conversation).await;
    wait(relay, call);
    Ok(())
}

/// What a page of this visitor hears that was not there when it began to ring.
pub(crate) fn rings(relay: &Relay, site: &SiteKey, visitor: &VisitorId) -> Vec<ToVisitor> {
    let open = relay.calls.open_now();
    let is_hers = |call: &&Call| call.site == *site && call.visitor == *visitor && call.taken.is_none();
    let ring = |call: &Call| {
        let left = call.rings_until.saturating_duration_since(Instant::now());
        let ms = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
        ToVisitor::CallRing { call: call.id.clone(), kind: call.kind, agent: call.name(), ms }
    };
    open.calls.values().filter(is_hers).map(ring).collect()
}

/// Nobody rings for ever. A relay that stops ends no call: the console rings again at the next one.
fn wait(relay: &Arc<Relay>, call: &CallId) {
    let (relay, call) = (Arc::clone(relay), call.clone());
    tokio::spawn(async move {
        let is_stopping = tokio::time::timeout(relay.timings.ring, relay.stopped()).await.is_ok();
        if !is_stopping {
            over::unanswered(&relay, &call).await;
        }
    });
}

/// Whether the site wants calls, and can have them.
async fn check_site(relay: &Relay, site: &SiteKey) -> Result<(), ErrorFrame> {
    let calls = ice::wishes(relay, site).await?;
    let refuse = |message| Err(ErrorFrame::lasting(ErrorCode::NoCalls, message));
    if !calls.enabled {
        return refuse("calls are turned off for this site: see `alongside site options`");
    }
    if calls.relay_only && relay.config.turn_urls.is_empty() {
        return refuse(
            "this site's calls go through a TURN server only, and the relay has none: set `turn_urls` in its settings",
        );
    }
    Ok(())
}

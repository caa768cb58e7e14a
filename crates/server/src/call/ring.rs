//! An agent calls: all pages of the shopper ring, for a while.

use super::{
    check_name, ice,
    one::{Call, Caller, End, Side},
    over,
    registry::Rung,
    room::{self, Source},
    tell_state, to_tabs,
};
use crate::{
    audit::{NewEntry, What},
    chat,
    relay::Relay,
    room_hook::Room,
    store::StoreError,
};
use alongside_protocol::{
    CallEnd, CallId, CallKind, CallOptions, ConversationId, ErrorCode, ErrorFrame, SiteKey, ToAgent,
    ToVisitor, VisitorId,
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
    let wishes = ice::wishes(relay, &agent.site).await?;
    check_site(relay, &wishes, kind)?;
    let source = room::source(relay, &agent.site, kind, &wishes).await?;
    let refused = |reason| {
        let (conversation, call) = (conversation.clone(), call.clone());
        caller.outgoing.send(&ToAgent::CallEnded { conversation, call, reason, lasted_ms: 0 });
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
        room: None,
        awaits_room: matches!(source, Source::Hook(_)),
        near: End { at: Some((caller.line, caller.outgoing.clone())), gone: 0 },
        far: End::default(),
    };
    let subject = rings.subject();
    match relay.calls.ring(rings) {
        Rung::Rings => {}
        Rung::Again => {
            relay.calls.peek(call, |call| tell_ringing(call));
            return Ok(());
        }
        Rung::Runs => {
            relay.calls.peek(call, |call| call.resume(Side::Agent, true, &relay.config, wishes.relay_only));
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
    match source {
        Source::Hook(hook) => room::fetch(relay, call, hook),
        Source::Here(room) => announce(relay, call, Some(room)).await,
        Source::Elsewhere => announce(relay, call, None).await,
    }
    Ok(())
}

/// All that it needs is there: it rings from now on.
pub(super) async fn announce(relay: &Arc<Relay>, call: &CallId, room: Option<Room>) {
    let whose = relay.calls.peek(call, |call| {
        call.awaits_room = false;
        call.rings_until = Instant::now() + relay.timings.ring;
        call.room = room;
        tell_ringing(call);
        (call.site.clone(), call.visitor.clone(), call.conversation.clone())
    });
    // None where it was given up meanwhile.
    let Some((site, visitor, conversation)) = whose else { return };
    for frame in rings(relay, &site, &visitor) {
        to_tabs(relay, &site, &visitor, frame, None).await;
    }
    tell_state(relay, &site, &conversation).await;
    wait(relay, call);
}

/// The agent hears that it rings, and for how long yet.
fn tell_ringing(call: &Call) {
    if call.awaits_room {
        return;
    }
    let (conversation, room) = (call.conversation.clone(), call.agents_room());
    call.tell_agent(&ToAgent::CallRinging { conversation, call: call.id.clone(), ms: left_ms(call), room });
}

fn left_ms(call: &Call) -> u64 {
    // Rounded up, as a ring that has just begun has all of its time.
    let left = call.rings_until.saturating_duration_since(Instant::now());
    u64::try_from(left.as_micros().div_ceil(1_000)).unwrap_or(u64::MAX)
}

/// What a page of this visitor hears that was not there when it began to ring.
pub(crate) fn rings(relay: &Relay, site: &SiteKey, visitor: &VisitorId) -> Vec<ToVisitor> {
    let open = relay.calls.open_now();
    let is_hers = |call: &&Call| {
        call.site == *site && call.visitor == *visitor && call.taken.is_none() && !call.awaits_room
    };
    let ring = |call: &Call| {
        let ms = left_ms(call);
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
fn check_site(relay: &Relay, wishes: &CallOptions, kind: CallKind) -> Result<(), ErrorFrame> {
    let refuse = |message| Err(ErrorFrame::lasting(ErrorCode::NoCalls, message));
    if !wishes.enabled {
        return refuse("calls are turned off for this site: see `alongside site options`");
    }
    if kind != CallKind::Room && wishes.relay_only && relay.config.turn_urls.is_empty() {
        return refuse(
            "this site's calls go through a TURN server only, and the relay has none: set `turn_urls` in its settings",
        );
    }
    Ok(())
}

//! The shopper takes the call on one of her pages, or does not.

use super::{
    ice,
    one::{Shopper, Side},
    over, to_tabs, unknown,
};
use crate::{
    audit::{Actor, NewEntry, What},
    chat,
    relay::Relay,
};
use alongside_protocol::{CallEnd, CallId, ErrorFrame, ToVisitor};
use std::time::Instant;

/// She takes it, here: the first page to say so has it.
pub(crate) async fn accept(relay: &Relay, shopper: Shopper<'_>, call: &CallId) -> Result<(), ErrorFrame> {
    let Shopper { site, visitor, browser, line, outgoing } = shopper;
    let taken = relay.calls.of_visitor(call, site, visitor, |call| {
        if call.taken.is_some() {
            return None;
        }
        call.taken = Some(Instant::now());
        call.browser = Some(browser);
        call.far.at = Some((line, outgoing.clone()));
        Some((call.subject(), call.kind))
    });
    let Some((subject, kind)) = taken.ok_or_else(unknown)? else {
        // Another page of hers was faster.
        outgoing.send(&ToVisitor::CallEnded { call: call.clone(), reason: CallEnd::Elsewhere });
        return Ok(());
    };
    let accepted = NewEntry::now(Actor::Visitor, subject, &What::CallAccepted { call: call.clone(), kind });
    // Nobody hears that it runs before her consent is written down.
    if let Err(error) = relay.audit.write(accepted).await {
        over::failed(relay, call).await;
        return Err(chat::refusal(&error));
    }
    let relay_only = ice::wishes(relay, site).await.is_ok_and(|calls| calls.relay_only);
    // Either may be gone again by now; who comes back is introduced then.
    relay.calls.of_visitor(call, site, visitor, |call| {
        call.start(Side::Visitor, &relay.config, relay_only);
        call.start(Side::Agent, &relay.config, relay_only);
    });
    let frame = ToVisitor::CallEnded { call: call.clone(), reason: CallEnd::Elsewhere };
    to_tabs(relay, site, visitor, frame, Some(line)).await;
    Ok(())
}

/// She does not take it, on whichever page.
pub(crate) async fn decline(relay: &Relay, shopper: Shopper<'_>, call: &CallId) -> Result<(), ErrorFrame> {
    let (site, visitor) = (shopper.site, shopper.visitor);
    let ended = relay.calls.end(call, CallEnd::Declined, |call| {
        call.site == *site && call.visitor == *visitor && call.taken.is_none()
    });
    let ended = ended.ok_or_else(unknown)?;
    over::close(relay, ended, CallEnd::Declined, Actor::Visitor).await;
    Ok(())
}

//! A call of which one end is away for a moment: it waits, and is over when nobody comes back. What the two browsers have between
//! them goes on meanwhile: it does not need the relay.

use super::{
    one::{Call, Side},
    over,
};
use crate::{audit::Actor, lines::LineId, relay::Relay};
use alongside_protocol::{CallEnd, CallId};
use std::sync::Arc;

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
pub(super) fn wait(relay: &Arc<Relay>, call: &CallId, side: Side, number: u32) {
    let (relay, call) = (Arc::clone(relay), call.clone());
    tokio::spawn(async move {
        let is_stopping = tokio::time::timeout(relay.timings.held, relay.stopped()).await.is_ok();
        if is_stopping {
            return;
        }
        let is_gone = |call: &Call| call.end(side).at.is_none() && call.end(side).gone == number;
        if let Some(ended) = relay.calls.end(&call, CallEnd::LineLost, is_gone) {
            over::close(&relay, ended, CallEnd::LineLost, Actor::Relay).await;
        }
    });
}

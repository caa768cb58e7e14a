//! What shoppers did of late, for the agents who talk to them: noted, and told at once where a conversation is open.

use crate::{
    bus::{Event, Topic},
    clock,
    relay::Relay,
    store::StoreError,
};
use alongside_protocol::{Deed, Happening, SiteKey, ToAgent, Trail, VisitorId};

/// A page that was open for longer than this before it had a line tells of older events as if they had happened then, in ms.
const OLDEST_MS: u64 = 24 * 60 * 60 * 1_000;

/// Notes what a visitor did `ago_ms` ago, and tells the agents who have her conversation open.
pub(crate) async fn note(
    relay: &Relay,
    site: &SiteKey,
    visitor: &VisitorId,
    what: Deed,
    ago_ms: u64,
) -> Result<(), StoreError> {
    let Some(what) = what.trimmed() else { return Ok(()) };
    let at_ms = clock::now_ms().saturating_sub(ago_ms.min(OLDEST_MS));
    let happening = Happening { at_ms, what };
    let Some(conversation) = relay.store.note(site, visitor, happening.clone()).await? else { return Ok(()) };
    let trail = Trail { conversation, whole: false, happenings: vec![happening] };
    let event = Event::ToAgent { frame: ToAgent::Trail { trail }, except: None };
    relay.bus.publish(Topic::Agents(site.clone()), event).await;
    Ok(())
}

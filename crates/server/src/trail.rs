//! What shoppers did of late, for the agents who talk to them: noted, and told at once where a conversation is open.

use crate::{
    bus::{Event, Topic},
    clock,
    relay::Relay,
    store::{StoreError, StoredSummary},
};
use alongside_protocol::{Deed, Happening, Properties, SiteKey, ToAgent, Trail, VisitorId};

/// A page that was open for longer than this before it had a line tells of older events as if they had happened then, in ms.
const OLDEST_MS: u64 = 24 * 60 * 60 * 1_000;

/// What the trail calls it when a shopper says something else of who she is than before.
const CONTACT_CHANGED: &str = "contact_changed";

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

/// Her conversation before she says who she is, to be given to [`note_contact`]; none if nobody can have seen what she said before.
pub(crate) async fn contact(
    relay: &Relay,
    site: &SiteKey,
    visitor: &VisitorId,
) -> Result<Option<StoredSummary>, StoreError> {
    match relay.store.conversation_of(site, visitor).await? {
        Some(conversation) => relay.store.summary(site, &conversation).await,
        None => Ok(None),
    }
}

/// Her later word stands, where her shop has not named her; agents see in the trail what she had said before.
pub(crate) async fn note_contact(
    relay: &Relay,
    site: &SiteKey,
    before: Option<StoredSummary>,
    now: &StoredSummary,
) -> Result<(), StoreError> {
    let Some(before) = before else { return Ok(()) };
    let replaced = [("name_before", before.name, &now.name), ("email_before", before.email, &now.email)];
    let replaced = replaced.into_iter().filter_map(|(what, before, now)| {
        let before = before.filter(|before| now.as_ref() != Some(before))?;
        Some((what.to_owned(), before))
    });
    let properties: Properties = replaced.collect();
    if properties.is_empty() {
        return Ok(());
    }
    note(relay, site, &now.visitor, Deed::Event { name: CONTACT_CHANGED.into(), properties }, 0).await
}

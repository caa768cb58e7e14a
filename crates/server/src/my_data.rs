//! What a shopper may have of us: all that is kept of her, as a file or deleted. Also for an operator, who does it for her.
//!
//! - [`Report`]: what the file says; [`archive`]: the file, with the conversation's own `files` beside it. Neither is ever whole in memory.
//! - [`delete`]: what is deleted, in which order, and who hears of it.
//! - [`Requests`]: how often she may ask.
//!
//! Does not own the rows: that is [`crate::store::PersonalStore`].

mod archive;
mod files;
mod report;
#[cfg(test)]
mod report_tests;
mod zip;

pub use archive::archive;
pub use files::ARCHIVE_BYTES;
pub use report::Report;

use crate::{
    audit::{Actor, NewEntry, Subject, What},
    bus::{Event, Topic},
    call,
    cobrowse::{self, Tries},
    relay::Relay,
    store::{Store, StoreError},
};
use alongside_protocol::{ConversationId, SiteKey, ToAgent, ToVisitor, VisitorId};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How often a visitor may ask for her data within [`SPAN`]; deleting it is one more.
const REQUESTS: usize = 6;
/// For how long that counts, and who asked too often waits.
const SPAN: Duration = Duration::from_secs(10 * 60);

/// Counts who asks for data. In memory only.
pub struct Requests {
    tries: Mutex<Tries<(SiteKey, VisitorId)>>,
}

impl Default for Requests {
    fn default() -> Self {
        Self { tries: Mutex::new(Tries::new(REQUESTS, SPAN)) }
    }
}

impl Requests {
    /// Counts one more, or says how long she has to wait.
    pub(crate) fn admit(&self, site: &SiteKey, visitor: &VisitorId, now: Instant) -> Result<(), Duration> {
        let key = (site.clone(), visitor.clone());
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.check(&key, now)?;
        tries.count(&key, now);
        Ok(())
    }
}

/// The entry of the audit log that says that she took, or had deleted, what was kept of her.
pub fn entry(
    actor: Actor,
    site: &SiteKey,
    visitor: &VisitorId,
    conversation: Option<ConversationId>,
    what: &What,
) -> NewEntry {
    let subject = Subject { visitor: Some(visitor.clone()), conversation, ..Subject::site(site) };
    NewEntry::now(actor, subject, what)
}

/// Deletes all that is kept of a visitor. What she shares ends first; then everything that anybody can see goes in one commit;
/// then her pages and all consoles are told.
pub(crate) async fn delete(
    relay: &Arc<Relay>,
    site: &SiteKey,
    visitor: &VisitorId,
) -> Result<(), StoreError> {
    let conversation = relay.store.conversation_of(site, visitor).await?;
    if let Some(session) =
        conversation.as_ref().and_then(|conversation| relay.cobrowse.session_of(conversation))
    {
        // One that ended meanwhile is no error.
        let _ = cobrowse::end_by_visitor(relay, site, visitor, &session).await;
    }
    for (session, _) in relay.cobrowse.asked(site, visitor) {
        let _ = cobrowse::decline(relay, site, visitor, &session).await;
    }
    cobrowse::take_code_back(relay, site, visitor);
    call::end_all_of(relay, site, visitor).await;
    // What the log is still to be told of her comes before the entry that ends it.
    relay.audit.flush().await?;
    let entry = entry(Actor::Visitor, site, visitor, conversation, &What::DataDeleted);
    let gone = relay.store.delete_visitor(site, visitor, entry).await?;
    let to_visitor = Event::ToVisitor { frame: ToVisitor::Deleted, except: None };
    relay.bus.publish(Topic::Visitor(site.clone(), visitor.clone()), to_visitor).await;
    if let Some(conversation) = gone {
        let frame = ToAgent::ConversationGone { conversation };
        relay.bus.publish(Topic::Agents(site.clone()), Event::ToAgent { frame, except: None }).await;
    }
    // Nobody sees these bytes any more, and she need not wait for them. What fails here, the next housekeeping does.
    let store = Arc::clone(&relay.store);
    tokio::spawn(async move {
        if let Err(error) = store.finish_deletions().await {
            tracing::error!(%error, "what nobody sees any more was not deleted yet");
        }
    });
    Ok(())
}

/// Whom an operator means: by a conversation, or by an address that she or her shop has said.
pub async fn whom(
    store: &dyn Store,
    site: &SiteKey,
    conversation: Option<&ConversationId>,
    email: Option<&str>,
) -> Result<Vec<VisitorId>, StoreError> {
    let mut found = match conversation {
        Some(conversation) => store.visitor_of(site, conversation).await?.into_iter().collect(),
        None => Vec::new(),
    };
    if let Some(email) = email {
        found.extend(store.visitors_by_email(site, email).await?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_too_often_waits_and_nobody_else() {
        let (requests, now, site) = (Requests::default(), Instant::now(), SiteKey::from("pk_a"));
        for _ in 0..REQUESTS {
            assert_eq!(requests.admit(&site, &"v".into(), now), Ok(()));
        }
        assert_eq!(requests.admit(&site, &"v".into(), now), Err(SPAN));
        assert_eq!(requests.admit(&site, &"w".into(), now), Ok(()));
        assert_eq!(requests.admit(&"pk_b".into(), &"v".into(), now), Ok(()));
        assert_eq!(requests.admit(&site, &"v".into(), now + SPAN), Ok(()));
    }
}

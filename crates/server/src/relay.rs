//! What all parts of a running relay share.

use crate::{
    asset_store::AssetStore,
    audit::Audit,
    bus::{Bus, Event, Topic},
    call::Calls,
    cobrowse::{Codes, Registry},
    config::Config,
    lines::Lines,
    login::Logins,
    metrics::Metrics,
    my_data::Requests,
    pace::Pace,
    presence::Presence,
    recording::Recorders,
    store::{Store, StoredSummary},
    timings::Timings,
    web::Assets,
};
use alongside_protocol::{
    Contact, Content, ConversationId, ConversationSummary, ErrorCode, ErrorFrame, Message, SiteKey,
    ToVisitor, VisitorId,
};
use std::sync::Arc;
use tokio::sync::watch;

/// How much of a conversation's last message its summary shows, in characters. A list of whole messages
/// would be longer than a line takes.
const PREVIEW_CHARS: usize = 200;

/// A relay's parts, handed to every line and every request.
pub struct Relay {
    /// What survives a restart.
    pub store: Arc<dyn Store>,
    /// How lines hear of each other.
    pub bus: Arc<dyn Bus>,
    /// The settings.
    pub config: Config,
    /// How long to wait for what.
    pub timings: Timings,
    /// The built widget, console and viewer.
    pub assets: Assets,
    /// Who is connected.
    pub presence: Presence,
    /// Pictures and fonts of shoppers' pages.
    pub asset_store: Arc<AssetStore>,
    /// Co-browse sessions and requests for them.
    pub cobrowse: Registry,
    /// Calls that ring or run.
    pub calls: Calls,
    /// Codes that shoppers read out on the phone.
    pub codes: Codes,
    /// What happened with consent, for good.
    pub audit: Audit,
    /// Recordings in the making.
    pub recorders: Recorders,
    /// Who tries to log in.
    pub logins: Logins,
    /// How fast shoppers may go.
    pub pace: Pace,
    /// Who asks for all that is kept of her.
    pub data_requests: Requests,
    /// What is counted.
    pub metrics: Metrics,
    /// The open sockets.
    pub lines: Lines,
    /// Whether the relay shuts down.
    pub stopping: watch::Sender<bool>,
}

impl Relay {
    /// Tells the site's agents how a conversation stands.
    pub(crate) async fn announce(&self, site: &SiteKey, summary: StoredSummary) {
        self.bus.publish(Topic::Agents(site.clone()), Event::Summary(summary)).await;
    }

    /// Tells the site's agents how a conversation stands, after something changed that the store does not know.
    pub(crate) async fn announce_again(&self, site: &SiteKey, conversation: &ConversationId) {
        match self.store.summary(site, conversation).await {
            Ok(Some(summary)) => self.announce(site, summary).await,
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "agents were not told of a change"),
        }
    }

    /// Tells the site's visitors which agents are online.
    pub(crate) async fn announce_agents(&self, site: &SiteKey) {
        let frame = ToVisitor::Agents { agents: self.presence.agents(site) };
        self.bus.publish(Topic::Visitors(site.clone()), Event::ToVisitor { frame, except: None }).await;
    }

    /// A stored summary, with what only the living relay knows.
    pub(crate) fn complete(&self, site: &SiteKey, stored: &StoredSummary) -> ConversationSummary {
        ConversationSummary {
            conversation: stored.conversation.clone(),
            visitor_name: stored.name.clone().unwrap_or_else(|| visitor_name(&stored.visitor)),
            contact: contact(stored),
            online: self.presence.is_online(site, &stored.visitor),
            page: stored.page.clone(),
            last_message: stored.last_message.as_ref().map(preview),
            unread: stored.unread,
            delivered_to_agent: stored.delivered_to_agent,
            active_at_ms: stored.active_at_ms,
            closed: stored.is_closed,
            rating: stored.rating,
            cobrowse: self.cobrowse.session_of(&stored.conversation),
        }
    }

    /// Waits until the relay shuts down.
    pub(crate) async fn stopped(&self) {
        // The sender lives in `self`: this cannot fail.
        let _ = self.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    /// What a line is told when the relay shuts down.
    pub(crate) fn farewell() -> ErrorFrame {
        ErrorFrame::passing(ErrorCode::ShuttingDown, "the relay shuts down; connect again in a moment")
    }
}

/// What is known of who she is, if anything is.
fn contact(stored: &StoredSummary) -> Option<Contact> {
    let is_known = stored.is_verified || stored.name.is_some() || stored.email.is_some();
    is_known.then(|| Contact { email: stored.email.clone(), verified: stored.is_verified })
}

/// A message whose body is cut to what a list shows.
fn preview(message: &Message) -> Message {
    let cut = message.body.char_indices().nth(PREVIEW_CHARS).map(|(index, _)| index);
    let body = match cut {
        Some(index) => format!("{}…", message.body.get(..index).unwrap_or_default()),
        None => message.body.clone(),
    };
    Message {
        seq: message.seq,
        client_id: message.client_id.clone(),
        author: message.author.clone(),
        body,
        // A list shows that it is a picture.
        content: message.content.clone().filter(|content| matches!(content, Content::Attachment { .. })),
        sent_at_ms: message.sent_at_ms,
    }
}

/// What agents call a visitor of whom nothing is known: "Visitor 4F2A".
fn visitor_name(visitor: &VisitorId) -> String {
    // The front of the id is the time; its end is random.
    let id = visitor.as_str().to_ascii_uppercase();
    let start = id.char_indices().rev().nth(3).map_or(0, |(index, _)| index);
    format!("Visitor {}", id.get(start..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::Author;

    #[test]
    fn a_preview_is_cut_between_characters_and_says_so() {
        let preview_of = |body: String| {
            let (client_id, author) = ("c1".into(), Author::Visitor);
            preview(&Message { seq: 1, client_id, author, body, content: None, sent_at_ms: 1 }).body
        };
        let fits = "😀".repeat(PREVIEW_CHARS);
        assert_eq!(preview_of(fits.clone()), fits);
        assert_eq!(preview_of(format!("{fits}ü")), format!("{fits}…"));
    }

    #[test]
    fn a_visitor_without_a_name_is_called_by_the_end_of_her_id() {
        assert_eq!(visitor_name(&"018f4e9a-7c31-7a1b-9d7e-0123456a4f2a".into()), "Visitor 4F2A");
        assert_eq!(visitor_name(&"é".into()), "Visitor é");
    }
}

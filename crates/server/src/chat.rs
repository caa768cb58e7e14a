//! Saying and reading: from the store to everybody who is to hear of it. The store comes first, always: what
//! is on the bus is committed.

use crate::{
    bus::{Event, Topic},
    clock, closing,
    lines::LineId,
    relay::Relay,
    store::{Appended, Joining, NewMessage, Receipt, StoreError, StoredSummary, TRANSCRIPT_BYTES},
};
use alongside_protocol::{
    AgentId, Author, ClientId, Content, ConversationId, ErrorCode, ErrorFrame, Message, Noted, Side, SiteKey,
    ToAgent, ToVisitor, limits::EARLIER_MESSAGES,
};

/// A message to be.
pub(crate) struct Said {
    /// Who says it.
    pub(crate) author: Author,
    /// Its name.
    pub(crate) client_id: ClientId,
    /// Plain text, checked.
    pub(crate) body: String,
    /// What it carries besides, checked.
    pub(crate) content: Option<Content>,
    /// Which agent says it, and is in the conversation from now on.
    pub(crate) by: Option<AgentId>,
}

/// Stores a message and tells both sides. The row that comes back is committed; for a repeat it is the first.
pub(crate) async fn say(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    said: Said,
) -> Result<Message, StoreError> {
    let appended = relay.store.append(site, conversation, said.written_now()).await?;
    Ok(tell_appended(relay, site, conversation, appended).await)
}

/// Tells both sides of a message that is stored.
pub(crate) async fn tell_appended(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    appended: Appended,
) -> Message {
    let Appended { message, repeated, reopened, joined, summary } = appended;
    if !repeated {
        for message in joined.iter().chain([&message]) {
            relay.metrics.messages.add(1);
            let visitor = Topic::Visitor(site.clone(), summary.visitor.clone());
            for topic in [visitor, Topic::Agents(site.clone())] {
                let event = Event::Message { conversation: conversation.clone(), message: message.clone() };
                relay.bus.publish(topic, event).await;
            }
        }
        if reopened {
            closing::nothing_to_rate(relay, site, &summary).await;
        }
        relay.announce(site, summary).await;
    }
    message
}

/// The relay's own words in a conversation.
pub(crate) async fn say_as_relay(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    what: Noted,
) -> Result<Message, StoreError> {
    say(relay, site, conversation, Said::noted(new_client_id(), what, None)).await
}

impl Said {
    /// The relay's own words. What each side says in its language is in the content; the body is for who does not know it.
    pub(crate) fn noted(client_id: ClientId, what: Noted, name: Option<&str>) -> Self {
        let body = match what {
            Noted::SharingStarted => "Page sharing started".to_owned(),
            Noted::SharingEnded => "Page sharing ended".to_owned(),
            Noted::Closed => format!("{} closed this conversation", name.unwrap_or("An agent")),
            Noted::Reopened => format!("{} reopened this conversation", name.unwrap_or("An agent")),
            Noted::PageSaved => format!("{} saved the page", name.unwrap_or("An agent")),
            Noted::Joined => format!("{} joined the conversation", name.unwrap_or("An agent")),
        };
        let content = Content::Notice { what, name: name.map(str::to_owned) };
        Self { author: Author::System, client_id, body, content: Some(content), by: None }
    }

    /// As the store takes it, now.
    pub(crate) fn written_now(self) -> NewMessage {
        let Self { author, client_id, body, content, by } = self;
        let joining = by.and_then(|agent| joining(agent, &author));
        NewMessage { client_id, author, body, content, sent_at_ms: clock::now_ms(), joining }
    }
}

/// What both sides see in front of the first words of an agent, under the name of then.
fn joining(agent: AgentId, author: &Author) -> Option<Joining> {
    let Author::Agent { name } = author else { return None };
    let Said { client_id, body, content, .. } = Said::noted(new_client_id(), Noted::Joined, Some(name));
    Some(Joining { agent, client_id, body, content: content? })
}

/// A name for a message of the relay's own.
pub(crate) fn new_client_id() -> ClientId {
    ClientId(uuid::Uuid::now_v7().to_string())
}

/// What was said before the message with the number `before`: as much as one frame carries.
pub(crate) async fn earlier(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    before: u64,
) -> Result<Vec<Message>, ErrorFrame> {
    let stored = relay.store.earlier(site, conversation, before, EARLIER_MESSAGES).await;
    let mut bytes = 0;
    let mut messages = stored.map_err(|error| refusal(&error))?;
    if messages.is_empty() {
        let known = relay.store.summary(site, conversation).await.map_err(|error| refusal(&error))?;
        known.ok_or_else(|| refusal(&StoreError::NotFound("conversation")))?;
    }
    // From the newest on, so that none is missing between these and what the client holds.
    let fits = messages.iter().rev().take_while(|message| {
        bytes += message.length();
        bytes <= TRANSCRIPT_BYTES
    });
    let left_out = messages.len() - fits.count();
    Ok(messages.split_off(left_out))
}

/// Notes that `side` has seen all up to `seq`, and tells both sides if that is news.
pub(crate) async fn read(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    side: Side,
    seq: u64,
    except: LineId,
) -> Result<(), StoreError> {
    let news = relay.store.mark(site, conversation, side, Receipt::Read, seq).await?;
    let Some(summary) = news else { return Ok(()) };
    let seq = match side {
        Side::Visitor => summary.read_by_visitor,
        Side::Agent => summary.read_by_agent,
    };
    tell(
        relay,
        site,
        &summary,
        Some(except),
        ToVisitor::Read { side, seq },
        ToAgent::Read { conversation: conversation.clone(), side, seq },
    )
    .await;
    relay.announce(site, summary).await;
    Ok(())
}

/// Notes that a client of `side` has all up to `seq`, and tells the other side if that is news.
pub(crate) async fn delivered(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    side: Side,
    seq: u64,
) -> Result<(), StoreError> {
    let news = relay.store.mark(site, conversation, side, Receipt::Delivered, seq).await?;
    let Some(summary) = news else { return Ok(()) };
    let (topic, event) = match side {
        Side::Visitor => {
            let (conversation, seq) = (conversation.clone(), summary.delivered_to_visitor);
            let frame = ToAgent::Delivered { conversation, seq };
            (Topic::Agents(site.clone()), Event::ToAgent { frame, except: None })
        }
        Side::Agent => {
            let frame = ToVisitor::Delivered { seq: summary.delivered_to_agent };
            (Topic::Visitor(site.clone(), summary.visitor), Event::ToVisitor { frame, except: None })
        }
    };
    relay.bus.publish(topic, event).await;
    Ok(())
}

/// Sends each side its frame, except on the line that caused it.
pub(crate) async fn tell(
    relay: &Relay,
    site: &SiteKey,
    summary: &StoredSummary,
    except: Option<LineId>,
    to_visitor: ToVisitor,
    to_agent: ToAgent,
) {
    let visitor = Topic::Visitor(site.clone(), summary.visitor.clone());
    relay.bus.publish(visitor, Event::ToVisitor { frame: to_visitor, except }).await;
    relay.bus.publish(Topic::Agents(site.clone()), Event::ToAgent { frame: to_agent, except }).await;
}

/// A store's error as the answer to a frame.
pub(crate) fn refusal(error: &StoreError) -> ErrorFrame {
    match error {
        StoreError::NotFound(_) => ErrorFrame::lasting(
            ErrorCode::UnknownConversation,
            "there is no such conversation, or it is not one of this site",
        ),
        StoreError::Unavailable(_) | StoreError::Taken(_) => {
            tracing::error!(%error, "the store refused");
            ErrorFrame::passing(
                ErrorCode::StoreUnavailable,
                "this could not be stored; it may be sent again in a moment",
            )
        }
    }
}

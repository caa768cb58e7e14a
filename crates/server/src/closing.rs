//! Closing conversations, opening them again, and how shoppers rate them: from the store to everybody who is to hear of it.

use crate::{
    bus::{Event, Topic},
    chat::{self, Said},
    clock,
    relay::Relay,
    store::{Agent, Closed, Closing, NewClosing, NewMessage, NewRating, StoredSummary},
};
use alongside_protocol::{
    Author, Content, ConversationId, ErrorCode, ErrorFrame, Noted, SiteKey, ToVisitor, VisitorId,
};

/// An agent has settled what was asked. One that is closed already stays as it is, and so does one in which she has written behind `seen`.
pub(crate) async fn close(
    relay: &Relay,
    agent: &Agent,
    conversation: &ConversationId,
    seen: Option<u64>,
) -> Result<(), ErrorFrame> {
    let site = &agent.site;
    let options = relay.store.options(site).await.map_err(|error| chat::refusal(&error))?;
    let asks = options.rating.enabled;
    let closing = NewClosing { seen, asks, line: line(agent, Noted::Closed) };
    let closing = relay.store.close(agent, conversation, closing).await;
    let Closed { number, line } = match closing.map_err(|error| chat::refusal(&error))? {
        Closing::Done(closed) => *closed,
        Closing::WasClosed => return Ok(()),
        Closing::Unseen => {
            return Err(ErrorFrame::lasting(
                ErrorCode::UnseenMessage,
                "the shopper has written meanwhile: read it, then close the conversation",
            ));
        }
    };
    relay.metrics.closings.add(1);
    let visitor = line.summary.visitor.clone();
    chat::tell_appended(relay, site, conversation, line).await;
    if asks {
        tell(relay, site, visitor, Some(number)).await;
    }
    Ok(())
}

/// An agent takes it back.
pub(crate) async fn reopen(
    relay: &Relay,
    agent: &Agent,
    conversation: &ConversationId,
) -> Result<(), ErrorFrame> {
    let site = &agent.site;
    let opened = relay.store.reopen(site, conversation, line(agent, Noted::Reopened)).await;
    let Some(line) = opened.map_err(|error| chat::refusal(&error))? else { return Ok(()) };
    nothing_to_rate(relay, site, &line.summary).await;
    chat::tell_appended(relay, site, conversation, line).await;
    Ok(())
}

/// The conversation goes on: no page of hers asks how it was any more.
pub(crate) async fn nothing_to_rate(relay: &Relay, site: &SiteKey, summary: &StoredSummary) {
    tell(relay, site, summary.visitor.clone(), None).await;
}

/// She says how it was, or that she would rather not. What is not asked any more is no error: another page of hers was faster.
pub(crate) async fn rate(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    closing: u64,
    score: Option<u8>,
    comment: Option<String>,
) -> Result<(), ErrorFrame> {
    let comment = comment.map(|comment| comment.trim().to_owned()).filter(|comment| !comment.is_empty());
    let content = score.map(|score| Content::Rating { score, comment: comment.clone() });
    if let Some(Err(error)) = content.as_ref().map(Content::check) {
        return Err(ErrorFrame::lasting(ErrorCode::ContentRefused, error.to_string()));
    }
    let comment = comment.filter(|_| score.is_some());
    let rating = NewRating { closing, score, comment, rated_at_ms: clock::now_ms() };
    let rated = relay.store.rate(site, conversation, rating).await;
    let Some(summary) = rated.map_err(|error| chat::refusal(&error))? else { return Ok(()) };
    nothing_to_rate(relay, site, &summary).await;
    relay.announce(site, summary).await;
    if let Some((score, content)) = score.zip(content) {
        relay.metrics.rated(score);
        let (author, client_id) = (Author::System, chat::new_client_id());
        let body = content.words().unwrap_or_default();
        let said = Said { author, client_id, body, content: Some(content), by: None };
        if let Err(error) = chat::say(relay, site, conversation, said).await {
            tracing::warn!(%error, "a rating is kept, and was not told in its conversation");
        }
    }
    Ok(())
}

/// Her pages hear what waits for her rating now: what is said here may be over when they do, so each asks the store.
async fn tell(relay: &Relay, site: &SiteKey, visitor: VisitorId, closing: Option<u64>) {
    let event = Event::ToVisitor { frame: ToVisitor::Rating { closing }, except: None };
    relay.bus.publish(Topic::Visitor(site.clone(), visitor), event).await;
}

/// What both sides see of it.
fn line(agent: &Agent, what: Noted) -> NewMessage {
    Said::noted(chat::new_client_id(), what, Some(&agent.name)).written_now()
}

//! Co-browse sessions: asking, starting, watching, forwarding, ending.
//!
//! - [`Registry`] holds sessions and requests in memory and never waits.
//! - [`continuity`] lets a session outlive a page, a line and this relay.
//! - The functions here put it together with the store (each session's first and last line stand in the
//!   conversation) and the bus (agents hear of it).
//!
//! Frames are forwarded as they came. Their payload is not read, not stored and not logged.

mod continuity;
mod frame;
mod held;
mod named_assets;
mod registry;
mod session;
mod watch;

pub(crate) use continuity::{page_left, resume, visitor_line_gone};
pub(crate) use registry::Opening;
pub use registry::Registry;

use crate::{
    bus::{Event, Topic},
    chat,
    lines::LineId,
    relay::Relay,
    socket::outgoing::Outgoing,
    store::{Agent, StoreError},
};
use alongside_protocol::{
    ConversationId, EndReason, ErrorCode, ErrorFrame, SessionId, SiteKey, ToAgent, ToVisitor, VisitorId,
};
use registry::{Asked, Ended};
use std::sync::Arc;

const STARTED: &str = "Page sharing started";
const ENDED: &str = "Page sharing ended";

/// An agent asks a visitor to share her page. The request ends by itself when she does not answer. A console
/// that lost its line may say the same again: the visitor is asked once.
pub(crate) async fn request(
    relay: &Arc<Relay>,
    agent: &Agent,
    conversation: &ConversationId,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    check_name(session)?;
    let summary =
        relay.store.summary(&agent.site, conversation).await.map_err(|error| chat::refusal(&error))?;
    let summary = summary.ok_or_else(|| chat::refusal(&StoreError::NotFound("conversation")))?;
    let asked = Asked {
        site: agent.site.clone(),
        visitor: summary.visitor,
        conversation: conversation.clone(),
        agent: agent.agent.clone(),
        name: agent.name.clone(),
    };
    if relay.cobrowse.is_repeat(session, &asked) {
        return Ok(());
    }
    if !relay.presence.is_online(&asked.site, &asked.visitor) {
        tell_agents(relay, &asked.site, conversation, session, EndReason::LineLost).await;
        return Ok(());
    }
    if !relay.cobrowse.ask(session, asked.clone()) {
        return Err(taken());
    }
    let frame = ToVisitor::CobrowseRequest { session: session.clone(), agent: asked.name.clone() };
    to_tabs(relay, &asked.site, &asked.visitor, frame, None).await;
    let (relay, session) = (Arc::clone(relay), session.clone());
    tokio::spawn(async move {
        let patience = tokio::time::timeout(relay.timings.request, relay.stopped());
        let reason = if patience.await.is_ok() { EndReason::RelayStopped } else { EndReason::AgentEnded };
        withdraw(&relay, &asked.site, &session, reason).await;
    });
    Ok(())
}

/// A visitor says no.
pub(crate) async fn decline(
    relay: &Relay,
    site: &SiteKey,
    visitor: &VisitorId,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    if !relay.cobrowse.is_asked(session, site, visitor) {
        return Err(unknown());
    }
    withdraw(relay, site, session, EndReason::Declined).await;
    Ok(())
}

/// A visitor shares her page, on this line. Her earlier session, if one is open, ends.
pub(crate) async fn start(relay: &Relay, opening: Opening, session: &SessionId) -> Result<(), ErrorFrame> {
    check_name(session)?;
    let (site, visitor, line) = (opening.site.clone(), opening.visitor.clone(), opening.line);
    let (conversation, outgoing) = (opening.conversation.clone(), opening.outgoing.clone());
    if !open(relay, opening, session).await {
        return Err(taken());
    }
    if let Err(error) = chat::say_as_relay(relay, &site, &conversation, STARTED).await {
        if let Some(ended) = relay.cobrowse.end(session, &site, EndReason::LineLost) {
            close(relay, ended).await;
        }
        return Err(chat::refusal(&error));
    }
    outgoing.send(&ToVisitor::CobrowseStarted { session: session.clone() });
    continuity::tell_started(relay, &site, &visitor, &conversation, session, line).await;
    Ok(())
}

/// Opens a session in place of the visitor's earlier one, unless its name is taken.
async fn open(relay: &Relay, opening: Opening, session: &SessionId) -> bool {
    let Some(replaced) = relay.cobrowse.open(session, opening) else { return false };
    if let Some(ended) = replaced {
        close(relay, ended).await;
    }
    relay.metrics.sessions.up();
    relay.metrics.sessions_started.add(1);
    true
}

/// A visitor ends her session, on whichever of her pages.
pub(crate) async fn end_by_visitor(
    relay: &Relay,
    site: &SiteKey,
    visitor: &VisitorId,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    let ended = relay.cobrowse.end_of_visitor(session, site, visitor).ok_or_else(unknown)?;
    close(relay, ended).await;
    Ok(())
}

/// Ends a session, or takes a request back, for an agent of the site.
pub(crate) async fn end_by_agent(
    relay: &Relay,
    site: &SiteKey,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    if let Some(ended) = relay.cobrowse.end(session, site, EndReason::AgentEnded) {
        close(relay, ended).await;
        return Ok(());
    }
    if withdraw(relay, site, session, EndReason::AgentEnded).await { Ok(()) } else { Err(unknown()) }
}

/// An agent watches. The visitor is told who does, and sends a keyframe.
pub(crate) fn watch(
    relay: &Relay,
    agent: &Agent,
    line: LineId,
    outgoing: &Outgoing,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    if relay.cobrowse.watch(session, agent, line, outgoing) { Ok(()) } else { Err(unknown()) }
}

/// No such session here: the answer to whoever names one.
pub(crate) fn unknown() -> ErrorFrame {
    ErrorFrame::lasting(
        ErrorCode::UnknownSession,
        "there is no such co-browse session, or it is not one of yours; it may be over already",
    )
}

fn taken() -> ErrorFrame {
    ErrorFrame::lasting(ErrorCode::UnknownSession, "this co-browse session id is taken: make another UUID")
}

/// The envelope of a frame has room for a UUID only.
fn check_name(session: &SessionId) -> Result<(), ErrorFrame> {
    let is_uuid = uuid::Uuid::try_parse(session.as_str())
        .is_ok_and(|uuid| uuid.hyphenated().to_string() == session.as_str());
    let refuse =
        || ErrorFrame::lasting(ErrorCode::MalformedFrame, "a co-browse session id is a UUID in lower case");
    if is_uuid { Ok(()) } else { Err(refuse()) }
}

/// Ends a request that is still open, and tells both sides why.
async fn withdraw(relay: &Relay, site: &SiteKey, session: &SessionId, reason: EndReason) -> bool {
    let Some(asked) = relay.cobrowse.withdraw(session, site) else { return false };
    let frame = ToVisitor::CobrowseEnded { session: session.clone(), reason };
    to_tabs(relay, site, &asked.visitor, frame, None).await;
    tell_agents(relay, site, &asked.conversation, session, reason).await;
    true
}

/// The last words of a session that has left the registry. All pages of the visitor hear them.
async fn close(relay: &Relay, ended: Ended) {
    relay.metrics.sessions.down();
    let Ended { session, site, visitor, conversation, reason, line, owner } = ended;
    let frame = ToVisitor::CobrowseEnded { session: session.clone(), reason };
    owner.send(&frame);
    to_tabs(relay, &site, &visitor, frame, Some(line)).await;
    tell_agents(relay, &site, &conversation, &session, reason).await;
    if let Err(error) = chat::say_as_relay(relay, &site, &conversation, ENDED).await {
        tracing::error!(%error, "the end of a co-browse session was not noted in its conversation");
        relay.announce_again(&site, &conversation).await;
    }
}

async fn tell_agents(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    session: &SessionId,
    reason: EndReason,
) {
    let frame =
        ToAgent::CobrowseEnded { conversation: conversation.clone(), session: session.clone(), reason };
    relay.bus.publish(Topic::Agents(site.clone()), Event::ToAgent { frame, except: None }).await;
}

async fn to_tabs(
    relay: &Relay,
    site: &SiteKey,
    visitor: &VisitorId,
    frame: ToVisitor,
    except: Option<LineId>,
) {
    let topic = Topic::Visitor(site.clone(), visitor.clone());
    relay.bus.publish(topic, Event::ToVisitor { frame, except }).await;
}

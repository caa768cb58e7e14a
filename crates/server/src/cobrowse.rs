//! Co-browse sessions: asking, starting, watching, forwarding, ending.
//!
//! - [`Registry`] holds sessions and requests in memory and never waits.
//! - [`continuity`] lets a session outlive a page, a line and this relay.
//! - The functions here put it together with the store (each session's first and last line stand in the
//!   conversation), the bus (agents hear of it) and the audit log.
//! - `control`: agents who help on the page; `assistance`: what they may do there; `acts`: the bounds of an act.
//! - `phone`: a shopper who has no chat open; `code`: the six digits that she reads out; `tries`: who guesses.
//!
//! Frames are forwarded as they came. Their payload is not read, not logged, and stored only for sites that record.

mod acts;
mod assistance;
mod code;
mod continuity;
mod control;
mod frame;
mod held;
mod named_assets;
mod parts;
mod phone;
mod rate;
mod registry;
mod session;
mod tries;
mod watch;

pub use code::Codes;
pub(crate) use continuity::{page_left, resume, visitor_line_gone};
pub(crate) use control::{Answering, Helping};
pub(crate) use frame::Came;
pub(crate) use phone::{make_code, redeem, take_code_back};
pub(crate) use rate::Bucket;
pub(crate) use registry::Opening;
pub use registry::Registry;
pub(crate) use tries::Tries;

use crate::{
    audit::{Actor, NewEntry, Subject, What},
    bus::{Event, Topic},
    chat::{self, Said},
    lines::LineId,
    recording::{self, Recorder},
    relay::Relay,
    socket::outgoing::Outgoing,
    store::{Agent, StoreError},
};
use alongside_protocol::{
    ClientId, ConversationId, EndReason, ErrorCode, ErrorFrame, Noted, SessionId, SiteKey, ToAgent,
    ToVisitor, VisitorId,
};
use registry::{Asked, Ended};
use session::Session;
use std::sync::Arc;

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
    ask_page(relay, asked, session).await
}

/// Asks on all pages that the visitor has open, if there is one.
async fn ask_page(relay: &Arc<Relay>, asked: Asked, session: &SessionId) -> Result<(), ErrorFrame> {
    if !relay.presence.is_online(&asked.site, &asked.visitor) {
        tell_agents(relay, &asked.site, &asked.conversation, session, EndReason::LineLost).await;
        return Ok(());
    }
    if !relay.cobrowse.ask(session, asked.clone()) {
        return Err(taken());
    }
    let actor = Actor::Agent { agent: asked.agent.clone(), name: asked.name.clone() };
    if let Err(error) = relay.audit.note(NewEntry::now(actor, asked.subject(session), &What::ConsentAsked)) {
        relay.cobrowse.withdraw(session, &asked.site, EndReason::AgentEnded);
        return Err(chat::refusal(&error));
    }
    let frame = ToVisitor::CobrowseRequest { session: session.clone(), agent: asked.name.clone() };
    to_tabs(relay, &asked.site, &asked.visitor, frame, None).await;
    let (relay, session) = (Arc::clone(relay), session.clone());
    tokio::spawn(async move {
        let patience = tokio::time::timeout(relay.timings.request, relay.stopped());
        let reason = if patience.await.is_ok() { EndReason::RelayStopped } else { EndReason::Unanswered };
        withdraw(&relay, &asked.site, &session, reason, Actor::Relay).await;
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
    withdraw(relay, site, session, EndReason::Declined, Actor::Visitor).await;
    Ok(())
}

/// A visitor shares her page, on this line. Her earlier session, if one is open, ends. It is recorded only if she was
/// told so (`recorded`), and the site wants it.
pub(crate) async fn start(
    relay: &Relay,
    opening: Opening,
    session: &SessionId,
    recorded: bool,
) -> Result<(), ErrorFrame> {
    check_name(session)?;
    let (site, visitor, line) = (opening.site.clone(), opening.visitor.clone(), opening.line);
    let conversation = opening.conversation.clone();
    if !open(relay, opening, session).await {
        return Err(taken());
    }
    let recorder = if recorded { recording::begin(relay, &site, &conversation, session).await } else { None };
    // The line is called as the recording is: so the console knows which line tells of which recording.
    let line_id = recorder.as_ref().map_or_else(chat::new_client_id, Recorder::line);
    if let Some(recorder) = recorder {
        relay.cobrowse.record(session, &site, recorder);
    }
    // Her page sends nothing before it hears that the session has started; by then her consent is written down.
    if let Err(error) = note_consent(relay, &site, &conversation, session, line_id).await {
        if let Some(ended) = relay.cobrowse.end(session, &site, EndReason::LineLost) {
            close(relay, ended, Actor::Relay).await;
        }
        return Err(chat::refusal(&error));
    }
    // It may have ended while that was written, and everybody has been told so.
    if relay.cobrowse.owned(session, line, Session::begin).is_some() {
        continuity::tell_started(relay, &site, &visitor, &conversation, session, line).await;
    }
    Ok(())
}

/// Opens a session in place of the visitor's earlier one, unless its name is taken.
async fn open(relay: &Relay, opening: Opening, session: &SessionId) -> bool {
    let Some(replaced) = relay.cobrowse.open(session, opening) else { return false };
    if let Some(ended) = replaced {
        close(relay, ended, Actor::Visitor).await;
    }
    relay.metrics.sessions.up();
    relay.metrics.sessions_started.add(1);
    true
}

/// In the audit log, and as a line in the conversation.
async fn note_consent(
    relay: &Relay,
    site: &SiteKey,
    conversation: &ConversationId,
    session: &SessionId,
    client_id: ClientId,
) -> Result<(), StoreError> {
    if let Some(subject) = relay.cobrowse.subject(session, site) {
        relay.audit.write(NewEntry::now(Actor::Visitor, subject, &What::ConsentGiven)).await?;
    }
    if relay.cobrowse.subject(session, site).is_none() {
        return Ok(());
    }
    let said = Said::noted(client_id, Noted::SharingStarted, None);
    chat::say(relay, site, conversation, said).await?;
    Ok(())
}

/// A visitor ends her session, on whichever of her pages.
pub(crate) async fn end_by_visitor(
    relay: &Relay,
    site: &SiteKey,
    visitor: &VisitorId,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    let ended = relay.cobrowse.end_of_visitor(session, site, visitor).ok_or_else(unknown)?;
    close(relay, ended, Actor::Visitor).await;
    Ok(())
}

/// Ends a session, or takes a request back, for an agent of the site.
pub(crate) async fn end_by_agent(
    relay: &Relay,
    agent: &Agent,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    if let Some(ended) = relay.cobrowse.end(session, &agent.site, EndReason::AgentEnded) {
        close(relay, ended, agent.into()).await;
        return Ok(());
    }
    let is_withdrawn = withdraw(relay, &agent.site, session, EndReason::AgentEnded, agent.into()).await;
    if is_withdrawn { Ok(()) } else { Err(unknown()) }
}

/// An agent watches. The visitor is told who does, and sends a keyframe.
pub(crate) fn watch(
    relay: &Relay,
    agent: &Agent,
    line: LineId,
    outgoing: &Outgoing,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    let subject = relay.cobrowse.subject(session, &agent.site).ok_or_else(unknown)?;
    let began = NewEntry::now(agent.into(), subject, &What::WatchBegan);
    relay.audit.note(began).map_err(|error| chat::refusal(&error))?;
    if relay.cobrowse.watch(session, agent, line, outgoing) { Ok(()) } else { Err(unknown()) }
}

/// An agent's line no longer watches.
pub(crate) fn leave(
    relay: &Relay,
    agent: &Agent,
    line: LineId,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    let subject = relay.cobrowse.subject(session, &agent.site).ok_or_else(unknown)?;
    if !relay.cobrowse.leave(session, &agent.site, line) {
        return Err(unknown());
    }
    relay.audit.note_fact(NewEntry::now(agent.into(), subject, &What::WatchEnded));
    Ok(())
}

/// An agent's line is gone: it watches nothing any more.
pub(crate) fn agent_line_gone(relay: &Relay, agent: &Agent, line: LineId) {
    for subject in relay.cobrowse.leave_all(line) {
        relay.audit.note_fact(NewEntry::now(agent.into(), subject, &What::WatchEnded));
    }
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
async fn withdraw(
    relay: &Relay,
    site: &SiteKey,
    session: &SessionId,
    reason: EndReason,
    actor: Actor,
) -> bool {
    let Some(asked) = relay.cobrowse.withdraw(session, site, reason) else { return false };
    let what = match reason {
        EndReason::Declined => What::ConsentDeclined,
        reason => What::ConsentNotGiven { reason },
    };
    relay.audit.note_fact(NewEntry::now(actor, asked.subject(session), &what));
    let frame = ToVisitor::CobrowseEnded { session: session.clone(), reason };
    to_tabs(relay, site, &asked.visitor, frame, None).await;
    tell_agents(relay, site, &asked.conversation, session, reason).await;
    true
}

/// The last words of a session that has left the registry. All pages of the visitor hear them.
async fn close(relay: &Relay, ended: Ended, actor: Actor) {
    relay.metrics.sessions.down();
    let Ended { session, site, visitor, conversation, reason, line, owner, recorder } = ended;
    let subject = Subject {
        site: site.clone(),
        visitor: Some(visitor.clone()),
        conversation: Some(conversation.clone()),
        session: Some(session.clone()),
    };
    relay.audit.note_fact(NewEntry::now(actor, subject, &What::SharingEnded { reason }));
    let frame = ToVisitor::CobrowseEnded { session: session.clone(), reason };
    owner.send(&frame);
    to_tabs(relay, &site, &visitor, frame, Some(line)).await;
    tell_agents(relay, &site, &conversation, &session, reason).await;
    if let Some(recorder) = recorder {
        // Who reads of the end may want to see it.
        recorder.finish().await;
    }
    if let Err(error) = chat::say_as_relay(relay, &site, &conversation, Noted::SharingEnded).await {
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

//! A shopper goes to another page, loses her line or looks at another tab: what the relay tells whom. The session itself
//! waits or moves in [`super::held`].

use super::{
    check_name, close, held::Held, held::Resumed, open, registry::Opening, session::Session, taken, to_tabs,
    unknown,
};
use crate::{
    audit::{Actor, NewEntry, What},
    bus::{Event, Topic},
    chat,
    lines::LineId,
    recording,
    relay::Relay,
};
use alongside_protocol::{
    ConversationId, EndReason, ErrorFrame, SessionId, SiteKey, ToAgent, ToVisitor, VisitorId,
};
use std::sync::Arc;

/// A visitor goes on with her session, on this line.
pub(crate) async fn resume(relay: &Relay, opening: Opening, session: &SessionId) -> Result<(), ErrorFrame> {
    check_name(session)?;
    match relay.cobrowse.resume(session, &opening, relay.timings.held) {
        Resumed::GoesOn => {
            let Opening { site, visitor, conversation, line, .. } = opening;
            if let Some(subject) = relay.cobrowse.subject(session, &site) {
                relay.audit.note_fact(NewEntry::now(Actor::Visitor, subject, &What::SharingResumed));
            }
            tell_started(relay, &site, &visitor, &conversation, session, line).await;
            Ok(())
        }
        Resumed::Unheard => {
            let (site, visitor, conversation) =
                (opening.site.clone(), opening.visitor.clone(), opening.conversation.clone());
            let line = opening.line;
            if !open(relay, opening, session).await {
                return Err(taken());
            }
            if let Some(subject) = relay.cobrowse.subject(session, &site) {
                // The relay before has her consent in its log; this one is not told of it by anybody but her page.
                let resumed = NewEntry::now(Actor::Visitor, subject, &What::SharingResumed);
                if let Err(error) = relay.audit.write(resumed).await {
                    if let Some(ended) = relay.cobrowse.end(session, &site, EndReason::LineLost) {
                        close(relay, ended, Actor::Relay).await;
                    }
                    return Err(chat::refusal(&error));
                }
            }
            let recorder = recording::resume(relay, &site, &conversation, session).await;
            if relay.cobrowse.owned(session, line, Session::begin).is_none() {
                return Ok(());
            }
            if let Some(recorder) = recorder {
                relay.cobrowse.record_again(session, &site, recorder);
            }
            tell_started(relay, &site, &visitor, &conversation, session, line).await;
            Ok(())
        }
        Resumed::Over(reason) => {
            opening.outgoing.send(&ToVisitor::CobrowseEnded { session: session.clone(), reason });
            Ok(())
        }
        Resumed::Others => Err(unknown()),
    }
}

/// Her other pages and the agents hear that she shares on this line.
pub(super) async fn tell_started(
    relay: &Relay,
    site: &SiteKey,
    visitor: &VisitorId,
    conversation: &ConversationId,
    session: &SessionId,
    line: LineId,
) {
    // Her other pages put their question away, or stop to share.
    let frame = ToVisitor::CobrowseEnded { session: session.clone(), reason: EndReason::Moved };
    to_tabs(relay, site, visitor, frame, Some(line)).await;
    let frame = ToAgent::CobrowseStarted { conversation: conversation.clone(), session: session.clone() };
    relay.bus.publish(Topic::Agents(site.clone()), Event::ToAgent { frame, except: None }).await;
    relay.announce_again(site, conversation).await;
}

/// The page that this line shares goes away. Another may come.
pub(crate) async fn page_left(
    relay: &Arc<Relay>,
    line: LineId,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    if !relay.cobrowse.is_shared_on(session, line) {
        return Err(unknown());
    }
    hold(relay, line, EndReason::PageLeft).await;
    Ok(())
}

/// A visitor's line is gone. If that is because the relay stops, nobody is told that anything ended: shoppers and agents come
/// back to the next one.
pub(crate) async fn visitor_line_gone(relay: &Arc<Relay>, line: LineId, is_stopping: bool) {
    if !is_stopping {
        hold(relay, line, EndReason::LineLost).await;
    }
}

async fn hold(relay: &Arc<Relay>, line: LineId, reason: EndReason) {
    let Some(held) = relay.cobrowse.hold(line, reason) else { return };
    let Held { session, site, conversation, .. } = &held;
    if let Some(subject) = relay.cobrowse.subject(session, site) {
        relay.audit.note_fact(NewEntry::now(Actor::Visitor, subject, &What::SharingHeld { reason }));
    }
    let frame =
        ToAgent::CobrowseHeld { conversation: conversation.clone(), session: session.clone(), reason };
    relay.bus.publish(Topic::Agents(site.clone()), Event::ToAgent { frame, except: None }).await;
    let relay = Arc::clone(relay);
    tokio::spawn(async move {
        let is_stopping = tokio::time::timeout(relay.timings.held, relay.stopped()).await.is_ok();
        if !is_stopping && let Some(ended) = relay.cobrowse.expire(&held) {
            close(&relay, ended, Actor::Relay).await;
        }
    });
}

//! A shopper on the phone who has no chat open: her code, and the agent who types it.

use super::{Asked, ask_page, check_name, code::CodeRefused, code::Redeemed, code::digits, taken};
use crate::{
    audit::{Actor, NewEntry, Subject, What},
    chat, clock,
    relay::Relay,
    socket::outgoing::Outgoing,
    store::{Agent, StoreError},
};
use alongside_protocol::{
    ConversationId, ErrorCode, ErrorFrame, SessionId, SiteKey, ToAgent, ToVisitor, VisitorId,
};
use std::{sync::Arc, time::Instant};

/// Makes a code for a visitor and tells it to the line that asked.
pub(crate) fn make_code(
    relay: &Relay,
    site: &SiteKey,
    visitor: &VisitorId,
    outgoing: &Outgoing,
) -> Result<(), ErrorFrame> {
    let is_online = |visitor: &VisitorId| relay.presence.is_online(site, visitor);
    let made = relay.codes.make(site, visitor, Instant::now(), is_online);
    let (code, lasts) = made.map_err(|refused| not_made(&refused))?;
    let subject = subject(site, visitor, None);
    if let Err(error) = relay.audit.note(NewEntry::now(Actor::Visitor, subject, &What::CodeMade)) {
        relay.codes.take_back(site, visitor);
        return Err(chat::refusal(&error));
    }
    let lasts_ms = u64::try_from(lasts.as_millis()).unwrap_or(u64::MAX);
    outgoing.send(&ToVisitor::CobrowseCode { code, expires_at_ms: clock::now_ms().saturating_add(lasts_ms) });
    Ok(())
}

/// A visitor's code is good no longer. If she had none, that is no error.
pub(crate) fn take_code_back(relay: &Relay, site: &SiteKey, visitor: &VisitorId) {
    if relay.codes.take_back(site, visitor) {
        let subject = subject(site, visitor, None);
        relay.audit.note_fact(NewEntry::now(Actor::Visitor, subject, &What::CodeTakenBack));
    }
}

/// An agent types a code: its visitor is asked to share her page, in a conversation that is opened if she has none.
pub(crate) async fn redeem(
    relay: &Arc<Relay>,
    agent: &Agent,
    outgoing: &Outgoing,
    typed: &str,
    session: &SessionId,
) -> Result<(), ErrorFrame> {
    check_name(session)?;
    let told = |conversation: ConversationId| {
        outgoing.send(&ToAgent::CobrowseRedeemed { conversation, session: session.clone() });
    };
    if let Some(conversation) = relay.cobrowse.conversation_asked(session, &agent.agent) {
        // Said again, on a new line: it was right.
        told(conversation);
        return Ok(());
    }
    if !relay.cobrowse.is_free(session) {
        return Err(taken());
    }
    let redeemed = whose(relay, agent, typed)?;
    let visitor = redeemed.visitor().clone();
    let conversation = match note_redeemed(relay, agent, &visitor, session).await {
        Ok(conversation) => conversation,
        Err(error) => {
            // The agent tries again in a moment; she need not read another one out.
            relay.codes.give_back(&agent.site, redeemed, Instant::now());
            return Err(chat::refusal(&error));
        }
    };
    relay.announce_again(&agent.site, &conversation).await;
    told(conversation.clone());
    let asked = Asked {
        site: agent.site.clone(),
        visitor,
        conversation,
        agent: agent.agent.clone(),
        name: agent.name.clone(),
    };
    ask_page(relay, asked, session).await
}

/// Opens the visitor's conversation, and logs that an agent had her code.
async fn note_redeemed(
    relay: &Relay,
    agent: &Agent,
    visitor: &VisitorId,
    session: &SessionId,
) -> Result<ConversationId, StoreError> {
    let conversation = relay.store.open_conversation(&agent.site, visitor, clock::now_ms()).await?;
    let subject =
        Subject { conversation: Some(conversation.clone()), ..subject(&agent.site, visitor, Some(session)) };
    relay.audit.write(NewEntry::now(Actor::from(agent), subject, &What::CodeRedeemed)).await?;
    Ok(conversation)
}

/// Whose code it is. Right or wrong, it is logged.
fn whose(relay: &Relay, agent: &Agent, typed: &str) -> Result<Redeemed, ErrorFrame> {
    // What cannot be a code is a slip of the hand, not a guess.
    let code = digits(typed).ok_or_else(wrong)?;
    relay.codes.redeem(&agent.site, &agent.agent, &code, Instant::now()).map_err(|refused| match refused {
        CodeRefused::TooMany(wait) => {
            let seconds = wait.as_secs().max(1);
            ErrorFrame::lasting(
                ErrorCode::TooManyTries,
                format!("too many wrong codes: try again in {seconds} s, and ask the shopper to read hers once more"),
            )
        }
        CodeRefused::Wrong | CodeRefused::NoRandomness => {
            let subject = Subject::site(&agent.site);
            relay.audit.note_fact(NewEntry::now(Actor::from(agent), subject, &What::CodeWrong));
            wrong()
        }
    })
}

fn subject(site: &SiteKey, visitor: &VisitorId, session: Option<&SessionId>) -> Subject {
    Subject { visitor: Some(visitor.clone()), session: session.cloned(), ..Subject::site(site) }
}

fn wrong() -> ErrorFrame {
    ErrorFrame::lasting(
        ErrorCode::WrongCode,
        "no shopper has this code now: compare its six digits, or have her get a new one; each is good once, for ten minutes",
    )
}

fn not_made(refused: &CodeRefused) -> ErrorFrame {
    match refused {
        CodeRefused::TooMany(wait) => {
            let minutes = wait.as_secs().div_ceil(60).max(1);
            ErrorFrame::lasting(
                ErrorCode::TooManyTries,
                format!("There were too many codes in a short time. Try again in {minutes} min."),
            )
        }
        CodeRefused::Wrong | CodeRefused::NoRandomness => {
            tracing::error!(%refused, "no code could be made");
            ErrorFrame::passing(ErrorCode::StoreUnavailable, "no code could be made; try again in a moment")
        }
    }
}

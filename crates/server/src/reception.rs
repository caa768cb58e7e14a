//! What a shopper meets when she comes: whether the site is open, when it opens, and what she is asked. And how her forms are
//! taken.
//!
//! Does not own what hours mean ([`crate::hours`]), nor what may be asked (`alongside_protocol::PreChat`).

use crate::{
    bus::{Event, Topic},
    chat, clock,
    hours::Schedule,
    identity,
    lines::LineId,
    relay::Relay,
    store::{StoreError, TakenForm},
    trail,
};
use alongside_protocol::{
    Answer, ErrorCode, ErrorFrame, Filled, Hours, Reception, SiteKey, SiteOptions, ToVisitor, VisitorId,
};

/// What a visitor meets now.
pub(crate) struct Met {
    pub(crate) reception: Reception,
    /// When the site opens or closes next, in ms since 1970 UTC.
    pub(crate) until_ms: Option<u64>,
}

/// What a visitor meets now.
pub(crate) async fn meet(relay: &Relay, site: &SiteKey, visitor: &VisitorId) -> Result<Met, StoreError> {
    let SiteOptions { hours, pre_chat, offline, .. } = relay.store.options(site).await?;
    let mut met = Met { reception: Reception::default(), until_ms: None };
    let offline = offline.unwrap_or_default();
    if hours.is_none() && pre_chat.is_none() && offline == Default::default() {
        return Ok(met);
    }
    if let Some((is_open, until_ms)) = hours.as_ref().and_then(|hours| now(site, hours)) {
        met.until_ms = until_ms;
        met.reception.closed = !is_open;
        met.reception.opens_at_ms = until_ms.filter(|_| !is_open);
    }
    let known = relay.store.acquaintance(site, visitor).await?;
    met.reception.offline = offline.when;
    // Whom the shop has named, it can write to by itself.
    met.reception.reachable = known.is_reachable || known.is_named;
    met.reception.pre_chat = pre_chat.filter(|_| !known.is_named && !known.has_answered && !known.has_talked);
    Ok(met)
}

/// Whether the site is open, and until when that is so. None for hours that cannot be read: such a site is open, as one without
/// hours.
fn now(site: &SiteKey, hours: &Hours) -> Option<(bool, Option<u64>)> {
    let schedule =
        Schedule::of(hours).map_err(|error| tracing::error!(%site, %error, "a site's hours cannot be read"));
    let (schedule, now_ms) = (schedule.ok()?, clock::now_ms());
    Some((schedule.is_open(now_ms), schedule.next_change(now_ms)))
}

/// Takes a form that a visitor has filled in, and tells her other lines.
///
/// # Errors
/// Why it is not taken. What she is asked now is to be told then as well.
pub(crate) async fn take_form(
    relay: &Relay,
    site: &SiteKey,
    visitor: &VisitorId,
    filled: Filled,
    line: LineId,
) -> Result<Reception, ErrorFrame> {
    let refusal = |error: StoreError| chat::refusal(&error);
    let filled = tidy(filled);
    let asked = meet(relay, site, visitor).await.map_err(refusal)?.reception.pre_chat;
    // A repeat of one whose answer was lost with the line is asked nothing any more; its answers change nothing, but her later word
    // of name and address stands where her shop has not named her.
    let judged = asked.as_ref().map_or_else(|| filled.check(), |form| form.judge(&filled));
    judged.map_err(|error| ErrorFrame::lasting(ErrorCode::FormRefused, format!("{error}.")))?;
    let Filled { name, email, answers } = filled;
    let answers = asked.map(|_| answers);
    let form = TakenForm { name, email, answers, now_ms: clock::now_ms() };
    let before = trail::contact(relay, site, visitor).await.map_err(refusal)?;
    if let Some(summary) = relay.store.take_form(site, visitor, form).await.map_err(refusal)? {
        trail::note_contact(relay, site, before, &summary).await.map_err(refusal)?;
        relay.announce(site, summary).await;
    }
    let reception = meet(relay, site, visitor).await.map_err(refusal)?.reception;
    let frame = ToVisitor::Reception { reception: reception.clone() };
    let event = Event::ToVisitor { frame, except: Some(line) };
    relay.bus.publish(Topic::Visitor(site.clone(), visitor.clone()), event).await;
    Ok(reception)
}

/// Names and addresses as one line each; answers without space around them.
fn tidy(filled: Filled) -> Filled {
    let line = |text: Option<String>| text.as_deref().and_then(identity::line);
    let answer = |answer: Answer| Answer { label: answer.label, value: answer.value.trim().to_owned() };
    Filled {
        name: line(filled.name),
        email: line(filled.email),
        answers: filled.answers.into_iter().map(answer).collect(),
    }
}

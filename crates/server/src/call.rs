//! Calls: ringing, answering, introducing two browsers, going on, ending.
//!
//! - [`Calls`] (`registry`) holds them in memory and never waits; `one` is a call and its two ends.
//! - `ring` asks, `answer` takes and declines, `held` and `resume` let a call outlive a line, a page and this relay,
//!   `over` has its last words.
//! - `pace` bounds what the two browsers tell each other.
//! - `room` has a call's room made, where it takes place with the shop's own provider.
//! - `ice` says how the browsers find each other; `entry` writes what stays of a call in its conversation.
//!
//! Does not own: sound and pictures, which never come here, nor what the browsers tell each other to find a way: a signal is
//! bounded, not read, not logged and not stored.

mod answer;
mod entry;
mod held;
pub(crate) mod ice;
mod one;
mod over;
mod pace;
mod registry;
mod resume;
mod ring;
mod room;

pub(crate) use answer::{accept, decline};
pub(crate) use held::line_gone;
pub(crate) use one::{Caller, Shopper};
pub(crate) use over::{end_all_of, end_by_agent, end_by_visitor};
pub(crate) use pace::SignalPace;
pub use registry::Calls;
pub(crate) use resume::{resume_by_agent, resume_by_visitor};
pub(crate) use ring::{request, rings};
pub(crate) use room::are_there as rooms_are_there;

use crate::{
    bus::{Event, Topic},
    lines::LineId,
    relay::Relay,
};
use alongside_protocol::{
    CallId, ConversationId, ErrorCode, ErrorFrame, SiteKey, ToAgent, ToVisitor, VisitorId,
};
use std::time::Instant;

/// Passes something on to the other browser, at the pace of the line. One whose line is gone for a moment gets nothing: it asks anew when
/// it is back.
pub(crate) fn signal(
    relay: &Relay,
    pace: &mut SignalPace,
    line: LineId,
    call: &CallId,
    signal: String,
) -> Result<(), ErrorFrame> {
    pace.admit(&signal, Instant::now())?;
    relay.calls.of_line(call, line, |open, side| open.pass_on(side, signal)).ok_or_else(unknown)
}

/// No such call here: the answer to whoever names one.
fn unknown() -> ErrorFrame {
    ErrorFrame::lasting(
        ErrorCode::UnknownCall,
        "there is no such call, or it is not one of this line; it may be over already",
    )
}

fn check_name(call: &CallId) -> Result<(), ErrorFrame> {
    let is_uuid =
        uuid::Uuid::try_parse(call.as_str()).is_ok_and(|uuid| uuid.hyphenated().to_string() == call.as_str());
    let refuse = || ErrorFrame::lasting(ErrorCode::MalformedFrame, "a call's id is a UUID in lower case");
    if is_uuid { Ok(()) } else { Err(refuse()) }
}

/// All consoles of the site hear who is in a call there now.
async fn tell_state(relay: &Relay, site: &SiteKey, conversation: &ConversationId) {
    let name = relay.calls.name_in(conversation);
    let frame = ToAgent::CallState { conversation: conversation.clone(), name };
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

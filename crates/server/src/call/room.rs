//! Rooms of the shop's own provider: where a call's room comes from, and under which name it is made.

use super::over;
use crate::{
    chat,
    relay::Relay,
    room_hook::{self, Question, Room},
    store::RoomHook,
    token::Token,
};
use alongside_protocol::{CallId, CallKind, CallOptions, ErrorCode, ErrorFrame, ROOM_NAME, SiteKey, ToAgent};
use std::sync::Arc;

/// Digits of a room's name: 128 bits, which nobody guesses.
const NAME_DIGITS: usize = 32;

/// Where the room of a call comes from.
pub(super) enum Source {
    /// There is none: it is a call of ours, or the shopper's page brings the room.
    Elsewhere,
    /// It has this address.
    Here(Room),
    /// This service makes one.
    Hook(RoomHook),
}

/// Whether agents of the site can call shoppers into rooms.
pub(crate) async fn are_there(relay: &Relay, site: &SiteKey) -> bool {
    let Ok(options) = relay.store.options(site).await else { return false };
    let calls = &options.calls;
    calls.enabled
        && (calls.room_url.is_some()
            || calls.page_rooms
            || relay.store.room_hook(site).await.is_ok_and(|hook| hook.is_some()))
}

/// Looks up where this call's room comes from. A hook goes before a template, and both before the page.
pub(super) async fn source(
    relay: &Relay,
    site: &SiteKey,
    kind: CallKind,
    wishes: &CallOptions,
) -> Result<Source, ErrorFrame> {
    if kind != CallKind::Room {
        return Ok(Source::Elsewhere);
    }
    let hook = relay.store.room_hook(site).await.map_err(|error| chat::refusal(&error))?;
    if let Some(hook) = hook {
        return Ok(Source::Hook(hook));
    }
    if let Some(template) = &wishes.room_url {
        return Ok(Source::Here(Room { url: template.replace(ROOM_NAME, &name()?), agent_url: None }));
    }
    if wishes.page_rooms {
        return Ok(Source::Elsewhere);
    }
    let none = "this site has no rooms of its own: set `room_url` or `page_rooms` by `alongside site options`, or a hook by `alongside site room-hook`";
    Err(ErrorFrame::lasting(ErrorCode::NoCalls, none))
}

fn name() -> Result<String, ErrorFrame> {
    let token = Token::generate().map_err(|_| {
        ErrorFrame::lasting(ErrorCode::NoCalls, "the relay has no randomness for a room’s name: try again")
    })?;
    Ok(token.reveal().chars().take(NAME_DIGITS).collect())
}

/// Has the hook make a room. The agent's line goes on meanwhile; the call waits and does not ring yet.
pub(super) fn fetch(relay: &Arc<Relay>, call: &CallId, hook: RoomHook) {
    let (relay, call) = (Arc::clone(relay), call.clone());
    tokio::spawn(async move {
        match made(&relay, &call, hook).await {
            Ok(room) => super::ring::announce(&relay, &call, Some(room)).await,
            Err(error) => {
                // It may have been given up meanwhile; then nobody waits for an answer.
                relay.calls.peek(&call, |open| open.tell_agent(&ToAgent::Error { error }));
                over::unmade(&relay, &call).await;
            }
        }
    });
}

async fn made(relay: &Relay, call: &CallId, hook: RoomHook) -> Result<Room, ErrorFrame> {
    let given_up = || ErrorFrame::lasting(ErrorCode::UnknownCall, "the call was given up");
    let room = name()?;
    let question = relay.calls.peek(call, |open| Question {
        site: open.site.clone(),
        conversation: open.conversation.clone(),
        call: call.clone(),
        room,
        agent: open.name(),
    });
    let answer = room_hook::ask(hook, question.ok_or_else(given_up)?).await;
    answer.map_err(|error| ErrorFrame::lasting(ErrorCode::NoCalls, error.to_string()))
}

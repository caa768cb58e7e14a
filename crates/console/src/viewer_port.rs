//! The way of a co-browse frame from the line to the viewer page: the envelope is read here, the rest goes on as it
//! is. Owns the message port and what waits for it. Does not own the iframe: that is [`crate::viewer`].

use crate::state_assist::ToViewer;
use alongside_link::json;
use alongside_protocol::{Envelope, EnvelopeError, SessionId};
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessagePort;
use yew::Callback;

/// Length of the envelope before the mirror's bytes, as `alongside_protocol::Envelope` lays it out.
const ENVELOPE_BYTES: u32 = 22;

/// What may wait for a viewer page that is still loading, or too busy to answer, in bytes; past that a keyframe is asked for
/// instead.
const WAITING_BYTES: u32 = 32 * 1024 * 1024;

/// A handle to the viewer page's port; clones are the same port.
#[derive(Clone, Default)]
pub struct ViewerPort {
    shared: Rc<RefCell<Shared>>,
}

#[derive(Default)]
struct Shared {
    port: Option<MessagePort>,
    /// The ticket for the session's assets.
    ticket: Option<String>,
    waiting: VecDeque<ArrayBuffer>,
    waiting_bytes: u32,
    /// The lengths of the frames that the viewer page has been given and has not answered yet.
    unanswered: VecDeque<u32>,
    unanswered_bytes: u32,
    /// Frames were dropped while the viewer page loaded or was busy.
    overflowed: bool,
    /// An earlier viewer page was given frames and pictures that the present one, or the next, lacks: only watching anew brings them.
    is_behind: bool,
    /// Who waits for the page that is being saved.
    saving: Option<Callback<Option<ArrayBuffer>>>,
}

impl ViewerPort {
    /// Passes a binary frame on, if it belongs to the session that is watched; any other is ignored.
    ///
    /// # Errors
    /// [`EnvelopeError`] when the frame's envelope cannot be read.
    pub fn pass(&self, frame: &ArrayBuffer, watched: Option<&SessionId>) -> Result<(), EnvelopeError> {
        let header = Uint8Array::new(frame).subarray(0, ENVELOPE_BYTES).to_vec();
        let session = Envelope::decode(&header)?.session;
        if watched == Some(&session) {
            self.push(frame.slice(ENVELOPE_BYTES));
        }
        Ok(())
    }

    /// Makes the viewer forget what it has: another session, or the same one after a pause.
    pub fn reset(&self) {
        let mut shared = self.shared.borrow_mut();
        shared.waiting.clear();
        shared.waiting_bytes = 0;
        shared.overflowed = false;
        if let Some(port) = &shared.port {
            let _ = port.post_message(&message("reset"));
        }
    }

    /// Tells the viewer where the session's assets are: before its first frame, as it begins anew with that. Each watching begins so,
    /// and brings all that is needed.
    pub fn assets(&self, ticket: String) {
        let mut shared = self.shared.borrow_mut();
        if std::mem::take(&mut shared.is_behind) {
            shared.waiting.clear();
            shared.waiting_bytes = 0;
            shared.overflowed = false;
        }
        if let Some(port) = &shared.port {
            post_ticket(port, &ticket);
        }
        shared.ticket = Some(ticket);
    }

    /// Tells the viewer page something. One that is not there yet asks when it is.
    pub fn tell(&self, message: &ToViewer) {
        if let (Some(port), Ok(message)) = (&self.shared.borrow().port, json::to_js(message)) {
            let _ = port.post_message(&message);
        }
    }

    /// The viewer page is there. Returns whether it has all that came since the session is watched; otherwise it gets nothing before
    /// the session is watched anew.
    pub fn open(&self, port: MessagePort) -> bool {
        let mut shared = self.shared.borrow_mut();
        // A viewer page that was there before and loaded anew has lost what it had.
        shared.is_behind |= std::mem::take(&mut shared.overflowed) || shared.port.is_some();
        if let Some(ticket) = &shared.ticket {
            post_ticket(&port, ticket);
        }
        shared.unanswered.clear();
        shared.unanswered_bytes = 0;
        let waiting = std::mem::take(&mut shared.waiting);
        for frame in &waiting {
            shared.post(&port, frame);
        }
        shared.waiting_bytes = 0;
        shared.port = Some(port);
        !shared.is_behind
    }

    /// The viewer page has answered a frame. Returns whether it has caught up and needs a keyframe for what it was not given.
    pub fn answered(&self) -> bool {
        let mut shared = self.shared.borrow_mut();
        let length = shared.unanswered.pop_front().unwrap_or_default();
        shared.unanswered_bytes -= length;
        shared.unanswered.is_empty() && std::mem::take(&mut shared.overflowed)
    }

    /// Asks for what shows now, as a recording of one moment. `done` gets nothing when nothing shows.
    pub fn save(&self, done: Callback<Option<ArrayBuffer>>) {
        self.answer_saving(None);
        let port = self.shared.borrow().port.clone();
        match port.filter(|port| port.post_message(&message("save")).is_ok()) {
            Some(_) => self.shared.borrow_mut().saving = Some(done),
            None => done.emit(None),
        }
    }

    /// Takes the answer to [`Self::save`]. Returns whether this was one.
    pub fn take_saved(&self, data: &JsValue) -> bool {
        let kind = Reflect::get(data, &"type".into()).ok().and_then(|kind| kind.as_string());
        if kind.as_deref() != Some("saved") {
            return false;
        }
        let bytes = Reflect::get(data, &"bytes".into()).ok().and_then(|bytes| bytes.dyn_into().ok());
        self.answer_saving(bytes);
        true
    }

    fn answer_saving(&self, bytes: Option<ArrayBuffer>) {
        let waiting = self.shared.borrow_mut().saving.take();
        if let Some(waiting) = waiting {
            waiting.emit(bytes);
        }
    }

    /// The viewer page is gone.
    pub fn close(&self) {
        self.answer_saving(None);
        let mut shared = self.shared.borrow_mut();
        if let Some(port) = shared.port.take() {
            port.close();
            shared.is_behind = true;
        }
    }

    /// The viewer page is thrown away, and another one comes: it needs a keyframe.
    pub fn begin_anew(&self) {
        self.close();
        let mut shared = self.shared.borrow_mut();
        shared.waiting.clear();
        shared.waiting_bytes = 0;
        shared.overflowed = true;
    }

    fn push(&self, frame: ArrayBuffer) {
        let mut shared = self.shared.borrow_mut();
        if shared.is_behind {
            return;
        }
        if let Some(port) = shared.port.clone() {
            if shared.unanswered_bytes.saturating_add(frame.byte_length()) > WAITING_BYTES {
                shared.overflowed = true;
            } else {
                shared.post(&port, &frame);
            }
        } else if shared.waiting_bytes.saturating_add(frame.byte_length()) > WAITING_BYTES {
            shared.waiting.clear();
            shared.waiting_bytes = 0;
            shared.overflowed = true;
        } else {
            shared.waiting_bytes += frame.byte_length();
            shared.waiting.push_back(frame);
        }
    }
}

impl Shared {
    fn post(&mut self, port: &MessagePort, frame: &ArrayBuffer) {
        // Posting takes the bytes away.
        let length = frame.byte_length();
        post_frame(port, frame);
        self.unanswered.push_back(length);
        self.unanswered_bytes += length;
    }
}

impl PartialEq for ViewerPort {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.shared, &other.shared)
    }
}

/// A message to the viewer page without anything but its type.
pub fn message(kind: &str) -> JsValue {
    let message = Object::new();
    let _ = Reflect::set(&message, &"type".into(), &kind.into());
    message.into()
}

fn post_ticket(port: &MessagePort, ticket: &str) {
    let message = message("assets");
    let _ = Reflect::set(&message, &"ticket".into(), &ticket.into());
    let _ = port.post_message(&message);
}

fn post_frame(port: &MessagePort, frame: &ArrayBuffer) {
    let message = message("frame");
    let _ = Reflect::set(&message, &"bytes".into(), frame);
    let _ = port.post_message_with_transferable(&message, &Array::of1(frame));
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::FrameKind;

    #[test]
    fn an_envelope_is_as_long_as_this_module_takes_it_to_be() {
        let session = SessionId::from("018f4e9a-7c31-7a1b-9d7e-0123456789ab");
        let empty = Envelope { kind: FrameKind::Delta, session, sequence: 1, payload: &[] };
        assert_eq!(empty.encode().map(|bytes| bytes.len()), Ok(ENVELOPE_BYTES as usize));
    }
}

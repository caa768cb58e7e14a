//! What waits to go out on a line: bounded, text before co-browse frames, and never waited for by those who
//! put something in.

use super::limits::{
    OUTGOING_ASSET_BYTES, OUTGOING_BEHIND_FRAMES, OUTGOING_FRAME_BYTES, OUTGOING_TEXT_BYTES,
    OUTGOING_TEXT_FRAMES,
};
use alongside_protocol::ErrorFrame;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use bytes::Bytes;
use serde::Serialize;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// The near end of a line's outgoing queue. Clones are the same queue.
#[derive(Clone, Default)]
pub struct Outgoing(Arc<Shared>);

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// Something was put in, or the line is to close.
    filled: Notify,
    /// Text came faster than the other end reads.
    overflowed: Notify,
    /// No co-browse frame waits any longer in a queue that had to refuse one.
    drained: Notify,
}

#[derive(Default)]
struct Waiting {
    text: VecDeque<Utf8Bytes>,
    text_bytes: usize,
    /// Frames and assets, in the order in which they came.
    binary: VecDeque<(Load, Bytes)>,
    frame_bytes: usize,
    asset_bytes: usize,
    /// A co-browse frame was refused and nobody has been told yet that there is room again.
    has_refused: bool,
    has_overflowed: bool,
    close: Option<(u16, &'static str)>,
}

/// What a binary message carries. Each kind has a room of its own in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Load {
    /// A keyframe or a delta.
    Frame,
    /// An asset.
    Asset,
}

/// One thing to write to the socket.
pub(super) enum Next {
    /// Write this: text, or a ping.
    Message(Message),
    /// Write this, and say so with [`Outgoing::written`].
    Binary(Load, Bytes),
    /// Write this and stop.
    Close(Message),
}

impl Outgoing {
    /// Puts a text frame in line. On a line that is too far behind it is dropped, and the line will close.
    pub fn send<T: Serialize>(&self, frame: &T) {
        match serde_json::to_string(frame) {
            Ok(text) => self.send_text(text.into()),
            Err(error) => tracing::error!(%error, "a frame could not be written as JSON"),
        }
    }

    /// Whether so little text waits that what is out of date in a moment makes sense. Text that is sent all the same
    /// still goes into line.
    pub fn has_room(&self) -> bool {
        self.waiting().text.len() < OUTGOING_BEHIND_FRAMES
    }

    fn send_text(&self, text: Utf8Bytes) {
        let mut waiting = self.waiting();
        let is_full = waiting.text.len() >= OUTGOING_TEXT_FRAMES
            || (!waiting.text.is_empty() && waiting.text_bytes + text.len() > OUTGOING_TEXT_BYTES);
        if is_full {
            waiting.has_overflowed = true;
            self.0.overflowed.notify_one();
            return;
        }
        waiting.text_bytes += text.len();
        waiting.text.push_back(text);
        self.0.filled.notify_one();
    }

    /// Puts a co-browse frame in line, or says that there is no room. A frame of any length fits an empty
    /// queue.
    #[must_use]
    pub fn send_frame(&self, frame: Bytes) -> bool {
        let mut waiting = self.waiting();
        let fits = waiting.frame_bytes == 0 || waiting.frame_bytes + frame.len() <= OUTGOING_FRAME_BYTES;
        if fits {
            waiting.frame_bytes += frame.len();
            waiting.binary.push_back((Load::Frame, frame));
            self.0.filled.notify_one();
        } else {
            waiting.has_refused = true;
        }
        fits
    }

    /// Puts an asset in line, or says that there is no room. An asset of any length fits where none waits.
    #[must_use]
    pub fn send_asset(&self, asset: Bytes) -> bool {
        let mut waiting = self.waiting();
        let fits = waiting.asset_bytes == 0 || waiting.asset_bytes + asset.len() <= OUTGOING_ASSET_BYTES;
        if fits {
            waiting.asset_bytes += asset.len();
            waiting.binary.push_back((Load::Asset, asset));
            self.0.filled.notify_one();
        }
        fits
    }

    /// Closes the line once all text that waits has gone out. Co-browse frames that wait are dropped.
    pub fn close(&self, code: u16, reason: &'static str) {
        self.waiting().close.get_or_insert((code, reason));
        self.0.filled.notify_one();
    }

    /// Waits until text has had to be dropped: the line is to be closed.
    pub(super) async fn overflowed(&self) {
        while !self.waiting().has_overflowed {
            self.0.overflowed.notified().await;
        }
    }

    /// Waits until no frame waits any longer after [`send_frame`](Self::send_frame) has refused one.
    pub(super) async fn drained(&self) {
        self.0.drained.notified().await;
    }

    /// The next thing to write. Text goes first.
    pub(super) async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.take() {
                return next;
            }
            self.0.filled.notified().await;
        }
    }

    fn take(&self) -> Option<Next> {
        let mut waiting = self.waiting();
        if let Some(text) = waiting.text.pop_front() {
            waiting.text_bytes -= text.len();
            return Some(Next::Message(Message::Text(text)));
        }
        if let Some((code, reason)) = waiting.close {
            return Some(Next::Close(Message::Close(Some(CloseFrame { code, reason: reason.into() }))));
        }
        waiting.binary.pop_front().map(|(load, bytes)| Next::Binary(load, bytes))
    }

    /// The socket has taken a binary message of so many bytes: only now does it no longer wait.
    pub(super) fn written(&self, load: Load, bytes: usize) {
        let mut waiting = self.waiting();
        match load {
            Load::Frame => waiting.frame_bytes -= bytes,
            Load::Asset => waiting.asset_bytes -= bytes,
        }
        if waiting.frame_bytes == 0 && waiting.has_refused {
            waiting.has_refused = false;
            self.0.drained.notify_one();
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The error frame has the same shape on both sides' lines.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Refusal<'a> {
    Error { error: &'a ErrorFrame },
}

impl Outgoing {
    /// Tells the other end that its frame was refused.
    pub fn send_error(&self, error: &ErrorFrame) {
        self.send(&Refusal::Error { error });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::{ErrorCode, ToAgent, ToVisitor};

    async fn text(outgoing: &Outgoing) -> String {
        match outgoing.next().await {
            Next::Message(Message::Text(text)) => text.to_string(),
            _ => panic!("no text"),
        }
    }

    #[tokio::test]
    async fn text_goes_before_frames_and_the_close_after_all_text() {
        let outgoing = Outgoing::default();
        assert!(outgoing.send_frame(Bytes::from_static(b"frame")));
        outgoing.send(&ToVisitor::Pong);
        outgoing.close(1000, "done");
        outgoing.send(&ToVisitor::Pong);
        assert_eq!(text(&outgoing).await, r#"{"type":"pong"}"#);
        assert_eq!(text(&outgoing).await, r#"{"type":"pong"}"#);
        assert!(matches!(outgoing.next().await, Next::Close(_)));
    }

    #[tokio::test]
    async fn a_queue_that_refused_a_frame_tells_when_it_is_empty() {
        let outgoing = Outgoing::default();
        let big = Bytes::from(vec![0; OUTGOING_FRAME_BYTES + 1]);
        assert!(outgoing.send_frame(big.clone()), "any frame fits an empty queue");
        assert!(!outgoing.send_frame(Bytes::from_static(b"x")));
        assert!(matches!(outgoing.next().await, Next::Binary(Load::Frame, _)));
        assert!(!outgoing.send_frame(Bytes::from_static(b"x")), "until it is written, it waits");
        outgoing.written(Load::Frame, big.len());
        outgoing.drained().await;
        assert!(outgoing.send_frame(Bytes::from_static(b"x")));
    }

    #[tokio::test]
    async fn assets_and_frames_take_no_room_from_each_other_and_keep_their_order() {
        let outgoing = Outgoing::default();
        let one = Bytes::from_static(b"x");
        assert!(outgoing.send_asset(Bytes::from(vec![0; OUTGOING_ASSET_BYTES])));
        assert!(!outgoing.send_asset(one.clone()));
        assert!(outgoing.send_frame(Bytes::from(vec![0; OUTGOING_FRAME_BYTES])));
        assert!(!outgoing.send_frame(one.clone()));
        assert!(matches!(outgoing.next().await, Next::Binary(Load::Asset, _)));
        outgoing.written(Load::Asset, OUTGOING_ASSET_BYTES);
        for _ in 0..2 {
            assert!(outgoing.send_asset(one.clone()), "there is room for assets, though none for frames");
        }
        for load in [Load::Frame, Load::Asset, Load::Asset] {
            assert!(matches!(outgoing.next().await, Next::Binary(next, _) if next == load));
        }
        outgoing.written(Load::Frame, OUTGOING_FRAME_BYTES);
        // Also while an asset still waits.
        outgoing.drained().await;
    }

    #[tokio::test]
    async fn more_text_than_the_limit_overflows() {
        let outgoing = Outgoing::default();
        for _ in 0..OUTGOING_TEXT_FRAMES {
            outgoing.send(&ToVisitor::Pong);
        }
        assert!(!outgoing.waiting().has_overflowed);
        outgoing.send(&ToVisitor::Pong);
        outgoing.overflowed().await;
    }

    #[tokio::test]
    async fn an_error_has_the_shape_that_both_sides_know() {
        let outgoing = Outgoing::default();
        let error = ErrorFrame::lasting(ErrorCode::OutOfOrder, "no");
        outgoing.send_error(&error);
        let text = text(&outgoing).await;
        assert_eq!(
            serde_json::from_str::<ToVisitor>(&text).unwrap(),
            ToVisitor::Error { error: error.clone() }
        );
        assert_eq!(serde_json::from_str::<ToAgent>(&text).unwrap(), ToAgent::Error { error });
    }
}

//! What waits to go out on a line: bounded, text before co-browse frames, and never waited for by those who
//! put something in.

use super::limits::{OUTGOING_FRAME_BYTES, OUTGOING_TEXT_BYTES, OUTGOING_TEXT_FRAMES};
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
    /// A queue that had to refuse a co-browse frame is empty again.
    drained: Notify,
}

#[derive(Default)]
struct Waiting {
    text: VecDeque<Utf8Bytes>,
    text_bytes: usize,
    frames: VecDeque<Bytes>,
    frame_bytes: usize,
    /// A co-browse frame was refused and nobody has been told yet that there is room again.
    has_refused: bool,
    has_overflowed: bool,
    close: Option<(u16, &'static str)>,
}

/// One thing to write to the socket.
pub(super) enum Next {
    /// Write this.
    Message(Message),
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
            waiting.frames.push_back(frame);
            self.0.filled.notify_one();
        } else {
            waiting.has_refused = true;
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

    /// Waits until the queue is empty after [`send_frame`](Self::send_frame) has refused one.
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
        waiting.frames.pop_front().map(|frame| Next::Message(Message::Binary(frame)))
    }

    /// The socket has taken a co-browse frame of so many bytes: only now does it no longer wait.
    pub(super) fn frame_written(&self, bytes: usize) {
        let mut waiting = self.waiting();
        waiting.frame_bytes -= bytes;
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
        assert!(matches!(outgoing.next().await, Next::Message(Message::Binary(_))));
        assert!(!outgoing.send_frame(Bytes::from_static(b"x")), "until it is written, it waits");
        outgoing.frame_written(big.len());
        outgoing.drained().await;
        assert!(outgoing.send_frame(Bytes::from_static(b"x")));
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

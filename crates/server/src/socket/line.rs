//! One open socket: a task that writes, a reader with a deadline, and an end that flushes. Knows frames as
//! text and bytes only.

use super::outgoing::{Next, Outgoing};
use crate::{lines::LineId, timings::Timings};
use axum::{
    Error,
    extract::ws::{Message, Utf8Bytes, WebSocket, close_code},
};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt, stream::SplitSink, stream::SplitStream};
use std::{pin::Pin, time::Duration};
use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, Sleep, interval_at, sleep, timeout},
};

/// An open socket.
pub(super) struct Line {
    /// Its name.
    pub(super) id: LineId,
    /// Where to put what is to be sent.
    pub(super) outgoing: Outgoing,
    incoming: SplitStream<WebSocket>,
    writing: JoinHandle<()>,
    silence: Duration,
    deadline: Pin<Box<Sleep>>,
    farewell: Duration,
}

/// What a line hears.
pub(super) enum Incoming {
    Text(Utf8Bytes),
    Binary(Bytes),
    /// The line is to be closed.
    End(End),
}

/// Why a line is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The other end closed it, or it broke.
    Gone,
    /// Nothing was heard for too long.
    Silent,
    /// A message was longer than the socket may hold.
    TooLong,
    /// The other end reads too slowly.
    Slow,
    /// The relay stops.
    Stopping,
    /// The store did not answer when the line needed it.
    Unavailable,
    /// The other end does not keep to the protocol.
    Refused,
    /// A text frame was not UTF-8.
    NotText,
    /// The agent logged out, or the login is over.
    LoggedOut,
    /// All that was kept of the visitor is deleted, she herself included.
    Deleted,
}

impl Line {
    pub(super) fn open(socket: WebSocket, timings: &Timings) -> Self {
        let (sink, incoming) = socket.split();
        let outgoing = Outgoing::default();
        Self {
            id: LineId::unique(),
            writing: tokio::spawn(write(sink, outgoing.clone(), timings.ping)),
            outgoing,
            incoming,
            silence: timings.silence,
            deadline: Box::pin(sleep(timings.silence)),
            farewell: timings.farewell,
        }
    }

    /// Waits for the next frame. May be dropped while waiting, without losing one.
    pub(super) async fn next(&mut self) -> Incoming {
        loop {
            let received = tokio::select! {
                received = self.incoming.next() => received,
                () = &mut self.deadline => return Incoming::End(End::Silent),
                () = self.outgoing.overflowed() => return Incoming::End(End::Slow),
            };
            self.deadline.as_mut().reset(Instant::now() + self.silence);
            match received {
                Some(Ok(Message::Text(text))) => return Incoming::Text(text),
                Some(Ok(Message::Binary(bytes))) => return Incoming::Binary(bytes),
                // The library answers pings by itself, browsers answer ours; both are signs of life.
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) | None => return Incoming::End(End::Gone),
                Some(Err(error)) => return Incoming::End(end_of(&error)),
            }
        }
    }

    /// Says why and closes, giving what waits a moment to reach the other end.
    pub(super) async fn close(self, end: End) {
        let (code, reason) = match end {
            End::Gone => (close_code::NORMAL, "bye"),
            End::Silent => (close_code::POLICY, "nothing was heard for too long"),
            End::TooLong => (close_code::SIZE, "the message is too long"),
            End::Slow => (close_code::AGAIN, "too much waits for this line: come again"),
            End::Unavailable => (close_code::AGAIN, "the store did not answer: come again"),
            End::Stopping => (close_code::AWAY, "the relay shuts down"),
            End::Refused => (close_code::POLICY, "the line was refused"),
            End::NotText => (close_code::INVALID, "the text is not UTF-8"),
            End::Deleted => (close_code::NORMAL, "deleted"),
            End::LoggedOut => (close_code::POLICY, "logged out"),
        };
        self.outgoing.close(code, reason);
        let mut writing = self.writing;
        // Also a line that the other end closed: its goodbye wants an answer. A broken one fails at once.
        if timeout(self.farewell, &mut writing).await.is_err() {
            writing.abort();
        }
        // Both halves are kept until the writing ends: the socket is shut when the last of them is dropped.
        drop(self.incoming);
    }
}

/// Writes what waits, and a ping every so often, until told to close or until the socket breaks.
///
/// A browser answers a ping by itself. That keeps the line of a hidden tab, whose timers run once a minute.
async fn write(mut sink: SplitSink<WebSocket, Message>, outgoing: Outgoing, ping_every: Duration) {
    let mut pings = interval_at(Instant::now() + ping_every, ping_every);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let next = tokio::select! {
            next = outgoing.next() => next,
            _ = pings.tick() => Next::Message(Message::Ping(Bytes::new())),
        };
        let written = match next {
            Next::Message(message) => sink.send(message).await,
            Next::Binary(load, bytes) => {
                let length = bytes.len();
                let written = sink.send(Message::Binary(bytes)).await;
                outgoing.written(load, length);
                written
            }
            Next::Close(message) => {
                // What cannot be told of its end is at its end all the same.
                let _ = sink.send(message).await;
                break;
            }
        };
        if written.is_err() {
            break;
        }
    }
    // Flushes; and where the other end said goodbye first, this is what answers it. A socket that is broken
    // cannot be told anything.
    let _ = sink.close().await;
}

/// The library's error is opaque: what went wrong stands in its words only.
fn end_of(error: &Error) -> End {
    let words = error.to_string();
    if words.contains("Space limit exceeded") {
        End::TooLong
    } else if words.contains("UTF-8") {
        End::NotText
    } else {
        End::Gone
    }
}

//! The first and the last words on a line, which are the same on both sides.

use super::{
    line::{End, Incoming, Line},
    parse,
};
use crate::{chat, relay::Relay, store::StoreError};
use alongside_protocol::{ErrorCode, ErrorFrame, VERSION};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

/// What a line may begin with.
pub(super) enum First<H> {
    /// As it should.
    Hello(H),
    /// A hello of another version.
    OtherProtocol(u32),
    /// A frame that comes too early.
    SomethingElse,
    /// A hello that says something impossible.
    Refused(ErrorFrame),
}

/// Waits for `hello`. Other frames before it are refused, and do not lengthen the wait.
pub(super) async fn await_hello<F: DeserializeOwned, H>(
    relay: &Relay,
    line: &mut Line,
    known: &[&str],
    read: impl Fn(F) -> First<H>,
) -> Result<H, End> {
    let deadline = Instant::now() + relay.timings.hello;
    loop {
        let incoming = tokio::select! {
            incoming = timeout_at(deadline, line.next()) => incoming,
            () = relay.stopped() => return Err(End::Stopping),
        };
        let Ok(incoming) = incoming else {
            let seconds = relay.timings.hello.as_secs();
            refuse(
                relay,
                line,
                &ErrorFrame::passing(ErrorCode::OutOfOrder, format!("no hello came within {seconds} s")),
            );
            return Err(End::Refused);
        };
        let first = match incoming {
            Incoming::Text(text) => parse::frame(&text, known).map(&read),
            Incoming::Binary(_) => Ok(First::SomethingElse),
            Incoming::End(end) => return Err(end),
        };
        match first {
            Ok(First::Hello(hello)) => return Ok(hello),
            Ok(First::OtherProtocol(protocol)) => {
                refuse(relay, line, &unsupported(protocol));
                return Err(End::Refused);
            }
            Ok(First::SomethingElse) => refuse(relay, line, &early()),
            Ok(First::Refused(error)) | Err(error) => refuse(relay, line, &error),
        }
    }
}

/// Says why the line ends, and ends it.
pub(super) async fn part(relay: &Relay, line: Line, outcome: Result<End, StoreError>) {
    let end = outcome.unwrap_or_else(|error| {
        line.outgoing.send_error(&chat::refusal(&error));
        End::Unavailable
    });
    tracing::debug!(line = %line.id, ?end, "a line ends");
    match end {
        End::Slow => relay.metrics.slow_lines.add(1),
        End::Stopping => line.outgoing.send_error(&Relay::farewell()),
        End::LoggedOut => line.outgoing.send_error(&logged_out()),
        _ => {}
    }
    line.close(end).await;
}

fn refuse(relay: &Relay, line: &Line, error: &ErrorFrame) {
    relay.metrics.refused(error.code);
    line.outgoing.send_error(error);
}

fn early() -> ErrorFrame {
    ErrorFrame::lasting(ErrorCode::OutOfOrder, "the first frame on a line is hello")
}

fn unsupported(protocol: u32) -> ErrorFrame {
    ErrorFrame::lasting(
        ErrorCode::UnsupportedProtocol,
        format!("this end speaks protocol {protocol}, the relay speaks {VERSION}: load the page again"),
    )
}

fn logged_out() -> ErrorFrame {
    ErrorFrame::lasting(ErrorCode::NotLoggedIn, "you have logged out, or the login is over; log in again")
}

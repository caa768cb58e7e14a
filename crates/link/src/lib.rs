//! The browser's end of the line: one WebSocket, kept alive, and an outbox.
//!
//! Owns: opening, watching and reopening the socket ([`Link`]), the messages that wait for their
//! acknowledgement ([`Outbox`]), when to ping, to give up and to try again ([`Heartbeat`], [`Backoff`]), and the way between Rust types and JSON text in a browser ([`json`]).
//! The widget and the console both stand on it; no other Rust code knows that there is a WebSocket.
//!
//! Does not own: what the frames mean, when to send `hello`, or where an outbox is stored.
//!
//! ```no_run
//! use alongside_link::{Link, LinkEvent, LinkState};
//! use alongside_protocol::ToVisitor;
//!
//! let link = Link::<ToVisitor>::open("wss://relay.example/api/v1/visitor/socket?site=pk_1", |event| match event {
//!     LinkEvent::State(LinkState::Open) => { /* say hello */ }
//!     LinkEvent::State(_) => { /* tell the person */ }
//!     LinkEvent::Frame(frame) => drop(frame),
//!     LinkEvent::Binary(_) | LinkEvent::Refused(_) => {}
//! });
//! link.retry_now();
//! ```
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod backoff;
mod event;
mod heartbeat;
pub mod json;
mod link;
mod outbox;
mod random;
mod socket;
mod wake;

pub use backoff::Backoff;
pub use event::{LinkEvent, LinkState};
pub use heartbeat::{Beat, Heartbeat};
pub use link::Link;
pub use outbox::Outbox;
pub use random::random_uuid;

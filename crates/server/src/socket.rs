//! The life of a line: from the handshake to its farewell.
//!
//! - `handshake`: who may open a line at all. Refused with a reason before the upgrade.
//! - `line`: one open socket: what comes in, silence, closing. [`outgoing`]: what goes out.
//! - `greeting`: its first frame and its last.
//! - `parse`: text frames to protocol types, or the right error.
//! - `cursor`: which messages a line has had, so that each goes out once and in order.
//! - `held`: what a client that comes back lacks.
//! - `told`: what a line was told that may be over.
//! - `order`: nothing overtakes a message that could not be stored.
//! - `visitor`, `agent`: what each frame of either side does.
//!
//! A frame that is refused is answered with an error and changes nothing; the line stays open. Closed are
//! lines that do not say `hello`, speak another protocol, fall silent, read too slowly, or send what is
//! longer than [`limits`] allow the socket to hold.

mod agent;
mod agent_frames;
mod cursor;
mod greeting;
mod handshake;
mod held;
pub mod limits;
mod line;
mod order;
pub mod outgoing;
mod parse;
mod recognise;
mod told;
mod visitor;
mod visitor_frames;

pub use handshake::{agent_socket, visitor_socket};

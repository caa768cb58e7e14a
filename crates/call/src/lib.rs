//! Calls in the browser: sound and pictures between one agent and one shopper.
//!
//! Used twice. The console has it as a library: `peer` is the connection, `devices` the way to cameras, microphones and screens,
//! `quality` what is said of the line. A shop's page loads it as a module of its own when it first rings (`shopper`): there it
//! also draws the ring and the call, in a place that the panel has for it.
//!
//! Does not own: the line to the relay (frames and signals go to the caller's functions), nor who may call whom.
//!
//! Nothing is captured but what the caller asks `devices` for, and what was captured ends with its owner: every track is stopped.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod browser;
mod devices;
mod peer;
mod quality;
mod signal;
mod stats;
mod trouble;

#[cfg(feature = "part")]
mod face;
#[cfg(feature = "part")]
mod joining;
#[cfg(feature = "part")]
mod keepsake;
#[cfg(feature = "part")]
mod newest;
#[cfg(feature = "part")]
mod own_media;
#[cfg(feature = "part")]
mod room;
#[cfg(feature = "part")]
mod room_face;
#[cfg(feature = "part")]
mod shopper;
#[cfg(feature = "part")]
mod showing;
#[cfg(feature = "part")]
mod stage;
#[cfg(feature = "part")]
mod words;

use alongside_heap as _;

pub use browser::{MediaStream, Track, Video, now_ms};
pub use devices::{Choice, Device, Wish, list, open, open_screen, stop, stop_track};
pub use peer::{Link, Peer, PeerEvent, Setup};
pub use quality::{Quality, Report, Sample};
#[cfg(feature = "part")]
pub use shopper::{Call, call, speak};
pub use signal::{Media, generation_of, room_of};
pub use trouble::Trouble;

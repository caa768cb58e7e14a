//! The shopper's page, read into mirror frames.
//!
//! Owns: when the page is read, what a reading means for the mirror, and the frames that follow from it. The
//! reading itself is JavaScript (`walker.js` and the modules around it), because a call
//! from wasm for every property of every node costs more than the whole walk.
//!
//! Does not own: the wire (frames go to the caller's `emit`), consent, or which session this is.
//!
//! Capture observes and never patches: it overrides nothing of the host page. A masked value never reaches
//! this crate's Rust half: `masking.js` decides at the read.
//!
//! ```js
//! import init, { record } from "./capture.js";
//! await init();
//! const recording = record({ emit: (frame) => socket.send(frame) });
//! ```

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod assets;
mod batch;
mod media_type;
mod options;
mod recorder;
mod recording;
mod timing;
mod walker;

pub use recording::{Recording, record};

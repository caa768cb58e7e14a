//! The shopper's page, read into mirror frames.
//!
//! Owns: what a reading means for the mirror, and the frames that follow from it. When the page is read, and the reading
//! itself, is JavaScript (`recording.js`, `walker.js` and the modules around them): a call from wasm for every property of
//! every node costs more than the whole walk, and promises from wasm weigh more than all the rest.
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

mod batch;
mod mirror;

use alongside_heap as _;

pub use mirror::{Mirror, Recording, record};

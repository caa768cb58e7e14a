//! What a composer has beside its text: files on their way to the relay, and emoji. The widget fetches this module when the shopper
//! first wants one of them; the console has it built in.
//!
//! Owns: the row of files above the text, with their progress, and what becomes of one that is too large, of another type, or
//! broken off; the panel of emoji, its search and its keys.
//!
//! Does not own: the messages. Whoever uses it is told of each file that the relay has, and says so in a message of its own.
//! It knows neither Yew nor the socket. Its looks are a sheet of its own, adopted where it stands.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod attempts;
mod dom;
mod emoji;
mod emoji_panel;
mod file_rules;
mod files;
mod pickers;
mod script;
mod sheet;
mod upload;
mod words;

use alongside_heap as _;

pub use pickers::{Pickers, Scene, Target};
pub use script::{Handle, pickers, speak};

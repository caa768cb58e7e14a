//! What agents do on a shopper's page: they point and draw, and what she grants them, they do for her.
//!
//! The widget loads this module when the first agent asks or acts. Everything that an agent may do is decided here, whatever
//! relay or console say: `gate` holds what is granted, to whom and until when; `consent` asks and shows it; `layer` draws;
//! `hand` and the modules around it act, with the events that a browser would send. Which node an id means, and which nodes are
//! out of bounds, is capture's to say: it alone knows the mirror and the masking.
//!
//! Does not own: the line (frames go to the caller's `send`), the session, the bar that stops and pauses it.
//!
//! Nothing of the page is patched, and what is shown is no part of the page that is shared.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod act;
mod acting;
mod asks;
mod assist;
mod color;
mod consent;
mod control;
mod decimal;
mod dom;
mod events;
mod fields;
mod follow;
mod frame;
mod gate;
mod geometry;
mod hand;
mod keys;
mod layer;
mod link_rules;
mod listening;
mod measure;
mod pointer;
mod rate;
mod say;
mod settle;
mod shared;
mod stroke;
mod strokes;
mod tab_order;
mod told;
mod typing;
mod value;
mod words;

use alongside_heap as _;

pub use assist::{Assist, assist, speak};

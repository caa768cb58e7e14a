//! What an attachment is, by its bytes: its type, its size in pixels, and what it must not tell of its maker.
//!
//! Owns: the list of types that are taken, how each is recognised ([`MediaType::of`]), the [`Sieve`] through which the bytes of
//! an upload run as they come, and what becomes of a file's name ([`file_name`]).
//!
//! Does not own: how much may be uploaded and by whom, nor where it is kept: that is the relay's. It decodes no picture: of each
//! format it knows as much as tells width, height and where metadata stands. All of it is a stranger's: nothing here indexes,
//! allocates by a number that the file states, or recurses.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

mod avif;
mod bytes;
mod exif;
mod gif;
mod jpeg;
mod media_type;
mod name;
mod png;
mod sieve;
mod webp;

pub use media_type::{MediaType, SNIFFED_BYTES};
pub use name::{NAME_CHARS, file_name};
pub use sieve::{Broken, MOST_PIXELS, Sieve};

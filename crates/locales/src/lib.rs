//! The words that shoppers see, in every language: `locales/*.toml` read, held against each other, and made into what is compiled
//! into a wasm module (the keys, and English) and what the relay serves (a table for each language). That runs while things are
//! built (feature `build`); in a browser runs only what finds a word in a table, and fills it.
//!
//! Which word stands where is the widget's business, and that of the other modules which speak.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

#[cfg(feature = "build")]
mod check;
#[cfg(feature = "build")]
mod emit;
#[cfg(feature = "build")]
mod entry;
#[cfg(feature = "build")]
mod plural;
#[cfg(feature = "build")]
mod read;
mod text;

#[cfg(feature = "build")]
pub use emit::write_words;
#[cfg(feature = "build")]
pub use read::{LocaleError, Locales, folder};
pub use text::{fill, form, is_same_version};

/// The locale that says which words there are, and the one that is built in.
pub const ENGLISH: &str = "en";

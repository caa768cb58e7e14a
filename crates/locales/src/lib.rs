//! The words that shoppers see, in every language: `locales/*.toml` read, held against each other, and made into what is compiled
//! into a wasm module (the keys, and English) and what the relay serves (a table for each language).
//!
//! Runs while things are built, never in a browser. Which word stands where is the widget's business.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod check;
mod emit;
mod entry;
mod plural;
mod read;

pub use read::{LocaleError, Locales, folder};

/// The locale that says which words there are, and the one that is built in.
pub const ENGLISH: &str = "en";

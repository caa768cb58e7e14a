//! The audit log: who asked for what, who consented, who saw and did what on a shopper's page. Append-only, one chain
//! per site.
//!
//! - [`entry`]: what is written, and the hash that chains it.
//! - [`log`]: the queue in front of the store. Consent is on disk before it takes effect; acts do not wait.
//! - [`verify`]: walks a chain and says where it breaks.
//!
//! Never in it: what anybody typed, drew, said or saw. Does not own who may do what: that is in [`crate::cobrowse`].

pub mod entry;
pub mod log;
pub mod verify;

pub use entry::{Actor, Entry, Hash, NewEntry, Subject, What};
pub use log::Audit;

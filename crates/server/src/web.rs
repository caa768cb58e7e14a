//! HTTP: which request goes where, and with which headers it comes back.
//!
//! - `router`: the routes of the public origin and of the viewer's. A request whose `Host` is the viewer's
//!   gets the viewer and nothing else.
//! - `api`: boot, login, logout, me. `recordings`: what is kept of shared pages. `files`: what shoppers and agents
//!   send each other. `health`: `/healthz` and `/metrics`.
//! - `viewer_page`: the viewer's page, with the origins that a site lists.
//! - [`Assets`]: what `cargo xtask` built, out of the binary; compressed once, then remembered.
//! - `headers`: the content security policies and their companions.
//! - `snippet`: the tag for a shop's pages.
//! - `cookie`: the agent's session cookie.

mod answer;
mod api;
mod assets;
mod cookie;
mod files;
pub(crate) mod headers;
mod health;
mod kept_asset;
mod my_data;
mod recordings;
mod router;
mod snippet;
mod viewer_page;

pub(crate) use answer::{header, refusal};
pub(crate) use api::logged_in;
pub use assets::Assets;
pub(crate) use cookie::session_cookie;
pub use router::router;
pub(crate) use snippet::snippet;

//! The relay: everything between the shopper's widget and the agent's console, in one process.
//!
//! Owns: the sockets of both sides, the store of conversations, who is online, which co-browse sessions are
//! open, the agents' logins, and the delivery of the built assets.
//!
//! Does not own: the shape of the frames (`alongside-protocol`), nor what a co-browse frame says: the relay
//! reads its envelope and forwards the rest unseen.
//!
//! Start at [`server::Server`] for how a relay is put together, at [`relay::Relay`] for what its parts share,
//! and at [`socket`] for the life of a line. Two traits are the seams where a second machine will come in:
//! [`store::Store`] and [`bus::Bus`].

pub mod access;
pub mod address;
pub mod asset_store;
pub mod attachment;
pub mod audit;
pub mod bus;
pub mod call;
pub mod chat;
pub mod cli;
pub mod clock;
mod closing;
pub mod cobrowse;
pub mod config;
pub mod demo;
pub mod hours;
pub mod identity;
pub mod lines;
pub mod login;
pub mod metrics;
pub mod my_data;
pub mod origin;
pub mod pace;
pub mod password;
pub mod presence;
pub mod reception;
pub mod recording;
pub mod relay;
mod room_hook;
pub mod server;
pub mod socket;
pub mod store;
pub mod timings;
pub mod token;
mod trail;
pub mod web;

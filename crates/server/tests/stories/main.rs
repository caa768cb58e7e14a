//! Stories over real sockets: what shoppers and agents experience, also on bad days.

mod assets;
mod assistance;
mod attachments;
mod audit;
mod calls;
mod chat;
mod closing;
mod cobrowse;
mod code;
mod command_line;
mod continuity;
mod demo;
mod identity;
mod isolation;
mod limits;
mod login;
mod my_data;
mod pages;
mod receipts;
mod recordings;
mod refusals;
mod resume;
mod shutdown;
mod slow;
mod support;
mod tenants;

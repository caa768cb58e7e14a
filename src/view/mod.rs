//! What the shopper sees. Each file is one part of it; none of them decides anything.
//!
//! Two rules, both for the sake of Yew 0.23: every condition and every list stands in an element of its own,
//! and no component renders to nothing beside siblings.
//!
//! Two more, for the sake of weight: what needs no state of its own is a plain function, and what needs one a `Component`
//! without hooks, as these bring their own machinery; and a class is always a literal, as Yew keeps sets of any others. What
//! changes a look is a `data-` attribute.

pub(crate) mod attachment;
mod card;
pub(crate) mod cards;
pub(crate) mod code_card;
mod composer;
mod consent;
mod countdown;
pub(crate) mod deletion;
mod entry;
pub(crate) mod form;
pub(crate) mod formatted;
mod header;
mod icon;
mod log;
mod menu;
pub(crate) mod menu_entries;
pub(crate) mod notice;
mod panel;
mod press;
pub(crate) mod quick_replies;
pub(crate) mod rating;
mod screen;
mod share_bar;

pub(crate) use screen::{Screen, ScreenProps};

//! The agent's console: a Yew application, served by the relay under `/console/`.
//!
//! Owns: what an agent sees and does. [`state::State`] is all that it knows and how that changes, without a clock, a
//! socket or a DOM; [`desk::Desk`] holds the line and carries out what the state asks for; the other modules are
//! either pure parts of the state or views of it. [`words`] has every visible string.
//!
//! Does not own: the line itself (`alongside-link`), the frames' types (`alongside-protocol`), and what is inside a
//! co-browse frame, which only the viewer page reads, on an origin of its own.
//!
//! Yew 0.23 loses its place when conditionals or lists are siblings of other nodes, so each stands alone in an
//! element of its own, the class `slot` where that element is nothing else.

#![allow(
    unreachable_pub,
    reason = "nothing of a binary is reachable from outside; `pub` is each module's own surface"
)]

mod action;
mod api;
mod app;
mod assist;
mod assist_words;
mod attaching;
mod attachment;
mod avatar;
mod bar;
mod browser;
mod call_dock;
mod call_engine;
mod call_words;
mod card_editor;
mod carried;
mod chat;
mod chooser;
mod clock;
mod code_entry;
mod composer;
mod control_panel;
mod desk;
mod download;
mod editor;
mod extras;
#[cfg(test)]
mod fixture;
mod formatted;
mod icon;
mod inbox;
mod inbox_list;
mod inbox_row;
mod install;
mod layout;
mod live_pane;
mod log_entry;
mod login;
mod marks;
mod navigator;
mod notices;
mod outgoing;
mod page_pane;
mod player;
mod recording_list;
mod recordings;
mod recordings_api;
mod redeem;
mod remark;
mod replies_editor;
mod resync;
mod scrubber;
mod sharing;
mod stars;
mod state;
mod state_assist;
mod state_call;
mod state_conversation;
mod state_download;
mod state_sharing;
mod talk;
mod thread;
mod tool;
mod toolbar;
mod trail_list;
mod trails;
mod typists;
mod viewer;
mod viewer_port;
mod words;

use app::App;

fn main() {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("console"));
    if let Some(root) = root {
        yew::Renderer::<App>::with_root(root).render();
    }
}

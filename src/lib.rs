//! The Alongside widget: live chat and co-browsing for shops.
//!
//! Two ways in. A page with the script tag gets it from the loader (`pkg/loader/alongside.js`), which draws
//! the launcher, fetches this module on intent and calls `mount`. A Yew app uses the component:
//!
//! ```no_run
//! use alongside::Widget;
//! use yew::prelude::*;
//!
//! #[component]
//! fn Shop() -> Html {
//!     let open = use_state(|| false);
//!     let toggle = {
//!         let open = open.clone();
//!         move |_: MouseEvent| open.set(!*open)
//!     };
//!     let on_close = {
//!         let open = open.clone();
//!         move |()| open.set(false)
//!     };
//!     html! {
//!         <>
//!             <button onclick={toggle}>{ "Ask us" }</button>
//!             <div>
//!                 <Widget relay="https://help.shop.example" site="pk_live_…" open={*open} {on_close} />
//!             </div>
//!         </>
//!     }
//! }
//! ```
//!
//! Inside, what happens goes into a pure state (`state`), which tells what is to be done; `client` does it,
//! and `view` shows the state. Only `widget`, `mount` and `view` know Yew; only `alongside-link` knows the
//! socket; only `capture`, `assist`, `call` and `pickers` know the
//! modules that read the page, act on it, have calls, and send files. Behind `deferred` stands what is fetched
//! when it is first needed, which `extras` does.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod assist;
mod call;
mod capture;
mod client;
mod client_assist;
mod client_calls;
mod client_effects;
mod client_line;
mod color;
mod config;
mod content;
mod continuity;
mod conversation;
mod decimal;
mod deferred;
mod deletion;
mod download;
mod event;
mod extras;
mod flow;
mod form;
mod grouping;
mod hearing;
mod incoming;
mod json_text;
mod json_value;
mod lanes;
mod locale;
mod mount;
mod my_data;
mod outgoing;
mod page;
mod pickers;
mod rating;
mod reading;
mod session;
mod sharing;
mod sheet;
mod state;
mod storage;
mod time;
mod view;
mod widget;
mod wire;
mod words;

#[cfg(feature = "module")]
use alongside_heap as _;

pub use event::WidgetEvent;
pub use mount::{Handle, mount};
pub use widget::{Widget, WidgetProps};

//! The menu in the panel's head, for what is seldom needed. A disclosure of the browser's own: it opens by itself, with mouse and
//! keyboard, and tells screen readers so; here is how it closes.

use crate::client::Client;
use crate::deferred;
use crate::view::icon;
use crate::view::notice;
use crate::view::press::{around, press};
use crate::words::{self, Word};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// The button, and the entries below it: buttons or links of the class `entry`. A press on any of them closes the menu.
pub(crate) fn menu(client: &Client) -> Html {
    let onclick = Callback::from(|event: MouseEvent| {
        close(&event);
    });
    // As soon as a pointer is near, so that nobody waits.
    let soon = Callback::from({
        let client = client.clone();
        move |_: PointerEvent| client.want_extras()
    });
    html! {
        <details class="menu">
            <summary
                class="round" aria-label={words::get(Word::More)} title={words::get(Word::More)}
                onpointerover={soon} onclick={press(client, entries_wanted)}
            >
                { icon::more() }
            </summary>
            <div class="entries" {onclick}>{ entries(client) }</div>
        </details>
    }
}

/// Also where the second module could not be had before.
fn entries_wanted(client: &Client) {
    if client.lacks_extras() {
        client.fetch_extras();
    }
    client.want_extras();
}

/// Drawn as soon as they are there, whether the menu is open or not.
fn entries(client: &Client) -> Html {
    if client.has_extras() { deferred::menu_entries(client) } else { notice::spinner() }
}

/// Closes the menu of the panel in which something happened, and gives its button the focus. False if it was not open.
pub(crate) fn close(event: &Event) -> bool {
    let panel = around(event, ".panel");
    let Some(menu) = panel.and_then(|panel| panel.query_selector(".menu[open]").ok().flatten()) else {
        return false;
    };
    // Both fail only for names and options that we do not give.
    drop(menu.remove_attribute("open"));
    if let Some(button) = menu.first_element_child().and_then(|button| button.dyn_into::<HtmlElement>().ok())
    {
        drop(button.focus());
    }
    true
}

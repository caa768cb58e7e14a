//! The menu in the panel's head, for what is seldom needed. A disclosure of the browser's own: it opens by itself, with mouse and
//! keyboard, and tells screen readers so; here is how it closes.

use crate::client::Client;
use crate::event::Input;
use crate::view::icon;
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
    html! {
        <details class="menu">
            <summary class="round" aria-label={words::get(Word::More)} title={words::get(Word::More)}>{ icon::more() }</summary>
            <div class="entries" {onclick}>
                { transcript(client) }
                <button type="button" class="entry" onclick={press(client, Client::download_data)}>{ words::get(Word::DownloadData) }</button>
                <button type="button" class="entry" onclick={press(client, |client| client.dispatch(Input::DeletionAsked))}>
                    { words::get(Word::DeleteData) }
                </button>
            </div>
        </details>
    }
}

/// A link, to what is made as soon as she presses it.
fn transcript(client: &Client) -> Html {
    let name = format!("{}.txt", client.settings().name);
    let onclick = {
        let client = client.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(link) = around(&event, "a") {
                // Fails only for names that are none.
                drop(link.set_attribute("href", &client.transcript_address()));
            }
        })
    };
    html! { <a class="entry" href="data:," download={name} {onclick}>{ words::get(Word::DownloadConversation) }</a> }
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

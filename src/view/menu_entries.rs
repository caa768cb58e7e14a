//! What the menu in the panel's head offers: what was said as a file, all that is kept of her as a file, and its deletion.

use crate::client::Client;
use crate::download::transcript_address;
use crate::event::Input;
use crate::my_data;
use crate::view::press::{around, press};
use crate::words::{self, Word};
use yew::prelude::*;

/// Buttons or links of the class `entry`.
pub(crate) fn menu_entries(client: &Client) -> Html {
    html! {
        <>
            { transcript(client) }
            <button type="button" class="entry" onclick={press(client, my_data::download)}>{ words::get(Word::DownloadData) }</button>
            <button type="button" class="entry" onclick={press(client, |client| client.dispatch(Input::DeletionAsked))}>
                { words::get(Word::DeleteData) }
            </button>
        </>
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
                drop(link.set_attribute("href", &transcript_address(&client)));
            }
        })
    };
    html! { <a class="entry" href="data:," download={name} {onclick}>{ words::get(Word::DownloadConversation) }</a> }
}

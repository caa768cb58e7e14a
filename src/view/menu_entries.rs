//! What the menu in the panel's head offers: what was said as a file, all that is kept of her as a file, and its deletion.

use crate::client::Client;
use crate::download::download;
use crate::event::Input;
use crate::my_data;
use crate::view::press::press;
use crate::words::{self, Word};
use yew::prelude::*;

/// Buttons or links of the class `entry`.
pub(crate) fn menu_entries(client: &Client) -> Html {
    html! {
        <>
            { transcript(client) }
            { entry(client, Word::DownloadData, my_data::download) }
            { entry(client, Word::DeleteData, |client| client.dispatch(Input::DeletionAsked)) }
        </>
    }
}

fn entry(client: &Client, word: Word, then: fn(&Client)) -> Html {
    html! { <button type="button" class="entry" onclick={press(client, then)}>{ words::get(word) }</button> }
}

/// A link, although what it leads to is made once all of it is here.
fn transcript(client: &Client) -> Html {
    let onclick = {
        let client = client.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            download(&client);
        })
    };
    html! { <a class="entry" href="data:," {onclick}>{ words::get(Word::DownloadConversation) }</a> }
}

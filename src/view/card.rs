//! A card over the conversation: a title, what it says, and two answers. `veil` minds the focus.

use crate::client::Client;
use crate::view::press::press;
use crate::words::{self, Word};
use yew::prelude::*;

/// An answer: the button's words, and what a click on it does.
pub(crate) type Answer = (&'static str, fn(&Client));

/// `says` stands between title and answers.
pub(crate) fn card(client: &Client, key: &str, title: String, says: Html, no: Answer, yes: Answer) -> Html {
    html! {
        <div {key} class="veil">
            <div class="card" role="group" aria-labelledby="alongside-card">
                <h2 id="alongside-card" class="card-title" dir="auto">{ title }</h2>
                <div>{ says }</div>
                <div class="answers">
                    <button type="button" class="plain" onclick={press(client, no.1)}>{ no.0 }</button>
                    <button type="button" class="strong" onclick={press(client, yes.1)}>{ yes.0 }</button>
                </div>
            </div>
        </div>
    }
}

/// What an answer means, in a list of the class `terms`: an icon, what it is, and more about it.
pub(crate) fn term(icon: Html, what: Word, more: Word) -> Html {
    html! {
        <div>
            <dt>{ icon }{ words::get(what) }</dt>
            <dd>{ words::get(more) }</dd>
        </div>
    }
}

//! Answers to press, below the newest message only: once something else was said they are gone.

use crate::client::Client;
use crate::words::{self, Word};
use yew::prelude::*;

pub(crate) fn quick_replies(client: &Client, replies: &[String]) -> Html {
    let chip = |reply: &String| {
        let (client, says) = (client.clone(), reply.clone());
        let onclick = Callback::from(move |_: MouseEvent| client.answer(says.clone()));
        html! { <button type="button" class="chip" dir="auto" {onclick}>{ reply.clone() }</button> }
    };
    html! { <div class="chips" role="group" aria-label={words::get(Word::SuggestedAnswers)}>{ for replies.iter().map(chip) }</div> }
}

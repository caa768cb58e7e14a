//! The question how the conversation was: five faces with words, room for more, and a way to say nothing.

use crate::client::Client;
use crate::event::Input;
use crate::rating::Rating;
use crate::view::card::card;
use crate::view::icon;
use crate::view::press::around;
use crate::words::{self, Word};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Above the composer, so that she can also just go on writing. What she is asked to decide comes first.
pub(crate) fn rating(client: &Client, rating: &Rating) -> Html {
    let faces = (1..).zip([Word::VeryBad, Word::Bad, Word::Okay, Word::Good, Word::Great]).map(|(score, says)| {
        let is_chosen = rating.score == Some(score);
        html! {
            <button type="button" class="score" value={score.to_string()} aria-pressed={is_chosen.to_string()}>
                { icon::face(score) }<span>{ words::get(says) }</span>
            </button>
        }
    });
    let choose = {
        let client = client.clone();
        Callback::from(move |event: MouseEvent| {
            let score = around(&event, ".score")
                .and_then(|face| face.get_attribute("value"))
                .and_then(|value| value.parse().ok());
            score.into_iter().for_each(|score| client.dispatch(Input::Scored(score)));
        })
    };
    let says = html! {
        <>
            <div class="scores" onclick={choose}>{ for faces }</div>
            <div class="slot">{ comment(client, rating.score.is_some()) }</div>
        </>
    };
    let card = card(
        client,
        "rating",
        words::get(Word::HowWasIt).to_owned(),
        says,
        (words::get(Word::NotNow), |client| client.dispatch(Input::Rated(false))),
        (words::get(Word::Send), |client| client.dispatch(Input::Rated(true))),
    );
    html! { <div class="rating">{ card }</div> }
}

/// Asked for once there is something to add to.
fn comment(client: &Client, is_asked: bool) -> Html {
    if !is_asked {
        return html! {};
    }
    let client = client.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        let field = event.target().and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
        field.into_iter().for_each(|field| client.dispatch(Input::Commented(field.value())));
    });
    html! {
        <textarea class="comment" rows="2" dir="auto" maxlength="2000" aria-label={words::get(Word::Comment)}
            placeholder={words::get(Word::Comment)} {oninput} />
    }
}

//! The code that a shopper reads out on the phone: large digits, how long they are good, and a way to take them back.

use crate::client::Client;
use crate::event::Input;
use crate::sharing::Code;
use crate::view::card::card;
use crate::view::countdown::countdown;
use crate::words::{self, Word};
use yew::prelude::*;

pub(crate) fn code_card(client: &Client, code: &Code) -> Html {
    let (digits, until_ms) = match code {
        Code::Wanted => ("", 0),
        Code::Given { digits, until_ms } => (digits.as_str(), *until_ms),
    };
    // In two groups for the eye, one by one for the ear.
    let (front, back) = digits.split_at_checked(3).unwrap_or_default();
    let mut spoken = String::new();
    for digit in digits.chars() {
        spoken.push(digit);
        spoken.push(' ');
    }
    let says = html! {
        <>
            <p class="digits" aria-hidden="true" dir="ltr"><span>{ front.to_owned() }</span><span>{ back.to_owned() }</span></p>
            <p class="only-read">{ spoken }</p>
            <p class="card-note">{
                match code {
                    Code::Wanted => html! { client.state().lost() },
                    Code::Given { .. } => countdown(until_ms, words::code_lasts),
                }
            }</p>
            <p class="card-note">{ words::get(Word::CodeNote) }</p>
        </>
    };
    card(
        client,
        "code",
        words::get(Word::CodeTitle).to_owned(),
        says,
        (words::get(Word::TakeBack), |client| client.dispatch(Input::CodeTakenBack)),
        (words::get(Word::NewCode), |client| client.dispatch(Input::NewCode)),
    )
}

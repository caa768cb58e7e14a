//! The code that a shopper reads out on the phone: large digits, how long they are good, and a way to take them back.

use crate::client::Client;
use crate::event::Input;
use crate::sharing::Code;
use crate::view::card::{Card, press};
use crate::view::countdown::Countdown;
use crate::words;
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
    html! {
        <Card
            key="code" title={words::CODE_TITLE} is_her_own=true
            no={words::TAKE_BACK} on_no={press(client, Input::CodeTakenBack)}
            yes={words::NEW_CODE} on_yes={press(client, Input::NewCode)}
        >
            <p class="digits" aria-hidden="true" dir="ltr"><span>{ front.to_owned() }</span><span>{ back.to_owned() }</span></p>
            <p class="only-read">{ spoken }</p>
            <p class="card-note"><Countdown {until_ms} says={words::code_lasts as fn(u64) -> String} /></p>
            <p class="card-note">{ words::CODE_NOTE }</p>
        </Card>
    }
}

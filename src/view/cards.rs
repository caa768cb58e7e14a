//! Things to choose from, in a row that scrolls: a picture, words, a price and a link each.

use crate::page;
use crate::view::icon;
use crate::view::press::around;
use crate::words::{self, Word};
use alongside_protocol::{Card, CardButton};
use yew::prelude::*;

pub(crate) fn view_cards(cards: &[Card]) -> Html {
    let is_row = cards.len() > 1;
    let turns = [(words::get(Word::Previous), icon::back()), (words::get(Word::Next), icon::forth())];
    let turn_button = |(says, shows): (&'static str, Html)| {
        html! { <button type="button" class="small" aria-label={says} title={says}>{ shows }</button> }
    };
    html! {
        <div class="row" data-wide={is_row.then_some("")}>
            <ul class="cards" aria-label={words::get(Word::Suggestions)} tabindex="0">{ for cards.iter().map(view_card) }</ul>
            <div class="turns" hidden={!is_row} onclick={Callback::from(turn)}>{ for turns.into_iter().map(turn_button) }</div>
        </div>
    }
}

/// Goes on by as much as is seen: to the side of the button that was pressed.
#[allow(clippy::needless_pass_by_value, reason = "a callback is handed what happened")]
fn turn(event: MouseEvent) {
    let list = around(&event, ".row").and_then(|row| row.first_element_child());
    let Some((button, list)) = around(&event, "button").zip(list) else { return };
    let is_forth = button.next_element_sibling().is_none();
    let is_rtl = list.matches(":dir(rtl)").unwrap_or_default();
    let width = f64::from(list.client_width()) * 0.8;
    list.scroll_by_with_x_and_y(if is_forth == is_rtl { -width } else { width }, 0.0);
}

fn view_card(card: &Card) -> Html {
    html! {
        <li class="product">
            <div class="slot">{ card.picture.clone().map(picture) }</div>
            { part("title", Some(&card.title)) }
            { part("text", card.text.as_ref()) }
            { part("price", card.price.as_ref()) }
            <div class="slot">{ card.button.as_ref().map(link) }</div>
        </li>
    }
}

/// Its place is kept before it comes. What lies behind it shows where there is none to see.
fn picture(src: String) -> Html {
    html! {
        <div class="picture">
            { icon::picture() }
            <img {src} alt="" loading="lazy" referrerpolicy="no-referrer" />
        </div>
    }
}

fn part(name: &'static str, text: Option<&String>) -> Html {
    html! { <p data-part={name} dir="auto">{ text.cloned() }</p> }
}

/// Within the shop she stays in this tab, with the panel; elsewhere the shop stays where it is.
fn link(button: &CardButton) -> Html {
    let target = (!page::is_here(&button.url)).then_some("_blank");
    html! {
        <a class="strong" href={button.url.clone()} {target} rel="noopener" dir="auto">{ button.label.clone() }</a>
    }
}

//! What a message carries besides its words, as it looks to the shopper; nothing of it can be pressed but links.

use crate::icon::{self, icon};
use crate::words::chat as words;
use alongside_protocol::{Card, Content};
use yew::prelude::*;

/// Whether what is carried shows all that the words say.
pub fn says_all(body: &str, content: Option<&Content>) -> bool {
    content.is_some_and(|content| {
        matches!(content, Content::Cards { .. }) && content.words().as_deref() == Some(body)
    })
}

/// What is carried.
pub fn view(content: &Content) -> Html {
    match content {
        Content::Cards { cards } => view_cards(cards),
        Content::QuickReplies { replies } => view_replies(replies),
        Content::Attachment { .. }
        | Content::Rating { .. }
        | Content::Notice { .. }
        | Content::Call { .. } => {
            html! { <span></span> }
        }
    }
}

/// Answers that are offered. Which one she has pressed is her next message.
pub fn view_replies(replies: &[String]) -> Html {
    html! {
        <ul class="offered" aria-label={words::OFFERED}>
            { for replies.iter().map(|reply| html! { <li dir="auto">{ reply }</li> }) }
        </ul>
    }
}

/// Cards in a row.
pub fn view_cards(cards: &[Card]) -> Html {
    html! {
        <ul class="cards" aria-label={words::SUGGESTED} tabindex="0">{ for cards.iter().map(view_card) }</ul>
    }
}

fn view_card(card: &Card) -> Html {
    html! {
        <li class="product">
            <div class="slot">
                if let Some(picture) = &card.picture {
                    <div class="product-picture">
                        { icon(icon::PICTURE) }
                        <img key={picture.clone()} src={picture.clone()} alt="" loading="lazy" referrerpolicy="no-referrer" />
                    </div>
                }
            </div>
            <p class="product-title" dir="auto">{ &card.title }</p>
            <p class="product-text" dir="auto">{ card.text.clone() }</p>
            <p class="product-price" dir="auto">{ card.price.clone() }</p>
            <div class="slot">
                if let Some(button) = &card.button {
                    <a class="button primary" href={button.url.clone()} target="_blank" rel="noopener noreferrer" dir="auto">
                        { &button.label }
                    </a>
                }
            </div>
        </li>
    }
}

//! A rating as stars, with the same in words for those who do not see them.

use crate::words::rating as words;
use yew::{Html, html};

/// `score` is 1 to 5.
pub fn stars(score: u8) -> Html {
    let filled = usize::from(score.min(5));
    let (given, rest) = ("★".repeat(filled), "★".repeat(5 - filled));
    html! {
        <span class="stars" title={words::spoken(score)}>
            <span aria-hidden="true">{ given }<span class="stars-rest">{ rest }</span></span>
            <span class="hidden">{ words::spoken(score) }</span>
        </span>
    }
}

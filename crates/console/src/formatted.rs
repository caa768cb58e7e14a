//! What a message says, drawn as elements. What is a mark is `alongside_formatting`'s. Text is never read as HTML.

use alongside_formatting::{Mark, href, tree};
use yew::prelude::*;

/// A message's words with their marks.
pub fn formatted(message: &str) -> Html {
    html! { <>{ tree(message, |words| words.to_owned().into(), element) }</> }
}

fn element(mark: Mark<'_>, inner: Vec<Html>) -> Html {
    match mark {
        Mark::Numbers { first } => html! { <ol start={first.to_string()}>{ inner }</ol> },
        Mark::Link { address, is_named } => {
            let href = AttrValue::from(href(address));
            // Words do not say where they lead.
            let title = is_named.then(|| href.clone());
            html! { <a {href} {title} target="_blank" rel="noopener noreferrer nofollow">{ inner }</a> }
        }
        _ => html! { <@{mark.element_name()}>{ inner }</@> },
    }
}

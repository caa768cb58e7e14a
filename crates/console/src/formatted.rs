//! What a message says, drawn: the pieces that it is made of as elements. Text is never read as HTML.

use alongside_formatting::{Mark, Piece, href, pieces};
use yew::prelude::*;

/// A message's words with their marks.
pub fn formatted(text: &str) -> Html {
    let (mut drawn, mut above) = (Vec::new(), Vec::new());
    for piece in pieces(text) {
        match piece {
            Piece::Text(words) => drawn.push(words.to_owned().into()),
            Piece::Open(mark) => above.push((mark, std::mem::take(&mut drawn))),
            Piece::Close => {
                let Some((mark, before)) = above.pop() else { continue };
                let inner = std::mem::replace(&mut drawn, before);
                drawn.push(element(mark, inner));
            }
        }
    }
    html! { <>{ drawn }</> }
}

fn element(mark: Mark<'_>, inner: Vec<Html>) -> Html {
    let name = match mark {
        Mark::Bold => "strong",
        Mark::Italic => "em",
        Mark::Code => "code",
        Mark::Lines => "pre",
        Mark::Bullets => "ul",
        Mark::Numbers { first } => return html! { <ol start={first.to_string()}>{ inner }</ol> },
        Mark::Item => "li",
        Mark::Quote => "blockquote",
        Mark::Link { address, is_named } => {
            let href = AttrValue::from(href(address));
            // Words do not say where they lead.
            let title = is_named.then(|| href.clone());
            return html! { <a {href} {title} target="_blank" rel="noopener noreferrer nofollow">{ inner }</a> };
        }
    };
    html! { <@{name}>{ inner }</@> }
}

//! What one person said in one go: name, bubbles, times and how far each has come.

use crate::client::Client;
use crate::conversation::{Delivery, Entry};
use crate::deferred;
use crate::event::Input;
use crate::time::time_of_day;
use crate::words::{self, Word};
use alongside_protocol::{Author, Content, is_few_emoji};
use yew::prelude::*;

/// Lines of one author. The slice is not empty.
pub(crate) fn group(client: &Client, lines: &[Entry<'_>]) -> Html {
    let Some(first) = lines.first() else { return html! { <div key="none" /> } };
    let key = first.client_id.as_str();
    let (author, name) = match first.author {
        Author::Visitor => ("visitor", html! { <p class="only-read">{ words::get(Word::You) }</p> }),
        Author::Agent { name } => ("agent", html! { <p class="name" dir="auto">{ name.clone() }</p> }),
        Author::System => ("system", html! { <span class="slot" /> }),
    };
    html! {
        <div {key} class="group" data-author={author}>
            { name }
            <div>{ for lines.iter().enumerate().map(|(index, line)| bubble(client, line, lines.get(index + 1))) }</div>
        </div>
    }
}

fn bubble(client: &Client, line: &Entry<'_>, next: Option<&Entry<'_>>) -> Html {
    let is_failed = matches!(line.delivery, Delivery::Failed(_));
    html! {
        <div key={line.client_id.as_str()} class="line">
            <div class="slot">{ words_of(client, line, is_failed) }</div>
            <div class="slot">{ carried(client, line) }</div>
            <div class="slot">{ below(client, line, next) }</div>
        </div>
    }
}

/// What is said besides what is shown.
fn words_of(client: &Client, line: &Entry<'_>, is_failed: bool) -> Html {
    // Where the cards cannot be had, their words say the same.
    if !client.lacks_extras()
        && matches!(line.content, Some(content @ Content::Cards { .. }) if content.words().as_deref() == Some(line.body))
    {
        return html! {};
    }
    let (kind, said) = match line.content {
        Some(Content::Attachment { attachment }) if client.has_extras() => {
            deferred::attached(client, attachment, line.body)
        }
        content => {
            let said = words::said(line.body, content);
            let kind = is_few_emoji(&said).then_some("large");
            // What the relay notes says names, which have no marks.
            let may_be_marked = *line.author != Author::System && may_be_marked(&said);
            (kind, if may_be_marked { formatted(client, &said) } else { said.into_owned().into() })
        }
    };
    html! { <div class="bubble" data-failed={is_failed.then_some("")} data-kind={kind} dir="auto">{ said }</div> }
}

/// Whether it is worth a look for marks and addresses.
fn may_be_marked(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().any(|byte| matches!(byte, b'*' | b'_' | b'`' | b'[' | b'>' | b'/' | b'\n'))
        || bytes.windows(4).any(|start| start.eq_ignore_ascii_case(b"www."))
}

/// Until it can be formatted it stands as it was typed.
fn formatted(client: &Client, text: &str) -> Html {
    client.want_extras();
    if client.has_extras() { deferred::formatted(text) } else { text.to_owned().into() }
}

fn carried(client: &Client, line: &Entry<'_>) -> Html {
    match line.content {
        Some(Content::Cards { cards }) => client.deferred(|| deferred::cards(cards)),
        // It stands among the words, which until then are its name.
        Some(Content::Attachment { .. }) if !client.has_extras() => client.deferred(Html::default),
        _ => html! {},
    }
}

/// Time and state: below the last line of a group, and where the next line's state is another.
fn below(client: &Client, line: &Entry<'_>, next: Option<&Entry<'_>>) -> Html {
    if let Delivery::Failed(reason) = &line.delivery {
        return failed(client, line, reason);
    }
    let is_said_below = next.is_some_and(|next| next.delivery == line.delivery);
    if is_said_below || *line.author == Author::System {
        return html! {};
    }
    let state = match line.delivery {
        Delivery::Sending => Some(words::get(Word::Sending)),
        Delivery::Sent => Some(words::get(Word::Sent)),
        Delivery::Delivered => Some(words::get(Word::Delivered)),
        Delivery::Read => Some(words::get(Word::Read)),
        Delivery::Received | Delivery::Failed(_) => None,
    };
    let text = match state {
        Some(state) => [&time_of_day(line.at_ms), " · ", state].concat(),
        None => time_of_day(line.at_ms),
    };
    html! { <p class="below" dir="auto">{ text }</p> }
}

fn failed(client: &Client, line: &Entry<'_>, reason: &str) -> Html {
    let onclick = {
        let (client, client_id) = (client.clone(), line.client_id.clone());
        move |_: MouseEvent| client.dispatch(Input::RemoveFailed(client_id.clone()))
    };
    html! {
        <p class="below bad">
            <span>{ [words::get(Word::NotSent), " ", reason].concat() }</span>{ " " }
            <button type="button" class="text" {onclick}>{ words::get(Word::Remove) }</button>
        </p>
    }
}

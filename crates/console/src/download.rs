//! The open conversation as a text file, made in this browser. Does not own how what it lacks is fetched: see `state_download.rs`.

use crate::action::Action;
use crate::browser;
use crate::icon::{self, icon};
use crate::words::chat as words;
use alongside_protocol::{Author, Content, Message, PlainLine, plain_text};
use std::borrow::Cow;
use yew::prelude::*;

/// The button that asks for the file, and how far that is, in percent, while the conversation's beginning is fetched.
pub fn button(so_far: Option<usize>, loaded: bool, act: &Callback<Action>) -> Html {
    let onclick = act.reform(|_: MouseEvent| Action::Download);
    let so_far = so_far.map(
        |percent| html! { <><span class="hidden">{ words::FETCHING_ALL }</span>{ percent }{ "\u{a0}%" }</> },
    );
    html! { <>
        <span class="quiet" role="status">{ so_far.clone().unwrap_or_default() }</span>
        <button class="button plain square" disabled={!loaded} aria-busy={so_far.is_some().then_some("true")} {onclick}
            aria-label={words::DOWNLOAD} title={words::DOWNLOAD}>{ icon(icon::SAVE) }</button>
    </> }
}

/// Has the browser save what was said under the shopper's name.
pub fn save(visitor: &str, messages: &[Message]) {
    let text = plain_text(visitor, messages.iter().map(|message| line(message, visitor)));
    browser::save_text(&format!("{visitor}.txt"), &text);
}

fn line<'a>(message: &'a Message, visitor: &'a str) -> PlainLine<'a> {
    let at = browser::local(message.sent_at_ms);
    let name = match &message.author {
        Author::Agent { name } => name.as_str(),
        Author::Visitor => visitor,
        Author::System => "",
    };
    let body = match (&message.author, &message.content) {
        (Author::System, Some(Content::Notice { what, name })) => {
            Cow::Owned(crate::words::noted(*what, name.as_deref()))
        }
        _ => Cow::Borrowed(message.body.as_str()),
    };
    let content = message.content.as_ref().filter(|_| message.author != Author::System);
    PlainLine { day: at.full_date(), time: at.time_of_day(), name, body, content }
}

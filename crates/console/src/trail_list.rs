//! What the shopper did of late, as a list beside the conversation: newest first.

use crate::browser;
use crate::clock;
use crate::icon::{self, icon};
use crate::words::{page, trail as words};
use alongside_protocol::{Deed, Happening, Properties};
use std::rc::Rc;
use yew::prelude::*;

/// What shows before the agent asks for the rest.
const FIRST: usize = 6;

/// What the list is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is known, oldest first.
    pub happenings: Rc<Vec<Happening>>,
    /// Changes as time goes by, so that "5 min" does not stand still.
    pub minute: u64,
}

/// The list; nothing where nothing is known.
#[component]
pub fn TrailList(props: &Props) -> Html {
    let is_whole = use_state(|| false);
    let show_all = {
        let is_whole = is_whole.clone();
        Callback::from(move |_| is_whole.set(true))
    };
    let count = if *is_whole { usize::MAX } else { FIRST };
    let rest = props.happenings.len().saturating_sub(count);
    html! {
        <section class="card trail" aria-label={words::LIST} hidden={props.happenings.is_empty()}>
            <h3>{ words::LIST }</h3>
            <ol>{ for props.happenings.iter().rev().take(count).map(view_happening) }</ol>
            <div class="slot">
                if rest > 0 {
                    <button class="link" onclick={show_all}>{ words::more(rest) }</button>
                }
            </div>
        </section>
    }
}

fn view_happening(happening: &Happening) -> Html {
    let now = browser::local(browser::now_ms());
    let when = clock::brief(browser::local(happening.at_ms), now);
    let (mark, what, more) = match &happening.what {
        Deed::Page { page } => (icon::PAGE, title(&page.title, &page.url), path(&page.url).to_owned()),
        Deed::Event { name, properties } => (icon::EVENT, name.as_str(), line(properties)),
    };
    html! {
        <li>
            { icon(mark) }
            <span class="trail-what"><span dir="auto">{ what }</span><span class="trail-more" dir="auto" title={more.clone()}>{ more }</span></span>
            <span class="trail-when">{ when }</span>
        </li>
    }
}

fn title<'a>(title: &'a str, url: &'a str) -> &'a str {
    match (title.trim(), url) {
        ("", "") => page::UNTITLED,
        ("", url) => path(url),
        (title, _) => title,
    }
}

/// The part of an address that tells pages of one shop apart.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or(rest)
}

fn line(properties: &Properties) -> String {
    let pairs: Vec<_> = properties.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    pairs.join(" · ")
}

//! The open conversation as a text file, made in this browser.

use crate::browser;
use crate::icon::{self, icon};
use crate::layout::Entry;
use crate::words::chat as words;
use alongside_protocol::{Author, PlainLine, plain_text};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// A link to the file, which is made as soon as it is pressed. `name` is the shopper's.
pub fn link(name: &AttrValue, entries: &[Entry]) -> Html {
    let make = {
        let (name, entries) = (name.clone(), entries.to_vec());
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if let Some(link) = target.and_then(|target| target.closest("a").ok().flatten()) {
                let text = plain_text(&name, entries.iter().flat_map(|entry| lines(entry, &name)));
                let text = String::from(js_sys::encode_uri_component(&text));
                let _ = link.set_attribute("href", &format!("data:text/plain;charset=utf-8,{text}"));
            }
        })
    };
    html! {
        <a class="button plain square" href="data:," download={format!("{name}.txt")} onclick={make}
            aria-label={words::DOWNLOAD} title={words::DOWNLOAD}>{ icon(icon::SAVE) }</a>
    }
}

/// Of a group, all bubbles have the time of the last one: nearer than that the screen does not tell either.
fn lines<'a>(entry: &'a Entry, visitor: &'a str) -> Vec<PlainLine<'a>> {
    let line = |at_ms, name: &'a str, body: &'a str, content| {
        let at = browser::local(at_ms);
        PlainLine { day: at.full_date(), time: at.time_of_day(), name, body: body.into(), content }
    };
    match entry {
        Entry::Day(_) => Vec::new(),
        Entry::System { body, at_ms, .. } => vec![line(*at_ms, "", body, None)],
        Entry::Group(group) => {
            let name = match &group.author {
                Author::Agent { name } => name.as_str(),
                Author::Visitor | Author::System => visitor,
            };
            let bubbles = group.bubbles.iter();
            bubbles
                .map(|bubble| line(group.last_at_ms, name, &bubble.body, bubble.content.as_ref()))
                .collect()
        }
    }
}

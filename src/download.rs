//! The conversation as a file for the shopper, made in her browser: nobody is asked for it.

use crate::client::Client;
use crate::time::{full_date, time_of_day};
use crate::words::{self, Word};
use alongside_protocol::{Author, PlainLine, plain_text};

/// What was said so far, as the address of a text file.
pub(crate) fn transcript_address(client: &Client) -> String {
    let state = client.state();
    let lines = state.conversation.entries(usize::MAX).into_iter().map(|entry| PlainLine {
        day: full_date(entry.at_ms),
        time: time_of_day(entry.at_ms),
        name: match entry.author {
            Author::Visitor => words::get(Word::You),
            Author::Agent { name } => name,
            Author::System => "",
        },
        body: words::said(entry.body, entry.content),
        content: entry.content,
    });
    let text = plain_text(&client.settings().name, lines);
    // Not a `blob:`, for which the browser would have to be told when it is done with it.
    let text = String::from(js_sys::encode_uri_component(&text));
    format!("data:text/plain;charset=utf-8,{text}")
}

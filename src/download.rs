//! The conversation as a file for the shopper, made in her browser. What was said before what the panel holds is fetched first, page
//! by page, while a line in the panel says how far that is; to take that line away is to let it be.

use crate::client::Client;
use crate::decimal::decimal;
use crate::deletion::Deletion;
use crate::event::Input;
use crate::my_data;
use crate::time::{full_date, time_of_day};
use crate::words::{self, Word};
use alongside_protocol::{Author, FromVisitor, PlainLine, plain_text};

/// Gives her all that was said, as soon as it is here.
pub(crate) fn download(client: &Client) {
    client.shared.extras.asked_before.set(Some(0));
    go_on(client);
}

/// Asks for the page before what is held, or gives her the file; after each drawing, which is after each answer.
pub(crate) fn go_on(client: &Client) {
    let asked_before = &client.shared.extras.asked_before;
    let Some(asked) = asked_before.get() else { return };
    let (first, held, is_welcomed, is_let_be) = {
        let state = client.state();
        let is_let_be = (asked > 0 && state.ended.is_none()) || state.deletion != Deletion::No;
        (state.conversation.first(), state.conversation.len() as u64, state.is_welcomed(), is_let_be)
    };
    if first > 1 && is_welcomed && !is_let_be {
        if asked != first {
            asked_before.set(Some(first));
            client.send(&FromVisitor::Earlier { before: first });
            let percent = decimal(held * 10 / (held + first) * 10);
            let so_far = [words::get(Word::DownloadConversation), ": ", &percent, " %"].concat();
            client.dispatch(Input::AboutData(so_far));
        }
        return;
    }
    asked_before.set(None);
    if first <= 1 {
        if asked > 0 {
            client.dispatch(Input::NoticeRead);
        }
        let name = [&client.settings().name, ".txt"].concat();
        // Fails only for names that are none.
        drop(my_data::save(&transcript_address(client), &name));
    } else if !is_let_be {
        client.dispatch(Input::AboutData(words::get(Word::ShareAgain).to_owned()));
    }
}

/// What was said so far, as the address of a text file.
fn transcript_address(client: &Client) -> String {
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

//! Whether she means it: what is deleted and what stays; and that it is done.

use crate::client::Client;
use crate::deletion::Deletion;
use crate::event::Input;
use crate::view::card::{Answer, card, term};
use crate::view::icon;
use crate::words::{self, Word};
use yew::prelude::*;

pub(crate) fn deletion(client: &Client, stands: Deletion) -> Html {
    let (title, says, no, yes): (_, _, Answer, Answer) = match stands {
        Deletion::No => return html! {},
        Deletion::Asking => (
            words::get(Word::DeleteTitle),
            terms(),
            (words::get(Word::DeleteAll), |client| client.dispatch(Input::DeletionMeant(true))),
            (words::get(Word::KeepIt), |client| client.dispatch(Input::DeletionMeant(false))),
        ),
        Deletion::Running => {
            return html! { <div key="running" class="veil"><p class="card" role="status">{ words::get(Word::Deleting) }</p></div> };
        }
        Deletion::Done => (
            words::get(Word::AllDeleted),
            html! { <p class="card-note">{ words::get(Word::DeletedNote) }</p> },
            (words::get(Word::Close), |client| client.dispatch(Input::Opened(false))),
            (words::get(Word::BeginAnew), |client| client.dispatch(Input::BegunAnew)),
        ),
    };
    card(client, title, title.to_owned(), says, no, yes)
}

fn terms() -> Html {
    html! {
        <dl class="terms">
            { term(icon::close(), Word::Goes, Word::GoesWhat) }
            { term(icon::lock(), Word::Stays, Word::StaysWhat) }
        </dl>
    }
}

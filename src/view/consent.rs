//! The question whether the page may be shared: what is seen, what never is, and how it ends.

use crate::client::Client;
use crate::event::Input;
use crate::view::card::{card, term};
use crate::view::icon;
use crate::words::{self, Word};
use yew::prelude::*;

/// `agent` is who asked, if it was not the shopper herself.
pub(crate) fn consent(client: &Client, session: &str, agent: Option<&str>) -> Html {
    let says = html! {
        <>
            <dl class="terms">
                { term(icon::eye(), Word::Shared, Word::SharedWhat) }
                { term(icon::lock(), Word::NeverShared, Word::NeverSharedWhat) }
            </dl>
            <p class="card-note">
                { words::get(Word::SharingEnds) }
                { " " }<b>{ if client.settings().records { words::get(Word::Recorded) } else { "" } }</b>
            </p>
        </>
    };
    card(
        client,
        session,
        words::consent_title(agent),
        says,
        (words::get(Word::NotNow), |client| client.dispatch(Input::ShareDeclined)),
        (words::get(Word::ShareMyPage), |client| client.dispatch(Input::ShareAgreed)),
    )
}

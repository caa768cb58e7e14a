//! The question whether the page may be shared: what is seen, what never is, and how it ends.

use crate::client::Client;
use crate::event::Input;
use crate::view::card::card;
use crate::view::icon;
use crate::words::{self, Word};
use yew::prelude::*;

/// `agent` is who asked, if it was not the shopper herself.
pub(crate) fn consent(client: &Client, session: &str, agent: Option<&str>) -> Html {
    let says = html! {
        <>
            <dl class="terms">
                <div>
                    <dt>{ icon::eye() }{ words::get(Word::Shared) }</dt>
                    <dd>{ words::get(Word::SharedWhat) }</dd>
                </div>
                <div>
                    <dt>{ icon::lock() }{ words::get(Word::NeverShared) }</dt>
                    <dd>{ words::get(Word::NeverSharedWhat) }</dd>
                </div>
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

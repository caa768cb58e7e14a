//! The question whether the page may be shared: what is seen, what never is, and how it ends.

use crate::client::Client;
use crate::event::Input;
use crate::view::card::card;
use crate::view::icon;
use crate::words;
use yew::prelude::*;

/// `agent` is who asked, if it was not the shopper herself.
pub(crate) fn consent(client: &Client, session: &str, agent: Option<&str>) -> Html {
    let says = html! {
        <>
            <dl class="terms">
                <div>
                    <dt>{ icon::eye() }{ words::CONSENT_SEEN_LABEL }</dt>
                    <dd>{ words::CONSENT_SEEN }</dd>
                </div>
                <div>
                    <dt>{ icon::lock() }{ words::CONSENT_NEVER_LABEL }</dt>
                    <dd>{ words::CONSENT_NEVER }</dd>
                </div>
            </dl>
            <p class="card-note">
                { words::CONSENT_END }
                <b>{ if client.settings().records { words::CONSENT_RECORDED } else { "" } }</b>
            </p>
        </>
    };
    card(
        client,
        session,
        words::consent_title(agent),
        says,
        (words::NOT_NOW, |client| client.dispatch(Input::ShareDeclined)),
        (words::SHARE_MY_PAGE, |client| client.dispatch(Input::ShareAgreed)),
    )
}

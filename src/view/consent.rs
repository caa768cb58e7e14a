//! The question whether the page may be shared: what is seen, what never is, and how it ends.

use crate::client::Client;
use crate::event::Input;
use crate::view::card::{Card, press};
use crate::view::icon;
use crate::words;
use yew::prelude::*;

/// `agent` is who asked, if it was not the shopper herself.
pub(crate) fn consent(client: &Client, session: &str, agent: Option<&str>) -> Html {
    html! {
        <Card
            key={session} title={words::consent_title(agent)} is_her_own={agent.is_none()}
            no={words::NOT_NOW} on_no={press(client, Input::ShareDeclined)}
            yes={words::SHARE_MY_PAGE} on_yes={press(client, Input::ShareAgreed)}
        >
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
        </Card>
    }
}

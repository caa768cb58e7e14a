//! The chat panel: a dialog with a header, the conversation and a composer.

use crate::client::Client;
use crate::deferred;
use crate::deletion::Deletion;
use crate::event::Input;
use crate::locale;
use crate::sharing::Sharing;
use crate::state::State;
use crate::view::composer::Composer;
use crate::view::header::header;
use crate::view::log::Log;
use crate::view::menu;
use crate::view::notice::notices;
use crate::words::{self, Word};
use web_sys::Element;
use yew::prelude::*;

/// The panel; hidden, but there, while it is closed: what is half written stays. It stands where the page's own direction puts the
/// launcher; what is in it runs as its language does.
pub(crate) fn panel(client: &Client) -> Html {
    let state = client.state();
    let onkeydown = {
        let client = client.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.is_composing() && !is_of_emoji(&event) {
                event.stop_propagation();
                if !menu::close(&event) {
                    leave(&client);
                }
            }
        })
    };
    let (prefills, prefill) = client.prefilled();
    html! {
        <section
            class="panel" role="dialog" aria-labelledby="alongside-title" tabindex="-1"
            hidden={!state.is_open} {onkeydown}
        >
            <div class="slot" lang={locale::tag()} dir={words::get(Word::Direction)}>
            { header(client) }
            <div class="notices">{ notices(client) }</div>
            // The module that has calls draws into it.
            <div class="call" />
            <Log client={client.clone()} revision={client.revision()} />
            <div class="slot" aria-live="polite">{ rating(client, &state) }</div>
            <div class="form-place" />
            <div class="slot">{ form_comes(client, &state) }</div>
            <div class="composer-place" hidden={state.form().is_some() && !client.lacks_extras()}>
                <Composer
                    client={client.clone()}
                    can_share={client.offers_sharing() && state.is_welcomed() && !state.sharing.is_shared()}
                    is_refused={state.refused.is_some()}
                    focusings={state.focusings}
                    language={locale::tag()}
                    most_bytes={state.attachment_bytes}
                    {prefills}
                    prefill={AttrValue::from(prefill)}
                />
            </div>
            <div class="slot" aria-live="polite">{ over(client, &state) }</div>
            <span class="only-read" role="status">{ state.typing.as_deref().map(|name| words::fill(Word::IsTyping, &[name])) }</span>
            </div>
        </section>
    }
}

/// What lies over the conversation.
fn over(client: &Client, state: &State) -> Html {
    if state.asks_for_more() {
        client.deferred(|| deferred::over(client, state))
    } else {
        html! {}
    }
}

/// The form itself is not Yew's: see [`crate::view::form`].
fn form_comes(client: &Client, state: &State) -> Html {
    match state.form() {
        Some(_) => client.deferred(Html::default),
        None => html! {},
    }
}

fn rating(client: &Client, state: &State) -> Html {
    match state.rating.as_ref().filter(|_| !state.asks_for_more()) {
        Some(rating) => client.deferred(|| deferred::rating(client, rating)),
        None => html! {},
    }
}

/// The emoji have an Escape of their own.
fn is_of_emoji(event: &KeyboardEvent) -> bool {
    let target = event.target_dyn_into::<Element>();
    target.is_some_and(|target| target.closest(".pick-emoji").ok().flatten().is_some())
}

/// Escape first closes the menu, then takes away what lies over the conversation, then the panel.
fn leave(client: &Client) {
    let input = {
        let state = client.state();
        if matches!(state.deletion, Deletion::Asking) {
            Input::DeletionMeant(false)
        } else if matches!(state.sharing, Sharing::Asking { .. }) {
            Input::ShareDeclined
        } else if state.code.is_some() {
            Input::CodeTakenBack
        } else {
            Input::Opened(false)
        }
    };
    client.dispatch(input);
}

//! The chat panel: a dialog with a header, the conversation and a composer.

use crate::client::Client;
use crate::event::Input;
use crate::sharing::Sharing;
use crate::view::composer::Composer;
use crate::view::consent::Consent;
use crate::view::header::header;
use crate::view::log::Log;
use crate::view::notice::notices;
use crate::words;
use yew::prelude::*;

/// The panel; hidden, but there, while it is closed: what is half written stays.
pub(crate) fn panel(client: &Client) -> Html {
    let state = client.state();
    let onkeydown = {
        let client = client.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.is_composing() {
                event.stop_propagation();
                leave(&client);
            }
        })
    };
    let (prefills, prefill) = client.prefilled();
    html! {
        <section
            class="panel" role="dialog" aria-labelledby="alongside-title" tabindex="-1"
            hidden={!state.is_open} {onkeydown}
        >
            { header(client) }
            <div class="notices">{ notices(client) }</div>
            <Log client={client.clone()} revision={client.revision()} />
            <div class="composer-place">
                <Composer
                    client={client.clone()}
                    can_share={client.offers_sharing() && state.is_welcomed() && !state.sharing.is_shared()}
                    is_refused={state.refused.is_some()}
                    focusings={state.focusings}
                    {prefills}
                    prefill={AttrValue::from(prefill)}
                />
            </div>
            <div class="slot" aria-live="polite">{ consent(client, &state.sharing) }</div>
            <span class="only-read" role="status">{ state.typing.as_deref().map(words::is_typing) }</span>
        </section>
    }
}

fn consent(client: &Client, sharing: &Sharing) -> Html {
    match sharing {
        Sharing::Asking { session, agent } => {
            let agent = agent.clone().map(AttrValue::from);
            html! { <Consent key={session.as_str()} client={client.clone()} {agent} /> }
        }
        _ => html! {},
    }
}

/// Escape first takes the question away, then the panel.
fn leave(client: &Client) {
    let is_asked = matches!(client.state().sharing, Sharing::Asking { .. });
    client.dispatch(if is_asked { Input::ShareDeclined } else { Input::Opened(false) });
}

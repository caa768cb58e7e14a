//! What the shopper sees on her page for as long as it is shared, whether the panel is open or not.

use crate::client::Client;
use crate::event::Input;
use crate::sharing::Sharing;
use crate::words;
use yew::prelude::*;

/// A bar that says who watches and ends it with one click, and a frame around the page.
pub(crate) fn share_bar(client: &Client) -> Html {
    let state = client.state();
    let text = match &state.sharing {
        Sharing::Idle | Sharing::Asking { .. } => return html! {},
        Sharing::Starting { .. } => words::SHARING_STARTS.to_owned(),
        Sharing::Live { watchers, .. } => words::sharing_with(watchers),
    };
    let onclick = {
        let client = client.clone();
        move |_: MouseEvent| client.dispatch(Input::ShareStopped)
    };
    html! {
        <div class="shared">
            <div class="frame" aria-hidden="true" />
            <div class="bar">
                <span class="live" aria-hidden="true" />
                <p class="bar-text" role="status" dir="auto">{ text }</p>
                <button type="button" class="stop" {onclick}>{ words::STOP }</button>
            </div>
        </div>
    }
}

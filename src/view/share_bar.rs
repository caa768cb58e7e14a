//! What the shopper sees on her page for as long as it is shared, whether the panel is open or not.

use crate::client::Client;
use crate::event::Input;
use crate::sharing::Sharing;
use crate::words;
use yew::prelude::*;

/// A bar that says who watches and ends it with one click, and a frame around the page. On a page that is not shared while
/// another one is, only the bar.
pub(crate) fn share_bar(client: &Client) -> Html {
    let state = client.state();
    let text = match &state.sharing {
        Sharing::Idle | Sharing::Asking { .. } => return html! {},
        Sharing::Starting { .. } => words::SHARING_STARTS.to_owned(),
        Sharing::Live { watchers, .. } if state.online => words::sharing_with(watchers),
        Sharing::Live { .. } | Sharing::Held { .. } => words::RECONNECTING.to_owned(),
        Sharing::Elsewhere { .. } => words::SHARED_ELSEWHERE.to_owned(),
    };
    let onclick = {
        let client = client.clone();
        move |_: MouseEvent| client.dispatch(Input::ShareStopped)
    };
    let is_here = state.sharing.is_running();
    html! {
        <div class="shared">
            <div class="frame" aria-hidden="true" hidden={!is_here} />
            <div class="bar">
                <span class="live" aria-hidden="true" />
                <p class="bar-text" role="status" dir="auto">{ text }</p>
                <button type="button" class="stop" {onclick}>{ words::STOP }</button>
            </div>
        </div>
    }
}

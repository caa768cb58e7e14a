//! What the shopper sees on her page for as long as it is shared, whether the panel is open or not: in the top layer, above dialogs
//! and what fills the screen. The loader keeps it there, and finds what she presses while those make it inert.

use crate::client::Client;
use crate::event::Input;
use crate::locale;
use crate::sharing::Sharing;
use crate::view::icon;
use crate::view::press::press;
use crate::words::{self, Word};
use yew::prelude::*;

/// A bar that says who watches and ends it with one click, and a frame around the page. On a page that is not shared while
/// another one is, only the bar.
pub(crate) fn share_bar(client: &Client) -> Html {
    let state = client.state();
    let text = match &state.sharing {
        Sharing::Idle | Sharing::Asking { .. } => return html! {},
        Sharing::Starting { .. } => words::get(Word::SharingStarts).to_owned(),
        Sharing::Live { .. } if state.is_paused => words::get(Word::Paused).to_owned(),
        Sharing::Live { watchers, .. } if state.online => words::sharing_with(watchers),
        Sharing::Live { .. } | Sharing::Held { .. } => words::get(Word::Reconnecting).to_owned(),
        Sharing::Elsewhere { .. } => words::get(Word::SharedElsewhere).to_owned(),
    };
    let onclick = press(client, |client| client.dispatch(Input::ShareStopped));
    let is_here = state.sharing.is_running();
    let is_paused = state.is_paused;
    let on_pause = press(client, |client| {
        let on = !client.state().is_paused;
        client.dispatch(Input::SharePaused(on));
    });
    let is_previewed = state.is_previewed;
    let on_preview = press(client, |client| {
        let on = !client.state().is_previewed;
        client.dispatch(Input::SharePreviewed(on));
    });
    let is_live = matches!(state.sharing, Sharing::Live { .. });
    let pause = if is_paused { words::get(Word::ResumeSharing) } else { words::get(Word::PauseSharing) };
    html! {
        <div
            class="shared" data-paused={is_paused.then_some("")} popover="manual"
            lang={locale::tag()} dir={words::get(Word::Direction)}
        >
            <div class="frame" aria-hidden="true" hidden={!is_here} />
            <div class="bar">
                <span class="live" aria-hidden="true" />
                <p class="bar-text" role="status" dir="auto">{ text }</p>
                <button
                    type="button" class="pause" aria-label={words::get(Word::ShowHidden)} title={words::get(Word::ShowHidden)}
                    aria-pressed={is_previewed.to_string()} disabled={!is_live} onclick={on_preview}
                >
                    { icon::eye() }
                </button>
                <button
                    type="button" class="pause" aria-label={pause} title={pause}
                    disabled={!is_live} onclick={on_pause}
                >
                    <span class="slot">{ if is_paused { icon::resume() } else { icon::pause() } }</span>
                </button>
                <button type="button" class="stop" aria-label={words::get(Word::StopSharing)} {onclick}>
                    <span class="wide">{ words::get(Word::StopSharing) }</span><span class="narrow">{ words::get(Word::Stop) }</span>
                </button>
            </div>
        </div>
    }
}

//! The panel's head: whose shop it is, who is there, and the way out.

use crate::client::Client;
use crate::event::Input;
use crate::time::moment;
use crate::view::icon;
use crate::view::menu::menu;
use crate::view::press::press;
use crate::words::{self, Word};
use yew::prelude::*;

/// Shop, presence, the menu and the close button.
pub(crate) fn header(client: &Client) -> Html {
    let state = client.state();
    let name = client.settings().name.clone();
    // Made a capital by the style sheet: the tables for that would weigh more than this file.
    let initial: String = name.chars().take(1).collect();
    let onclick = press(client, |client| client.dispatch(Input::Opened(false)));
    // Whoever was there may have left: without a line nobody knows. At first nobody is known, and nothing is claimed.
    let is_lost = state.refused.is_some() || !(state.is_welcomed() || state.agents.is_empty());
    let is_online = !state.agents.is_empty() && !state.reception.closed && !is_lost;
    let presence = match state.reception.opens_at_ms {
        _ if is_lost => state.lost().to_owned(),
        Some(at_ms) => words::fill(Word::Back, &[&moment(at_ms)]),
        None if state.reception.closed => words::get(Word::Closed).to_owned(),
        None => words::presence(&state.agents),
    };
    html! {
        <header class="header">
            <span class="mark" aria-hidden="true">{ initial }</span>
            <div class="who">
                <h2 id="alongside-title" class="shop" dir="auto">{ name }</h2>
                <p class="presence" data-online={is_online.then_some("")}>{ presence }</p>
            </div>
            { menu(client) }
            <button type="button" class="round" aria-label={words::get(Word::Close)} title={words::get(Word::Close)} {onclick}>
                { icon::close() }
            </button>
        </header>
    }
}

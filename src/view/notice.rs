//! The lines below the head: how the line stands, and what else the shopper should know.

use crate::client::Client;
use crate::event::Input;
use crate::state::Line;
use crate::view::countdown::countdown;
use crate::view::icon;
use crate::view::press::press;
use crate::words::{self, Word};
use yew::prelude::*;

/// Each in a slot of its own, so that one that comes does not disturb another.
pub(crate) fn notices(client: &Client) -> Html {
    html! {
        <>
            <div class="slot" role="status">{ connection(client) }</div>
            <div class="slot" role="status">{ sharing_ended(client) }</div>
            <div class="slot">{ not_kept(client) }</div>
            <div class="slot" role="status">{ away(client) }</div>
            <div class="slot" role="status">{ not_loaded(client) }</div>
        </>
    }
}

fn connection(client: &Client) -> Html {
    let state = client.state();
    if let Some(reason) = &state.refused {
        return html! { <p class="notice bad">{ reason.clone() }</p> };
    }
    if state.is_reset {
        return html! {};
    }
    match state.line {
        Line::Welcomed if state.is_slowed => html! { <p class="notice">{ words::get(Word::OneMoment) }</p> },
        Line::Welcomed => html! {},
        _ if !state.online => html! { <p class="notice">{ words::get(Word::Offline) }</p> },
        Line::Connecting => {
            html! { <p class="notice"><span class="spinner" aria-hidden="true" />{ state.lost() }</p> }
        }
        Line::Waiting { until_ms } => {
            let onclick = press(client, Client::retry_now);
            html! {
                <p class="notice">
                    <span>{ state.lost() }{ " · " }{ countdown(until_ms, words::trying_again) }</span>
                    <button type="button" class="text" {onclick}>{ words::get(Word::TryNow) }</button>
                </p>
            }
        }
    }
}

fn sharing_ended(client: &Client) -> Html {
    let state = client.state();
    let Some(ended) = &state.ended else { return html! {} };
    let onclick = press(client, |client| client.dispatch(Input::NoticeRead));
    html! {
        <p class="notice">
            <span>{ words::sharing_ended(ended) }</span>
            <button type="button" class="small" aria-label={words::get(Word::Dismiss)} title={words::get(Word::Dismiss)} {onclick}>
                { icon::close() }
            </button>
        </p>
    }
}

/// Whoever has said where to answer writes as ever, and is told that it takes longer.
fn away(client: &Client) -> Html {
    let state = client.state();
    if state.is_away() && state.form().is_none() {
        html! { <p class="notice">{ words::get(Word::AnswerLater) }</p> }
    } else {
        html! {}
    }
}

fn not_kept(client: &Client) -> Html {
    if client.state().is_kept {
        html! {}
    } else {
        html! { <p class="notice">{ words::get(Word::NotKept) }</p> }
    }
}

/// What is behind [`crate::deferred`] cannot be had.
fn not_loaded(client: &Client) -> Html {
    if !client.lacks_extras() {
        return html! {};
    }
    let onclick = press(client, Client::fetch_extras);
    html! {
        <p class="notice">
            <span>{ words::get(Word::NotLoaded) }</span>
            <button type="button" class="text" {onclick}>{ words::get(Word::TryNow) }</button>
        </p>
    }
}

/// Something comes.
pub(crate) fn spinner() -> Html {
    html! { <span class="spinner coming" /> }
}

//! What is kept of a conversation's shared pages, as a list beside it. The log has a button for each of them, too, but a
//! recording may be older than the part of the log that was loaded.

use crate::browser;
use crate::clock;
use crate::icon::{self, icon};
use crate::recordings::{Listing, RecordingAction};
use crate::scrubber::clock_time;
use crate::state::Action;
use crate::words::recordings as words;
use alongside_protocol::{Recording, RecordingKind};
use yew::prelude::*;

/// What the list is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is known.
    pub listing: Listing,
    /// Takes what the agent does.
    pub act: Callback<Action>,
}

/// A conversation's recordings and saved pages.
#[component]
pub fn RecordingList(props: &Props) -> Html {
    html! {
        <section class="card recordings" aria-label={words::LIST}>
            <h3>{ words::LIST }</h3>
            <div class="slot">{ view_listing(&props.listing, &props.act) }</div>
        </section>
    }
}

fn view_listing(listing: &Listing, act: &Callback<Action>) -> Html {
    match listing {
        Listing::Loading => html! {
            <p class="recordings-note" key="loading" role="status">
                <span class="spinner is-on"></span><span>{ words::LOADING }</span>
            </p>
        },
        Listing::Failed => html! {
            <p class="recordings-note" key="failed" role="alert">
                <span>{ words::FAILED }{ " " }<button class="link" onclick={again(act)}>{ words::AGAIN }</button></span>
            </p>
        },
        Listing::Known { recordings, expired } => html! {
            <div key="known">
                <div class="slot">
                    if recordings.is_empty() {
                        <p class="recordings-note">{ if *expired == 0 { words::NONE } else { words::NONE_LEFT } }</p>
                    } else {
                        <ul>{ for recordings.iter().map(|recording| view_recording(recording, act)) }</ul>
                    }
                </div>
                <div class="slot">
                    if *expired > 0 {
                        <p class="recordings-note">{ words::expired(*expired) }</p>
                    }
                </div>
            </div>
        },
    }
}

fn view_recording(recording: &Recording, act: &Callback<Action>) -> Html {
    let watch = {
        let (act, recording) = (act.clone(), recording.recording.clone());
        Callback::from(move |_| act.emit(Action::Recording(RecordingAction::Watch(recording.clone()))))
    };
    let now = browser::local(browser::now_ms());
    let at = browser::local(recording.started_at_ms);
    let (mark, what) = match recording.kind {
        RecordingKind::Session => (icon::PLAY, words::session(&clock_time(recording.duration_ms as f64))),
        RecordingKind::Page => (icon::PAGE, words::page(recording.saved_by.as_deref())),
    };
    let state = match (recording.running, recording.cut, recording.gaps) {
        (true, ..) => words::RUNNING.to_owned(),
        (false, true, _) => words::CUT.to_owned(),
        (false, false, 0) => words::kept_until(&browser::local(recording.expires_at_ms).date_words(now)),
        (false, false, _) => words::GAPS.to_owned(),
    };
    html! {
        <li key={recording.recording.as_str()}>
            <button class="recording" onclick={watch}>
                { icon(mark) }
                <span>
                    <span class="recording-what">{ what }</span>
                    <span class="recording-when">
                        { format!("{}, {} · {state}", clock::day_heading(at, now), at.time_of_day()) }
                    </span>
                </span>
            </button>
        </li>
    }
}

fn again(act: &Callback<Action>) -> Callback<MouseEvent> {
    let act = act.clone();
    Callback::from(move |_| act.emit(Action::Recording(RecordingAction::ListAgain)))
}

//! A piece of the log as markup: a day, a line of the relay, a group of bubbles.

use crate::attachment::attached;
use crate::browser;
use crate::carried;
use crate::clock;
use crate::formatted::formatted;
use crate::icon::{self, icon};
use crate::layout::{Bubble, Delivery, Entry, Group};
use crate::recordings::{RecordingAction, told_by};
use crate::scrubber::clock_time;
use crate::stars::stars;
use crate::state::Action;
use crate::words::{chat as words, player, rating};
use alongside_protocol::{Author, Content, Recording, RecordingKind, is_few_emoji};
use yew::prelude::*;

/// What stands above the first message.
pub fn preface(loaded: bool, cut: bool, empty: bool, act: &Callback<Action>) -> Html {
    let text = match (loaded, cut, empty) {
        (false, _, true) => words::LOADING,
        (true, true, _) => {
            let act = act.clone();
            let onclick = Callback::from(move |_| act.emit(Action::Earlier));
            return html! {
                <p class="aside"><button class="button quiet" {onclick}>{ words::EARLIER }</button></p>
            };
        }
        (true, false, true) => words::EMPTY,
        (true | false, false, false) | (false, true, false) => return html! { <span></span> },
    };
    html! { <p class="aside">{ text }</p> }
}

/// A piece of the log.
pub fn view(entry: &Entry, recordings: &[Recording], site: &str, act: &Callback<Action>) -> Html {
    match entry {
        Entry::Day(at_ms) => html! {
            <h3 class="day" key={format!("day-{at_ms}")}>
                <span>{ clock::day_heading(browser::local(*at_ms), browser::local(browser::now_ms())) }</span>
            </h3>
        },
        Entry::System { seq, client_id, body, content, at_ms } => html! {
            <p class="aside" key={format!("system-{seq}")}>
                <span class="slot">{ view_told(body, content.as_ref()) }</span><span class="at">{ browser::local(*at_ms).time_of_day() }</span>
                <span class="slot">
                    if let Some(recording) = told_by(client_id, recordings) {
                        { view_recording(recording, act) }
                    }
                </span>
            </p>
        },
        Entry::Group(group) => view_group(group, site, act),
    }
}

/// The relay's own words; a rating as it looks in the list.
fn view_told(body: &str, content: Option<&Content>) -> Html {
    let Some(Content::Rating { score, comment }) = content else { return html! { <span>{ body }</span> } };
    let name = rating::SCORES.get(usize::from(*score).saturating_sub(1)).copied().unwrap_or_default();
    html! { <span class="rated">{ stars(*score) }{ " " }{ rating::line(name, comment.as_deref()) }</span> }
}

fn view_recording(recording: &Recording, act: &Callback<Action>) -> Html {
    let watch = {
        let (act, recording) = (act.clone(), recording.recording.clone());
        Callback::from(move |_| act.emit(Action::Recording(RecordingAction::Watch(recording.clone()))))
    };
    let (mark, label) = match recording.kind {
        RecordingKind::Session => (icon::PLAY, player::watch(&clock_time(recording.duration_ms as f64))),
        RecordingKind::Page => (icon::PAGE, player::OPEN_PAGE.to_owned()),
    };
    html! { <button class="button quiet watch" onclick={watch}>{ icon(mark) }<span>{ label }</span></button> }
}

fn view_group(group: &Group, site: &str, act: &Callback<Action>) -> Html {
    let (class, name) = match &group.author {
        Author::Agent { name } => ("group is-ours", name.as_str()),
        Author::Visitor | Author::System => ("group", ""),
    };
    let first = group.bubbles.first().map(|bubble| bubble.client_id.to_string()).unwrap_or_default();
    html! {
        <div {class} key={first}>
            { for group.bubbles.iter().map(|bubble| view_bubble(bubble, site, act)) }
            <p class="foot">
                <span class="name">{ name }</span>
                <span class="at">{ browser::local(group.last_at_ms).time_of_day() }</span>
                <span class="slot">{ view_delivery(group) }</span>
            </p>
        </div>
    }
}

fn view_bubble(bubble: &Bubble, site: &str, act: &Callback<Action>) -> Html {
    let class = match bubble.delivery {
        Delivery::Sending => "bubble is-sending",
        Delivery::Refused(_) => "bubble is-refused",
        Delivery::Sent | Delivery::Delivered | Delivery::Read => "bubble",
    };
    let (kind, said) = match &bubble.content {
        Some(Content::Attachment { attachment }) => attached(attachment, &bubble.body, site),
        _ => {
            let kind = is_few_emoji(&bubble.body).then_some("is-large");
            (kind, formatted(&bubble.body))
        }
    };
    html! {
        <div class="said" key={bubble.client_id.as_str()}>
            <div class="slot">
                if !carried::says_all(&bubble.body, bubble.content.as_ref()) {
                    <div class={classes!(class, kind)} dir="auto">{ said }</div>
                }
            </div>
            <div class="slot">
                if let Some(content) = &bubble.content {
                    { carried::view(content) }
                }
            </div>
            <div class="slot">
                if let Delivery::Refused(reason) = &bubble.delivery {
                    { view_refusal(bubble, reason, act) }
                }
            </div>
        </div>
    }
}

fn view_refusal(bubble: &Bubble, reason: &str, act: &Callback<Action>) -> Html {
    let emit = |action: fn(alongside_protocol::ClientId) -> Action| {
        let (act, client_id) = (act.clone(), bubble.client_id.clone());
        Callback::from(move |_| act.emit(action(client_id.clone())))
    };
    html! {
        <p class="refusal" role="alert">
            { icon(icon::ALERT) }
            <span>
                { words::NOT_SENT }{ " " }{ reason }{ " " }
                <button class="link" onclick={emit(Action::Edit)}>{ words::EDIT }</button>
                <button class="link" onclick={emit(Action::Discard)}>{ words::DISCARD }</button>
            </span>
        </p>
    }
}

/// How far our group has come: as far as the last of its messages that is not refused, and nowhere while one is on
/// its way. The shopper's own need no such mark.
fn view_delivery(group: &Group) -> Html {
    let mut states = group.bubbles.iter().map(|bubble| &bubble.delivery);
    let slowest = if states.clone().any(|state| *state == Delivery::Sending) {
        Some(&Delivery::Sending)
    } else {
        states.rfind(|state| !matches!(state, Delivery::Refused(_)))
    };
    let (mark, word) = match (&group.author, slowest) {
        (Author::Agent { .. }, Some(Delivery::Sending)) => (icon::CLOCK, words::SENDING),
        (Author::Agent { .. }, Some(Delivery::Sent)) => (icon::TICK, words::SENT),
        (Author::Agent { .. }, Some(Delivery::Delivered)) => (icon::TICKS, words::DELIVERED),
        (Author::Agent { .. }, Some(Delivery::Read)) => (icon::TICKS, words::READ),
        (Author::Agent { .. } | Author::Visitor | Author::System, _) => return html! { <span></span> },
    };
    let is_read = (word == words::READ).then_some("is-read");
    html! { <span class={classes!("delivery", is_read)}>{ icon(mark) }{ word }</span> }
}

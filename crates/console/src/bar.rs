//! The bar on top: whose desk this is, how the line stands, and the way out.

use crate::api::Me;
use crate::browser;
use crate::icon;
use crate::install::Install;
use crate::words::bar as words;
use alongside_link::LinkState;
use gloo_timers::callback::Interval;
use std::rc::Rc;
use yew::prelude::*;

/// What the bar is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Who works here.
    pub me: Rc<Me>,
    /// How the line stands.
    pub line: LinkState,
    /// Whether the relay has answered on it.
    pub welcomed: bool,
    /// Do not wait any longer.
    pub on_retry: Callback<()>,
    /// The agent leaves.
    pub on_log_out: Callback<()>,
}

/// The bar on top, and under it what there is to say while the line is down.
#[component]
pub fn Bar(props: &Props) -> Html {
    let down = matches!(props.line, LinkState::Waiting { .. });
    let (state, class) = match props.line {
        LinkState::Open if props.welcomed => (words::CONNECTED, "is-up"),
        LinkState::Open | LinkState::Connecting => (words::CONNECTING, "is-between"),
        LinkState::Waiting { .. } | LinkState::Closed => (words::CLOSED, "is-down"),
    };
    let on_log_out = props.on_log_out.clone();
    html! {
        <div class="top">
            <header class="bar">
                { icon::mark() }
                <span class="shop">{ &props.me.site.name }</span>
                <span class={classes!("line", class)} role="status"><span class="dot"></span><span>{ state }</span></span>
                <Install snippet={props.me.snippet.clone()} />
                <span class="me" title={props.me.email.clone()}>{ &props.me.name }</span>
                <button class="button quiet" onclick={move |_| on_log_out.emit(())}>{ words::LOG_OUT }</button>
            </header>
            <div class="slot">
                if down {
                    <Offline line={props.line} on_retry={props.on_retry.clone()} />
                }
            </div>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct OfflineProps {
    line: LinkState,
    on_retry: Callback<()>,
}

/// Says that the line is down, and counts the seconds until the next attempt.
#[component]
fn Offline(props: &OfflineProps) -> Html {
    let left = use_state(|| 0);
    {
        let left = left.clone();
        use_effect_with(props.line, move |line| {
            let wait = if let LinkState::Waiting { ms, .. } = line { u64::from(*ms) } else { 0 };
            let until = browser::now_ms() + wait;
            let count = move || left.set(until.saturating_sub(browser::now_ms()).div_ceil(1_000));
            count();
            let seconds = Interval::new(1_000, count);
            move || drop(seconds)
        });
    }
    let on_retry = props.on_retry.clone();
    html! {
        <div class="offline" role="alert">
            <p><strong>{ words::OFFLINE_LEAD }</strong>{ " " }<span>{ words::OFFLINE_DETAIL }</span></p>
            <p class="count" aria-hidden="true">{ words::waiting(*left) }</p>
            <button class="button quiet" onclick={move |_| on_retry.emit(())}>{ words::RETRY }</button>
        </div>
    }
}

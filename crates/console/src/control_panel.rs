//! Asking for control, waiting for the answer, having it for a while, and giving it back. Whose turn it is else.

use crate::assist::Assist;
use crate::assist_words::{self as words, control};
use crate::browser;
use crate::icon::{self, icon};
use crate::state::Action;
use crate::state_assist::AssistAction;
use alongside_protocol::Capability;
use alongside_protocol::limits::CONTROL_MS;
use gloo_timers::callback::Interval;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// What can be asked for, and whether it is asked for unless the agent says otherwise.
const ASKABLE: [(Capability, bool); 4] = [
    (Capability::Scroll, true),
    (Capability::Click, true),
    (Capability::Type, true),
    (Capability::Navigate, false),
];

/// What both parts are given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The shopper's name.
    pub name: AttrValue,
    /// How things stand.
    pub assist: Assist,
    /// Whether she can be asked now.
    pub enabled: bool,
    /// Whether the question is being put together.
    pub asking: bool,
    /// Begins or leaves off to do so.
    pub on_asking: Callback<bool>,
    /// Takes what the agent does.
    pub act: Callback<Action>,
}

/// One line: who may do what, for how long, and the way to change that.
#[component]
pub fn ControlState(props: &Props) -> Html {
    let Props { assist, .. } = props;
    let give_back = emit(&props.act, || AssistAction::GiveBack);
    let take_back = emit(&props.act, || AssistAction::Ask(Vec::new()));
    let line = if !assist.asked.is_empty() {
        html! {
            <div class="control-line is-waiting" key="asked">
                <span class="spinner is-on"></span>
                <span>{ control::asking(&props.name) }</span>
                <button class="button quiet" disabled={!props.enabled} onclick={take_back}>{ control::TAKE_BACK }</button>
            </div>
        }
    } else if assist.controls() {
        html! {
            <div class="control-line is-on" key="granted">
                { icon(icon::MOUSE) }
                <span>{ words::granted(&assist.granted()) }</span>
                <TimeLeft expires_at_ms={assist.expires_at_ms().unwrap_or_default()} />
                <div class="slot">
                    if assist.grants.len() < ASKABLE.len() {
                        { view_ask(props, control::ASK_MORE) }
                    }
                </div>
                <button class="button quiet" disabled={!props.enabled} onclick={give_back}>{ control::GIVE_BACK }</button>
            </div>
        }
    } else if let Some(controller) = &assist.controller {
        html! {
            <div class="control-line" key="colleague">
                { icon(icon::MOUSE) }
                <span>{ control::controlled_by(&controller.name) }</span>
                { view_ask(props, control::TAKE_OVER) }
            </div>
        }
    } else {
        html! { <div class="control-line" key="none">{ view_ask(props, control::ASK) }</div> }
    };
    html! { <div class="control-state">{ line }</div> }
}

fn view_ask(props: &Props, label: &'static str) -> Html {
    let (asking, on_asking) = (props.asking, props.on_asking.clone());
    html! {
        <button class="button quiet ask-control" disabled={!props.enabled} aria-expanded={asking.to_string()}
            aria-controls="ask-control" onclick={move |_| on_asking.emit(!asking)}>{ label }</button>
    }
}

/// The question: which capabilities.
#[component]
pub fn ControlQuestion(props: &Props) -> Html {
    let held = props.assist.granted();
    let wanted = use_state(|| {
        let is_wanted = |(capability, usual): &(Capability, bool)| *usual && !held.contains(capability);
        ASKABLE
            .iter()
            .filter(|askable| is_wanted(askable))
            .map(|(capability, _)| *capability)
            .collect::<Vec<_>>()
    });
    let form = use_node_ref();
    {
        let form = form.clone();
        use_effect_with((), move |()| {
            let first =
                form.cast::<HtmlElement>().and_then(|form| form.query_selector("input").ok().flatten());
            if let Some(first) = first {
                let _ = wasm_bindgen::JsCast::unchecked_ref::<HtmlElement>(&first).focus();
            }
        });
    }
    let close = {
        let on_asking = props.on_asking.clone();
        move |_| on_asking.emit(false)
    };
    let keys = {
        let on_asking = props.on_asking.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                on_asking.emit(false);
            }
        }
    };
    let ask = {
        let (act, on_asking, wanted) = (props.act.clone(), props.on_asking.clone(), wanted.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            act.emit(Action::Assist(AssistAction::Ask((*wanted).clone())));
            on_asking.emit(false);
        }
    };
    let view_choice = |(capability, _): &(Capability, bool)| {
        let capability = *capability;
        let is_held = held.contains(&capability);
        let toggle = {
            let wanted = wanted.clone();
            move |event: Event| {
                let on = event.target_unchecked_into::<HtmlInputElement>().checked();
                let others = wanted.iter().copied().filter(|other| *other != capability);
                let mut now: Vec<_> = others.chain(on.then_some(capability)).collect();
                now.sort_unstable();
                wanted.set(now);
            }
        };
        html! {
            <label class="choice" key={words::capability(capability)}>
                <input type="checkbox" checked={is_held || wanted.contains(&capability)} disabled={is_held}
                    onchange={toggle} />
                <span>{ words::capability(capability) }</span>
            </label>
        }
    };
    html! {
        <form ref={form} id="ask-control" class="control-question" onsubmit={ask} onkeydown={keys}>
            <fieldset>
                <legend>{ control::TITLE }</legend>
                <div class="choices">{ for ASKABLE.iter().map(view_choice) }</div>
            </fieldset>
            <p class="quiet">{ control::LEAD }</p>
            <p class="buttons">
                <button class="button primary" disabled={wanted.is_empty() || !props.enabled}>{ control::SEND }</button>
                <button class="button plain" type="button" onclick={close}>{ control::CANCEL }</button>
            </p>
        </form>
    }
}

#[derive(PartialEq, Properties)]
struct TimeLeftProps {
    expires_at_ms: u64,
}

/// Counts down. When it is over, the shopper's page says; and her clock may go wrong, so no more is shown than can be.
#[component]
fn TimeLeft(props: &TimeLeftProps) -> Html {
    let now = use_state(browser::now_ms);
    {
        let now = now.clone();
        use_effect_with(props.expires_at_ms, move |_| {
            let seconds = Interval::new(1_000, move || now.set(browser::now_ms()));
            move || drop(seconds)
        });
    }
    let left = props.expires_at_ms.saturating_sub(*now).min(CONTROL_MS);
    html! { <span class="time-left" role="timer" aria-label={control::LEFT}>{ words::time_left(left) }</span> }
}

fn emit(act: &Callback<Action>, action: fn() -> AssistAction) -> Callback<MouseEvent> {
    let act = act.clone();
    Callback::from(move |_| act.emit(Action::Assist(action())))
}

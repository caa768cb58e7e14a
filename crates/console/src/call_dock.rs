//! The agent's call as it shows: ways to call, preview, ring, the call itself, and how it ended. Owns no call: that is the state's,
//! and the pictures are `call_engine`'s.

use crate::browser;
use crate::call_engine::CallEngine;
use crate::call_words as words;
use crate::icon::{self, icon};
use crate::state::Action;
use crate::state_call::CallAction;
use crate::talk::{Phase, Talk};
use alongside_call::{Link, Video};
use alongside_link::random_uuid;
use alongside_protocol::CallKind;
use gloo_timers::callback::Interval;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlSelectElement;
use yew::platform::spawn_local;
use yew::prelude::*;

/// What it is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The call.
    pub talk: Talk,
    /// Its pictures.
    pub engine: CallEngine,
    /// Whether the site has rooms of a provider of its own.
    pub rooms: bool,
    /// Whether the relay listens.
    pub connected: bool,
    /// Takes what the agent does.
    pub act: Callback<Action>,
}

/// The dock above the conversation.
#[component]
pub fn CallDock(props: &Props) -> Html {
    let Props { talk, .. } = props;
    html! {
        <section class="call-dock" aria-label={words::LABEL}>
            <div class="slot">
                if !talk.is_room() && (talk.own.camera || talk.own.screen || is_live(talk)) {
                    <Pictures talk={talk.clone()} engine={props.engine.clone()} />
                }
            </div>
            <div class="call-body">
                <p class="call-state" role="status"><Clock phase={talk.phase.clone()} name={talk.name.clone()} link={talk.link} /></p>
                <div class="slot">{ says(talk) }</div>
                <div class="slot">
                    if let Some(trouble) = &talk.trouble {
                        <p class="callout bad" role="alert">{ icon(icon::ALERT) }<span>{ trouble }</span></p>
                    }
                </div>
                <div class="slot">{ view_room(talk) }</div>
                <div class="slot">{ devices(props) }</div>
                <div class="slot">{ view_phase(props) }</div>
            </div>
        </section>
    }
}

fn is_live(talk: &Talk) -> bool {
    matches!(talk.phase, Phase::Live(..))
}

fn says(talk: &Talk) -> Html {
    if !is_live(talk) {
        return html! { <span></span> };
    }
    let quality = talk.report.map(|report| words::quality(report.quality)).unwrap_or_default();
    let line = if talk.here { quality } else { words::GONE };
    html! {
        <div class="call-line">
            <p class="quiet call-figures">{ talk.report.as_ref().map(words::figures).unwrap_or_default() }</p>
            <p role="status">{ line }</p>
        </div>
    }
}

/// The way into the shop's own room: while it rings, too, as the host may have to be there first.
fn view_room(talk: &Talk) -> Html {
    let waits = match talk.phase {
        Phase::Ringing(_) => words::ROOM_COMES,
        Phase::Live(..) => words::ROOM_ELSEWHERE,
        _ => return html! { <span></span> },
    };
    match &talk.room {
        _ if !talk.is_room() => html! { <span></span> },
        Some(url) => html! {
            <a class="button primary call-room" href={url.clone()} target="_blank" rel="noopener noreferrer">
                { icon(icon::OUT) }<span>{ words::enter_room(url) }</span>
            </a>
        },
        None => html! { <p class="quiet">{ waits }</p> },
    }
}

fn view_phase(props: &Props) -> Html {
    let Props { talk, connected, .. } = props;
    match &talk.phase {
        Phase::Choosing => html! {
            <div key="choosing">
                <div class="slot">
                    if talk.kind.is_none() {
                        <p class="quiet">{ words::WHAT }</p>
                    }
                </div>
                <div class="call-kinds" role="group" aria-label={words::WHAT}>
                    { for words::KINDS.into_iter().chain(props.rooms.then_some(CallKind::Room)).map(|kind| view_kind(props, kind)) }
                </div>
                <div class="call-tools">
                    { button(props, "button plain", words::CANCEL, || CallAction::Leave) }
                    <button class="button primary" disabled={!connected || !is_ready(talk)}
                        onclick={emit(props, || CallAction::Ring(random_uuid().into()))}>
                        { icon(icon::PHONE) }<span>{ words::START }</span>
                    </button>
                </div>
            </div>
        },
        Phase::Ringing(_) => html! {
            <div key="ringing" class="call-tools">{ button(props, "button quiet", words::CANCEL, || CallAction::Leave) }</div>
        },
        Phase::Live(..) => html! { <div key="live" class="call-tools">{ view_tools(props) }</div> },
        Phase::Left(..) => html! {
            <div key="left" class="call-tools">
                { button(props, "button quiet", words::HANG_UP, || CallAction::Leave) }
                <button class="button primary" disabled={!connected} onclick={emit(props, || CallAction::Rejoin)}>
                    { icon(icon::PHONE) }<span>{ words::REJOIN }</span>
                </button>
            </div>
        },
        Phase::Over(..) => html! {
            <div key="over" class="call-tools">{ button(props, "button quiet", words::DISMISS, || CallAction::Leave) }</div>
        },
    }
}

/// Whether there is something to send.
fn is_ready(talk: &Talk) -> bool {
    match talk.kind {
        Some(CallKind::OneWay | CallKind::TwoWay) => talk.own.camera,
        Some(CallKind::Audio) => talk.own.microphone,
        Some(CallKind::Screen) => talk.own.screen,
        Some(CallKind::Room) => true,
        None => false,
    }
}

fn view_kind(props: &Props, kind: CallKind) -> Html {
    let (title, lead) = words::kind(kind);
    let path = match kind {
        CallKind::OneWay | CallKind::TwoWay => icon::CAMERA,
        CallKind::Audio => icon::PHONE,
        CallKind::Screen => icon::PAGE,
        CallKind::Room => icon::OUT,
    };
    let is_chosen = props.talk.kind == Some(kind);
    let act = props.act.clone();
    let choose = move |_| act.emit(Action::Call(CallAction::Kind(kind), browser::now_ms()));
    html! {
        <button key={title} class="call-kind" aria-pressed={is_chosen.to_string()} onclick={choose}>
            { icon(path) }<span><b>{ title }</b><small>{ lead }</small></span>
        </button>
    }
}

fn view_tools(props: &Props) -> Html {
    if props.talk.is_room() {
        return button(props, "button stop", words::HANG_UP, || CallAction::Leave);
    }
    let own = props.talk.own;
    let tool = |path: &'static str, label: &'static str, on: bool, action: CallAction| {
        let act = props.act.clone();
        let press = move |_| act.emit(Action::Call(action.clone(), browser::now_ms()));
        html! {
            <button class={classes!("button", "square", if on { "quiet" } else { "is-off" })} title={label} aria-label={label}
                onclick={press}>{ icon(path) }</button>
        }
    };
    let microphone = if own.microphone { words::MUTE } else { words::UNMUTE };
    let camera = if own.camera { words::CAMERA_OFF } else { words::CAMERA_ON };
    let screen = if own.screen { words::STOP_SCREEN } else { words::SHARE_SCREEN };
    html! {
        <>
            { tool(icon::MICROPHONE, microphone, own.microphone, CallAction::Microphone(!own.microphone)) }
            { tool(icon::CAMERA, camera, own.camera, CallAction::Camera(!own.camera)) }
            { tool(icon::PAGE, screen, true, CallAction::Screen(!own.screen)) }
            { button(props, "button stop", words::HANG_UP, || CallAction::Leave) }
        </>
    }
}

/// Which camera and microphone, where there is a choice.
fn devices(props: &Props) -> Html {
    let talk = &props.talk;
    let is_open = talk.own.camera || talk.own.microphone;
    if !is_open || !matches!(talk.phase, Phase::Choosing | Phase::Live(..)) {
        return html! { <span></span> };
    }
    let choice = |kind: &'static str, label: &'static str| {
        let of_kind: Vec<_> = talk.devices.iter().filter(|device| device.kind == kind).collect();
        let act = props.act.clone();
        let change = move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                let action = CallAction::Device(kind.to_owned(), select.value());
                act.emit(Action::Call(action, browser::now_ms()));
            }
        };
        html! {
            <label class="call-device" hidden={of_kind.len() < 2} key={kind}>
                <span>{ label }</span>
                <select onchange={change}>
                    { for of_kind.iter().map(|device| html! {
                        <option key={device.id.clone()} value={device.id.clone()}>{ &device.label }</option>
                    }) }
                </select>
            </label>
        }
    };
    html! {
        <div class="call-devices">
            { if talk.own.camera { choice("videoinput", words::CAMERA) } else { html! { <span></span> } } }
            { choice("audioinput", words::MICROPHONE) }
        </div>
    }
}

fn button(props: &Props, class: &'static str, label: &'static str, action: fn() -> CallAction) -> Html {
    html! { <button {class} onclick={emit(props, action)}>{ label }</button> }
}

fn emit(props: &Props, action: fn() -> CallAction) -> Callback<MouseEvent> {
    let act = props.act.clone();
    Callback::from(move |_| act.emit(Action::Call(action(), browser::now_ms())))
}

#[derive(PartialEq, Properties)]
struct ClockProps {
    phase: Phase,
    name: AttrValue,
    link: Link,
}

/// How far it has come, in words; while it runs, with the time.
#[component]
fn Clock(props: &ClockProps) -> Html {
    let tick = use_state(|| 0_u32);
    {
        let tick = tick.setter();
        use_effect_with(matches!(props.phase, Phase::Live(..)), move |is_live| {
            let mut count = 0_u32;
            let interval = is_live.then(|| {
                Interval::new(1_000, move || {
                    count = count.wrapping_add(1);
                    tick.set(count);
                })
            });
            move || drop(interval)
        });
    }
    let name = props.name.as_str();
    let text = match &props.phase {
        Phase::Choosing => words::CALL.to_owned() + " " + name,
        Phase::Ringing(_) => words::ringing(name),
        Phase::Live(_, since_ms) => {
            let time = words::clock(browser::now_ms().saturating_sub(*since_ms));
            let state = match props.link {
                Link::Connecting => words::CONNECTING,
                Link::Connected => time.as_str(),
                Link::Lost => words::RECONNECTING,
            };
            format!("{} · {state}", words::with(name))
        }
        Phase::Left(..) => words::with(name),
        Phase::Over(reason, lasted_ms) => words::over(*reason, name, *lasted_ms),
    };
    html! { <>{ text }</> }
}

#[derive(PartialEq, Properties)]
struct PicturesProps {
    talk: Talk,
    engine: CallEngine,
}

/// What the shopper sends, large, and what the agent sends, in a corner; or that alone.
#[component]
fn Pictures(props: &PicturesProps) -> Html {
    let (theirs, own) = (use_node_ref(), use_node_ref());
    let shows_theirs = props.talk.theirs.camera;
    {
        let (theirs, own, engine) = (theirs.clone(), own.clone(), props.engine.clone());
        use_effect_with(props.talk.pictures, move |_| {
            if let Some(video) = video(&own) {
                // Its own sound would come back to the agent.
                let stream = engine.own();
                video.silence();
                spawn_local(async move {
                    video.show(Some(&stream)).await;
                });
            }
            if let Some((video, stream)) = video(&theirs).zip(engine.theirs()) {
                spawn_local(async move {
                    video.show(Some(&stream)).await;
                });
            }
        });
    }
    let is_own_shown = props.talk.own.camera || props.talk.own.screen;
    let pop_out = {
        let (theirs, own) = (theirs.clone(), own.clone());
        move |_| {
            let picture = if shows_theirs { video(&theirs) } else { video(&own) };
            if let Some(video) = picture {
                spawn_local(async move {
                    video.pop_out().await;
                });
            }
        }
    };
    html! {
        <div class={classes!("call-pictures", (!shows_theirs).then_some("is-own-only"), (!shows_theirs && !is_own_shown).then_some("is-sound-only"))}>
            <video ref={theirs} class="call-theirs" playsinline=true aria-label={words::THEIR_PICTURE}></video>
            <video ref={own} class={classes!("call-own", props.talk.own.screen.then_some("is-screen"))} hidden={!is_own_shown} playsinline=true aria-label={words::OWN_PICTURE}></video>
            <button class="button quiet square call-pop-out" title={words::POP_OUT} aria-label={words::POP_OUT}
                onclick={pop_out}>{ icon(icon::OUT) }</button>
        </div>
    }
}

fn video(reference: &NodeRef) -> Option<Video> {
    reference.get().map(|node| JsValue::from(node).unchecked_into())
}

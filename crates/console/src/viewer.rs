//! The viewer page in its iframe, on an origin of its own, and the handshake with it. The frames themselves go
//! through [`crate::viewer_port`].

use crate::assist::Choice;
use crate::assist_words;
use crate::icon::{self, icon};
use crate::state::Action;
use crate::state_assist::AssistAction;
use crate::viewer_port::{ViewerPort, message};
use crate::words::page as words;
use alongside_link::json;
use alongside_protocol::{Act, EndReason};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Reflect};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlIFrameElement, MessageChannel, MessageEvent, MessagePort};
use yew::prelude::*;

/// How long a view that is thrown away stays away, in ms. A page may keep the viewer's process busy for ever, and browsers would
/// put a frame that comes at once into the same process.
const AWAY_MS: u32 = 1_500;

/// What the viewer is given. It is made anew for each session.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The viewer page's address.
    pub page: AttrValue,
    /// Where its port is kept.
    pub port: ViewerPort,
    /// Whether what it shows is live, and if not, why.
    pub picture: Picture,
    /// The shopper's name.
    pub name: AttrValue,
    /// Takes what it reports.
    pub act: Callback<Action>,
    /// What lies over the view.
    pub children: Html,
}

/// How live a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// It follows the shopper's page.
    Live,
    /// Our line is down.
    LineDown,
    /// She holds it where it is.
    Paused,
    /// Her page or line is gone for a moment.
    Held(EndReason),
}

/// What the viewer page says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum FromViewer {
    /// It lost its place.
    Resync,
    /// It shows something.
    Status {
        /// Width and height of the shopper's window, in CSS px.
        viewport: (f64, f64),
    },
    /// The agent does something on the page.
    Act {
        /// What.
        act: Act,
    },
    /// The agent pressed a list of the page.
    Choose(Choice),
    /// The agent types, and no field has the focus.
    NoField,
    /// A key that is ours.
    Shortcut {
        /// As `KeyboardEvent.key` names it.
        key: String,
    },
}

impl FromViewer {
    /// Whether it answers a frame: each one has an answer, and what the agent does meanwhile is none.
    fn is_answer(&self) -> bool {
        matches!(self, Self::Resync | Self::Status { .. })
    }
}

/// The shopper's page, live.
#[component]
pub fn Viewer(props: &Props) -> Html {
    let frame = use_node_ref();
    let viewport = use_state(|| None::<(u32, u32)>);
    let is_away = use_state(|| false);
    {
        let is_away = is_away.clone();
        use_effect_with(*is_away, move |away| {
            let back = away.then(|| Timeout::new(AWAY_MS, move || is_away.set(false)));
            move || drop(back)
        });
    }
    let reload = {
        let (port, viewport, is_away) = (props.port.clone(), viewport.clone(), is_away.clone());
        Callback::from(move |_: MouseEvent| {
            port.begin_anew();
            viewport.set(None);
            is_away.set(true);
        })
    };
    {
        let (frame, viewport) = (frame.clone(), viewport.clone());
        let (page, port, act) = (props.page.clone(), props.port.clone(), props.act.clone());
        use_effect_with((), move |()| {
            let ready = listen_for_viewer(frame, &page, move |theirs| {
                // The listener lives as long as the port does.
                let said = listen_to_port(&theirs, port.clone(), act.clone(), viewport.clone());
                said.forget();
                let is_complete = port.open(theirs);
                act.emit(Action::Assist(AssistAction::ViewerReady { is_complete }));
            });
            move || drop(ready)
        });
    }
    {
        let port = props.port.clone();
        use_effect_with((), move |()| move || port.close());
    }
    let is_live = props.picture == Picture::Live;
    html! {
        <div class={classes!("viewer", (!is_live).then_some("is-stale"))}>
            <div class="viewer-frame">
                <div class="slot">
                    if !*is_away {
                        <iframe ref={frame} src={props.page.clone()} title={words::VIEWER}
                            sandbox="allow-scripts allow-same-origin" referrerpolicy="no-referrer" />
                    }
                </div>
                <div class="slot">
                    if viewport.is_none() {
                        <div class="viewer-wait" role="status"><span class="spinner is-on"></span>{ words::LOADING }</div>
                    }
                </div>
                <div class="viewer-veil" role="status">{ view_veil(props.picture, &props.name) }</div>
                { props.children.clone() }
            </div>
            <p class="viewer-foot">
                <button class="link" onclick={reload} disabled={*is_away} title={words::RELOAD_VIEW_HINT}>{ words::RELOAD_VIEW }</button>
                <span>{ if props.picture == Picture::LineDown { words::STALE } else { "" } }</span>
                <span>{ viewport.map(|(width, height)| words::viewport(width, height)).unwrap_or_default() }</span>
            </p>
        </div>
    }
}

/// What lies over a picture that stands still.
fn view_veil(picture: Picture, name: &str) -> Html {
    match picture {
        Picture::Live | Picture::LineDown => html! { <span></span> },
        Picture::Paused => html! {
            <p class="veil-words" key="paused">{ icon(icon::PAUSE) }<span>{ assist_words::paused(name) }</span></p>
        },
        Picture::Held(reason) => html! {
            <p class="veil-words" key="held">
                <span class="spinner is-on"></span><span>{ assist_words::held(reason, name) }</span>
            </p>
        },
    }
}

/// Opens a channel whenever our iframe's page says that it is ready, and hands out our end of it.
pub(crate) fn listen_for_viewer(
    frame: NodeRef,
    page: &str,
    open: impl Fn(MessagePort) + 'static,
) -> Option<EventListener> {
    let window = web_sys::window()?;
    let origin = origin_of(page).to_owned();
    Some(EventListener::new(&window, "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
        let Some(viewer) = frame.cast::<HtmlIFrameElement>().and_then(|frame| frame.content_window()) else {
            return;
        };
        let from_viewer = event.origin() == origin
            && event.source().is_some_and(|source| JsValue::from(source) == JsValue::from(viewer.clone()));
        let kind = Reflect::get(&event.data(), &"type".into()).ok().and_then(|kind| kind.as_string());
        if !from_viewer || kind.as_deref() != Some("alongside:viewer-ready") {
            return;
        }
        let Ok(channel) = MessageChannel::new() else { return };
        let theirs = Array::of1(&channel.port2());
        if viewer.post_message_with_transfer(&message("alongside:open"), &origin, &theirs).is_ok() {
            open(channel.port1());
        }
    }))
}

/// The origin of an address, as it stands before the path.
fn origin_of(address: &str) -> &str {
    let path = address.match_indices('/').nth(2).map_or(address.len(), |(at, _)| at);
    address.get(..path).unwrap_or(address)
}

fn listen_to_port(
    port: &MessagePort,
    frames: ViewerPort,
    act: Callback<Action>,
    viewport: UseStateHandle<Option<(u32, u32)>>,
) -> EventListener {
    let said = EventListener::new(port, "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
        if frames.take_saved(&event.data()) {
            return;
        }
        let said = json::from_js(event.data());
        let has_missed = said.as_ref().is_ok_and(FromViewer::is_answer) && frames.answered();
        match said {
            Ok(FromViewer::Resync) => act.emit(Action::Resync),
            Ok(FromViewer::Status { viewport: (width, height) }) => {
                viewport.set(Some((width as u32, height as u32)));
                if has_missed {
                    act.emit(Action::Resync);
                }
            }
            Ok(FromViewer::Act { act: what }) => act.emit(Action::Assist(AssistAction::Do(what))),
            Ok(FromViewer::Choose(choice)) => act.emit(Action::Assist(AssistAction::Choose(choice))),
            Ok(FromViewer::NoField) => act.emit(Action::Assist(AssistAction::NoField)),
            Ok(FromViewer::Shortcut { key }) => act.emit(Action::Assist(AssistAction::Shortcut(key))),
            Err(_) => {}
        }
    });
    port.start();
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_agent_does_answers_no_frame() {
        assert!(FromViewer::Resync.is_answer());
        assert!(FromViewer::Status { viewport: (900.0, 700.0) }.is_answer());
        let choice = Choice { node: 1, left: 0.0, top: 0.0, labels: Vec::new(), chosen: Vec::new() };
        for said in [
            FromViewer::Act { act: Act::PointerGone },
            FromViewer::Choose(choice),
            FromViewer::NoField,
            FromViewer::Shortcut { key: "1".into() },
        ] {
            assert!(!said.is_answer());
        }
    }
}

//! A recording, played: the viewer page with the controls around it. The viewer page has the recording and its clock;
//! here is what the agent presses. A saved page is a recording of one moment, and needs no controls.

use crate::browser;
use crate::clock;
use crate::icon::{self, icon};
use crate::recordings::RecordingAction;
use crate::recordings_api;
use crate::scrubber::{Scrubber, clock_time};
use crate::state::Action;
use crate::viewer::listen_for_viewer;
use crate::viewer_port::message;
use crate::words::{page, player as words};
use alongside_link::json;
use alongside_protocol::{Recording, RecordingKind};
use gloo_events::EventListener;
use js_sys::{Array, ArrayBuffer, Object, Reflect};
use serde::Deserialize;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, MessagePort};
use yew::platform::spawn_local;
use yew::prelude::*;

const SPEEDS: [f64; 4] = [1.0, 2.0, 4.0, 8.0];

/// What the player is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is played. Made anew for each recording.
    pub recording: Recording,
    /// The viewer page's address.
    pub page: AttrValue,
    /// Takes what the agent does.
    pub act: Callback<Action>,
}

/// What reaches the player.
pub enum Msg {
    /// The viewer page is there.
    Opened(MessagePort),
    /// The viewer page says something.
    Heard(FromViewer),
    /// The recording has come, or why not.
    Loaded(Result<(), String>),
    /// The agent plays, or stops.
    Toggle,
    /// The agent goes elsewhere.
    Seek(f64),
    /// The agent wants it at another speed.
    Speed(f64),
    /// The agent wants pauses skipped, or not.
    Skip,
}

/// What the viewer page says about a recording.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromViewer {
    /// Where it stands.
    Time {
        /// In ms from the beginning.
        at: f64,
        /// Whether time goes by.
        playing: bool,
        /// Whether what is to show does show.
        ready: bool,
        /// Width and height of the shopper's window, in CSS px.
        viewport: (f64, f64),
    },
    /// Where something happens in it.
    Activity {
        /// 0 to 255 for each of equal stretches.
        levels: Vec<u8>,
        /// How long it is, in ms.
        duration: f64,
    },
    /// It cannot be played.
    Unplayable {
        /// Why.
        reason: String,
    },
}

/// The player.
pub struct Player {
    frame: NodeRef,
    port: Option<MessagePort>,
    _ready: Option<EventListener>,
    _said: Option<EventListener>,
    /// Whether this player is still there: the loading asks.
    is_here: Rc<Cell<bool>>,
    now: f64,
    duration: f64,
    levels: Vec<u8>,
    viewport: Option<(f64, f64)>,
    is_playing: bool,
    is_ready: bool,
    speed: f64,
    skips_pauses: bool,
    failure: Option<String>,
}

impl Component for Player {
    type Message = Msg;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        Self {
            frame: NodeRef::default(),
            port: None,
            _ready: None,
            _said: None,
            is_here: Rc::new(Cell::new(true)),
            now: 0.0,
            duration: context.props().recording.duration_ms as f64,
            levels: Vec::new(),
            viewport: None,
            is_playing: false,
            is_ready: false,
            speed: 1.0,
            skips_pauses: true,
            failure: None,
        }
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        if first {
            let opened = context.link().callback(Msg::Opened);
            let page = context.props().page.clone();
            self._ready = listen_for_viewer(self.frame.clone(), &page, move |port| opened.emit(port));
        }
    }

    fn update(&mut self, context: &Context<Self>, message: Msg) -> bool {
        match message {
            Msg::Opened(port) => self.open(context, port),
            Msg::Heard(said) => return self.hear(said),
            Msg::Loaded(Ok(())) => {
                self.say("records-end", &[("duration", self.duration.into())]);
                if context.props().recording.kind == RecordingKind::Session {
                    self.play();
                }
            }
            Msg::Loaded(Err(reason)) => self.failure = Some(reason),
            Msg::Toggle if self.is_playing => self.say("pause", &[]),
            Msg::Toggle => self.play(),
            Msg::Seek(at) => {
                // It follows the hand at once; the picture a moment later.
                self.now = at;
                self.say("seek", &[("at", at.into())]);
            }
            Msg::Speed(speed) => {
                self.speed = speed;
                self.play_on();
            }
            Msg::Skip => {
                self.skips_pauses = !self.skips_pauses;
                self.play_on();
            }
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Props { recording, page: viewer_page, act } = context.props();
        let back = {
            let act = act.clone();
            Callback::from(move |_: MouseEvent| act.emit(Action::Recording(RecordingAction::Close)))
        };
        let title = match recording.kind {
            RecordingKind::Session => words::RECORDING,
            RecordingKind::Page => words::SAVED_PAGE,
        };
        html! {
            <aside class="page-pane player" aria-label={title}>
                <header class="live-head">
                    <span class="replay-mark">{ icon(icon::CLOCK) }{ title }</span>
                    <div class="live-page">
                        <p class="where-title">{ when(recording) }</p>
                        <p class="where-address"><span>{ note(recording) }</span></p>
                    </div>
                    <button class="button quiet" onclick={back} aria-label={words::CLOSE_LABEL}>
                        { icon(icon::CLOSE) }<span>{ words::CLOSE }</span>
                    </button>
                </header>
                <div class="viewer">
                    <iframe ref={&self.frame} src={viewer_page.clone()} title={words::VIEWER}
                        sandbox="allow-scripts allow-same-origin" referrerpolicy="no-referrer" />
                    <div class="slot">{ self.view_wait() }</div>
                    <p class="viewer-foot">
                        <span>{ words::kept_until(&until(recording)) }</span>
                        <span>{ self.viewport.map(|(width, height)| page::viewport(width as u32, height as u32)).unwrap_or_default() }</span>
                    </p>
                </div>
                <div class="slot">
                    if recording.kind == RecordingKind::Session {
                        { self.view_controls(context) }
                    }
                </div>
            </aside>
        }
    }

    fn destroy(&mut self, _context: &Context<Self>) {
        self.is_here.set(false);
        if let Some(port) = self.port.take() {
            port.close();
        }
    }
}

impl Player {
    /// The viewer page is there, or loaded anew: it gets the whole recording.
    fn open(&mut self, context: &Context<Self>, port: MessagePort) {
        let heard = context.link().callback(Msg::Heard);
        self._said = Some(EventListener::new(&port, "message", move |event| {
            let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
            if let Some(Ok(said)) = data.map(json::from_js) {
                heard.emit(said);
            }
        }));
        port.start();
        self.port = Some(port.clone());
        self.say("replay", &[]);
        let loaded = context.link().callback(Msg::Loaded);
        let (recording, is_here) = (context.props().recording.recording.clone(), Rc::clone(&self.is_here));
        spawn_local(async move {
            let taken = recordings_api::play(&recording, |bytes| {
                post_records(&port, &bytes);
                is_here.get()
            });
            let outcome = taken.await.map_err(|error| error.to_string());
            if is_here.get() {
                loaded.emit(outcome);
            }
        });
    }

    fn hear(&mut self, said: FromViewer) -> bool {
        match said {
            FromViewer::Time { at, playing, ready, viewport } => {
                (self.is_playing, self.is_ready) = (playing, ready);
                if ready {
                    self.now = at;
                }
                self.viewport = (viewport.0 > 0.0).then_some(viewport);
            }
            FromViewer::Activity { levels, duration } => (self.levels, self.duration) = (levels, duration),
            FromViewer::Unplayable { reason } => self.failure = Some(reason),
        }
        true
    }

    fn play(&self) {
        self.say("play", &[("speed", self.speed.into()), ("skip", self.skips_pauses.into())]);
    }

    /// Another way to play holds at once if it plays.
    fn play_on(&self) {
        if self.is_playing {
            self.play();
        }
    }

    fn say(&self, word: &str, values: &[(&str, JsValue)]) {
        let message = message(word);
        for (name, value) in values {
            let _ = Reflect::set(&message, &(*name).into(), value);
        }
        if let Some(port) = &self.port {
            let _ = port.post_message(&message);
        }
    }

    fn view_wait(&self) -> Html {
        match (&self.failure, self.is_ready) {
            (Some(reason), _) => html! {
                <div class="viewer-wait" key="failed" role="alert">{ words::unplayable(reason) }</div>
            },
            (None, false) if self.viewport.is_none() => html! {
                <div class="viewer-wait" key="loading" role="status">
                    <span class="spinner is-on"></span>{ words::LOADING }
                </div>
            },
            (None, _) => html! { <span key="none"></span> },
        }
    }

    fn view_controls(&self, context: &Context<Self>) -> Html {
        let link = context.link();
        let (mark, label) =
            if self.is_playing { (icon::PAUSE, words::PAUSE) } else { (icon::PLAY, words::PLAY) };
        html! {
            <div class="controls" role="group" aria-label={words::CONTROLS}>
                <Scrubber now={self.now} duration={self.duration} levels={self.levels.clone()} ready={self.is_ready}
                    on_seek={link.callback(Msg::Seek)} on_toggle={link.callback(|()| Msg::Toggle)} />
                <div class="controls-row">
                    <button class="button primary square play" aria-label={label} disabled={self.failure.is_some()}
                        onclick={link.callback(|_| Msg::Toggle)}>{ icon(mark) }</button>
                    <span class="controls-time">
                        { clock_time(self.now) }<span class="quiet">{ " / " }{ clock_time(self.duration) }</span>
                    </span>
                    <button class="button quiet skip" aria-pressed={self.skips_pauses.to_string()}
                        onclick={link.callback(|_| Msg::Skip)}>{ words::SKIP }</button>
                    <div class="speeds" role="group" aria-label={words::SPEED}>
                        { for SPEEDS.iter().map(|speed| self.view_speed(*speed, link.callback(Msg::Speed))) }
                    </div>
                </div>
            </div>
        }
    }

    fn view_speed(&self, speed: f64, choose: Callback<f64>) -> Html {
        html! {
            <button class="button" aria-pressed={(self.speed == speed).to_string()} key={speed as u32}
                onclick={move |_| choose.emit(speed)}>{ words::speed(speed) }</button>
        }
    }
}

fn post_records(port: &MessagePort, bytes: &ArrayBuffer) {
    let message: Object = message("records").unchecked_into();
    let _ = Reflect::set(&message, &"bytes".into(), bytes);
    let _ = port.post_message_with_transferable(&message, &Array::of1(bytes));
}

/// When it was recorded, such as "Today, 14:03".
fn when(recording: &Recording) -> String {
    let (at, now) = (browser::local(recording.started_at_ms), browser::local(browser::now_ms()));
    format!("{}, {}", clock::day_heading(at, now), at.time_of_day())
}

fn until(recording: &Recording) -> String {
    browser::local(recording.expires_at_ms).date_words(browser::local(browser::now_ms()))
}

fn note(recording: &Recording) -> String {
    match (&recording.saved_by, recording.running, recording.cut, recording.gaps) {
        (Some(name), ..) => words::saved_by(name),
        (None, true, ..) => words::RUNNING.to_owned(),
        (None, false, true, _) => words::CUT.to_owned(),
        (None, false, false, 0) => words::WHOLE.to_owned(),
        (None, false, false, _) => words::GAPS.to_owned(),
    }
}

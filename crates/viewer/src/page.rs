//! The viewer's own page: it stands in an iframe of the console, on an origin of its own, and talks with the
//! console through one message port. It shows the frames, draws what agents show, and tells what this agent does.

use crate::Viewer;
use crate::drawings::{Author, Drawings};
use crate::gestures::Gestures;
use crate::input::{Input, Layer};
use crate::playback::{self, Playback};
use crate::port::{self, FromConsole, ToConsole, Tool};
use crate::scene::Scene;
use js_sys::{ArrayBuffer, Date, Object, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, MessageEvent, MessagePort, Window, window};

/// Where the page names the origins from which pictures may be loaded.
const ASSET_ORIGINS: &str = "meta[name=alongside-asset-origins]";

/// Waits for the console's port, and shows what comes through it in the page's body. Called once, by
/// `www/viewer/main.js`.
///
/// # Errors
/// The browser's exception, when there is no page to stand in.
#[wasm_bindgen]
pub fn connect() -> Result<(), JsValue> {
    let window = window().ok_or("no window")?;
    let opened = RefCell::new(None);
    let console = window.parent()?.ok_or("the viewer's page stands in the console")?;
    let on_message = {
        let console = console.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let is_from_console = event.source().is_some_and(|source| Object::is(&source, &console));
            let is_open = port::kind(&event.data()).as_deref() == Some("alongside:open");
            let port = event.ports().get(0).dyn_into::<MessagePort>();
            if let (true, true, Ok(port)) = (is_from_console, is_open, port) {
                // What the port before showed goes first.
                opened.replace(None);
                opened.replace(Session::open(&port).ok());
            }
        })
    };
    window.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    post_to_console(&console)
}

fn post_to_console(console: &Window) -> Result<(), JsValue> {
    let ready = Object::new();
    Reflect::set(&ready, &"type".into(), &"alongside:viewer-ready".into())?;
    // It says nothing but that somebody is here, so it may be said to whoever embeds this page: the header's
    // frame-ancestors lets only the console do so.
    console.post_message(&ready, "*")
}

/// One console that watches.
struct Session {
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

/// All that the page shows, and the hand above it.
struct Page {
    body: HtmlElement,
    port: MessagePort,
    viewer: Option<Viewer>,
    /// A recording in place of the live page.
    playback: Option<Playback>,
    /// Where the session's pictures are, on this origin.
    asset_store: Option<String>,
    drawings: Drawings,
    gestures: Gestures,
    layer: Option<Layer>,
    /// Is called before the browser's next picture.
    on_picture: Option<Closure<dyn FnMut()>>,
    /// The browser's number for that call, while it is asked for.
    asked: Option<i32>,
}

impl Session {
    fn open(port: &MessagePort) -> Result<Self, JsValue> {
        let body = window().and_then(|window| window.document()?.body()).ok_or("no body")?;
        let page = Page::open(body, port.clone())?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            match page.try_borrow_mut() {
                Ok(mut page) => page.hear(event.data()),
                // Something threw while the page was in use. Nothing is known to; should it happen, this page begins anew, and
                // the console gives it what it needs.
                Err(_) => drop(window().map(|window| window.location().reload())),
            }
        });
        // Setting a handler also starts the port.
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Ok(Self { _on_message: on_message })
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        if let (Some(asked), Some(window)) = (self.asked, window()) {
            let _ = window.cancel_animation_frame(asked);
        }
        if let Some(viewer) = self.viewer.take() {
            viewer.destroy();
        }
    }
}

impl Page {
    fn open(body: HtmlElement, port: MessagePort) -> Result<Rc<RefCell<Self>>, JsValue> {
        body.replace_children_with_node_0();
        let viewer = open_viewer(&body, None);
        let drawings = Drawings::new(&body)?;
        // By the clock, so that a console that begins anew gives no number twice: tenths of seconds, as far as they fit.
        let first_stroke = (Date::now() / 100.0) as u64 as u32;
        let page = Rc::new(RefCell::new(Self {
            body,
            port,
            viewer,
            playback: None,
            asset_store: None,
            drawings,
            gestures: Gestures::new(first_stroke),
            layer: None,
            on_picture: None,
            asked: None,
        }));
        let (felt, pictured) = (Rc::downgrade(&page), Rc::downgrade(&page));
        let layer = Layer::open(&page.borrow().body, move |input| {
            if let Some(Ok(mut page)) = felt.upgrade().as_ref().map(|page| page.try_borrow_mut()) {
                page.feel(input);
            }
        })?;
        let on_picture = Closure::<dyn FnMut()>::new(move || {
            if let Some(Ok(mut page)) = pictured.upgrade().as_ref().map(|page| page.try_borrow_mut()) {
                page.before_picture();
            }
        });
        {
            let mut page = page.borrow_mut();
            page.layer = Some(layer);
            page.on_picture = Some(on_picture);
        }
        Ok(page)
    }

    fn hear(&mut self, message: JsValue) {
        if port::kind(&message).as_deref() == Some("frame") {
            let bytes = Reflect::get(&message, &"bytes".into()).ok();
            if let Some(bytes) = bytes.and_then(|bytes| bytes.dyn_into::<ArrayBuffer>().ok()) {
                self.show(&Uint8Array::new(&bytes).to_vec());
            }
            return;
        }
        match port::kind(&message).as_deref() {
            Some("save") => {
                return playback::save(self.viewer.as_ref().and_then(Viewer::shown), self.port.clone());
            }
            Some("replay") => {
                self.clear();
                (self.viewer, self.playback) = (None, None);
                self.playback = Playback::open(&self.body, &self.port).ok();
                return;
            }
            Some(word) if self.playback.as_ref().is_some_and(|playback| playback.take(word, &message)) => {
                return;
            }
            _ => {}
        }
        match port::read(message) {
            Some(FromConsole::Reset) => {
                self.clear();
                // The old one goes before the new one comes.
                (self.viewer, self.playback) = (None, None);
                self.viewer = open_viewer(&self.body, self.asset_store.as_deref());
            }
            Some(FromConsole::Assets { ticket }) => {
                let base = ["/viewer/assets/", &ticket, "/"].concat();
                if let Some(viewer) = &self.viewer {
                    viewer.read_assets_from(base.clone());
                }
                self.asset_store = Some(base);
            }
            Some(FromConsole::Tool { tool }) => self.take_up(tool),
            Some(FromConsole::Show { agent, name, act }) => {
                self.drawings.show(&Author { agent, name }, &act, now());
            }
            Some(FromConsole::Wipe) => {
                self.drawings.show(&Author::default(), &alongside_protocol::Act::Wipe, now());
            }
            Some(FromConsole::Clear) => self.clear(),
            None => {}
        }
        self.ask_for_picture();
    }

    fn show(&mut self, frame: &[u8]) {
        let Some(viewer) = &self.viewer else { return };
        let reply = match viewer.push(frame) {
            Err(error) => {
                let reason = Reflect::get(&error.into(), &"message".into());
                let reason = reason.ok().and_then(|reason| reason.as_string()).unwrap_or_default();
                ToConsole::Resync { reason }
            }
            Ok(()) => ToConsole::Status { nodes: viewer.nodes(), viewport: viewer.viewport() },
        };
        port::say(&self.port, &reply);
    }

    fn take_up(&mut self, tool: Tool) {
        let mut said = Vec::new();
        self.gestures.take_up(tool, &mut said);
        self.drawings.hover(None);
        if let Some(layer) = &self.layer {
            layer.take_up(tool);
        }
        self.say(&said);
    }

    fn clear(&mut self) {
        self.drawings.clear();
        self.gestures.forget();
    }

    /// The agent did something.
    fn feel(&mut self, input: Input) {
        let mut said = Vec::new();
        if let Input::Shortcut(key) = input {
            said.push(ToConsole::Shortcut { key });
        } else if let Some(viewer) = &self.viewer {
            let (gestures, drawings) = (&mut self.gestures, &mut self.drawings);
            viewer.look(|scene| meant(input, scene, gestures, drawings, &mut said));
        }
        self.say(&said);
        self.ask_for_picture();
    }

    /// Draws what is there, says what waits, and comes again if anything may move.
    fn before_picture(&mut self) {
        self.asked = None;
        let mut said = Vec::new();
        let (gestures, drawings) = (&mut self.gestures, &mut self.drawings);
        let Some(viewer) = &self.viewer else { return };
        let moves = viewer.look(|scene| {
            gestures.take(scene, now(), &mut said);
            drawings.place(scene, now())
        });
        self.say(&said);
        if moves.unwrap_or(false) || self.gestures.is_busy() {
            self.ask_for_picture();
        }
    }

    /// Says it to the console; what the shopper will see shows here at once.
    fn say(&mut self, said: &[ToConsole]) {
        for message in said {
            if let ToConsole::Act { act } = message {
                self.drawings.show(&Author::default(), act, now());
            }
            port::say(&self.port, message);
        }
    }

    fn ask_for_picture(&mut self) {
        if let (None, Some(window), Some(on_picture)) = (self.asked, window(), &self.on_picture) {
            self.asked = window.request_animation_frame(on_picture.as_ref().unchecked_ref()).ok();
        }
    }
}

/// What the agent did, as the tool in hand has it.
fn meant(
    input: Input,
    scene: &Scene<'_>,
    gestures: &mut Gestures,
    drawings: &mut Drawings,
    said: &mut Vec<ToConsole>,
) {
    let inside = |at| scene.viewport_point(at);
    match input {
        Input::Moved(way) => {
            for at in &way {
                gestures.moved(scene, inside(*at), said);
            }
            drawings.hover(way.last().and_then(|at| gestures.hovered(scene, inside(*at))));
        }
        Input::Left => {
            gestures.gone(said);
            drawings.hover(None);
        }
        Input::Pressed(at) => gestures.pressed(scene, inside(at), said),
        Input::Released(at) => gestures.released(scene, inside(at), said),
        Input::Clicked(at) => gestures.clicked(scene, inside(at), said),
        Input::Turned { at, by } => {
            let by = (by.0 / scene.fit.scale, by.1 / scene.fit.scale);
            gestures.turned(scene, inside(at), by, now());
        }
        Input::Wrote(text) => gestures.wrote(&text),
        Input::Key(key) => drop(gestures.key(scene, key, said)),
        Input::Undo => gestures.undo(said),
        Input::Shortcut(_) => {}
    }
}

fn open_viewer(body: &HtmlElement, asset_store: Option<&str>) -> Option<Viewer> {
    let options = Object::new();
    Reflect::set(&options, &"pointer".into(), &true.into()).ok()?;
    Reflect::set(&options, &"assetOrigins".into(), &asset_origins().into()).ok()?;
    if let Some(asset_store) = asset_store {
        Reflect::set(&options, &"assetStore".into(), &asset_store.into()).ok()?;
    }
    Viewer::new(body, Some(options)).ok()
}

/// The origins that the relay wrote into this page, as into its policy.
pub(crate) fn asset_origins() -> String {
    let document = window().and_then(|window| window.document());
    let list = document.and_then(|document| document.query_selector(ASSET_ORIGINS).ok().flatten());
    list.and_then(|list| list.get_attribute("content")).unwrap_or_default()
}

/// Now, in ms since 1970 UTC.
fn now() -> f64 {
    Date::now()
}

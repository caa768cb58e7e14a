//! The viewer's own page: it stands in an iframe of the console, on an origin of its own, and hears from the
//! console through one message port.

use crate::Viewer;
use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort, Window, window};

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
            let is_open = text(&event.data(), "type").as_deref() == Some("alongside:open");
            let port = event.ports().get(0).dyn_into::<MessagePort>();
            if let (true, true, Ok(port)) = (is_from_console, is_open, port) {
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
    _on_frame: Closure<dyn FnMut(MessageEvent)>,
}

impl Session {
    fn open(port: &MessagePort) -> Result<Self, JsValue> {
        let body = window().and_then(|window| window.document()?.body()).ok_or("no body")?;
        let options = Object::new();
        Reflect::set(&options, &"pointer".into(), &true.into())?;
        let mut viewer = Some(Viewer::new(&body, Some(options.clone()))?);
        let replies = port.clone();
        let on_frame = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let message = event.data();
            match text(&message, "type").as_deref() {
                Some("frame") => {
                    let Ok(bytes) = Reflect::get(&message, &"bytes".into()) else { return };
                    let Ok(bytes) = bytes.dyn_into::<ArrayBuffer>() else { return };
                    if let Some(viewer) = &viewer {
                        let _ = show(viewer, &Uint8Array::new(&bytes).to_vec(), &replies);
                    }
                }
                Some("assets") => {
                    // Where the session's pictures are, on this origin: a ticket that the console was given.
                    let ticket = text(&message, "ticket").unwrap_or_default();
                    let base = ["/viewer/assets/", &ticket, "/"].concat();
                    let _ = Reflect::set(&options, &"assetStore".into(), &base.as_str().into());
                    if let Some(viewer) = &viewer {
                        viewer.read_assets_from(base);
                    }
                }
                Some("reset") => {
                    if let Some(old) = viewer.take() {
                        old.destroy();
                    }
                    viewer = Viewer::new(&body, Some(options.clone())).ok();
                }
                _ => {}
            }
        });
        // Setting a handler also starts the port.
        port.set_onmessage(Some(on_frame.as_ref().unchecked_ref()));
        Ok(Self { _on_frame: on_frame })
    }
}

fn show(viewer: &Viewer, frame: &[u8], replies: &MessagePort) -> Result<(), JsValue> {
    let reply = Object::new();
    match viewer.push(frame) {
        Err(error) => {
            Reflect::set(&reply, &"type".into(), &"resync".into())?;
            let reason = Reflect::get(&error.into(), &"message".into())?;
            Reflect::set(&reply, &"reason".into(), &reason)?;
        }
        Ok(()) => {
            Reflect::set(&reply, &"type".into(), &"status".into())?;
            Reflect::set(&reply, &"nodes".into(), &viewer.nodes().into())?;
            let viewport: js_sys::Array = viewer.viewport().into_iter().map(JsValue::from).collect();
            Reflect::set(&reply, &"viewport".into(), &viewport)?;
            let title = viewer.document().map(|document| document.title()).unwrap_or_default();
            Reflect::set(&reply, &"title".into(), &title.into())?;
        }
    }
    replies.post_message(&reply)
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    Reflect::get(object, &name.into()).ok()?.as_string()
}

//! The agent's mouse and keyboard over the page: a text field that nobody sees lies above everything, so that the browser's
//! own ways to write (input methods, pasting, a keyboard on the screen) work as in any field.

use crate::port::Tool;
use alongside_protocol::Key;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{
    ClipboardEvent, Element, Event, EventTarget, HtmlTextAreaElement, InputEvent, KeyboardEvent, MouseEvent,
    PointerEvent, WheelEvent,
};

/// Height of a line for mice that turn by lines, in CSS px.
const LINE: f64 = 40.0;

/// What the agent did. Points are in CSS px of the viewer's page.
pub(crate) enum Input {
    /// The pointer moved; all the points that it went through.
    Moved(Vec<(f64, f64)>),
    /// The pointer left.
    Left,
    /// The main button went down.
    Pressed((f64, f64)),
    /// It went up.
    Released((f64, f64)),
    /// Both at one place. The second one of a double click is a click like any other: the first is under way by then.
    Clicked((f64, f64)),
    /// The wheel turned, by so many CSS px.
    Turned { at: (f64, f64), by: (f64, f64) },
    /// Text was written or pasted.
    Wrote(String),
    /// A key that writes no character.
    Key(Key),
    /// A key that means something to the console.
    Shortcut(String),
    /// The last stroke is to go.
    Undo,
}

/// The field and what listens to it.
pub(crate) struct Layer {
    field: HtmlTextAreaElement,
    _listeners: Vec<Closure<dyn FnMut(Event)>>,
}

impl Layer {
    /// A layer over `container` that tells what happens on it.
    ///
    /// # Errors
    /// The browser's exception, should it not allow a field there.
    pub(crate) fn open(container: &Element, hear: impl Fn(Input) + Clone + 'static) -> Result<Self, JsValue> {
        let document = container.owner_document().ok_or("the container belongs to no document")?;
        let field: HtmlTextAreaElement = document.create_element("textarea")?.unchecked_into();
        for (name, value) in [
            ("class", "layer"),
            ("autocomplete", "off"),
            ("autocapitalize", "off"),
            ("spellcheck", "false"),
            ("aria-label", "The shopper’s page"),
            ("aria-keyshortcuts", "Escape"),
            ("data-tool", "look"),
        ] {
            field.set_attribute(name, value)?;
        }
        field.set_read_only(true);
        container.append_child(&field)?;
        let listeners = listen(&field, hear);
        Ok(Self { field, _listeners: listeners })
    }

    /// Shows what the hand holds, and takes text only in control.
    pub(crate) fn take_up(&self, tool: Tool) {
        let _ = self.field.set_attribute("data-tool", tool.name());
        self.field.set_read_only(tool != Tool::Control);
    }
}

fn listen(
    field: &HtmlTextAreaElement,
    hear: impl Fn(Input) + Clone + 'static,
) -> Vec<Closure<dyn FnMut(Event)>> {
    let mut listeners = Vec::new();
    let mut on = |name: &str, read: fn(&Event, &HtmlTextAreaElement) -> Option<Input>| {
        let (hear, field) = (hear.clone(), field.clone());
        let listener = Closure::<dyn FnMut(Event)>::new({
            let field = field.clone();
            move |event: Event| {
                if let Some(input) = read(&event, &field) {
                    hear(input);
                }
            }
        });
        let target: &EventTarget = field.unchecked_ref();
        let _ = target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        listeners.push(listener);
    };
    on("pointermove", |event, _| Some(Input::Moved(way(event.unchecked_ref()))));
    on("pointerleave", |_, _| Some(Input::Left));
    on("pointercancel", |event, _| Some(Input::Released(place(event.unchecked_ref()))));
    on("pointerdown", pressed);
    on("pointerup", |event, _| Some(Input::Released(place(event.unchecked_ref()))));
    on("click", |event, _| Some(Input::Clicked(place(event.unchecked_ref()))));
    on("wheel", turned);
    on("contextmenu", |event, _| {
        event.prevent_default();
        None
    });
    on("keydown", key);
    on("input", |event, field| written(event.unchecked_ref::<InputEvent>().is_composing(), field));
    on("compositionend", |_, field| written(false, field));
    on("paste", |event, field| {
        event.prevent_default();
        let text = event.unchecked_ref::<ClipboardEvent>().clipboard_data()?.get_data("text/plain").ok()?;
        (!field.read_only()).then_some(Input::Wrote(text))
    });
    listeners
}

/// Where it was, with the parts of a pixel that browsers tell of pointers.
fn place(event: &MouseEvent) -> (f64, f64) {
    let exact = |name: &str| Reflect::get(event, &name.into()).ok().and_then(|number| number.as_f64());
    (exact("clientX").unwrap_or_default(), exact("clientY").unwrap_or_default())
}

/// All the points of a movement, of which browsers tell the last one and keep the others.
fn way(event: &PointerEvent) -> Vec<(f64, f64)> {
    let events = event.get_coalesced_events();
    let points: Vec<_> = events.iter().map(|event| place(event.unchecked_ref())).collect();
    if points.is_empty() { vec![place(event)] } else { points }
}

fn pressed(event: &Event, field: &HtmlTextAreaElement) -> Option<Input> {
    let press: &PointerEvent = event.unchecked_ref();
    if press.button() != 0 || !press.is_primary() {
        return None;
    }
    // Drawing goes on outside of the page until the button is up.
    let _ = field.set_pointer_capture(press.pointer_id());
    Some(Input::Pressed(place(press)))
}

fn turned(event: &Event, _: &HtmlTextAreaElement) -> Option<Input> {
    let wheel: &WheelEvent = event.unchecked_ref();
    if wheel.ctrl_key() {
        // The agent's own zoom.
        return None;
    }
    event.prevent_default();
    let unit = match wheel.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => LINE,
        WheelEvent::DOM_DELTA_PAGE => 10.0 * LINE,
        _ => 1.0,
    };
    let (x, y) = (wheel.delta_x() * unit, wheel.delta_y() * unit);
    let by = if wheel.shift_key() && x == 0.0 { (y, 0.0) } else { (x, y) };
    Some(Input::Turned { at: place(wheel), by })
}

fn key(event: &Event, field: &HtmlTextAreaElement) -> Option<Input> {
    let press: &KeyboardEvent = event.unchecked_ref();
    let is_command = press.ctrl_key() || press.meta_key() || press.alt_key();
    let name = press.key();
    if press.is_composing() {
        return None;
    }
    if is_command {
        let undoes = field.read_only() && !press.alt_key() && name.eq_ignore_ascii_case("z");
        if undoes {
            event.prevent_default();
        }
        return undoes.then_some(Input::Undo);
    }
    if field.read_only() || (name == "Escape" && !press.shift_key()) {
        // Tab goes on in the console, as from any field.
        return (name != "Tab").then_some(Input::Shortcut(name));
    }
    let key = named(&name)?;
    event.prevent_default();
    Some(Input::Key(key))
}

/// A key by its name; nothing for those that write their character.
fn named(name: &str) -> Option<Key> {
    Some(match name {
        "Enter" => Key::Enter,
        "Tab" => Key::Tab,
        "Escape" => Key::Escape,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "ArrowUp" => Key::ArrowUp,
        "ArrowDown" => Key::ArrowDown,
        "ArrowLeft" => Key::ArrowLeft,
        "ArrowRight" => Key::ArrowRight,
        _ => return None,
    })
}

/// Takes what was written out of the field, unless it is still being composed.
fn written(is_composing: bool, field: &HtmlTextAreaElement) -> Option<Input> {
    if is_composing {
        return None;
    }
    let text = field.value();
    field.set_value("");
    (!text.is_empty() && !field.read_only()).then_some(Input::Wrote(text))
}

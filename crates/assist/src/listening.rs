//! What is listened to while something is asked or granted: her presses on our buttons, her Escape, the clock, and what comes to
//! the top layer. Owns the listeners; what follows from them is [`crate::shared`]'s.

use crate::consent::{Answer, place_of};
use crate::control::CONTROLS;
use crate::dom::{self, Event, Node};
use crate::shared::Shared;
use js_sys::{Function, Reflect};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// How often what is granted is looked at, in ms.
const TICK_MS: i32 = 500;

/// Events that the shopper's press on a button of ours consists of, where a modal dialog keeps it from us.
const PRESSES: [&str; 5] = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];

/// What tells that a page has brought something to the top layer: it goes over what is there already.
pub(crate) const RISES: [&str; 2] = ["toggle", "fullscreenchange"];
/// What listens; held for the browser, which calls it.
pub(crate) struct Listeners {
    pub(crate) frame: Closure<dyn FnMut()>,
    tick: Closure<dyn FnMut()>,
    pub(crate) key: Closure<dyn FnMut(Event)>,
    press: Closure<dyn FnMut(Event)>,
    pub(crate) click: Closure<dyn FnMut(Event)>,
    pub(crate) toggle: Closure<dyn FnMut()>,
}
impl Listeners {
    /// Listeners that do not keep alive what they call.
    pub(crate) fn new(weak: &Weak<Shared>) -> Self {
        Self {
            frame: Closure::new(calling(weak, Shared::draw)),
            tick: Closure::new(calling(weak, |shared| shared.refresh())),
            key: Closure::new(calling_with(weak, Shared::key)),
            press: Closure::new(calling_with(weak, Shared::press)),
            click: Closure::new(calling_with(weak, Shared::click)),
            toggle: Closure::new(calling(weak, Shared::raise)),
        }
    }
}

impl Shared {
    pub(crate) fn click(self: &Rc<Self>, event: &Event) {
        if let Some(answer) = self.consent.answer(event) {
            self.answered(answer);
        }
    }

    /// A press that a modal dialog of the page kept from our buttons.
    fn press(self: &Rc<Self>, event: &Event) {
        let is_ours = event.target().is_some_and(|target| target == self.outermost_host());
        if is_ours || !event.is_trusted() {
            return;
        }
        let Some(answer) = self.consent.answer_at(event, place_of(event)) else { return };
        event.prevent_default();
        event.stop();
        if let Some(answer) = answer.filter(|_| event.kind() == "click") {
            self.answered(answer);
        }
    }

    /// Escape takes all control back, before the page hears of it: that press is spent, and the page gets the next one.
    pub(crate) fn key(self: &Rc<Self>, event: &Event) {
        let get = |key: &str| Reflect::get(event, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED);
        let is_escape =
            get("key").as_string().as_deref() == Some("Escape") && !get("isComposing").is_truthy();
        if !is_escape || !event.is_trusted() {
            return;
        }
        let answer = if self.gate.borrow().control.controller().is_some() {
            Answer::TakeBack(CONTROLS.to_vec())
        } else if self.consent.has_focus() {
            Answer::Refuse
        } else {
            return;
        };
        event.prevent_default();
        event.stop();
        self.answered(answer);
    }

    /// Begins or ends to listen to keys and presses, and to look at the clock. Beginning again finds new frames.
    pub(crate) fn listen(&self, on: bool) {
        if !on && self.timer.get().is_none() {
            return;
        }
        let key: &Function = self.listeners.key.as_ref().unchecked_ref();
        let press: &Function = self.listeners.press.as_ref().unchecked_ref();
        // Somebody may be typing in a frame, whose keys this window does not hear. Whoever listens is not added twice.
        for window in windows() {
            if on { window.listen("keydown", key, true) } else { window.unlisten("keydown", key, true) }
        }
        for kind in PRESSES {
            let window = dom::window();
            if on { window.listen(kind, press, true) } else { window.unlisten(kind, press, true) }
        }
        let window = dom::window();
        match (on, self.timer.take()) {
            (true, None) => {
                self.timer.set(Some(window.every(self.listeners.tick.as_ref().unchecked_ref(), TICK_MS)));
            }
            (true, timer) => self.timer.set(timer),
            (false, Some(timer)) => window.cancel_every(timer),
            (false, None) => {}
        }
    }
    /// What the page sees of us.
    fn outermost_host(&self) -> Node {
        let mut host = self.host.clone();
        while let Some(outer) = host.root_node().host() {
            host = outer;
        }
        host
    }
}

/// The windows of this page and of the frames in it that are of its origin, also of those in shadow trees.
fn windows() -> Vec<Node> {
    let mut found = Vec::new();
    let mut waiting = vec![dom::window()];
    while let Some(window) = waiting.pop() {
        if let Some(page) = window.neighbour("document") {
            page.each_within(&mut |element| {
                if element.local_name() == "iframe"
                    && let Some(inner) = element.neighbour("contentDocument")
                {
                    waiting.extend(inner.default_view());
                }
            });
        }
        found.push(window);
    }
    found
}
/// A function that calls `handle` for as long as all this lives, and does not keep it alive.
fn calling(weak: &Weak<Shared>, handle: impl Fn(&Rc<Shared>) + 'static) -> impl FnMut() + 'static {
    let weak = weak.clone();
    move || weak.upgrade().iter().for_each(&handle)
}

fn calling_with(
    weak: &Weak<Shared>,
    handle: impl Fn(&Rc<Shared>, &Event) + 'static,
) -> impl FnMut(Event) + 'static {
    let weak = weak.clone();
    move |event| weak.upgrade().iter().for_each(|shared| handle(shared, &event))
}

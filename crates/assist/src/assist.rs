//! The widget's way in: one function, one handle. Puts the parts together and owns what listens and waits.

use crate::acting::{Acting, journey};
use crate::asks::Asks;
use crate::color;
use crate::consent::{Answer, Consent, place_of};
use crate::control::{CONTROLS, Change};
use crate::dom::{self, Event, Node, Recording};
use crate::frame::{self, Agent, Heard};
use crate::gate::{Gate, Verdict};
use crate::layer::Layer;
use crate::say::{self, Say};
use crate::told::{News, Told};
use crate::value::Value;
use crate::words;
use alongside_protocol::{Act, Capability, Outcome};
use js_sys::{Array, Date, Function, Object, Reflect};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

const STYLES: &str = include_str!("assist.css");

/// How often what is granted is looked at, in ms.
const TICK_MS: i32 = 500;

/// Events that the shopper's press on a button of ours consists of, where a modal dialog keeps it from us.
const PRESSES: [&str; 5] = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];

/// What tells that a page has brought something to the top layer: it goes over what is there already.
const RISES: [&str; 2] = ["toggle", "fullscreenchange"];

/// Begins to hear agents on this page.
///
/// `options`: `session` (its id), `host` (an element or shadow root that is no part of the recorded page), `recording` (of
/// capture), `watchers` (ids of the agents who see the page), `send` (`(frame) => void`), `tell` (`(name, detail) => void`, for the
/// page's own scripts; may be left out), `words` (this module's of the relay's table for her language; English without them).
///
/// # Errors
/// A sentence that names the option that is missing or wrong.
#[wasm_bindgen]
pub fn assist(options: &Object) -> Result<Assist, JsError> {
    let get = |key: &str| Reflect::get(options, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED);
    let wrong = |key: &str| JsError::new(&["The option ", key, " is missing or wrong."].concat());
    let session = get("session").as_string().ok_or_else(|| wrong("session"))?;
    let send: Function = get("send").dyn_into().map_err(|_| wrong("send"))?;
    let tell = get("tell").dyn_into().ok();
    let (host, recording) = (get("host"), get("recording"));
    if !host.is_object() {
        return Err(wrong("host"));
    }
    if !recording.is_object() {
        return Err(wrong("recording"));
    }
    words::speak(get("words").dyn_ref());
    let shared = Shared::new(
        &host.unchecked_into(),
        recording.unchecked_into(),
        Say::new(session.clone(), send),
        tell,
        session,
    )
    .map_err(|_| JsError::new("This browser has no shadow roots."))?;
    let assist = Assist { shared };
    assist.watchers(&get("watchers"));
    Ok(assist)
}

/// What agents do on this page, until [`Assist::destroy`].
#[wasm_bindgen]
pub struct Assist {
    shared: Rc<Shared>,
}

#[wasm_bindgen]
impl Assist {
    /// A frame came from the relay: `cobrowse_ask`, `cobrowse_release` or `cobrowse_act`. Any other is left alone.
    pub fn hear(&self, frame: &JsValue) {
        let shared = &self.shared;
        if shared.is_over.get() {
            return;
        }
        match frame::read(frame, &shared.session) {
            Some(Heard::Ask { agent, capabilities }) if shared.gate.borrow().is_watcher(&agent.id) => {
                shared.asks.borrow_mut().hear(agent, &capabilities);
                shared.refresh();
            }
            Some(Heard::Release { agent, capabilities }) => {
                let change = shared.gate.borrow_mut().control.release(&agent, &capabilities);
                shared.changed(change);
            }
            Some(Heard::Act { agent, number, act }) => shared.act(&agent, number, &act),
            Some(Heard::Ask { .. }) | None => {}
        }
    }

    /// Who sees the page now, as an array of agents' ids. Nobody else may do anything.
    pub fn watchers(&self, agents: &JsValue) {
        let agents: Vec<String> =
            agents.as_items().unwrap_or_default().iter().filter_map(JsValue::as_string).collect();
        let shared = &self.shared;
        shared.asks.borrow_mut().keep_agents(&agents);
        shared.layer.borrow_mut().keep_agents(&agents);
        shared.colors.borrow_mut().retain(|(agent, _)| agents.contains(agent));
        let change = shared.gate.borrow_mut().watched_by(&agents);
        shared.changed(change);
    }

    /// While it is paused, no agent does or shows anything.
    pub fn pause(&self, on: bool) {
        self.shared.gate.borrow_mut().is_paused = on;
    }

    /// Takes everything back and out of the page. No listener or timer is left behind.
    pub fn destroy(&self) {
        let shared = &self.shared;
        shared.is_over.set(true);
        let news = shared.told.borrow_mut().end();
        news.iter().for_each(|news| shared.tell(news));
        shared.listen(false);
        for kind in RISES {
            dom::document().unlisten(kind, shared.listeners.toggle.as_ref().unchecked_ref(), true);
        }
        if let Some(frame) = shared.frame.take() {
            dom::window().cancel_frame(frame);
        }
        shared.host.remove();
    }
}

/// What listens; held for the browser, which calls it.
struct Listeners {
    frame: Closure<dyn FnMut()>,
    tick: Closure<dyn FnMut()>,
    key: Closure<dyn FnMut(Event)>,
    press: Closure<dyn FnMut(Event)>,
    click: Closure<dyn FnMut(Event)>,
    toggle: Closure<dyn FnMut()>,
}

struct Shared {
    session: String,
    say: Say,
    /// Who is told of control, beside the relay: the page's own scripts.
    tell: Option<Function>,
    told: RefCell<Told>,
    /// Ours: everything is in its shadow tree.
    host: Node,
    acting: Acting,
    gate: RefCell<Gate>,
    /// Acts that are allowed and not done yet.
    acts: RefCell<VecDeque<(Agent, u32, Act)>>,
    is_acting: Cell<bool>,
    asks: RefCell<Asks>,
    layer: RefCell<Layer>,
    consent: Consent,
    colors: RefCell<Vec<(String, &'static str)>>,
    listeners: Listeners,
    /// The animation frame that is asked for.
    frame: Cell<Option<i32>>,
    /// The timer that looks at what is granted; it runs as long as something is asked or granted.
    timer: Cell<Option<i32>>,
    is_over: Cell<bool>,
}

impl Shared {
    // Nothing below holds a borrow while the page's own listeners may run: they may do anything, also end all this.

    fn new(
        parent: &Node,
        recording: Recording,
        say: Say,
        tell: Option<Function>,
        session: String,
    ) -> Result<Rc<Self>, JsValue> {
        let host = dom::element("div", "");
        parent.append(&host);
        let mode = if parent.text("mode") == "open" { "open" } else { "closed" };
        let root = host.attach_shadow(&dom::object(&[("mode", JsValue::from_str(mode))]))?;
        adopt(&root)?;
        let (layer, consent) = (Layer::new(&root), Consent::new(&root));
        let shared = Rc::new_cyclic(|weak| Self {
            session,
            say,
            tell,
            told: RefCell::default(),
            host,
            acting: Acting::new(recording),
            gate: RefCell::default(),
            acts: RefCell::default(),
            is_acting: Cell::new(false),
            asks: RefCell::default(),
            layer: RefCell::new(layer),
            consent,
            colors: RefCell::default(),
            listeners: Listeners {
                frame: Closure::new(calling(weak, Self::draw)),
                tick: Closure::new(calling(weak, |shared| shared.refresh())),
                key: Closure::new(calling_with(weak, Self::key)),
                press: Closure::new(calling_with(weak, Self::press)),
                click: Closure::new(calling_with(weak, Self::click)),
                toggle: Closure::new(calling(weak, Self::raise)),
            },
            frame: Cell::new(None),
            timer: Cell::new(None),
            is_over: Cell::new(false),
        });
        shared.consent.root.listen("click", shared.listeners.click.as_ref().unchecked_ref(), false);
        for kind in RISES {
            dom::document().listen(kind, shared.listeners.toggle.as_ref().unchecked_ref(), true);
        }
        Ok(shared)
    }

    fn act(self: &Rc<Self>, agent: &Agent, number: u32, act: &Act) {
        let verdict = self.gate.borrow_mut().judge(&agent.id, act, now_ms());
        match verdict {
            Verdict::Ignore => {}
            Verdict::Refuse(outcome) => self.say.outcome(&agent.id, number, outcome),
            Verdict::Do if !act.needs().is_control() => self.show(agent, act),
            Verdict::Do => {
                self.acts.borrow_mut().push_back((agent.clone(), number, act.clone()));
                if !self.is_acting.replace(true) {
                    let shared = Rc::clone(self);
                    spawn_local(async move { shared.do_acts().await });
                }
            }
        }
    }

    /// Does what is allowed, one after the other.
    async fn do_acts(self: &Rc<Self>) {
        loop {
            let next = self.acts.borrow_mut().pop_front();
            let Some((agent, number, act)) = next.filter(|_| !self.is_over.get()) else { break };
            // What the act before it has done may have ended all that.
            let is_allowed = self.gate.borrow().still_allows(&agent.id, &act, now_ms());
            let outcome =
                if is_allowed { self.control(&agent, number, &act).await } else { Some(Outcome::NotGranted) };
            outcome.iter().for_each(|outcome| self.say.outcome(&agent.id, number, *outcome));
        }
        self.is_acting.set(false);
    }

    /// Answers nothing if that is told already.
    async fn control(self: &Rc<Self>, agent: &Agent, number: u32, act: &Act) -> Option<Outcome> {
        let Act::Navigate { to } = act else {
            self.touch(agent, act);
            let may_click = self.gate.borrow().control.allows(&agent.id, Capability::Click, now_ms());
            let (Ok(outcome) | Err(outcome)) = self.acting.act(act, may_click).await;
            return Some(outcome);
        };
        let go = match journey(to) {
            Ok(go) => go,
            Err(outcome) => return Some(outcome),
        };
        // Told first: afterwards this page may be gone.
        self.say.outcome(&agent.id, number, Outcome::Done);
        go();
        None
    }

    fn show(self: &Rc<Self>, agent: &Agent, act: &Act) {
        let color = self.color(&agent.id);
        let find = |id| self.acting.node(id);
        self.layer.borrow_mut().show(&agent.id, &agent.name, color, act, dom::now(), &find);
        self.draw_soon();
    }

    /// What an agent presses, the shopper sees pressed.
    fn touch(self: &Rc<Self>, agent: &Agent, act: &Act) {
        if let Act::Click { at, .. } = act {
            self.show(agent, &Act::Ripple { at: *at });
        }
    }

    /// Another agent's grants may have changed; tells the relay and the shopper.
    fn changed(&self, change: impl IntoIterator<Item = Change>) {
        change.into_iter().for_each(|change| self.tell_change(&change));
        self.refresh();
    }

    fn tell_change(&self, change: &Change) {
        self.say.grants(change);
        let name = {
            let gate = self.gate.borrow();
            let controller = gate.control.controller().filter(|one| one.agent.id == change.agent);
            controller.map_or_else(String::new, |one| one.agent.name.clone())
        };
        let news = self.told.borrow_mut().hear(change, &name);
        news.iter().for_each(|news| self.tell(news));
    }

    fn tell(&self, news: &News) {
        let Some(tell) = &self.tell else { return };
        let (name, agent, capability, until) = match news {
            News::Granted { agent, grant } => {
                ("cobrowse:grant", agent, grant.capability, Some(grant.expires_at_ms))
            }
            News::Revoked { agent, capability } => ("cobrowse:revoke", agent, *capability, None),
        };
        let detail = dom::object(&[
            ("agent", JsValue::from_str(agent)),
            ("capability", JsValue::from_str(say::word(capability))),
        ]);
        if let Some(until) = until {
            dom::set(&detail, "until", &JsValue::from_f64(until as f64));
        }
        drop(tell.call2(&JsValue::NULL, &JsValue::from_str(name), &detail));
    }

    /// Brings what is shown up to what is asked and granted now.
    fn refresh(&self) {
        if self.is_over.get() {
            return;
        }
        let now = now_ms();
        let ended = self.gate.borrow_mut().control.expire(now);
        ended.iter().for_each(|change| self.tell_change(change));
        let (asks, gate) = (self.asks.borrow(), self.gate.borrow());
        self.consent.show(asks.first(), gate.control.controller(), |agent| self.color(agent));
        if let Some(end) = gate.control.ends_at_ms() {
            self.consent.count_down(end.saturating_sub(now));
        }
        let is_needed = asks.first().is_some() || gate.control.controller().is_some();
        drop((asks, gate));
        self.listen(is_needed);
    }

    fn answered(&self, answer: Answer) {
        match answer {
            Answer::Allow => {
                let ask = self.asks.borrow_mut().take();
                let Some(ask) = ask else { return };
                let changes = self.gate.borrow_mut().control.grant(ask.agent, &ask.capabilities, now_ms());
                self.changed(changes);
            }
            Answer::Refuse => {
                let ask = self.asks.borrow_mut().take();
                ask.iter().for_each(|ask| self.say.refuse(&ask.agent.id, &ask.capabilities));
                self.refresh();
            }
            Answer::TakeBack(capabilities) => {
                let change = self.gate.borrow_mut().control.take_back(&capabilities);
                self.changed(change);
            }
        }
    }

    fn click(self: &Rc<Self>, event: &Event) {
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
    fn key(self: &Rc<Self>, event: &Event) {
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
    fn listen(&self, on: bool) {
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

    fn draw_soon(&self) {
        if self.frame.get().is_none() && !self.is_over.get() {
            self.frame.set(Some(dom::window().request_frame(self.listeners.frame.as_ref().unchecked_ref())));
        }
    }

    fn draw(self: &Rc<Self>) {
        self.frame.set(None);
        let find = |id| self.acting.node(id);
        let was_up = self.layer.borrow().is_up();
        let shows = self.layer.borrow_mut().draw(dom::now(), &find);
        if shows {
            if !was_up {
                self.consent.raise();
            }
            self.draw_soon();
        }
    }

    fn raise(self: &Rc<Self>) {
        self.layer.borrow().raise();
        self.consent.raise();
    }

    /// An agent's colour, for as long as it watches.
    fn color(&self, agent: &str) -> &'static str {
        let mut colors = self.colors.borrow_mut();
        if let Some((_, color)) = colors.iter().find(|(known, _)| known == agent) {
            return color;
        }
        let taken: Vec<&str> = colors.iter().map(|(_, color)| *color).collect();
        let color = color::pick(agent, &taken);
        colors.push((agent.to_owned(), color));
        color
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

fn adopt(root: &Node) -> Result<(), JsValue> {
    let constructor: Function = dom::window().get("CSSStyleSheet").dyn_into()?;
    let sheet: Node = Reflect::construct(&constructor, &Array::new())?.unchecked_into();
    sheet.call("replaceSync", &Array::of1(&JsValue::from_str(STYLES)));
    Reflect::set(root, &JsValue::from_str("adoptedStyleSheets"), &Array::of1(&sheet)).map(|_| ())
}

fn now_ms() -> u64 {
    Date::now() as u64
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

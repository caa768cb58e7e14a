//! What goes on between agents and this page: puts the parts together, and brings what one of them decides to the others.

use crate::acting::{Acting, journey};
use crate::asks::Asks;
use crate::color::Colors;
use crate::consent::{Answer, Consent};
use crate::control::Change;
use crate::dom::{self, Node, Recording};
use crate::frame::Agent;
use crate::gate::{Gate, Verdict};
use crate::layer::Layer;
use crate::listening::{Listeners, RISES};
use crate::say::{self, Say};
use crate::told::{News, Told};
use alongside_protocol::{Act, Capability, Outcome};
use js_sys::{Array, Date, Function, Reflect};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

const STYLES: &str = include_str!("assist.css");

/// Everything that this module has on the page.
pub(crate) struct Shared {
    pub(crate) session: String,
    pub(crate) say: Say,
    /// Who is told of control, beside the relay: the page's own scripts.
    pub(crate) tell: Option<Function>,
    pub(crate) told: RefCell<Told>,
    /// Ours: everything is in its shadow tree.
    pub(crate) host: Node,
    acting: Acting,
    pub(crate) gate: RefCell<Gate>,
    /// Acts that are allowed and not done yet.
    acts: RefCell<VecDeque<(Agent, u32, Act)>>,
    is_acting: Cell<bool>,
    pub(crate) asks: RefCell<Asks>,
    pub(crate) layer: RefCell<Layer>,
    pub(crate) consent: Consent,
    pub(crate) colors: RefCell<Colors>,
    pub(crate) listeners: Listeners,
    /// The animation frame that is asked for.
    pub(crate) frame: Cell<Option<i32>>,
    /// The timer that looks at what is granted; it runs as long as something is asked or granted.
    pub(crate) timer: Cell<Option<i32>>,
    pub(crate) is_over: Cell<bool>,
}
impl Shared {
    // Nothing below holds a borrow while the page's own listeners may run: they may do anything, also end all this.

    pub(crate) fn new(
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
            listeners: Listeners::new(weak),
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

    pub(crate) fn act(self: &Rc<Self>, agent: &Agent, number: u32, act: &Act) {
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
        let color = self.colors.borrow_mut().of(&agent.id);
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
    pub(crate) fn changed(&self, change: impl IntoIterator<Item = Change>) {
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

    pub(crate) fn tell(&self, news: &News) {
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
    pub(crate) fn refresh(&self) {
        if self.is_over.get() {
            return;
        }
        let now = now_ms();
        let ended = self.gate.borrow_mut().control.expire(now);
        ended.iter().for_each(|change| self.tell_change(change));
        let (asks, gate) = (self.asks.borrow(), self.gate.borrow());
        self.consent
            .show(asks.first(), gate.control.controller(), |agent| self.colors.borrow_mut().of(agent));
        if let Some(end) = gate.control.ends_at_ms() {
            self.consent.count_down(end.saturating_sub(now));
        }
        let is_needed = asks.first().is_some() || gate.control.controller().is_some();
        drop((asks, gate));
        self.listen(is_needed);
    }

    pub(crate) fn answered(&self, answer: Answer) {
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
    fn draw_soon(&self) {
        if self.frame.get().is_none() && !self.is_over.get() {
            self.frame.set(Some(dom::window().request_frame(self.listeners.frame.as_ref().unchecked_ref())));
        }
    }

    pub(crate) fn draw(self: &Rc<Self>) {
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

    pub(crate) fn raise(self: &Rc<Self>) {
        self.layer.borrow().raise();
        self.consent.raise();
    }
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

//! The shopper's side of control: the question of an agent, and the chip that says who may do what, as long as it lasts.
//!
//! Nobody but she can answer: a click that a script made does not count, and none that came before she could have read what
//! is asked. The question never takes the focus from a field; a screen reader tells it.

use crate::asks::Ask;
use crate::control::Controller;
use crate::dom::{self, Event, Node};
use crate::geometry::Rect;
use crate::words::Word;
use crate::{say, words};
use alongside_protocol::Capability;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;

/// What was clicked sooner than this after it appeared was meant for something else, in ms.
const TOO_SOON_MS: f64 = 500.0;

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Allow,
    Refuse,
    TakeBack(Vec<Capability>),
}

pub(crate) struct Consent {
    pub(crate) root: Node,
    prompt: Node,
    chip: Node,
    alert: Node,
    clock: RefCell<Option<Node>>,
    /// What is shown now.
    asked: RefCell<Option<Ask>>,
    told: RefCell<Option<Controller>>,
    asked_at: Cell<f64>,
    /// What had the focus before the question.
    before: RefCell<Option<Node>>,
    is_up: Cell<bool>,
}

impl Consent {
    /// Below a node of ours, unseen.
    pub(crate) fn new(parent: &Node) -> Self {
        // Outside of what comes and goes: a screen reader has to know it before it speaks.
        let alert = dom::element("p", "only-read");
        alert.set_attribute("role", "alert");
        let root = dom::element("div", "consent");
        root.set_attribute("popover", "manual");
        root.set_attribute("dir", &words::get(Word::Direction));
        let prompt = dom::element("div", "slot");
        let chip = dom::element("div", "slot");
        root.append(&chip);
        root.append(&prompt);
        parent.append(&alert);
        parent.append(&root);
        Self {
            root,
            prompt,
            chip,
            alert,
            clock: RefCell::default(),
            asked: RefCell::default(),
            told: RefCell::default(),
            asked_at: Cell::new(0.0),
            before: RefCell::default(),
            is_up: Cell::new(false),
        }
    }

    /// Shows a question and who controls, or neither.
    pub(crate) fn show(
        &self,
        ask: Option<&Ask>,
        controller: Option<&Controller>,
        color: impl Fn(&str) -> &'static str,
    ) {
        let is_needed = ask.is_some() || controller.is_some();
        if is_needed != self.is_up.replace(is_needed) {
            drop(if is_needed { self.root.show_popover() } else { self.root.hide_popover() });
        }
        if self.told.borrow().as_ref() != controller {
            let before = self.told.replace(controller.cloned());
            self.show_chip(controller, before.as_ref(), &color);
        }
        if self.asked.borrow().as_ref() != ask {
            self.asked.replace(ask.cloned());
            self.show_prompt(ask, controller, &color);
        }
    }

    /// Tells how much time is left, in ms.
    pub(crate) fn count_down(&self, left_ms: u64) {
        if let Some(clock) = self.clock.borrow().as_ref() {
            clock.set_text(&words::left(left_ms));
        }
    }

    /// What a click on a button of ours means; nothing for a click that is not the shopper's own.
    pub(crate) fn answer(&self, event: &Event) -> Option<Answer> {
        let button = event.target()?.closest("button")?;
        self.meaning(&button, event)
    }

    /// The same for a click that a modal dialog of the page kept from us: everything outside of it is inert, but she sees our
    /// buttons above it, and presses them.
    pub(crate) fn answer_at(&self, event: &Event, at: (f64, f64)) -> Option<Option<Answer>> {
        let buttons = self.root.all("button");
        let button = buttons.iter().find(|button| {
            let rect = button.bounding_client_rect();
            Rect { left: rect.left(), top: rect.top(), width: rect.width(), height: rect.height() }
                .contains(at)
        })?;
        Some(self.meaning(button, event))
    }

    fn meaning(&self, button: &Node, event: &Event) -> Option<Answer> {
        if !event.is_trusted() {
            return None;
        }
        match button.attribute("data-do")?.as_str() {
            "allow" if dom::now() - self.asked_at.get() < TOO_SOON_MS => None,
            "allow" => Some(Answer::Allow),
            "refuse" => Some(Answer::Refuse),
            word => {
                let controls = crate::control::CONTROLS;
                let one = controls.into_iter().find(|control| say::word(*control) == word);
                Some(Answer::TakeBack(one.map_or(controls.to_vec(), |one| vec![one])))
            }
        }
    }

    /// Whether a part of ours has the focus.
    pub(crate) fn has_focus(&self) -> bool {
        self.root.root_node().active_element().is_some()
    }

    /// Above what else has come to the top layer, what agents draw first of all: nobody draws over a question to her.
    pub(crate) fn raise(&self) {
        if self.is_up.get() {
            let focused = self.root.root_node().active_element();
            drop(self.root.hide_popover());
            drop(self.root.show_popover());
            focused.iter().for_each(Node::take_focus);
        }
    }

    fn show_prompt(
        &self,
        ask: Option<&Ask>,
        controller: Option<&Controller>,
        color: &dyn Fn(&str) -> &'static str,
    ) {
        let was_answering = self.has_focus();
        self.prompt.set_text("");
        let Some(ask) = ask else {
            // She goes on where she was.
            let before = self.before.take().filter(|before| was_answering && before.is_connected());
            before.iter().for_each(Node::take_focus);
            return;
        };
        let card = dom::element("div", "card");
        card.set_attribute("role", "group");
        card.set_attribute("aria-labelledby", "alongside-ask");
        card.set_attribute("tabindex", "-1");
        card.style().set("--color", color(&ask.agent.id));
        let title = dom::element("p", "title");
        title.set_attribute("id", "alongside-ask");
        title.set_attribute("dir", "auto");
        let question = words::asks(&ask.agent.name, &ask.capabilities);
        title.set_text(&question);
        let mut note = words::get(Word::PromptNote);
        if ask.capabilities.contains(&Capability::Navigate) {
            note.push(' ');
            note.push_str(&words::get(Word::Later));
        }
        if let Some(present) = controller.filter(|present| present.agent.id != ask.agent.id) {
            note.push(' ');
            note.push_str(&words::hand_over(&present.agent.name));
        }
        let text = dom::element("p", "note");
        text.set_text(&note);
        let answers = dom::element("div", "answers");
        answers.append(&button("plain", &words::get(Word::NotNow), "refuse"));
        answers.append(&button("strong", &words::get(Word::Allow), "allow"));
        for part in [title, text, answers] {
            card.append(&part);
        }
        self.prompt.append(&card);
        self.asked_at.set(dom::now());
        self.alert.set_text(&[&question, ". ", &note].concat());
        let focused = dom::document().active_element();
        if !was_answering {
            self.before.replace(focused.clone());
        }
        // With nothing in use, the next Tab comes to the buttons; the card itself answers to no key.
        if was_answering || focused.is_none_or(|focused| focused.local_name() == "body") {
            card.take_focus();
        }
    }

    fn show_chip(
        &self,
        now: Option<&Controller>,
        before: Option<&Controller>,
        color: &dyn Fn(&str) -> &'static str,
    ) {
        self.chip.set_text("");
        self.clock.replace(None);
        let Some(controller) = now else {
            if let Some(before) = before {
                self.alert.set_text(&words::can_no_more(&before.agent.name));
            }
            return;
        };
        let capabilities: Vec<Capability> = controller.grants.iter().map(|grant| grant.capability).collect();
        let chip = dom::element("div", "chip");
        chip.set_attribute("role", "group");
        chip.style().set("--color", color(&controller.agent.id));
        let name = dom::element("span", "who");
        name.set_attribute("dir", "auto");
        name.set_text(&words::can(&controller.agent.name));
        chip.append(&name);
        for capability in &capabilities {
            let one = button("one", &words::verb(*capability), say::word(*capability));
            one.set_attribute("aria-label", &words::take_back_one(*capability));
            one.set_attribute("title", &words::take_back_one(*capability));
            chip.append(&one);
        }
        let clock = dom::element("span", "clock");
        clock.set_attribute("aria-hidden", "true");
        chip.append(&clock);
        chip.append(&button("back", &words::get(Word::TakeBack), "all"));
        self.chip.append(&chip);
        self.clock.replace(Some(clock));
        let mut text = String::new();
        // Who had it hears that it went on to somebody else.
        if let Some(before) = before.filter(|before| before.agent.id != controller.agent.id) {
            text.push_str(&words::can_no_more(&before.agent.name));
            text.push(' ');
        }
        text.push_str(&words::can_now(&controller.agent.name, &capabilities));
        self.alert.set_text(&text);
    }
}

fn button(class: &str, text: &str, does: &str) -> Node {
    let button = dom::element("button", class);
    button.set_attribute("type", "button");
    button.set_attribute("data-do", does);
    button.set_text(text);
    button
}

/// Where a mouse event happened, in CSS px.
pub(crate) fn place_of(event: &Event) -> (f64, f64) {
    let number = |key: &str| {
        js_sys::Reflect::get(event, &JsValue::from_str(key)).ok().and_then(|value| value.as_f64())
    };
    (number("clientX").unwrap_or(-1.0), number("clientY").unwrap_or(-1.0))
}

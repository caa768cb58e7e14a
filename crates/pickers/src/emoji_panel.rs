//! The panel of emoji over the composer: a field to search in, and all of them in groups. Arrow keys go through them, Enter and
//! Space take one, Escape takes none.

use crate::dom::{add, add_button, focus, set};
use crate::emoji;
use crate::pickers::Scene;
use crate::words::{self, Word};
use gloo_events::{EventListener, EventListenerOptions};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusEvent, HtmlElement, HtmlInputElement, KeyboardEvent, Node};

/// An open panel. Dropped, it is gone.
pub(crate) struct EmojiPanel {
    shared: Rc<Shared>,
}

struct Shared {
    panel: HtmlElement,
    search: HtmlInputElement,
    grid: HtmlElement,
    none: HtmlElement,
    scene: Rc<Scene>,
    button: HtmlElement,
    is_open: Cell<bool>,
    listeners: RefCell<Vec<EventListener>>,
}

impl EmojiPanel {
    /// Shows it over the composer, and gives the focus to its search. `button` was pressed for it.
    pub(crate) fn open(scene: &Rc<Scene>, button: &HtmlElement) -> Option<Self> {
        let panel = add(&scene.place, "div", "pick-emoji")?;
        set(&panel, "role", "dialog");
        set(&panel, "aria-label", &words::get(Word::Emoji));
        let search: HtmlInputElement = add(&panel, "input", "")?.dyn_into().ok()?;
        let sought = words::get(Word::Search);
        for (name, value) in [
            ("type", "search"),
            ("placeholder", sought.as_str()),
            ("aria-label", sought.as_str()),
            ("dir", "auto"),
        ] {
            set(&search, name, value);
        }
        let grid = add(&panel, "div", "pick-grid")?;
        let none = add(&panel, "p", "pick-none")?;
        set(&none, "role", "status");
        let shared = Rc::new(Shared {
            panel,
            search,
            grid,
            none,
            scene: Rc::clone(scene),
            button: button.clone(),
            is_open: Cell::new(true),
            listeners: RefCell::default(),
        });
        shared.listen();
        shared.show();
        set(button, "aria-expanded", "true");
        focus(&shared.search);
        Some(Self { shared })
    }

    pub(crate) fn is_open(&self) -> bool {
        self.shared.is_open.get()
    }

    pub(crate) fn close(&self) {
        self.shared.close();
    }
}

impl Shared {
    fn listen(self: &Rc<Self>) {
        let panel: &Node = &self.panel;
        let mut listeners = vec![
            self.on(panel, "input", |shared, _| shared.show()),
            self.on(panel, "keydown", |shared, event| {
                if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                    shared.key(event);
                }
            }),
            // The focus stays where it is: some browsers give it to no button.
            self.on(&self.grid, "mousedown", |_, event| event.prevent_default()),
            self.on(&self.grid, "click", |shared, event| {
                if let Some(button) = closest_button(event) {
                    shared.pick(&button);
                }
            }),
            self.on(panel, "focusout", |shared, event| {
                let next = event.dyn_ref::<FocusEvent>().and_then(FocusEvent::related_target);
                let next = next.and_then(|next| next.dyn_into::<Node>().ok());
                let stays =
                    |next: &Node| shared.panel.contains(Some(next)) || shared.button.contains(Some(next));
                if !next.as_ref().is_some_and(stays) {
                    shared.close();
                }
            }),
        ];
        self.listeners.borrow_mut().append(&mut listeners);
    }

    fn on(self: &Rc<Self>, target: &Node, kind: &'static str, then: fn(&Rc<Self>, &Event)) -> EventListener {
        let weak = Rc::downgrade(self);
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(target, kind, options, move |event| {
            if let Some(shared) = weak.upgrade().filter(|shared| shared.is_open.get()) {
                then(&shared, event);
            }
        })
    }

    /// What the search finds.
    fn show(&self) {
        self.grid.set_text_content(None);
        let groups = emoji::found(&self.search.value());
        self.none.set_text_content(groups.is_empty().then(|| words::get(Word::NoneFound)).as_deref());
        for group in groups {
            let Some(section) = add(&self.grid, "section", "") else { return };
            set(&section, "role", "group");
            let name = words::get(group.name);
            set(&section, "aria-label", &name);
            if let Some(heading) = add(&section, "h4", "") {
                heading.set_text_content(Some(&name));
                set(&heading, "aria-hidden", "true");
            }
            for emoji in group.emoji {
                if let Some(button) = add_button(&section, "", emoji.name) {
                    button.set_tab_index(-1);
                    button.set_text_content(Some(emoji.text));
                }
            }
        }
        // One of them is reached by Tab.
        if let Some(first) = self.buttons().first() {
            first.set_tab_index(0);
        }
    }

    fn buttons(&self) -> Vec<HtmlElement> {
        let Ok(found) = self.grid.query_selector_all("button") else { return Vec::new() };
        (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
    }

    fn key(&self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        // What is a key here is none for the panel and the page around.
        event.stop_propagation();
        let here = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let buttons = self.buttons();
        let at = here.as_ref().and_then(|here| buttons.iter().position(|button| button == here));
        let next = match (event.key().as_str(), at) {
            ("Escape", _) => {
                event.prevent_default();
                self.close();
                return self.scene.focus();
            }
            ("Enter", None) => {
                event.prevent_default();
                return buttons.first().into_iter().for_each(|first| self.pick(first));
            }
            ("ArrowDown", None) => buttons.first(),
            (_, None) => return,
            ("ArrowLeft" | "ArrowRight", Some(at)) => {
                let is_on = (event.key() == "ArrowRight") != self.is_rtl();
                if is_on {
                    buttons.get(at + 1)
                } else {
                    at.checked_sub(1).and_then(|before| buttons.get(before))
                }
            }
            ("ArrowDown", Some(at)) => below(&buttons, at, 1.0),
            ("ArrowUp", Some(at)) => match below(&buttons, at, -1.0) {
                None => {
                    event.prevent_default();
                    return focus(&self.search);
                }
                above => above,
            },
            ("Home", Some(_)) => buttons.first(),
            ("End", Some(_)) => buttons.last(),
            _ => return,
        };
        event.prevent_default();
        if let Some(next) = next {
            buttons.iter().for_each(|button| button.set_tab_index(-1));
            next.set_tab_index(0);
            focus(next);
        }
    }

    fn is_rtl(&self) -> bool {
        self.panel.matches(":dir(rtl)").unwrap_or_default()
    }

    /// Puts the emoji where the caret is, and goes back there.
    fn pick(&self, button: &HtmlElement) {
        let text = button.text_content().unwrap_or_default();
        self.close();
        let Some(field) = self.scene.field() else { return };
        let end = field.value().encode_utf16().count() as u32;
        let from = field.selection_start().ok().flatten().unwrap_or(end);
        let to = field.selection_end().ok().flatten().unwrap_or(end);
        focus(&field);
        // Numbers within the text, and a word that it knows.
        drop(field.set_range_text_with_start_and_end_and_mode(&text, from, to, "end"));
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict("input", &init) {
            drop(field.dispatch_event(&event));
        }
    }

    fn close(&self) {
        if self.is_open.replace(false) {
            self.panel.remove();
            set(&self.button, "aria-expanded", "false");
        }
    }
}

fn closest_button(event: &Event) -> Option<HtmlElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("button").ok()??.dyn_into().ok()
}

/// The button nearest below (1) or above (-1), by where they stand.
fn below(buttons: &[HtmlElement], at: usize, direction: f64) -> Option<&HtmlElement> {
    let place = |button: &HtmlElement| (f64::from(button.offset_left()), f64::from(button.offset_top()));
    let (left, top) = place(buttons.get(at)?);
    let distance = |button: &HtmlElement| {
        let (x, y) = place(button);
        // A line is nearer than any place in it.
        (y - top) * direction * 1_000.0 + (x - left).abs()
    };
    let beyond = buttons.iter().filter(|button| (place(button).1 - top) * direction > 4.0);
    beyond.min_by(|one, other| distance(one).total_cmp(&distance(other)))
}

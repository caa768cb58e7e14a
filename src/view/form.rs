//! A form in the composer's place. What is typed stays in its fields alone; they are read when she sends it.
//!
//! Its elements are made by hand, once for each form and language, and not by Yew: that weighs less, and nothing can disturb what is half filled in. [`Minded`](crate::view::minded::Minded) minds it after each drawing.

use crate::client::Client;
use crate::event::Input;
use crate::form::{Form, Kind, Question};
use crate::state::State;
use crate::time::moment;
use crate::view::composer::focus;
use crate::words::{self, Word};
use alongside_protocol::TICKED;
use gloo_events::{EventListener, EventListenerOptions};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

/// The form as it stands in the page.
#[derive(Default)]
pub(crate) struct FormView {
    shown: Option<Shown>,
    /// How often the panel was to have the focus, and how often she was refused.
    minded: (bool, u32, u32),
}

struct Shown {
    element: Element,
    form: Form,
    /// One of its words, as its language has it.
    language: &'static str,
    /// Each question's field, and what is said to be wrong with it.
    fields: Vec<(Element, Element)>,
    wrong: Element,
    lead: Element,
    _listeners: [EventListener; 2],
}

impl FormView {
    /// Makes the page show what the state says. `root` holds an empty element of class `form-place`.
    pub(crate) fn mind(&mut self, client: &Client, root: &Element) {
        let Some(place) = find(root, ".form-place") else { return };
        let form = client.state().form();
        let is_new = self.shown.as_ref().map(|shown| shown.form) != form;
        let language = words::get(Word::StartChat);
        if is_new || self.shown.as_ref().is_some_and(|shown| !std::ptr::eq(shown.language, language)) {
            let before = self.shown.take();
            self.shown = form.and_then(|form| make(client, &place, form));
            if let Some(before) = before {
                if let Some(shown) = self.shown.as_ref().filter(|_| !is_new) {
                    shown.fill_again(&before);
                }
                before.element.remove();
            }
            if is_new && form == Some(Form::Offline) {
                take_over(client, root);
            }
        }
        let Some(shown) = &self.shown else { return };
        let now = {
            let state = client.state();
            shown.lead.set_text_content(Some(&lead(&state, shown.form)));
            shown.tell(&state);
            (state.is_open, state.focusings, state.filling.refusals)
        };
        let before = std::mem::replace(&mut self.minded, now);
        if !now.0 || (before == now && !is_new) {
            return;
        }
        if before.2 != now.2 {
            // Fails only for options that we do not give.
            drop(shown.wrong.unchecked_ref::<HtmlElement>().focus());
        } else if let Some((first, _)) = shown.fields.first() {
            focus(first.unchecked_ref());
        }
    }
}

impl Shown {
    /// With what stands in the same form in another language.
    fn fill_again(&self, before: &Self) {
        for ((new, _), (old, _)) in self.fields.iter().zip(&before.fields) {
            for name in ["value", "checked", "selectedIndex"] {
                let name = JsValue::from_str(name);
                let value = Reflect::get(old, &name).unwrap_or_default();
                if !value.is_undefined() {
                    // Fails only for properties that cannot be set.
                    drop(Reflect::set(new, &name, &value));
                }
            }
        }
    }

    /// Says what is wrong: at each field, and above them all in one sentence.
    fn tell(&self, state: &State) {
        let mut all = String::new();
        for (place, ((field, reason), question)) in
            self.fields.iter().zip(state.questions(self.form)).enumerate()
        {
            let is_wrong = state.filling.wrong.contains(&place);
            set(field, &[("aria-invalid", if is_wrong { "true" } else { "false" })]);
            let says = match question.kind {
                _ if !is_wrong => "",
                Kind::Email if !answer(field).is_empty() => words::get(Word::NoAddress),
                _ => words::get(Word::PleaseAnswer),
            };
            reason.set_text_content(Some(says));
            if is_wrong {
                all.push_str(if all.is_empty() { words::get(Word::PleaseCheck) } else { "," });
                all.push(' ');
                all.push_str(question.label);
            }
        }
        if self.wrong.text_content().as_deref() != Some(&all) {
            self.wrong.set_text_content(Some(&all));
        }
    }
}

/// Why the form is there.
fn lead(state: &State, form: Form) -> String {
    if form == Form::PreChat {
        return state
            .reception
            .pre_chat
            .as_ref()
            .and_then(|asks| asks.introduction.clone())
            .unwrap_or_default();
    }
    if !state.is_away() {
        return words::get(Word::HereNow).to_owned();
    }
    let mut text = state
        .reception
        .opens_at_ms
        .map(|at_ms| words::fill(Word::Back, &[&moment(at_ms)]))
        .unwrap_or_default();
    text.push_str(if text.is_empty() { "" } else { ". " });
    text.push_str(words::get(Word::LeaveAMessage));
    text
}

fn make(client: &Client, place: &Element, form: Form) -> Option<Shown> {
    let sends =
        if form == Form::PreChat { words::get(Word::StartChat) } else { words::get(Word::SendMessage) };
    let element = add(place, "form", "form", "")?;
    set(&element, &[("novalidate", ""), ("aria-label", sends)]);
    let lead = add(&element, "p", "form-lead", "")?;
    let wrong = add(&element, "p", "form-wrong bad", "")?;
    set(&wrong, &[("tabindex", "-1"), ("role", "alert"), ("dir", "auto")]);
    let mut fields = Vec::new();
    for (place, question) in client.state().questions(form).iter().enumerate() {
        fields.push(field(&element, place, question)?);
    }
    add(&element, "button", "strong", sends)?;
    let on_submit = {
        let (client, fields) = (client.clone(), fields.clone());
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&element, "submit", options, move |event| {
            event.prevent_default();
            client.fill_in(fields.iter().map(|(field, _)| answer(field)).collect());
        })
    };
    let on_input = {
        let client = client.clone();
        EventListener::new(&element, "input", move |_| {
            let is_news = !client.state().filling.is_begun;
            if is_news {
                client.dispatch(Input::FormBegun);
            }
        })
    };
    let language = words::get(Word::StartChat);
    Some(Shown { element, form, language, fields, wrong, lead, _listeners: [on_submit, on_input] })
}

fn field(form: &Element, place: usize, question: &Question<'_>) -> Option<(Element, Element)> {
    let mut id = "alongside-q".to_owned();
    id.push_str(&place.to_string());
    let mut says = id.clone();
    says.push('!');
    let (tag, kind, name) = match question.kind {
        Kind::Name => ("input", "text", "name"),
        Kind::Email => ("input", "email", "email"),
        Kind::Text => ("input", "text", "off"),
        Kind::Checkbox => ("input", "checkbox", "off"),
        Kind::Choice => ("select", "", "off"),
        Kind::Message => ("textarea", "", "off"),
    };
    let row = add(form, "div", "question", "")?;
    set(&row, &[("data-kind", kind)]);
    let label = add(&row, "label", "", question.label)?;
    set(&label, &[("for", &id), ("dir", "auto")]);
    if !question.is_required {
        add(&label, "span", "form-quiet", words::get(Word::Optional))?;
    }
    let field = add(&row, tag, "input", "")?;
    let most = if question.kind == Kind::Message { "20000" } else { "200" };
    set(&field, &[("id", &id), ("type", kind), ("autocomplete", name), ("dir", "auto"), ("maxlength", most)]);
    set(
        &field,
        &[
            ("aria-describedby", &says),
            ("aria-required", if question.is_required { "true" } else { "false" }),
        ],
    );
    if question.kind == Kind::Choice {
        add(&field, "option", "", words::get(Word::Choose))?;
    }
    for choice in question.field.map_or(&[][..], |field| &field.choices) {
        add(&field, "option", "", choice)?;
    }
    if let Some(href) = question.field.and_then(|field| field.link.as_ref()) {
        let link = add(&row, "a", "form-link", words::get(Word::ReadMore))?;
        set(&link, &[("href", href), ("target", "_blank"), ("rel", "noopener noreferrer")]);
    }
    let reason = add(&row, "p", "form-reason bad", "")?;
    set(&reason, &[("id", &says)]);
    Some((field, reason))
}

/// What stands in a field: words, which of the choices, or whether it is ticked.
fn answer(field: &Element) -> String {
    let property = |name: &str| Reflect::get(field, &JsValue::from_str(name)).unwrap_or_default();
    let value = match property("type").as_string().as_deref() {
        Some("checkbox") if property("checked").is_truthy() => return TICKED.to_owned(),
        Some("checkbox") => JsValue::UNDEFINED,
        // The first one says that there is something to choose.
        Some("select-one") if property("selectedIndex").as_f64() == Some(0.0) => JsValue::UNDEFINED,
        _ => property("value"),
    };
    value.as_string().unwrap_or_default()
}

/// What she had begun to write goes on in the form.
fn take_over(client: &Client, root: &Element) {
    let Some((from, to)) = find(root, ".composer textarea").zip(find(root, ".form textarea")) else { return };
    let (from, to): (HtmlTextAreaElement, HtmlTextAreaElement) = (from.unchecked_into(), to.unchecked_into());
    let text = from.value();
    if !text.is_empty() {
        to.set_value(&text);
        client.put("");
        client.dispatch(Input::FormBegun);
    }
}

fn find(root: &Element, what: &str) -> Option<Element> {
    root.query_selector(what).ok().flatten()
}

/// A new element at the end of another.
fn add(parent: &Element, tag: &str, class: &str, text: &str) -> Option<Element> {
    let element = parent.owner_document()?.create_element(tag).ok()?;
    set(&element, &[("class", class)]);
    element.set_text_content(Some(text));
    parent.append_child(&element).ok()?;
    Some(element)
}

fn set(element: &Element, attributes: &[(&str, &str)]) {
    for (name, value) in attributes {
        // Fails only for names that are none.
        drop(element.set_attribute(name, value));
    }
}

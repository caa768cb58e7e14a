//! Keys that do something: what a browser does for each of them, after the page had its say.

use crate::dom::{self, Node};
use crate::events::{self, KeyStroke};
use crate::fields::Field;
use crate::hand::{self, field_of};
use crate::settle::settle;
use crate::{follow, tab_order, typing};
use alongside_protocol::{Key, Outcome};
use js_sys::Array;
use wasm_bindgen::JsValue;

/// What Enter presses besides buttons.
const LINKS: &str = "a[href],area[href],summary";

/// What a line of text measures when arrow keys scroll, in px, and how much of the view a page key scrolls.
const LINE_PX: f64 = 40.0;
const PAGE: f64 = 0.875;

/// The name of a key, and its old number.
fn name(key: Key) -> (&'static str, u32) {
    match key {
        Key::Enter => ("Enter", 13),
        Key::Tab => ("Tab", 9),
        Key::Escape => ("Escape", 27),
        Key::Backspace => ("Backspace", 8),
        Key::Delete => ("Delete", 46),
        Key::Home => ("Home", 36),
        Key::End => ("End", 35),
        Key::PageUp => ("PageUp", 33),
        Key::PageDown => ("PageDown", 34),
        Key::ArrowUp => ("ArrowUp", 38),
        Key::ArrowDown => ("ArrowDown", 40),
        Key::ArrowLeft => ("ArrowLeft", 37),
        Key::ArrowRight => ("ArrowRight", 39),
    }
}

/// How far a key goes.
#[derive(Clone, Copy)]
pub(crate) struct Reach<'a> {
    /// Whether an agent may act on something.
    pub(crate) may_touch: &'a dyn Fn(&Node) -> bool,
    /// Whether the agent may also click.
    pub(crate) may_click: bool,
}

/// Presses a key in an element, which gets the focus if it can.
pub(crate) async fn press(element: &Node, key: Key, reach: Reach<'_>) -> Outcome {
    if element.matches(":disabled") {
        return Outcome::Unfit;
    }
    if is_click(element, key) && !reach.may_click {
        return Outcome::NotGranted;
    }
    let takes_focus = element.matches(hand::FOCUSABLE) || field_of(element) == Field::Rich;
    if takes_focus {
        typing::focus(element);
        settle().await;
        // What is hidden, inert or behind a modal dialog does not get it, and the key would go to something else.
        if !typing::has_focus(element) {
            return Outcome::Unfit;
        }
    }
    let (name, key_code) = name(key);
    let char_code = if key == Key::Enter { 13 } else { 0 };
    let stroke = KeyStroke { key: name, code: name, key_code, char_code };
    let mut goes_on = stroke.press(element, "keydown").await;
    if key == Key::Enter {
        goes_on = goes_on && stroke.press(element, "keypress").await;
    }
    // Who heard it may have moved the focus: then there is nothing left to do here.
    let mut outcome = Outcome::Done;
    if goes_on && (!takes_focus || typing::has_focus(element)) {
        outcome = act(element, key, reach).await;
        settle().await;
    }
    // What has the focus by now hears the key come up.
    let heard_by = if key == Key::Tab { element.page().focused() } else { None };
    let heard_by = heard_by.as_ref().unwrap_or(element);
    if heard_by.is_connected() && (heard_by == element || (reach.may_touch)(heard_by)) {
        stroke.press(heard_by, "keyup").await;
    }
    outcome
}

/// Enter as a character of a text: a new line where there can be one.
pub(crate) async fn enter_into(field: &Node, may_touch: &dyn Fn(&Node) -> bool) {
    if matches!(field_of(field), Field::Area | Field::Rich) {
        press(field, Key::Enter, Reach { may_touch, may_click: false }).await;
    }
}

/// Whether a key does what a click does: then leave to type is not enough.
fn is_click(element: &Node, key: Key) -> bool {
    match (key, field_of(element)) {
        (Key::Enter, Field::Button) => true,
        (Key::Enter, Field::None) => element.matches(LINKS),
        (Key::Enter | Key::Tab | Key::Escape | Key::Backspace | Key::Delete, _) => false,
        (_, field) => matches!(field, Field::Radio | Field::Slider),
    }
}

async fn act(element: &Node, key: Key, reach: Reach<'_>) -> Outcome {
    let field = field_of(element);
    let can_edit = typing::takes_text(element);
    match key {
        Key::Enter => return enter(element, field, can_edit, reach).await,
        Key::Tab => {
            if let Some(next) = tab_order::after(element) {
                next.take_focus();
                // As browsers do, so that the next letter replaces what stands there. A secret has the focus, and no more.
                if (reach.may_touch)(&next) {
                    next.call("select", &Array::new());
                }
            }
        }
        Key::Escape => return close_dialog(element, reach),
        Key::Backspace | Key::Delete if can_edit => {
            let backward = key == Key::Backspace;
            typing::insert(
                element,
                if backward { "deleteContentBackward" } else { "deleteContentForward" },
                "",
                reach.may_touch,
            )
            .await;
        }
        Key::Backspace | Key::Delete => {}
        _ => match field {
            Field::Radio => return choose_radio(element, key, reach),
            Field::Slider => step_slider(element, key).await,
            Field::List => step_list(element, key).await,
            Field::Number if matches!(key, Key::ArrowUp | Key::ArrowDown) => {
                step(element, if key == Key::ArrowUp { "stepUp" } else { "stepDown" }).await;
            }
            field if field.has_caret() => move_caret(element, field, key),
            _ => scroll(element, key),
        },
    }
    Outcome::Done
}

/// A button is pressed, a link followed, a text broken, a form sent.
async fn enter(element: &Node, field: Field, can_edit: bool, reach: Reach<'_>) -> Outcome {
    let may_touch = reach.may_touch;
    match field {
        Field::Area if can_edit => drop(typing::insert(element, "insertLineBreak", "", may_touch).await),
        Field::Rich if can_edit => drop(typing::insert(element, "insertParagraph", "", may_touch).await),
        Field::Button => return hand::activate(element),
        field if field.submits() => return submit(element, reach).await,
        _ if element.matches(LINKS) => return hand::activate(element),
        _ => {}
    }
    Outcome::Done
}

/// Sends the form of a field as browsers do when Enter is pressed in it
/// (https://html.spec.whatwg.org/#implicit-submission). As that presses a button, seen or unseen, it needs leave to click.
async fn submit(field: &Node, reach: Reach<'_>) -> Outcome {
    events::changed(field, "change");
    settle().await;
    let Some(form) = field.neighbour("form") else { return Outcome::Done };
    let elements: Vec<Node> = field
        .root_node()
        .all("button,input")
        .into_iter()
        .filter(|one| one.neighbour("form").as_ref() == Some(&form))
        .collect();
    let sends = |one: &&Node| matches!(one.text("type").as_str(), "submit" | "image");
    let button = elements.iter().find(sends);
    let is_line = |one: &&Node| matches!(field_of(one), Field::Line | Field::Number | Field::Whole);
    let is_sent = match button {
        Some(button) => !button.matches(":disabled"),
        None => elements.iter().filter(is_line).count() <= 1,
    };
    if !is_sent {
        return Outcome::Done;
    }
    if !reach.may_click {
        return Outcome::NotGranted;
    }
    if !(reach.may_touch)(&form) || button.is_some_and(|button| !(reach.may_touch)(button)) {
        return Outcome::Protected;
    }
    match button {
        Some(button) => hand::activate(button),
        None => follow::send(&form, field),
    }
}

/// Closes the innermost open dialog as its own Escape would: the page may prevent it.
fn close_dialog(element: &Node, reach: Reach) -> Outcome {
    let Some(dialog) = element.page().all("dialog:modal").pop() else { return Outcome::Done };
    if !(reach.may_touch)(&dialog) {
        return Outcome::Protected;
    }
    if dialog.call("requestClose", &Array::new()).is_none() {
        let init = dom::object(&[("cancelable", JsValue::TRUE)]);
        if events::send(&dialog, "Event", "cancel", &init) {
            dialog.call("close", &Array::new());
        }
    }
    Outcome::Done
}

/// The next radio button of the group, or the one before.
fn choose_radio(element: &Node, key: Key, reach: Reach) -> Outcome {
    let forward = match key {
        Key::ArrowDown | Key::ArrowRight => true,
        Key::ArrowUp | Key::ArrowLeft => false,
        _ => return Outcome::Done,
    };
    let (name, form) = (element.text("name"), element.neighbour("form"));
    let mut group: Vec<Node> = element.root_node().all("input[type=radio]:not(:disabled)");
    group.retain(|one| {
        one == element || (!name.is_empty() && one.text("name") == name && one.neighbour("form") == form)
    });
    let place = group.iter().position(|one| one == element).unwrap_or_default();
    let next = if forward { place + 1 } else { place + group.len().saturating_sub(1) } % group.len().max(1);
    let Some(next) = group.get(next) else { return Outcome::Done };
    if !(reach.may_touch)(next) {
        return Outcome::Protected;
    }
    next.take_focus();
    if !typing::has_focus(next) {
        return Outcome::Unfit;
    }
    next.call("click", &Array::new());
    Outcome::Done
}

async fn step_slider(element: &Node, key: Key) {
    let most = number(element, "max", 100.0);
    let least = number(element, "min", 0.0);
    let now = element.number("valueAsNumber");
    let step = number(element, "step", 1.0);
    let leap = ((most - least) / 10.0).max(step);
    let to = match key {
        Key::ArrowUp | Key::ArrowRight => now + step,
        Key::ArrowDown | Key::ArrowLeft => now - step,
        Key::PageUp => now + leap,
        Key::PageDown => now - leap,
        Key::Home => least,
        _ => most,
    };
    set_number(element, to).await;
}

/// A number of an `<input>`; the usual one where it says none.
pub(crate) fn number(element: &Node, key: &str, usual: f64) -> f64 {
    let number = js_sys::Number::parse_float(&element.text(key));
    if number.is_finite() { number } else { usual }
}

/// Sets a slider; the browser keeps it within its range and on its steps.
pub(crate) async fn set_number(element: &Node, to: f64) {
    let before = element.text("value");
    element.set_native("valueAsNumber", &JsValue::from_f64(to));
    if element.text("value") != before {
        events::input_and_change(element).await;
    }
}

async fn step(element: &Node, method: &str) {
    let before = element.text("value");
    // Throws where any value goes.
    element.call(method, &Array::new());
    let after = element.text("value");
    if after != before {
        // Set once more in the browser's own way, for those who watch over the value.
        element.set_native("value", &JsValue::from_str(&before));
        element.set_native("value", &JsValue::from_str(&after));
        events::input_and_change(element).await;
    }
}

async fn step_list(element: &Node, key: Key) {
    let options: Vec<Node> = element.all("option");
    let present = element.number("selectedIndex");
    let is_free = |option: &Node| !option.matches(":disabled");
    let next = match key {
        Key::ArrowDown | Key::ArrowRight | Key::PageDown => {
            options.iter().enumerate().position(|(place, option)| place as f64 > present && is_free(option))
        }
        Key::ArrowUp | Key::ArrowLeft | Key::PageUp => options
            .iter()
            .enumerate()
            .rposition(|(place, option)| (place as f64) < present && is_free(option)),
        Key::Home => options.iter().position(is_free),
        _ => options.iter().rposition(is_free),
    };
    if let Some(next) = next.filter(|next| *next as f64 != present) {
        element.set_native("selectedIndex", &JsValue::from_f64(next as f64));
        events::input_and_change(element).await;
    }
}

fn move_caret(element: &Node, field: Field, key: Key) {
    let is_line = !matches!(field, Field::Area | Field::Rich);
    if is_line
        && let (Some(start), Some(end)) =
            (typing::caret(element, "selectionStart"), typing::caret(element, "selectionEnd"))
    {
        let length = element.text("value").encode_utf16().count();
        let to = match key {
            Key::ArrowLeft if start == end => start.saturating_sub(1),
            Key::ArrowRight if start == end => (end + 1).min(length),
            Key::ArrowLeft => start,
            Key::ArrowRight => end,
            Key::Home | Key::ArrowUp | Key::PageUp => 0,
            _ => length,
        };
        let to = JsValue::from(to as f64);
        element.call("setSelectionRange", &Array::of2(&to, &to));
        return;
    }
    let (direction, by) = match key {
        Key::ArrowLeft => ("backward", "character"),
        Key::ArrowRight => ("forward", "character"),
        Key::ArrowUp | Key::PageUp => ("backward", "line"),
        Key::ArrowDown | Key::PageDown => ("forward", "line"),
        Key::Home => ("backward", "lineboundary"),
        _ => ("forward", "lineboundary"),
    };
    if let Some(selection) = element.view().call("getSelection", &Array::new()).filter(JsValue::is_object) {
        let selection: Node = wasm_bindgen::JsCast::unchecked_into(selection);
        selection.call("modify", &Array::of3(&"move".into(), &direction.into(), &by.into()));
    }
}

/// Scrolls the page that an element stands in.
fn scroll(element: &Node, key: Key) {
    let view = element.view();
    let height = view.inner_height();
    let (left, top) = match key {
        Key::ArrowUp => (0.0, -LINE_PX),
        Key::ArrowDown => (0.0, LINE_PX),
        Key::ArrowLeft => (-LINE_PX, 0.0),
        Key::ArrowRight => (LINE_PX, 0.0),
        Key::PageUp => (0.0, -height * PAGE),
        Key::PageDown => (0.0, height * PAGE),
        Key::Home => (0.0, -1e9),
        _ => (0.0, 1e9),
    };
    drop(view.scroll_by(&dom::object(&[
        ("left", left.into()),
        ("top", top.into()),
        ("behavior", JsValue::from_str("instant")),
    ])));
}

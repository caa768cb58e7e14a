//! Keys that do something: what a browser does for each of them, after the page had its say.

use crate::dom::{self, Node};
use crate::events::{self, KeyStroke};
use crate::fields::Field;
use crate::hand::{self, field_of};
use crate::settle::settle;
use crate::{tab_order, typing};
use alongside_protocol::{Key, Outcome};
use js_sys::Array;
use wasm_bindgen::JsValue;

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

/// Presses a key in an element, which gets the focus if it can. `may_touch` says whether something may be pressed by that.
pub(crate) async fn press(element: &Node, key: Key, may_touch: &dyn Fn(&Node) -> bool) -> Outcome {
    if element.flag("disabled") {
        return Outcome::Unfit;
    }
    if element.matches(hand::FOCUSABLE) || field_of(element) == Field::Rich {
        typing::focus(element);
        settle().await;
    }
    let (name, key_code) = name(key);
    let char_code = if key == Key::Enter { 13 } else { 0 };
    let stroke = KeyStroke { key: name, code: name, key_code, char_code };
    let mut goes_on = stroke.press(element, "keydown").await;
    if key == Key::Enter {
        goes_on = goes_on && stroke.press(element, "keypress").await;
    }
    if goes_on {
        act(element, key, may_touch).await;
        settle().await;
    }
    // What has the focus by now hears the key come up.
    let heard_by = if key == Key::Tab { element.page().focused() } else { None };
    let heard_by = heard_by.as_ref().unwrap_or(element);
    if heard_by.is_connected() {
        stroke.press(heard_by, "keyup").await;
    }
    Outcome::Done
}

/// Enter as a character of a text: a new line where there can be one.
pub(crate) async fn enter_into(field: &Node) {
    if matches!(field_of(field), Field::Area | Field::Rich) {
        press(field, Key::Enter, &|_| false).await;
    }
}

async fn act(element: &Node, key: Key, may_touch: &dyn Fn(&Node) -> bool) {
    let field = field_of(element);
    let can_edit = typing::takes_text(element);
    match key {
        Key::Enter => enter(element, field, can_edit, may_touch).await,
        Key::Tab => {
            if let Some(next) = tab_order::after(element) {
                next.take_focus();
                // As browsers do, so that the next letter replaces what stands there.
                next.call("select", &Array::new());
            }
        }
        Key::Escape => close_dialog(element),
        Key::Backspace | Key::Delete if can_edit => {
            let backward = key == Key::Backspace;
            typing::insert(
                element,
                if backward { "deleteContentBackward" } else { "deleteContentForward" },
                "",
            )
            .await;
        }
        Key::Backspace | Key::Delete => {}
        _ => match field {
            Field::Radio => choose_radio(element, key),
            Field::Slider => step_slider(element, key).await,
            Field::List => step_list(element, key).await,
            Field::Number if matches!(key, Key::ArrowUp | Key::ArrowDown) => {
                step(element, if key == Key::ArrowUp { "stepUp" } else { "stepDown" }).await;
            }
            field if field.has_caret() => move_caret(element, field, key),
            _ => scroll(element, key),
        },
    }
}

/// A button is pressed, a link followed, a text broken, a form sent.
async fn enter(element: &Node, field: Field, can_edit: bool, may_touch: &dyn Fn(&Node) -> bool) {
    match field {
        Field::Area if can_edit => drop(typing::insert(element, "insertLineBreak", "").await),
        Field::Rich if can_edit => drop(typing::insert(element, "insertParagraph", "").await),
        Field::Button => drop(element.call("click", &Array::new())),
        field if field.submits() => submit(element, may_touch).await,
        _ if element.matches("a[href],area[href],summary") => hand::activate(element),
        _ => {}
    }
}

/// Sends the form of a field as browsers do when Enter is pressed in it
/// (https://html.spec.whatwg.org/#implicit-submission).
async fn submit(field: &Node, may_touch: &dyn Fn(&Node) -> bool) {
    events::changed(field, "change");
    settle().await;
    let Some(form) = field.neighbour("form") else { return };
    let elements: Vec<Node> = field
        .root_node()
        .all("button,input")
        .into_iter()
        .filter(|one| one.neighbour("form").as_ref() == Some(&form))
        .collect();
    let sends = |one: &&Node| matches!(one.text("type").as_str(), "submit" | "image");
    if let Some(button) = elements.iter().find(sends) {
        if !button.flag("disabled") && may_touch(button) {
            button.call("click", &Array::new());
        }
        return;
    }
    let lines = elements
        .iter()
        .filter(|one| matches!(field_of(one), Field::Line | Field::Number | Field::Whole))
        .count();
    if lines <= 1 {
        // A field of the form may be called as the method is.
        let prototype: Node = wasm_bindgen::JsCast::unchecked_into(js_sys::Object::get_prototype_of(&form));
        if let Ok(request) =
            wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(prototype.get("requestSubmit"))
        {
            drop(request.call0(&form));
        }
    }
}

/// Closes the innermost open dialog as its own Escape would: the page may prevent it.
fn close_dialog(element: &Node) {
    let Some(dialog) = element.page().all("dialog:modal").pop() else { return };
    if dialog.call("requestClose", &Array::new()).is_none() {
        let init = dom::object(&[("cancelable", JsValue::TRUE)]);
        if events::send(&dialog, "Event", "cancel", &init) {
            dialog.call("close", &Array::new());
        }
    }
}

/// The next radio button of the group, or the one before.
fn choose_radio(element: &Node, key: Key) {
    let forward = match key {
        Key::ArrowDown | Key::ArrowRight => true,
        Key::ArrowUp | Key::ArrowLeft => false,
        _ => return,
    };
    let (name, form) = (element.text("name"), element.neighbour("form"));
    let mut group: Vec<Node> = element.root_node().all("input[type=radio]:not(:disabled)");
    group.retain(|one| {
        one == element || (!name.is_empty() && one.text("name") == name && one.neighbour("form") == form)
    });
    let place = group.iter().position(|one| one == element).unwrap_or_default();
    let next = if forward { place + 1 } else { place + group.len().saturating_sub(1) } % group.len().max(1);
    if let Some(next) = group.get(next) {
        next.take_focus();
        next.call("click", &Array::new());
    }
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

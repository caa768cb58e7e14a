//! Typing text at the caret of a field, key by key, as frameworks listen for it.
//!
//! The browser's own editing command puts the text in: it minds the caret, the selection, `maxlength` and the undo list, and
//! what watches over a field's value hears of it as of a key. Where there is none, the value is set past those who watch. After
//! each event the page may do what it put off (`settle`): with the next key it would otherwise bring back the text before.

use crate::dom::Node;
use crate::events::{self, KeyStroke};
use crate::fields::{Field, key_of};
use crate::hand::{caret_to_end, field_of};
use crate::settle::settle;
use alongside_protocol::Outcome;
use js_sys::Array;
use wasm_bindgen::JsValue;

/// More text than this, in characters, comes as if it were pasted: key by key, a busy page would stand still.
const MOST_KEYS: usize = 64;

/// Whether somebody may type in an element.
pub(crate) fn takes_text(element: &Node) -> bool {
    let field = field_of(element);
    (field.has_caret() || field == Field::Whole) && !element.flag("disabled") && !element.flag("readOnly")
}

/// Types in a field that takes text. `may_touch` says whether the next key may go where the page has put the focus meanwhile.
pub(crate) async fn type_text(element: &Node, text: &str, may_touch: &dyn Fn(&Node) -> bool) -> Outcome {
    focus(element);
    settle().await;
    let Some(mut field) = receiver(element, may_touch) else { return Outcome::Unfit };
    if field_of(&field) == Field::Whole {
        return set_whole(&field, text).await;
    }
    if text.chars().count() > MOST_KEYS {
        let has_changed = insert(&field, "insertText", text, may_touch).await;
        return if has_changed { Outcome::Done } else { Outcome::Unfit };
    }
    for character in text.chars() {
        match receiver(&field, may_touch) {
            Some(next) => field = next,
            None => return Outcome::Unfit,
        }
        type_character(&field, character, may_touch).await;
    }
    Outcome::Done
}

/// What the next key goes to. As with a real one: a field that is full may have sent the focus to the next one.
fn receiver(field: &Node, may_touch: &dyn Fn(&Node) -> bool) -> Option<Node> {
    if has_focus(field) {
        return Some(field.clone());
    }
    field.page().focused().filter(|focused| takes_text(focused) && may_touch(focused))
}

/// Whether what is typed now goes to an element: it has the focus, or the text has that it is a part of. What is hidden, inert or
/// behind a modal dialog never has it.
pub(crate) fn has_focus(element: &Node) -> bool {
    let Some(focused) = element.page().focused() else { return false };
    let is_text = |node: &Node| field_of(node) == Field::Rich;
    focused == *element || element.and_around().take_while(is_text).any(|node| node == focused)
}

/// Gives a field the focus, with the caret at its end if it had it not.
pub(crate) fn focus(element: &Node) {
    if element.page().focused().as_ref() == Some(element) {
        return;
    }
    let host = element.find_around("[contenteditable]").filter(|_| field_of(element) == Field::Rich);
    host.as_ref().unwrap_or(element).take_focus();
    if host.is_some() {
        let selection = element.view().call("getSelection", &Array::new());
        if let Some(selection) = selection.filter(JsValue::is_object) {
            let selection: Node = wasm_bindgen::JsCast::unchecked_into(selection);
            selection.call("selectAllChildren", &Array::of1(element));
            selection.call("collapseToEnd", &Array::new());
        }
    }
    caret_to_end(element);
}

async fn type_character(field: &Node, character: char, may_touch: &dyn Fn(&Node) -> bool) {
    let mut buffer = [0; 4];
    let text: &str = character.encode_utf8(&mut buffer);
    if character == '\n' {
        crate::keys::enter_into(field, may_touch).await;
        return;
    }
    let (code, key_code) = key_of(character);
    let stroke = KeyStroke { key: text, code: &code, key_code, char_code: u32::from(character) };
    if stroke.press(field, "keydown").await
        && stroke.press(field, "keypress").await
        && let Some(field) = receiver(field, may_touch)
    {
        insert(&field, "insertText", text, may_touch).await;
    }
    stroke.press(field, "keyup").await;
}

/// Puts text at the caret, or does another editing command, unless the page prevents it. Answers whether something has changed.
pub(crate) async fn insert(
    field: &Node,
    input_type: &str,
    text: &str,
    may_touch: &dyn Fn(&Node) -> bool,
) -> bool {
    let data = (!text.is_empty()).then_some(text);
    let may_go_on = events::text_input(field, "beforeinput", input_type, data);
    settle().await;
    if !may_go_on {
        return false;
    }
    // The command below edits what has the focus, whatever that is; whoever heard the event may have moved it.
    if !has_focus(field) || !is_caret_free(field, may_touch) {
        return false;
    }
    let command = match input_type {
        "deleteContentBackward" => "delete",
        "deleteContentForward" => "forwardDelete",
        other => other,
    };
    let before = content(field);
    // Answers false where there is nothing to edit; what has changed says more.
    let done = field.page().exec_command(command, false, text).unwrap_or(false);
    let has_changed = content(field) != before || done || replace_selection(field, input_type, text);
    settle().await;
    has_changed
}

/// Whether the caret of a text stands where an agent may write: a part of it may be out of bounds.
fn is_caret_free(field: &Node, may_touch: &dyn Fn(&Node) -> bool) -> bool {
    let selection = field.view().call("getSelection", &Array::new()).filter(JsValue::is_object);
    let Some(selection) = selection.filter(|_| field_of(field) == Field::Rich) else { return true };
    let selection: Node = wasm_bindgen::JsCast::unchecked_into(selection);
    ["anchorNode", "focusNode"].iter().filter_map(|end| selection.neighbour(end)).all(|end| may_touch(&end))
}

fn content(field: &Node) -> String {
    if field_of(field) == Field::Rich { field.text("textContent") } else { field.text("value") }
}

/// The same without the browser's editing: for browsers that edit only on a real key.
fn replace_selection(field: &Node, input_type: &str, text: &str) -> bool {
    let (Some(start), Some(end)) = (caret(field, "selectionStart"), caret(field, "selectionEnd")) else {
        return false;
    };
    let value: Vec<u16> = field.text("value").encode_utf16().collect();
    let (start, end) = match input_type {
        "deleteContentBackward" if start == end => (start.saturating_sub(1), end),
        "deleteContentForward" if start == end => (start, (end + 1).min(value.len())),
        _ => (start, end),
    };
    let (Some(head), Some(tail)) = (value.get(..start), value.get(end..)) else { return false };
    let text: Vec<u16> = text.encode_utf16().collect();
    let most = field.get("maxLength").as_f64().filter(|most| *most >= 0.0).unwrap_or(f64::MAX);
    let joined = [head, &text, tail].concat();
    if joined.len() as f64 > most || joined == value {
        return false;
    }
    field.set_native("value", &JsValue::from_str(&String::from_utf16_lossy(&joined)));
    let caret = JsValue::from((start + text.len()) as f64);
    field.call("setSelectionRange", &Array::of2(&caret, &caret));
    events::changed(field, "input");
    true
}

/// A caret's place, in UTF-16 units; none where a type lets no script see it.
pub(crate) fn caret(field: &Node, which: &str) -> Option<usize> {
    field.get(which).as_f64().map(|place| place as usize)
}

/// A date, a time or a colour: what is no whole one is refused by the browser.
async fn set_whole(field: &Node, text: &str) -> Outcome {
    let before = field.text("value");
    field.set_native("value", &JsValue::from_str(text));
    if !text.is_empty() && field.text("value") != text && !field.text("value").starts_with(text) {
        field.set_native("value", &JsValue::from_str(&before));
        return Outcome::Unfit;
    }
    events::input_and_change(field).await;
    Outcome::Done
}

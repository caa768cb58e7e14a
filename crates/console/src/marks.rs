//! Keys that put marks around what is selected in the composer. Which marks mean what is `alongside_formatting`'s.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlTextAreaElement, KeyboardEvent};

/// What stands before and behind what is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    before: &'static str,
    behind: &'static str,
}

/// What the agent types where the address of a link goes: it is selected.
const ADDRESS: &str = "https://";

/// The marks that a key stands for, with Ctrl or ⌘ alone.
pub fn of(event: &KeyboardEvent) -> Option<Marks> {
    let is_plain = !event.shift_key() && !event.alt_key() && (event.ctrl_key() != event.meta_key());
    let (before, behind) = match event.key().as_str() {
        "b" => ("**", "**"),
        "i" => ("*", "*"),
        "k" => ("[", "](https://)"),
        _ => return None,
    };
    is_plain.then_some(Marks { before, behind })
}

/// Puts marks around what is selected, or takes them away. It is one step for the browser's own undo, and an input like any other.
pub fn put(marks: Marks, field: &HtmlTextAreaElement) -> Option<()> {
    let (from, to) = (field.selection_start().ok()??, field.selection_end().ok()??);
    let text: Vec<u16> = field.value().encode_utf16().collect();
    let change = marks.change(&text, from as usize, to as usize)?;
    field.set_selection_range(u32::try_from(change.from).ok()?, u32::try_from(change.to).ok()?).ok()?;
    let document: HtmlDocument = field.owner_document()?.dyn_into().ok()?;
    document.exec_command_with_show_ui_and_value("insertText", false, &change.text).ok()?;
    field
        .set_selection_range(u32::try_from(change.selected.0).ok()?, u32::try_from(change.selected.1).ok()?)
        .ok()
}

/// What is put in the place of what, and what is selected then: in UTF-16 units, as fields count.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    from: usize,
    to: usize,
    text: String,
    selected: (usize, usize),
}

impl Marks {
    fn change(self, text: &[u16], from: usize, to: usize) -> Option<Change> {
        let inner = String::from_utf16_lossy(text.get(from..to)?);
        let (before, behind) = (self.before.len(), self.behind.len());
        let is_marked = String::from_utf16_lossy(text.get(..from)?).ends_with(self.before)
            && String::from_utf16_lossy(text.get(to..)?).starts_with(self.behind);
        // Two asterisks are not two times one.
        let is_other = self.before == "*" && String::from_utf16_lossy(text.get(..from)?).ends_with("**");
        if is_marked && !is_other {
            let from = from - before;
            return Some(Change {
                from,
                to: to + behind,
                selected: (from, from + (to - before - from)),
                text: inner,
            });
        }
        let start = from + before;
        let end = start + (to - from);
        let selected = match self.before {
            // The words are there: the address is what lacks.
            "[" if !inner.is_empty() => (end + 2, end + 2 + ADDRESS.len()),
            _ => (start, end),
        };
        Some(Change { from, to, text: [self.before, &inner, self.behind].concat(), selected })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOLD: Marks = Marks { before: "**", behind: "**" };
    const ITALIC: Marks = Marks { before: "*", behind: "*" };
    const LINK: Marks = Marks { before: "[", behind: "](https://)" };

    fn check(marks: Marks, text: &str, (from, to): (usize, usize), expected: (&str, (usize, usize))) {
        let units: Vec<u16> = text.encode_utf16().collect();
        let change = marks.change(&units, from, to).expect("it is within the text");
        let cut = |from, to| String::from_utf16(&units[from..to]).expect("no character is cut");
        let whole = [cut(0, change.from), change.text, cut(change.to, units.len())].concat();
        assert_eq!((whole.as_str(), change.selected), expected, "{text:?}");
    }

    #[test]
    fn what_is_selected_gets_marks_and_stays_selected_and_loses_them_again() {
        check(BOLD, "😀 all boots", (3, 6), ("😀 **all** boots", (5, 8)));
        check(BOLD, "😀 **all** boots", (5, 8), ("😀 all boots", (3, 6)));
        check(ITALIC, "a", (0, 1), ("*a*", (1, 2)));
        check(ITALIC, "**a**", (2, 3), ("***a***", (3, 4)));
        check(ITALIC, "", (0, 0), ("**", (1, 1)));
    }

    #[test]
    fn a_link_asks_for_what_it_lacks() {
        check(LINK, "our rules", (4, 9), ("our [rules](https://)", (12, 20)));
        check(LINK, "", (0, 0), ("[](https://)", (1, 1)));
    }
}

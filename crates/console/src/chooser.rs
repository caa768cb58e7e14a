//! A list of the shopper's page that the agent pressed, shown over the view to choose from: a list of the mirrored page can't be
//! opened by itself.

use crate::assist::Choice;
use crate::assist_words::chooser as words;
use crate::state::Action;
use crate::state_assist::AssistAction;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// What it is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The list.
    pub choice: Choice,
    /// Takes what the agent chooses.
    pub act: Callback<Action>,
}

/// The list.
#[component]
pub fn Chooser(props: &Props) -> Html {
    let sheet = use_node_ref();
    {
        let sheet = sheet.clone();
        use_effect_with((props.choice.left, props.choice.top), move |(left, top)| {
            let Some(sheet) = sheet.cast::<HtmlElement>() else { return };
            place(&sheet, *left, *top);
            let chosen = sheet.query_selector("[aria-pressed=true]").ok().flatten();
            let first = chosen.or_else(|| sheet.query_selector("button").ok().flatten());
            if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
                let _ = first.focus();
            }
        });
    }
    let choose = |options: Option<Vec<u16>>| {
        let act = props.act.clone();
        move |_| act.emit(Action::Assist(AssistAction::Chosen(options.clone())))
    };
    let keys = {
        let act = props.act.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                act.emit(Action::Assist(AssistAction::Chosen(None)));
            } else {
                move_focus(&event);
            }
        }
    };
    let view_option = |(index, label): (usize, &String)| {
        let option = u16::try_from(index).unwrap_or(u16::MAX);
        let is_chosen = props.choice.chosen.contains(&option);
        html! {
            <li key={index}>
                <button aria-pressed={is_chosen.to_string()} onclick={choose(Some(vec![option]))}>
                    { shown(label, index) }
                </button>
            </li>
        }
    };
    html! {
        <div ref={sheet} class="chooser" role="dialog" aria-label={words::LABEL} onkeydown={keys}>
            <ul>{ for props.choice.labels.iter().enumerate().map(view_option) }</ul>
            <button class="button plain" onclick={choose(None)}>{ words::CANCEL }</button>
        </div>
    }
}

/// An option's label, or its number where the label is masked.
fn shown(label: &str, index: usize) -> String {
    let says_something = label.chars().any(|character| character != '•' && !character.is_whitespace());
    if says_something { label.to_owned() } else { words::masked(index + 1) }
}

/// Puts the list where the agent pressed, as far as there is room.
fn place(sheet: &HtmlElement, left: f64, top: f64) {
    let room = |parent: &Element| (f64::from(parent.client_width()), f64::from(parent.client_height()));
    let (width, height) = sheet.offset_parent().map_or((left, top), |parent| room(&parent));
    let left = left.min(width - f64::from(sheet.offset_width()) - 8.0).max(8.0);
    let top = top.min(height - f64::from(sheet.offset_height()) - 8.0).max(8.0);
    let _ = sheet.style().set_property("left", &format!("{left:.0}px"));
    let _ = sheet.style().set_property("top", &format!("{top:.0}px"));
}

fn move_focus(event: &KeyboardEvent) {
    let item = event.target_dyn_into::<Element>().and_then(|target| target.closest("li").ok().flatten());
    let to = item.and_then(|item| match event.key().as_str() {
        "ArrowDown" => item.next_element_sibling(),
        "ArrowUp" => item.previous_element_sibling(),
        _ => None,
    });
    let to = to.and_then(|item| item.first_element_child()).and_then(|to| to.dyn_into::<HtmlElement>().ok());
    if let Some(to) = to {
        event.prevent_default();
        let _ = to.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn an_option_whose_label_is_masked_goes_by_its_number() {
        assert_eq!(shown("Size 41", 1), "Size 41");
        assert_eq!(shown("••• •••••", 1), "Option 2");
        assert_eq!(shown("", 0), "Option 1");
    }
}

//! The agent's tools as a row of buttons. One of them is a stop for Tab; arrows move between them.

use crate::assist_words as words;
use crate::icon::{self, icon};
use crate::state::Action;
use crate::state_assist::AssistAction;
use crate::tool::Tool;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// What the toolbar is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The tool in hand.
    pub tool: Tool,
    /// Whether the agent was granted control.
    pub controls: bool,
    /// Whether the page is there to work on.
    pub enabled: bool,
    /// The tool of control was pressed without a grant: the agent wants to ask.
    pub on_ask: Callback<()>,
    /// Takes what the agent does.
    pub act: Callback<Action>,
}

/// The tools.
#[component]
pub fn Toolbar(props: &Props) -> Html {
    let act = props.act.clone();
    let keys = move |event: KeyboardEvent| {
        let is_command = event.ctrl_key() || event.meta_key() || event.alt_key();
        if !is_command && !move_focus(&event) {
            act.emit(Action::Assist(AssistAction::Shortcut(event.key())));
        }
    };
    let act = props.act.clone();
    let wipe = move |_| act.emit(Action::Assist(AssistAction::Wipe));
    html! {
        <div class="tools" role="toolbar" aria-label={words::TOOLS} onkeydown={keys}>
            { for Tool::ALL.iter().map(|tool| view_tool(*tool, props)) }
            <button class="tool is-apart" tabindex="-1" disabled={!props.enabled} title={words::WIPE_HINT}
                aria-label={words::WIPE} onclick={wipe}>{ icon(icon::WIPE) }</button>
        </div>
    }
}

fn view_tool(tool: Tool, props: &Props) -> Html {
    let (name, hint) = words::tool(tool);
    let must_ask = tool == Tool::Control && !props.controls;
    let (act, on_ask) = (props.act.clone(), props.on_ask.clone());
    let press = move |_| {
        if must_ask {
            on_ask.emit(());
        } else {
            act.emit(Action::Assist(AssistAction::TakeUp(tool)));
        }
    };
    let is_held = props.tool == tool;
    html! {
        <button key={name} class={classes!("tool", must_ask.then_some("must-ask"))} aria-label={name} onclick={press}
            disabled={!props.enabled} title={if must_ask { words::ASK_FIRST } else { hint }}
            aria-pressed={is_held.to_string()} tabindex={if is_held { "0" } else { "-1" }}>
            { icon(picture(tool)) }
        </button>
    }
}

fn picture(tool: Tool) -> &'static str {
    match tool {
        Tool::Look => icon::EYE,
        Tool::Point => icon::POINT,
        Tool::Laser => icon::LASER,
        Tool::Pen => icon::PEN,
        Tool::Ink => icon::INK,
        Tool::Rectangle => icon::RECTANGLE,
        Tool::Arrow => icon::ARROW,
        Tool::Highlight => icon::HIGHLIGHT,
        Tool::Control => icon::MOUSE,
    }
}

/// Left, Right, Home and End move between the tools. Returns whether the key was one of them.
fn move_focus(event: &KeyboardEvent) -> bool {
    let Some(tool) = event.target_dyn_into::<Element>() else { return false };
    let row = tool.parent_element();
    let to = match event.key().as_str() {
        "ArrowRight" => tool.next_element_sibling(),
        "ArrowLeft" => tool.previous_element_sibling(),
        "Home" => row.and_then(|row| row.first_element_child()),
        "End" => row.and_then(|row| row.last_element_child()),
        _ => return false,
    };
    event.prevent_default();
    if let Some(to) = to.and_then(|to| to.dyn_into::<HtmlElement>().ok()) {
        let _ = to.focus();
    }
    true
}

//! What lies over the conversation: one card at a time. It takes the focus as it comes, what is behind it is out of reach for as
//! long, and the focus goes back to where it was: this by hand, after each drawing. What each card says is its own file's.

use crate::client::Client;
use crate::deletion::Deletion;
use crate::sharing::Sharing;
use crate::state::State;
use crate::view::code_card::code_card;
use crate::view::composer;
use crate::view::consent::consent;
use crate::view::deletion::deletion;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// The veil as it was last drawn, and what had the focus before it came.
#[derive(Default)]
pub(crate) struct Veil {
    over: Option<Over>,
    before: Option<Element>,
    /// How often the panel was to have the focus.
    focusings: u32,
}

/// What lies over the conversation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    /// An agent's question: it must not catch what she is typing.
    Asked,
    Question,
    Code,
    Deletion,
    /// With nothing to press.
    Deleting,
}

/// The card that is to be answered first.
pub(crate) fn view(client: &Client, state: &State) -> Html {
    if state.deletion != Deletion::No {
        return deletion(client, state.deletion);
    }
    match (&state.sharing, &state.code) {
        (Sharing::Asking { session, agent }, _) => consent(client, session.as_str(), agent.as_deref()),
        (_, Some(code)) => code_card(client, code),
        _ => html! {},
    }
}

impl Veil {
    /// Has what is behind it out of reach, or in reach again.
    pub(crate) fn part(client: &Client, root: &Element) {
        let is_modal = match over(&client.state()) {
            None => false,
            Some(Over::Asked) => find(root, ":is(input, textarea):focus").is_none(),
            Some(_) => true,
        };
        // Neither fails, as these are names: each turn leaves one less.
        while let Some(part) = find(root, "[inert]") {
            drop(part.remove_attribute("inert"));
        }
        while is_modal && let Some(part) = find(root, ".panel > .slot > :not([inert], :has(.veil))") {
            drop(part.set_attribute("inert", ""));
        }
    }

    /// Gives the focus to what has come, and gives it back once she has answered.
    pub(crate) fn mind_focus(&mut self, client: &Client, root: &Element) {
        let (over, is_open, focusings) = {
            let state = client.state();
            (over(&state), state.is_open, state.focusings)
        };
        let was_over = std::mem::replace(&mut self.over, over);
        let is_answered = std::mem::replace(&mut self.focusings, focusings) != focusings;
        if was_over == over {
            return;
        }
        if was_over.is_none() {
            self.before = find(root, ":focus");
        }
        match over {
            Some(Over::Asked) => {}
            // What she came from is deleted, too.
            Some(Over::Deleting) => self.before = None,
            Some(_) => give(find(root, ".veil .strong")),
            None if is_answered && is_open => {
                give(self.before.take());
                // It may be gone, or cannot be pressed now.
                if find(root, ":focus").is_none()
                    && let Some(field) = find(root, ".form .input, .composer textarea")
                {
                    composer::focus(field.unchecked_ref());
                }
            }
            None => {}
        }
    }
}

fn over(state: &State) -> Option<Over> {
    match state.deletion {
        Deletion::Running => return Some(Over::Deleting),
        Deletion::Asking | Deletion::Done => return Some(Over::Deletion),
        Deletion::No => {}
    }
    match &state.sharing {
        Sharing::Asking { agent: Some(_), .. } => Some(Over::Asked),
        Sharing::Asking { .. } => Some(Over::Question),
        _ => state.code.as_ref().map(|_| Over::Code),
    }
}

fn give(focus: Option<Element>) {
    if let Some(element) = focus {
        // Fails only for options that we do not give.
        drop(element.unchecked_ref::<HtmlElement>().focus());
    }
}

fn find(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}

//! What an agent can send beyond words: the menu beside the composer, and which dialog it has opened.

use crate::card_editor::CardEditor;
use crate::icon::{self, icon};
use crate::replies_editor::RepliesEditor;
use crate::words::extras as words;
use alongside_protocol::{Card, CardButton, Content, Page};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// What the menu is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page that the shopper is on, or was last.
    pub page: Page,
    /// Takes what is sent: its words, and what it carries.
    pub on_send: Callback<(String, Content)>,
}

/// What is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Editor {
    Replies,
    Card,
    Video,
}

/// The menu, and the dialog that is open.
#[component]
pub fn Extras(props: &Props) -> Html {
    let open = use_state(|| None::<Editor>);
    let close = {
        let open = open.clone();
        Callback::from(move |()| open.set(None))
    };
    let send = {
        let (on_send, open) = (props.on_send.clone(), open.clone());
        Callback::from(move |said| {
            open.set(None);
            on_send.emit(said);
        })
    };
    let entry = |editor: Editor, mark: &'static str, name: &'static str, lead: &'static str| {
        let open = open.clone();
        let choose = move |event: MouseEvent| {
            close_menu(&event);
            open.set(Some(editor));
        };
        html! {
            <button type="button" class="extra" onclick={choose}>
                { icon(mark) }<span><b>{ name }</b><span class="quiet">{ lead }</span></span>
            </button>
        }
    };
    let keys = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Escape" {
            close_menu(&event);
        }
    });
    html! {
        <div class="extras">
            <details class="extras-menu" onkeydown={keys}>
                <summary class="button quiet square" aria-label={words::MENU} title={words::MENU}>{ icon(icon::PLUS) }</summary>
                <div class="extras-list">
                    { entry(Editor::Replies, icon::CHAT, words::REPLIES, words::REPLIES_LEAD) }
                    { entry(Editor::Card, icon::PICTURE, words::CARD, words::CARD_LEAD) }
                    { entry(Editor::Video, icon::VIDEO, words::VIDEO, words::VIDEO_LEAD) }
                </div>
            </details>
            <div class="slot">
                if *open == Some(Editor::Replies) {
                    <RepliesEditor key="replies" on_send={&send} on_close={&close} />
                } else if *open == Some(Editor::Card) {
                    <CardEditor key="card" title={words::CARD} lead={words::CARD_LEAD} first={Card::default()}
                        page={props.page.clone()} on_send={&send} on_close={&close} />
                } else if *open == Some(Editor::Video) {
                    <CardEditor key="video" title={words::VIDEO} lead={words::VIDEO_LEAD} first={invitation()}
                        on_send={&send} on_close={&close} />
                }
            </div>
        </div>
    }
}

/// A card that only lacks the address of the call.
fn invitation() -> Card {
    Card {
        title: words::VIDEO_TITLE.to_owned(),
        text: Some(words::VIDEO_TEXT.to_owned()),
        button: Some(CardButton { label: words::VIDEO_BUTTON.to_owned(), url: String::new() }),
        ..Card::default()
    }
}

/// Closes the menu in which something happened, and gives its button the focus.
fn close_menu(event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(menu) = target.and_then(|target| target.closest("details").ok().flatten()) else { return };
    let _ = menu.remove_attribute("open");
    let button = menu.first_element_child().and_then(|button| button.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button {
        let _ = button.focus();
    }
}

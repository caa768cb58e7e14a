//! Where the shopper writes.

use crate::client::Client;
use crate::event::Input;
use crate::view::icon;
use crate::words;
use alongside_protocol::limits::MESSAGE_CHARS;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

/// The counter shows when fewer characters than this are left.
const COUNTER_FROM: i64 = 500;

/// After this pause, in ms, the shopper no longer counts as writing.
const PAUSE_MS: u32 = 4_000;

/// The key code of keys that an input method takes for itself.
const IME_KEY: u32 = 229;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ComposerProps {
    pub(crate) client: Client,
    pub(crate) can_share: bool,
    /// The relay will not have this widget: there is nothing to write to.
    pub(crate) is_refused: bool,
    /// Each new number gives the composer the focus.
    pub(crate) focusings: u32,
    /// Each new number puts `prefill` into the composer.
    pub(crate) prefills: u32,
    pub(crate) prefill: AttrValue,
}

/// What is written stays in the `<textarea>` alone; here is only what else depends on it.
#[derive(Clone, Copy, PartialEq)]
struct Written {
    characters: i64,
    is_blank: bool,
}

/// A text field that grows, a toolbar and the send button.
#[component]
pub(crate) fn Composer(props: &ComposerProps) -> Html {
    let field = use_node_ref();
    let written = use_state_eq(|| Written { characters: 0, is_blank: true });
    let pause = use_mut_ref(|| None::<Timeout>);

    let measure = {
        let (field, written) = (field.clone(), written.clone());
        Callback::from(move |()| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                fit(&field);
                let text = field.value();
                let characters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
                written.set(Written { characters, is_blank: text.trim().is_empty() });
            }
        })
    };
    {
        let (field, measure, prefill) = (field.clone(), measure.clone(), props.prefill.clone());
        use_effect_with(props.prefills, move |prefills| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| *prefills > 0) {
                field.set_value(&prefill);
                measure.emit(());
            }
        });
    }
    {
        let field = field.clone();
        use_effect_with(props.focusings, move |focusings| {
            if let Some(field) = field.cast::<HtmlElement>().filter(|_| *focusings > 0) {
                focus(&field);
            }
        });
    }
    let send = {
        let (client, field, measure, pause) =
            (props.client.clone(), field.clone(), measure.clone(), pause.clone());
        Callback::from(move |()| {
            let Some(field) = field.cast::<HtmlTextAreaElement>() else { return };
            let text = field.value();
            let body = text.trim();
            if body.is_empty() || body.chars().count() > MESSAGE_CHARS {
                return;
            }
            pause.take();
            client.say(body.to_owned());
            field.set_value("");
            measure.emit(());
            drop(field.focus());
        })
    };
    let oninput = {
        let client = props.client.clone();
        Callback::from(move |_: InputEvent| {
            measure.emit(());
            client.dispatch(Input::Typing(true));
            let client = client.clone();
            pause.replace(Some(Timeout::new(PAUSE_MS, move || client.dispatch(Input::Typing(false)))));
        })
    };
    let onkeydown = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            let is_ime = event.is_composing() || event.key_code() == IME_KEY;
            if event.key() == "Enter" && !event.shift_key() && !is_ime {
                event.prevent_default();
                send.emit(());
            }
        })
    };
    let share = {
        let client = props.client.clone();
        move |_: MouseEvent| client.ask_to_share()
    };
    let left = i64::try_from(MESSAGE_CHARS).unwrap_or(i64::MAX) - written.characters;
    let is_unsendable = written.is_blank || left < 0 || props.is_refused;
    html! {
        <div class="composer">
            <div class="field">
                <textarea
                    ref={field} rows="1" dir="auto" aria-label={words::MESSAGE} placeholder={words::WRITE}
                    aria-describedby="alongside-left" enterkeyhint="send" disabled={props.is_refused}
                    {oninput} {onkeydown}
                />
            </div>
            <div class="tools">
                <div class="slot">{ share_button(props, share) }</div>
                <span id="alongside-left" class={classes!("left", (left < 0).then_some("bad"))} role="status">
                    { (left < COUNTER_FROM).then(|| words::characters_left(left)) }
                </span>
                <button
                    type="button" class="send" aria-label={words::SEND} title={words::SEND}
                    disabled={is_unsendable} onclick={move |_: MouseEvent| send.emit(())}
                >
                    { icon::send() }
                </button>
            </div>
        </div>
    }
}

fn share_button(props: &ComposerProps, onclick: impl Fn(MouseEvent) + 'static) -> Html {
    if !props.client.offers_sharing() {
        return html! {};
    }
    html! {
        <button type="button" class="tool" disabled={!props.can_share} {onclick}>
            { icon::share() }<span>{ words::SHARE_THIS_PAGE }</span>
        </button>
    }
}

/// Makes the field as high as its text; the style sheet says how high at most.
fn fit(field: &HtmlTextAreaElement) {
    let style = field.style();
    // Throws only on declarations that are read-only; these are not.
    drop(style.set_property("height", "auto"));
    drop(style.set_property("height", &format!("{}px", field.scroll_height())));
}

/// Gives the field the focus; on a touch screen the panel, as the keyboard would cover what there is to read.
fn focus(field: &HtmlElement) {
    let is_touch = web_sys::window()
        .and_then(|window| window.match_media("(pointer: coarse)").ok().flatten())
        .is_some_and(|query| query.matches());
    let panel = is_touch.then(|| field.closest(".panel").ok().flatten()).flatten();
    let panel = panel.and_then(|panel| panel.dyn_into::<HtmlElement>().ok());
    // Fails only for options that we do not give.
    drop(panel.as_ref().unwrap_or(field).focus());
}

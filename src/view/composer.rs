//! Where the shopper writes.

use crate::client::Client;
use crate::decimal::pixels;
use crate::event::Input;
use crate::pickers::{Pickers, Wish};
use crate::view::icon;
use crate::view::press::press;
use crate::words::{self, Word};
use alongside_protocol::limits::{ATTACHMENT_TYPES, MESSAGE_CHARS};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::Array;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};
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
    /// Another language means other words.
    pub(crate) language: String,
    /// How large a file may be, in bytes. 0: none may be sent.
    pub(crate) most_bytes: u64,
}

/// A text field that grows, a toolbar and the send button. What is written stays in the `<textarea>` alone; here is only
/// what else depends on it.
pub(crate) struct Composer {
    field: NodeRef,
    /// Where files and emoji show themselves.
    place: NodeRef,
    /// The browser's own window for choosing files.
    chooser: NodeRef,
    emoji: NodeRef,
    pickers: Rc<Pickers>,
    /// Neither files nor emoji can be had now.
    has_failed: bool,
    _dropping: Option<[EventListener; 3]>,
    characters: i64,
    is_blank: bool,
    /// Runs while she counts as writing.
    pause: Option<Timeout>,
    /// The numbers that were last acted upon.
    focusings: u32,
    prefills: u32,
}

pub(crate) enum Writing {
    Typed,
    Prefilled,
    Paused,
    Sent,
    /// The window for choosing files is wanted.
    Choosing,
    Files(Array),
    Emoji,
    NotLoaded,
}

impl Component for Composer {
    type Message = Writing;
    type Properties = ComposerProps;

    fn create(_: &Context<Self>) -> Self {
        Self {
            field: NodeRef::default(),
            place: NodeRef::default(),
            chooser: NodeRef::default(),
            emoji: NodeRef::default(),
            pickers: Rc::default(),
            has_failed: false,
            _dropping: None,
            characters: 0,
            is_blank: true,
            pause: None,
            focusings: 0,
            prefills: 0,
        }
    }

    fn update(&mut self, context: &Context<Self>, writing: Writing) -> bool {
        let Some(field) = self.field.cast::<HtmlTextAreaElement>() else { return false };
        let client = &context.props().client;
        match writing {
            Writing::Typed => {
                client.dispatch(Input::Typing(true));
                let link = context.link().clone();
                self.pause = Some(Timeout::new(PAUSE_MS, move || link.send_message(Writing::Paused)));
            }
            Writing::Prefilled => {}
            Writing::Paused => client.dispatch(Input::Typing(false)),
            Writing::Sent => self.send(client, &field),
            Writing::Choosing => {
                if let Some(chooser) = self.chooser.cast::<HtmlElement>() {
                    chooser.click();
                }
                return false;
            }
            Writing::Files(files) => self.wish(context, Wish::Files(files)),
            Writing::Emoji => {
                let button = self.emoji.cast::<HtmlElement>();
                button.into_iter().for_each(|button| self.wish(context, Wish::Emoji(button)));
            }
            Writing::NotLoaded => {
                self.has_failed = true;
                return true;
            }
        }
        self.measure(client, &field);
        true
    }

    fn rendered(&mut self, context: &Context<Self>, is_first: bool) {
        let Some(field) = self.field.cast::<HtmlTextAreaElement>() else { return };
        let props = context.props();
        if is_first && props.client.load_pickers().is_some() {
            let (client, link) = (props.client.clone(), context.link().clone());
            let invitation =
                move || (client.state().attachment_bytes > 0).then(|| words::get(Word::DropHere));
            self._dropping = field.closest(".panel").ok().flatten().map(|panel| {
                alongside_dropping::listen(&panel, invitation, move |files| {
                    link.send_message(Writing::Files(files));
                })
            });
        }
        if props.prefills != self.prefills {
            self.prefills = props.prefills;
            field.set_value(&props.prefill);
            context.link().send_message(Writing::Prefilled);
        }
        if props.focusings != self.focusings {
            self.focusings = props.focusings;
            focus(&field);
        }
    }

    fn destroy(&mut self, _: &Context<Self>) {
        self.pickers.stop();
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let props = context.props();
        let link = context.link();
        let onkeydown = link.batch_callback(|event: KeyboardEvent| {
            let is_ime = event.is_composing() || event.key_code() == IME_KEY;
            let sends = event.key() == "Enter" && !event.shift_key() && !is_ime;
            sends.then(|| {
                event.prevent_default();
                Writing::Sent
            })
        });
        let left = i64::try_from(MESSAGE_CHARS).unwrap_or(i64::MAX) - self.characters;
        let is_unsendable = self.is_blank || left < 0 || props.is_refused;
        html! {
            <div class="composer">
                <div ref={self.place.clone()} class="slot" />
                <div class="field">
                    <textarea
                        ref={self.field.clone()} rows="1" dir={(self.characters > 0).then_some("auto")}
                        aria-label={words::get(Word::Message)} placeholder={words::get(Word::Write)}
                        aria-describedby="alongside-left" enterkeyhint="send" disabled={props.is_refused}
                        oninput={link.callback(|_: InputEvent| Writing::Typed)} {onkeydown}
                    />
                </div>
                <div class="tools">
                    <div class="slot">{ self.picker_buttons(context) }</div>
                    <div class="slot">{ share_button(props) }</div>
                    <span id="alongside-left" class="left" data-over={(left < 0).then_some("")} role="status">
                        { if self.has_failed {
                            Some(words::get(Word::ShareAgain).to_owned())
                        } else {
                            (left < COUNTER_FROM).then(|| words::characters_left(left))
                        } }
                    </span>
                    <button
                        type="button" class="send" aria-label={words::get(Word::Send)} title={words::get(Word::Send)}
                        disabled={is_unsendable} onclick={link.callback(|_: MouseEvent| Writing::Sent)}
                    >
                        { icon::send() }
                    </button>
                </div>
            </div>
        }
    }
}

impl Composer {
    fn picker_buttons(&self, context: &Context<Self>) -> Html {
        let (props, link) = (context.props(), context.link());
        if props.client.load_pickers().is_none() {
            return html! {};
        }
        let attach = words::fill(Word::Attach, &[&words::file_size(props.most_bytes)]);
        let is_off = props.most_bytes == 0;
        let onchange = link.batch_callback(|event: Event| {
            let chooser: HtmlInputElement = event.target()?.dyn_into().ok()?;
            let files = Array::from(&chooser.files()?.into());
            // The same file may be chosen again.
            chooser.set_value("");
            Some(Writing::Files(files))
        });
        html! {
            <>
                <input
                    ref={self.chooser.clone()} type="file" hidden=true multiple=true accept={ATTACHMENT_TYPES}
                    {onchange}
                />
                <button
                    type="button" class="tool" aria-label={attach.clone()} title={attach}
                    hidden={is_off} disabled={props.is_refused}
                    onclick={link.callback(|_: MouseEvent| Writing::Choosing)}
                >
                    { icon::attach() }
                </button>
                <button
                    ref={self.emoji.clone()} type="button" class="tool" aria-label={words::get(Word::Emoji)}
                    title={words::get(Word::Emoji)} aria-haspopup="dialog" disabled={props.is_refused}
                    onclick={link.callback(|_: MouseEvent| Writing::Emoji)}
                >
                    { icon::emoji() }
                </button>
            </>
        }
    }

    fn wish(&mut self, context: &Context<Self>, wish: Wish) {
        let Some(place) = self.place.cast::<Element>() else { return };
        self.has_failed = false;
        let link = context.link().clone();
        let on_failure = move || link.send_message(Writing::NotLoaded);
        self.pickers.wish(&context.props().client, &place, wish, on_failure);
    }

    /// Whatever changed the text: it is there on her next page.
    fn measure(&mut self, client: &Client, field: &HtmlTextAreaElement) {
        fit(field);
        let text = field.value();
        client.shared.storage.keep_draft(&text);
        self.characters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        self.is_blank = text.trim().is_empty();
    }

    fn send(&mut self, client: &Client, field: &HtmlTextAreaElement) {
        let text = field.value();
        let body = text.trim();
        if body.is_empty() || body.chars().count() > MESSAGE_CHARS {
            return;
        }
        self.pause = None;
        client.say(body.to_owned());
        field.set_value("");
        // Fails only for options that we do not give.
        drop(field.focus());
    }
}

fn share_button(props: &ComposerProps) -> Html {
    if !props.client.offers_sharing() {
        return html! {};
    }
    let onclick = press(&props.client, Client::ask_to_share);
    html! {
        <button type="button" class="tool" disabled={!props.can_share} {onclick}>
            { icon::share() }<span>{ words::get(Word::ShareThisPage) }</span>
        </button>
    }
}

/// Makes the field as high as its text; the style sheet says how high at most.
fn fit(field: &HtmlTextAreaElement) {
    let style = field.style();
    // Throws only on declarations that are read-only; these are not.
    drop(style.set_property("height", "auto"));
    drop(style.set_property("height", &pixels(field.scroll_height())));
}

/// Gives the field the focus; on a touch screen the panel, as the keyboard would cover what there is to read.
pub(crate) fn focus(field: &HtmlElement) {
    let is_touch = web_sys::window()
        .and_then(|window| window.match_media("(pointer: coarse)").ok().flatten())
        .is_some_and(|query| query.matches());
    let panel = is_touch.then(|| field.closest(".panel").ok().flatten()).flatten();
    let panel = panel.and_then(|panel| panel.dyn_into::<HtmlElement>().ok());
    // Fails only for options that we do not give.
    drop(panel.as_ref().unwrap_or(field).focus());
}

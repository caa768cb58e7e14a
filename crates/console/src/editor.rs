//! The dialog around what is written beyond words: its head, what is wrong with it, and its buttons.

use crate::icon;
use crate::words::extras as words;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// What the dialog is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is written.
    pub title: AttrValue,
    /// What it is good for.
    pub lead: AttrValue,
    /// What is wrong with it, once it was to be sent.
    pub error: Option<String>,
    /// The fields.
    pub children: Html,
    /// It is to be sent.
    pub on_send: Callback<()>,
    /// It is given up.
    pub on_close: Callback<()>,
}

/// A modal dialog with a form.
#[component]
pub fn Editor(props: &Props) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            let shown = dialog.cast::<HtmlDialogElement>();
            if let Some(shown) = &shown {
                let _ = shown.show_modal();
            }
            // Closed, and not only taken away, it gives the focus back to where it was.
            move || shown.iter().for_each(HtmlDialogElement::close)
        });
    }
    let submit = {
        let on_send = props.on_send.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            on_send.emit(());
        })
    };
    let close = {
        let on_close = props.on_close.clone();
        Callback::from(move |_: MouseEvent| on_close.emit(()))
    };
    let cancel = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog ref={dialog} class="editor" aria-labelledby="editor-title" onkeydown={cancel}>
            <div class="dialog-head">
                <h2 id="editor-title">{ &props.title }</h2>
                <button type="button" class="button plain square" aria-label={words::CLOSE} onclick={close}>
                    { icon::icon(icon::CLOSE) }
                </button>
            </div>
            <p>{ &props.lead }</p>
            <form class="editor-form" onsubmit={submit}>
                <div class="slot">{ props.children.clone() }</div>
                <p class="editor-error" role="alert">{ props.error.clone() }</p>
                <button class="button primary">{ words::SEND }</button>
            </form>
        </dialog>
    }
}

/// A labelled field. `value` is what it shows.
pub fn field(label: &'static str, value: &str, kind: Field, set: Callback<String>) -> Html {
    let said = Callback::from(move |event: InputEvent| {
        if let Some(field) = event.target_dyn_into::<web_sys::HtmlTextAreaElement>() {
            set.emit(field.value());
        } else if let Some(field) = event.target_dyn_into::<web_sys::HtmlInputElement>() {
            set.emit(field.value());
        }
    });
    let value = value.to_owned();
    html! {
        <label class="editor-field">
            <span>{ label }</span>
            <span class="slot">{ match kind {
                Field::Line => html! { <input type="text" dir="auto" {value} oninput={said} /> },
                Field::Address => html! {
                    <input type="text" inputmode="url" dir="ltr" placeholder="https://" spellcheck="false" autocomplete="off" {value} oninput={said} />
                },
                Field::Lines(placeholder) => html! { <textarea rows="4" dir="auto" {placeholder} {value} oninput={said} /> },
            } }</span>
        </label>
    }
}

/// What is written into a field.
#[derive(Clone, Copy)]
pub enum Field {
    /// A line of text.
    Line,
    /// An address of the web.
    Address,
    /// Several lines, with an example.
    Lines(&'static str),
}

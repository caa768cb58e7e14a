//! The dialog with the snippet for the shop's pages.

use crate::browser;
use crate::icon;
use crate::words::{bar, install as words};
use js_sys::Reflect;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDialogElement, HtmlTextAreaElement};
use yew::platform::spawn_local;
use yew::prelude::*;

/// What the dialog is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The script tag.
    pub snippet: AttrValue,
}

/// The button "Install" and its dialog.
#[component]
pub fn Install(props: &Props) -> Html {
    let dialog = use_node_ref();
    let field = use_node_ref();
    let done = use_state(|| words::COPY);
    let open = {
        let (dialog, done) = (dialog.clone(), done.clone());
        Callback::from(move |_| {
            done.set(words::COPY);
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                let _ = dialog.show_modal();
            }
        })
    };
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    let copy = {
        let (field, done) = (field.clone(), done.clone());
        let snippet = props.snippet.clone();
        Callback::from(move |_| {
            let (field, done, snippet) = (field.clone(), done.clone(), snippet.clone());
            spawn_local(async move {
                done.set(if write_to_clipboard(&snippet).await { words::COPIED } else { select(&field) });
            });
        })
    };
    let (relay, socket) = browser::origins();
    html! {
        <div class="install">
            <button class="button quiet" onclick={open} aria-haspopup="dialog"
                aria-label={bar::INSTALL}>
                { icon::icon(icon::CODE) }<span>{ bar::INSTALL }</span>
            </button>
            <dialog ref={dialog} aria-labelledby="install-title">
                <div class="dialog-head">
                    <h2 id="install-title">{ words::TITLE }</h2>
                    <button class="button plain square" aria-label={words::CLOSE} onclick={close}>
                        { icon::icon(icon::CLOSE) }
                    </button>
                </div>
                <p>{ words::LEAD }</p>
                <div class="snippet">
                    <textarea ref={field} class="code" readonly=true rows="4" spellcheck="false" aria-label={words::LEAD}
                        value={props.snippet.clone()} />
                    <button class="button primary" onclick={copy}><span role="status">{ *done }</span></button>
                </div>
                <p>{ words::CSP_LEAD }</p>
                <pre class="code" tabindex="0">{ words::policy(&relay, &socket) }</pre>
            </dialog>
        </div>
    }
}

/// Pages on plain `http:` have no clipboard to write to, and a browser may refuse.
async fn write_to_clipboard(text: &str) -> bool {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else { return false };
    let there =
        Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| !clipboard.is_undefined());
    there && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

fn select(field: &NodeRef) -> &'static str {
    if let Some(field) = field.cast::<HtmlTextAreaElement>() {
        let _ = field.focus();
        field.select();
    }
    words::SELECTED
}

//! Where the agent writes. Owns the field's text while it is written; the state keeps a copy as the draft.

use crate::attaching::Attaching;
use crate::browser;
use crate::extras::Extras;
use crate::icon;
use crate::marks;
use crate::state::Action;
use crate::words::chat as words;
use alongside_link::random_uuid;
use alongside_protocol::limits::{ATTACHMENT_TYPES, MESSAGE_CHARS};
use alongside_protocol::{Content, ConversationId, Page};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::Array;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement, Node};
use yew::prelude::*;

/// The counter shows from so many characters before the limit.
const COUNTER_FROM: i64 = 500;

/// After so long without a key, in ms, the agent types no more.
const IDLE_MS: u32 = 4_000;

/// The key code of keys that an input method takes for itself: Safari does not call the last of them composing.
const IME_KEY: u32 = 229;

/// What the composer is given. It is made anew for each conversation.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Where the agent writes.
    pub conversation: ConversationId,
    /// How large a file may be that is sent, in bytes; 0: none.
    pub most_bytes: u64,
    /// What the field begins with. Later changes do not reach the field: it is the agent's.
    pub text: AttrValue,
    /// The page that the shopper is on, or was last.
    pub page: Page,
    /// A message was sent.
    pub on_sent: Callback<()>,
    /// Takes drafts, typing and messages.
    pub act: Callback<Action>,
}

/// The composer.
#[component]
pub fn Composer(props: &Props) -> Html {
    let field = use_node_ref();
    let frame = use_node_ref();
    let room = use_state(|| MESSAGE_CHARS as i64);
    let blank = use_state(|| true);
    let typing = use_memo((), |()| Typing::new(props.act.clone(), props.conversation.clone()));
    let measure = {
        let (frame, room, blank) = (frame.clone(), room.clone(), blank.clone());
        Rc::new(move |text: &str| {
            // The frame shows the same text unseen, and grows with it; the field fills the frame.
            if let Some(frame) = frame.cast::<HtmlElement>() {
                let _ = frame.set_attribute("data-text", text);
            }
            room.set(MESSAGE_CHARS as i64 - i64::try_from(text.chars().count()).unwrap_or(i64::MAX));
            blank.set(text.trim().is_empty());
        })
    };
    {
        let (field, measure, typing, text) =
            (field.clone(), Rc::clone(&measure), Rc::clone(&typing), props.text.clone());
        use_effect_with((), move |()| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                field.set_value(&text);
                if browser::has_pointer() {
                    let _ = field.focus();
                }
            }
            measure(&text);
            move || typing.stop()
        });
    }
    let on_input = {
        let (act, measure, typing) = (props.act.clone(), Rc::clone(&measure), Rc::clone(&typing));
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            measure(&text);
            if text.trim().is_empty() {
                typing.stop();
            } else {
                typing.go_on();
            }
            act.emit(Action::Draft(text));
        })
    };
    let send = {
        let (act, on_sent, measure, typing) =
            (props.act.clone(), props.on_sent.clone(), Rc::clone(&measure), Rc::clone(&typing));
        let field = field.clone();
        Callback::from(move |()| {
            let Some(field) = field.cast::<HtmlTextAreaElement>() else { return };
            let body = field.value().trim().to_owned();
            if body.is_empty() || body.chars().count() > MESSAGE_CHARS {
                return;
            }
            typing.stop();
            field.set_value("");
            measure("");
            act.emit(Action::Send {
                client_id: random_uuid().into(),
                body,
                content: None,
                at_ms: browser::now_ms(),
            });
            on_sent.emit(());
        })
    };
    let send_more = {
        let (act, on_sent) = (props.act.clone(), props.on_sent.clone());
        Callback::from(move |(body, content): (String, Content)| {
            let (client_id, at_ms) = (random_uuid().into(), browser::now_ms());
            act.emit(Action::SendMore { client_id, body, content, at_ms });
            on_sent.emit(());
        })
    };
    let on_key = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            // While an input method composes, Enter chooses a word.
            let is_ime = event.is_composing() || event.key_code() == IME_KEY;
            if event.key() == "Enter" && !event.shift_key() && !is_ime {
                event.prevent_default();
                send.emit(());
            } else if let Some(marks) = marks::of(&event) {
                event.prevent_default();
                let _ = marks::put(marks, &event.target_unchecked_into());
            }
        })
    };
    let (slot, chooser, smile) = (use_node_ref(), use_node_ref(), use_node_ref());
    let row = use_mut_ref(|| None::<Rc<Attaching>>);
    {
        let (slot, row, most_bytes) = (slot.clone(), Rc::clone(&row), props.most_bytes);
        let (conversation, act) = (props.conversation.clone(), props.act.clone());
        use_effect_with((), move |()| {
            let slot = slot.cast::<Node>();
            let entered =
                slot.as_ref().and_then(|slot| Attaching::enter(slot, &conversation, most_bytes, &act));
            *row.borrow_mut() = entered;
            let listening = slot.clone().and_then(|slot| listen(&slot, most_bytes, &row));
            move || {
                drop(listening);
                row.take();
                if let Some(slot) = slot {
                    Attaching::leave(&slot, &conversation);
                }
            }
        });
    }
    let choose = {
        let chooser = chooser.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(chooser) = chooser.cast::<HtmlElement>() {
                chooser.click();
            }
        })
    };
    let on_chosen = {
        let row = Rc::clone(&row);
        Callback::from(move |event: Event| {
            let chooser = event.target_unchecked_into::<HtmlInputElement>();
            let files = chooser.files().map(|files| Array::from(&files.into())).unwrap_or_default();
            // The same file may be chosen again.
            chooser.set_value("");
            if let Some(row) = row.borrow().as_ref() {
                row.take(&files);
            }
        })
    };
    let on_emoji = {
        let (row, smile) = (Rc::clone(&row), smile.clone());
        Callback::from(move |_: MouseEvent| {
            if let (Some(row), Some(button)) = (row.borrow().as_ref(), smile.cast::<HtmlElement>()) {
                row.toggle_emoji(&button);
            }
        })
    };
    let attach = words::attach(props.most_bytes);
    let on_submit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        send.emit(());
    });
    html! {
        <div class="compose">
        <Extras page={props.page.clone()} on_send={send_more} />
        <form class="composer" onsubmit={on_submit}>
            <div ref={slot} class="picked"></div>
            <div class="picks">
                <input ref={chooser} type="file" hidden=true multiple=true accept={ATTACHMENT_TYPES} onchange={on_chosen} />
                <button class="button plain square" type="button" hidden={props.most_bytes == 0}
                    aria-label={attach.clone()} title={attach} onclick={choose}>{ icon::icon(icon::CLIP) }</button>
                <button ref={smile} class="button plain square" type="button" aria-label={words::EMOJI}
                    title={words::EMOJI} aria-haspopup="dialog" onclick={on_emoji}>{ icon::icon(icon::SMILE) }</button>
            </div>
            <div ref={frame} class="grow">
                <textarea ref={field} rows="1" placeholder={words::COMPOSER} aria-label={words::COMPOSER}
                    aria-describedby="composer-hint" enterkeyhint="send" dir="auto" oninput={on_input} onkeydown={on_key} />
            </div>
            <button class="button primary square send" type="submit" aria-label={words::SEND} title={words::SEND}
                disabled={*blank || *room < 0}>{ icon::icon(icon::SEND) }</button>
            <p class="hint">
                <span id="composer-hint">{ words::COMPOSER_HINT }</span>
                <span class={classes!("room", (*room < 0).then_some("is-over"))} role="status">
                    if *room <= COUNTER_FROM { { words::room_left(*room) } }
                </span>
            </p>
        </form>
        </div>
    }
}

/// Takes files that are dropped on the conversation or pasted into it.
fn listen(
    slot: &Node,
    most_bytes: u64,
    row: &Rc<RefCell<Option<Rc<Attaching>>>>,
) -> Option<[EventListener; 3]> {
    let chat = slot.dyn_ref::<Element>()?.closest(".chat").ok()??;
    let invitation = move || (most_bytes > 0).then_some(words::DROP);
    let row = Rc::clone(row);
    Some(alongside_dropping::listen(&chat, invitation, move |files| {
        if let Some(row) = row.borrow().as_ref() {
            row.take(&files);
        }
    }))
}

/// Tells when the agent begins to type, and when she has stopped.
struct Typing {
    tell: Rc<dyn Fn(bool)>,
    idle: RefCell<Option<Timeout>>,
}

impl Typing {
    fn new(act: Callback<Action>, conversation: ConversationId) -> Self {
        let told = Cell::new(false);
        let tell = Rc::new(move |on| {
            if told.replace(on) != on {
                act.emit(Action::Typing(conversation.clone(), on));
            }
        });
        Self { tell, idle: RefCell::new(None) }
    }

    fn go_on(&self) {
        (self.tell)(true);
        let tell = Rc::clone(&self.tell);
        *self.idle.borrow_mut() = Some(Timeout::new(IDLE_MS, move || tell(false)));
    }

    fn stop(&self) {
        *self.idle.borrow_mut() = None;
        (self.tell)(false);
    }
}

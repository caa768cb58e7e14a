//! Files on their way from the agent, and her emoji: one row for each conversation, which goes on while she looks at another.

use crate::browser;
use crate::state::Action;
use alongside_link::{json, random_uuid};
use alongside_pickers::{Pickers, Scene, Target};
use alongside_protocol::{Attachment, ConversationId};
use js_sys::Array;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::Callback;

thread_local! {
    static ALL: RefCell<HashMap<ConversationId, Rc<Attaching>>> = RefCell::default();
}

/// The row of one conversation.
pub struct Attaching {
    place: Element,
    pickers: Pickers,
}

impl Attaching {
    /// The conversation's row, put into `slot` of its composer. None where the page makes no elements.
    pub fn enter(
        slot: &Node,
        conversation: &ConversationId,
        most_bytes: u64,
        act: &Callback<Action>,
    ) -> Option<Rc<Self>> {
        let known = ALL.with_borrow(|all| all.get(conversation).cloned());
        if let Some(known) = known {
            slot.append_child(&known.place).ok()?;
            return Some(known);
        }
        let place = slot.owner_document()?.create_element("div").ok()?;
        place.set_class_name("slot");
        slot.append_child(&place).ok()?;
        let (act, target) = (act.clone(), conversation.clone());
        let url = format!("/api/v1/files?conversation={conversation}");
        let pickers = Pickers::new(Scene {
            place: place.clone(),
            most_bytes: most_bytes as f64,
            target: Box::new(move || Some(Target { url: url.clone(), token: None })),
            sent: Box::new(move |answer| {
                if let Ok(attachment) = json::parse::<Attachment>(answer) {
                    let (conversation, client_id) = (target.clone(), random_uuid().into());
                    let at_ms = browser::now_ms();
                    act.emit(Action::SendFile { conversation, client_id, attachment, at_ms });
                }
            }),
        })?;
        let row = Rc::new(Self { place, pickers });
        ALL.with_borrow_mut(|all| all.insert(conversation.clone(), Rc::clone(&row)));
        Some(row)
    }

    /// Takes the row out of `slot`. Without files it is needed no more.
    pub fn leave(slot: &Node, conversation: &ConversationId) {
        let row = ALL.with_borrow(|all| all.get(conversation).cloned());
        let Some(row) = row else { return };
        if row.place.parent_node().as_ref() == Some(slot) {
            row.place.remove();
        }
        if row.pickers.is_idle() {
            ALL.with_borrow_mut(|all| all.remove(conversation));
        }
    }

    /// Ends all rows: nobody is logged in any more.
    pub fn forget_all() {
        let all = ALL.take();
        drop(all);
    }

    /// Sends these files: a `FileList`, or an array.
    pub fn take(&self, files: &Array) {
        self.pickers.take(files.iter().filter_map(|file| file.dyn_into().ok()));
    }

    /// Shows the emoji, or takes them away. `button` is what was pressed for it.
    pub fn toggle_emoji(&self, button: &HtmlElement) {
        self.pickers.toggle_emoji(button);
    }
}

//! The border behind which the program goes on in a second module: what the panel seldom needs, and nobody waits for at first.
//!
//! The build splits the program here (`xtask/src/split.rs`): what only these functions need is not in the module that a page
//! loads first. So they may be called only while that second module is there. Views ask [`crate::extras`]; what comes with another
//! module (the recording, files) has waited for that one, which the loader fetches after this; a form is filled in only where one
//! is drawn. In a Yew app everything is one module, and always there.

use crate::assist::{Assistant, Scene};
use crate::capture::Recorder;
use crate::client::Client;
use crate::form::{FilledIn, Form};
use crate::incoming::Incoming;
use crate::my_data;
use crate::pickers::Pickers;
use crate::rating::Rating;
use crate::state::State;
use crate::view;
use crate::view::minded::Minded;
use alongside_link::Link;
use alongside_protocol::{Attachment, Card, SessionId};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::Element;
use yew::Html;

/// Things to choose from.
#[inline(never)]
pub(crate) fn cards(cards: &[Card]) -> Html {
    view::cards::view_cards(cards)
}

/// A file in the conversation, and what kind of bubble it makes.
#[inline(never)]
pub(crate) fn attached(client: &Client, file: &Attachment, body: &str) -> (Option<&'static str>, Html) {
    view::attachment::attached(client, file, body)
}

/// A message's words with their marks.
#[inline(never)]
pub(crate) fn formatted(text: &str) -> Html {
    view::formatted::formatted(text)
}

/// Answers to press.
#[inline(never)]
pub(crate) fn quick_replies(client: &Client, replies: &[String]) -> Html {
    view::quick_replies::quick_replies(client, replies)
}

/// The question how it was.
#[inline(never)]
pub(crate) fn rating(client: &Client, rating: &Rating) -> Html {
    view::rating::rating(client, rating)
}

/// What lies over the conversation.
#[inline(never)]
pub(crate) fn over(client: &Client, state: &State) -> Html {
    view::veil::view(client, state)
}

/// What she sees on a page that is shared.
#[inline(never)]
pub(crate) fn share_bar(client: &Client) -> Html {
    view::share_bar::share_bar(client)
}

/// What the menu offers.
#[inline(never)]
pub(crate) fn menu_entries(client: &Client) -> Html {
    view::menu_entries::menu_entries(client)
}

/// What is minded by hand after each drawing: how all of this looks, the form in the composer's place, what lies over the conversation.
#[inline(never)]
pub(crate) fn mind(minded: &mut Minded, client: &Client, root: &Element) {
    minded.mind(client, root);
}

/// Reads what she filled in.
#[inline(never)]
pub(crate) fn fill_in(state: &mut State, form: Form, answers: &[String]) -> Option<FilledIn> {
    state.fill_in(form, answers)
}

/// Reads the page for a session: the module that does is there.
#[inline(never)]
pub(crate) fn begin_recording(
    recorder: &Rc<Recorder>,
    session: &SessionId,
    attempt: u32,
    link: Link<Incoming>,
    module: JsValue,
) -> Result<(), String> {
    recorder.begin_with(module, session, attempt, link)
}

/// Does what agents do: the module for it is there.
#[inline(never)]
pub(crate) fn begin_assisting(assistant: &Rc<Assistant>, module: JsValue, scene: &Scene) -> Option<()> {
    assistant.begin_with(module, scene)
}

/// Gives the module for files and emoji its place.
#[inline(never)]
pub(crate) fn begin_picking(
    pickers: &Pickers,
    client: &Client,
    place: &Element,
    module: JsValue,
) -> Option<()> {
    pickers.begin_with(client, place, module)
}

/// Has the relay delete all that is kept of her.
#[inline(never)]
pub(crate) fn delete_data(client: &Client) {
    my_data::delete(client);
}

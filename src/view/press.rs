//! What a click does.

use crate::client::Client;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// A callback of one type for all buttons: a closure of its own for each would be code of its own for each.
pub(crate) fn press(client: &Client, then: fn(&Client)) -> Callback<MouseEvent> {
    let client = client.clone();
    Callback::from(move |_| then(&client))
}

/// The nearest element of a class or kind around that in which something happened.
pub(crate) fn around(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

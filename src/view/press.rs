//! What a click does.

use crate::client::Client;
use yew::prelude::*;

/// A callback of one type for all buttons: a closure of its own for each would be code of its own for each.
pub(crate) fn press(client: &Client, then: fn(&Client)) -> Callback<MouseEvent> {
    let client = client.clone();
    Callback::from(move |_| then(&client))
}

//! The seconds until something happens, counted down: `screen` draws anew while there are any.

use crate::time::now_ms;
use yew::prelude::*;

/// `until_ms` is in ms since 1970 UTC; `says` tells what to say of so many seconds. Not for screen readers, who would be told
/// each second.
pub(crate) fn countdown(until_ms: u64, says: fn(u64) -> String) -> Html {
    let seconds = until_ms.saturating_sub(now_ms()).div_ceil(1000);
    html! { <span aria-hidden="true">{ says(seconds) }</span> }
}

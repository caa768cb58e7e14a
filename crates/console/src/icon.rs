//! The console's icons: strokes on a 20 px grid, in the colour of the text beside them.

use yew::{Html, html};

/// Points to the left.
pub const BACK: &str = "M12 4.5 6.5 10l5.5 5.5";
/// A page with a pointer.
pub const PAGE: &str = "M3 5.5A1.5 1.5 0 0 1 4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5zM3 7.5h14";
/// A paper plane.
pub const SEND: &str = "M3.5 10 16.5 4l-4 12.5-3-5zM9.5 11.5 16.5 4";
/// A magnifying glass.
pub const SEARCH: &str = "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.5 3.5";
/// A cross.
pub const CLOSE: &str = "M5.5 5.5l9 9M14.5 5.5l-9 9";
/// An eye.
pub const EYE: &str =
    "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z";
/// A square: stop.
pub const STOP: &str = "M6 6h8v8H6z";
/// An arrow that leaves a box.
pub const OUT: &str =
    "M8 5H5.5A1.5 1.5 0 0 0 4 6.5v8A1.5 1.5 0 0 0 5.5 16h8a1.5 1.5 0 0 0 1.5-1.5V12M11.5 4H16v4.5M16 4l-7 7";
/// Angle brackets.
pub const CODE: &str = "M7 6l-4 4 4 4M13 6l4 4-4 4";
/// A speech bubble.
pub const CHAT: &str = "M4.5 4h11A1.5 1.5 0 0 1 17 5.5v7a1.5 1.5 0 0 1-1.5 1.5H9l-4 3v-3h-.5A1.5 1.5 0 0 1 3 12.5v-7A1.5 1.5 0 0 1 4.5 4z";
/// Points down.
pub const DOWN: &str = "M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5";
/// One tick.
pub const TICK: &str = "M4.5 10.5l3.5 3.5 7.5-8";
/// Two ticks.
pub const TICKS: &str = "M2 10.5l3.5 3.5L13 6M9.5 13l1 1L18 6";
/// A clock.
pub const CLOCK: &str = "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM10 6.5V10l2.5 1.5";
/// An exclamation mark in a circle.
pub const ALERT: &str = "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM10 7v3.5M10 13v.1";

/// An icon that says nothing to a screen reader: the words beside it do.
pub fn icon(path: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d={path} /></svg>
    }
}

/// Two speech bubbles side by side: the product's mark.
pub fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
            <rect class="mark-back" x="0" y="0" width="28" height="28" rx="8" />
            <path class="mark-one" d="M6 10.5A3.5 3.5 0 0 1 9.500 7h3A3.500 3.500 0 0 1 16 10.500v3A3.500 3.500 0 0 1 12.500 17H10l-3 2.500V16.300A3.500 3.500 0 0 1 6 13.500z" />
            <path class="mark-two" d="M18 11h.500A3.500 3.500 0 0 1 22 14.500v2.500a3.500 3.500 0 0 1-1 2.400V22l-2.600-1.500H15.500a3.500 3.500 0 0 1-2.800-1.500A5.400 5.400 0 0 0 18 13.500z" />
        </svg>
    }
}

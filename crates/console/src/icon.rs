//! The console's icons: strokes on a 20 px grid, in the colour of the text beside them.

use yew::{Html, html};

/// A telephone's receiver.
pub const PHONE: &str = "M5.500 3.500h2.300l1.200 3-1.600 1.200a9 9 0 0 0 4.900 4.900l1.200-1.600 3 1.200v2.300a1.500 1.500 0 0 1-1.600 1.500A11.500 11.500 0 0 1 4 5.100a1.500 1.500 0 0 1 1.500-1.600z";
/// A camera that films.
pub const CAMERA: &str = "M2.500 6.500A1.500 1.500 0 0 1 4 5h7a1.500 1.500 0 0 1 1.500 1.500v7A1.500 1.500 0 0 1 11 15H4a1.500 1.500 0 0 1-1.500-1.500zM12.500 9l5-2.500v7l-5-2.500";
/// A microphone.
pub const MICROPHONE: &str = "M10 3a2.300 2.300 0 0 0-2.300 2.300v4a2.300 2.300 0 0 0 4.600 0v-4A2.300 2.300 0 0 0 10 3zM5 9.300a5 5 0 0 0 10 0M10 14.300V17";
/// Points to the left.
pub const BACK: &str = "M12 4.5 6.5 10l5.5 5.5";
/// A page with a pointer.
pub const PAGE: &str = "M3 5.5A1.5 1.5 0 0 1 4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5zM3 7.5h14";
/// A paper plane.
pub const SEND: &str = "M3.5 10 16.5 4l-4 12.5-3-5zM9.5 11.5 16.5 4";
/// A paper clip.
pub const CLIP: &str = "M15.8 9.6l-6.2 6.2a3.8 3.8 0 0 1-5.400-5.400l6.600-6.600a2.600 2.600 0 0 1 3.700 3.700l-6.500 6.500a1.250 1.250 0 0 1-1.800-1.800l5.900-5.900";
/// A face that smiles.
pub const SMILE: &str =
    "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.500 8.500v.1M12.500 8.500v.1M7 11.800c1.400 2 4.600 2 6 0";
/// A sheet of paper.
pub const SHEET: &str = "M6 2.500h5.500L15 6v11.500H6zM11.500 2.500V6H15M8.500 10h4M8.500 13.300h4";
/// A magnifying glass.
pub const SEARCH: &str = "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.5 3.5";
/// A plus.
pub const PLUS: &str = "M10 4.5v11M4.5 10h11";
/// A picture.
pub const PICTURE: &str = "M4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5v-9A1.5 1.5 0 0 1 4.5 4zM3 13.5l4-4 3.5 3.5 2-2 4.5 4.5M13 7.5v.1";
/// A camera.
pub const VIDEO: &str = "M3.5 5.5h8A1.5 1.5 0 0 1 13 7v6a1.5 1.5 0 0 1-1.5 1.5h-8A1.5 1.5 0 0 1 2 13V7a1.5 1.5 0 0 1 1.5-1.5zM13 9l5-3v8l-5-3";
/// A cross.
pub const CLOSE: &str = "M5.5 5.5l9 9M14.5 5.5l-9 9";
/// An eye.
pub const EYE: &str =
    "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z";
/// A square: stop.
pub const STOP: &str = "M6 6h8v8H6z";
/// A triangle: play.
pub const PLAY: &str = "M7 5l8 5-8 5z";
/// A page and an arrow into it: keep it.
pub const SAVE: &str =
    "M10 3.5v8M6.5 8.5 10 12l3.5-3.5M4 13v2A1.5 1.5 0 0 0 5.5 16.5h9A1.5 1.5 0 0 0 16 15v-2";
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
/// A shield with a tick.
pub const VERIFIED: &str =
    "M10 2.8l5.7 2.1v4.3c0 3.8-2.4 6.6-5.7 8-3.3-1.4-5.7-4.2-5.7-8V4.9zM7.3 10l2 2 3.5-3.8";
/// Two ticks.
pub const TICKS: &str = "M2 10.5l3.5 3.5L13 6M9.5 13l1 1L18 6";
/// A clock.
pub const CLOCK: &str = "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM10 6.5V10l2.5 1.5";
/// An exclamation mark in a circle.
pub const ALERT: &str = "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM10 7v3.5M10 13v.1";

/// A flash.
pub const EVENT: &str = "M11 3 5 11.500h4.500L9 17l6-8.500h-4.500z";

/// A pointer.
pub const POINT: &str = "M5 3.5l10.5 5.7-4.7 1.5L9 15.5z";
/// A point that shines.
pub const LASER: &str = "M10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM10 3v2M10 15v2M3 10h2M15 10h2M5.1 5.1l1.4 1.4M13.5 13.5l1.4 1.4M14.9 5.1l-1.4 1.4M6.5 13.5l-1.4 1.4";
/// A pen.
pub const PEN: &str =
    "M4 16l.8-3.4L13.4 4a1.4 1.4 0 0 1 2 0l.6.6a1.4 1.4 0 0 1 0 2L7.4 15.2zM11.8 5.6l2.6 2.6";
/// A line that ends in dots.
pub const INK: &str = "M3 14c1-5 3.5-6.5 5-4.5s2.5 3.5 4.5 1.5M15 8.5v.1M17 6v.1";
/// A box.
pub const RECTANGLE: &str = "M4.5 5h11a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z";
/// An arrow upwards.
pub const ARROW: &str = "M4.5 15.5l11-11M8.5 4.5h7v7";
/// The corners of a frame around something.
pub const HIGHLIGHT: &str = "M3.5 7V4.5a1 1 0 0 1 1-1H7M13 3.5h2.5a1 1 0 0 1 1 1V7M16.5 13v2.5a1 1 0 0 1-1 1H13M7 16.5H4.5a1 1 0 0 1-1-1V13M7.5 8.5h5v3h-5z";
/// A rubber.
pub const WIPE: &str = "M8.5 16.5h8M3.9 11.9l7.6-7.6a1.4 1.4 0 0 1 2 0l2.9 2.9a1.4 1.4 0 0 1 0 2l-7.3 7.3H7.5l-3.6-3.6a.7.7 0 0 1 0-1zM7.7 8.1l4.9 4.9";
/// A mouse.
pub const MOUSE: &str = "M10 3a4 4 0 0 1 4 4v6a4 4 0 0 1-8 0V7a4 4 0 0 1 4-4zM10 6v2.5";
/// Points to the right.
pub const FORWARD: &str = "M8 4.5l5.5 5.5L8 15.5";
/// An arrow that goes round.
pub const RELOAD: &str = "M15.5 10.5a5.5 5.5 0 1 1-1.6-4.4L15.5 7.5M15.5 4v3.5H12";
/// Two bars: pause.
pub const PAUSE: &str = "M7.5 5v10M12.5 5v10";
/// The sign for numbers.
pub const HASH: &str = "M4 7.5h12.5M3.5 12.5H16M8.5 3.5l-1.5 13M13 3.5l-1.5 13";

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
            <path class="mark-one" d="M6 10.5A3.5 3.5 0 0 1 9.500 7h3A3.5 3.5 0 0 1 16 10.500v3A3.5 3.5 0 0 1 12.5 17H10l-3 2.5V16.300A3.5 3.5 0 0 1 6 13.5z" />
            <path class="mark-two" d="M18 11h.500A3.5 3.5 0 0 1 22 14.5v2.5a3.5 3.5 0 0 1-1 2.4V22l-2.600-1.5H15.5a3.5 3.5 0 0 1-2.800-1.5A5.400 5.400 0 0 0 18 13.5z" />
        </svg>
    }
}

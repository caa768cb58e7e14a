//! The icons: lines in the text's colour, unseen by screen readers.

use yew::prelude::*;

pub(crate) fn close() -> Html {
    line("M6 6l12 12M18 6L6 18")
}

pub(crate) fn more() -> Html {
    line("M12 6h.01M12 12h.01M12 18h.01")
}

pub(crate) fn send() -> Html {
    line("M12 19V5M5.5 11.5L12 5l6.5 6.5")
}

pub(crate) fn attach() -> Html {
    line(
        "M19 11.5l-7.4 7.4a4.6 4.6 0 01-6.5-6.5L13 4.5a3.1 3.1 0 014.4 4.4L9.7 16.6a1.5 1.5 0 01-2.2-2.2l7-7",
    )
}

pub(crate) fn emoji() -> Html {
    line("M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM9 10h0M15 10h0M8.5 14.2c1.6 2.4 5.4 2.4 7 0")
}

pub(crate) fn page() -> Html {
    line("M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5")
}

pub(crate) fn share() -> Html {
    line("M4 5h16v11H4zM9 20h6M12 16v4")
}

pub(crate) fn down() -> Html {
    line("M12 5v14M5.5 12.5L12 19l6.5-6.5")
}

pub(crate) fn eye() -> Html {
    line(
        "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6z",
    )
}

pub(crate) fn lock() -> Html {
    line("M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3")
}

pub(crate) fn pause() -> Html {
    line("M9 6v12M15 6v12")
}

pub(crate) fn resume() -> Html {
    line("M8.5 6v12l9-6z")
}

pub(crate) fn back() -> Html {
    line("M14.5 5.5L8 12l6.5 6.5")
}

pub(crate) fn forth() -> Html {
    line("M9.5 5.5L16 12l-6.5 6.5")
}

pub(crate) fn picture() -> Html {
    line("M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15.5 9h.01")
}

/// A face, from 1 for very sad to 5 for very glad.
pub(crate) fn face(score: u8) -> Html {
    line(match score {
        1 => "M12 21a9 9 0 100-18 9 9 0 000 18zM8 8.5l2 1M16 8.5l-2 1M8 16.5c2-3.5 6-3.5 8 0",
        2 => "M12 21a9 9 0 100-18 9 9 0 000 18zM9 9.5h.01M15 9.5h.01M8.5 16c1.5-2 5.5-2 7 0",
        3 => "M12 21a9 9 0 100-18 9 9 0 000 18zM9 9.5h.01M15 9.5h.01M8.5 15h7",
        4 => "M12 21a9 9 0 100-18 9 9 0 000 18zM9 9.5h.01M15 9.5h.01M8.5 14c1.5 2 5.5 2 7 0",
        _ => "M12 21a9 9 0 100-18 9 9 0 000 18zM9 9.5h.01M15 9.5h.01M7.5 13.5h9c0 6-9 6-9 0z",
    })
}

/// A path on a 24 px grid.
fn line(path: &'static str) -> Html {
    html! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d={path} /></svg> }
}

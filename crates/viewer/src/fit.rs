//! The shopper's viewport, scaled to fit the agent's.

use alongside_mirror::{Key, NodeId, State, Tree};
use web_sys::{Element, HtmlIFrameElement};

/// Widest and highest viewport that is believed, in CSS px.
const MOST: f64 = 16_384.0;

/// The size of the shopper's viewport in CSS px; a plain desktop window until she has told it.
pub(crate) fn viewport(tree: &Tree) -> (f64, f64) {
    match told(tree).as_slice() {
        [width, height, ..] if *width >= 1.0 && *height >= 1.0 => (width.min(MOST), height.min(MOST)),
        _ => (1280.0, 800.0),
    }
}

/// The part of her viewport that she sees, in its CSS px: left, top, width, height. None while that is all of it.
pub(crate) fn part_seen(tree: &Tree) -> Option<[f64; 4]> {
    let within = |number: f64| number.clamp(0.0, MOST);
    match told(tree).as_slice() {
        [_, _, left, top, width, height] if *width >= 1.0 && *height >= 1.0 => {
            Some([within(*left), within(*top), within(*width), within(*height)])
        }
        _ => None,
    }
}

/// The numbers that she told; none if any of them is none.
fn told(tree: &Tree) -> Vec<f64> {
    let told = tree.node(NodeId::ROOT).and_then(|node| node.value(Key::State(State::Viewport)));
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    told.and_then(|told| told.split(',').take(7).map(number).collect()).unwrap_or_default()
}

/// The colour scheme that the shopper prefers. Browsers answer a page's `prefers-color-scheme` by the scheme of the
/// iframe that it stands in, so the agent sees what she sees, whatever the agent prefers.
pub(crate) fn scheme(tree: &Tree) -> &'static str {
    let told = tree.node(NodeId::ROOT).and_then(|node| node.value(Key::State(State::Scheme)));
    if told.is_some_and(|told| told.split(' ').next() == Some("dark")) { "dark" } else { "light" }
}

/// The schemes that the page says it has, as a rule for where its sheets say nothing.
pub(crate) fn page_schemes(told: Option<&str>) -> String {
    let known = |word: &&str| matches!(*word, "dark" | "light" | "only" | "normal");
    let listed: Vec<_> = told.unwrap_or_default().split_ascii_whitespace().skip(1).filter(known).collect();
    if listed.is_empty() {
        return String::new();
    }
    format!("@layer alongside.base {{ :root {{ color-scheme: {} }} }}", listed.join(" "))
}

/// Where the shopper's viewport is in the container, in CSS px, and how much smaller than life.
#[derive(Clone, Copy)]
pub(crate) struct Fit {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) scale: f64,
}

/// Gives the iframe the shopper's size and colour scheme, and scales it into the middle of its container.
pub(crate) fn fit(frame: &HtmlIFrameElement, container: &Element, tree: &Tree) -> Fit {
    let (width, height) = viewport(tree);
    let (room_x, room_y) = (f64::from(container.client_width()), f64::from(container.client_height()));
    let scale = scale(room_x, room_y, width, height);
    let left = ((room_x - width * scale) / 2.0).max(0.0);
    let top = ((room_y - height * scale) / 2.0).max(0.0);
    let style = frame.style();
    for (property, value) in [
        ("width", format!("{width}px")),
        ("height", format!("{height}px")),
        ("left", format!("{left:.2}px")),
        ("top", format!("{top:.2}px")),
        ("transform", format!("scale({scale:.5})")),
        ("color-scheme", scheme(tree).to_owned()),
    ] {
        let _ = style.set_property(property, &value);
    }
    Fit { left, top, scale }
}

/// Never larger than life; life-size where there is no room to speak of (a container without a height).
fn scale(room_x: f64, room_y: f64, width: f64, height: f64) -> f64 {
    let by_width = if room_x > 0.0 { room_x / width } else { 1.0 };
    let by_height = if room_y > 0.0 { room_y / height } else { 1.0 };
    by_width.min(by_height).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::{page_schemes, scale};

    #[test]
    fn the_schemes_of_a_page_are_the_words_that_browsers_know() {
        assert_eq!(
            page_schemes(Some("dark light dark")),
            "@layer alongside.base { :root { color-scheme: light dark } }"
        );
        for told in [None, Some("dark"), Some("light } * { color: red"), Some("light x")] {
            assert_eq!(page_schemes(told), "", "{told:?}");
        }
    }

    #[test]
    fn a_large_page_shrinks_to_fit_and_a_small_one_stays_life_size() {
        assert_eq!(scale(640.0, 800.0, 1280.0, 800.0), 0.5);
        assert_eq!(scale(1000.0, 1000.0, 390.0, 844.0), 1.0);
        assert_eq!(scale(640.0, 0.0, 1280.0, 800.0), 0.5);
    }
}

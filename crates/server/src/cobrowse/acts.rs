//! Acts as the relay sees them: whether they keep to their bounds, and what of them is logged.

use alongside_protocol::{
    Act, Destination, ErrorCode, ErrorFrame,
    limits::{PAGE_CHARS, STROKE_POINTS, TYPED_CHARS},
};

/// How many options of a list one act chooses at most.
const OPTIONS: usize = 4_096;

/// Refuses an act that is larger than any console makes.
pub(super) fn check(act: &Act) -> Result<(), ErrorFrame> {
    let refuse =
        |what: &str| Err(ErrorFrame::lasting(ErrorCode::MalformedFrame, format!("{what}: do it in parts")));
    match act {
        Act::Draw { points, .. } if points.len() > STROKE_POINTS => {
            refuse(&format!("an act of drawing has at most {STROKE_POINTS} points"))
        }
        Act::Type { text, .. } if text.chars().count() > TYPED_CHARS => {
            refuse(&format!("an act of typing has at most {TYPED_CHARS} characters"))
        }
        Act::Select { options, .. } if options.len() > OPTIONS => {
            refuse(&format!("an act chooses at most {OPTIONS} options"))
        }
        Act::Navigate { to: Destination::Address { url } } if !is_address(url) => Err(ErrorFrame::lasting(
            ErrorCode::MalformedFrame,
            format!("a page's address begins with http: or https: and has at most {PAGE_CHARS} characters"),
        )),
        _ => Ok(()),
    }
}

fn is_address(url: &str) -> bool {
    let has_scheme = ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme));
    has_scheme && url.chars().count() <= PAGE_CHARS
}

/// What the log says of an act: its kind and the element. None for what only moves a pointer.
pub(super) fn logged(act: &Act) -> Option<(&'static str, Option<u32>)> {
    Some(match act {
        Act::Pointer { .. } | Act::PointerGone => return None,
        Act::Ripple { at } => ("ripple", Some(at.node)),
        Act::Draw { node, .. } => ("draw", Some(*node)),
        Act::Erase { .. } => ("erase", None),
        Act::Wipe => ("wipe", None),
        Act::Highlight { node } => ("highlight", Some(*node)),
        Act::Scroll { node, .. } => ("scroll", Some(*node)),
        Act::Click { at, .. } => ("click", Some(at.node)),
        Act::Type { node, .. } => ("type", Some(*node)),
        Act::Press { node, .. } => ("press", Some(*node)),
        Act::Select { node, .. } => ("select", Some(*node)),
        Act::Check { node, .. } => ("check", Some(*node)),
        Act::Slide { node, .. } => ("slide", Some(*node)),
        Act::Navigate { .. } => ("navigate", None),
    })
}

/// Whether many of them make one action: they are logged once a second at most.
pub(super) fn comes_in_streams(act: &Act) -> bool {
    matches!(act, Act::Draw { .. } | Act::Scroll { .. } | Act::Slide { .. } | Act::Type { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::{Point, Tool};

    #[test]
    fn an_act_within_its_bounds_is_taken_and_one_beyond_is_not() {
        let draw = |count| Act::Draw {
            stroke: 1,
            tool: Tool::Pen,
            node: 2,
            points: vec![Point { x: 0, y: 0 }; count],
        };
        let types = |count| Act::Type { node: 2, text: "😀".repeat(count) };
        let select = |count| Act::Select { node: 2, options: vec![0; count] };
        let navigate = |url: &str| Act::Navigate { to: Destination::Address { url: url.into() } };
        let long = format!("https://shop.example/{}", "x".repeat(PAGE_CHARS));
        for (fits, does_not) in [
            (draw(STROKE_POINTS), draw(STROKE_POINTS + 1)),
            (types(TYPED_CHARS), types(TYPED_CHARS + 1)),
            (select(OPTIONS), select(OPTIONS + 1)),
            (navigate("https://shop.example/p"), navigate(&long)),
            (navigate("http://localhost/"), navigate("javascript:alert(1)")),
        ] {
            assert_eq!(check(&fits), Ok(()));
            assert_eq!(check(&does_not).unwrap_err().code, ErrorCode::MalformedFrame);
        }
    }
}

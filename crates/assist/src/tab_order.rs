//! What the Tab key goes to next.

use crate::dom::Node;
use crate::hand::FOCUSABLE;

/// The element after this one in the order of its document, also into and out of shadow trees; from the last one the first.
pub(crate) fn after(element: &Node) -> Option<Node> {
    let mut stops = Vec::new();
    element.page().each_within(&mut |element| {
        if element.matches(FOCUSABLE) && is_stop(element) {
            stops.push((element.number("tabIndex") as i32, element.clone()));
        }
    });
    // Those with a number of their own come first, the least first; the others in the order of the page.
    let mut ordered = Vec::new();
    while let Some(least) = stops.iter().map(|(index, _)| *index).filter(|index| *index > 0).min() {
        stops.retain(|(index, stop)| {
            let is_next = *index == least;
            if is_next {
                ordered.push(stop.clone());
            }
            !is_next
        });
    }
    ordered.extend(stops.into_iter().map(|(_, stop)| stop));
    let place = ordered.iter().position(|stop| stop == element);
    let next = place.map_or(0, |place| place + 1);
    ordered.get(next).or(ordered.first()).cloned()
}

fn is_stop(element: &Node) -> bool {
    let is_shown =
        element.call("checkVisibility", &js_sys::Array::new()).is_none_or(|shown| shown.is_truthy());
    let rect = element.bounding_client_rect();
    let has_box = rect.width() > 0.0 || rect.height() > 0.0;
    // A group of radio buttons is one stop: at the chosen one.
    let is_other_radio = element.text("type") == "radio" && !element.flag("checked") && {
        let name = element.text("name");
        let chosen = |one: &Node| one.flag("checked") && one.text("name") == name;
        !name.is_empty() && element.root_node().all("input[type=radio]").iter().any(chosen)
    };
    element.number("tabIndex") >= 0.0
        && is_shown
        && has_box
        && !is_other_radio
        && element.local_name() != "iframe"
}

//! What shows, but stands in no attribute: how each state is brought about in the inner document.

use crate::addresses;
use crate::assets::Assets;
use crate::dom::{Element, HTMLElement, Node};
use crate::fit::page_schemes;
use crate::frames::window_of;
use crate::pseudo_classes::{self, DEFAULTS, marker};
use alongside_mirror::{Key, NodeId, NodeKind, State, Tree};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlDialogElement, HtmlInputElement, HtmlOptionElement, ScrollBehavior, ScrollToOptions};

/// Types of `<input>` that cannot show a masked value; they are shown as text fields.
const UNMASKABLE: [&str; 6] = ["number", "date", "time", "month", "week", "datetime-local"];

/// Whether a state can only be brought about when all of a frame is in place.
pub(crate) fn needs_layout(state: State) -> bool {
    matches!(
        state,
        State::Scroll
            | State::Modal
            | State::Popover
            | State::Selected
            | State::Interaction
            | State::Undefined
            | State::Selection
            | State::Slots
    )
}

/// Brings a node's state about as the tree has it.
pub(crate) fn show(node: &Node, id: NodeId, state: State, tree: &Tree, assets: &mut Assets) {
    let Some(mirrored) = tree.node(id) else { return };
    let value = mirrored.value(Key::State(state));
    let name = match mirrored.kind() {
        NodeKind::Element { name, .. } => tree.names().text(*name),
        _ => "",
    };
    match (state, name) {
        (State::Value, "input" | "textarea") => show_value(node.unchecked_ref(), value),
        (State::Checked, "input") => node.unchecked_ref::<HtmlInputElement>().set_checked(value.is_some()),
        (State::Indeterminate, "input") => {
            node.unchecked_ref::<HtmlInputElement>().set_indeterminate(value.is_some());
        }
        (State::Selected, "option") => {
            node.unchecked_ref::<HtmlOptionElement>().set_selected(value.is_some());
        }
        (State::Scroll, "") => {
            let (left, top) = pair(value);
            if let Some(window) = window_of(node) {
                window.scroll_to_with_scroll_to_options(&at_once(left, top));
            }
        }
        (State::Scroll, _) if !name.is_empty() => {
            let (left, top) = pair(value);
            let _ = node.unchecked_ref::<Element>().scroll_to(&at_once(left, top));
        }
        (State::Sheet, "style") => {
            let text = value.map(|text| pseudo_classes::rewrite(&assets.resolve_sheet(text, id)));
            node.set_text_content(text.as_deref().unwrap_or_default());
        }
        (State::Sheet | State::Scheme, "") => {
            let value = |state| mirrored.value(Key::State(state));
            let text =
                value(State::Sheet).map(|text| pseudo_classes::rewrite(&assets.resolve_sheet(text, id)));
            let schemes = page_schemes(value(State::Scheme));
            let _ = adopt(node, &schemes, text.as_deref());
        }
        (State::Validity, _) if !name.is_empty() => {
            show_validity(node.unchecked_ref(), value.unwrap_or_default());
        }
        (State::Media, "video" | "audio") => show_volume(node, value.unwrap_or_default()),
        (State::Source, "img") => show_image(node, value, id, assets),
        (State::Source, "input") => show_picture(node, "src", value, id, assets),
        (State::Source, "image") => show_picture(node, "href", value, id, assets),
        (State::Source, "use")
            if value.is_none_or(|address| address.contains('#') && !address.starts_with("data:")) =>
        {
            show_picture(node, "href", value, id, assets);
        }
        (State::Source, "alongside-frame") => show_content(node.unchecked_ref(), value, id, assets),
        (State::Source, "video") => show_still(node, value, id, assets, |element, address| {
            let _ = match address {
                Some(address) => element.set_attribute("poster", address),
                None => element.remove_attribute("poster"),
            };
        }),
        (State::Source, "canvas") => show_still(node, value, id, assets, |element, address| {
            let content = address.map(|address| format!("url(\"{address}\")"));
            set_important(element.unchecked_ref(), "content", &content.unwrap_or_default());
        }),
        (State::Box, "canvas" | "video" | "audio") if value.is_some() => {
            show_size(node.unchecked_ref(), pair(value));
        }
        (State::Box, _) if value.is_some() => show_box(node.unchecked_ref(), pair(value)),
        (State::Modal, "dialog") => {
            let is_open = mirrored
                .values()
                .any(|(key, _)| matches!(key, Key::Attribute(name) if tree.names().text(name) == "open"));
            show_dialog(node.unchecked_ref(), value.is_some(), is_open);
        }
        _ => {}
    }
}

fn show_value(field: &HtmlInputElement, value: Option<&str>) {
    if value.is_some() && UNMASKABLE.contains(&field.type_().as_str()) {
        field.set_type("text");
    }
    // Some types refuse some values with an exception, and what a hostile page sends may be any of them.
    let _ = Reflect::set(field, &"value".into(), &value.unwrap_or_default().into());
}

fn show_validity(field: &Element, judgements: &str) {
    for (name, attribute) in marker::JUDGEMENTS {
        let _ = field.toggle_attribute(attribute, judgements.split(' ').any(|told| told == name));
    }
}

/// A picture of another density than the screen's has another natural size.
fn show_image(node: &Node, value: Option<&str>, id: NodeId, assets: &mut Assets) {
    let density = value.and_then(|value| value.rsplit_once(' ')).filter(|(address, density)| {
        let number = density.strip_suffix('x').and_then(|number| number.parse::<f64>().ok());
        number.is_some_and(|number| number.is_finite() && number > 0.0)
            && !address.contains(|character: char| character.is_ascii_whitespace())
    });
    let element: &Element = node.unchecked_ref();
    let mut find = |address| picture(address, id, assets).or_else(|| listed(element, address, assets));
    let (attribute, other, shown) = match density {
        Some((address, density)) => {
            ("srcset", "src", find(address).map(|address| format!("{address} {density}")))
        }
        None => ("src", "srcset", value.and_then(find)),
    };
    let _ = element.remove_attribute(other);
    let _ = match shown {
        Some(shown) => element.set_attribute(attribute, &shown),
        None => element.remove_attribute(attribute),
    };
}

/// A picture that could not be read on the page, and is of an origin that the shop lists.
fn listed(image: &Element, address: &str, assets: &Assets) -> Option<String> {
    if !assets.origins.allow(address) {
        return None;
    }
    // The page's policy says the same; an attribute cannot be forgotten by a proxy.
    image.set_attribute("referrerpolicy", "no-referrer").ok()?;
    Some(address.to_owned())
}

/// An address is only ever a key to the session's assets; a data: picture is its own bytes.
fn show_picture(node: &Node, attribute: &str, value: Option<&str>, id: NodeId, assets: &mut Assets) {
    let element: &Element = node.unchecked_ref();
    let _ = match value.and_then(|address| picture(address, id, assets)) {
        Some(address) => element.set_attribute(attribute, &address),
        None => element.remove_attribute(attribute),
    };
}

fn picture(address: &str, id: NodeId, assets: &mut Assets) -> Option<String> {
    let is_inline = address.starts_with("data:image/");
    if is_inline { Some(address.to_owned()) } else { assets.find_part(address, id) }
}

/// Controls show how loud it is. There is nothing to play here, so they show no time.
fn show_volume(node: &Node, value: &str) {
    let mut words = value.split(' ').skip(3);
    let is_muted = words.next() == Some("muted");
    let volume = words.next().and_then(|volume| volume.parse::<f64>().ok()).unwrap_or(1.0);
    let _ = Reflect::set(node, &"muted".into(), &is_muted.into());
    let _ = Reflect::set(node, &"volume".into(), &volume.clamp(0.0, 1.0).into());
}

/// What draws itself shows its last picture until the next one is there.
fn show_still(
    node: &Node,
    value: Option<&str>,
    id: NodeId,
    assets: &mut Assets,
    show: impl Fn(&Element, Option<&str>),
) {
    assets.stills.forget(id);
    let found = value.and_then(|address| assets.find(address, id));
    if found.is_some() || value.is_none() {
        show(node.unchecked_ref(), found);
    }
}

/// What shows where an `object` or `embed` stood for a picture; a box where there is none, or it did not come.
fn show_content(element: &HTMLElement, value: Option<&str>, id: NodeId, assets: &mut Assets) {
    let found = value.and_then(|address| picture(address, id, assets));
    let is_unscaled = value.is_some_and(|address| assets.is_unscaled(address));
    let _ = element.toggle_attribute(marker::PICTURE, found.is_some());
    let _ = element.toggle_attribute(marker::UNSCALED, found.is_some() && is_unscaled);
    let content = found.map(|address| format!("url(\"{}\")", quotable(&address)));
    set_important(element, "content", &content.unwrap_or_default());
}

/// An address as it may stand in quotes in a sheet.
fn quotable(address: &str) -> String {
    address.replace('\\', "%5C").replace('"', "%22").replace(char::is_control, "")
}

/// Whether a node keeps its picture in its `style` attribute, and so loses it when that changes.
pub(crate) fn keeps_picture_in_style(node: &alongside_mirror::Node<'_>, tree: &Tree) -> bool {
    matches!(node.kind(), NodeKind::Element { name, .. } if matches!(tree.names().text(*name), "canvas" | "alongside-frame"))
}

/// The `style` attribute, where it names pictures: they are looked up as those of style sheets are.
pub(crate) fn show_style(node: &Node, id: NodeId, tree: &Tree, assets: &mut Assets) {
    let Some(mirrored) = tree.node(id) else { return };
    let style = mirrored.values().find_map(|(key, value)| match key {
        Key::Attribute(name) if tree.names().text(name) == "style" && addresses::may_name_any(value) => {
            Some(value)
        }
        _ => None,
    });
    if let Some(style) = style {
        let _ = node.unchecked_ref::<Element>().set_attribute("style", &assets.resolve_sheet(style, id));
    }
}

/// A box around somebody else's content, borders and all.
fn show_box(element: &HTMLElement, size: (f64, f64)) {
    show_size(element, size);
    set_important(element, "box-sizing", "border-box");
}

/// The size of something that would find its own, were its content here; in the terms of its `box-sizing`.
fn show_size(element: &HTMLElement, (width, height): (f64, f64)) {
    for (property, value) in [("width", width), ("height", height)] {
        set_important(element, property, &format!("{value}px"));
    }
}

fn set_important(element: &HTMLElement, property: &str, value: &str) {
    if let Some(style) = element.style() {
        let _ = style.set_property_with_priority(property, value, "important");
    }
}

fn show_dialog(dialog: &HtmlDialogElement, modal: bool, is_open: bool) {
    let is_modal = dialog.matches(":modal").unwrap_or(false);
    if modal && !is_modal {
        // An open dialog refuses to become modal.
        let _ = dialog.remove_attribute("open");
        let _ = unfocused(dialog.unchecked_ref(), || dialog.show_modal());
    } else if !modal && is_modal {
        dialog.close();
        if is_open {
            // It was shown again at once, as one that is not modal.
            let _ = dialog.set_attribute("open", "");
        }
    }
}

/// Opens something without the focus that browsers give it: the agent may be typing elsewhere, and what has the focus on the page is told.
pub(crate) fn unfocused<T>(element: &Element, open: impl FnOnce() -> T) -> T {
    let was_inert = element.has_attribute("inert");
    let _ = element.toggle_attribute("inert", true);
    let opened = open();
    let _ = element.toggle_attribute("inert", was_inert);
    opened
}

/// When a late state's turn is: what changes the layout, then what needs one, then the top layer in the order in which it
/// was filled, and last scrolling, as there may be more or less to scroll by then.
pub(crate) fn turn(id: NodeId, state: State, tree: &Tree) -> u32 {
    match state {
        State::Interaction | State::Undefined | State::Slots => 0,
        State::Scroll => u32::MAX,
        State::Modal | State::Popover => {
            let place = tree.node(id).and_then(|node| node.value(Key::State(state)));
            place.and_then(|place| place.parse().ok()).unwrap_or(0_u32).saturating_add(2)
        }
        _ => 1,
    }
}

/// What every document and shadow root needs besides its own sheets.
const BASE_SHEET: &str = "\
    /* How far all is scrolled is told: the browser need not keep in place what is read. */ \
    * { overflow-anchor: none !important } \
    /* Without scripts a canvas is an ordinary element: this makes a picture of it, an empty one until it has its own. */ \
    canvas { content: url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\") } \
    alongside-frame { display: inline-block } \
    alongside-frame:where(:not([alongside-picture])), iframe[alongside-unseen] { background: #8883 } \
    alongside-frame[alongside-unscaled] { object-fit: none !important; object-position: 0 0 !important } \
    [data-alongside=block] { background: repeating-linear-gradient(45deg, #8882 0 8px, #8884 8px 16px) !important } \
    /* Without scripts, browsers show the controls of a video that has none of its own. */ \
    video:not([controls])::-webkit-media-controls { display: none !important } \
    audio:not([controls]) { display: none !important }";

/// Has a document or shadow root adopt our base, with the colour schemes that the page says it has, and then, as one sheet, what it adopted on the page. Sheets of this
/// realm cannot be adopted there, so they are made in the root's own.
pub(crate) fn adopt(root: &Node, schemes: &str, text: Option<&str>) -> Result<(), JsValue> {
    let sheets = Array::of2(&sheet(root, BASE_SHEET)?, &sheet(root, &[DEFAULTS, schemes].concat())?);
    if let Some(text) = text {
        sheets.push(&sheet(root, text)?);
    }
    root.adopt_sheets(&sheets)
}

fn sheet(root: &Node, text: &str) -> Result<JsValue, JsValue> {
    let window = window_of(root).ok_or("it stands in no window")?;
    let constructor = Reflect::get(&window, &"CSSStyleSheet".into())?.dyn_into::<Function>()?;
    let sheet = Reflect::construct(&constructor, &Array::new())?;
    let replace: Function = Reflect::get(&sheet, &"replaceSync".into())?.unchecked_into();
    replace.call1(&sheet, &text.into())?;
    Ok(sheet)
}

/// A position, reached without the page's own smooth scrolling.
fn at_once(left: f64, top: f64) -> ScrollToOptions {
    let options = ScrollToOptions::new();
    options.set_left(left);
    options.set_top(top);
    options.set_behavior(ScrollBehavior::Instant);
    options
}

/// Two numbers with a comma between them; what is missing or no number is 0.
pub(crate) fn pair(value: Option<&str>) -> (f64, f64) {
    let (first, second) = value.and_then(|value| value.split_once(',')).unwrap_or_default();
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite()).unwrap_or(0.0);
    (number(first), number(second))
}

#[cfg(test)]
mod tests {
    use super::pair;

    #[test]
    fn a_pair_that_makes_no_sense_is_zero() {
        assert_eq!(pair(Some("12,-3.5")), (12.0, -3.5));
        for value in [None, Some(""), Some("12"), Some("NaN,inf"), Some("x,y")] {
            assert_eq!(pair(value), (0.0, 0.0), "{value:?}");
        }
    }
}

//! The agent's mouse and keys as acts on the shopper's page, while she lets the agent control it. Owns what is between hand
//! and act: text that is still being typed, a scroll that is still going. Whether it is allowed, others decide.

use crate::focus::Focus;
use crate::port::{Choice, ToConsole};
use crate::scene::Scene;
use crate::scrolling::Scrolling;
use alongside_mirror::{NodeId, NodeKind};
use alongside_protocol::limits::TYPED_CHARS;
use alongside_protocol::{Act, Key};
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement};

/// Width of a slider's thumb in CSS px, as browsers draw it: its middle goes from half of that to the other end.
const THUMB: f64 = 16.0;

/// Most options that a chooser shows.
const MOST_OPTIONS: u32 = 500;

/// What the agent is in the middle of.
#[derive(Default)]
pub(crate) struct Control {
    pub(crate) scrolling: Scrolling,
    focus: Focus,
    text: String,
    /// The slider whose thumb the agent holds, and where to.
    sliding: Option<(NodeId, u16)>,
    is_slide_told: bool,
    /// The button went up from a slider: the click that follows is none.
    has_slid: bool,
}

impl Control {
    /// What is to be said now; called many times a second.
    pub(crate) fn take(&mut self, scene: &Scene<'_>, said: &mut Vec<ToConsole>) {
        said.extend(self.scrolling.take().map(|act| ToConsole::Act { act }));
        if let (Some((node, to)), false) = (self.sliding, self.is_slide_told) {
            self.is_slide_told = true;
            said.push(ToConsole::Act { act: Act::Slide { node: node.get(), to } });
        }
        self.take_text(scene, said);
    }

    /// Text was typed or pasted.
    pub(crate) fn write(&mut self, text: &str) {
        let room = TYPED_CHARS.saturating_sub(self.text.chars().count());
        self.text.extend(text.chars().take(room));
    }

    /// A key was pressed that writes no character.
    pub(crate) fn press_key(&mut self, scene: &Scene<'_>, key: Key, said: &mut Vec<ToConsole>) {
        self.take_text(scene, said);
        // Where nothing has the focus, the page itself hears the key.
        let node = self.focus.target(scene).unwrap_or(NodeId::ROOT).get();
        said.push(ToConsole::Act { act: Act::Press { node, key } });
    }

    /// The button went down: on a slider, it takes its thumb.
    pub(crate) fn press(&mut self, scene: &Scene<'_>, at: (f64, f64)) {
        self.sliding = slider_at(scene, at).and_then(|slider| Some((slider, along(scene, slider, at)?)));
        self.is_slide_told = false;
    }

    /// The mouse moved. Returns whether it moves a thumb, and so does not point.
    pub(crate) fn drag(&mut self, scene: &Scene<'_>, at: (f64, f64)) -> bool {
        let Some((slider, before)) = self.sliding else { return false };
        let to = along(scene, slider, at).unwrap_or(before);
        self.is_slide_told &= to == before;
        self.sliding = Some((slider, to));
        true
    }

    /// The button went up. Returns whether that let go of a thumb, and so was no click.
    pub(crate) fn release(&mut self, scene: &Scene<'_>, said: &mut Vec<ToConsole>) -> bool {
        self.take(scene, said);
        self.has_slid = self.sliding.take().is_some();
        self.has_slid
    }

    /// A click.
    pub(crate) fn click(&mut self, scene: &Scene<'_>, at: (f64, f64), said: &mut Vec<ToConsole>) {
        self.take_text(scene, said);
        if std::mem::take(&mut self.has_slid) {
            return;
        }
        let (Some(element), Some(node)) = (scene.element_at(at), scene.node_at(at)) else { return };
        if let Some((select, option)) = option_of(scene, &element) {
            said.push(ToConsole::Act { act: select_one(&select.1, select.0, option) });
            return;
        }
        let name = element_name(scene, node);
        if name == "select" {
            self.focus.press(scene, node);
            let point = scene.page_point(at);
            said.push(ToConsole::Choose(choice(element.unchecked_ref(), node, point)));
            return;
        }
        self.focus.press(scene, node);
        let input: &HtmlInputElement = element.unchecked_ref();
        let act = match (name, if name == "input" { input.type_() } else { String::new() }.as_str()) {
            ("input", "checkbox") => Act::Check { node: node.get(), on: !input.checked() },
            ("input", "radio") => Act::Check { node: node.get(), on: true },
            _ => match scene.place(node, at) {
                Some(at) => Act::Click { at, double: false },
                None => return,
            },
        };
        said.push(ToConsole::Act { act });
    }

    fn take_text(&mut self, scene: &Scene<'_>, said: &mut Vec<ToConsole>) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        said.push(match self.focus.target(scene) {
            Some(node) => ToConsole::Act { act: Act::Type { node: node.get(), text } },
            None => ToConsole::NoField,
        });
    }
}

fn element_name<'a>(scene: &Scene<'a>, id: NodeId) -> &'a str {
    match scene.tree.node(id).map(|node| node.kind()) {
        Some(NodeKind::Element { name, .. }) => scene.tree.names().text(*name),
        _ => "",
    }
}

fn slider_at(scene: &Scene<'_>, at: (f64, f64)) -> Option<NodeId> {
    let node = scene.node_at(at)?;
    let element: &HtmlInputElement = scene.stage.node(node)?.unchecked_ref();
    (element_name(scene, node) == "input" && element.type_() == "range").then_some(node)
}

/// How far along a slider a point is, in ten-thousandths.
fn along(scene: &Scene<'_>, slider: NodeId, (x, _): (f64, f64)) -> Option<u16> {
    let rect = scene.rect(slider)?;
    let element: &Element = scene.stage.node(slider)?.unchecked_ref();
    let style = element.owner_document()?.default_view()?.get_computed_style(element).ok()??;
    let is_backwards = style.get_property_value("direction").is_ok_and(|direction| direction == "rtl");
    let part = part_of_track(x - rect.left, rect.width);
    Some(if is_backwards { 10_000 - part } else { part })
}

fn part_of_track(at: f64, width: f64) -> u16 {
    let thumb = THUMB.min(width / 2.0);
    ((at - thumb / 2.0) / (width - thumb) * 10_000.0).round().clamp(0.0, 10_000.0) as u16
}

/// The list and the place of an option that shows by itself, in a list of several lines.
fn option_of(scene: &Scene<'_>, element: &Element) -> Option<((NodeId, Element), u16)> {
    if element_name(scene, scene.id_of(element)?) != "option" {
        return None;
    }
    let list = element.closest("select").ok()??;
    let index = element.unchecked_ref::<HtmlOptionElement>().index();
    Some(((scene.id_of(&list)?, list), u16::try_from(index).ok()?))
}

/// Chooses an option; in a list that takes several, also lets go of it again.
fn select_one(list: &Element, node: NodeId, option: u16) -> Act {
    let list: &HtmlSelectElement = list.unchecked_ref();
    let mut options = if list.multiple() { chosen(list) } else { Vec::new() };
    match options.iter().position(|chosen| *chosen == option) {
        Some(place) if list.multiple() => drop(options.remove(place)),
        _ => options.push(option),
    }
    options.sort_unstable();
    Act::Select { node: node.get(), options }
}

fn chosen(list: &HtmlSelectElement) -> Vec<u16> {
    let options = list.options();
    (0..options.length().min(MOST_OPTIONS))
        .filter(|index| {
            options.item(*index).is_some_and(|option| option.unchecked_ref::<HtmlOptionElement>().selected())
        })
        .filter_map(|index| u16::try_from(index).ok())
        .collect()
}

fn choice(list: &HtmlSelectElement, node: NodeId, at: (f64, f64)) -> Choice {
    let options = list.options();
    let label = |index: u32| {
        let option = options.item(index);
        option.map(|option| option.unchecked_ref::<HtmlOptionElement>().label()).unwrap_or_default()
    };
    Choice {
        node: node.get(),
        left: at.0,
        top: at.1,
        labels: (0..options.length().min(MOST_OPTIONS)).map(label).collect(),
        chosen: chosen(list),
    }
}

#[cfg(test)]
mod tests {
    use super::part_of_track;

    #[test]
    fn a_slider_goes_from_end_to_end_with_the_middle_of_its_thumb() {
        assert_eq!(part_of_track(8.0, 216.0), 0);
        assert_eq!(part_of_track(108.0, 216.0), 5_000);
        assert_eq!(part_of_track(208.0, 216.0), 10_000);
        assert_eq!(part_of_track(-50.0, 216.0), 0);
        assert_eq!(part_of_track(500.0, 216.0), 10_000);
    }
}

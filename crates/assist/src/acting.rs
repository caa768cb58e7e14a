//! Acts of control, done on the page: which element is meant, whether it may be touched, and what became of it.
//!
//! That it is granted was judged before (`gate`).

use crate::dom::{self, Node, Recording};
use crate::fields::{Field, slid};
use crate::hand::{Hand, field_of};
use crate::keys::{self, Reach};
use crate::settle::settle;
use crate::{events, follow, measure, typing};
use alongside_protocol::{Act, Destination, Outcome, Place};
use js_sys::Array;
use wasm_bindgen::JsValue;

pub(crate) struct Acting {
    pub(crate) recording: Recording,
    hand: Hand,
}

impl Acting {
    pub(crate) fn new(recording: Recording) -> Self {
        Self { recording, hand: Hand::default() }
    }

    /// Does an act; nothing for one that only shows something. `may_click` says whether the agent was granted clicking as well. All
    /// of it happens before the browser turns to another task, so that neither the shopper nor a timer of the page comes in between.
    pub(crate) async fn act(&self, act: &Act, may_click: bool) -> Result<Outcome, Outcome> {
        let may_touch = |other: &Node| !self.is_protected(other);
        match act {
            Act::Scroll { node, x, y } => self.scroll(*node, *x, *y),
            Act::Click { at, double } => self.click(*at, *double).await,
            Act::Type { node, text } => {
                let field = self.field(*node, typing::takes_text)?;
                Ok(typing::type_text(&field, text, &may_touch).await)
            }
            Act::Press { node, key } => {
                let element = self.element(*node)?;
                Ok(keys::press(&element, *key, Reach { may_touch: &may_touch, may_click }).await)
            }
            Act::Select { node, options } => {
                let list = self.field(*node, |element| field_of(element) == Field::List)?;
                select(&list, options).await
            }
            Act::Check { node, on } => {
                let is_box = |element: &Node| matches!(field_of(element), Field::Checkbox | Field::Radio);
                let field = self.field(*node, is_box)?;
                self.check(&field, *on).await
            }
            Act::Slide { node, to } => {
                let slider = self.field(*node, |element| field_of(element) == Field::Slider)?;
                slider.take_focus();
                settle().await;
                keys::set_number(
                    &slider,
                    slid(keys::number(&slider, "min", 0.0), keys::number(&slider, "max", 100.0), *to),
                )
                .await;
                Ok(Outcome::Done)
            }
            _ => Ok(Outcome::Done),
        }
    }

    /// The node of an id.
    pub(crate) fn node(&self, id: u32) -> Option<Node> {
        self.recording.node(id).ok().flatten()
    }

    /// Also when a press would send a form that is. Fails closed.
    fn is_protected(&self, node: &Node) -> bool {
        let is_protected = |node: &Node| self.recording.is_protected(node).unwrap_or(true);
        is_protected(node)
            || (node.is_element() && follow::form_sent_by(node).is_some_and(|form| is_protected(&form)))
    }

    /// An element that an agent may act on; a document stands for what it shows at its root.
    fn element(&self, id: u32) -> Result<Node, Outcome> {
        let node = self.node(id).ok_or(Outcome::Gone)?;
        let element = if node.is_document() { node.focused() } else { Some(node) };
        let element = element.filter(Node::is_element).ok_or(Outcome::Unfit)?;
        if self.is_protected(&element) { Err(Outcome::Protected) } else { Ok(element) }
    }

    /// The same, of a kind.
    fn field(&self, id: u32, is_fit: impl Fn(&Node) -> bool) -> Result<Node, Outcome> {
        let element = self.element(id)?;
        let is_free = !element.matches(":disabled") && element.find_around("[inert]").is_none();
        if is_free && is_fit(&element) { Ok(element) } else { Err(Outcome::Unfit) }
    }

    fn scroll(&self, id: u32, x: i32, y: i32) -> Result<Outcome, Outcome> {
        let node = self.node(id).ok_or(Outcome::Gone)?;
        if node.node_type() == 11 {
            return Err(Outcome::Unfit);
        }
        if self.is_protected(&node) {
            return Err(Outcome::Protected);
        }
        let to =
            dom::object(&[("left", x.into()), ("top", y.into()), ("behavior", JsValue::from_str("instant"))]);
        let target = if node.is_document() { node.view() } else { node };
        target.scroll_to(&to).map(|()| Outcome::Done).map_err(|_| Outcome::Unfit)
    }

    async fn click(&self, at: Place, double: bool) -> Result<Outcome, Outcome> {
        let node = self.node(at.node).ok_or(Outcome::Gone)?;
        let point =
            |node: &Node| measure::own_rect(node).map(|rect| rect.at(at.x, at.y)).ok_or(Outcome::Unfit);
        let mut press_at = point(&node)?;
        let mut hit = measure::hit_in(&node, press_at);
        if hit.is_none() && node.is_element() {
            // It may be out of sight: it comes into it as it would for the shopper herself.
            bring_into_view(&node, "instant");
            press_at = point(&node)?;
            hit = measure::hit_in(&node, press_at);
        }
        // What is covered cannot be pressed, whatever covers it.
        let Some(target) = hit else {
            return Err(if self.is_protected(&node) { Outcome::Protected } else { Outcome::Unfit });
        };
        if self.is_protected(&target) {
            return Err(Outcome::Protected);
        }
        Ok(self.hand.click(&target, press_at, double).await)
    }

    /// By a click, as that is what pages listen for; so a field that its label alone shows is checked as well.
    async fn check(&self, field: &Node, on: bool) -> Result<Outcome, Outcome> {
        if field.flag("checked") == on {
            return Ok(Outcome::Done);
        }
        let centre = measure::own_rect(field).map(|rect| rect.at(5_000, 5_000)).ok_or(Outcome::Unfit)?;
        self.hand.click(field, centre, false).await;
        if field.flag("checked") == on { Ok(Outcome::Done) } else { Err(Outcome::Unfit) }
    }
}

/// Scrolls an element into the middle of what is seen.
pub(crate) fn bring_into_view(node: &Node, behavior: &str) {
    let options = dom::object(&[
        ("block", JsValue::from_str("center")),
        ("inline", JsValue::from_str("nearest")),
        ("behavior", JsValue::from_str(behavior)),
    ]);
    drop(node.scroll_into_view(&options));
}

async fn select(list: &Node, chosen: &[u16]) -> Result<Outcome, Outcome> {
    let options = list.all("option");
    let is_fit =
        |place: &u16| options.get(usize::from(*place)).is_some_and(|option| !option.matches(":disabled"));
    let is_one = chosen.len() == 1;
    if !chosen.iter().all(is_fit) || !(is_one || list.flag("multiple")) {
        return Err(Outcome::Unfit);
    }
    list.take_focus();
    settle().await;
    let mut has_changed = false;
    for (place, option) in options.iter().enumerate() {
        let on = chosen.iter().any(|one| usize::from(*one) == place);
        // In a list of one, choosing it lets the others go.
        if option.flag("selected") != on && (on || !is_one || list.flag("multiple")) {
            option.set_native("selected", &JsValue::from_bool(on));
            has_changed = true;
        }
    }
    if has_changed {
        events::input_and_change(list).await;
    }
    Ok(Outcome::Done)
}

/// What has to be done to go somewhere, once the outcome is told: afterwards this page may be gone.
pub(crate) fn journey(to: &Destination) -> Result<impl FnOnce(), Outcome> {
    let window = dom::window();
    // Only the browser knows whether that stays within the shop, and not every one tells: then nobody is taken anywhere.
    let stays = |may: &str| window.neighbour("navigation").is_some_and(|navigation| navigation.flag(may));
    let (object, method, arguments) = match to {
        Destination::Back if stays("canGoBack") => ("history", "back", Array::new()),
        Destination::Forward if stays("canGoForward") => ("history", "forward", Array::new()),
        Destination::Back | Destination::Forward => return Err(Outcome::Unfit),
        Destination::Reload => ("location", "reload", Array::new()),
        Destination::Address { url } => {
            let origin = window.text("origin");
            let is_within =
                url.strip_prefix(&origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if !is_within || !origin.starts_with("http") {
                return Err(Outcome::Unfit);
            }
            ("location", "assign", Array::of1(&JsValue::from_str(url)))
        }
    };
    let target = window.neighbour(object).ok_or(Outcome::Unfit)?;
    Ok(move || drop(target.call(method, &arguments)))
}

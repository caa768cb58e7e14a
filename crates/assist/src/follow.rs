//! What the browser does by itself after a press: it follows a link, it sends a form. Reads from the page where that leads, and
//! lets happen what may. The judging is in `link_rules`.

use crate::dom::{self, Event, Node};
use crate::link_rules::{Leads, Link};
use alongside_protocol::Outcome;
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// What may follow on a press.
#[derive(Clone, Copy)]
pub(crate) enum After {
    /// Whatever the browser does.
    Anything,
    /// Not the default of this event, though the page hears it.
    Not(&'static str),
}

impl After {
    pub(crate) fn press(self, target: &Node, press: impl FnOnce()) {
        match self {
            Self::Anything => press(),
            Self::Not(event) => without_default(&target.view(), event, press),
        }
    }
}

/// What may follow on a press of an element; none if it may not be pressed at all.
pub(crate) fn after_press(target: &Node) -> Option<After> {
    let link = link_at(target).map_or(Leads::Follow, |link| link_leads(&link));
    let sent = submitter_at(target).map_or(Leads::Follow, |(button, form)| form_leads(&form, &button, true));
    match (link, sent) {
        (Leads::Never, _) | (_, Leads::Never) => None,
        (_, Leads::Stay) => Some(After::Not("submit")),
        (Leads::Stay, _) => Some(After::Not("click")),
        (Leads::Follow, Leads::Follow) => Some(After::Anything),
    }
}

/// Sends a form that has no button, by Enter in one of its fields.
pub(crate) fn send(form: &Node, field: &Node) -> Outcome {
    let send = || drop(form.call_native("requestSubmit", &Array::new()));
    match form_leads(form, field, false) {
        Leads::Follow => send(),
        Leads::Stay => without_default(&field.view(), "submit", send),
        Leads::Never => return Outcome::Unfit,
    }
    Outcome::Done
}

/// The form that a press of an element sends.
pub(crate) fn form_sent_by(target: &Node) -> Option<Node> {
    submitter_at(target).map(|(_, form)| form)
}

fn link_at(target: &Node) -> Option<Node> {
    target.find_around("a[href],area[href],a[*|href]")
}

/// The button that sends a form when an element is pressed, and the form.
fn submitter_at(target: &Node) -> Option<(Node, Node)> {
    let control = target.find_around("button,input,label")?;
    let button = if control.local_name() == "label" { control.neighbour("control")? } else { control };
    let form = button.neighbour("form")?;
    matches!(button.text("type").as_str(), "submit" | "image").then_some((button, form))
}

/// Where the browser would follow a link to.
fn link_leads(link: &Node) -> Leads {
    let address = link.attribute("href").or_else(|| link.attribute("xlink:href")).unwrap_or_default();
    let target = link.attribute("target");
    leads(link, &address, target, link.attribute("download").is_some())
}

/// Where a form would be sent to, by a button of its own or by Enter in a field
/// (https://html.spec.whatwg.org/#form-submission-algorithm).
fn form_leads(form: &Node, by: &Node, is_button: bool) -> Leads {
    let says = |name: &str| {
        let own = if is_button { by.attribute(&["form", name].concat()) } else { None };
        let of_form = || form.call_native("getAttribute", &Array::of1(&JsValue::from_str(name)))?.as_string();
        own.or_else(of_form)
    };
    if says("method").is_some_and(|method| method.eq_ignore_ascii_case("dialog")) {
        return Leads::Follow;
    }
    // Without an address it goes to the page that it is on, whatever `<base>` says.
    let address = says("action").filter(|action| !action.trim().is_empty());
    let address = address.unwrap_or_else(|| dom::window().text("origin"));
    leads(by, &address, says("target"), false)
}

/// Where an address leads that stands at an element.
fn leads(at: &Node, address: &str, target: Option<String>, is_download: bool) -> Leads {
    let resolved = at.view().get("URL").dyn_into::<js_sys::Function>().ok().and_then(|constructor| {
        let arguments = Array::of2(&JsValue::from_str(address), &at.get("baseURI"));
        js_sys::Reflect::construct(&constructor, &arguments).ok()
    });
    // What is no address leads nowhere.
    let Some(url) = resolved.map(JsCast::unchecked_into::<Node>) else { return Leads::Stay };
    // A frame's own address may be another page's; what counts is where the shopper is.
    let page_origin = dom::window().text("origin");
    let (protocol, origin) = (url.text("protocol"), url.text("origin"));
    let target = target.unwrap_or_else(|| base_target(at));
    Link { protocol: &protocol, origin: &origin, target: &target, is_download }.leads(&page_origin)
}

/// The `target` that a `<base>` gives to links and forms without one.
fn base_target(at: &Node) -> String {
    let bases = at.page().all("base[target]");
    bases.first().and_then(|base| base.attribute("target")).unwrap_or_default()
}

/// Does something whose event of this kind has no default, though listeners hear it.
fn without_default(view: &Node, kind: &str, act: impl FnOnce()) {
    let prevent = Closure::<dyn FnMut(Event)>::new(|event: Event| event.prevent_default());
    let listener: &js_sys::Function = prevent.as_ref().unchecked_ref();
    view.listen(kind, listener, true);
    act();
    view.unlisten(kind, listener, true);
}

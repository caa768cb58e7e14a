//! A call in a room of the shop's own provider: which room it is, and that it is left. What shows of it is `room_face`'s.
//!
//! The page's provider is asked first, with the site's room if there is one; without a provider, or when it has none to give, the
//! site's room is taken. Nobody is asked before she has accepted.

use crate::browser::{get, object, text};
use crate::peer::Link;
use crate::shopper::Shopper;
use crate::stage::{Live, Stage};
use crate::words::{self, Word};
use js_sys::{Function, Object, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[wasm_bindgen]
extern "C" {
    type Address;
    #[wasm_bindgen(catch, constructor, js_class = "URL")]
    fn new(address: &str, base: &str) -> Result<Address, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn href(this: &Address) -> String;
    #[wasm_bindgen(method, getter)]
    fn protocol(this: &Address) -> String;
    #[wasm_bindgen(method, getter)]
    fn hostname(this: &Address) -> String;

    #[wasm_bindgen(thread_local_v2, js_namespace = document, js_name = baseURI)]
    static BASE: String;

    type Element;
}

/// What shows in the call's place.
pub(crate) enum Shown {
    /// This address.
    Address(String),
    /// The page's own element.
    Element(JsValue),
}

impl Shopper {
    /// Opens the call's room on this page, unless it is open or the call has none.
    pub(crate) fn enter_room(self: &Rc<Self>, resumed: bool) {
        let mut live = match &*self.stage.borrow() {
            Stage::Live(live) if live.is_room() && !live.is_in_room => live.clone(),
            _ => return,
        };
        let provider = self.provider.as_ref().and_then(|ask| ask.call0(&JsValue::NULL).ok());
        let request =
            provider.as_ref().and_then(|provider| get(provider, "request").dyn_into::<Function>().ok());
        let kept = &live.kept;
        let url = if kept.room.is_empty() { JsValue::UNDEFINED } else { JsValue::from_str(&kept.room) };
        let context = object(&[
            ("call", &JsValue::from_str(&kept.call)),
            ("agent", &JsValue::from_str(&kept.agent)),
            ("url", &url),
            ("resumed", &JsValue::from_bool(resumed)),
        ]);
        live.provided = provider.filter(|_| request.is_some()).map(|provider| (provider, context.clone()));
        self.change(|now| {
            now.is_in_room = true;
            now.provided = live.provided.clone();
        });
        let shopper = Rc::clone(self);
        spawn_local(async move {
            let answer = match (&live.provided, request) {
                (Some((provider, _)), Some(request)) => asked(&request, provider, &context).await,
                _ => Ok(JsValue::NULL),
            };
            // She, or the agent, may have left meanwhile.
            if shopper.live(&live.kept.call).is_none() {
                return leave(live.provided.as_ref());
            }
            let room = answer.and_then(|answer| read(&answer, &live.kept.room));
            let Ok((shown, told)) = room else {
                return shopper.hang_up("failed", Some(words::get(Word::NoRoom)));
            };
            shopper.face.room.show(&shown, shopper.opens_window);
            shopper.change(|live| {
                live.link = Link::Connected;
                live.told_room = told;
            });
            if let Some(live) = shopper.live(&live.kept.call) {
                shopper.tell_room(&live);
            }
        });
    }

    /// The agent does not know of a room that the page has brought, unless it is told; a console that was loaded anew has forgotten.
    pub(crate) fn tell_room(&self, live: &Live) {
        if let Some(room) = &live.told_room {
            let signal = js_sys::JSON::stringify(&object(&[("room", &JsValue::from_str(room))]));
            let signal = signal.map(String::from).unwrap_or_default();
            self.say("call_signal", &live.kept.call, &[("signal", &signal.into())]);
        }
    }

    /// Closes it, and tells the page's provider so.
    pub(crate) fn leave_room(&self, live: &Live) {
        self.face.room.clear();
        leave(live.provided.as_ref());
    }
}

/// What the page's own function throws is as good as no room.
async fn asked(request: &Function, provider: &JsValue, context: &Object) -> Result<JsValue, JsValue> {
    let answer = request.call1(provider, context)?;
    JsFuture::from(Promise::resolve(&answer)).await
}

fn leave(provided: Option<&(JsValue, Object)>) {
    let Some((provider, context)) = provided else { return };
    if let Ok(end) = get(provider, "end").dyn_into::<Function>() {
        // The page's own affair.
        drop(end.call1(provider, context));
    }
}

/// What to show, and what the agent is told: nothing where the relay knows the room.
fn read(answer: &JsValue, of_site: &str) -> Result<(Shown, Option<String>), JsValue> {
    if answer.is_null() || answer.is_undefined() {
        return Ok((Shown::Address(address(of_site)?), None));
    }
    // An element has a `nodeType`; an address is a string or a `URL`; else it says what shows, and where the agent goes.
    let is_element = |value: &JsValue| get(value, "nodeType").as_f64() == Some(1.0);
    let open = get(answer, "open");
    let what = if open.is_undefined() || is_element(answer) { answer.clone() } else { open };
    let for_agent = match text(answer, "agentUrl") {
        Some(url) if !is_element(answer) => Some(address(&url)?),
        _ => None,
    };
    if is_element(&what) {
        return Ok((Shown::Element(what), Some(for_agent.unwrap_or_default())));
    }
    let said = what.as_string().or_else(|| text(&what, "href")).unwrap_or_default();
    let url = address(&said)?;
    let told = for_agent.unwrap_or_else(|| url.clone());
    Ok((Shown::Address(url), Some(told)))
}

/// An address in full, of a kind that may be opened: by https, or by http on this machine itself.
fn address(said: &str) -> Result<String, JsValue> {
    if said.is_empty() {
        return Err(JsValue::NULL);
    }
    let address = Address::new(said, &BASE.with(Clone::clone))?;
    let is_here = matches!(address.hostname().as_str(), "localhost" | "127.0.0.1");
    match address.protocol().as_str() {
        "https:" => Ok(address.href()),
        "http:" if is_here => Ok(address.href()),
        _ => Err(JsValue::NULL),
    }
}

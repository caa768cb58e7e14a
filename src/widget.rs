//! The widget as a component, for shops that are Yew apps themselves.

use crate::client::Client;
use crate::config::Config;
use crate::event::{Input, WidgetEvent};
use crate::incoming;
use crate::json_value::JsonValue;
use crate::view::Screen;
use alongside_protocol::SiteSettings;
use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Response};
use yew::prelude::*;

/// What [`Widget`] needs to know.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct WidgetProps {
    /// The relay's origin, such as `https://help.shop.example`.
    pub relay: AttrValue,
    /// The site's public key.
    pub site: AttrValue,
    /// Whether the panel is open. The app draws its own button for it, and gives that the focus when the panel
    /// closes, or when sharing stops ([`WidgetEvent::CobrowseStop`]) while it is closed.
    #[prop_or_default]
    pub open: bool,
    /// The shopper closed the panel: set `open` to false.
    #[prop_or_default]
    pub on_close: Callback<()>,
    /// Told of everything that happens, in words of [`WidgetEvent`].
    #[prop_or_default]
    pub on_event: Callback<WidgetEvent>,
    /// Who the shopper is, in a token that the shop's server has signed (docs/identity.md). Read when the widget connects first.
    #[prop_or_default]
    pub identity: Option<AttrValue>,
    /// `() => Promise` of the initialised capture module. Without it the widget does not offer to share the page.
    #[prop_or_default]
    pub load_capture: Option<Function>,
    /// `() => Promise` of the initialised assist module. Without it agents see a shared page, and neither show nor do anything
    /// on it. To hear of what is granted to them, wrap the module's `assist` and add `tell` to its options.
    #[prop_or_default]
    pub load_assist: Option<Function>,
    /// `() => Promise` of the initialised pickers module. Without it files cannot be sent, and emoji are typed.
    #[prop_or_default]
    pub load_pickers: Option<Function>,
    /// `(options) => Promise` of what the call module's `call(options)` returns. Without it agents cannot call the shopper. To hear
    /// of calls, add `tell` to its options.
    #[prop_or_default]
    pub load_call: Option<Function>,
}

/// The chat panel and the bar over a shared page. It connects when it is first open, and stays connected. Where the relay cannot be
/// asked how it looks, [`WidgetEvent::Error`] tells why, and the next time that it is opened it is tried again.
///
/// It stands in an element of its own, without siblings that come and go.
#[component]
pub fn Widget(props: &WidgetProps) -> Html {
    let client = use_state_eq(|| None::<Client>);
    let start = use_mut_ref(Start::default);
    let host = use_node_ref();
    {
        let (client, props, host) = (client.clone(), props.clone(), host.clone());
        use_effect_with(props.open, move |open| {
            if let Some(client) = client.as_ref() {
                client.dispatch(Input::Opened(*open));
            } else if start.borrow_mut().wanted(*open) {
                spawn_local(async move {
                    let settings = boot(&props).await;
                    // None: the app took the component away meanwhile.
                    let Some(host) = host.cast::<Element>() else { return };
                    match settings {
                        Ok(settings) => {
                            let started = Client::start(config(&props, settings, host));
                            let is_open = start.borrow().is_open;
                            started.dispatch(Input::Opened(is_open));
                            client.set(Some(started));
                        }
                        Err(reason) => {
                            start.borrow_mut().has_failed();
                            props.on_event.emit(WidgetEvent::Error(reason));
                        }
                    }
                });
            }
        });
    }
    use_effect_with((*client).clone(), |client| {
        let client = client.clone();
        move || client.iter().for_each(Client::stop)
    });
    let screen = client.as_ref().map(|client| html! { <Screen client={client.clone()} /> });
    html! { <div ref={host}>{ screen.unwrap_or_default() }</div> }
}

/// Before there is a widget: how the app wants it by now, and whether the relay is being asked how it looks.
#[derive(Default)]
struct Start {
    is_open: bool,
    is_asking: bool,
}

impl Start {
    /// The app opens or closes it. Whether the relay is to be asked now.
    fn wanted(&mut self, is_open: bool) -> bool {
        self.is_open = is_open;
        is_open && !std::mem::replace(&mut self.is_asking, true)
    }

    /// The relay could not be asked, or refused: it may be asked again.
    fn has_failed(&mut self) {
        self.is_asking = false;
    }
}

fn config(props: &WidgetProps, settings: SiteSettings, host: Element) -> Config {
    let (on_event, on_close) = (props.on_event.clone(), props.on_close.clone());
    Config {
        relay: props.relay.trim_end_matches('/').to_owned(),
        site: props.site.to_string(),
        settings,
        is_open: false,
        load_capture: props.load_capture.clone(),
        load_assist: props.load_assist.clone(),
        load_extras: None,
        load_pickers: props.load_pickers.clone(),
        load_call: props.load_call.clone(),
        identity: props.identity.as_ref().map(ToString::to_string),
        place: host.clone().into(),
        host,
        tell: Rc::new(move |event| {
            let is_close = event == WidgetEvent::Close;
            on_event.emit(event);
            if is_close {
                on_close.emit(());
            }
        }),
    }
}

/// Asks the relay how the site's widget looks, and whether it may run here.
async fn boot(props: &WidgetProps) -> Result<SiteSettings, String> {
    let unreachable = |_| "The relay does not answer.".to_owned();
    let site = String::from(js_sys::encode_uri_component(&props.site));
    let address = format!("{}/api/v1/sites/{site}/boot", props.relay.trim_end_matches('/'));
    let window = web_sys::window().ok_or("There is no window.")?;
    let response: Response =
        JsFuture::from(window.fetch_with_str(&address)).await.map_err(unreachable)?.unchecked_into();
    let body = JsFuture::from(response.json().map_err(unreachable)?).await.map_err(unreachable)?;
    if let Some(settings) = body.get("settings").and_then(|settings| incoming::settings(&settings)) {
        return Ok(settings);
    }
    let reason = body.get("error").and_then(|error| error.text("message"));
    Err(reason.unwrap_or_else(|| "The relay's answer cannot be read.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relay_is_asked_once_and_after_a_failure_when_it_is_opened_again() {
        let mut start = Start::default();
        assert!(!start.wanted(false));
        assert!(start.wanted(true));
        assert!(!start.wanted(false) && !start.wanted(true), "the answer is on its way");
        start.has_failed();
        assert!(!start.wanted(false));
        assert!(start.wanted(true));
    }

    #[test]
    fn what_the_app_wants_while_the_relay_is_asked_counts() {
        let mut start = Start::default();
        start.wanted(true);
        start.wanted(false);
        assert!(!start.is_open);
        start.wanted(true);
        assert!(start.is_open);
    }
}

//! What a widget is made of.

use crate::event::WidgetEvent;
use alongside_protocol::SiteSettings;
use js_sys::Function;
use std::rc::Rc;
use web_sys::{Element, Node};

/// What a client is made of.
pub(crate) struct Config {
    /// The relay's origin, without a slash at the end.
    pub(crate) relay: String,
    /// The site's public key.
    pub(crate) site: String,
    pub(crate) settings: SiteSettings,
    /// Whether the panel is open at the start.
    pub(crate) is_open: bool,
    /// `() => Promise` of the capture module. Without it sharing is not offered.
    pub(crate) load_capture: Option<Function>,
    /// `() => Promise` of the module that does what agents do. Without it they only see.
    pub(crate) load_assist: Option<Function>,
    /// `() => Promise` of the module for files and emoji. Without it neither is offered.
    pub(crate) load_pickers: Option<Function>,
    /// `(options) => Promise` of what the module that has calls has begun. Without it nobody can call her.
    pub(crate) load_call: Option<Function>,
    /// `() => Promise` that is kept once what is behind [`crate::deferred`] may be called. Without it, it always may.
    pub(crate) load_extras: Option<Function>,
    /// The element that holds the widget: not part of the page that is shared.
    pub(crate) host: Element,
    /// Where in it something can be put: itself, or its shadow root.
    pub(crate) place: Node,
    /// Who she is, in a token that her shop's server has signed.
    pub(crate) identity: Option<String>,
    /// Told of each event.
    pub(crate) tell: Rc<dyn Fn(WidgetEvent)>,
}

impl Config {
    /// The site's key, for an address.
    pub(crate) fn site_key(&self) -> String {
        js_sys::encode_uri_component(&self.site).into()
    }
}

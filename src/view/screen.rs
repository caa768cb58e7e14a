//! Everything of the widget but the launcher: the bar over a shared page, and the panel.

use crate::client::Client;
use crate::decimal::pixels;
use crate::deferred;
use crate::sharing::Code;
use crate::sheet;
use crate::state::{Line, State};
use crate::view::minded::Minded;
use crate::view::panel::panel;
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, VisualViewport};
use yew::prelude::*;

/// How often seconds that are counted down are drawn, in ms.
const TICK_MS: u32 = 500;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ScreenProps {
    /// The same for as long as the screen is there.
    pub(crate) client: Client,
}

/// Shows a client's state, and again after each change.
pub(crate) struct Screen {
    root: NodeRef,
    /// Runs while there is something to count down.
    ticking: Option<Interval>,
    /// Whether the bar was there.
    had_bar: bool,
    /// What is drawn by hand.
    minded: Minded,
    /// The accent that it shows.
    painted: String,
    _keyboard: Option<[EventListener; 2]>,
}

/// Something changed.
pub(crate) struct Changed;

impl Component for Screen {
    type Message = Changed;
    type Properties = ScreenProps;

    fn create(context: &Context<Self>) -> Self {
        let link = context.link().clone();
        context.props().client.on_change(Some(Rc::new(move || link.send_message(Changed))));
        Self {
            root: NodeRef::default(),
            ticking: None,
            had_bar: false,
            minded: Minded::default(),
            painted: String::new(),
            _keyboard: None,
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let client = &context.props().client;
        let is_shared = client.state().sharing.is_shared();
        html! {
            <div ref={self.root.clone()} class="alongside" data-sharing={is_shared.then_some("")}>
                <div class="slot">{ bar(client) }</div>
                <div class="slot">{ panel(client) }</div>
            </div>
        }
    }

    fn rendered(&mut self, context: &Context<Self>, is_first: bool) {
        let Some(root) = self.root.cast::<HtmlElement>() else { return };
        let client = &context.props().client;
        if is_first {
            sheet::adopt(&root);
            self._keyboard = follow_viewport(root.clone());
        }
        if self.painted != client.settings().accent {
            self.painted.clone_from(&client.settings().accent);
            sheet::paint(&root, &self.painted);
        }
        // Not borrowed any more when something takes the focus, of which the page may hear.
        let (has_bar, counts_down) = {
            let state = client.state();
            (has_bar(client, &state), counts_down(&state))
        };
        if client.has_extras() {
            deferred::mind(&mut self.minded, client, &root);
        }
        if has_bar && !self.had_bar {
            raise_bar(&root);
        }
        self.had_bar = has_bar;
        if counts_down != self.ticking.is_some() {
            let link = context.link().clone();
            let tick = || Interval::new(TICK_MS, move || link.send_message(Changed));
            self.ticking = self.ticking.is_none().then(tick);
        }
    }

    fn destroy(&mut self, context: &Context<Self>) {
        context.props().client.on_change(None);
    }
}

/// It is there before anything of the page is read: what reads is fetched together with what draws it.
fn bar(client: &Client) -> Html {
    if has_bar(client, &client.state()) {
        deferred::share_bar(client)
    } else {
        html! {}
    }
}

fn has_bar(client: &Client, state: &State) -> bool {
    let is_shared = state.sharing.is_shared();
    if is_shared {
        client.want_extras();
    }
    is_shared && client.has_extras()
}

/// Browsers without a top layer show the bar where it is.
fn raise_bar(root: &Element) {
    let bar = root.query_selector("[popover]").ok().flatten();
    if let Some(bar) = bar.and_then(|bar| bar.dyn_into::<HtmlElement>().ok()) {
        drop(bar.show_popover());
    }
}

fn counts_down(state: &State) -> bool {
    matches!(state.line, Line::Waiting { .. }) || matches!(state.code, Some(Code::Given { .. }))
}

/// Keeps the panel above an on-screen keyboard: on iOS it covers the page instead of making it smaller.
fn follow_viewport(element: HtmlElement) -> Option<[EventListener; 2]> {
    let viewport = web_sys::window()?.visual_viewport()?;
    let target = viewport.clone();
    let follow = Rc::new(move || place(&element, &viewport));
    follow();
    let listener = |kind| {
        let follow = Rc::clone(&follow);
        EventListener::new(&target, kind, move |_| follow())
    };
    Some([listener("resize"), listener("scroll")])
}

fn place(element: &HtmlElement, viewport: &VisualViewport) {
    // A page that is zoomed in keeps its size: following would shrink the panel with it.
    if viewport.scale() > 1.01 {
        return;
    }
    let style = element.style();
    for (property, px) in
        [("--alongside-height", viewport.height()), ("--alongside-top", viewport.offset_top())]
    {
        // Throws only on declarations that are read-only; these are not.
        drop(style.set_property(property, &pixels(px.round() as i32)));
    }
}

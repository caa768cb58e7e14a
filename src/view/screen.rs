//! Everything of the widget but the launcher: the bar over a shared page, and the panel.

use crate::client::Client;
use crate::sheet;
use crate::view::panel::panel;
use crate::view::share_bar::share_bar;
use gloo_events::EventListener;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, VisualViewport};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ScreenProps {
    pub(crate) client: Client,
}

/// Shows a client's state, and again after each change.
#[component]
pub(crate) fn Screen(props: &ScreenProps) -> Html {
    let root = use_node_ref();
    let trigger = use_force_update();
    use_effect_with(props.client.clone(), move |client| {
        client.on_change(Some(Rc::new({
            let trigger = trigger.clone();
            move || trigger.force_update()
        })));
        // What changed between the first rendering and now.
        trigger.force_update();
        let client = client.clone();
        move || client.on_change(None)
    });
    {
        let root = root.clone();
        use_effect_with(props.client.settings().accent.clone(), move |accent| {
            let element = root.cast::<HtmlElement>();
            if let Some(element) = &element {
                sheet::adopt(element);
                sheet::paint(element, accent);
            }
            let keyboard = element.map(follow_viewport);
            move || drop(keyboard)
        });
    }
    let client = &props.client;
    {
        let root = root.clone();
        use_effect_with(client.state().sharing.is_shared(), move |is_shared| {
            let bar =
                root.cast::<HtmlElement>().and_then(|root| root.query_selector("[popover]").ok().flatten());
            if let Some(bar) = bar.filter(|_| *is_shared) {
                // Browsers without a top layer show it where it is.
                drop(bar.unchecked_into::<HtmlElement>().show_popover());
            }
        });
    }
    let class = classes!("alongside", client.state().sharing.is_shared().then_some("sharing"));
    html! {
        <div ref={root} {class}>
            <div class="slot">{ share_bar(client) }</div>
            <div class="slot">{ panel(client) }</div>
        </div>
    }
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
        drop(style.set_property(property, &format!("{}px", px.round() as i32)));
    }
}

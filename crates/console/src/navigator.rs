//! Back, forward, reload and an address, for the time in which the shopper lets the agent go to other pages of the site.

use crate::assist_words::navigator as words;
use crate::icon::{self, icon};
use crate::state::Action;
use crate::state_assist::AssistAction;
use alongside_protocol::Destination;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What it is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The address of the page that she is on.
    pub here: AttrValue,
    /// Whether it can be left now.
    pub enabled: bool,
    /// Takes what the agent does.
    pub act: Callback<Action>,
}

/// The row of ways to go.
#[component]
pub fn Navigator(props: &Props) -> Html {
    let field = use_node_ref();
    let is_elsewhere = use_state(|| false);
    let go = {
        let (field, is_elsewhere) = (field.clone(), is_elsewhere.clone());
        let (act, here) = (props.act.clone(), props.here.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = field.cast::<HtmlInputElement>() else { return };
            let url = address(&field.value(), &here);
            is_elsewhere.set(url.is_none());
            if let Some(url) = url {
                act.emit(Action::Assist(AssistAction::Go(Destination::Address { url })));
                field.set_value("");
            }
        }
    };
    let button = |name: &'static str, path: &'static str, to: fn() -> Destination| {
        let act = props.act.clone();
        let press = move |_| act.emit(Action::Assist(AssistAction::Go(to())));
        html! {
            <button class="button plain square" type="button" title={name} aria-label={name} disabled={!props.enabled}
                onclick={press}>{ icon(path) }</button>
        }
    };
    html! {
        <form class="navigator" aria-label={words::LABEL} onsubmit={go}>
            { button(words::BACK, icon::BACK, || Destination::Back) }
            { button(words::FORWARD, icon::FORWARD, || Destination::Forward) }
            { button(words::RELOAD, icon::RELOAD, || Destination::Reload) }
            <input ref={field} type="text" inputmode="url" autocomplete="off" spellcheck="false" aria-label={words::ADDRESS}
                placeholder={words::ADDRESS} aria-invalid={is_elsewhere.to_string()} />
            <button class="button quiet" disabled={!props.enabled}>{ words::GO }</button>
            <p class="navigator-error" role="status">{ if *is_elsewhere { words::ELSEWHERE } else { "" } }</p>
        </form>
    }
}

/// What the agent typed as an address of the site that the page `here` belongs to; nothing for one of another site. The
/// shopper's page checks it once more.
fn address(typed: &str, here: &str) -> Option<String> {
    let typed = typed.trim();
    let (scheme, rest) = here.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    let origin = format!("{scheme}://{host}");
    if typed.is_empty() || typed.starts_with("//") {
        return None;
    }
    if !typed.contains("://") {
        let path = typed.trim_start_matches('/');
        return Some(format!("{origin}/{path}"));
    }
    let path = typed.strip_prefix(&origin)?;
    (path.is_empty() || path.starts_with(['/', '?', '#'])).then(|| typed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::address;

    const HERE: &str = "https://shop.example:8080/trainers?size=41";

    #[test]
    fn a_path_is_one_of_the_site() {
        let basket = Some("https://shop.example:8080/basket.html".to_owned());
        assert_eq!(address("/basket.html", HERE), basket);
        assert_eq!(address(" basket.html ", HERE), basket);
        assert_eq!(address("https://shop.example:8080/basket.html", HERE), basket);
    }

    #[test]
    fn other_sites_are_none_however_they_are_written() {
        for typed in [
            "https://shop.example/basket",
            "https://shop.example:8080.evil.example/",
            "http://shop.example:8080/",
            "//evil.example/",
            "",
        ] {
            assert_eq!(address(typed, HERE), None, "{typed}");
        }
        assert_eq!(address("/basket", "about:blank"), None);
    }
}

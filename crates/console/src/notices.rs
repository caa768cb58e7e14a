//! What went wrong, at the top, until the agent has read it.

use crate::icon;
use crate::state::Action;
use crate::words::notice as words;
use yew::prelude::*;

/// What the notices are given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Oldest first.
    pub notices: Vec<String>,
    /// Takes them away.
    pub act: Callback<Action>,
}

/// The notices.
#[component]
pub fn Notices(props: &Props) -> Html {
    let notice = |(index, text): (usize, &String)| {
        let act = props.act.clone();
        html! {
            <li key={text.clone()}>
                { icon::icon(icon::ALERT) }
                <span>{ text }</span>
                <button class="button plain square" aria-label={words::DISMISS}
                    onclick={move |_| act.emit(Action::Dismiss(index))}>{ icon::icon(icon::CLOSE) }</button>
            </li>
        }
    };
    html! {
        <ul class="notices" role="status" aria-label={words::LABEL}>
            { for props.notices.iter().enumerate().map(notice) }
        </ul>
    }
}

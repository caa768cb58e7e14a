//! A card over the conversation: a title, what it says, and two answers.

use crate::client::Client;
use crate::event::Input;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Clone, Properties)]
pub(crate) struct CardProps {
    pub(crate) title: AttrValue,
    /// Whether it takes the focus when it comes: only from the shopper who asked for it. An agent's question must not
    /// catch what she is typing.
    pub(crate) is_her_own: bool,
    pub(crate) no: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) on_no: Callback<MouseEvent>,
    pub(crate) on_yes: Callback<MouseEvent>,
    /// What stands between title and answers.
    pub(crate) children: Html,
}

/// Comparing the children would weigh more than rendering them again.
impl PartialEq for CardProps {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

#[component]
pub(crate) fn Card(props: &CardProps) -> Html {
    let yes = use_node_ref();
    {
        let yes = yes.clone();
        use_effect_with(props.is_her_own, move |is_her_own| {
            if let Some(yes) = yes.cast::<HtmlElement>().filter(|_| *is_her_own) {
                // Fails only for options that we do not give.
                drop(yes.focus());
            }
        });
    }
    html! {
        <div class="veil">
            <div class="card" role="group" aria-labelledby="alongside-card">
                <h3 id="alongside-card" class="card-title" dir="auto">{ props.title.clone() }</h3>
                <div>{ props.children.clone() }</div>
                <div class="answers">
                    <button type="button" class="plain" onclick={&props.on_no}>{ props.no }</button>
                    <button ref={yes} type="button" class="strong" onclick={&props.on_yes}>{ props.yes }</button>
                </div>
            </div>
        </div>
    }
}

/// A button's click as an input.
pub(crate) fn press(client: &Client, input: Input) -> Callback<MouseEvent> {
    let client = client.clone();
    Callback::from(move |_| client.dispatch(input.clone()))
}

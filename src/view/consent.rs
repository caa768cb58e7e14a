//! The question whether the page may be shared: what is seen, what never is, and how it ends.

use crate::client::Client;
use crate::event::Input;
use crate::view::icon;
use crate::words;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ConsentProps {
    pub(crate) client: Client,
    /// Who asked, if it was not the shopper herself.
    pub(crate) agent: Option<AttrValue>,
}

/// A card over the conversation. It takes the focus only from the shopper who asked for it: an agent's
/// question must not catch what she is typing.
#[component]
pub(crate) fn Consent(props: &ConsentProps) -> Html {
    let agree = use_node_ref();
    {
        let agree = agree.clone();
        use_effect_with(props.agent.is_none(), move |is_her_own| {
            if let Some(agree) = agree.cast::<HtmlElement>().filter(|_| *is_her_own) {
                // Fails only for options that we do not give.
                drop(agree.focus());
            }
        });
    }
    let answer = |input: Input| {
        let client = props.client.clone();
        move |_: MouseEvent| client.dispatch(input.clone())
    };
    html! {
        <div class="veil">
            <div class="card" role="group" aria-labelledby="alongside-consent">
                <h3 id="alongside-consent" class="card-title" dir="auto">
                    { words::consent_title(props.agent.as_deref()) }
                </h3>
                <dl class="terms">
                    <div>
                        <dt>{ icon::eye() }{ words::CONSENT_SEEN_LABEL }</dt>
                        <dd>{ words::CONSENT_SEEN }</dd>
                    </div>
                    <div>
                        <dt>{ icon::lock() }{ words::CONSENT_NEVER_LABEL }</dt>
                        <dd>{ words::CONSENT_NEVER }</dd>
                    </div>
                </dl>
                <p class="card-note">{ words::CONSENT_END }</p>
                <div class="answers">
                    <button type="button" class="plain" onclick={answer(Input::ShareDeclined)}>
                        { words::NOT_NOW }
                    </button>
                    <button ref={agree} type="button" class="strong" onclick={answer(Input::ShareAgreed)}>
                        { words::SHARE_MY_PAGE }
                    </button>
                </div>
            </div>
        </div>
    }
}

//! A short message beside the tools that goes by itself: why something was not done, that control began or ended.

use crate::assist::Remark;
use crate::assist_words as words;
use crate::state::Action;
use crate::state_assist::AssistAction;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// How long it stays, in ms.
const SHOWN_MS: u32 = 7_000;

/// What it is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What there is to say, and its number.
    pub remark: Option<(Remark, u32)>,
    /// The shopper's name.
    pub name: AttrValue,
    /// Takes it away.
    pub act: Callback<Action>,
}

/// The message.
#[component]
pub fn RemarkLine(props: &Props) -> Html {
    let number = props.remark.as_ref().map(|(_, number)| *number);
    {
        let act = props.act.clone();
        use_effect_with(number, move |number| {
            let forget = number.map(|number| {
                Timeout::new(SHOWN_MS, move || act.emit(Action::Assist(AssistAction::ForgetRemark(number))))
            });
            move || drop(forget)
        });
    }
    html! {
        <div class="remarks" role="status">
            if let Some((remark, number)) = &props.remark {
                <p class="remark" key={number.to_string()}>{ words::remark(remark, &props.name) }</p>
            }
        </div>
    }
}

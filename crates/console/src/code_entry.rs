//! "Join by code", in the inbox: the field for the six digits that a shopper on the phone reads out.

use crate::assist_words::{self, code as words};
use crate::icon::{self, icon};
use crate::redeem::{DIGITS, Redeem, digits};
use crate::state::Action;
use crate::state_assist::AssistAction;
use alongside_link::random_uuid;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What it is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// How far it has come.
    pub redeem: Redeem,
    /// Whether the relay listens.
    pub connected: bool,
    /// Takes what the agent does.
    pub act: Callback<Action>,
}

/// The button, or the field.
#[component]
pub fn CodeEntry(props: &Props) -> Html {
    let field = use_node_ref();
    let typed = use_state(String::new);
    {
        let (field, typed) = (field.clone(), typed.clone());
        use_effect_with(props.redeem.is_open(), move |is_open| {
            typed.set(String::new());
            if let (true, Some(field)) = (is_open, field.cast::<HtmlInputElement>()) {
                let _ = field.focus();
            }
        });
    }
    let set_open = |open: bool| {
        let act = props.act.clone();
        move |_: MouseEvent| act.emit(Action::Assist(AssistAction::EnterCode(open)))
    };
    let waiting = matches!(props.redeem, Redeem::Waiting(_));
    let typing = {
        let typed = typed.clone();
        move |event: InputEvent| {
            let field: HtmlInputElement = event.target_unchecked_into();
            let code = digits(&field.value());
            if field.value() != spaced(&code) {
                field.set_value(&spaced(&code));
            }
            typed.set(code);
        }
    };
    let join = {
        let (act, typed) = (props.act.clone(), typed.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if typed.len() == DIGITS {
                let session = random_uuid().into();
                act.emit(Action::Assist(AssistAction::Redeem { code: (*typed).clone(), session }));
            }
        }
    };
    let keys = {
        let act = props.act.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                act.emit(Action::Assist(AssistAction::EnterCode(false)));
            }
        }
    };
    let (error, help) = match &props.redeem {
        Redeem::Open { error: Some(error) } => (true, assist_words::code_error(*error)),
        Redeem::Waiting(_) => (false, words::WAITING),
        Redeem::Open { error: None } | Redeem::Closed => (false, words::HELP),
    };
    html! {
        <div class="code-entry">
            if props.redeem.is_open() {
                <form key="open" class="code-form" onsubmit={join} onkeydown={keys}>
                    <label for="code">{ words::LABEL }</label>
                    <button class="button plain square" type="button" aria-label={words::CLOSE} onclick={set_open(false)}>
                        { icon(icon::CLOSE) }
                    </button>
                    <input ref={field} id="code" type="text" inputmode="numeric" autocomplete="off" spellcheck="false"
                        placeholder="000 000" aria-describedby="code-help" aria-invalid={error.to_string()}
                        readonly={waiting} value={spaced(&typed)} oninput={typing} />
                    <button class="button primary" disabled={typed.len() != DIGITS || waiting || !props.connected}>
                        { words::JOIN }
                    </button>
                    <p id="code-help" class={if error { "is-error" } else { "quiet" }} role="status">{ help }</p>
                </form>
            } else {
                <button key="closed" class="button quiet wide" onclick={set_open(true)}>
                    { icon(icon::HASH) }<span>{ words::OPEN }</span>
                </button>
            }
        </div>
    }
}

/// In two groups of three, as it is read out.
fn spaced(code: &str) -> String {
    match code.split_at_checked(DIGITS / 2) {
        Some((first, rest)) if !rest.is_empty() => format!("{first} {rest}"),
        _ => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn a_code_stands_in_two_groups() {
        assert_eq!(spaced("123456"), "123 456");
        assert_eq!(spaced("1234"), "123 4");
        assert_eq!(spaced("123"), "123");
        assert_eq!(spaced(""), "");
    }
}

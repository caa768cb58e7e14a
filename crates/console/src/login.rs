//! The log-in page. Owns its form; what the relay says about it comes from [`crate::api`].

use crate::api::{self, ApiError, Me};
use crate::icon;
use crate::words::{PRODUCT, login as words};
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

/// What the log-in page is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Why the agent has to log in again, if she has to.
    pub why: Option<AttrValue>,
    /// Somebody is logged in.
    pub logged_in: Callback<Me>,
}

/// The log-in page.
#[component]
pub fn Login(props: &Props) -> Html {
    let email = use_node_ref();
    let password = use_node_ref();
    let busy = use_state(|| false);
    let shown = use_state(|| false);
    let error = use_state(|| None::<String>);
    {
        let email = email.clone();
        use_effect_with((), move |()| focus(&email));
    }
    let submit = {
        let (email, password) = (email.clone(), password.clone());
        let (busy, error) = (busy.clone(), error.clone());
        let logged_in = props.logged_in.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *busy {
                return;
            }
            let (address, secret) = (value(&email), value(&password));
            if address.trim().is_empty() || secret.is_empty() {
                error.set(Some(words::EMPTY.to_owned()));
                focus(if address.trim().is_empty() { &email } else { &password });
                return;
            }
            busy.set(true);
            error.set(None);
            let (busy, error, password, logged_in) =
                (busy.clone(), error.clone(), password.clone(), logged_in.clone());
            spawn_local(async move {
                match api::log_in(address.trim(), &secret).await {
                    Ok(me) => logged_in.emit(me),
                    Err(reason) => {
                        busy.set(false);
                        error.set(Some(explain(reason)));
                        focus(&password);
                    }
                }
            });
        })
    };
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_| shown.set(!*shown))
    };
    html! {
        <main class="front">
            <form class="login" onsubmit={submit} novalidate=true aria-busy={busy.to_string()}>
                <div class="wordmark">{ icon::mark() }<span>{ PRODUCT }</span></div>
                <h1>{ words::TITLE }</h1>
                <p class="quiet">{ words::LEAD }</p>
                <div class="slot">
                    if let Some(why) = props.why.as_ref().filter(|_| error.is_none()) {
                        <p class="callout" role="status">{ why }</p>
                    }
                </div>
                <div id="login-error" role="alert">
                    if let Some(error) = &*error {
                        <p class="callout bad">{ icon::icon(icon::ALERT) }<span>{ error }</span></p>
                    }
                </div>
                <label for="email">{ words::EMAIL }</label>
                <input ref={email} id="email" name="email" type="email" autocomplete="username" inputmode="email"
                    spellcheck="false" autocapitalize="none" required=true
                    aria-invalid={error.is_some().to_string()} aria-describedby="login-error" />
                <label for="password">{ words::PASSWORD }</label>
                <div class="password">
                    <input ref={password} id="password" name="password" autocomplete="current-password" required=true
                        type={if *shown { "text" } else { "password" }}
                        aria-invalid={error.is_some().to_string()} aria-describedby="login-error" />
                    <button type="button" class="button plain" onclick={toggle} aria-label={words::SHOW_PASSWORD}
                        aria-pressed={shown.to_string()}>
                        { if *shown { words::HIDE } else { words::SHOW } }
                    </button>
                </div>
                <button class="button primary wide" type="submit" aria-disabled={busy.to_string()}>
                    <span class={classes!("spinner", busy.then_some("is-on"))} aria-hidden="true"></span>
                    <span>{ if *busy { words::BUSY } else { words::SUBMIT } }</span>
                </button>
            </form>
        </main>
    }
}

fn explain(error: ApiError) -> String {
    match error {
        ApiError::WrongCredentials | ApiError::NotLoggedIn => words::WRONG.to_owned(),
        ApiError::Unreachable => words::UNREACHABLE.to_owned(),
        ApiError::Refused(message) => message,
    }
}

fn value(field: &NodeRef) -> String {
    field.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

fn focus(field: &NodeRef) {
    if let Some(input) = field.cast::<HtmlInputElement>() {
        let _ = input.focus();
        input.select();
    }
}

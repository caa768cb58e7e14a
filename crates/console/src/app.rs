//! The whole console: who is logged in decides between the log-in page and the desk.

use crate::api::{self, ApiError, Me};
use crate::browser;
use crate::desk::Desk;
use crate::icon;
use crate::login::Login;
use crate::words::{document_title, login as words};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Where the console stands before any conversation.
#[derive(Clone, PartialEq)]
enum Phase {
    /// The relay is asked whether a session is open.
    Checking,
    /// The relay did not answer.
    Unreachable,
    /// Nobody is logged in; perhaps with a reason that the agent should read.
    LoggedOut(Option<AttrValue>),
    /// Somebody is.
    In(Rc<Me>),
}

/// The console.
#[component]
pub fn App() -> Html {
    let phase = use_state(|| Phase::Checking);
    let check = {
        let phase = phase.clone();
        Callback::from(move |()| {
            let phase = phase.clone();
            phase.set(Phase::Checking);
            spawn_local(async move {
                phase.set(match api::me().await {
                    Ok(me) => Phase::In(Rc::new(me)),
                    Err(ApiError::NotLoggedIn) => Phase::LoggedOut(None),
                    Err(_) => Phase::Unreachable,
                });
            });
        })
    };
    {
        let check = check.clone();
        use_effect_with((), move |()| check.emit(()));
    }
    use_effect_with(matches!(*phase, Phase::In(_)), |inside| {
        if !inside {
            browser::set_title(&document_title(0, words::SUBMIT));
        }
    });
    let logged_in = {
        let phase = phase.clone();
        Callback::from(move |me| phase.set(Phase::In(Rc::new(me))))
    };
    let logged_out = {
        let phase = phase.clone();
        Callback::from(move |why| phase.set(Phase::LoggedOut(why)))
    };
    match &*phase {
        Phase::Checking => {
            html! { <main class="front" key="checking">{ icon::mark() }<p class="quiet" role="status">{ words::CHECKING }</p></main> }
        }
        Phase::Unreachable => html! {
            <main class="front" key="unreachable">
                { icon::mark() }
                <p role="alert">{ words::UNREACHABLE }</p>
                <button class="button primary" onclick={move |_| check.emit(())}>{ words::RETRY }</button>
            </main>
        },
        Phase::LoggedOut(why) => html! { <Login key="login" why={why.clone()} {logged_in} /> },
        Phase::In(me) => html! { <Desk key="desk" me={Rc::clone(me)} {logged_out} /> },
    }
}

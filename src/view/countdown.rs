//! The seconds until something happens, counted down.

use crate::time::now_ms;
use gloo_timers::callback::Interval;
use yew::prelude::*;

#[derive(Clone, Properties)]
pub(crate) struct CountdownProps {
    /// In ms since 1970 UTC.
    pub(crate) until_ms: u64,
    /// What to say of so many seconds.
    pub(crate) says: fn(u64) -> String,
}

/// It is rendered twice a second anyway.
impl PartialEq for CountdownProps {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// Not for screen readers, who would be told each second.
#[component]
pub(crate) fn Countdown(props: &CountdownProps) -> Html {
    let trigger = use_force_update();
    use_effect_with((), move |()| {
        let interval = Interval::new(500, move || trigger.force_update());
        move || drop(interval)
    });
    let seconds = props.until_ms.saturating_sub(now_ms()).div_ceil(1000);
    html! { <span aria-hidden="true">{ (props.says)(seconds) }</span> }
}

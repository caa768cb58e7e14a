//! The conversation: days, groups and lines, kept at the newest unless the shopper reads further up.

use crate::client::Client;
use crate::decimal::decimal;
use crate::deferred;
use crate::event::Input;
use crate::grouping::{Day, by_day};
use crate::time::{day_name, local_day};
use crate::view::entry::group;
use crate::view::icon;
use crate::view::press::press;
use crate::words::{self, Word};
use alongside_protocol::Content;
use web_sys::Element;
use yew::prelude::*;

/// Closer to the start than this, in CSS px, what was said before is fetched.
const NEAR_START_PX: i32 = 120;
/// Closer to the end than this, in CSS px, counts as at the end.
const NEAR_PX: i32 = 48;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct LogProps {
    pub(crate) client: Client,
    /// The client is the same after a change; this number is not.
    pub(crate) revision: u32,
}

/// The scrolling part of the panel. It is rendered again with each change of the state.
pub(crate) struct Log {
    scroller: NodeRef,
    is_at_end: bool,
    /// The `seq` of the first message shown.
    first: u64,
    /// How high the log was, and how far scrolled, before earlier messages came above what she reads: it is to stay there.
    before: Option<(i32, i32)>,
}

pub(crate) enum Scroll {
    Moved,
    ToEnd,
}

impl Component for Log {
    type Message = Scroll;
    type Properties = LogProps;

    fn create(_: &Context<Self>) -> Self {
        Self { scroller: NodeRef::default(), is_at_end: true, first: 0, before: None }
    }

    fn update(&mut self, context: &Context<Self>, scroll: Scroll) -> bool {
        let was_at_end = self.is_at_end;
        match scroll {
            Scroll::Moved => {
                let scroller = self.scroller.cast::<Element>();
                self.is_at_end = scroller.as_ref().is_none_or(is_at_end);
                let is_near_start = |element: &Element| element.scroll_top() < NEAR_START_PX;
                if !self.is_at_end && scroller.as_ref().is_some_and(is_near_start) {
                    context.props().client.dispatch(Input::Earlier);
                }
            }
            Scroll::ToEnd => self.is_at_end = true,
        }
        self.mind_the_place(context);
        was_at_end != self.is_at_end
    }

    fn changed(&mut self, context: &Context<Self>, _: &LogProps) -> bool {
        self.mind_the_place(context);
        true
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        let Some(element) = self.scroller.cast::<Element>() else { return };
        if self.is_at_end {
            element.set_scroll_top(element.scroll_height());
        } else if let Some((height, top)) = self.before.take() {
            element.set_scroll_top(top + element.scroll_height() - height);
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let client = &context.props().client;
        let state = client.state();
        let entries = state.conversation.entries(state.shown);
        let newest = entries.last().and_then(|entry| entry.content);
        let days = by_day(entries, local_day);
        let is_empty = days.is_empty();
        let to_end = context.link().callback(|_: MouseEvent| Scroll::ToEnd);
        html! {
            <div class="log-place">
                <div
                    ref={self.scroller.clone()} class="log" tabindex="0"
                    onscroll={context.link().callback(|_: Event| Scroll::Moved)}
                >
                    <div class="slot">{ greeting(client, is_empty) }</div>
                    <div class="slot">{ earlier(client, state.has_earlier()) }</div>
                    <div role="log" aria-live="polite" aria-relevant="additions" aria-label={words::get(Word::Conversation)}>
                        <div>{ for days.iter().map(|day| one_day(client, day)) }</div>
                        <div class="slot">{ answers(client, newest) }</div>
                    </div>
                    <div class="slot">{ typing(state.typing.as_deref()) }</div>
                </div>
                <div class="slot">
                    <button
                        type="button" class="newest" hidden={self.is_at_end}
                        aria-label={words::get(Word::Newest)} title={words::get(Word::Newest)} onclick={to_end}
                    >
                        { icon::down() }
                    </button>
                </div>
            </div>
        }
    }
}

impl Log {
    /// Before what is new is drawn: whichever of the two ways to a drawing comes first.
    fn mind_the_place(&mut self, context: &Context<Self>) {
        let state = context.props().client.state();
        let first = state.conversation.first_of(state.shown);
        if first < self.first {
            let scroller = self.scroller.cast::<Element>();
            self.before = scroller.map(|element| (element.scroll_height(), element.scroll_top()));
        }
        self.first = first;
    }
}

/// What she is offered to say. `newest` is what the newest message carries.
fn answers(client: &Client, newest: Option<&Content>) -> Html {
    match newest {
        Some(Content::QuickReplies { replies }) => {
            client.deferred(|| deferred::quick_replies(client, replies))
        }
        _ => html! {},
    }
}

fn one_day(client: &Client, day: &Day<'_>) -> Html {
    html! {
        <section key={decimal(day.day.unsigned_abs())} class="day">
            <h3 class="day-name">{ day_name(day.at_ms) }</h3>
            <div>{ for day.groups.iter().map(|lines| group(client, lines)) }</div>
        </section>
    }
}

/// Scrolling up fetches it as well; a keyboard and a screen reader have this.
fn earlier(client: &Client, has_earlier: bool) -> Html {
    if has_earlier {
        let onclick = press(client, |client| client.dispatch(Input::Earlier));
        html! { <button type="button" class="text earlier" {onclick}>{ words::get(Word::Earlier) }</button> }
    } else {
        html! {}
    }
}

/// The shop's first words, until there are others.
fn greeting(client: &Client, is_empty: bool) -> Html {
    if is_empty {
        html! { <p class="greeting" dir="auto">{ client.settings().greeting.clone() }</p> }
    } else {
        html! {}
    }
}

/// Told to screen readers elsewhere, once.
fn typing(name: Option<&str>) -> Html {
    match name {
        Some(name) => html! {
            <div class="typing" aria-hidden="true">
                <span class="dots"><i /><i /><i /></span>
                <span>{ words::fill(Word::IsTyping, &[name]) }</span>
            </div>
        },
        None => html! {},
    }
}

fn is_at_end(element: &Element) -> bool {
    element.scroll_height() - element.scroll_top() - element.client_height() <= NEAR_PX
}

//! The open conversation: its head, its messages, who types, and the composer. What stands where in the log comes
//! from [`crate::layout`].

use crate::browser;
use crate::call_words;
use crate::composer::Composer;
use crate::download;
use crate::icon;
use crate::layout::Entry;
use crate::log_entry;
use crate::state::{Action, Column, Draft};
use crate::state_call::CallAction;
use crate::words::{chat as words, page};
use alongside_protocol::{Author, ConversationId, Page, Recording};
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// So near to its end, in CSS px, the log counts as scrolled to the end.
const AT_END_PX: i32 = 40;

/// What a conversation is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Which one.
    pub conversation: ConversationId,
    /// The shopper's name.
    pub name: AttrValue,
    /// Whether her widget is connected.
    pub online: bool,
    /// Whether the history has arrived.
    pub loaded: bool,
    /// Whether there are earlier messages than those shown.
    pub cut: bool,
    /// How much of the file that the agent waits for is here, in percent.
    pub downloaded: Option<usize>,
    /// The log, from top to bottom.
    pub entries: Vec<Entry>,
    /// What is kept of pages that were shared.
    pub recordings: Rc<[Recording]>,
    /// Today's day, so that "Today" becomes "Yesterday" at midnight.
    pub today: i64,
    /// Who types, in words; empty when nobody does.
    pub typing: AttrValue,
    /// What is begun and not sent.
    pub draft: Draft,
    /// Whether her page is shared.
    pub sharing: bool,
    /// The site's key, by which its files are found.
    pub site: AttrValue,
    /// How large a file may be that is sent, in bytes; 0: none.
    pub most_bytes: u64,
    /// Whether an agent has closed it.
    pub closed: bool,
    /// The page that she is on, or was last.
    pub page: Page,
    /// Whether the relay listens.
    pub connected: bool,
    /// Whether she can be called now.
    pub callable: bool,
    /// Who is in a call with her, in words; empty when nobody is.
    pub called: AttrValue,
    /// The call that this console has.
    pub dock: Html,
    /// Takes what the agent does.
    pub act: Callback<Action>,
}

/// The open conversation.
#[component]
pub fn Chat(props: &Props) -> Html {
    let log = use_node_ref();
    let missed = use_state(|| false);
    let from_visitor = count_from_visitor(&props.entries);
    {
        let (log, missed) = (log.clone(), missed.clone());
        use_effect_with(from_visitor, move |count| {
            missed.set(*count > 0 && !at_end(&log));
        });
    }
    let scrolled = {
        let (log, missed) = (log.clone(), missed.clone());
        Callback::from(move |_: Event| {
            if *missed && at_end(&log) {
                missed.set(false);
            }
        })
    };
    let to_end = {
        let log = log.clone();
        Callback::from(move |()| {
            if let Some(log) = log.cast::<Element>() {
                log.set_scroll_top(0);
            }
        })
    };
    let newest = {
        let to_end = to_end.clone();
        Callback::from(move |_| to_end.emit(()))
    };
    html! {
        <section class="chat" aria-label={words::LABEL}>
            { view_head(props) }
            <div class="slot">{ props.dock.clone() }</div>
            // The log's own direction is reversed, so that the browser keeps it at its end as it grows.
            <div ref={log} class="log" onscroll={scrolled} tabindex="0" role="log" aria-label={words::LOG}
                aria-busy={(!props.loaded).to_string()}>
                <div class="log-inner">
                    <div class="slot">{ log_entry::preface(props.loaded, props.cut, props.entries.is_empty(), &props.act) }</div>
                    <div class="entries">
                        { for props.entries.iter().map(|entry| log_entry::view(entry, &props.recordings, &props.site, &props.act)) }
                    </div>
                </div>
            </div>
            <div class="below-log">
                <div class="typing" role="status">
                    if !props.typing.is_empty() {
                        <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
                        <span>{ &props.typing }</span>
                    }
                </div>
                <div class="slot">
                    if *missed {
                        <button class="button newest" onclick={newest}>
                            { icon::icon(icon::DOWN) }<span>{ words::NEWEST }</span>
                        </button>
                    }
                </div>
            </div>
            <div class="slot">
                <Composer key={format!("{}/{}", props.conversation, props.draft.revision)}
                    conversation={props.conversation.clone()}
                    most_bytes={props.most_bytes} text={props.draft.text.clone()} page={props.page.clone()}
                    on_sent={to_end} act={&props.act} />
            </div>
        </section>
    }
}

/// What stands in the conversation's place while none is open.
pub fn nothing_open(inbox_is_empty: bool, dock: Html) -> Html {
    let (title, lead) = if inbox_is_empty {
        (words::READY_TITLE, words::READY_LEAD)
    } else {
        (words::NONE_TITLE, words::NONE_LEAD)
    };
    html! {
        <section class="chat" key="none" aria-label={words::LABEL}>
            <div class="slot">{ dock }</div>
            <div class="blank">{ icon::icon(icon::CHAT) }<h2>{ title }</h2><p>{ lead }</p></div>
        </section>
    }
}

fn view_head(props: &Props) -> Html {
    let back = {
        let act = props.act.clone();
        Callback::from(move |_| act.emit(Action::Close))
    };
    let to_page = {
        let act = props.act.clone();
        Callback::from(move |_| act.emit(Action::Show(Column::Page)))
    };
    let resolve = {
        let (act, closed) = (props.act.clone(), props.closed);
        Callback::from(move |_| act.emit(Action::Resolve(!closed)))
    };
    let call = {
        let act = props.act.clone();
        Callback::from(move |_| act.emit(Action::Call(CallAction::Choose, browser::now_ms())))
    };
    html! {
        <header class="pane-head">
            <button class="button plain square only-narrow" aria-label={words::BACK} onclick={back}>
                { icon::icon(icon::BACK) }
            </button>
            <div class="pane-title">
                <h2>{ &props.name }</h2>
                <span class={classes!("presence", props.online.then_some("is-online"))}>
                    <span class="dot"></span>{ if props.online { words::ONLINE } else { words::AWAY } }
                </span>
            </div>
            { download::button(props.downloaded, props.loaded, &props.act) }
            <button class={classes!("button", "quiet", "resolve")} disabled={!props.connected}
                title={if props.closed { words::REOPEN } else { words::RESOLVE_HINT }} onclick={resolve}>
                { icon::icon(if props.closed { icon::RELOAD } else { icon::TICK }) }
                <span>{ if props.closed { words::REOPEN } else { words::RESOLVE } }</span>
            </button>
            <span class="quiet">{ &props.called }</span>
            <button class="button quiet" disabled={!props.callable} title={call_words::CALL} onclick={call}>
                { icon::icon(icon::PHONE) }<span>{ call_words::CALL }</span>
            </button>
            <button class={classes!("button", "quiet", "only-narrow", props.sharing.then_some("is-live"))}
                onclick={to_page}>
                { icon::icon(icon::PAGE) }<span>{ if props.sharing { page::LIVE } else { words::TO_PAGE } }</span>
            </button>
        </header>
    }
}

fn count_from_visitor(entries: &[Entry]) -> usize {
    entries
        .iter()
        .map(|entry| match entry {
            Entry::Group(group) if group.author == Author::Visitor => group.bubbles.len(),
            Entry::Group(_) | Entry::Day(_) | Entry::System { .. } => 0,
        })
        .sum()
}

/// The log's `scrollTop` is 0 at its end and negative above, as its direction is reversed.
fn at_end(log: &NodeRef) -> bool {
    log.cast::<Element>().is_none_or(|log| log.scroll_top().abs() < AT_END_PX)
}

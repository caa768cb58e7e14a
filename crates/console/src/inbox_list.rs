//! The list of conversations and its filter. The order and the words of its lines come from [`crate::inbox_row`].

use crate::avatar::avatar;
use crate::code_entry::CodeEntry;
use crate::icon;
use crate::inbox::Shelf;
use crate::inbox_row::Row;
use crate::redeem::Redeem;
use crate::stars::stars;
use crate::state::Action;
use crate::words::{INBOX, inbox as words};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// What the list is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// In order.
    pub rows: Vec<Row>,
    /// Which conversations they are while nothing filters them.
    pub shelf: Shelf,
    /// How many there are on it, and on the other: open and closed.
    pub counts: (usize, usize),
    /// What they are filtered by.
    pub filter: AttrValue,
    /// Whether the relay has told the list.
    pub known: bool,
    /// Whether there is any conversation, filtered out or not.
    pub any: bool,
    /// Joining by code.
    pub redeem: Redeem,
    /// Whether the relay listens.
    pub connected: bool,
    /// Opens and filters.
    pub act: Callback<Action>,
}

/// The list of conversations.
#[component]
pub fn InboxList(props: &Props) -> Html {
    let list = use_node_ref();
    let filter = {
        let act = props.act.clone();
        Callback::from(move |event: InputEvent| {
            act.emit(Action::Filter(event.target_unchecked_into::<HtmlInputElement>().value()));
        })
    };
    let into_list = {
        let list = list.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "ArrowDown" {
                event.prevent_default();
                let first =
                    list.cast::<Element>().and_then(|list| list.query_selector("button").ok().flatten());
                focus(first);
            }
        })
    };
    let clear = {
        let act = props.act.clone();
        Callback::from(move |_| act.emit(Action::Filter(String::new())))
    };
    // One line is a stop for Tab: the open one, else the first. Arrows move between lines.
    let stop = props.rows.iter().position(|row| row.open).unwrap_or(0);
    html! {
        <nav class="inbox" aria-label={words::LABEL}>
            <div class="inbox-head">
                <h2>{ INBOX }</h2>
                <label class="search">
                    { icon::icon(icon::SEARCH) }
                    <input type="search" aria-label={words::FILTER} placeholder={words::FILTER}
                        value={props.filter.clone()} oninput={filter} onkeydown={into_list} />
                </label>
                { view_shelves(props) }
                <CodeEntry redeem={props.redeem.clone()} connected={props.connected} act={&props.act} />
            </div>
            <ul ref={list} class="rows" onkeydown={|event: KeyboardEvent| move_focus(&event)}>
                { for props.rows.iter().enumerate().map(|(index, row)| view_row(row, index == stop, &props.act)) }
            </ul>
            <div class="slot">
                if props.known && !props.any {
                    <div class="blank">
                        { icon::icon(icon::CHAT) }
                        <h3>{ words::EMPTY_TITLE }</h3>
                        <p>{ words::EMPTY_LEAD }</p>
                    </div>
                } else if props.any && props.rows.is_empty() && props.filter.is_empty() {
                    { nothing_here(props.shelf) }
                } else if props.any && props.rows.is_empty() {
                    <div class="blank">
                        { icon::icon(icon::SEARCH) }
                        <h3>{ words::NO_MATCH_TITLE }</h3>
                        <p>{ words::no_match_lead(&props.filter) }</p>
                        <button class="button quiet" onclick={clear}>{ words::CLEAR_FILTER }</button>
                    </div>
                }
            </div>
        </nav>
    }
}

/// Which of the two lists is seen; while something is looked for, both are.
fn view_shelves(props: &Props) -> Html {
    let shelf = |shelf: Shelf, label: &'static str, count: usize| {
        let act = props.act.clone();
        let is_shown = props.filter.is_empty() && props.shelf == shelf;
        html! {
            <button class="shelf" aria-pressed={is_shown.to_string()} disabled={!props.filter.is_empty()}
                onclick={move |_| act.emit(Action::Shelf(shelf))}>
                { label }<span class="shelf-count">{ count }</span>
            </button>
        }
    };
    html! {
        <div class="shelves" role="group" aria-label={words::SHELVES}>
            { shelf(Shelf::Open, words::OPEN, props.counts.0) }
            { shelf(Shelf::Closed, words::RESOLVED, props.counts.1) }
        </div>
    }
}

fn nothing_here(shelf: Shelf) -> Html {
    let (title, lead) = match shelf {
        Shelf::Open => (words::NONE_OPEN_TITLE, words::NONE_OPEN_LEAD),
        Shelf::Closed => (words::NONE_RESOLVED_TITLE, words::NONE_RESOLVED_LEAD),
    };
    html! { <div class="blank">{ icon::icon(icon::TICK) }<h3>{ title }</h3><p>{ lead }</p></div> }
}

fn view_row(row: &Row, stop: bool, act: &Callback<Action>) -> Html {
    let open = {
        let (act, conversation) = (act.clone(), row.conversation.clone());
        Callback::from(move |_| act.emit(Action::Open(conversation.clone())))
    };
    let class = classes!("row", row.open.then_some("is-open"), (row.unread > 0).then_some("is-unread"));
    html! {
        <li key={row.conversation.as_str()}>
            <button {class} onclick={open} tabindex={if stop { "0" } else { "-1" }} title={row.name.clone()}
                aria-current={row.open.then_some("true")}>
                { avatar(row.conversation.as_str(), &row.name, row.online) }
                <span class="row-line">
                    <span class="row-name">{ &row.name }{ row.verified.then(verified).unwrap_or_default() }</span>
                    <span class="hidden">{ if row.online { words::ONLINE } else { words::AWAY } }</span>
                    <span class="row-when">{ &row.when }</span>
                </span>
                <span class="row-line">
                    <span class="row-preview">{ &row.preview }</span>
                    <span class="row-marks">
                        <span class="slot">
                            if row.sharing {
                                <span class="sharing" title={words::SHARING_LABEL}>{ words::SHARING }</span>
                            }
                        </span>
                        <span class="slot">
                            if let Some(score) = row.rating {
                                { stars(score) }
                            }
                        </span>
                        <span class="slot">
                            if row.closed {
                                <span class="resolved" title={words::RESOLVED}>
                                    { icon::icon(icon::TICK) }<span class="hidden">{ words::RESOLVED }</span>
                                </span>
                            }
                        </span>
                        <span class="slot">
                            if row.unread > 0 {
                                <span class="badge">
                                    <span aria-hidden="true">{ row.unread.min(99) }</span>
                                    <span class="hidden">{ words::unread(row.unread) }</span>
                                </span>
                            }
                        </span>
                    </span>
                </span>
            </button>
        </li>
    }
}

/// Up, Down, Home and End move between lines; Enter opens the one that has the focus, as it does with any button.
fn move_focus(event: &KeyboardEvent) {
    let line = event.target_dyn_into::<Element>().and_then(|target| target.closest("li").ok().flatten());
    let Some(line) = line else { return };
    let list = line.parent_element();
    let to = match event.key().as_str() {
        "ArrowDown" => line.next_element_sibling(),
        "ArrowUp" => line.previous_element_sibling(),
        "Home" => list.and_then(|list| list.first_element_child()),
        "End" => list.and_then(|list| list.last_element_child()),
        _ => return,
    };
    event.prevent_default();
    focus(to.and_then(|line| line.query_selector("button").ok().flatten()));
}

fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// The sign of somebody whom her shop has named.
fn verified() -> Html {
    html! { <span class="verified" title={words::VERIFIED}>{ icon::icon(icon::VERIFIED) }<span class="hidden">{ words::VERIFIED }</span></span> }
}

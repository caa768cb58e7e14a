//! The pane beside the conversation: who the shopper is, which page she is on, and that page itself while she
//! shares it.

use crate::assist::Assist;
use crate::avatar::avatar;
use crate::browser;
use crate::clock;
use crate::icon::{self, icon};
use crate::live_pane::LivePane;
use crate::recording_list::RecordingList;
use crate::recordings::Listing;
use crate::sharing::Sharing;
use crate::state::{Action, Column};
use crate::trail_list::TrailList;
use crate::viewer_port::ViewerPort;
use crate::words::{self, page};
use alongside_link::random_uuid;
use alongside_protocol::{Answer, Contact, ConversationSummary, Happening, Page};
use std::rc::Rc;
use yew::prelude::*;

/// What the pane is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The open conversation's line.
    pub summary: ConversationSummary,
    /// What she answered before her first message.
    pub answers: Rc<[Answer]>,
    /// How page sharing stands in it.
    pub sharing: Sharing,
    /// What the agent may do and does on her page.
    pub assist: Assist,
    /// Whether the relay listens.
    pub connected: bool,
    /// Whether the page is being saved.
    pub saving: bool,
    /// What is kept of what she shared.
    pub recordings: Listing,
    /// What the shopper did of late.
    pub trail: Rc<Vec<Happening>>,
    /// The viewer page's address.
    pub viewer_page: AttrValue,
    /// The way to the viewer page.
    pub port: ViewerPort,
    /// Changes as time goes by, so that "5 min ago" does not stand still.
    pub minute: u64,
    /// Takes what the agent does.
    pub act: Callback<Action>,
}

/// The pane beside the conversation.
#[component]
pub fn PagePane(props: &Props) -> Html {
    let back = {
        let act = props.act.clone();
        Callback::from(move |_| act.emit(Action::Show(Column::Chat)))
    };
    html! {
        <aside class="page-pane" aria-label={page::LABEL}>
            <button class="button plain only-narrow to-chat" aria-label={page::BACK} onclick={back}>
                { icon(icon::BACK) }<span>{ &props.summary.visitor_name }</span>
            </button>
            <div class="slot">
                if let Some(session) = props.sharing.live() {
                    <LivePane key={session.as_str()} summary={props.summary.clone()} assist={props.assist.clone()}
                        connected={props.connected} saving={props.saving} viewer_page={props.viewer_page.clone()} port={props.port.clone()}
                        act={&props.act} />
                } else {
                    { view_shopper(props) }
                }
            </div>
        </aside>
    }
}

/// Who she is and where, with the way to see her page.
fn view_shopper(props: &Props) -> Html {
    let summary = &props.summary;
    let now = browser::local(browser::now_ms());
    let since = if summary.online {
        page::ONLINE_NOW.to_owned()
    } else {
        page::away_since(&clock::ago(browser::local(summary.active_at_ms), now))
    };
    html! {
        <div class="about" key="about">
            <section class="card shopper" aria-label={page::SHOPPER}>
                { avatar(summary.conversation.as_str(), &summary.visitor_name, summary.online) }
                <div>
                    <h2>{ &summary.visitor_name }</h2>
                    <p class="quiet">{ since }</p>
                    <div class="slot">
                        if let Some(contact) = &summary.contact {
                            { view_contact(contact) }
                        }
                    </div>
                </div>
                <div class="slot">{ view_answers(&props.answers) }</div>
            </section>
            <section class="card">
                <h3>{ if summary.online { page::ON_PAGE } else { page::LAST_PAGE } }</h3>
                { view_page(&summary.page) }
            </section>
            <section class="card share" aria-live="polite">{ view_share(props) }</section>
            <TrailList happenings={Rc::clone(&props.trail)} minute={props.minute} />
            <RecordingList listing={props.recordings.clone()} act={&props.act} />
        </div>
    }
}

/// What she answered before her first message, in her shop's words and her own.
fn view_answers(answers: &[Answer]) -> Html {
    if answers.is_empty() {
        return Html::default();
    }
    html! {
        <dl class="answers">
            { for answers.iter().map(|answer| html! {
                <div key={answer.label.as_str()}><dt>{ &answer.label }</dt><dd dir="auto">{ &answer.value }</dd></div>
            }) }
        </dl>
    }
}

/// Her address, and whose word it is.
fn view_contact(contact: &Contact) -> Html {
    let address = contact.email.as_ref().map(|email| html! { <p class="contact-address">{ email }</p> });
    html! {
        <div class="contact">
            { address.unwrap_or_default() }
            if contact.verified {
                <p class="contact-word is-verified">{ icon(icon::VERIFIED) }<span>{ page::VERIFIED }</span></p>
            } else {
                <p class="contact-word" title={page::NOT_VERIFIED_HELP}>{ icon(icon::ALERT) }<span>{ page::NOT_VERIFIED }</span></p>
            }
        </div>
    }
}

/// A page's title and address.
pub fn view_page(page: &Page) -> Html {
    if page.url.is_empty() {
        return html! { <p class="quiet">{ page::NO_PAGE }</p> };
    }
    let title = if page.title.trim().is_empty() { page::UNTITLED } else { page.title.as_str() };
    // Only what a browser opens as a page: an address is a visitor's word, and may be anything.
    let is_web = page.url.starts_with("https://") || page.url.starts_with("http://");
    let address = page.url.split_once("://").map_or(page.url.as_str(), |(_, rest)| rest);
    html! {
        <div class="where">
            <p class="where-title">{ title }</p>
            if is_web {
                <a class="where-address" href={page.url.clone()} target="_blank" rel="noopener noreferrer"
                    title={page.url.clone()}>
                    <span>{ address }</span>{ icon(icon::OUT) }
                    <span class="hidden">{ page::OPENS_ELSEWHERE }</span>
                </a>
            } else {
                <p class="where-address"><span>{ &page.url }</span></p>
            }
        </div>
    }
}

fn view_share(props: &Props) -> Html {
    let name = &props.summary.visitor_name;
    match &props.sharing {
        Sharing::Asked(_) => html! {
            <div class="share-state is-waiting" key="asked">
                <span class="pulse" aria-hidden="true">{ icon(icon::EYE) }</span>
                <h3>{ page::waiting_title(name) }</h3>
                <p>{ page::WAITING_LEAD }</p>
                <button class="button quiet" disabled={!props.connected}
                    onclick={emit(&props.act, || Action::StopSharing)}>{ page::CANCEL }</button>
            </div>
        },
        Sharing::Over { began, reason, .. } => html! {
            <div class="share-state" key="over">
                <p class="callout"><span>{ words::end_reason(*reason, *began, name) }</span>
                    <button class="button plain square" aria-label={words::notice::DISMISS}
                        onclick={emit(&props.act, || Action::ForgetSharing)}>{ icon(icon::CLOSE) }</button>
                </p>
                { view_ask(props, page::ASK_AGAIN) }
            </div>
        },
        Sharing::None | Sharing::Live(_) => html! {
            <div class="share-state" key="none">
                <span class="eye" aria-hidden="true">{ icon(icon::EYE) }</span>
                <h3>{ page::SHARE_TITLE }</h3>
                <p>{ page::SHARE_LEAD }</p>
                { view_ask(props, page::ASK) }
            </div>
        },
    }
}

fn view_ask(props: &Props, label: &'static str) -> Html {
    let why_not = match (props.connected, props.summary.online) {
        (false, _) => page::OFFLINE_LEAD,
        (true, false) => page::AWAY_LEAD,
        (true, true) => "",
    };
    html! {
        <div class="ask">
            <button class="button primary wide" disabled={!why_not.is_empty()}
                onclick={emit(&props.act, || Action::Ask(random_uuid().into()))}>{ label }</button>
            <p class="quiet">{ why_not }</p>
        </div>
    }
}

fn emit(act: &Callback<Action>, action: fn() -> Action) -> Callback<MouseEvent> {
    let act = act.clone();
    Callback::from(move |_| act.emit(action()))
}

//! The shopper's page while she shares it: what page it is, the tools, who controls, and the view itself.

use crate::assist::Assist;
use crate::assist_words;
use crate::chooser::Chooser;
use crate::control_panel::{ControlQuestion, ControlState};
use crate::icon::{self, icon};
use crate::navigator::Navigator;
use crate::page_pane::view_page;
use crate::recordings::RecordingAction;
use crate::remark::RemarkLine;
use crate::state::Action;
use crate::toolbar::Toolbar;
use crate::viewer::{Picture, Viewer};
use crate::viewer_port::ViewerPort;
use crate::words::{page, recordings};
use alongside_protocol::{Capability, ConversationSummary};
use yew::prelude::*;

/// What the pane is given. It is made anew for each session.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The open conversation's line.
    pub summary: ConversationSummary,
    /// What the agent may do and does.
    pub assist: Assist,
    /// Whether the relay listens.
    pub connected: bool,
    /// Whether the page is being saved.
    pub saving: bool,
    /// The viewer page's address.
    pub viewer_page: AttrValue,
    /// The way to the viewer page.
    pub port: ViewerPort,
    /// Takes what the agent does.
    pub act: Callback<Action>,
}

/// The shared page, with as much room as there is.
#[component]
pub fn LivePane(props: &Props) -> Html {
    let asking = use_state(|| false);
    let on_asking = {
        let asking = asking.clone();
        Callback::from(move |on| asking.set(on))
    };
    let on_ask = {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(true))
    };
    let Props { assist, connected, .. } = props;
    let name: AttrValue = props.summary.visitor_name.clone().into();
    let picture = match (connected, assist.held, assist.paused) {
        (false, _, _) => Picture::LineDown,
        (true, Some(reason), _) => Picture::Held(reason),
        (true, None, true) => Picture::Paused,
        (true, None, false) => Picture::Live,
    };
    let enabled = *connected && assist.held.is_none();
    let may_ask = enabled && assist.asked.is_empty();
    let navigates = assist.grants.iter().any(|grant| grant.capability == Capability::Navigate);
    html! {
        <div class="live">
            { view_head(props, picture) }
            <div class="live-tools">
                <Toolbar tool={assist.tool} controls={assist.controls()} enabled={enabled && !assist.paused} {on_ask}
                    act={&props.act} />
                <ControlState name={name.clone()} assist={assist.clone()} {enabled} asking={*asking}
                    on_asking={on_asking.clone()} act={&props.act} />
            </div>
            <div class="slot">
                if *asking && may_ask {
                    <ControlQuestion name={name.clone()} assist={assist.clone()} {enabled} asking=true {on_asking}
                        act={&props.act} />
                }
            </div>
            <div class="slot">
                if navigates {
                    <Navigator here={props.summary.page.url.clone()} enabled={enabled && !assist.paused} act={&props.act} />
                }
            </div>
            <Viewer page={props.viewer_page.clone()} port={props.port.clone()} {picture} name={name.clone()}
                act={&props.act}>
                <div class="slot">
                    if let Some(choice) = &assist.choice {
                        <Chooser choice={choice.clone()} act={&props.act} />
                    }
                </div>
                <RemarkLine remark={assist.remark.clone()} {name} act={&props.act} />
            </Viewer>
        </div>
    }
}

fn view_head(props: &Props, picture: Picture) -> Html {
    let act = props.act.clone();
    let save = {
        let act = props.act.clone();
        move |_| act.emit(Action::Recording(RecordingAction::Save))
    };
    html! {
        <header class="live-head">
            <span class={classes!("live-mark", (picture != Picture::Live).then_some("is-still"))}>
                <span class="dot"></span>{ assist_words::picture(picture) }
            </span>
            <div class="live-page">{ view_page(&props.summary.page) }</div>
            <button class="button quiet save" disabled={!props.connected || props.saving}
                aria-label={recordings::SAVE_LABEL} onclick={save}>
                { icon(icon::SAVE) }<span>{ if props.saving { recordings::SAVING } else { recordings::SAVE } }</span>
            </button>
            <button class="button stop" disabled={!props.connected} aria-label={page::STOP_LABEL}
                onclick={move |_| act.emit(Action::StopSharing)}>
                { icon(icon::STOP) }<span>{ page::STOP }</span>
            </button>
        </header>
    }
}

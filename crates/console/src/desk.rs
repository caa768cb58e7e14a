//! The logged-in console, alive: owns the line and the [`State`], carries out the state's effects, and lays the
//! columns out. Does not decide anything about conversations: that is the state's.

use crate::api::{self, ApiError, Me};
use crate::bar::Bar;
use crate::browser;
use crate::call_dock::CallDock;
use crate::call_engine::{self, CallEngine};
use crate::call_words;
use crate::chat::Chat;
use crate::inbox::Shelf;
use crate::inbox_list::InboxList;
use crate::notices::Notices;
use crate::page_pane::PagePane;
use crate::player::Player;
use crate::recordings::{RecordingAction, RecordingEffect};
use crate::recordings_api;
use crate::resync::Resync;
use crate::state::{Action, Column, Effect, State};
use crate::state_assist::AssistAction;
use crate::talk::{Phase, Talk};
use crate::viewer_port::ViewerPort;
use crate::words;
use crate::{inbox_row, layout};
use alongside_link::{Link, LinkEvent, LinkState};
use alongside_protocol::{AgentId, ConversationId, ToAgent};
use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use js_sys::ArrayBuffer;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// How often relative times are read anew, in ms.
const TICK_MS: u32 = 15_000;

/// How long after a passing refusal messages are said again, in ms.
const AGAIN_MS: u32 = 2_000;

/// What the desk is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Who works here.
    pub me: Rc<Me>,
    /// She does no longer, perhaps for a reason that she should read.
    pub logged_out: Callback<Option<AttrValue>>,
}

/// What reaches the desk.
pub enum Msg {
    /// The state is to take this in.
    Act(Box<Action>),
    /// A binary frame came.
    Binary(ArrayBuffer),
    /// Time went by.
    Tick,
    /// The agent does not want to wait for the next attempt.
    Retry,
    /// The agent wants to leave.
    LogOut,
    /// She has left, or was found to have been logged out.
    LoggedOut(Option<AttrValue>),
}

/// The logged-in console.
pub struct Desk {
    state: State,
    link: Link<ToAgent>,
    viewer: ViewerPort,
    resync: Resync,
    calls: CallEngine,
    act: Callback<Action>,
    /// Until what could not be stored is said again.
    again: Option<Timeout>,
    _ticks: Interval,
    _looks: Vec<EventListener>,
}

impl Component for Desk {
    type Message = Msg;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let scope = context.link().clone();
        let link = Link::open(browser::socket_url(), move |event| scope.send_message(hear(event)));
        let act = context.link().callback(|action| Msg::Act(Box::new(action)));
        let scope = context.link().clone();
        let ticks = Interval::new(TICK_MS, move || scope.send_message(Msg::Tick));
        let me = &context.props().me;
        let outbox = browser::kept(&outbox_key(&me.agent)).unwrap_or_default();
        let outgoing = crate::outgoing::Outgoing { outbox, refused: Vec::new() };
        let mut state = State::new(me.name.clone(), outgoing);
        state.drafts = browser::kept(&drafts_key(&me.agent)).unwrap_or_default();
        state.talk = browser::kept(call_engine::KEPT).map(Talk::left);
        Self {
            state,
            link,
            viewer: ViewerPort::default(),
            resync: Resync::default(),
            calls: CallEngine::new(act.clone()),
            again: None,
            _ticks: ticks,
            _looks: listen_for_looks(&act),
            act,
        }
    }

    fn update(&mut self, context: &Context<Self>, message: Msg) -> bool {
        match message {
            Msg::Act(action) => self.act(context, *action),
            Msg::Binary(frame) => {
                let passed = self.viewer.pass(&frame, self.state.watched().as_ref());
                passed.is_err()
                    && self.act(context, Action::Notice(words::notice::UNREADABLE_FRAME.to_owned()))
            }
            Msg::Tick => true,
            Msg::Retry => {
                self.link.retry_now();
                false
            }
            Msg::LogOut => {
                log_out(context);
                false
            }
            Msg::LoggedOut(why) => {
                self.link.close();
                if why.is_none() {
                    browser::forget(&outbox_key(&context.props().me.agent));
                    browser::forget(&drafts_key(&context.props().me.agent));
                }
                context.props().logged_out.emit(why);
                false
            }
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let state = &self.state;
        let me = &context.props().me;
        let sharing = state.watched().is_some() || state.recordings.playing().is_some();
        let column = match (&state.open, state.column) {
            (None, _) => "shows-inbox",
            (Some(_), Column::Chat) => "shows-chat",
            (Some(_), Column::Page) => "shows-page",
        };
        let rows = inbox_row::rows(state, browser::local(browser::now_ms()), browser::local);
        html! {
            <div class={classes!("desk", column, sharing.then_some("is-sharing"))}>
                <Bar me={Rc::clone(me)} line={state.line} welcomed={state.welcomed}
                    on_retry={context.link().callback(|()| Msg::Retry)}
                    on_log_out={context.link().callback(|()| Msg::LogOut)} />
                <Notices notices={state.notices.clone()} act={&self.act} />
                <main class="columns">
                    <h1 class="hidden">{ &me.site.name }</h1>
                    <InboxList {rows} shelf={state.shelf}
                        counts={(state.inbox.count(Shelf::Open), state.inbox.count(Shelf::Closed))} filter={state.filter.clone()} known={state.known}
                        any={!state.inbox.all().is_empty()} redeem={state.redeem.clone()} connected={state.welcomed}
                        act={&self.act} />
                    <div class="slot">{ self.view_chat(me) }</div>
                    <div class="slot">{ self.view_page(me) }</div>
                </main>
            </div>
        }
    }

    fn rendered(&mut self, context: &Context<Self>, _first: bool) {
        let unread = self.state.inbox.unread_conversations();
        browser::set_title(&words::document_title(unread, &context.props().me.site.name));
    }

    fn destroy(&mut self, _context: &Context<Self>) {
        self.calls.close();
        self.link.close();
        crate::attaching::Attaching::forget_all();
    }
}

impl Desk {
    fn act(&mut self, context: &Context<Self>, action: Action) -> bool {
        if matches!(action, Action::Resync) {
            let scope = context.link().clone();
            if !self
                .resync
                .due(browser::now_ms(), move || scope.send_message(Msg::Act(Box::new(Action::Resync))))
            {
                return false;
            }
        }
        if matches!(action, Action::Line(LinkState::Waiting { .. })) {
            find_out_whether_still_logged_in(context);
        }
        // The composer shows what is typed by itself, and the viewer what is drawn: nothing here depends on it. What was not
        // done is told beside the tools.
        let is_drawn = matches!(&action, Action::Assist(AssistAction::Do(act)) if !act.needs().is_control());
        let shows = !(is_drawn
            || matches!(action, Action::Draft(_) | Action::Typing(..) | Action::Resync | Action::SayAgain));
        let (is_welcome, about_calls) = match &action {
            Action::Frame(ToAgent::Welcome { .. }) => (true, None),
            Action::Frame(
                frame @ (ToAgent::CallRinging { .. }
                | ToAgent::CallStarted { .. }
                | ToAgent::CallSignal { .. }
                | ToAgent::CallPeer { .. }
                | ToAgent::CallEnded { .. }
                | ToAgent::CallState { .. }),
            ) => (false, Some(frame.clone())),
            _ => (false, None),
        };
        let now_ms = browser::now_ms();
        let mut effects = self.state.update(action);
        if let Some(frame) = about_calls {
            effects.extend(self.state.update(Action::CallFrame(frame, now_ms)));
        }
        if is_welcome {
            effects.extend(self.state.update(Action::CallLine(now_ms)));
        }
        for effect in effects {
            match effect {
                Effect::Say(frame) => {
                    self.link.send(&frame);
                }
                Effect::ResetViewer => self.viewer.reset(),
                Effect::Assets(ticket) => self.viewer.assets(ticket),
                Effect::Viewer(message) => self.viewer.tell(&message),
                Effect::Recording(effect) => self.carry_out(effect),
                Effect::Call(effect) => self.calls.carry_out(effect),
                Effect::KeepOutbox => {
                    browser::keep(&outbox_key(&context.props().me.agent), &self.state.outgoing.outbox);
                }
                Effect::KeepDrafts => {
                    browser::keep(&drafts_key(&context.props().me.agent), &self.state.drafts);
                }
                Effect::SaveConversation(conversation) => self.save(&conversation),
                Effect::SayAgainSoon => {
                    let act = self.act.clone();
                    self.again = Some(Timeout::new(AGAIN_MS, move || act.emit(Action::SayAgain)));
                }
                Effect::LoggedOut => {
                    context.link().send_message(Msg::LoggedOut(Some(words::login::ENDED.into())));
                }
            }
        }
        shows
    }

    fn save(&self, conversation: &ConversationId) {
        let summary = self.state.inbox.get(conversation);
        if let (Some(summary), Some(thread)) = (summary, self.state.threads.get(conversation)) {
            crate::download::save(&summary.visitor_name, &thread.messages);
        }
    }

    fn carry_out(&self, effect: RecordingEffect) {
        let act = self.act.clone();
        let said = move |action| act.emit(Action::Recording(action));
        match effect {
            RecordingEffect::List(conversation) => spawn_local(async move {
                said(match recordings_api::list(&conversation).await {
                    Ok(listed) => RecordingAction::Listed(conversation, listed),
                    Err(_) => RecordingAction::NotListed(conversation),
                });
            }),
            RecordingEffect::Save(conversation) => self.viewer.save(Callback::from(move |page| {
                let (said, conversation): (_, ConversationId) = (said.clone(), conversation.clone());
                spawn_local(async move { said(save_page(&conversation, page).await) });
            })),
        }
    }

    /// The call, whichever conversation is open.
    fn view_dock(&self) -> Html {
        let Some(talk) = &self.state.talk else { return html! { <span></span> } };
        html! {
            <CallDock talk={talk.clone()} engine={self.calls.clone()} rooms={self.state.rooms} connected={self.state.welcomed} act={&self.act} />
        }
    }

    fn view_chat(&self, me: &Me) -> Html {
        let state = &self.state;
        let Some(summary) = state.open.as_ref().and_then(|open| state.inbox.get(open)) else {
            return crate::chat::nothing_open(state.known && state.inbox.all().is_empty(), self.view_dock());
        };
        let conversation = &summary.conversation;
        let is_free = state.talk.as_ref().is_none_or(|talk| matches!(talk.phase, Phase::Over(..)));
        let colleague = state.in_call.get(conversation).filter(|name| **name != state.me);
        let thread = state.threads.get(conversation);
        let entries = thread.map(|thread| {
            layout::lay_out(thread, state.outgoing.of(conversation), &state.me, |at_ms| {
                browser::local(at_ms).day
            })
        });
        html! {
            <Chat key={conversation.as_str()} conversation={conversation.clone()} name={summary.visitor_name.clone()}
                online={summary.online} loaded={thread.is_some_and(|thread| thread.loaded())}
                cut={thread.is_some_and(|thread| thread.cut())} downloaded={state.downloaded(conversation)} entries={entries.unwrap_or_default()}
                recordings={state.recordings.of(conversation)}
                today={browser::local(browser::now_ms()).day}
                typing={words::chat::typing(&state.typists.names(conversation, &summary.visitor_name))}
                draft={state.drafts.get(conversation).cloned().unwrap_or_default()}
                sharing={state.open_sharing().live().is_some()} site={me.site.key.to_string()}
                most_bytes={state.attachment_bytes} closed={summary.closed} page={summary.page.clone()}
                connected={state.welcomed}
                callable={state.welcomed && summary.online && is_free && colleague.is_none()}
                called={colleague.map(|name| call_words::colleague(name)).unwrap_or_default()}
                dock={self.view_dock()} act={&self.act} />
        }
    }

    fn view_page(&self, me: &Me) -> Html {
        let state = &self.state;
        let Some(summary) = state.open.as_ref().and_then(|open| state.inbox.get(open)) else {
            return html! { <aside class="page-pane is-empty" aria-hidden="true"></aside> };
        };
        if let Some(recording) = state.recordings.playing() {
            return html! {
                <Player key={recording.recording.as_str()} recording={recording.clone()}
                    page={me.viewer_page.clone()} act={&self.act} />
            };
        }
        html! {
            <PagePane key={summary.conversation.as_str()} summary={summary.clone()} answers={state.answers.get(&summary.conversation).cloned().unwrap_or_default()} sharing={state.open_sharing()} assist={state.open_assist()}
                connected={state.welcomed} saving={state.recordings.saving()} recordings={state.recordings.listing(&summary.conversation)} viewer_page={me.viewer_page.clone()} port={self.viewer.clone()}
                trail={state.trails.of(&summary.conversation)} minute={browser::now_ms() / u64::from(TICK_MS)} act={&self.act} />
        }
    }
}

async fn save_page(conversation: &ConversationId, page: Option<ArrayBuffer>) -> RecordingAction {
    let Some(page) = page else {
        return RecordingAction::NotSaved(words::recordings::NOTHING_SHOWN.to_owned());
    };
    match recordings_api::save_page(conversation, &page).await {
        Ok(()) => RecordingAction::Saved,
        Err(error) => RecordingAction::NotSaved(format!("{error}.")),
    }
}

fn hear(event: LinkEvent<ToAgent>) -> Msg {
    match event {
        LinkEvent::State(line) => Msg::Act(Box::new(Action::Line(line))),
        LinkEvent::Frame(frame) => Msg::Act(Box::new(Action::Frame(frame))),
        LinkEvent::Binary(frame) => Msg::Binary(frame),
        LinkEvent::Refused(_) => Msg::Act(Box::new(Action::Notice(words::notice::UNREADABLE.to_owned()))),
    }
}

fn listen_for_looks(act: &Callback<Action>) -> Vec<EventListener> {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return Vec::new() };
    let act = act.clone();
    vec![EventListener::new(&document, "visibilitychange", move |_| {
        act.emit(Action::Looking(browser::looking()));
    })]
}

/// A relay that refuses the socket does not say why; its HTTP interface does.
fn find_out_whether_still_logged_in(context: &Context<Desk>) {
    let scope = context.link().clone();
    spawn_local(async move {
        if api::me().await == Err(ApiError::NotLoggedIn) {
            scope.send_message(Msg::LoggedOut(Some(words::login::ENDED.into())));
        }
    });
}

fn log_out(context: &Context<Desk>) {
    let scope = context.link().clone();
    spawn_local(async move {
        match api::log_out().await {
            Ok(()) => scope.send_message(Msg::LoggedOut(None)),
            Err(_) => {
                let notice = Action::Notice(words::login::UNREACHABLE.to_owned());
                scope.send_message(Msg::Act(Box::new(notice)));
            }
        }
    });
}

/// By agent: what one wrote must not be sent in another's name.
fn outbox_key(agent: &AgentId) -> String {
    format!("alongside.outbox.{agent}")
}

/// The same for what she has begun to write.
fn drafts_key(agent: &AgentId) -> String {
    format!("alongside.drafts.{agent}")
}

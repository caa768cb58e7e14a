//! The widget without its looks: holds the state, and does what the state asks for.
//!
//! Knows the line, the storage, the page and the clock. Does not know Yew.

use crate::assist::Assistant;
use crate::call::Calls;
use crate::capture::Recorder;
use crate::conversation::{Conversation, Draft};
use crate::deferred;
use crate::event::{Effect, Input, WidgetEvent};
use crate::extras::Extras;
use crate::form::Form;
use crate::incoming::{self, Incoming};
use crate::outgoing;
use crate::page;
use crate::sharing::Sharing;
use crate::state::State;
use crate::storage::Storage;
use crate::time::now_ms;
use alongside_link::{Link, LinkEvent, random_uuid};
use alongside_protocol::{Attachment, Content, FromVisitor, Page, SiteSettings, ToVisitor, limits::CODE_MS};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::Function;
use std::cell::{Cell, Ref, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{Element, Node};

/// How long a gap may last before history is asked for, in ms.
const GAP_MS: u32 = 2_000;

/// How many events are kept until there is a line: the newest.
const EVENTS_KEPT: usize = 20;

/// What a client is made of.
pub(crate) struct Config {
    /// The relay's origin, without a slash at the end.
    pub(crate) relay: String,
    /// The site's public key.
    pub(crate) site: String,
    pub(crate) settings: SiteSettings,
    /// Whether the panel is open at the start.
    pub(crate) is_open: bool,
    /// `() => Promise` of the capture module. Without it sharing is not offered.
    pub(crate) load_capture: Option<Function>,
    /// `() => Promise` of the module that does what agents do. Without it they only see.
    pub(crate) load_assist: Option<Function>,
    /// `() => Promise` of the module for files and emoji. Without it neither is offered.
    pub(crate) load_pickers: Option<Function>,
    /// `(options) => Promise` of what the module that has calls has begun. Without it nobody can call her.
    pub(crate) load_call: Option<Function>,
    /// `() => Promise` that is kept once what is behind [`crate::deferred`] may be called. Without it, it always may.
    pub(crate) load_extras: Option<Function>,
    /// The element that holds the widget: not part of the page that is shared.
    pub(crate) host: Element,
    /// Where in it something can be put: itself, or its shadow root.
    pub(crate) place: Node,
    /// Who she is, in a token that her shop's server has signed.
    pub(crate) identity: Option<String>,
    /// Told of each event.
    pub(crate) tell: Rc<dyn Fn(WidgetEvent)>,
}

/// A running widget. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) shared: Rc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) config: Config,
    /// As the page wants them now.
    settings: RefCell<SiteSettings>,
    state: RefCell<State>,
    pub(crate) storage: Storage,
    pub(crate) extras: Extras,
    /// Until the relay has answered it: from then on her own token says who she is.
    identity: RefCell<Option<String>>,
    /// What the page says of her: name and address.
    about: RefCell<[Option<String>; 2]>,
    link: RefCell<Option<Link<Incoming>>>,
    recorder: RefCell<Option<Rc<Recorder>>>,
    assistant: RefCell<Option<Rc<Assistant>>>,
    pub(crate) calls: RefCell<Option<Rc<Calls>>>,
    on_change: RefCell<Option<Rc<dyn Fn()>>>,
    listeners: RefCell<Vec<EventListener>>,
    again: RefCell<Option<Timeout>>,
    gap: RefCell<Option<Timeout>>,
    /// The page that the relay knows of.
    said_page: RefCell<Page>,
    /// What the page's script told of that the relay has not heard.
    events: RefCell<VecDeque<PageEvent>>,
    prefill: RefCell<String>,
    prefills: Cell<u32>,
    revision: Cell<u32>,
}

/// Something that the page's script told of.
struct PageEvent {
    name: String,
    /// JSON, as the script gave it.
    properties: Option<String>,
    at_ms: u64,
}

impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.shared, &other.shared)
    }
}

impl Client {
    /// Starts a widget: connects, and listens to the page.
    pub(crate) fn start(config: Config) -> Self {
        let storage = Storage::open(&config.site);
        let mut state = State::new(Conversation::with_outbox(storage.outbox()));
        state.is_open = config.is_open;
        state.records = config.settings.records;
        // Whichever it was: what the relay says when it has it, tells.
        state.filling.sent = storage.form().map(|_| Form::PreChat);
        let shared = Rc::new(Shared {
            identity: RefCell::new(config.identity.clone()),
            about: RefCell::default(),
            settings: RefCell::new(config.settings.clone()),
            extras: Extras::new(config.load_extras.clone()),
            config,
            state: RefCell::new(state),
            storage,
            link: RefCell::default(),
            recorder: RefCell::default(),
            assistant: RefCell::default(),
            calls: RefCell::default(),
            on_change: RefCell::default(),
            listeners: RefCell::default(),
            again: RefCell::default(),
            gap: RefCell::default(),
            said_page: RefCell::default(),
            events: RefCell::default(),
            prefill: RefCell::default(),
            prefills: Cell::new(0),
            revision: Cell::new(0),
        });
        let client = Self { shared };
        client.shared.storage.draft().iter().for_each(|draft| client.put(draft));
        client.shared.recorder.replace(Some(Rc::new(client.new_recorder())));
        client.shared.assistant.replace(Some(Rc::new(client.new_assistant())));
        client.shared.calls.replace(Some(client.new_calls()));
        client.listen();
        client.dispatch(Input::Visible(page::is_visible()));
        client.dispatch(Input::Online(page::is_online()));
        client.dispatch(Input::PageShown(client.shared.storage.shared_here()));
        client.connect();
        client
    }

    /// What is to be shown. Not to be held over a call that changes something.
    pub(crate) fn state(&self) -> Ref<'_, State> {
        self.shared.state.borrow()
    }

    /// Another number after each change of the state.
    pub(crate) fn revision(&self) -> u32 {
        self.shared.revision.get()
    }

    /// How the site wants it to look, and what it is called.
    pub(crate) fn settings(&self) -> Ref<'_, SiteSettings> {
        self.shared.settings.borrow()
    }

    /// Gives it another accent and another greeting.
    pub(crate) fn restyle(&self, accent: String, greeting: String) {
        {
            let mut settings = self.shared.settings.borrow_mut();
            settings.accent = accent;
            settings.greeting = greeting;
        }
        self.refresh();
    }

    /// Whether the page can be shared at all.
    pub(crate) fn offers_sharing(&self) -> bool {
        self.shared.config.load_capture.is_some()
    }

    /// `() => Promise` of the module for files and emoji, if they are offered.
    pub(crate) fn load_pickers(&self) -> Option<&Function> {
        self.shared.config.load_pickers.as_ref()
    }

    /// Her token, once she has one.
    pub(crate) fn token(&self) -> Option<String> {
        self.shared.storage.token()
    }

    /// Where files of hers go.
    pub(crate) fn upload_address(&self) -> String {
        let config = &self.shared.config;
        [&config.relay, "/api/v1/sites/", &site(config), "/files"].concat()
    }

    /// Where a file of the conversation is.
    pub(crate) fn file_address(&self, id: &str) -> String {
        let config = &self.shared.config;
        [&config.relay, "/api/v1/files/", id, "?site=", &site(config)].concat()
    }

    /// Calls `on_change` after each change of the state, in place of whom it called before.
    pub(crate) fn on_change(&self, on_change: Option<Rc<dyn Fn()>>) {
        self.shared.on_change.replace(on_change);
    }

    /// Takes in what happened, and does what follows from it.
    pub(crate) fn dispatch(&self, input: Input) {
        let effects = self.shared.state.borrow_mut().update(input);
        for effect in effects {
            self.perform(effect);
        }
        if let Some(assistant) = self.assistant() {
            let (sharing, is_paused) = (self.state().sharing.clone(), self.state().is_paused);
            assistant.follow(&sharing, is_paused);
        }
        self.refresh();
    }

    /// Something changed that shows.
    pub(crate) fn refresh(&self) {
        self.shared.revision.set(self.revision().wrapping_add(1));
        let on_change = self.shared.on_change.borrow().clone();
        if let Some(on_change) = on_change {
            on_change();
        }
    }

    /// The shopper says something.
    pub(crate) fn say(&self, body: String) {
        self.write(body, None);
    }

    /// The relay has a file of hers: she says so.
    pub(crate) fn send_file(&self, attachment: Attachment) {
        self.write(attachment.name.clone(), Some(Content::Attachment { attachment }));
    }

    fn write(&self, body: String, content: Option<Content>) {
        self.mind_the_page();
        self.dispatch(Input::Wrote(random_uuid().into(), Draft { body, content, written_at_ms: now_ms() }));
    }

    /// The shopper has filled in the form that is shown: an answer for each question.
    pub(crate) fn fill_in(&self, answers: Vec<String>) {
        self.mind_the_page();
        self.dispatch(Input::FormFilled(answers, random_uuid().into(), now_ms()));
    }

    /// Where the relay answers for this site, and the secret that says who she is.
    pub(crate) fn site_address(&self, path: &str) -> (String, Option<String>) {
        let config = &self.shared.config;
        let address = [&config.relay, "/api/v1/sites/", &site(config), path].concat();
        (address, self.shared.storage.token())
    }

    /// She says what was offered to her. What she pressed goes, and the composer has the focus.
    pub(crate) fn answer(&self, body: String) {
        self.say(body);
        self.dispatch(Input::Opened(true));
    }

    /// The shopper wants to share the page: asks for her consent.
    pub(crate) fn ask_to_share(&self) {
        self.dispatch(Input::ShareAsked(random_uuid().into()));
    }

    /// Does not wait for the next attempt to connect.
    pub(crate) fn retry_now(&self) {
        if let Some(link) = self.link() {
            link.retry_now();
        }
    }

    /// Puts `text` into the composer, for the shopper to send or to change.
    pub(crate) fn prefill(&self, text: &str) {
        self.put(text);
        self.dispatch(Input::Opened(true));
    }

    /// Puts `text` into the composer as soon as something changes.
    pub(crate) fn put(&self, text: &str) {
        self.shared.prefill.replace(text.to_owned());
        self.shared.prefills.set(self.shared.prefills.get().wrapping_add(1));
    }

    /// How often the composer was filled from outside, and the last text for it.
    pub(crate) fn prefilled(&self) -> (u32, String) {
        (self.shared.prefills.get(), self.shared.prefill.borrow().clone())
    }

    /// The page says what she is called.
    pub(crate) fn describe(&self, name: Option<String>, email: Option<String>) {
        self.shared.about.replace([name, email]);
        self.introduce();
    }

    /// The page's script tells of something, in `properties` of JSON. Without a line it waits for one.
    pub(crate) fn track(&self, name: String, properties: Option<String>, at_ms: u64) {
        {
            let mut events = self.shared.events.borrow_mut();
            if events.len() == EVENTS_KEPT {
                events.pop_front();
            }
            events.push_back(PageEvent { name, properties, at_ms });
        }
        self.tell_events();
    }

    fn tell_events(&self) {
        let Some(link) = self.link().filter(|_| self.state().is_welcomed()) else { return };
        for event in self.shared.events.take() {
            let ago_ms = now_ms().saturating_sub(event.at_ms);
            link.send_text(&outgoing::track(&event.name, event.properties.as_deref(), ago_ms));
        }
    }

    fn introduce(&self) {
        let [name, email] = self.shared.about.borrow().clone();
        if self.state().is_welcomed() && (name.is_some() || email.is_some()) {
            self.send(&FromVisitor::Describe { name, email });
        }
    }

    /// Ends everything: sharing, the line, and what listens to the page.
    pub(crate) fn stop(&self) {
        // What another page of hers shares goes on there.
        if !matches!(self.state().sharing, Sharing::Elsewhere { .. }) {
            self.dispatch(Input::ShareStopped);
        }
        self.dispatch(Input::ShareDeclined);
        self.calls().iter().for_each(|calls| calls.stop());
        self.on_change(None);
        self.hang_up();
        self.shared.listeners.borrow_mut().clear();
        self.shared.again.take();
        self.shared.gap.take();
    }

    fn perform(&self, effect: Effect) {
        let shared = &self.shared;
        match effect {
            Effect::Hello => self.hello(),
            Effect::Send(frame) => self.send(&frame),
            Effect::StoreToken(token) => self.kept(shared.storage.store_token(token)),
            Effect::Keep(client_id, draft) => self.kept(shared.storage.keep(client_id, draft)),
            Effect::Forget(client_id) => self.kept(shared.storage.forget(&client_id)),
            Effect::KeepForm(filled) => {
                let frame = outgoing::text(&FromVisitor::Form { filled });
                self.kept(shared.storage.keep_form(frame));
            }
            Effect::SendForm => {
                if let Some((link, frame)) = self.link().zip(shared.storage.form()) {
                    link.send_text(&frame);
                }
            }
            Effect::ForgetForm => self.kept(shared.storage.keep_form(None)),
            Effect::DeleteData => deferred::delete_data(self),
            Effect::ForgetAll => {
                shared.storage.clear();
                self.put("");
                shared.about.take();
                shared.identity.take();
            }
            Effect::RememberOpen(is_open) => shared.storage.remember_open(is_open),
            Effect::SendAgainIn(ms) => drop(shared.again.replace(Some(self.later(ms, Input::SendAgain)))),
            Effect::MindTheGapSoon => drop(shared.gap.replace(Some(self.later(GAP_MS, Input::MindTheGap)))),
            Effect::Reconnect => self.connect(),
            Effect::HangUp => self.hang_up(),
            Effect::LoadCapture => drop(self.recorder().and_then(|recorder| recorder.load())),
            Effect::Record(session) => {
                if let (Some(recorder), Some(link)) = (self.recorder(), self.link()) {
                    recorder.record(session, link);
                }
            }
            Effect::HoldRecording => self.recorder().into_iter().for_each(|recorder| recorder.hold()),
            Effect::StoreConsent(session) => self.kept(shared.storage.store_consent(session)),
            Effect::MarkTab(is_shared) => shared.storage.mark_tab(is_shared),
            Effect::ForgetSharing(session) => self.kept(shared.storage.forget_sharing(&session)),
            Effect::FramesReceived(sequence) => {
                // Something changed, perhaps the page's title.
                self.mind_the_page();
                self.recorder().into_iter().for_each(|recorder| recorder.acknowledged(sequence));
            }
            Effect::Keyframe { assets } => {
                self.recorder().into_iter().for_each(|recorder| recorder.keyframe(assets));
            }
            Effect::SendAssets(names) => {
                self.recorder().into_iter().for_each(|recorder| recorder.send_assets(&names));
            }
            Effect::Pause(on) => {
                self.kept(shared.storage.store_pause(on));
                self.recorder().into_iter().for_each(|recorder| recorder.pause(on));
            }
            Effect::Preview(on) => self.recorder().into_iter().for_each(|recorder| recorder.preview(on)),
            Effect::StopRecording => {
                // What agents do stands on the recording, and another page or tab begins another.
                self.assistant().into_iter().for_each(|assistant| assistant.stop());
                self.recorder().into_iter().for_each(|recorder| recorder.stop());
            }
            Effect::Tell(event) => (shared.config.tell)(event),
        }
    }

    fn hello(&self) {
        self.look_around();
        let page = page::current();
        self.shared.said_page.replace(page.clone());
        let (epoch, since, since_id) = {
            let conversation = &self.state().conversation;
            let (since, since_id) = conversation.held();
            (conversation.epoch().cloned(), since, since_id)
        };
        let token = self.shared.storage.token();
        let identity = self.shared.identity.borrow().clone();
        let protocol = alongside_protocol::VERSION;
        self.send(&FromVisitor::Hello { protocol, token, identity, epoch, since, since_id, page });
    }

    /// What only the browser knows, and another page of hers may have changed.
    fn look_around(&self) {
        let mut state = self.shared.state.borrow_mut();
        state.consented = self.shared.storage.consented();
        state.is_focused = page::is_focused();
        state.is_paused = self.shared.storage.is_paused();
    }

    fn mind_the_focus(&self) {
        self.look_around();
        self.dispatch(Input::Focused(page::is_focused()));
    }

    /// Frames that a dead line did not take are in the outbox, or not worth keeping.
    pub(crate) fn send(&self, frame: &FromVisitor) {
        if let Some((link, text)) = self.link().zip(outgoing::text(frame)) {
            link.send_text(&text);
        }
    }

    fn kept(&self, is_kept: bool) {
        if !is_kept && self.state().is_kept {
            self.dispatch(Input::NotKept);
        }
    }

    /// Tells the relay of the page that the shopper is on, if that is news.
    pub(crate) fn mind_the_page(&self) {
        let page = page::current();
        if *self.shared.said_page.borrow() != page && self.state().is_welcomed() {
            self.shared.said_page.replace(page.clone());
            self.send(&FromVisitor::Page { page });
        }
    }

    fn connect(&self) {
        self.hang_up();
        let weak = Rc::downgrade(&self.shared);
        let link = Link::open_with(socket_address(&self.shared.config), incoming::read, move |event| {
            let Some(shared) = weak.upgrade() else { return };
            let client = Client { shared };
            match event {
                LinkEvent::State(line) => client.dispatch(Input::Line(line, now_ms())),
                LinkEvent::Frame(Incoming::Frame(ToVisitor::CobrowseCode { code, .. })) => {
                    // Counted by her own clock, which may differ from the relay's.
                    let expires_at_ms = now_ms().saturating_add(CODE_MS);
                    client.dispatch(Input::Frame(ToVisitor::CobrowseCode { code, expires_at_ms }));
                }
                LinkEvent::Frame(Incoming::Frame(frame)) => {
                    if matches!(frame, ToVisitor::Welcome { .. } | ToVisitor::CobrowseStarted { .. }) {
                        // Another page of hers may have ended or held what is to go on here.
                        client.look_around();
                    }
                    let is_welcome = matches!(frame, ToVisitor::Welcome { .. });
                    client.dispatch(Input::Frame(frame));
                    if is_welcome {
                        client.shared.identity.take();
                        client.introduce();
                        client.tell_events();
                        client.go_on_with_calls();
                    }
                }
                LinkEvent::Frame(Incoming::ForAssist(frame)) => client.hear_agent(frame),
                LinkEvent::Frame(Incoming::ForCall(frame)) => client.hear_call(&frame),
                // The relay says nothing binary to a widget; and what cannot be read is left alone, so that
                // a newer relay may say more.
                LinkEvent::Binary(_) | LinkEvent::Refused(_) => {}
            }
        });
        self.shared.link.replace(Some(link));
    }

    fn hang_up(&self) {
        let link = self.shared.link.take();
        if let Some(link) = link {
            link.close();
        }
    }

    pub(crate) fn link(&self) -> Option<Link<Incoming>> {
        self.shared.link.borrow().clone()
    }

    pub(crate) fn recorder(&self) -> Option<Rc<Recorder>> {
        self.shared.recorder.borrow().clone()
    }

    fn new_recorder(&self) -> Recorder {
        let config = &self.shared.config;
        Recorder::new(
            config.load_capture.clone(),
            &config.host,
            self.handler(|client, reason| client.dispatch(Input::CaptureFailed(reason))),
            self.listener(Self::extras_came),
        )
    }

    fn new_assistant(&self) -> Assistant {
        let config = &self.shared.config;
        let send = self.handler(|client, frame: JsValue| {
            if let Some(link) = client.link().filter(|_| client.state().is_welcomed()) {
                link.send_value(&frame);
            }
        });
        Assistant::new(config.load_assist.clone(), config.place.clone(), send)
    }

    pub(crate) fn assistant(&self) -> Option<Rc<Assistant>> {
        self.shared.assistant.borrow().clone()
    }

    fn listen(&self) {
        let mut listeners = page::on_navigation(self.listener(Self::mind_the_page));
        let network = self.handler(|client, online| client.dispatch(Input::Online(online)));
        listeners.extend(page::on_network(network));
        let visibility = self.handler(|client, visible| {
            client.dispatch(Input::Visible(visible));
            client.mind_the_focus();
        });
        listeners.extend(page::on_visibility(visibility));
        listeners.extend(page::on_focus(self.listener(Self::mind_the_focus)));
        let leave = self.handler(|client, is_shown| {
            let input = if is_shown {
                Input::PageShown(client.shared.storage.shared_here())
            } else {
                Input::PageLeft
            };
            client.dispatch(input);
        });
        listeners.extend(page::on_leave(leave));
        self.shared.listeners.replace(listeners);
    }

    fn later(&self, ms: u32, input: Input) -> Timeout {
        let handler = self.handler(Self::dispatch);
        Timeout::new(ms, move || handler(input))
    }

    /// A function that calls `handle` for as long as the widget lives, and does not keep it alive.
    pub(crate) fn handler<Value>(
        &self,
        handle: impl Fn(&Self, Value) + Clone + 'static,
    ) -> impl Fn(Value) + Clone + 'static
    where
        Value: 'static,
    {
        let weak = Rc::downgrade(&self.shared);
        move |value| {
            if let Some(shared) = weak.upgrade() {
                handle(&Self { shared }, value);
            }
        }
    }

    pub(crate) fn listener(&self, handle: impl Fn(&Self) + Clone + 'static) -> impl Fn() + Clone + 'static {
        let handler = self.handler(move |client, ()| handle(client));
        move || handler(())
    }
}

/// `https://relay` becomes `wss://relay/api/v1/visitor/socket?site=…`.
fn socket_address(config: &Config) -> String {
    let origin = config.relay.strip_prefix("http").unwrap_or(&config.relay);
    ["ws", origin, "/api/v1/visitor/socket?site=", &site(config)].concat()
}

/// The site's key, for an address.
fn site(config: &Config) -> String {
    js_sys::encode_uri_component(&config.site).into()
}

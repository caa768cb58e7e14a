//! The widget without its looks: holds the state, and takes in what happens on the page and what the shopper does.
//!
//! Knows the storage, the page and the clock. Does not know Yew. What the state asks for is done in `client_effects.rs`; the line is
//! `client_line.rs`'s.

use crate::assist::Assistant;
use crate::call::Calls;
use crate::capture::Recorder;
use crate::client_line::PageEvent;
use crate::config::Config;
use crate::conversation::{Conversation, Draft};
use crate::event::Input;
use crate::extras::Extras;
use crate::form::Form;
use crate::incoming::Incoming;
use crate::page;
use crate::sharing::Sharing;
use crate::state::State;
use crate::storage::Storage;
use crate::time::now_ms;
use alongside_link::{Link, random_uuid};
use alongside_protocol::{Attachment, Content, Page, SiteSettings};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::Function;
use std::cell::{Cell, Ref, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsValue;

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
    pub(crate) identity: RefCell<Option<String>>,
    /// What the page says of her: name and address.
    pub(crate) about: RefCell<[Option<String>; 2]>,
    pub(crate) link: RefCell<Option<Link<Incoming>>>,
    recorder: RefCell<Option<Rc<Recorder>>>,
    assistant: RefCell<Option<Rc<Assistant>>>,
    pub(crate) calls: RefCell<Option<Rc<Calls>>>,
    on_change: RefCell<Option<Rc<dyn Fn()>>>,
    listeners: RefCell<Vec<EventListener>>,
    pub(crate) again: RefCell<Option<Timeout>>,
    pub(crate) gap: RefCell<Option<Timeout>>,
    /// The page that the relay knows of.
    pub(crate) said_page: RefCell<Page>,
    /// What the page's script told of that the relay has not heard.
    pub(crate) events: RefCell<VecDeque<PageEvent>>,
    prefill: RefCell<String>,
    prefills: Cell<u32>,
    revision: Cell<u32>,
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
        [&config.relay, "/api/v1/sites/", &config.site_key(), "/files"].concat()
    }

    /// Where a file of the conversation is.
    pub(crate) fn file_address(&self, id: &str) -> String {
        let config = &self.shared.config;
        [&config.relay, "/api/v1/files/", id, "?site=", &config.site_key()].concat()
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
        let address = [&config.relay, "/api/v1/sites/", &config.site_key(), path].concat();
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

    /// What only the browser knows, and another page of hers may have changed.
    pub(crate) fn look_around(&self) {
        let mut state = self.shared.state.borrow_mut();
        state.consented = self.shared.storage.consented();
        state.is_focused = page::is_focused();
        state.is_paused = self.shared.storage.is_paused();
    }

    fn mind_the_focus(&self) {
        self.look_around();
        self.dispatch(Input::Focused(page::is_focused()));
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

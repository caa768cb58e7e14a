//! The client's end of the line: what it says first, what it takes in, and what has to wait for a line. Does not own the line itself: that is
//! `crates/link`.

use crate::client::Client;
use crate::config::Config;
use crate::event::Input;
use crate::incoming::{self, Incoming};
use crate::outgoing;
use crate::page;
use crate::time::now_ms;
use alongside_link::{Link, LinkEvent};
use alongside_protocol::{FromVisitor, ToVisitor, limits::CODE_MS};
use std::rc::Rc;

/// How many events are kept until there is a line: the newest.
const EVENTS_KEPT: usize = 20;

/// Something that the page's script told of.
pub(crate) struct PageEvent {
    name: String,
    /// JSON, as the script gave it.
    properties: Option<String>,
    at_ms: u64,
}

impl Client {
    /// Begins a line, in place of the one before.
    pub(crate) fn connect(&self) {
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

    /// Ends the line.
    pub(crate) fn hang_up(&self) {
        let link = self.shared.link.take();
        if let Some(link) = link {
            link.close();
        }
    }

    /// The line, while there is one.
    pub(crate) fn link(&self) -> Option<Link<Incoming>> {
        self.shared.link.borrow().clone()
    }

    /// Does not wait for the next attempt to connect.
    pub(crate) fn retry_now(&self) {
        if let Some(link) = self.link() {
            link.retry_now();
        }
    }

    /// Says who she is, what she has, and where.
    pub(crate) fn hello(&self) {
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

    /// Frames that a dead line did not take are in the outbox, or not worth keeping.
    pub(crate) fn send(&self, frame: &FromVisitor) {
        if let Some((link, text)) = self.link().zip(outgoing::text(frame)) {
            link.send_text(&text);
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

    /// Says what the page says of her.
    pub(crate) fn introduce(&self) {
        let [name, email] = self.shared.about.borrow().clone();
        if self.state().is_welcomed() && (name.is_some() || email.is_some()) {
            self.send(&FromVisitor::Describe { name, email });
        }
    }
}

/// `https://relay` becomes `wss://relay/api/v1/visitor/socket?site=…`.
fn socket_address(config: &Config) -> String {
    let origin = config.relay.strip_prefix("http").unwrap_or(&config.relay);
    ["ws", origin, "/api/v1/visitor/socket?site=", &config.site_key()].concat()
}

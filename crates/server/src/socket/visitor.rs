//! A visitor's line: `hello`, then her frames and what others say, until it ends. What each of her frames
//! does is in `visitor_frames`.

use super::{
    cursor::Cursor,
    greeting::{self, First},
    held::Held,
    line::{End, Incoming, Line},
    order::Order,
    outgoing::Outgoing,
    parse::{self, VISITOR_TYPES},
    recognise::{Recognised, Who, recognise},
    told::Told,
};
use crate::{
    address::Address,
    bus::{Delivery, Event, Subscription, Topic},
    call::{self, SignalPace},
    clock,
    cobrowse::{self, Bucket},
    lines::{LineId, Place},
    reception::{self, Met},
    relay::Relay,
    store::{Store, StoreError},
    token::TokenHash,
    trail,
};
use alongside_protocol::{
    ConversationId, Deed, EndReason, Epoch, FromVisitor, Message, Reception, Shared, Side, SiteKey,
    ToVisitor, Transcript, VERSION, VisitorId,
    limits::{ACTS_PER_SECOND, EVENTS_PER_SECOND},
};
use axum::extract::ws::WebSocket;
use std::{ops::ControlFlow, pin::pin, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until};

/// How long it takes at most until a change of a site's hours, or of the clock, is seen.
const LONGEST_TURN: Duration = Duration::from_secs(10 * 60);

/// What is known of the line once it has said `hello`.
pub(super) struct VisitorLine {
    pub(super) relay: Arc<Relay>,
    pub(super) site: SiteKey,
    pub(super) visitor: VisitorId,
    /// From where it comes, if that is known.
    pub(super) address: Option<Address>,
    /// Which of her browsers: the hash of its token.
    pub(super) browser: TokenHash,
    pub(super) id: LineId,
    pub(super) outgoing: Outgoing,
    /// Hers, once she has one.
    pub(super) conversation: Option<ConversationId>,
    pub(super) cursor: Cursor,
    pub(super) order: Order,
    /// Whether she was last said to write.
    pub(super) is_typing: bool,
    /// How many answers to agents' acts it may give now.
    pub(super) answers: Bucket,
    /// How many signals of a call it may give now.
    pub(super) signals: SignalPace,
    /// What she was last told of who is there and what she is asked.
    pub(super) reception: Reception,
    /// What she was told that may be over.
    pub(super) told: Told,
    /// When the reception is looked at again.
    turns_at: Instant,
    /// How many events it may tell of now.
    pub(super) events: Bucket,
}

/// Where a line comes from.
pub(super) struct From {
    /// The site whose page opened it.
    pub(super) site: SiteKey,
    /// The shopper's address, if it is known.
    pub(super) address: Option<Address>,
}

/// What a `hello` says.
struct Hello {
    who: Who,
    held: Held,
}

/// The whole life of a visitor's socket.
pub(super) async fn serve(relay: Arc<Relay>, from: From, socket: WebSocket, _place: Place) {
    relay.metrics.visitor_lines.up();
    let mut line = Line::open(socket, &relay.timings);
    let outcome = match greeting::await_hello(&relay, &mut line, VISITOR_TYPES, read_hello).await {
        Ok(hello) => Box::pin(run(&relay, &from, &mut line, hello)).await,
        Err(end) => Ok(end),
    };
    greeting::part(&relay, line, outcome).await;
    relay.metrics.visitor_lines.down();
}

fn read_hello(frame: FromVisitor) -> First<Hello> {
    match frame {
        FromVisitor::Hello { protocol: VERSION, token, identity, epoch, since, since_id, page } => {
            if let Err(error) = parse::check_number("since", since) {
                return First::Refused(error);
            }
            let who = Who { token, identity, page: page.trimmed() };
            First::Hello(Hello { who, held: Held { epoch, since, since_id } })
        }
        FromVisitor::Hello { protocol, .. } => First::OtherProtocol(protocol),
        _ => First::SomethingElse,
    }
}

async fn run(relay: &Arc<Relay>, from: &From, line: &mut Line, hello: Hello) -> Result<End, StoreError> {
    let Hello { who, held } = hello;
    let From { site, address } = from;
    let page = who.page.clone();
    let Recognised { visitor, token, refused } = match recognise(relay, site, *address, who).await? {
        Ok(recognised) => recognised,
        Err(too_many) => {
            relay.metrics.refused(too_many.code);
            line.outgoing.send_error(&too_many);
            return Ok(End::Refused);
        }
    };
    trail::note(relay, site, &visitor, Deed::Page { page }, 0).await?;
    // Listening begins before history is read, so that nothing falls between the two.
    let mut own = relay.bus.subscribe(Topic::Visitor(site.clone(), visitor.clone())).await;
    let mut common = relay.bus.subscribe(Topic::Visitors(site.clone())).await;
    let mut state = VisitorLine {
        relay: Arc::clone(relay),
        site: site.clone(),
        visitor,
        address: *address,
        browser: TokenHash::of(&token),
        id: line.id,
        outgoing: line.outgoing.clone(),
        conversation: None,
        cursor: Cursor::default(),
        order: Order::default(),
        is_typing: false,
        answers: Bucket::new(ACTS_PER_SECOND, std::time::Instant::now()),
        signals: SignalPace::new(std::time::Instant::now()),
        reception: Reception::default(),
        told: Told::default(),
        turns_at: Instant::now() + LONGEST_TURN,
        events: Bucket::new(EVENTS_PER_SECOND, std::time::Instant::now()),
    };
    state.welcome(token, &held).await?;
    if let Some(error) = refused {
        state.refuse(&error);
    }
    state.came().await;
    let outcome = state.listen(line, &mut *own, &mut *common).await;
    state.left(&outcome).await;
    outcome
}

impl VisitorLine {
    async fn welcome(&mut self, token: String, held: &Held) -> Result<(), StoreError> {
        self.meet().await?;
        let store = &self.relay.store;
        self.conversation = store.conversation_of(&self.site, &self.visitor).await?;
        let transcript = match &self.conversation {
            Some(conversation) => held.transcript(&**store, &self.site, conversation).await?,
            None => empty(store.epoch()),
        };
        let last = transcript.messages.last().map(|message| message.seq);
        self.cursor.seq = last.unwrap_or(if transcript.whole { 0 } else { held.since });
        let is_resumed = !transcript.whole;
        self.outgoing.send(&ToVisitor::Welcome {
            protocol: VERSION,
            visitor: self.visitor.clone(),
            token,
            transcript,
            agents: self.relay.presence.agents(&self.site),
            cobrowse: self.relay.cobrowse.shared_by(&self.site, &self.visitor, self.browser),
            reception: self.reception.clone(),
            attachment_bytes: self.relay.config.attachment_bytes,
        });
        self.send_requests();
        if is_resumed {
            self.send_missed(u64::MAX).await?;
        }
        let Some(conversation) = &self.conversation else { return Ok(()) };
        if self.relay.store.unrated(&self.site, conversation).await?.is_some() {
            self.send_what_to_rate().await?;
        }
        Ok(())
    }

    /// Which closing waits for her rating, if one does.
    pub(super) async fn send_what_to_rate(&self) -> Result<(), StoreError> {
        let Some(conversation) = &self.conversation else { return Ok(()) };
        let closing = self.relay.store.unrated(&self.site, conversation).await?;
        self.outgoing.send(&ToVisitor::Rating { closing });
        Ok(())
    }

    /// Finds out whether somebody is there and what she is asked.
    async fn meet(&mut self) -> Result<(), StoreError> {
        let Met { reception, until_ms } = reception::meet(&self.relay, &self.site, &self.visitor).await?;
        self.reception = reception;
        // Also where nothing is to change: the site may set other hours.
        let left = until_ms.map(|until_ms| Duration::from_millis(until_ms.saturating_sub(clock::now_ms())));
        self.turns_at = Instant::now() + left.unwrap_or(LONGEST_TURN).min(LONGEST_TURN);
        Ok(())
    }

    /// Tells her what she meets now if that is not what she was told.
    pub(super) async fn mind_reception(&mut self) -> Result<(), StoreError> {
        let told = self.reception.clone();
        self.meet().await?;
        if told != self.reception {
            self.tell_reception();
        }
        Ok(())
    }

    pub(super) fn tell_reception(&self) {
        self.outgoing.send(&ToVisitor::Reception { reception: self.reception.clone() });
    }

    /// Questions that an agent asked before this page was there.
    fn send_requests(&mut self) {
        for (session, agent) in self.relay.cobrowse.asked(&self.site, &self.visitor) {
            self.tell(&ToVisitor::CobrowseRequest { session, agent });
        }
        for ring in call::rings(&self.relay, &self.site, &self.visitor) {
            self.tell(&ring);
        }
    }

    /// Sends what may be taken back later.
    fn tell(&mut self, frame: &ToVisitor) {
        self.told.note(frame);
        self.outgoing.send(frame);
    }

    async fn came(&self) {
        self.relay.presence.visitor_came(&self.site, &self.visitor);
        if let Some(conversation) = &self.conversation {
            // Also when she was here before: the page she is on may be another one.
            self.relay.announce_again(&self.site, conversation).await;
        }
    }

    async fn left(&mut self, outcome: &Result<End, StoreError>) {
        self.stop_typing().await;
        let is_stopping = matches!(outcome, Ok(End::Stopping));
        let was_last = self.relay.presence.visitor_left(&self.site, &self.visitor);
        cobrowse::visitor_line_gone(&self.relay, self.id, is_stopping).await;
        call::line_gone(&self.relay, self.id, is_stopping);
        if let Some(conversation) = self.conversation.as_ref().filter(|_| was_last) {
            self.relay.announce_again(&self.site, conversation).await;
        }
    }

    async fn listen(
        &mut self,
        line: &mut Line,
        own: &mut dyn Subscription,
        common: &mut dyn Subscription,
    ) -> Result<End, StoreError> {
        let relay = Arc::clone(&self.relay);
        let mut stopped = pin!(relay.stopped());
        loop {
            tokio::select! {
                incoming = line.next() => match incoming {
                    Incoming::Text(text) => self.take_text(&text).await,
                    Incoming::Binary(bytes) => self.take_binary(&bytes).await,
                    Incoming::End(end) => return Ok(end),
                },
                delivery = own.next() => if let ControlFlow::Break(end) = self.hear(delivery).await? {
                    return Ok(end);
                },
                delivery = common.next() => if let ControlFlow::Break(end) = self.hear(delivery).await? {
                    return Ok(end);
                },
                () = sleep_until(self.turns_at) => self.mind_reception().await?,
                () = &mut stopped => return Ok(End::Stopping),
            }
        }
    }

    async fn hear(&mut self, delivery: Delivery) -> Result<ControlFlow<End>, StoreError> {
        let event = match delivery {
            Delivery::Event(event) => event,
            Delivery::Lagged => return self.catch_up().await,
            Delivery::Closed => return Err(StoreError::Unavailable("the bus has ended".into())),
        };
        match &*event {
            Event::Message { conversation, message } => {
                self.conversation.get_or_insert_with(|| conversation.clone());
                let (store, site) = (&*self.relay.store, &self.site);
                let messages = self.cursor.advance(store, site, conversation, message).await?;
                self.send_messages(messages);
            }
            Event::ToVisitor { frame, except } if *except != Some(self.id) && self.holds_true(frame) => {
                if self.conversation.is_none() && matches!(frame, ToVisitor::CobrowseRequest { .. }) {
                    // By her code, an agent has opened her conversation before she said anything.
                    self.conversation = self.relay.store.conversation_of(&self.site, &self.visitor).await?;
                }
                if let ToVisitor::Reception { reception } = frame {
                    self.reception = reception.clone();
                }
                if matches!(frame, ToVisitor::Rating { .. }) {
                    // She may have written since, or an agent closed it again: two that cross are told in any order.
                    self.send_what_to_rate().await?;
                    return Ok(ControlFlow::Continue(()));
                }
                self.tell(frame);
                if *frame == ToVisitor::Deleted {
                    return Ok(ControlFlow::Break(End::Deleted));
                }
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    /// What was published may be old by now: this line may have taken the session back. And what she shares in another browser
    /// is nothing that this one could go on with.
    fn holds_true(&self, frame: &ToVisitor) -> bool {
        match frame {
            ToVisitor::CobrowseEnded { session, reason: EndReason::Moved } => {
                let registry = &self.relay.cobrowse;
                registry.is_shared_by(session, self.browser) && !registry.is_shared_on(session, self.id)
            }
            _ => true,
        }
    }

    /// Tells what the bus has lost, from what is so now.
    async fn catch_up(&mut self) -> Result<ControlFlow<End>, StoreError> {
        let store = Arc::clone(&self.relay.store);
        if let Err(StoreError::NotFound(_)) = store.acquaintance(&self.site, &self.visitor).await {
            self.outgoing.send(&ToVisitor::Deleted);
            return Ok(ControlFlow::Break(End::Deleted));
        }
        self.outgoing.send(&ToVisitor::Agents { agents: self.relay.presence.agents(&self.site) });
        self.send_what_is_over();
        self.send_requests();
        self.send_where_it_moved();
        self.mind_reception().await?;
        self.catch_up_with_conversation(&*store).await?;
        Ok(ControlFlow::Continue(()))
    }

    async fn catch_up_with_conversation(&mut self, store: &dyn Store) -> Result<(), StoreError> {
        if self.conversation.is_none() {
            self.conversation = store.conversation_of(&self.site, &self.visitor).await?;
        }
        let Some(conversation) = self.conversation.clone() else { return Ok(()) };
        let Some(summary) = store.summary(&self.site, &conversation).await? else { return Ok(()) };
        self.send_missed(summary.last_message.map_or(0, |message| message.seq)).await?;
        self.outgoing.send(&ToVisitor::Delivered { seq: summary.delivered_to_agent });
        self.outgoing.send(&ToVisitor::Read { side: Side::Agent, seq: summary.read_by_agent });
        self.outgoing.send(&ToVisitor::Read { side: Side::Visitor, seq: summary.read_by_visitor });
        // Whoever wrote may have stopped, and will say so again if not.
        self.outgoing.send(&ToVisitor::Typing { on: false, name: String::new() });
        self.send_what_to_rate().await
    }

    /// Calls and questions that she was told of, and that have ended since.
    fn send_what_is_over(&mut self) {
        let calls = self.told.calls.iter().filter_map(|call| {
            let reason = self.relay.calls.over_for(call, self.id)?;
            Some(ToVisitor::CallEnded { call: call.clone(), reason })
        });
        let questions = self.told.questions.iter().filter_map(|session| {
            let reason = self.relay.cobrowse.question_over(session, self.id)?;
            Some(ToVisitor::CobrowseEnded { session: session.clone(), reason })
        });
        for frame in calls.chain(questions).collect::<Vec<_>>() {
            self.tell(&frame);
        }
    }

    /// That another page of hers shares now may be among what was lost.
    fn send_where_it_moved(&self) {
        let shared = self
            .relay
            .cobrowse
            .shared_by(&self.site, &self.visitor, self.browser)
            .filter(|shared| shared.live);
        let moved = shared.filter(|shared| !self.relay.cobrowse.is_shared_on(&shared.session, self.id));
        if let Some(Shared { session, .. }) = moved {
            self.outgoing.send(&ToVisitor::CobrowseEnded { session, reason: EndReason::Moved });
        }
    }

    /// Sends the messages up to `until` that the line has not had.
    pub(super) async fn send_missed(&mut self, until: u64) -> Result<(), StoreError> {
        let Some(conversation) = &self.conversation else { return Ok(()) };
        let store = Arc::clone(&self.relay.store);
        loop {
            let page = self.cursor.next_page(&*store, &self.site, conversation, until).await?;
            if page.is_empty() {
                return Ok(());
            }
            self.send_messages(page);
        }
    }

    fn send_messages(&self, messages: Vec<Message>) {
        for message in messages {
            self.outgoing.send(&ToVisitor::Message { message });
        }
    }
}

fn empty(epoch: &Epoch) -> Transcript {
    Transcript {
        conversation: None,
        epoch: epoch.clone(),
        whole: true,
        messages: Vec::new(),
        delivered_to_visitor: 0,
        delivered_to_agent: 0,
        read_by_visitor: 0,
        read_by_agent: 0,
    }
}

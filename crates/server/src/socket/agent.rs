//! An agent's line: `hello`, then the agent's frames and what happens on the site, until it ends. What each
//! frame does is in `agent_frames`.

use super::{
    cursor::Cursor,
    greeting::{self, First},
    line::{End, Incoming, Line},
    order::Order,
    outgoing::Outgoing,
    parse::AGENT_TYPES,
};
use crate::{
    bus::{Delivery, Event, Subscription, Topic},
    call::{self, SignalPace},
    clock,
    cobrowse::{self, Bucket},
    lines::{LineId, Place},
    relay::Relay,
    store::{Agent, StoreError, StoredSummary},
    token::TokenHash,
};
use alongside_protocol::{
    ConversationId, ErrorCode, ErrorFrame, FromAgent, Message, Side, ToAgent, VERSION,
    limits::ACTS_PER_SECOND,
};
use axum::extract::ws::WebSocket;
use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    pin::pin,
    sync::Arc,
};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// A conversation that the line has not heard of is followed from its beginning if it is this short, in
/// messages; of a longer one, only what is new.
const SHORT: u64 = 100;

/// What is known of the line once it has said `hello`.
pub(super) struct AgentLine {
    pub(super) relay: Arc<Relay>,
    pub(super) agent: Agent,
    /// The login that opened the line.
    login: TokenHash,
    pub(super) id: LineId,
    pub(super) outgoing: Outgoing,
    /// The conversations that the console shows, and wants to know who types in.
    pub(super) opened: HashSet<ConversationId>,
    pub(super) known: HashMap<ConversationId, Known>,
    /// Conversations that were deleted while the line was open.
    gone: HashSet<ConversationId>,
    /// Of the conversations in which a message waits to be said again.
    pub(super) order: HashMap<ConversationId, Order>,
    /// Where the agent was last said to write.
    pub(super) typing_in: HashSet<ConversationId>,
    /// How many acts on shoppers' pages it may make now.
    pub(super) acts: Bucket,
    /// How many signals of a call it may give now.
    pub(super) signals: SignalPace,
}

/// How much of a conversation the line has had.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    pub(super) cursor: Cursor,
    /// Of the newest summary that went out.
    revision: u64,
}

/// The whole life of an agent's socket.
pub(super) async fn serve(
    relay: Arc<Relay>,
    agent: Agent,
    login: TokenHash,
    socket: WebSocket,
    _place: Place,
) {
    relay.metrics.agent_lines.up();
    let mut line = Line::open(socket, &relay.timings);
    let outcome = match greeting::await_hello(&relay, &mut line, AGENT_TYPES, read_hello).await {
        Ok(()) => Box::pin(run(&relay, agent, login, &mut line)).await,
        Err(end) => Ok(end),
    };
    greeting::part(&relay, line, outcome).await;
    relay.metrics.agent_lines.down();
}

#[allow(clippy::needless_pass_by_value, reason = "the other side's hello is taken apart")]
fn read_hello(frame: FromAgent) -> First<()> {
    match frame {
        FromAgent::Hello { protocol: VERSION } => First::Hello(()),
        FromAgent::Hello { protocol } => First::OtherProtocol(protocol),
        _ => First::SomethingElse,
    }
}

async fn run(relay: &Arc<Relay>, agent: Agent, login: TokenHash, line: &mut Line) -> Result<End, StoreError> {
    // Listening begins before the list is read, so that nothing falls between the two.
    let mut events = relay.bus.subscribe(Topic::Agents(agent.site.clone())).await;
    let mut state = AgentLine {
        relay: Arc::clone(relay),
        agent,
        login,
        id: line.id,
        outgoing: line.outgoing.clone(),
        opened: HashSet::new(),
        known: HashMap::new(),
        gone: HashSet::new(),
        order: HashMap::new(),
        typing_in: HashSet::new(),
        acts: Bucket::new(ACTS_PER_SECOND, std::time::Instant::now()),
        signals: SignalPace::new(std::time::Instant::now()),
    };
    state.welcome().await?;
    let Agent { site, agent, name, .. } = state.agent.clone();
    if relay.presence.agent_came(&site, &agent, &name) {
        relay.announce_agents(&site).await;
    }
    let outcome = state.listen(line, &mut *events).await;
    state.stop_typing().await;
    cobrowse::agent_line_gone(relay, &state.agent, state.id);
    call::line_gone(relay, state.id, matches!(outcome, Ok(End::Stopping)));
    if relay.presence.agent_left(&site, &agent) {
        relay.announce_agents(&site).await;
    }
    outcome
}

impl AgentLine {
    async fn welcome(&mut self) -> Result<(), StoreError> {
        let site = self.relay.store.site(&self.agent.site).await?.ok_or(StoreError::NotFound("site"))?;
        let stored = self.relay.store.summaries(&site.key).await?;
        let conversations = stored.iter().map(|summary| self.relay.complete(&site.key, summary)).collect();
        for summary in &stored {
            self.note(summary, last_seq(summary));
        }
        self.outgoing.send(&ToAgent::Welcome {
            protocol: VERSION,
            agent: self.agent.agent.clone(),
            name: self.agent.name.clone(),
            site: site.settings.name,
            conversations,
            attachment_bytes: self.relay.config.attachment_bytes,
            rooms: call::rooms_are_there(&self.relay, &site.key).await,
        });
        Ok(())
    }

    /// The line has had the conversation's messages up to `seq`, and this summary.
    fn note(&mut self, summary: &StoredSummary, seq: u64) {
        let known = self.known.entry(summary.conversation.clone()).or_default();
        known.cursor.seq = known.cursor.seq.max(seq);
        known.revision = summary.revision;
    }

    async fn listen(&mut self, line: &mut Line, events: &mut dyn Subscription) -> Result<End, StoreError> {
        let relay = Arc::clone(&self.relay);
        let outgoing = self.outgoing.clone();
        let mut stopped = pin!(relay.stopped());
        let every = relay.timings.login;
        let mut login_checks = interval_at(Instant::now() + every, every);
        login_checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                incoming = line.next() => match incoming {
                    Incoming::Text(text) => self.take_text(&text).await,
                    Incoming::Binary(_) => self.refuse(&ErrorFrame::lasting(
                        ErrorCode::MalformedFrame,
                        "an agent's line takes text frames only",
                    )),
                    Incoming::End(end) => return Ok(end),
                },
                delivery = events.next() => {
                    if let ControlFlow::Break(end) = self.hear(delivery).await? {
                        return Ok(end);
                    }
                }
                () = outgoing.drained() => relay.cobrowse.drained(self.id),
                _ = login_checks.tick() => {
                    if self.is_login_over().await {
                        return Ok(End::LoggedOut);
                    }
                }
                () = &mut stopped => return Ok(End::Stopping),
            }
        }
    }

    async fn hear(&mut self, delivery: Delivery) -> Result<ControlFlow<End>, StoreError> {
        let event = match delivery {
            Delivery::Event(event) => event,
            Delivery::Lagged => {
                self.catch_up().await?;
                return Ok(ControlFlow::Continue(()));
            }
            Delivery::Closed => return Err(StoreError::Unavailable("the bus has ended".into())),
        };
        match &*event {
            Event::Message { conversation, message } => self.hear_message(conversation, message).await?,
            Event::Summary(summary) => self.hear_summary(summary),
            Event::ToAgent { frame: ToAgent::ConversationGone { conversation }, .. } => {
                self.forget(conversation);
            }
            Event::ToAgent { frame, except } if *except != Some(self.id) && self.wants(frame) => {
                self.outgoing.send(frame);
            }
            Event::LoggedOut(login) if *login == self.login => return Ok(ControlFlow::Break(End::LoggedOut)),
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Whether the login has expired, or was ended by another program: a new password on the command line.
    async fn is_login_over(&self) -> bool {
        match self.relay.store.logged_in(self.login, clock::now_ms()).await {
            Ok(agent) => agent.is_none(),
            Err(error) => {
                // No reason to send everybody away; the question is asked again soon.
                tracing::warn!(%error, "whether a login still lasts is not known");
                false
            }
        }
    }

    /// Who types and what she does is told only of conversations that the console shows.
    fn wants(&self, frame: &ToAgent) -> bool {
        match frame {
            ToAgent::Typing { conversation, .. } => self.opened.contains(conversation),
            ToAgent::Trail { trail } => self.opened.contains(&trail.conversation),
            _ => true,
        }
    }

    /// A conversation was deleted. What was announced of it and comes late, is not told any more.
    fn forget(&mut self, conversation: &ConversationId) {
        self.gone.insert(conversation.clone());
        self.known.remove(conversation);
        self.opened.remove(conversation);
        self.order.remove(conversation);
        self.typing_in.remove(conversation);
        self.outgoing.send(&ToAgent::ConversationGone { conversation: conversation.clone() });
    }

    async fn hear_message(
        &mut self,
        conversation: &ConversationId,
        message: &Message,
    ) -> Result<(), StoreError> {
        if self.gone.contains(conversation) {
            return Ok(());
        }
        let first = Cursor { seq: if message.seq <= SHORT { 0 } else { message.seq - 1 } };
        let known = self.known.entry(conversation.clone()).or_insert(Known { cursor: first, revision: 0 });
        let (store, site) = (&*self.relay.store, &self.agent.site);
        let messages = known.cursor.advance(store, site, conversation, message).await?;
        self.send_messages(conversation, messages);
        Ok(())
    }

    fn hear_summary(&mut self, summary: &StoredSummary) {
        if self.gone.contains(&summary.conversation) {
            return;
        }
        let last = last_seq(summary);
        let first = Cursor { seq: if last <= SHORT { 0 } else { last } };
        let known =
            self.known.entry(summary.conversation.clone()).or_insert(Known { cursor: first, revision: 0 });
        // Two lines may announce in another order than they wrote.
        if summary.revision >= known.revision {
            known.revision = summary.revision;
            let summary = self.relay.complete(&self.agent.site, summary);
            self.outgoing.send(&ToAgent::Conversation { summary });
        }
    }

    /// Reads from the store what the bus has lost.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        let store = Arc::clone(&self.relay.store);
        let summaries = store.summaries(&self.agent.site).await?;
        let is_listed =
            |known: &&ConversationId| summaries.iter().any(|summary| summary.conversation == **known);
        let unlisted: Vec<_> = self.known.keys().filter(|known| !is_listed(known)).cloned().collect();
        for conversation in unlisted {
            // It may be only too old for the list.
            if store.summary(&self.agent.site, &conversation).await?.is_none() {
                self.forget(&conversation);
            }
        }
        for summary in summaries {
            let is_news =
                self.known.get(&summary.conversation).is_none_or(|known| known.revision < summary.revision);
            if is_news {
                if let Some(message) = &summary.last_message {
                    self.hear_message(&summary.conversation, message).await?;
                }
                let (conversation, seq) = (summary.conversation.clone(), summary.delivered_to_visitor);
                self.outgoing.send(&ToAgent::Delivered { conversation, seq });
                for (side, seq) in
                    [(Side::Visitor, summary.read_by_visitor), (Side::Agent, summary.read_by_agent)]
                {
                    let conversation = summary.conversation.clone();
                    self.outgoing.send(&ToAgent::Read { conversation, side, seq });
                }
            }
            // Whether she is online, and whether she shares, may have changed without the store.
            self.hear_summary(&summary);
        }
        for conversation in &self.opened {
            self.send_trail(conversation).await?;
        }
        Ok(())
    }

    pub(super) fn send_messages(&self, conversation: &ConversationId, messages: Vec<Message>) {
        for message in messages {
            self.outgoing.send(&ToAgent::Message { conversation: conversation.clone(), message });
        }
    }

    pub(super) fn refuse(&self, error: &ErrorFrame) {
        self.relay.metrics.refused(error.code);
        self.outgoing.send_error(error);
    }
}

fn last_seq(summary: &StoredSummary) -> u64 {
    summary.last_message.as_ref().map_or(0, |message| message.seq)
}

//! What each frame of an agent does. The site is always the agent's own: a conversation or session of
//! another one is unknown here.

use super::{
    agent::AgentLine,
    cursor::Cursor,
    held::Held,
    parse::{self, AGENT_TYPES},
};
use crate::{
    attachment,
    call::{self, Caller},
    chat::{self, Said},
    closing,
    cobrowse::{self, Helping},
    store::StoreError,
};
use alongside_protocol::{
    Author, ClientId, Content, ConversationId, ErrorCode, ErrorFrame, FromAgent, SessionId, Side, ToAgent,
    ToVisitor, Trail,
};
use std::time::Instant;

impl AgentLine {
    /// Takes a text frame.
    pub(super) async fn take_text(&mut self, text: &str) {
        let outcome = match parse::frame(text, AGENT_TYPES) {
            Ok(frame) => self.take(frame).await,
            Err(error) => Err(error),
        };
        if let Err(error) = outcome {
            self.refuse(&error);
        }
    }

    async fn take(&mut self, frame: FromAgent) -> Result<(), ErrorFrame> {
        match frame {
            FromAgent::Hello { .. } => {
                Err(ErrorFrame::lasting(ErrorCode::OutOfOrder, "hello was said already on this line"))
            }
            FromAgent::Open { conversation, epoch, since, since_id } => {
                self.open(conversation, &Held { epoch, since, since_id }).await
            }
            FromAgent::Message { conversation, client_id, body, content } => {
                self.message(&conversation, client_id, body, content).await
            }
            FromAgent::Earlier { conversation, before } => {
                let messages = chat::earlier(&self.relay, &self.agent.site, &conversation, before).await?;
                self.outgoing.send(&ToAgent::Earlier { conversation, messages });
                Ok(())
            }
            FromAgent::Typing { conversation, on } => self.typing(conversation, on).await,
            FromAgent::Delivered { conversation, seq } => self.delivered(&conversation, seq).await,
            FromAgent::Read { conversation, seq } => self.read(&conversation, seq).await,
            FromAgent::Close { conversation, seen } => {
                closing::close(&self.relay, &self.agent, &conversation, seen).await
            }
            FromAgent::Reopen { conversation } => {
                closing::reopen(&self.relay, &self.agent, &conversation).await
            }
            FromAgent::CobrowseRequest { conversation, session } => {
                cobrowse::request(&self.relay, &self.agent, &conversation, &session).await
            }
            FromAgent::CobrowseWatch { session } => {
                cobrowse::watch(&self.relay, &self.agent, self.id, &self.outgoing, &session)
            }
            FromAgent::CobrowseLeave { session } => {
                cobrowse::leave(&self.relay, &self.agent, self.id, &session)
            }
            FromAgent::CobrowseKeyframe { session } => {
                self.known_session(self.relay.cobrowse.begin_anew(&session, &self.agent.site, self.id))
            }
            FromAgent::CobrowseEnd { session } => self.end(&session).await,
            FromAgent::CobrowseRedeem { code, session } => {
                cobrowse::redeem(&self.relay, &self.agent, &self.outgoing, &code, &session).await
            }
            FromAgent::CobrowseAsk { session, capabilities } => {
                self.help(&session, |helping| helping.ask(capabilities))
            }
            FromAgent::CobrowseRelease { session, capabilities } => {
                self.help(&session, |helping| helping.release(capabilities))
            }
            FromAgent::CobrowseAct { session, number, act } => {
                self.help(&session, |helping| helping.act(number, act))
            }
            FromAgent::CallRequest { conversation, call, kind } => {
                call::request(&self.relay, self.caller(), &conversation, &call, kind).await
            }
            // What the call is and since when, the log says.
            FromAgent::CallResume { conversation, call, fresh, .. } => {
                call::resume_by_agent(&self.relay, self.caller(), &conversation, &call, fresh).await
            }
            FromAgent::CallSignal { call, signal } => {
                call::signal(&self.relay, &mut self.signals, self.id, &call, signal)
            }
            FromAgent::CallEnd { call, reason } => {
                call::end_by_agent(&self.relay, &self.agent, self.id, &call, reason).await
            }
            FromAgent::Ping => {
                self.outgoing.send(&ToAgent::Pong);
                Ok(())
            }
        }
    }

    fn caller(&self) -> Caller<'_> {
        Caller { agent: &self.agent, line: self.id, outgoing: &self.outgoing }
    }

    /// Whatever reaches a shopper's page counts, so that no line can flood hers. What is beyond is dropped.
    fn help(
        &mut self,
        session: &SessionId,
        what: impl FnOnce(Helping<'_>) -> Result<(), ErrorFrame>,
    ) -> Result<(), ErrorFrame> {
        if !self.acts.take(Instant::now()) {
            self.relay.metrics.acts_dropped.add(1);
            return Ok(());
        }
        what(Helping { relay: &self.relay, agent: &self.agent, line: self.id, session })
    }

    async fn open(&mut self, conversation: ConversationId, held: &Held) -> Result<(), ErrorFrame> {
        parse::check_number("since", held.since)?;
        let transcript = held
            .transcript(&*self.relay.store, &self.agent.site, &conversation)
            .await
            .map_err(|error| chat::refusal(&error))?;
        let answers = self.relay.store.answers(&self.agent.site, &conversation).await;
        let answers = answers.map_err(|error| chat::refusal(&error))?;
        let last = transcript.messages.last().map(|message| message.seq);
        let had = last.unwrap_or(if transcript.whole { 0 } else { held.since });
        let is_resumed = !transcript.whole;
        self.opened.insert(conversation.clone());
        self.outgoing.send(&ToAgent::History { transcript });
        if !answers.is_empty() {
            self.outgoing.send(&ToAgent::Answers { conversation: conversation.clone(), answers });
        }
        if let Some(name) = self.relay.calls.name_in(&conversation) {
            let conversation = conversation.clone();
            self.outgoing.send(&ToAgent::CallState { conversation, name: Some(name) });
        }
        let mut rest = Cursor { seq: had };
        if is_resumed {
            self.send_rest(&conversation, &mut rest).await.map_err(|error| chat::refusal(&error))?;
        }
        self.send_trail(&conversation).await.map_err(|error| chat::refusal(&error))?;
        let known = self.known.entry(conversation).or_default();
        known.cursor.seq = known.cursor.seq.max(rest.seq);
        Ok(())
    }

    pub(super) async fn send_trail(&self, conversation: &ConversationId) -> Result<(), StoreError> {
        let happenings = self.relay.store.trail(&self.agent.site, conversation).await?;
        let trail = Trail { conversation: conversation.clone(), whole: true, happenings };
        self.outgoing.send(&ToAgent::Trail { trail });
        Ok(())
    }

    /// What a history that goes on had no room for. The line may have had it before, on its own.
    async fn send_rest(&self, conversation: &ConversationId, rest: &mut Cursor) -> Result<(), StoreError> {
        loop {
            let (store, site) = (&*self.relay.store, &self.agent.site);
            let page = rest.next_page(store, site, conversation, u64::MAX).await?;
            if page.is_empty() {
                return Ok(());
            }
            self.send_messages(conversation, page);
        }
    }

    async fn message(
        &mut self,
        conversation: &ConversationId,
        client_id: ClientId,
        body: String,
        content: Option<Content>,
    ) -> Result<(), ErrorFrame> {
        parse::check_message(&client_id, &body, content.as_ref(), Side::Agent)?;
        if let Some(order) = self.order.get_mut(conversation) {
            order.admit(&client_id)?;
        }
        let site = &self.agent.site;
        let carried = attachment::carried(&self.relay, site, Some(conversation), Side::Agent, content).await;
        let content = match carried {
            Ok(content) => content,
            Err(refusal) => return Err(self.refused(conversation, refusal, client_id)),
        };
        let Err(error) = self.say(conversation, client_id.clone(), body, content).await else {
            self.order.remove(conversation);
            return Ok(());
        };
        Err(self.refused(conversation, chat::refusal(&error), client_id))
    }

    fn refused(
        &mut self,
        conversation: &ConversationId,
        refusal: ErrorFrame,
        client_id: ClientId,
    ) -> ErrorFrame {
        if !refusal.retry {
            return refusal.about(client_id);
        }
        self.order.entry(conversation.clone()).or_default().refused(refusal, client_id)
    }

    async fn say(
        &mut self,
        conversation: &ConversationId,
        client_id: ClientId,
        body: String,
        content: Option<Content>,
    ) -> Result<(), StoreError> {
        let site = &self.agent.site;
        let author = Author::Agent { name: self.agent.name.clone() };
        let said = Said { author, client_id, body, content, by: Some(self.agent.agent.clone()) };
        let message = chat::say(&self.relay, site, conversation, said).await?;
        // What others said before it goes out before its acknowledgement: `seq` has no gap on the line.
        if let Some(known) = self.known.get_mut(conversation) {
            let missed = known.cursor.missed(&*self.relay.store, site, conversation, message.seq - 1).await?;
            known.cursor.seq = known.cursor.seq.max(message.seq);
            self.send_messages(conversation, missed);
        } else {
            self.known.entry(conversation.clone()).or_default().cursor.seq = message.seq;
        }
        self.outgoing.send(&ToAgent::Ack {
            conversation: conversation.clone(),
            client_id: message.client_id,
            seq: message.seq,
            sent_at_ms: message.sent_at_ms,
        });
        Ok(())
    }

    /// The line ends: what it last said of the agent's typing no longer holds.
    pub(super) async fn stop_typing(&mut self) {
        for conversation in std::mem::take(&mut self.typing_in) {
            // A store that does not answer now has nobody to tell either.
            let _ = self.typing(conversation, false).await;
        }
    }

    async fn typing(&mut self, conversation: ConversationId, on: bool) -> Result<(), ErrorFrame> {
        let summary = self.relay.store.summary(&self.agent.site, &conversation).await;
        let summary = summary.map_err(|error| chat::refusal(&error))?;
        let summary = summary.ok_or_else(|| chat::refusal(&StoreError::NotFound("conversation")))?;
        // Only what there is: it is remembered until the line ends.
        if on {
            self.typing_in.insert(conversation.clone());
        } else {
            self.typing_in.remove(&conversation);
        }
        let name = &self.agent.name;
        let to_visitor = ToVisitor::Typing { on, name: name.clone() };
        let to_agent = ToAgent::Typing { conversation, on, side: Side::Agent, name: name.clone() };
        chat::tell(&self.relay, &self.agent.site, &summary, Some(self.id), to_visitor, to_agent).await;
        Ok(())
    }

    async fn delivered(&self, conversation: &ConversationId, seq: u64) -> Result<(), ErrorFrame> {
        chat::delivered(&self.relay, &self.agent.site, conversation, Side::Agent, seq)
            .await
            .map_err(|error| chat::refusal(&error))
    }

    async fn read(&self, conversation: &ConversationId, seq: u64) -> Result<(), ErrorFrame> {
        chat::read(&self.relay, &self.agent.site, conversation, Side::Agent, seq, self.id)
            .await
            .map_err(|error| chat::refusal(&error))
    }

    async fn end(&self, session: &SessionId) -> Result<(), ErrorFrame> {
        cobrowse::end_by_agent(&self.relay, &self.agent, session).await
    }

    #[allow(clippy::unused_self, reason = "it reads as the sentence it is")]
    fn known_session(&self, is_known: bool) -> Result<(), ErrorFrame> {
        if is_known { Ok(()) } else { Err(cobrowse::unknown()) }
    }
}

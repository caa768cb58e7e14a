//! What each frame of an agent does. The site is always the agent's own: a conversation or session of
//! another one is unknown here.

use super::{
    agent::AgentLine,
    parse::{self, AGENT_TYPES},
};
use crate::{
    chat::{self, Said},
    cobrowse::{self, Helping},
    store::StoreError,
};
use alongside_protocol::{
    Author, ClientId, ConversationId, Epoch, ErrorCode, ErrorFrame, FromAgent, SessionId, Side, ToAgent,
    ToVisitor,
};
use std::time::Instant;

impl AgentLine {
    /// Takes a text frame.
    pub(super) async fn take_text(&mut self, text: &str) {
        let outcome = match parse::frame(text, &AGENT_TYPES) {
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
            FromAgent::Open { conversation, epoch, since } => self.open(conversation, epoch, since).await,
            FromAgent::Message { conversation, client_id, body } => {
                self.message(&conversation, client_id, body).await
            }
            FromAgent::Typing { conversation, on } => self.typing(conversation, on).await,
            FromAgent::Read { conversation, seq } => self.read(&conversation, seq).await,
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
            FromAgent::Ping => {
                self.outgoing.send(&ToAgent::Pong);
                Ok(())
            }
        }
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

    async fn open(
        &mut self,
        conversation: ConversationId,
        epoch: Option<Epoch>,
        since: u64,
    ) -> Result<(), ErrorFrame> {
        let store = &self.relay.store;
        let since = if epoch.as_ref() == Some(store.epoch()) { since } else { 0 };
        let transcript = store
            .transcript(&self.agent.site, &conversation, since)
            .await
            .map_err(|error| chat::refusal(&error))?;
        let last = transcript.messages.last().map(|message| message.seq);
        let had = last.unwrap_or(if transcript.whole { 0 } else { since });
        let known = self.known.entry(conversation.clone()).or_default();
        known.cursor.seq = known.cursor.seq.max(had);
        self.opened.insert(conversation);
        self.outgoing.send(&ToAgent::History { transcript });
        Ok(())
    }

    async fn message(
        &mut self,
        conversation: &ConversationId,
        client_id: ClientId,
        body: String,
    ) -> Result<(), ErrorFrame> {
        parse::check_message(&client_id, &body)?;
        self.say(conversation, client_id.clone(), body)
            .await
            .map_err(|error| chat::refusal(&error).about(client_id))
    }

    async fn say(
        &mut self,
        conversation: &ConversationId,
        client_id: ClientId,
        body: String,
    ) -> Result<(), StoreError> {
        let site = &self.agent.site;
        let author = Author::Agent { name: self.agent.name.clone() };
        let said = Said { author, client_id, body };
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

    async fn typing(&self, conversation: ConversationId, on: bool) -> Result<(), ErrorFrame> {
        let summary = self.relay.store.summary(&self.agent.site, &conversation).await;
        let summary = summary.map_err(|error| chat::refusal(&error))?;
        let summary = summary.ok_or_else(|| chat::refusal(&StoreError::NotFound("conversation")))?;
        let name = &self.agent.name;
        let to_visitor = ToVisitor::Typing { on, name: name.clone() };
        let to_agent = ToAgent::Typing { conversation, on, side: Side::Agent, name: name.clone() };
        chat::tell(&self.relay, &self.agent.site, &summary, Some(self.id), to_visitor, to_agent).await;
        Ok(())
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

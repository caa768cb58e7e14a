//! What each frame of a visitor does. A frame that is refused is answered and changes nothing.

use super::{
    parse::{self, VISITOR_TYPES},
    visitor::VisitorLine,
};
use crate::{
    asset_store::KeepError,
    attachment,
    bus::{Event, Topic},
    call::{self, Shopper},
    chat::{self, Said},
    clock, closing,
    cobrowse::{self, Answering, Came, Opening},
    identity, reception,
    store::StoreError,
    trail,
};
use alongside_protocol::{
    Author, CallId, ClientId, Content, ConversationId, Deed, EndReason, Envelope, ErrorCode, ErrorFrame,
    Filled, FromVisitor, Page, SessionId, Side, ToAgent, ToVisitor, is_email, limits::ACTS_PER_SECOND,
};
use bytes::Bytes;
use std::time::Instant;
use tokio::time::sleep;

impl VisitorLine {
    /// Takes a text frame.
    pub(super) async fn take_text(&mut self, text: &str) {
        let wait = self.relay.pace.frame(&self.site, &self.visitor, self.address);
        if !wait.is_zero() {
            sleep(wait).await;
        }
        let outcome = match parse::frame(text, VISITOR_TYPES) {
            Ok(frame) => self.take(frame).await,
            Err(error) => Err(error),
        };
        if let Err(error) = outcome {
            self.refuse(&error);
        }
    }

    /// Takes a co-browse frame.
    pub(super) async fn take_binary(&self, frame: &Bytes) {
        let (metrics, store) = (&self.relay.metrics, &self.relay.asset_store);
        match self.relay.cobrowse.frame(self.id, frame, |site, name| store.has(site, name)) {
            Ok(taken) => {
                metrics.frames.add(1);
                metrics.frame_bytes.add(frame.len() as u64);
                metrics.frames_skipped.add(taken.skipped as u64);
                if let Some(came) = taken.came {
                    self.keep_asset(&came).await;
                }
            }
            Err(refused) => {
                tracing::debug!(line = %self.id, bytes = frame.len(), %refused, "a co-browse frame was dropped");
                match refused.answer() {
                    Some(error) => self.refuse(&error),
                    None => metrics.refused(refused.code()),
                }
            }
        }
    }

    /// The line waits until the asset is kept: so much and no more may be on its way to the disk.
    async fn keep_asset(&self, Came { session, site, name, frame }: &Came) {
        let bytes = Envelope::decode(frame).ok().and_then(|envelope| Some(envelope.asset_name()?.1));
        let bytes = frame.slice_ref(bytes.unwrap_or_default());
        let length = bytes.len();
        let kept = self.relay.asset_store.keep(site, *name, bytes).await;
        match &kept {
            Ok(()) => self.relay.metrics.assets_kept.add(1),
            Err(KeepError::Folder(error)) => {
                tracing::error!(%error, "an asset could not be written to its folder");
            }
            Err(refused) => {
                tracing::debug!(line = %self.id, bytes = length, %refused, "an asset was not kept");
            }
        }
        self.relay.cobrowse.asset_settled(session, site, name, kept.is_ok());
    }

    pub(super) fn refuse(&self, error: &ErrorFrame) {
        self.relay.metrics.refused(error.code);
        self.outgoing.send_error(error);
    }

    async fn take(&mut self, frame: FromVisitor) -> Result<(), ErrorFrame> {
        match frame {
            FromVisitor::Hello { .. } => {
                Err(ErrorFrame::lasting(ErrorCode::OutOfOrder, "hello was said already on this line"))
            }
            FromVisitor::Message { client_id, body, content } => self.message(client_id, body, content).await,
            FromVisitor::Earlier { before } => self.earlier(before).await,
            FromVisitor::Typing { on } => {
                self.typing(on).await;
                Ok(())
            }
            FromVisitor::Delivered { seq } => self.delivered(seq).await,
            FromVisitor::Read { seq } => self.read(seq).await,
            FromVisitor::Page { page } => self.page(&page).await,
            FromVisitor::Track { name, properties, ago_ms } => {
                self.track(Deed::Event { name, properties }, ago_ms).await
            }
            FromVisitor::Describe { name, email } => self.describe(name, email).await,
            FromVisitor::Form { filled } => self.form(filled).await,
            FromVisitor::Rate { closing, score, comment } => self.rate(closing, score, comment).await,
            FromVisitor::CobrowseStart { session, resume, recorded } => {
                self.start(&session, resume, recorded).await
            }
            FromVisitor::CobrowseDecline { session } => {
                cobrowse::decline(&self.relay, &self.site, &self.visitor, &session).await
            }
            FromVisitor::CobrowseEnd { session, reason } => self.end(&session, reason).await,
            FromVisitor::CobrowseCode { on: true } => {
                cobrowse::make_code(&self.relay, &self.site, &self.visitor, &self.outgoing)
            }
            FromVisitor::CobrowseCode { on: false } => {
                cobrowse::take_code_back(&self.relay, &self.site, &self.visitor);
                Ok(())
            }
            FromVisitor::CobrowsePause { session, on } => self.answering(&session)?.pause(on),
            FromVisitor::CobrowseGrants { session, agent, grants } => {
                self.answering(&session)?.grants(agent, grants).await
            }
            FromVisitor::CobrowseRefuse { session, agent, capabilities } => {
                self.answering(&session)?.refuse(&agent, &capabilities)
            }
            FromVisitor::CobrowseOutcome { session, agent, number, outcome } => {
                self.answering(&session)?.outcome(&agent, number, outcome)
            }
            FromVisitor::CallAccept { call } => {
                call::accept(&self.relay, self.shopper(), &call).await?;
                self.told.calls.insert(call);
                Ok(())
            }
            FromVisitor::CallDecline { call } => call::decline(&self.relay, self.shopper(), &call).await,
            // What the call is and since when, the log says.
            FromVisitor::CallResume { call, fresh, .. } => self.resume_call(&call, fresh).await,
            FromVisitor::CallSignal { call, signal } => {
                call::signal(&self.relay, &mut self.signals, self.id, &call, signal)
            }
            FromVisitor::CallEnd { call, reason } => {
                call::end_by_visitor(&self.relay, &self.site, &self.visitor, &call, reason).await
            }
            FromVisitor::Ping => {
                self.outgoing.send(&ToVisitor::Pong);
                Ok(())
            }
        }
    }

    /// A page that answers faster than agents may act is none of ours: it must not flood theirs.
    fn answering<'a>(&'a mut self, session: &'a SessionId) -> Result<Answering<'a>, ErrorFrame> {
        if !self.answers.take(Instant::now()) {
            self.relay.metrics.acts_dropped.add(1);
            return Err(ErrorFrame::lasting(
                ErrorCode::TooManyTries,
                format!("a page answers at most {ACTS_PER_SECOND} times a second; this was dropped"),
            ));
        }
        Ok(Answering { relay: &self.relay, line: self.id, session })
    }

    fn shopper(&self) -> Shopper<'_> {
        Shopper {
            site: &self.site,
            visitor: &self.visitor,
            browser: self.browser,
            line: self.id,
            outgoing: &self.outgoing,
        }
    }

    async fn resume_call(&mut self, call: &CallId, fresh: bool) -> Result<(), ErrorFrame> {
        let conversation = self.conversation().await.map_err(|error| chat::refusal(&error))?;
        call::resume_by_visitor(&self.relay, self.shopper(), &conversation, call, fresh).await?;
        self.told.calls.insert(call.clone());
        Ok(())
    }

    async fn message(
        &mut self,
        client_id: ClientId,
        body: String,
        content: Option<Content>,
    ) -> Result<(), ErrorFrame> {
        parse::check_message(&client_id, &body, content.as_ref(), Side::Visitor)?;
        self.order.admit(&client_id)?;
        if let Err(too_many) = self.relay.pace.message(&self.site, &self.visitor, self.address) {
            return Err(self.order.refused(too_many, client_id));
        }
        if self.conversation.is_none() && content.is_some() {
            // Her file has opened it, past this line.
            let opened = self.relay.store.conversation_of(&self.site, &self.visitor).await;
            self.conversation =
                opened.map_err(|error| self.order.refused(chat::refusal(&error), client_id.clone()))?;
        }
        let carried =
            attachment::carried(&self.relay, &self.site, self.conversation.as_ref(), Side::Visitor, content)
                .await;
        let content = carried.map_err(|error| self.order.refused(error, client_id.clone()))?;
        let said = self.say(client_id.clone(), body, content).await;
        said.map_err(|error| self.order.refused(chat::refusal(&error), client_id))
    }

    async fn say(
        &mut self,
        client_id: ClientId,
        body: String,
        content: Option<Content>,
    ) -> Result<(), StoreError> {
        let conversation = self.conversation().await?;
        let said = Said { author: Author::Visitor, client_id, body, content, by: None };
        let message = chat::say(&self.relay, &self.site, &conversation, said).await?;
        // What others said before it goes out before its acknowledgement: `seq` has no gap on the line.
        self.send_missed(message.seq - 1).await?;
        self.cursor.seq = self.cursor.seq.max(message.seq);
        self.outgoing.send(&ToVisitor::Ack {
            client_id: message.client_id,
            seq: message.seq,
            sent_at_ms: message.sent_at_ms,
        });
        Ok(())
    }

    async fn earlier(&self, before: u64) -> Result<(), ErrorFrame> {
        let messages = match &self.conversation {
            Some(conversation) => chat::earlier(&self.relay, &self.site, conversation, before).await?,
            None => Vec::new(),
        };
        self.outgoing.send(&ToVisitor::Earlier { messages });
        Ok(())
    }

    /// Her conversation, which begins with the first thing that belongs in it.
    async fn conversation(&mut self) -> Result<ConversationId, StoreError> {
        if let Some(conversation) = &self.conversation {
            return Ok(conversation.clone());
        }
        let conversation =
            self.relay.store.open_conversation(&self.site, &self.visitor, clock::now_ms()).await?;
        self.conversation = Some(conversation.clone());
        Ok(conversation)
    }

    /// The line ends: what it last said of her typing no longer holds.
    pub(super) async fn stop_typing(&mut self) {
        if self.is_typing {
            self.typing(false).await;
        }
    }

    async fn typing(&mut self, on: bool) {
        self.is_typing = on;
        let Some(conversation) = self.conversation.clone() else { return };
        let frame = ToAgent::Typing { conversation, on, side: Side::Visitor, name: String::new() };
        let event = Event::ToAgent { frame, except: None };
        self.relay.bus.publish(Topic::Agents(self.site.clone()), event).await;
    }

    async fn delivered(&self, seq: u64) -> Result<(), ErrorFrame> {
        let Some(conversation) = &self.conversation else { return Ok(()) };
        chat::delivered(&self.relay, &self.site, conversation, Side::Visitor, seq)
            .await
            .map_err(|error| chat::refusal(&error))
    }

    async fn read(&self, seq: u64) -> Result<(), ErrorFrame> {
        let Some(conversation) = &self.conversation else { return Ok(()) };
        chat::read(&self.relay, &self.site, conversation, Side::Visitor, seq, self.id)
            .await
            .map_err(|error| chat::refusal(&error))
    }

    async fn page(&self, page: &Page) -> Result<(), ErrorFrame> {
        let stored = self.relay.store.set_page(&self.site, &self.visitor, page.trimmed()).await;
        if let Some(summary) = stored.map_err(|error| chat::refusal(&error))? {
            self.relay.announce(&self.site, summary).await;
        }
        self.note(Deed::Page { page: page.clone() }, 0).await
    }

    /// A page that tells more than a person does is not worth an agent's look: what is beyond is dropped.
    async fn track(&mut self, what: Deed, ago_ms: u64) -> Result<(), ErrorFrame> {
        if !self.events.take(Instant::now()) {
            return Ok(());
        }
        self.note(what, ago_ms).await
    }

    async fn note(&self, what: Deed, ago_ms: u64) -> Result<(), ErrorFrame> {
        trail::note(&self.relay, &self.site, &self.visitor, what, ago_ms)
            .await
            .map_err(|error| chat::refusal(&error))
    }

    async fn describe(&mut self, name: Option<String>, email: Option<String>) -> Result<(), ErrorFrame> {
        let line = |text: Option<String>| text.as_deref().and_then(identity::line);
        let (name, email) = (line(name), line(email).filter(|email| is_email(email)));
        let is_reachable = email.is_some();
        let refusal = |error: StoreError| chat::refusal(&error);
        let before = trail::contact(&self.relay, &self.site, &self.visitor).await.map_err(refusal)?;
        let stored = self.relay.store.describe(&self.site, &self.visitor, name, email).await;
        if let Some(summary) = stored.map_err(refusal)? {
            trail::note_contact(&self.relay, &self.site, before, &summary).await.map_err(refusal)?;
            self.relay.announce(&self.site, summary).await;
        }
        if is_reachable && !self.reception.is_usual() {
            self.mind_reception().await.map_err(|error| chat::refusal(&error))?;
        }
        Ok(())
    }

    /// Refused or not, she hears what she is asked now.
    async fn form(&mut self, filled: Filled) -> Result<(), ErrorFrame> {
        let taken = reception::take_form(&self.relay, &self.site, &self.visitor, filled, self.id).await;
        match taken {
            Ok(reception) => {
                self.reception = reception;
                self.tell_reception();
                Ok(())
            }
            Err(error) => {
                if error.code == ErrorCode::FormRefused {
                    self.mind_reception().await.map_err(|error| chat::refusal(&error))?;
                }
                Err(error)
            }
        }
    }

    async fn rate(&self, number: u64, score: Option<u8>, comment: Option<String>) -> Result<(), ErrorFrame> {
        parse::check_number("closing", number)?;
        let Some(conversation) = &self.conversation else { return Ok(()) };
        closing::rate(&self.relay, &self.site, conversation, number, score, comment).await?;
        // Also where it changes nothing: on this page the question still stands.
        self.send_what_to_rate().await.map_err(|error| chat::refusal(&error))
    }

    async fn start(&mut self, session: &SessionId, resume: bool, recorded: bool) -> Result<(), ErrorFrame> {
        let conversation = self.conversation().await.map_err(|error| chat::refusal(&error))?;
        let opening = Opening {
            site: self.site.clone(),
            visitor: self.visitor.clone(),
            conversation,
            browser: self.browser,
            line: self.id,
            outgoing: self.outgoing.clone(),
        };
        if resume {
            cobrowse::resume(&self.relay, opening, session).await
        } else {
            // Each beginning is told in the conversation and in the log: it counts as a message.
            self.relay.pace.message(&self.site, &self.visitor, self.address)?;
            cobrowse::start(&self.relay, opening, session, recorded).await
        }
    }

    async fn end(&self, session: &SessionId, reason: EndReason) -> Result<(), ErrorFrame> {
        match reason {
            EndReason::VisitorEnded => {
                cobrowse::end_by_visitor(&self.relay, &self.site, &self.visitor, session).await
            }
            EndReason::PageLeft => cobrowse::page_left(&self.relay, self.id, session).await,
            _ => Err(ErrorFrame::lasting(
                ErrorCode::MalformedFrame,
                "a visitor ends a session with the reason visitor_ended or page_left",
            )),
        }
    }
}

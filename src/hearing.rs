//! What the relay says, and what the widget's state makes of it. Pure.

use crate::event::{Effect, WidgetEvent};
use crate::form::Filling;
use crate::sharing::{Code, Ended, Sharing};
use crate::state::{Line, State};
use crate::words::{self, Word};
use alongside_protocol::{Author, EndReason, ErrorCode, ErrorFrame, FromVisitor, Message, ToVisitor};

/// How long after a passing refusal messages are sent again, in ms, where the relay does not say.
pub(crate) const AGAIN_MS: u32 = 2_000;

impl State {
    /// Takes in a frame; tells what has to be done, in order.
    pub(crate) fn hear(&mut self, frame: ToVisitor) -> Vec<Effect> {
        match frame {
            ToVisitor::Welcome {
                token, transcript, agents, cobrowse, reception, attachment_bytes, ..
            } => {
                self.attachment_bytes = attachment_bytes;
                self.line = Line::Welcomed;
                self.agents = agents;
                self.reception = reception;
                let read_there = transcript.read_by_visitor;
                let stored = self.conversation.take(transcript);
                let mut effects = vec![Effect::StoreToken(token)];
                effects.extend(stored.into_iter().map(Effect::Forget));
                // The line may have broken under what said so.
                let read_here = self.conversation.read_by_visitor();
                if read_here > read_there {
                    effects.push(Effect::Send(FromVisitor::Read { seq: read_here }));
                }
                effects.extend(self.filling.sent.map(|_| Effect::SendForm));
                effects.extend(self.send_pending());
                effects.extend(self.go_on(cobrowse));
                effects.extend(self.resume_wishes());
                if !std::mem::replace(&mut self.was_welcomed, true) {
                    effects.push(Effect::Tell(WidgetEvent::Ready));
                }
                effects
            }
            ToVisitor::Reception { reception } => self.hear_reception(reception),
            ToVisitor::Deleted => self.deleted(),
            ToVisitor::Message { message } => self.hear_message(message),
            ToVisitor::Earlier { messages } => {
                self.is_asking_earlier = false;
                self.conversation.take_earlier(messages);
                Vec::new()
            }
            ToVisitor::Ack { client_id, seq, sent_at_ms } => {
                let was_pending = self.conversation.acknowledge(&client_id, seq, sent_at_ms);
                self.is_slowed &= self.conversation.pending().next().is_some();
                let mut effects = Vec::new();
                if was_pending {
                    effects.push(Effect::Forget(client_id));
                }
                effects.extend(self.mind_the_gap());
                effects
            }
            ToVisitor::Typing { on, name } => {
                self.typing = on.then_some(name);
                Vec::new()
            }
            ToVisitor::Delivered { seq } => {
                self.conversation.delivered(seq);
                Vec::new()
            }
            ToVisitor::Read { side, seq } => {
                self.conversation.read(side, seq);
                Vec::new()
            }
            ToVisitor::Agents { agents } => {
                self.agents = agents;
                Vec::new()
            }
            ToVisitor::Rating { closing } => {
                self.asked_to_rate(closing);
                Vec::new()
            }
            ToVisitor::CobrowseRequest { session, agent } => self.ask(session, Some(agent)),
            ToVisitor::CobrowseCode { code, expires_at_ms } => self.hear_code(code, expires_at_ms),
            ToVisitor::CobrowseStarted { session } => self.started(session),
            ToVisitor::CobrowseWatchers { session, watchers: now } => {
                if let Sharing::Live { session: current, watchers } = &mut self.sharing
                    && *current == session
                {
                    *watchers = now;
                }
                Vec::new()
            }
            ToVisitor::CobrowseKeyframe { session, assets } => {
                self.if_live(&session, Effect::Keyframe { assets })
            }
            ToVisitor::CobrowseWanted { session, assets } => {
                self.if_live(&session, Effect::SendAssets(assets))
            }
            ToVisitor::CobrowseAck { session, sequence } => {
                self.if_live(&session, Effect::FramesReceived(sequence))
            }
            ToVisitor::CobrowseEnded { session, reason: EndReason::Moved } => self.moved(session),
            ToVisitor::CobrowseEnded { session, reason } if self.sharing.is(&session) => self.over(reason),
            ToVisitor::CobrowseEnded { .. }
            | ToVisitor::CobrowseAsk { .. }
            | ToVisitor::CobrowseRelease { .. }
            | ToVisitor::CobrowseAct { .. }
            | ToVisitor::CallRing { .. }
            | ToVisitor::CallStarted { .. }
            | ToVisitor::CallSignal { .. }
            | ToVisitor::CallPeer { .. }
            | ToVisitor::CallEnded { .. }
            | ToVisitor::Pong => Vec::new(),
            ToVisitor::Error { error } => self.hear_error(&error),
        }
    }

    fn hear_message(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Author::Agent { name } = &message.author {
            if self.typing.as_ref() == Some(name) {
                self.typing = None;
            }
            let (author, body) = (name.clone(), message.body.clone());
            effects.push(Effect::Tell(WidgetEvent::Message { author, body }));
        }
        effects.extend(self.conversation.add(message).map(Effect::Forget));
        effects.extend(self.mind_the_gap());
        effects
    }

    fn hear_error(&mut self, error: &ErrorFrame) -> Vec<Effect> {
        if let Some(client_id) = &error.client_id {
            if self.conversation.refuse(error) {
                return vec![Effect::Forget(client_id.clone())];
            }
            if !error.retry {
                return Vec::new();
            }
            self.is_slowed = error.code == ErrorCode::TooManyTries;
            return vec![Effect::SendAgainIn(error.wait_ms.unwrap_or(AGAIN_MS))];
        }
        match error.code {
            ErrorCode::UnknownSite | ErrorCode::OriginNotAllowed | ErrorCode::UnsupportedProtocol => {
                let mut effects = self.over(EndReason::LineLost);
                self.refused = Some(words::error(error));
                effects.push(Effect::HangUp);
                effects.push(Effect::Tell(WidgetEvent::Error(error.message.clone())));
                effects
            }
            // No code: the relay says in words for her how long to wait.
            ErrorCode::TooManyTries | ErrorCode::StoreUnavailable if self.code == Some(Code::Wanted) => {
                self.code = None;
                self.ended = Some(Ended::Failed(words::error(error)));
                Vec::new()
            }
            // What is asked now was told before this.
            ErrorCode::FormRefused => {
                self.filling = Filling::default();
                vec![Effect::ForgetForm]
            }
            // She goes on as whoever her browser says she is; the shop's developer hears why.
            ErrorCode::IdentityRefused => vec![Effect::Tell(WidgetEvent::Error(error.message.clone()))],
            // The relay asks for a keyframe, and that heals it. The next relay goes on.
            ErrorCode::BadEnvelope
            | ErrorCode::ShuttingDown
            | ErrorCode::UnknownCall
            | ErrorCode::SignalTooLong => Vec::new(),
            // Errors do not say what they answer. If it was not the start, ending it is the safe mistake.
            code if code == ErrorCode::UnknownSession
                || matches!(self.sharing, Sharing::Starting { .. } | Sharing::Held { .. }) =>
            {
                self.fail(words::get(Word::ShareAgain).to_owned())
            }
            _ => Vec::new(),
        }
    }

    fn mind_the_gap(&self) -> Option<Effect> {
        self.conversation.has_gap().then_some(Effect::MindTheGapSoon)
    }
}

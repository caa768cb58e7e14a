//! How a session outlives a page, a line and a tab: it waits, and goes on where the shopper is. Pure.
//!
//! Consent is the shopper's: it is kept in her browser, and a page goes on only with a session that is written there. So a relay
//! cannot make a page be shared, and what she ended without a line stays ended.

use crate::event::{Effect, WidgetEvent};
use crate::sharing::Sharing;
use crate::state::{Line, State};
use alongside_protocol::limits::HELD_MS;
use alongside_protocol::{EndReason, FromVisitor, SessionId, Shared};

impl State {
    /// The page is there: new, or again. Either way it goes on with what the tab shared a moment ago.
    pub(crate) fn page_shown(&mut self, session: Option<SessionId>) -> Vec<Effect> {
        self.is_new_page = true;
        match session {
            Some(session) => {
                self.sharing = Sharing::Held { session, since_ms: None };
                vec![Effect::LoadCapture]
            }
            // It ended while this page slept.
            None if matches!(self.sharing, Sharing::Held { .. }) => self.put_away(Sharing::Idle),
            None => Vec::new(),
        }
    }

    /// The page goes away. The session waits for the next one.
    pub(crate) fn leave_page(&mut self) -> Vec<Effect> {
        let session = match &self.sharing {
            Sharing::Asking { .. } => return self.decline(),
            Sharing::Starting { session } | Sharing::Live { session, .. } => session.clone(),
            Sharing::Held { since_ms: None, .. } => return vec![Effect::MarkTab(true)],
            Sharing::Idle | Sharing::Held { .. } | Sharing::Elsewhere { .. } => return Vec::new(),
        };
        self.sharing = Sharing::Held { session: session.clone(), since_ms: None };
        // Stopped before told: no frame may follow.
        let mut effects = vec![Effect::StopRecording, Effect::MarkTab(true)];
        effects.extend(self.say(FromVisitor::CobrowseEnd { session, reason: EndReason::PageLeft }));
        effects
    }

    /// The line is down: what is shared waits for it, but not for ever.
    pub(crate) fn hold(&mut self, now_ms: u64) -> Vec<Effect> {
        match &mut self.sharing {
            Sharing::Idle | Sharing::Elsewhere { .. } => Vec::new(),
            Sharing::Asking { .. } => self.over(EndReason::LineLost),
            Sharing::Starting { session } | Sharing::Live { session, .. } => {
                self.sharing = Sharing::Held { session: session.clone(), since_ms: Some(now_ms) };
                vec![Effect::HoldRecording, Effect::MarkTab(true)]
            }
            Sharing::Held { since_ms, .. } => {
                since_ms.get_or_insert(now_ms);
                self.expire(now_ms)
            }
        }
    }

    /// The relay does not wait any longer than this, either.
    pub(crate) fn expire(&mut self, now_ms: u64) -> Vec<Effect> {
        match self.sharing {
            Sharing::Held { since_ms: Some(since), .. } if now_ms.saturating_sub(since) > HELD_MS => {
                self.over(EndReason::LineLost)
            }
            _ => Vec::new(),
        }
    }

    /// There is a line, and the relay says what she shares.
    pub(crate) fn go_on(&mut self, shared: Option<Shared>) -> Vec<Effect> {
        let is_new_page = std::mem::take(&mut self.is_new_page);
        if let Some(session) = self.ended_unheard(shared.as_ref()) {
            let mut effects = self.over(EndReason::VisitorEnded);
            let end = FromVisitor::CobrowseEnd { session, reason: EndReason::VisitorEnded };
            effects.push(Effect::Send(end));
            return effects;
        }
        if let Sharing::Held { session, since_ms } = &mut self.sharing {
            *since_ms = None;
            // A copy of a tab has the tab's memory; in the background it leaves the session where it is.
            let is_copy =
                is_new_page && !self.is_focused && shared.as_ref().is_some_and(|shared| shared.live);
            if !is_copy {
                return vec![resume(session.clone())];
            }
        }
        let Some(Shared { session, .. }) = shared else {
            return if self.sharing.is_shared() { self.put_away(Sharing::Idle) } else { Vec::new() };
        };
        let mut effects = self.put_away(Sharing::Elsewhere { session });
        if is_new_page && self.is_focused {
            effects.extend(self.take_over());
        }
        effects
    }

    /// The session that she ended, on whichever of her pages, while there was no line to say so.
    fn ended_unheard(&self, shared: Option<&Shared>) -> Option<SessionId> {
        let waiting = match &self.sharing {
            Sharing::Held { session, .. } => Some(session),
            _ => shared.map(|shared| &shared.session),
        };
        waiting.filter(|session| self.consented.as_ref() != Some(session)).cloned()
    }

    /// The shopper looks at this page: so does the agent, if she shares.
    pub(crate) fn take_over(&mut self) -> Vec<Effect> {
        match &self.sharing {
            Sharing::Elsewhere { session }
                if self.line == Line::Welcomed && self.consented.as_ref() == Some(session) =>
            {
                let session = session.clone();
                self.sharing = Sharing::Held { session: session.clone(), since_ms: None };
                vec![Effect::LoadCapture, resume(session)]
            }
            _ => Vec::new(),
        }
    }

    /// Another page of hers shares now.
    pub(crate) fn moved(&mut self, session: SessionId) -> Vec<Effect> {
        let is_free = matches!(self.sharing, Sharing::Idle | Sharing::Elsewhere { .. });
        if is_free || self.sharing.is(&session) {
            self.put_away(Sharing::Elsewhere { session })
        } else {
            Vec::new()
        }
    }

    /// This page is not shared any more, which ends nothing.
    fn put_away(&mut self, now: Sharing) -> Vec<Effect> {
        let was_running = std::mem::replace(&mut self.sharing, now).is_running();
        if !was_running {
            return Vec::new();
        }
        let mut effects = vec![Effect::StopRecording, Effect::MarkTab(false)];
        if std::mem::take(&mut self.told_shared) {
            effects.push(Effect::Tell(WidgetEvent::CobrowseStop));
        }
        effects
    }
}

fn resume(session: SessionId) -> Effect {
    Effect::Send(FromVisitor::CobrowseStart { session, resume: true, recorded: false })
}

#[cfg(test)]
#[path = "continuity_tests.rs"]
mod tests;

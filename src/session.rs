//! The steps of a co-browse session: asked, agreed or declined, started, stopped, over. Pure. How it goes on from page to page
//! is in `continuity`.
//!
//! Nothing is read before the shopper agreed *and* the relay has the session open.

use crate::event::{Effect, WidgetEvent};
use crate::sharing::{Code, Ended, Sharing};
use crate::state::{Line, State};
use alongside_protocol::{EndReason, FromVisitor, SessionId};

impl State {
    /// The shopper, or her page's script, wants to share. Without a line, the question comes when there is one.
    pub(crate) fn want_to_share(&mut self, session: SessionId) -> Vec<Effect> {
        if self.line != Line::Welcomed {
            self.wish = Some(session);
        } else if self.sharing == Sharing::Idle {
            return self.ask(session, None);
        }
        self.set_open(true)
    }

    /// A code is asked for, unless one is there already or there is nothing left to ask.
    pub(crate) fn want_code(&mut self) -> Vec<Effect> {
        let mut effects = self.set_open(true);
        if self.sharing == Sharing::Idle && self.code.is_none() {
            effects.extend(self.ask_for_code());
        }
        effects
    }

    /// A new code, in place of the one that is shown.
    pub(crate) fn ask_for_code(&mut self) -> Option<Effect> {
        self.code = Some(Code::Wanted);
        self.say(FromVisitor::CobrowseCode { on: true })
    }

    /// What was wanted before there was a line.
    pub(crate) fn resume_wishes(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.code == Some(Code::Wanted) {
            effects.extend(self.ask_for_code());
        }
        if let Some(session) = self.wish.take() {
            effects.extend(self.want_to_share(session));
        }
        effects
    }

    pub(crate) fn hear_code(&mut self, code: String, expires_at_ms: u64) -> Vec<Effect> {
        if self.code != Some(Code::Wanted) {
            return Vec::new();
        }
        self.code = Some(Code::Given { digits: code.clone(), until_ms: expires_at_ms });
        vec![Effect::Tell(WidgetEvent::CobrowseCode { code, expires_at_ms })]
    }

    pub(crate) fn take_code_back(&mut self) -> Option<Effect> {
        self.code.take()?;
        self.say(FromVisitor::CobrowseCode { on: false })
    }

    /// A request of an agent shows the panel: consent is given nowhere else.
    pub(crate) fn ask(&mut self, session: SessionId, agent: Option<String>) -> Vec<Effect> {
        if self.sharing.is_running() || self.line != Line::Welcomed {
            return Vec::new();
        }
        self.ended = None;
        // It was read out, or is not needed any more. What had the focus goes with it.
        self.focusings += u32::from(self.code.is_some());
        let code = self.take_code_back().filter(|_| agent.is_none());
        self.sharing = Sharing::Asking { session, agent };
        let mut effects = self.set_open(true);
        effects.extend(code);
        effects
    }

    pub(crate) fn agree(&mut self) -> Vec<Effect> {
        let Sharing::Asking { session, .. } = &self.sharing else { return Vec::new() };
        let session = session.clone();
        self.sharing = Sharing::Starting { session: session.clone() };
        self.consented = Some(session.clone());
        let start =
            FromVisitor::CobrowseStart { session: session.clone(), resume: false, recorded: self.records };
        vec![Effect::LoadCapture, Effect::StoreConsent(session), Effect::Send(start)]
    }

    pub(crate) fn decline(&mut self) -> Vec<Effect> {
        let Sharing::Asking { session, agent } = std::mem::take(&mut self.sharing) else { return Vec::new() };
        let decline = agent.and_then(|_| self.say(FromVisitor::CobrowseDecline { session }));
        decline.into_iter().collect()
    }

    pub(crate) fn started(&mut self, session: SessionId) -> Vec<Effect> {
        if !self.sharing.is(&session)
            || !matches!(self.sharing, Sharing::Starting { .. } | Sharing::Held { .. })
        {
            return Vec::new();
        }
        self.sharing = Sharing::Live { session: session.clone(), watchers: Vec::new() };
        // It belongs to a recording, and this begins another.
        self.is_previewed = false;
        // On another page or line she may have held the view, or let it go on: settled before anything is read.
        let mut effects = vec![Effect::Pause(self.is_paused)];
        if self.is_paused {
            effects.push(Effect::Send(FromVisitor::CobrowsePause { session: session.clone(), on: true }));
        }
        effects.extend([Effect::Record(session), Effect::MarkTab(true)]);
        if !std::mem::replace(&mut self.told_shared, true) {
            effects.push(Effect::Tell(WidgetEvent::CobrowseStart));
            effects.extend(self.is_paused.then_some(Effect::Tell(WidgetEvent::CobrowsePaused(true))));
        }
        effects
    }

    /// The shopper ends the session, on whichever of her pages it is shared.
    pub(crate) fn stop(&mut self) -> Vec<Effect> {
        if !self.sharing.is_shared() {
            return Vec::new();
        }
        let reason = EndReason::VisitorEnded;
        let end = self
            .sharing
            .session()
            .cloned()
            .and_then(|session| self.say(FromVisitor::CobrowseEnd { session, reason }));
        // Stopped before told: no frame may follow the end.
        let mut effects = self.over(reason);
        effects.extend(end);
        effects
    }

    /// The shopper holds the view where it is, or lets it go on. Held before told: no frame may follow.
    pub(crate) fn pause(&mut self, on: bool) -> Vec<Effect> {
        let Sharing::Live { session, .. } = &self.sharing else { return Vec::new() };
        if on == self.is_paused {
            return Vec::new();
        }
        self.is_paused = on;
        let told = self.say(FromVisitor::CobrowsePause { session: session.clone(), on });
        let mut effects = vec![Effect::Pause(on)];
        effects.extend(told);
        effects.push(Effect::Tell(WidgetEvent::CobrowsePaused(on)));
        effects
    }

    /// The page cannot be shared; why, in words for the shopper. The relay is told.
    pub(crate) fn fail(&mut self, reason: String) -> Vec<Effect> {
        if !self.sharing.is_running() {
            return Vec::new();
        }
        let effects = self.stop();
        self.ended = Some(Ended::Failed(reason));
        effects
    }

    /// The session is over, whoever ended it. Told also if it never got so far as to start: what was shown for
    /// it goes.
    pub(crate) fn over(&mut self, reason: EndReason) -> Vec<Effect> {
        let was_paused = std::mem::take(&mut self.is_paused);
        let mut effects = self.ended(reason);
        effects.extend(was_paused.then_some(Effect::Pause(false)));
        effects
    }

    fn ended(&mut self, reason: EndReason) -> Vec<Effect> {
        match std::mem::take(&mut self.sharing) {
            Sharing::Idle | Sharing::Asking { .. } => Vec::new(),
            Sharing::Elsewhere { session } => {
                self.consented = None;
                vec![Effect::ForgetSharing(session)]
            }
            Sharing::Starting { session } | Sharing::Live { session, .. } | Sharing::Held { session, .. } => {
                self.ended = Some(Ended::Reason(reason));
                self.told_shared = false;
                self.consented = None;
                vec![
                    Effect::StopRecording,
                    Effect::ForgetSharing(session),
                    Effect::Tell(WidgetEvent::CobrowseStop),
                ]
            }
        }
    }

    pub(crate) fn if_live(&self, session: &SessionId, effect: Effect) -> Vec<Effect> {
        match &self.sharing {
            Sharing::Live { session: current, .. } if current == session => vec![effect],
            _ => Vec::new(),
        }
    }
}

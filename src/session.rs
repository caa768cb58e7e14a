//! The steps of a co-browse session: asked, agreed or declined, started, stopped, over. Pure. How it goes on from page to page
//! is in `continuity`.
//!
//! Nothing is read before the shopper agreed *and* the relay has the session open.

use crate::event::{Effect, WidgetEvent};
use crate::sharing::{Ended, Sharing};
use crate::state::{Line, State};
use alongside_protocol::{EndReason, FromVisitor, SessionId};

impl State {
    /// A request of an agent shows the panel: consent is given nowhere else.
    pub(crate) fn ask(&mut self, session: SessionId, agent: Option<String>) -> Vec<Effect> {
        if self.sharing.is_running() || self.line != Line::Welcomed {
            return Vec::new();
        }
        self.ended = None;
        self.sharing = Sharing::Asking { session, agent };
        self.set_open(true)
    }

    pub(crate) fn agree(&mut self) -> Vec<Effect> {
        let Sharing::Asking { session, .. } = &self.sharing else { return Vec::new() };
        let session = session.clone();
        self.sharing = Sharing::Starting { session: session.clone() };
        let start = FromVisitor::CobrowseStart { session: session.clone(), resume: false };
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
        let mut effects = vec![Effect::Record(session), Effect::MarkTab(true)];
        if !std::mem::replace(&mut self.told_shared, true) {
            effects.push(Effect::Tell(WidgetEvent::CobrowseStart));
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
        std::iter::once(Effect::Pause(on)).chain(told).collect()
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
        self.is_paused = false;
        match std::mem::take(&mut self.sharing) {
            Sharing::Idle | Sharing::Asking { .. } => Vec::new(),
            Sharing::Elsewhere { session } => vec![Effect::ForgetSharing(session)],
            Sharing::Starting { session } | Sharing::Live { session, .. } | Sharing::Held { session, .. } => {
                self.ended = Some(Ended::Reason(reason));
                self.told_shared = false;
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

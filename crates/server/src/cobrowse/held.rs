//! A session between two pages or two lines of its shopper: it waits for her, goes on where she comes back, or is over when
//! she does not. The registry's half; [`super::continuity`] tells everybody.

use super::{
    parts::Parts,
    registry::{Ended, Open, Opening, Registry},
    session::{Assets, Session},
    watch::Phase,
};
use crate::{lines::LineId, token::TokenHash};
use alongside_protocol::{ConversationId, EndReason, SessionId, Shared, SiteKey, ToVisitor, VisitorId};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// A session that waits from now on.
pub(super) struct Held {
    pub(super) session: SessionId,
    pub(super) site: SiteKey,
    pub(super) conversation: ConversationId,
    /// Which waiting of the session this is.
    pub(super) number: u32,
}

/// What became of the wish to go on with a session.
pub(super) enum Resumed {
    /// It goes on, on the line that asked.
    GoesOn,
    /// It ended; why.
    Over(EndReason),
    /// This relay has not run long enough to know: another one may have known it.
    Unheard,
    /// It is somebody else's.
    Others,
}

impl Registry {
    /// The page or the line that shared this session is gone: it waits.
    pub(super) fn hold(&self, line: LineId, reason: EndReason) -> Option<Held> {
        let open = &mut *self.open_now();
        let session = open.sessions.get_mut(&open.by_line.remove(&line)?)?;
        session.held = Some(reason);
        session.holds += 1;
        session.forget_assistance();
        Some(Held {
            session: session.id.clone(),
            site: session.site.clone(),
            conversation: session.conversation.clone(),
            number: session.holds,
        })
    }

    /// Whether this line shares this session.
    pub(crate) fn is_shared_on(&self, session: &SessionId, line: LineId) -> bool {
        self.open_now().by_line.get(&line) == Some(session)
    }

    /// Nobody came back: ends the session, if it is still the same waiting.
    pub(super) fn expire(&self, held: &Held) -> Option<Ended> {
        let mut open = self.open_now();
        let session = open.sessions.get(&held.session).filter(|session| session.holds == held.number)?;
        let reason = session.held?;
        open.remove(&held.session, reason)
    }

    /// Goes on with a session on the line of `opening`. `held` is how long sessions wait.
    pub(super) fn resume(&self, session: &SessionId, opening: &Opening, held: Duration) -> Resumed {
        let open = &mut *self.open_now();
        let Some(found) = open.sessions.get_mut(session) else { return open.over.became_of(session, held) };
        if found.site != opening.site || found.visitor != opening.visitor || found.browser != opening.browser
        {
            return Resumed::Others;
        }
        open.by_line.remove(&found.line);
        open.by_line.insert(opening.line, session.clone());
        found.move_to(opening);
        Resumed::GoesOn
    }

    /// What this visitor shares in one of her browsers, or is expected to go on with there.
    pub(crate) fn shared_by(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        browser: TokenHash,
    ) -> Option<Shared> {
        let Open { sessions, .. } = &*self.open_now();
        let is_hers = |session: &&Session| {
            session.site == *site && session.visitor == *visitor && session.browser == browser
        };
        let hers = sessions.values().find(is_hers)?;
        Some(Shared { session: hers.id.clone(), live: hers.held.is_none() })
    }

    /// Whether this session is shared in this browser.
    pub(crate) fn is_shared_by(&self, session: &SessionId, browser: TokenHash) -> bool {
        self.open_now().sessions.get(session).is_some_and(|found| found.browser == browser)
    }
}

impl Session {
    /// Goes on, on another line: its frames begin with number 1, and all who watch with a keyframe.
    fn move_to(&mut self, opening: &Opening) {
        if self.line != opening.line {
            self.former_line = Some(self.line);
        }
        self.line = opening.line;
        self.owner = opening.outgoing.clone();
        self.held = None;
        self.forget_assistance();
        self.sequence = 0;
        self.is_out_of_step = false;
        self.parts = Parts::default();
        for watch in &mut self.watches {
            if watch.phase == Phase::Following {
                watch.phase = Phase::AwaitingKeyframe;
            }
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.begin_anew();
        }
        self.owner.send(&ToVisitor::CobrowseStarted { session: self.id.clone() });
        self.tell_who_watches();
        let assets = if std::mem::take(&mut self.is_asset_due) { Assets::Again } else { Assets::Kept };
        self.ask_for_keyframe(assets);
        let awaited = self.named.awaited();
        if !awaited.is_empty() {
            // The question, or the answer, may have been lost with the line.
            self.owner.send(&ToVisitor::CobrowseWanted { session: self.id.clone(), assets: awaited });
        }
    }
}

/// The sessions and questions that ended a moment ago, so that one who comes back late is told why.
pub(super) struct Over {
    since: Instant,
    ended: HashMap<SessionId, (EndReason, Instant)>,
}

/// How long the end of a session is remembered. Much longer than sessions wait: a page may have slept.
const REMEMBERED: Duration = Duration::from_secs(10 * 60);

impl Default for Over {
    fn default() -> Self {
        Self { since: Instant::now(), ended: HashMap::new() }
    }
}

impl Over {
    pub(super) fn note(&mut self, session: SessionId, reason: EndReason) {
        let now = Instant::now();
        self.ended.retain(|_, (_, at)| now.duration_since(*at) < REMEMBERED);
        self.ended.insert(session, (reason, now));
    }

    /// Why a session or a question ended a moment ago.
    pub(super) fn reason(&self, session: &SessionId) -> Option<EndReason> {
        self.ended.get(session).map(|(reason, _)| *reason)
    }

    /// A session that nobody shares and nobody holds. Within `held` since a start it may be one of the relay before, and
    /// shoppers take a moment to find their way back; later than that it must be over, whatever its page believes.
    fn became_of(&self, session: &SessionId, held: Duration) -> Resumed {
        match self.ended.get(session) {
            Some((reason, _)) => Resumed::Over(*reason),
            None if self.since.elapsed() < 2 * held => Resumed::Unheard,
            None => Resumed::Over(EndReason::LineLost),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ended_here_is_over_and_what_was_never_here_may_go_on_only_soon_after_a_start() {
        let (held, long_ago) = (Duration::from_secs(1), Instant::now().checked_sub(Duration::from_secs(3)));
        let mut over = Over::default();
        over.note("a".into(), EndReason::AgentEnded);
        assert!(matches!(over.became_of(&"a".into(), held), Resumed::Over(EndReason::AgentEnded)));
        assert!(matches!(over.became_of(&"b".into(), held), Resumed::Unheard));
        over.since = long_ago.unwrap();
        assert!(matches!(over.became_of(&"b".into(), held), Resumed::Over(EndReason::LineLost)));
    }
}

//! All sessions and requests of this relay. In memory: a relay that restarts learns of a session from the shopper who goes
//! on with it (`held`). Nothing here waits, so its one lock is held for moments only.

use super::{
    frame::{FrameRefused, Taken},
    held::Over,
    session::{Assets, Session},
};
use crate::{
    asset_store::AssetName, audit::Subject, lines::LineId, recording::Recorder, socket::outgoing::Outgoing,
    store::Agent, token::TokenHash,
};
use alongside_protocol::{
    AgentId, ConversationId, EndReason, Envelope, SessionId, SiteKey, VisitorId, limits::BINARY_FRAME_BYTES,
};
use bytes::Bytes;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Open sessions and open requests, by id.
#[derive(Default)]
pub struct Registry {
    open: Mutex<Open>,
}

#[derive(Default)]
pub(super) struct Open {
    pub(super) sessions: HashMap<SessionId, Session>,
    by_conversation: HashMap<ConversationId, SessionId>,
    /// What each line shares now.
    pub(super) by_line: HashMap<LineId, SessionId>,
    requests: HashMap<SessionId, Asked>,
    pub(super) over: Over,
}

/// An agent's request, not answered yet.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) site: SiteKey,
    pub(crate) visitor: VisitorId,
    pub(crate) conversation: ConversationId,
    /// Who asks.
    pub(crate) agent: AgentId,
    /// The agent's name, for the visitor.
    pub(crate) name: String,
}

impl Asked {
    /// What the audit log says of it.
    pub(super) fn subject(&self, session: &SessionId) -> Subject {
        Subject {
            site: self.site.clone(),
            visitor: Some(self.visitor.clone()),
            conversation: Some(self.conversation.clone()),
            session: Some(session.clone()),
        }
    }
}

/// A session to be.
pub(crate) struct Opening {
    pub(crate) site: SiteKey,
    pub(crate) visitor: VisitorId,
    /// Which of her browsers shares: only there is her consent written down.
    pub(crate) browser: TokenHash,
    pub(crate) conversation: ConversationId,
    /// The line that shares.
    pub(crate) line: LineId,
    pub(crate) outgoing: Outgoing,
}

/// A session that is over.
pub(super) struct Ended {
    pub(super) session: SessionId,
    pub(super) site: SiteKey,
    pub(super) visitor: VisitorId,
    pub(super) conversation: ConversationId,
    /// Why.
    pub(super) reason: EndReason,
    /// The line that shared, and its queue.
    pub(super) line: LineId,
    pub(super) owner: Outgoing,
    /// What recorded it, if anything did.
    pub(super) recorder: Option<Recorder>,
}

impl Registry {
    /// Remembers a request. Returns whether its id was free.
    pub(super) fn ask(&self, session: &SessionId, asked: Asked) -> bool {
        let mut open = self.open_now();
        let is_free = !open.sessions.contains_key(session) && !open.requests.contains_key(session);
        if is_free {
            open.requests.insert(session.clone(), asked);
        }
        is_free
    }

    /// Whether exactly this is asked already.
    pub(super) fn is_repeat(&self, session: &SessionId, asked: &Asked) -> bool {
        self.open_now().requests.get(session) == Some(asked)
    }

    /// Whether this visitor is asked for this session.
    pub(super) fn is_asked(&self, session: &SessionId, site: &SiteKey, visitor: &VisitorId) -> bool {
        let open = self.open_now();
        open.requests.get(session).is_some_and(|asked| asked.site == *site && asked.visitor == *visitor)
    }

    /// The conversation in which this agent asks for this session.
    pub(super) fn conversation_asked(&self, session: &SessionId, agent: &AgentId) -> Option<ConversationId> {
        let open = self.open_now();
        let asked = open.requests.get(session).filter(|asked| asked.agent == *agent);
        asked.map(|asked| asked.conversation.clone())
    }

    /// Whether nothing has this id.
    pub(super) fn is_free(&self, session: &SessionId) -> bool {
        let open = self.open_now();
        !open.sessions.contains_key(session) && !open.requests.contains_key(session)
    }

    /// The requests that this visitor has not answered: session and agent's name.
    pub(crate) fn asked(&self, site: &SiteKey, visitor: &VisitorId) -> Vec<(SessionId, String)> {
        let open = self.open_now();
        let is_hers = |asked: &Asked| asked.site == *site && asked.visitor == *visitor;
        open.requests
            .iter()
            .filter(|(_, asked)| is_hers(asked))
            .map(|(session, asked)| (session.clone(), asked.name.clone()))
            .collect()
    }

    /// Forgets a request of the site, but why.
    pub(super) fn withdraw(&self, session: &SessionId, site: &SiteKey, reason: EndReason) -> Option<Asked> {
        let mut open = self.open_now();
        open.requests.get(session).filter(|asked| asked.site == *site)?;
        open.over.note(session.clone(), reason);
        open.requests.remove(session)
    }

    /// Why a question that a page has heard is none any more; none while it waits, or while this line of hers shares.
    pub(crate) fn question_over(&self, session: &SessionId, line: LineId) -> Option<EndReason> {
        let open = self.open_now();
        if open.requests.contains_key(session) || open.by_line.get(&line) == Some(session) {
            return None;
        }
        if open.sessions.contains_key(session) {
            return Some(EndReason::Moved);
        }
        Some(open.over.reason(session).unwrap_or(EndReason::AgentEnded))
    }

    /// Opens a session, and ends the one that the visitor had: that comes back. Nothing at all if the id
    /// belongs to somebody else.
    #[allow(clippy::option_option, reason = "refused, opened, or opened in the place of another")]
    pub(super) fn open(&self, session: &SessionId, opening: Opening) -> Option<Option<Ended>> {
        let mut open = self.open_now();
        let is_others = |asked: &Asked| asked.site != opening.site || asked.visitor != opening.visitor;
        if open.sessions.contains_key(session) || open.requests.get(session).is_some_and(is_others) {
            return None;
        }
        open.requests.remove(session);
        let earlier = open
            .sessions
            .iter()
            .find(|(_, other)| other.site == opening.site && other.visitor == opening.visitor)
            .map(|(id, _)| id.clone());
        let replaced = earlier.and_then(|id| open.remove(&id, EndReason::Replaced));
        open.by_conversation.insert(opening.conversation.clone(), session.clone());
        open.by_line.insert(opening.line, session.clone());
        open.sessions.insert(session.clone(), Session::new(session.clone(), opening));
        Some(replaced)
    }

    /// Has what comes from now on recorded.
    pub(super) fn record(&self, session: &SessionId, site: &SiteKey, recorder: Recorder) {
        self.with(session, site, |session| session.recorder = Some(recorder));
    }

    /// Goes on recording, from a keyframe with all that it shows.
    pub(super) fn record_again(&self, session: &SessionId, site: &SiteKey, recorder: Recorder) {
        self.with(session, site, |session| {
            session.recorder = Some(recorder);
            session.ask_for_keyframe(Assets::Again);
        });
    }

    /// Records nothing any more: the relay stops, and what was taken is to be written.
    pub(crate) fn end_recordings(&self) {
        for session in self.open_now().sessions.values_mut() {
            session.recorder = None;
        }
    }

    /// Ends a session of the site.
    pub(super) fn end(&self, session: &SessionId, site: &SiteKey, reason: EndReason) -> Option<Ended> {
        let mut open = self.open_now();
        let is_of_site = open.sessions.get(session).is_some_and(|open| open.site == *site);
        if is_of_site { open.remove(session, reason) } else { None }
    }

    /// Ends a session of this visitor, whichever page of hers shares it.
    pub(super) fn end_of_visitor(
        &self,
        session: &SessionId,
        site: &SiteKey,
        visitor: &VisitorId,
    ) -> Option<Ended> {
        let mut open = self.open_now();
        let is_hers = |session: &Session| session.site == *site && session.visitor == *visitor;
        let is_hers = open.sessions.get(session).is_some_and(is_hers);
        if is_hers { open.remove(session, EndReason::VisitorEnded) } else { None }
    }

    /// The session of a conversation, if one is open.
    pub(crate) fn session_of(&self, conversation: &ConversationId) -> Option<SessionId> {
        self.open_now().by_conversation.get(conversation).cloned()
    }

    pub(super) fn watch(
        &self,
        session: &SessionId,
        agent: &Agent,
        line: LineId,
        outgoing: &Outgoing,
    ) -> bool {
        self.with(session, &agent.site, |session| session.watch(agent, line, outgoing)).is_some()
    }

    /// A line no longer watches. Returns whether it did.
    pub(super) fn leave(&self, session: &SessionId, site: &SiteKey, line: LineId) -> bool {
        self.with(session, site, |session| session.leave(line)).unwrap_or(false)
    }

    /// A line no longer watches anything. Returns what it watched.
    pub(super) fn leave_all(&self, line: LineId) -> Vec<Subject> {
        let mut open = self.open_now();
        let left =
            open.sessions.values_mut().filter_map(|session| session.leave(line).then(|| session.subject()));
        left.collect()
    }

    /// What the audit log says of a session of the site.
    pub(super) fn subject(&self, session: &SessionId, site: &SiteKey) -> Option<Subject> {
        self.with(session, site, |session| session.subject())
    }

    /// Does something with a session that this line watches.
    pub(super) fn watched<T>(
        &self,
        session: &SessionId,
        site: &SiteKey,
        line: LineId,
        act: impl FnOnce(&mut Session) -> T,
    ) -> Option<T> {
        self.with(session, site, |session| session.is_watched_by(line).then(|| act(session))).flatten()
    }

    /// Does something with the session that this line shares.
    pub(super) fn owned<T>(
        &self,
        session: &SessionId,
        line: LineId,
        act: impl FnOnce(&mut Session) -> T,
    ) -> Option<T> {
        let mut open = self.open_now();
        let is_own = open.by_line.get(&line) == Some(session);
        open.sessions.get_mut(session).filter(|_| is_own).map(act)
    }

    /// A watching line asks for a keyframe. Returns whether it watches.
    pub(crate) fn begin_anew(&self, session: &SessionId, site: &SiteKey, line: LineId) -> bool {
        self.with(session, site, |session| session.begin_anew(line)).unwrap_or(false)
    }

    /// In the queue of a watching line no frame waits any longer.
    pub(crate) fn drained(&self, line: LineId) {
        for session in self.open_now().sessions.values_mut() {
            session.drained(line);
        }
    }

    /// Takes a binary frame from a visitor's line and passes it on; `has` says whether the relay keeps an asset.
    /// After a refusal, a keyframe has been asked for.
    pub(crate) fn frame(
        &self,
        line: LineId,
        frame: &Bytes,
        has: impl Fn(&SiteKey, &AssetName) -> bool,
    ) -> Result<Taken, FrameRefused> {
        let mut open = self.open_now();
        let own = open.by_line.get(&line).cloned();
        let session = own.as_ref().and_then(|id| open.sessions.get_mut(id));
        let envelope = if frame.len() > BINARY_FRAME_BYTES {
            Err(FrameRefused::TooLarge(frame.len()))
        } else {
            Envelope::decode(frame).map_err(FrameRefused::Envelope)
        };
        match (envelope, session) {
            (Ok(envelope), Some(session)) if own.as_ref() == Some(&envelope.session) => {
                session.take(&envelope, frame, has)
            }
            (Ok(envelope), _) => Err(open.why_not_this_line(&envelope.session, line)),
            (Err(refused), Some(session)) => {
                session.lost_a_frame();
                Err(refused)
            }
            (Err(refused), None) => Err(refused),
        }
    }

    /// An asset that a session waited for is kept now, or can't be.
    pub(crate) fn asset_settled(&self, session: &SessionId, site: &SiteKey, name: &AssetName, is_kept: bool) {
        // A session that has ended meanwhile tells nobody.
        let _ = self.with(session, site, |session| session.settled(name, is_kept));
    }

    /// The site whose assets may be read with this ticket.
    pub(crate) fn site_of_ticket(&self, ticket: &str) -> Option<SiteKey> {
        let open = self.open_now();
        open.sessions
            .values()
            .find(|session| session.named.ticket == ticket)
            .map(|session| session.site.clone())
    }

    fn with<T>(&self, session: &SessionId, site: &SiteKey, act: impl FnOnce(&mut Session) -> T) -> Option<T> {
        self.open_now().sessions.get_mut(session).filter(|session| session.site == *site).map(act)
    }

    pub(super) fn open_now(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn why_not_this_line(&self, session: &SessionId, line: LineId) -> FrameRefused {
        let former = self.sessions.get(session).and_then(|session| session.former_line);
        if former == Some(line) { FrameRefused::Moved } else { FrameRefused::NotThisLine }
    }

    pub(super) fn remove(&mut self, session: &SessionId, reason: EndReason) -> Option<Ended> {
        let Session { id, site, visitor, conversation, line, owner, recorder, .. } =
            self.sessions.remove(session)?;
        self.by_conversation.remove(&conversation);
        self.by_line.remove(&line);
        self.over.note(id.clone(), reason);
        Some(Ended { session: id, site, visitor, conversation, reason, line, owner, recorder })
    }
}

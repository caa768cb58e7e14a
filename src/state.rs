//! The widget's state, and how it answers to what happens. Pure: no clock, no socket, no page.
//!
//! [`State::update`] takes one [`Input`] and tells what has to be done; the client does it. What the relay says is in `hearing`.

use crate::conversation::{Conversation, Draft};
use crate::deletion::Deletion;
use crate::event::{Effect, Input, WidgetEvent};
use crate::form::Filling;
use crate::rating::Rating;
use crate::sharing::{Code, Ended, Sharing};
use crate::words::{self, Word};
use alongside_link::LinkState;
use alongside_protocol::{ClientId, FromVisitor, Reception, SessionId, limits::EARLIER_MESSAGES};

/// How the line stands, as the panel tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Line {
    /// No `welcome` yet.
    #[default]
    Connecting,
    Welcomed,
    /// The next attempt is at `until_ms`, in ms since 1970 UTC.
    Waiting {
        until_ms: u64,
    },
}

/// Everything that the panel shows.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) line: Line,
    pub(crate) online: bool,
    pub(crate) conversation: Conversation,
    /// Agents who are online, by display name.
    pub(crate) agents: Vec<String>,
    /// Whether somebody is there to answer, and what she is asked.
    pub(crate) reception: Reception,
    /// What she has done in the form that asks it.
    pub(crate) filling: Filling,
    /// Where the deletion of all that is kept of her stands.
    pub(crate) deletion: Deletion,
    /// There is no line, and none is wanted before she opens the panel: all that was kept of her is deleted.
    pub(crate) is_reset: bool,
    /// How large a file may be, in bytes. 0: none may be sent.
    pub(crate) attachment_bytes: u64,
    /// The agent who writes now.
    pub(crate) typing: Option<String>,
    pub(crate) is_open: bool,
    /// How often the shopper opened the panel or answered in it: each time the composer gets the focus.
    pub(crate) focusings: u32,
    pub(crate) sharing: Sharing,
    /// Whether the shopper holds the view of the shared page where it is.
    pub(crate) is_paused: bool,
    /// Whether what the agent cannot see is covered for the shopper, too.
    pub(crate) is_previewed: bool,
    /// The code to read out on the phone, from the wish for one on.
    pub(crate) code: Option<Code>,
    /// A session that was to begin when there was no line yet.
    pub(crate) wish: Option<SessionId>,
    /// Why the last session is over, until the shopper has read it.
    pub(crate) ended: Option<Ended>,
    /// The relay will not have this widget; why.
    pub(crate) refused: Option<String>,
    /// How was it? Asked once the conversation was closed.
    pub(crate) rating: Option<Rating>,
    /// Whether shared pages are recorded, which the question tells her.
    pub(crate) records: bool,
    /// Whether the conversation will be there on the next page.
    pub(crate) is_kept: bool,
    /// The session that she agreed to on any page of hers, and has not ended. What the relay says is no consent.
    pub(crate) consented: Option<SessionId>,
    /// Whether the shopper looks at this page.
    pub(crate) is_focused: bool,
    /// No `welcome` since this page was shown.
    pub(crate) is_new_page: bool,
    /// Whether the page was told that it is shared.
    pub(crate) told_shared: bool,
    /// How many stored messages are shown at most: a log of ten thousand would make each of them slow.
    pub(crate) shown: usize,
    pub(crate) is_asking_earlier: bool,
    /// Whether the relay wants her messages more slowly.
    pub(crate) is_slowed: bool,
    pub(crate) is_visible: bool,
    pub(crate) was_welcomed: bool,
    said_typing: bool,
    pub(crate) told_unread: usize,
}

impl State {
    /// As at the start, with what earlier pages could not send any more.
    pub(crate) fn new(conversation: Conversation) -> Self {
        Self {
            line: Line::Connecting,
            online: true,
            conversation,
            agents: Vec::new(),
            reception: Reception::default(),
            filling: Filling::default(),
            deletion: Deletion::No,
            is_reset: false,
            attachment_bytes: 0,
            typing: None,
            is_open: false,
            focusings: 0,
            sharing: Sharing::Idle,
            is_paused: false,
            is_previewed: false,
            code: None,
            wish: None,
            ended: None,
            refused: None,
            rating: None,
            records: false,
            is_kept: true,
            consented: None,
            is_focused: false,
            is_new_page: true,
            told_shared: false,
            shown: EARLIER_MESSAGES,
            is_asking_earlier: false,
            is_slowed: false,
            is_visible: true,
            was_welcomed: false,
            said_typing: false,
            told_unread: 0,
        }
    }

    /// Whether a card lies over the conversation.
    pub(crate) fn asks_for_more(&self) -> bool {
        self.code.is_some() || matches!(self.sharing, Sharing::Asking { .. }) || self.deletion != Deletion::No
    }

    /// Whether frames can be sent now.
    pub(crate) fn is_welcomed(&self) -> bool {
        self.line == Line::Welcomed
    }

    /// How a line stands that is not there: the same words wherever that shows.
    pub(crate) fn lost(&self) -> &'static str {
        let is_coming = self.online && matches!(self.line, Line::Connecting);
        words::get(if is_coming { Word::Connecting } else { Word::NoConnection })
    }

    /// Takes in what happened; tells what has to be done, in order.
    pub(crate) fn update(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = match input {
            Input::Line(line, now_ms) => self.line_changed(line, now_ms),
            Input::Frame(frame) => self.hear(frame),
            Input::Opened(is_open) => {
                self.focusings += u32::from(is_open);
                let mut effects = self.set_open(is_open);
                if is_open {
                    effects.extend(self.come_back());
                } else if self.deletion == Deletion::Done {
                    self.deletion = Deletion::No;
                }
                effects
            }
            Input::Visible(is_visible) => {
                self.is_visible = is_visible;
                Vec::new()
            }
            Input::Online(online) => {
                self.online = online;
                Vec::new()
            }
            Input::NotKept => {
                self.is_kept = false;
                Vec::new()
            }
            Input::Wrote(client_id, draft) => self.write(client_id, draft),
            Input::FormBegun => {
                self.filling.is_begun = true;
                Vec::new()
            }
            Input::Earlier => self.show_earlier(),
            Input::FormFilled(answers, client_id, at_ms) => self.form_filled(&answers, client_id, at_ms),
            Input::DeletionAsked => {
                self.deletion = Deletion::Asking;
                Vec::new()
            }
            Input::DeletionMeant(is_meant) => self.deletion_meant(is_meant),
            // What comes after another has told it, or after she has begun anew, is of what was before.
            Input::Deleted if self.deletion != Deletion::Running => Vec::new(),
            Input::Deleted => self.deleted(),
            Input::AboutData(_) if self.deletion == Deletion::Done => Vec::new(),
            Input::AboutData(reason) => {
                self.deletion = Deletion::No;
                self.ended = Some(Ended::Data(reason));
                Vec::new()
            }
            Input::BegunAnew => self.begin_anew(),
            Input::Typing(on) if on != self.said_typing => {
                self.said_typing = on;
                self.say(FromVisitor::Typing { on }).into_iter().collect()
            }
            Input::Typing(_) => Vec::new(),
            Input::RemoveFailed(client_id) => {
                self.conversation.remove_failed(&client_id);
                Vec::new()
            }
            Input::SendAgain => self.send_pending(),
            Input::MindTheGap if self.line == Line::Welcomed && self.conversation.has_gap() => {
                vec![Effect::Reconnect]
            }
            Input::MindTheGap => Vec::new(),
            Input::ShareAsked(session) => self.want_to_share(session),
            Input::CodeAsked => self.want_code(),
            Input::NewCode => self.ask_for_code().into_iter().collect(),
            Input::CodeTakenBack => {
                self.focusings += 1;
                self.take_code_back().into_iter().collect()
            }
            Input::ShareAgreed => {
                self.focusings += 1;
                self.agree()
            }
            Input::ShareDeclined => {
                self.focusings += 1;
                self.decline()
            }
            Input::ShareStopped => {
                // The button that she pressed goes; the loader looks after a panel that is closed.
                self.focusings += u32::from(self.is_open && self.sharing.is_shared());
                self.stop()
            }
            Input::PageLeft => self.leave_page(),
            Input::PageShown(session) => self.page_shown(session),
            Input::Focused(is_focused) => {
                self.is_focused = is_focused;
                if is_focused { self.take_over() } else { Vec::new() }
            }
            Input::SharePaused(on) => self.pause(on),
            Input::SharePreviewed(on) => {
                self.is_previewed = on;
                vec![Effect::Preview(on)]
            }
            Input::CaptureFailed(reason) => self.fail(reason),
            Input::CallCame => self.set_open(true),
            Input::NoticeRead => {
                self.ended = None;
                Vec::new()
            }
            Input::Scored(score) => {
                self.rating.iter_mut().for_each(|rating| rating.score = Some(score));
                Vec::new()
            }
            Input::Commented(comment) => {
                self.rating.iter_mut().for_each(|rating| rating.comment.clone_from(&comment));
                Vec::new()
            }
            Input::Rated(on) => self.rate(on).into_iter().collect(),
        };
        effects.extend(self.look());
        effects
    }

    fn line_changed(&mut self, line: LinkState, now_ms: u64) -> Vec<Effect> {
        match line {
            LinkState::Open => {
                self.line = Line::Connecting;
                let mut effects = self.expire(now_ms);
                effects.push(Effect::Hello);
                effects
            }
            LinkState::Connecting => {
                self.line = Line::Connecting;
                self.line_lost(now_ms)
            }
            LinkState::Waiting { ms, .. } => {
                self.line = Line::Waiting { until_ms: now_ms.saturating_add(u64::from(ms)) };
                self.line_lost(now_ms)
            }
            LinkState::Closed => Vec::new(),
        }
    }

    /// Without a line nobody writes, and what is shared waits.
    fn line_lost(&mut self, now_ms: u64) -> Vec<Effect> {
        self.typing = None;
        self.said_typing = false;
        self.is_asking_earlier = false;
        self.hold(now_ms)
    }

    pub(crate) fn write(&mut self, client_id: ClientId, draft: Draft) -> Vec<Effect> {
        self.said_typing = false;
        self.conversation.write(client_id.clone(), draft.clone());
        let (body, content) = (draft.body.clone(), draft.content.clone());
        let message = FromVisitor::Message { client_id: client_id.clone(), body, content };
        let mut effects = vec![Effect::Keep(client_id, draft)];
        effects.extend(self.say(message));
        effects
    }

    /// Whether there are messages before the first one shown.
    pub(crate) fn has_earlier(&self) -> bool {
        self.conversation.first() > 1 || self.conversation.len() > self.shown
    }

    /// Shows a page more of what was said before, and asks for it if it is not held.
    fn show_earlier(&mut self) -> Vec<Effect> {
        if self.is_asking_earlier || !self.has_earlier() {
            return Vec::new();
        }
        self.shown += EARLIER_MESSAGES;
        let before = self.conversation.first();
        let is_lacking = before > 1 && self.conversation.len() < self.shown;
        let asks = self.say(FromVisitor::Earlier { before }).filter(|_| is_lacking);
        self.is_asking_earlier = asks.is_some();
        asks.into_iter().collect()
    }

    pub(crate) fn set_open(&mut self, is_open: bool) -> Vec<Effect> {
        if is_open == self.is_open {
            return Vec::new();
        }
        self.is_open = is_open;
        let event = if is_open { WidgetEvent::Open } else { WidgetEvent::Close };
        vec![Effect::RememberOpen(is_open), Effect::Tell(event)]
    }

    /// Tells what has arrived, marks as read what the shopper sees, and tells how much she does not.
    fn look(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.line == Line::Welcomed {
            let arrived = self.conversation.arrive();
            let looks = self.is_open && self.is_visible;
            if looks && let Some(seq) = self.conversation.look() {
                effects.push(Effect::Send(FromVisitor::Read { seq }));
            } else if let Some(seq) = arrived {
                effects.push(Effect::Send(FromVisitor::Delivered { seq }));
            }
        }
        let unread = self.conversation.unread();
        if unread != self.told_unread {
            self.told_unread = unread;
            effects.push(Effect::Tell(WidgetEvent::Unread(unread)));
        }
        effects
    }

    /// Something that makes sense only while there is a line.
    pub(crate) fn say(&self, frame: FromVisitor) -> Option<Effect> {
        (self.line == Line::Welcomed).then_some(Effect::Send(frame))
    }

    pub(crate) fn send_pending(&self) -> Vec<Effect> {
        let message = |(client_id, draft): (&_, &crate::conversation::Draft)| {
            self.say(FromVisitor::Message {
                client_id: Clone::clone(client_id),
                body: draft.body.clone(),
                content: draft.content.clone(),
            })
        };
        self.conversation.pending().filter_map(message).collect()
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
pub(crate) mod tests;

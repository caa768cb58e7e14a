//! What is said on the bus, and where.

use crate::{lines::LineId, store::StoredSummary, token::TokenHash};
use alongside_protocol::{ConversationId, Message, SiteKey, ToAgent, ToVisitor, VisitorId};

/// Who is to hear an event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// All tabs of one visitor.
    Visitor(SiteKey, VisitorId),
    /// All visitors of a site.
    Visitors(SiteKey),
    /// All agents of a site.
    Agents(SiteKey),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A message was stored.
    Message {
        /// Where.
        conversation: ConversationId,
        /// The row.
        message: Message,
    },
    /// A conversation is new, or changed.
    Summary(StoredSummary),
    /// A frame for visitors, except on the line that caused it.
    ToVisitor {
        /// What to send.
        frame: ToVisitor,
        /// The line that is not to get it.
        except: Option<LineId>,
    },
    /// A frame for agents, except on the line that caused it.
    ToAgent {
        /// What to send.
        frame: ToAgent,
        /// The line that is not to get it.
        except: Option<LineId>,
    },
    /// A login ended: its lines close.
    LoggedOut(TokenHash),
}

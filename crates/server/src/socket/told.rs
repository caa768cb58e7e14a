//! What a shopper's line was told that a frame of its own takes back: calls and questions. A line that has lost events hears from
//! here what is over.

use alongside_protocol::{CallId, SessionId, ToVisitor};
use std::collections::HashSet;

/// What still stands, as far as the line was told.
#[derive(Default)]
pub(super) struct Told {
    /// Calls that ring, or that this page has taken.
    pub(super) calls: HashSet<CallId>,
    /// Questions whether an agent may see the page.
    pub(super) questions: HashSet<SessionId>,
}

impl Told {
    /// A frame goes out on the line.
    pub(super) fn note(&mut self, frame: &ToVisitor) {
        match frame {
            ToVisitor::CallRing { call, .. } => {
                self.calls.insert(call.clone());
            }
            ToVisitor::CallEnded { call, .. } => {
                self.calls.remove(call);
            }
            ToVisitor::CobrowseRequest { session, .. } => {
                self.questions.insert(session.clone());
            }
            ToVisitor::CobrowseEnded { session, .. } => {
                self.questions.remove(session);
            }
            _ => {}
        }
    }
}

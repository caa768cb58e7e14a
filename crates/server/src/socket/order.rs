//! Keeps what one writer says in the order in which it was said, also when the store fails in between.
//!
//! Writers send without waiting. If the first of two messages is refused for a moment and the second is stored, they
//! would stand in the wrong order for good. So after such a refusal nothing else is taken until that message comes again;
//! an outbox sends all that it holds again, in order.

use alongside_protocol::{ClientId, ErrorCode, ErrorFrame};

/// What a line's writer has to say again first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    waits_for: Option<(ClientId, Refusal)>,
}

/// Why it was refused, which holds for all that comes after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Refusal {
    code: ErrorCode,
    wait_ms: Option<u32>,
}

impl Order {
    /// Lets a message through, unless an earlier one has to come again before it.
    pub(super) fn admit(&mut self, client_id: &ClientId) -> Result<(), ErrorFrame> {
        match self.waits_for.take_if(|(first, _)| first == client_id) {
            Some(_) => Ok(()),
            None => self.waits_for.as_ref().map_or(Ok(()), |(_, first)| {
                let waits = "a message before this one has not been stored yet: send them again in order";
                let refusal = ErrorFrame::passing(first.code, waits).about(client_id.clone());
                Err(ErrorFrame { wait_ms: first.wait_ms, ..refusal })
            }),
        }
    }

    /// Notes that a message was refused, and names it in the refusal.
    pub(super) fn refused(&mut self, refusal: ErrorFrame, client_id: ClientId) -> ErrorFrame {
        if refusal.retry {
            let first = Refusal { code: refusal.code, wait_ms: refusal.wait_ms };
            self.waits_for = Some((client_id.clone(), first));
        }
        refusal.about(client_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overtakes_a_message_that_was_refused_for_a_moment() {
        let mut order = Order::default();
        assert_eq!(order.admit(&"a".into()), Ok(()));
        order.refused(ErrorFrame::passing(ErrorCode::StoreUnavailable, "Busy."), "a".into());
        let refused = order.admit(&"b".into()).unwrap_err();
        assert_eq!((refused.client_id, refused.retry), (Some("b".into()), true));
        assert_eq!((refused.code, refused.wait_ms), (ErrorCode::StoreUnavailable, None));
        assert_eq!(order.admit(&"a".into()), Ok(()));
        assert_eq!(order.admit(&"b".into()), Ok(()));
    }

    #[test]
    fn what_is_refused_for_good_holds_nothing_up() {
        let mut order = Order::default();
        order.refused(ErrorFrame::lasting(ErrorCode::UnknownConversation, "No."), "a".into());
        assert_eq!(order.admit(&"b".into()), Ok(()));
    }
}

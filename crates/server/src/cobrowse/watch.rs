//! One watching line of a session: which frames it gets, and when it must begin anew.

use crate::{lines::LineId, socket::outgoing::Outgoing};
use alongside_protocol::{AgentId, FrameKind, Watcher};
use bytes::Bytes;

/// A line that watches.
pub(super) struct Watch {
    pub(super) line: LineId,
    pub(super) agent: AgentId,
    pub(super) name: String,
    pub(super) outgoing: Outgoing,
    pub(super) phase: Phase,
}

/// Where a watcher stands in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Gets every frame.
    Following,
    /// Gets nothing before the next keyframe, which has been asked for.
    AwaitingKeyframe,
    /// Was too slow: gets nothing until its queue is empty; only then is a keyframe asked for.
    Draining,
}

impl Watch {
    /// Passes a frame on if the watcher can use it. Returns whether it went out.
    pub(super) fn offer(&mut self, kind: FrameKind, frame: &Bytes) -> bool {
        let is_wanted = match self.phase {
            Phase::Following => true,
            Phase::AwaitingKeyframe => kind == FrameKind::Keyframe,
            Phase::Draining => false,
        };
        if !is_wanted {
            return false;
        }
        let sent = self.outgoing.send_frame(frame.clone());
        self.phase = if sent { Phase::Following } else { Phase::Draining };
        sent
    }

    pub(super) fn watcher(&self) -> Watcher {
        Watcher { agent: self.agent.clone(), name: self.name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::socket::limits::OUTGOING_FRAME_BYTES;

    fn new() -> Watch {
        Watch {
            line: LineId::unique(),
            agent: "a".into(),
            name: "Milan".into(),
            outgoing: Outgoing::default(),
            phase: Phase::AwaitingKeyframe,
        }
    }

    #[test]
    fn a_watcher_begins_with_a_keyframe() {
        let (mut watch, frame) = (new(), Bytes::from_static(b"frame"));
        assert!(!watch.offer(FrameKind::Delta, &frame));
        assert!(!watch.offer(FrameKind::Asset, &frame));
        assert!(watch.offer(FrameKind::Keyframe, &frame));
        assert!(watch.offer(FrameKind::Delta, &frame));
    }

    #[test]
    fn a_watcher_who_is_too_slow_gets_nothing_more_until_the_queue_is_empty() {
        let (mut watch, half) = (new(), Bytes::from(vec![0; OUTGOING_FRAME_BYTES / 2]));
        assert!(watch.offer(FrameKind::Keyframe, &half));
        assert!(watch.offer(FrameKind::Delta, &half));
        assert!(!watch.offer(FrameKind::Delta, &Bytes::from_static(b"x")));
        assert_eq!(watch.phase, Phase::Draining);
        assert!(!watch.offer(FrameKind::Keyframe, &Bytes::from_static(b"x")));
    }
}

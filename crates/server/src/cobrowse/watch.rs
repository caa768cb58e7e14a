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
    /// Gets no delta before the next keyframe, which has been asked for.
    AwaitingKeyframe,
    /// Was too slow: gets neither keyframe nor delta until none waits; only then is a keyframe asked for.
    Draining,
}

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offered {
    /// It waits to go out.
    Sent,
    /// It makes no sense to one who awaits a keyframe.
    TooEarly,
    /// The watcher is too slow for it.
    Skipped,
}

impl Watch {
    /// Passes a frame on if the watcher can use it.
    pub(super) fn offer(&mut self, kind: FrameKind, frame: &Bytes) -> Offered {
        match (kind, self.phase) {
            (FrameKind::Asset | FrameKind::NamedAsset, _) => self.offer_asset(frame),
            // Those are for the relay alone.
            (FrameKind::AssetBytes | FrameKind::Part, _) => Offered::TooEarly,
            (FrameKind::Delta, Phase::AwaitingKeyframe) => Offered::TooEarly,
            (_, Phase::Draining) => Offered::Skipped,
            (FrameKind::Keyframe | FrameKind::Delta, _) => {
                let sent = self.outgoing.send_frame(frame.clone());
                self.phase = if sent { Phase::Following } else { Phase::Draining };
                if sent { Offered::Sent } else { Offered::Skipped }
            }
        }
    }

    /// An asset stands for itself: it is of use whatever the watcher awaits, and it comes once only, so it
    /// must neither wait for a keyframe nor bring one about. With a keyframe that brings all assets, which
    /// are too many and so bring a keyframe, a slow line would never come to rest.
    fn offer_asset(&self, asset: &Bytes) -> Offered {
        if self.outgoing.send_asset(asset.clone()) { Offered::Sent } else { Offered::Skipped }
    }

    pub(super) fn watcher(&self) -> Watcher {
        Watcher { agent: self.agent.clone(), name: self.name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::socket::limits::{OUTGOING_ASSET_BYTES, OUTGOING_FRAME_BYTES};

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
        assert_eq!(watch.offer(FrameKind::Delta, &frame), Offered::TooEarly);
        assert_eq!(watch.offer(FrameKind::Keyframe, &frame), Offered::Sent);
        assert_eq!(watch.offer(FrameKind::Delta, &frame), Offered::Sent);
    }

    #[test]
    fn an_asset_goes_out_whatever_the_watcher_awaits_and_changes_nothing() {
        for phase in [Phase::AwaitingKeyframe, Phase::Draining, Phase::Following] {
            let mut watch = Watch { phase, ..new() };
            let all = Bytes::from(vec![0; OUTGOING_ASSET_BYTES]);
            assert_eq!(watch.offer(FrameKind::Asset, &all), Offered::Sent);
            assert_eq!(watch.offer(FrameKind::Asset, &Bytes::from_static(b"x")), Offered::Skipped);
            assert_eq!(watch.phase, phase);
        }
    }

    #[test]
    fn a_watcher_who_is_too_slow_gets_nothing_more_until_the_queue_is_empty() {
        let (mut watch, half) = (new(), Bytes::from(vec![0; OUTGOING_FRAME_BYTES / 2]));
        assert_eq!(watch.offer(FrameKind::Keyframe, &half), Offered::Sent);
        assert_eq!(watch.offer(FrameKind::Delta, &half), Offered::Sent);
        assert_eq!(watch.offer(FrameKind::Delta, &Bytes::from_static(b"x")), Offered::Skipped);
        assert_eq!(watch.phase, Phase::Draining);
        assert_eq!(watch.offer(FrameKind::Keyframe, &Bytes::from_static(b"x")), Offered::Skipped);
    }
}

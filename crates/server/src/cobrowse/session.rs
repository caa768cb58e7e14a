//! One session: its owner's place in the stream, and who watches. What happens to it while nobody shares is in `held`.

use super::{
    assistance::Assistance,
    frame::{Came, FrameRefused, Taken},
    named_assets::NamedAssets,
    parts::Parts,
    registry::Opening,
    watch::{Offered, Phase, Watch},
};
use crate::{
    asset_store::AssetName,
    audit::Subject,
    lines::LineId,
    recording::{Recorder, Wish},
    socket::outgoing::Outgoing,
    store::Agent,
    token::TokenHash,
};
use alongside_protocol::{
    ConversationId, EndReason, Envelope, FrameKind, Part, SessionId, SiteKey, ToAgent, ToVisitor, VisitorId,
    Watcher,
};
use bytes::Bytes;

/// Whether a keyframe brings the assets again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assets {
    /// For a watcher who has none.
    Again,
    /// The watchers have what came before.
    Kept,
}

pub(super) struct Session {
    pub(super) id: SessionId,
    pub(super) site: SiteKey,
    pub(super) visitor: VisitorId,
    /// Which of her browsers shares.
    pub(super) browser: TokenHash,
    pub(super) conversation: ConversationId,
    /// The line that shares, or was the last to share.
    pub(super) line: LineId,
    pub(super) owner: Outgoing,
    /// The line from which it moved to this one.
    pub(super) former_line: Option<LineId>,
    /// Why nobody shares now.
    pub(super) held: Option<EndReason>,
    /// How often it was held: tells one waiting from the next.
    pub(super) holds: u32,
    /// Somebody began to watch while nobody shared.
    pub(super) is_asset_due: bool,
    /// The last frame received; 0 before the first on a line.
    pub(super) sequence: u32,
    /// A frame was lost: nothing but a keyframe makes sense now.
    pub(super) is_out_of_step: bool,
    /// What has come of long frames.
    pub(super) parts: Parts,
    pub(super) watches: Vec<Watch>,
    pub(super) named: NamedAssets,
    /// What agents may do here.
    pub(super) assistance: Assistance,
    pub(super) recorder: Option<Recorder>,
}

impl Session {
    pub(super) fn new(id: SessionId, opening: Opening) -> Self {
        let Opening { site, visitor, browser, conversation, line, outgoing } = opening;
        Self {
            id,
            site,
            visitor,
            browser,
            conversation,
            line,
            owner: outgoing,
            former_line: None,
            held: None,
            holds: 0,
            is_asset_due: false,
            sequence: 0,
            is_out_of_step: false,
            parts: Parts::default(),
            watches: Vec::new(),
            named: NamedAssets::new(),
            assistance: Assistance::default(),
            recorder: None,
        }
    }

    /// Takes a frame, acknowledges it and passes it on. `has` says whether the relay keeps an asset of the site.
    pub(super) fn take(
        &mut self,
        envelope: &Envelope<'_>,
        frame: &Bytes,
        has: impl Fn(&SiteKey, &AssetName) -> bool,
    ) -> Result<Taken, FrameRefused> {
        let expected = self.sequence.saturating_add(1);
        let is_next = envelope.sequence == expected;
        if envelope.sequence > self.sequence {
            // Acknowledged even when it is dropped: a sender that waited for the acknowledgement could not
            // send the keyframe that mends the gap.
            self.sequence = envelope.sequence;
            self.owner.send(&ToVisitor::CobrowseAck { session: self.id.clone(), sequence: self.sequence });
        }
        if !is_next {
            self.lost_a_frame();
            return Err(FrameRefused::NotTheNext { got: envelope.sequence, expected });
        }
        if envelope.kind == FrameKind::Part {
            return self.take_part(envelope, has);
        }
        self.take_whole(envelope, frame, has)
    }

    /// Takes a part of a long frame; with the last one, the frame.
    fn take_part(
        &mut self,
        envelope: &Envelope<'_>,
        has: impl Fn(&SiteKey, &AssetName) -> bool,
    ) -> Result<Taken, FrameRefused> {
        let part = Part::decode(envelope.payload);
        let Some((part, Ok(added))) = part.map(|part| (part, self.parts.add(&part))) else {
            self.lost_a_frame();
            return Err(FrameRefused::PartOutOfPlace);
        };
        let Some(payload) = added else { return Ok(Taken::default()) };
        let whole = Envelope { kind: part.kind, payload: &payload, ..envelope.clone() };
        let frame = Bytes::from(whole.encode().map_err(FrameRefused::Envelope)?);
        self.take_whole(&whole, &frame, has)
    }

    fn take_whole(
        &mut self,
        envelope: &Envelope<'_>,
        frame: &Bytes,
        has: impl Fn(&SiteKey, &AssetName) -> bool,
    ) -> Result<Taken, FrameRefused> {
        match envelope.kind {
            FrameKind::Keyframe => self.is_out_of_step = false,
            FrameKind::Delta if self.is_out_of_step => return Err(FrameRefused::AwaitingKeyframe),
            // Assets build on nothing, and do not come again.
            _ => {}
        }
        let name = envelope.asset_name().map(|(name, _)| AssetName(*name));
        match (envelope.kind, name) {
            (FrameKind::NamedAsset, Some(name)) if !has(&self.site, &name) => {
                if self.named.wait_for(name, frame) {
                    let (session, assets) = (self.id.clone(), vec![name.to_string()]);
                    self.owner.send(&ToVisitor::CobrowseWanted { session, assets });
                }
                Ok(Taken::default())
            }
            (FrameKind::AssetBytes, name) => {
                let name = name.filter(|name| self.named.is_awaited(name));
                let (session, site) = (self.id.clone(), self.site.clone());
                Ok(Taken {
                    skipped: 0,
                    came: name.map(|name| Came { session, site, name, frame: frame.clone() }),
                })
            }
            (kind, _) => Ok(Taken { skipped: self.pass_on(kind, frame), came: None }),
        }
    }

    /// An asset that was waited for is kept now, or can't be: what told of it goes on, or is dropped.
    pub(super) fn settled(&mut self, name: &AssetName, is_kept: bool) {
        for frame in self.named.settled(name) {
            if is_kept {
                self.pass_on(FrameKind::NamedAsset, &frame);
            }
        }
    }

    /// Offers a frame to all who watch, and has it recorded. Returns how many of them were too slow for it.
    fn pass_on(&mut self, kind: FrameKind, frame: &Bytes) -> usize {
        self.record(kind, frame);
        let offers = self.watches.iter_mut().map(|watch| watch.offer(kind, frame));
        offers.filter(|offered| *offered == Offered::Skipped).count()
    }

    fn record(&mut self, kind: FrameKind, frame: &Bytes) {
        let Some(recorder) = &mut self.recorder else { return };
        if recorder.take(kind, frame.slice(Envelope::HEADER_BYTES.min(frame.len())..)) == Wish::Keyframe {
            self.ask_for_keyframe(Assets::Again);
        }
    }

    /// A frame of this session could not be used: the stream goes on with a keyframe.
    pub(super) fn lost_a_frame(&mut self) {
        self.is_out_of_step = true;
        for watch in &mut self.watches {
            if watch.phase == Phase::Following {
                watch.phase = Phase::AwaitingKeyframe;
            }
        }
        self.ask_for_keyframe(Assets::Kept);
    }

    pub(super) fn watch(&mut self, agent: &Agent, line: LineId, outgoing: &Outgoing) {
        self.watches.retain(|watch| watch.line != line);
        self.watches.push(Watch {
            line,
            agent: agent.agent.clone(),
            name: agent.name.clone(),
            outgoing: outgoing.clone(),
            phase: Phase::AwaitingKeyframe,
        });
        outgoing
            .send(&ToAgent::CobrowseAssets { session: self.id.clone(), ticket: self.named.ticket.clone() });
        if let Some(reason) = self.held {
            self.is_asset_due = true;
            let (conversation, session) = (self.conversation.clone(), self.id.clone());
            outgoing.send(&ToAgent::CobrowseHeld { conversation, session, reason });
            return;
        }
        self.tell_who_watches();
        self.tell_how_it_stands(line);
        self.ask_for_keyframe(Assets::Again);
    }

    pub(super) fn is_watched_by(&self, line: LineId) -> bool {
        self.watches.iter().any(|watch| watch.line == line)
    }

    /// What the audit log says of it.
    pub(super) fn subject(&self) -> Subject {
        Subject {
            site: self.site.clone(),
            visitor: Some(self.visitor.clone()),
            conversation: Some(self.conversation.clone()),
            session: Some(self.id.clone()),
        }
    }

    /// Returns whether the line had watched.
    pub(super) fn leave(&mut self, line: LineId) -> bool {
        let before = self.watches.len();
        self.watches.retain(|watch| watch.line != line);
        let has_left = self.watches.len() < before;
        if has_left {
            self.tell_who_watches();
        }
        has_left
    }

    /// The watching line has lost its place. Returns whether it watches.
    pub(super) fn begin_anew(&mut self, line: LineId) -> bool {
        let Some(watch) = self.watches.iter_mut().find(|watch| watch.line == line) else { return false };
        // A queue that is full gets its keyframe when no frame waits in it any longer.
        if watch.phase != Phase::Draining {
            watch.phase = Phase::AwaitingKeyframe;
            self.ask_for_keyframe(Assets::Kept);
        }
        true
    }

    /// In the watching line's queue no frame waits any longer.
    pub(super) fn drained(&mut self, line: LineId) {
        let is_draining = |watch: &&mut Watch| watch.line == line && watch.phase == Phase::Draining;
        if let Some(watch) = self.watches.iter_mut().find(is_draining) {
            watch.phase = Phase::AwaitingKeyframe;
            self.ask_for_keyframe(Assets::Kept);
        }
    }

    /// Her page may send now. Who has begun to watch before was told to a page that did not listen yet.
    pub(super) fn begin(&mut self) {
        self.owner.send(&ToVisitor::CobrowseStarted { session: self.id.clone() });
        if !self.watches.is_empty() {
            self.tell_who_watches();
            self.ask_for_keyframe(Assets::Again);
        }
    }

    pub(super) fn ask_for_keyframe(&self, assets: Assets) {
        let assets = assets == Assets::Again;
        self.owner.send(&ToVisitor::CobrowseKeyframe { session: self.id.clone(), assets });
    }

    pub(super) fn tell_who_watches(&self) {
        let mut watchers: Vec<Watcher> = Vec::new();
        for watch in &self.watches {
            if watchers.iter().all(|watcher| watcher.agent != watch.agent) {
                watchers.push(watch.watcher());
            }
        }
        self.owner.send(&ToVisitor::CobrowseWatchers { session: self.id.clone(), watchers });
    }
}

//! The line of one recording: numbers its frames, asks the flow whether one may go, and sends long ones in parts, so that what she says, what
//! changes on her page and the pings need not wait behind a picture. Owns what is under way; knows of frames no more than their kind.

use crate::flow::{Flow, Sort};
use crate::incoming::Incoming;
use crate::lanes::{Lanes, Stretch};
use alongside_link::Link;
use alongside_protocol::{Envelope, FrameKind, Part, SessionId};
use js_sys::{Date, Uint8Array};
use std::cell::Cell;
use std::rc::Rc;

/// Where the frames of a session go.
pub(crate) struct Wire {
    session: SessionId,
    /// None while the line is down.
    pub(crate) link: Option<Link<Incoming>>,
    /// The shopper holds the view where it is.
    is_paused: Rc<Cell<bool>>,
    flow: Flow,
    lanes: Lanes<Uint8Array>,
    /// The number of the last frame with an asset in it that was sent on this line.
    last_asset: u32,
}

impl Wire {
    /// A line that has carried nothing yet.
    pub(crate) fn new(session: SessionId, link: Link<Incoming>, is_paused: Rc<Cell<bool>>) -> Self {
        Self {
            session,
            link: Some(link),
            is_paused,
            flow: Flow::default(),
            lanes: Lanes::default(),
            last_asset: 0,
        }
    }

    /// Goes on with another line, of which nothing is known; what was under way on the one before is not. Returns whether the relay has all
    /// assets that were sent.
    pub(crate) fn go_on(&mut self, link: Link<Incoming>) -> bool {
        let is_paused = Rc::clone(&self.is_paused);
        let before = std::mem::replace(self, Self::new(self.session.clone(), link, is_paused));
        before.lanes.is_empty() && before.flow.has_arrived(before.last_asset)
    }

    /// Whether capture may send a frame: one of the page, or an asset's of this kind. Of long assets one is under way at a time.
    ///
    /// Capture asks again and again while it has something, and a few times a second when not. So this and acknowledgements are what parts
    /// need to go on.
    pub(crate) fn is_ready(&mut self, asset: Option<FrameKind>) -> bool {
        self.send_parts();
        let is_line_ready = self.may_send(Sort::Whole);
        if let Some(kind) = asset {
            // Names are short, and tell of what the relay may have already.
            let has_room = kind == FrameKind::NamedAsset || self.lanes.is_empty();
            return is_line_ready && has_room && self.lanes.is_assets_turn(Date::now());
        }
        if !is_line_ready {
            self.lanes.page_waits(Date::now());
        }
        is_line_ready && !self.lanes.is_page_under_way()
    }

    fn may_send(&self, sort: Sort) -> bool {
        let is_ready = |link: &Link<Incoming>| self.flow.is_ready(sort, link.buffered_amount(), Date::now());
        !self.is_paused.get() && self.link.as_ref().is_some_and(is_ready)
    }

    fn send(&mut self, kind: FrameKind, is_asset: bool, payload: &[u8]) {
        let sort = if kind == FrameKind::Part { Sort::Part } else { Sort::Whole };
        let sequence = self.flow.next(sort, payload.len() as u32, Date::now());
        if is_asset {
            self.last_asset = sequence;
        }
        let envelope = Envelope { kind, session: self.session.clone(), sequence, payload };
        // A line that is not open tells the state so itself.
        if let (Ok(bytes), Some(link)) = (envelope.encode(), &self.link) {
            link.send_binary(&bytes);
        }
    }

    /// Sends what may go now.
    fn send_parts(&mut self) {
        while self.may_send(Sort::Part)
            && let Some((stretch, frame)) = self.lanes.next(self.flow.part_bytes(), Date::now())
        {
            let Stretch { kind, at, bytes, total } = stretch;
            let bytes = &frame.subarray(at, at.saturating_add(bytes)).to_vec();
            self.send(FrameKind::Part, !kind.is_of_page(), &Part { kind, at, total, bytes }.encode());
        }
    }

    /// Sends a frame, or begins to.
    pub(crate) fn emit(&mut self, kind: FrameKind, frame: &Uint8Array) {
        let total = frame.length();
        let most = if kind.is_of_page() { self.flow.whole_bytes() } else { self.flow.part_bytes() };
        if kind != FrameKind::NamedAsset && total > most && self.lanes.add(kind, frame.clone(), total) {
            return self.send_parts();
        }
        self.send(kind, !kind.is_of_page(), &frame.to_vec());
        self.lanes.sent(kind.is_of_page());
    }

    /// The relay has all frames up to `sequence`.
    pub(crate) fn acknowledged(&mut self, sequence: u32) {
        self.flow.acknowledge(sequence, Date::now());
        self.send_parts();
    }
}

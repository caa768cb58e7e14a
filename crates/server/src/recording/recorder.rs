//! The session's end of a recording: takes frames and never waits.

use super::recorders::{Recorders, Room, Writing};
use alongside_protocol::{ClientId, FrameKind, RecordingId, limits::BINARY_FRAME_BYTES};
use bytes::Bytes;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

/// How much of one recording may wait for the disk, in bytes: two of the largest frames.
const WAITING_BYTES: usize = 2 * BINARY_FRAME_BYTES;

/// How long the end of a session waits for its recording's.
const FINISHED_WITHIN: Duration = Duration::from_secs(2);

/// What goes to the writer.
pub(super) enum Item {
    /// A frame, without its envelope.
    Frame {
        /// In ms since the recording began.
        at_ms: u32,
        /// What it is.
        kind: FrameKind,
        /// Its bytes.
        frame: Bytes,
    },
    /// Frames are missing here.
    Gap,
}

/// The writer's end.
pub(super) struct Queue {
    pub(super) recording: RecordingId,
    pub(super) items: mpsc::UnboundedReceiver<Item>,
    pub(super) time: Time,
    /// Each item's bytes are given back when they are stored, or given up.
    pub(super) room: Room,
    /// The writer lost what it had taken.
    pub(super) lost: Arc<AtomicBool>,
    pub(super) _writing: Writing,
    /// Dropped with the rest when all is written.
    pub(super) _finished: oneshot::Sender<()>,
}

/// The time of a recording: what was recorded by another relay, and how long ago this one began.
#[derive(Clone, Copy)]
pub(super) struct Time {
    so_far: Duration,
    began: Instant,
}

impl Time {
    fn from(so_far: Duration) -> Self {
        Self { so_far, began: Instant::now() }
    }

    /// How long it has gone on, in ms.
    pub(super) fn now_ms(self) -> u64 {
        u64::try_from((self.so_far + self.began.elapsed()).as_millis()).unwrap_or(u64::MAX)
    }
}

/// Records one session.
pub(crate) struct Recorder {
    recording: RecordingId,
    items: mpsc::UnboundedSender<Item>,
    time: Time,
    room: Room,
    lost: Arc<AtomicBool>,
    phase: Phase,
    finished: oneshot::Receiver<()>,
}

/// Where the recording stands in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Following,
    /// Takes no delta before the next keyframe, which has been asked for.
    AwaitingKeyframe,
    /// The disk is too slow: takes nothing until nothing waits; only then is a keyframe asked for.
    Draining,
}

/// What the session is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Nothing.
    Nothing,
    /// Ask for a keyframe and all assets.
    Keyframe,
}

impl Recorder {
    /// `so_far`: how long ago the recording began, if this goes on with one.
    pub(super) fn new(recording: RecordingId, so_far: Duration, recorders: &Recorders) -> (Self, Queue) {
        Self::with_room(recording, so_far, recorders, WAITING_BYTES)
    }

    fn with_room(
        recording: RecordingId,
        so_far: Duration,
        recorders: &Recorders,
        bytes: usize,
    ) -> (Self, Queue) {
        let (sender, items) = mpsc::unbounded_channel();
        let (time, room, lost) = (Time::from(so_far), recorders.room(bytes), Arc::<AtomicBool>::default());
        let (told, finished) = oneshot::channel();
        let queue = Queue {
            recording: recording.clone(),
            items,
            time,
            room: room.clone(),
            lost: Arc::clone(&lost),
            _writing: recorders.enter(),
            _finished: told,
        };
        let phase = Phase::AwaitingKeyframe;
        (Self { recording, items: sender, time, room, lost, phase, finished }, queue)
    }

    /// Ends the recording, and waits until all of it can be played, unless the disk takes too long.
    pub(crate) async fn finish(self) {
        let Self { items, finished, .. } = self;
        drop(items);
        // Whether it is told or given up: the line in the conversation comes now.
        let _ = timeout(FINISHED_WITHIN, finished).await;
    }

    /// What the line in the conversation is called that tells of this recording.
    pub(crate) fn line(&self) -> ClientId {
        ClientId(self.recording.to_string())
    }

    /// The stream goes on from another page or line: nothing in it builds on what came before.
    pub(crate) fn begin_anew(&mut self) {
        if self.phase == Phase::Following {
            self.phase = Phase::AwaitingKeyframe;
        }
    }

    /// Takes a frame that the session has taken.
    pub(crate) fn take(&mut self, kind: FrameKind, frame: Bytes) -> Wish {
        // At its limit of size, or deleted: nothing is recorded any more.
        if self.items.is_closed() {
            return Wish::Nothing;
        }
        let has_drained = self.phase == Phase::Draining && self.room.is_empty();
        if has_drained || self.lost.swap(false, Ordering::Relaxed) {
            self.phase = Phase::AwaitingKeyframe;
            // This frame may be the one that is needed.
            return match kind {
                FrameKind::Keyframe if self.offer(kind, frame) => Wish::Nothing,
                _ => Wish::Keyframe,
            };
        }
        let is_of_use = match self.phase {
            Phase::Following => true,
            Phase::AwaitingKeyframe => kind != FrameKind::Delta,
            Phase::Draining => false,
        };
        if is_of_use {
            self.offer(kind, frame);
        }
        Wish::Nothing
    }

    /// Passes a frame to the writer, if there is room for it.
    fn offer(&mut self, kind: FrameKind, frame: Bytes) -> bool {
        if !self.room.take(frame.len()) {
            self.phase = Phase::Draining;
            // A writer that has gone writes nothing, gaps included.
            let _ = self.items.send(Item::Gap);
            return false;
        }
        if kind == FrameKind::Keyframe {
            self.phase = Phase::Following;
        }
        let at_ms = u32::try_from(self.time.now_ms()).unwrap_or(u32::MAX);
        if let Err(refused) = self.items.send(Item::Frame { at_ms, kind, frame })
            && let Item::Frame { frame, .. } = refused.0
        {
            self.room.give_back(frame.len());
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(queue: &mut Queue) -> Vec<Bytes> {
        let mut taken = Vec::new();
        while let Ok(item) = queue.items.try_recv() {
            match item {
                Item::Frame { frame, .. } => {
                    queue.room.give_back(frame.len());
                    taken.push(frame);
                }
                Item::Gap => taken.push(Bytes::from_static(b"(gap)")),
            }
        }
        taken
    }

    #[test]
    fn a_recording_begins_with_a_keyframe() {
        let (mut recorder, mut queue) = Recorder::new("r".into(), Duration::ZERO, &Recorders::default());
        assert_eq!(recorder.take(FrameKind::Delta, "early".into()), Wish::Nothing);
        recorder.take(FrameKind::Asset, "picture".into());
        recorder.take(FrameKind::Keyframe, "page".into());
        recorder.take(FrameKind::Delta, "change".into());
        assert_eq!(taken(&mut queue), ["picture", "page", "change"]);
    }

    #[test]
    fn a_slow_disk_makes_a_gap_and_then_a_new_beginning() {
        let (mut recorder, mut queue) =
            Recorder::with_room("r".into(), Duration::ZERO, &Recorders::default(), 8);
        recorder.take(FrameKind::Keyframe, "12345678".into());
        assert_eq!(recorder.take(FrameKind::Delta, "9".into()), Wish::Nothing);
        assert_eq!(recorder.take(FrameKind::Keyframe, "x".into()), Wish::Nothing, "not even that");
        assert_eq!(taken(&mut queue), ["12345678", "(gap)"]);
        assert_eq!(recorder.take(FrameKind::Delta, "y".into()), Wish::Keyframe, "now there is room");
        assert_eq!(recorder.take(FrameKind::Delta, "z".into()), Wish::Nothing, "asked for once");
        recorder.take(FrameKind::Keyframe, "anew".into());
        recorder.take(FrameKind::Delta, "on".into());
        assert_eq!(taken(&mut queue), ["anew", "on"]);
    }

    #[test]
    fn what_comes_from_another_page_begins_with_its_keyframe() {
        let (mut recorder, mut queue) = Recorder::new("r".into(), Duration::ZERO, &Recorders::default());
        recorder.take(FrameKind::Keyframe, "page".into());
        recorder.begin_anew();
        recorder.take(FrameKind::Delta, "on nothing".into());
        recorder.take(FrameKind::Keyframe, "next page".into());
        recorder.take(FrameKind::Delta, "change".into());
        assert_eq!(taken(&mut queue), ["page", "next page", "change"]);
    }

    #[test]
    fn what_goes_on_with_a_recording_has_its_time() {
        let so_far = Duration::from_secs(60);
        let (mut recorder, mut queue) = Recorder::new("r".into(), so_far, &Recorders::default());
        recorder.take(FrameKind::Keyframe, "page".into());
        let Ok(Item::Frame { at_ms, .. }) = queue.items.try_recv() else { panic!("no frame") };
        assert!((60_000..61_000).contains(&at_ms), "{at_ms}");
    }

    #[test]
    fn what_the_writer_lost_is_made_good_by_a_keyframe() {
        let (mut recorder, mut queue) = Recorder::new("r".into(), Duration::ZERO, &Recorders::default());
        recorder.take(FrameKind::Keyframe, "page".into());
        queue.lost.store(true, Ordering::Relaxed);
        assert_eq!(recorder.take(FrameKind::Delta, "change".into()), Wish::Keyframe);
        recorder.take(FrameKind::Keyframe, "anew".into());
        assert_eq!(taken(&mut queue), ["page", "anew"]);
    }

    #[test]
    fn a_recording_that_has_ended_takes_nothing_and_asks_for_nothing() {
        let recorders = Recorders::default();
        let (mut recorder, queue) = Recorder::new("r".into(), Duration::ZERO, &recorders);
        drop(queue);
        assert_eq!(recorder.take(FrameKind::Keyframe, "page".into()), Wish::Nothing);
        assert!(recorder.room.is_empty());
    }
}

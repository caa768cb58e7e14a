//! A recording, indexed: the page at any moment of it, without a browser.
//!
//! A delta means something only to a decoder that has read all since its keyframe: not the tree alone, also what the
//! stream has taught the codec. So a checkpoint is a whole decoder, set aside as the frames go by, and a moment is
//! found by folding the few deltas since the checkpoint before it. How far checkpoints stand apart is counted in work
//! rather than time, and when all of them take too much memory, every other one goes.

use crate::records::Record;
use alongside_mirror::{Decoder, FrameKind, STILL, Tree, decode_asset, kind_of};
use rustc_hash::FxHashMap;

/// How much folding lies between two checkpoints at first, in units of [`work`]: about 20 ms.
const SPACING: usize = 20_000;

/// What all checkpoints together may hold, in bytes.
const CHECKPOINT_BYTES: usize = 128 * 1024 * 1024;

/// A node of a tree and its values, roughly; texts are shared.
const NODE_BYTES: usize = 320;
/// What the codec of a stream keeps beside its tree, roughly.
const CODEC_BYTES: usize = 700 * 1024;

/// A recording's frames, and where to begin to read them.
#[derive(Default)]
pub(crate) struct Timeline {
    /// Keyframes and deltas. One that cannot be read is emptied when that is found out.
    frames: Vec<Record>,
    /// The pictures of canvases and videos, by address: each shows for a moment only.
    stills: FxHashMap<String, Box<[u8]>>,
    /// As far as it is indexed.
    indexed: Place,
    checkpoints: Vec<Place>,
    spacing: Spacing,
    since_checkpoint: usize,
}

/// A decoder, and how many frames it has read.
#[derive(Clone, Default)]
pub(crate) struct Place {
    pub(crate) decoder: Decoder,
    pub(crate) read: usize,
}

struct Spacing(usize);

impl Default for Spacing {
    fn default() -> Self {
        Self(SPACING)
    }
}

impl Timeline {
    /// Takes the next record. Returns it when it is an asset to be kept for the whole recording.
    pub(crate) fn add(&mut self, record: Record) -> Option<Box<[u8]>> {
        if kind_of(&record.frame) != Ok(FrameKind::Asset) {
            self.frames.push(record);
            return None;
        }
        match decode_asset(&record.frame) {
            Ok(asset) if asset.address.starts_with(STILL) => {
                let address = asset.address.to_owned();
                self.stills.insert(address, record.frame);
                None
            }
            Ok(_) => Some(record.frame),
            Err(_) => None,
        }
    }

    /// The asset frame of a still.
    pub(crate) fn still(&self, address: &str) -> Option<&[u8]> {
        self.stills.get(address).map(|frame| &**frame)
    }

    /// Reads frames that are not indexed yet, up to so much work. Returns whether all are.
    pub(crate) fn index(&mut self, mut effort: usize) -> bool {
        while let Some(record) = self.frames.get_mut(self.indexed.read) {
            let work = work(record);
            if self.indexed.decoder.decode(&record.frame).is_err() {
                // What shows before it goes on showing, up to the next keyframe.
                record.frame = Box::default();
            }
            self.indexed.read += 1;
            self.since_checkpoint += work;
            if self.since_checkpoint >= self.spacing.0 && self.indexed.decoder.tree().is_some() {
                self.since_checkpoint = 0;
                self.checkpoints.push(self.indexed.clone());
                self.thin_out();
            }
            effort = effort.saturating_sub(work);
            if effort == 0 {
                return self.indexed.read == self.frames.len();
            }
        }
        true
    }

    fn thin_out(&mut self) {
        let held = |place: &Place| place.decoder.tree().map_or(0, Tree::len) * NODE_BYTES + CODEC_BYTES;
        while self.checkpoints.len() > 1
            && self.checkpoints.iter().map(held).sum::<usize>() > CHECKPOINT_BYTES
        {
            let mut number = 0;
            self.checkpoints.retain(|_| {
                number += 1;
                number % 2 == 0
            });
            self.spacing.0 = self.spacing.0.saturating_mul(2);
        }
    }

    /// How many frames there are.
    pub(crate) fn len(&self) -> usize {
        self.frames.len()
    }

    /// How many frames are indexed.
    pub(crate) fn indexed(&self) -> usize {
        self.indexed.read
    }

    /// How many frames have come by a moment; at least the first, which shows from the beginning.
    pub(crate) fn frames_until(&self, at_ms: f64) -> usize {
        let came = self.frames.partition_point(|record| f64::from(record.at_ms) <= at_ms);
        came.max(1).min(self.frames.len())
    }

    /// A frame, by number.
    pub(crate) fn frame(&self, number: usize) -> Option<&Record> {
        self.frames.get(number)
    }

    /// The page after so many frames. `from` is a place that need not be kept, such as what shows now.
    pub(crate) fn place(&self, frames: usize, from: Option<Place>) -> Place {
        let frames = frames.min(self.frames.len());
        let mut place = self.nearest(frames, from);
        for record in self.frames.get(place.read..frames).unwrap_or_default() {
            if !record.frame.is_empty() {
                // Frames that cannot be read were emptied; those not indexed yet say so here.
                let _ = place.decoder.decode(&record.frame);
            }
        }
        place.read = frames;
        place
    }

    /// The last place at or before so many frames: `from`, a checkpoint, or a keyframe that needs nothing before it.
    fn nearest(&self, frames: usize, from: Option<Place>) -> Place {
        let from = from.filter(|from| from.read <= frames && from.decoder.tree().is_some());
        let reached = self.checkpoints.partition_point(|place| place.read <= frames);
        let checkpoint = reached.checked_sub(1).and_then(|last| self.checkpoints.get(last));
        let known = from.as_ref().map_or(0, |from| from.read).max(checkpoint.map_or(0, |place| place.read));
        let between = self.frames.get(known..frames).unwrap_or_default();
        if let Some(keyframe) =
            between.iter().rposition(|record| kind_of(&record.frame) == Ok(FrameKind::Keyframe))
        {
            return Place { decoder: Decoder::new(), read: known + keyframe };
        }
        match (from, checkpoint) {
            (Some(from), _) if from.read == known => from,
            (_, Some(checkpoint)) => checkpoint.clone(),
            _ => Place::default(),
        }
    }

    /// How much happens in each of so many equal stretches of the time up to `duration_ms`: 0 to 255.
    pub(crate) fn activity(&self, stretches: usize, duration_ms: f64) -> Vec<u8> {
        let mut sums = vec![0.0_f64; stretches];
        for record in &self.frames {
            let part = f64::from(record.at_ms) / duration_ms.max(1.0) * stretches as f64;
            if let Some(sum) = sums.get_mut((part as usize).min(stretches.saturating_sub(1))) {
                // A page that is all new counts more than a pointer that moves, but not a thousand times.
                *sum += (1.0 + record.frame.len() as f64).log2();
            }
        }
        let most = sums.iter().copied().fold(1.0, f64::max);
        sums.into_iter().map(|sum| ((sum / most).sqrt() * 255.0).round() as u8).collect()
    }
}

/// What it costs to read a frame: measured, in about a microsecond each.
fn work(record: &Record) -> usize {
    15 + record.frame.len() / 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_mirror::{
        Asset, Encoder, Key, NewNode, NodeId, NodeKind, Observation, State, encode_asset,
    };

    /// A page whose text says how often it changed, as a recorder would send it; a new page every so many changes.
    struct Recorded {
        timeline: Timeline,
        /// The digest after each frame.
        digests: Vec<u64>,
    }

    fn id(number: u32) -> NodeId {
        NodeId::new(number).expect("not zero")
    }

    fn page(nodes: u32) -> Tree {
        let mut tree = Tree::new();
        let mut seen = Observation::default();
        let name = tree.names_mut().intern("p");
        for number in 2..nodes {
            let kind = NodeKind::Element { namespace: alongside_mirror::Namespace::Html, name };
            seen.new_node(id(number), NewNode::container(kind));
        }
        seen.children(NodeId::ROOT, (2..nodes).map(id));
        tree.reconcile(seen).expect("a plain page");
        tree
    }

    fn recorded(frames: usize, nodes: u32, keyframe_every: usize) -> Recorded {
        let (mut timeline, mut digests) = (Timeline::default(), Vec::new());
        let (mut tree, mut encoder) = (page(nodes), Encoder::new());
        for number in 0..frames {
            let frame = if number % keyframe_every == 0 {
                encoder.keyframe(&tree)
            } else {
                let mut seen = Observation::default();
                let value = format!("0,{number}").as_str().into();
                seen.value(NodeId::ROOT, Key::State(State::Scroll), Some(value));
                let ops = tree.reconcile(seen).expect("a plain change");
                encoder.delta(&tree, &ops)
            };
            assert!(timeline.add(Record { at_ms: number as u32 * 100, frame: frame.into() }).is_none());
            digests.push(tree.digest());
        }
        Recorded { timeline, digests }
    }

    fn digest(place: &Place) -> Option<u64> {
        place.decoder.tree().map(Tree::digest)
    }

    #[test]
    fn every_moment_is_the_page_as_it_was_whatever_it_is_reached_from() {
        let Recorded { mut timeline, digests } = recorded(5_000, 200, 2_000);
        while !timeline.index(1_000) {}
        assert!(timeline.checkpoints.len() >= 3, "{}", timeline.checkpoints.len());
        let mut at = None;
        for frames in [5_000, 1, 2, 1_999, 2_000, 2_001, 4_321, 4_322, 4_000, 5_000, 3_000] {
            let place = timeline.place(frames, at.take());
            assert_eq!(digest(&place), Some(digests[frames - 1]), "{frames}");
            assert_eq!(place.read, frames);
            at = Some(place);
        }
    }

    #[test]
    fn a_moment_is_found_by_its_time() {
        let Recorded { timeline, .. } = recorded(10, 10, 100);
        let until = [(-5.0, 1), (0.0, 1), (99.9, 1), (100.0, 2), (899.0, 9), (1e9, 10)];
        for (at_ms, frames) in until {
            assert_eq!(timeline.frames_until(at_ms), frames, "{at_ms}");
        }
        assert_eq!(Timeline::default().frames_until(0.0), 0);
    }

    #[test]
    fn before_it_is_indexed_a_moment_is_found_all_the_same() {
        let Recorded { timeline, digests } = recorded(300, 10, 100);
        assert_eq!(digest(&timeline.place(250, None)), Some(digests[249]));
    }

    #[test]
    fn frames_that_cannot_be_read_leave_the_page_as_it_was_until_the_next_keyframe() {
        let Recorded { mut timeline, digests } = recorded(300, 10, 100);
        timeline.frames[150].frame = b"\x01\x02nonsense".as_slice().into();
        timeline.index(usize::MAX);
        for frames in [151, 160, 200] {
            assert_eq!(digest(&timeline.place(frames, None)), Some(digests[149]), "{frames}");
        }
        assert_eq!(digest(&timeline.place(201, None)), Some(digests[200]));
    }

    #[test]
    fn checkpoints_of_a_large_page_stay_within_their_memory() {
        let mut timeline = recorded(1, 60_000, 1).timeline;
        timeline.index(usize::MAX);
        let large = timeline.indexed.clone();
        for _ in 0..100 {
            timeline.checkpoints.push(large.clone());
            timeline.thin_out();
            assert!(timeline.checkpoints.len() <= CHECKPOINT_BYTES / (60_000 * NODE_BYTES - NODE_BYTES));
        }
        assert!(timeline.spacing.0 > SPACING);
    }

    #[test]
    fn pictures_are_kept_for_the_whole_recording_and_stills_by_their_address() {
        let mut timeline = Timeline::default();
        let mut add = |address| {
            let frame = encode_asset(Asset { address, media_type: "image/png", bytes: b"png" });
            timeline.add(Record { at_ms: 0, frame: frame.into() }).is_some()
        };
        assert!(add("https://shop.example/a.png"));
        assert!(!add("still:1"));
        assert!(timeline.still("still:1").is_some());
        assert!(timeline.still("still:2").is_none());
        assert_eq!(timeline.len(), 0);
    }

    #[test]
    fn activity_shows_where_something_happens() {
        let Recorded { timeline, .. } = recorded(50, 10, 100);
        let activity = timeline.activity(10, 10_000.0);
        assert!(activity[..5].iter().all(|part| *part > 0));
        assert!(activity[5..].iter().all(|part| *part == 0));
        assert_eq!(activity.iter().max(), Some(&255));
    }
}

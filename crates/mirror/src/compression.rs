//! Bodies compressed with all that the stream has taught both ends: what was sent lately, to copy from, and how likely
//! every bit is. A delta of a few dozen bytes is too short to compress alone, but it resembles what went before.
//!
//! Copying finds repetition as LZ4 and deflate do; a range coder with adaptive models writes the rest down. There are
//! no tables to send with a frame, and nothing has to be said twice.

use crate::bytes::{Reader, write_number};
use crate::matches::{GOOD, Match, Matches, SHORTEST, SHORTEST_REPEAT, WAYS};
use crate::range_coder::{BitReader, BitWriter, Coder, Model, UNKNOWN};
use crate::{FrameError, limits};

/// A body: what is said in numbers, and the text that the numbers speak of. They are nothing alike, so each is learned
/// apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sections {
    pub(crate) structure: Vec<u8>,
    pub(crate) text: Vec<u8>,
}

/// One end's memory of the bodies so far.
#[derive(Clone, Debug)]
pub(crate) struct History {
    window: Vec<u8>,
    matches: Matches,
    models: Models,
}

impl Default for History {
    fn default() -> Self {
        Self { window: Vec::new(), matches: Matches::default(), models: Models::new() }
    }
}

impl History {
    /// Appends lengths and compressed body, and remembers the body.
    pub(crate) fn write(&mut self, body: &Sections, out: &mut Vec<u8>) {
        write_number(out, body.structure.len() as u64);
        write_number(out, body.text.len() as u64);
        let start = out.len();
        self.forget();
        let mut at = self.window.len();
        let text_starts = at + body.structure.len();
        self.window.extend_from_slice(&body.structure);
        self.window.extend_from_slice(&body.text);
        let mut coder = BitWriter::new(out);
        let mut found = self.find(at, text_starts);
        while at < self.window.len() {
            self.matches.note(&self.window, at);
            let context = Context::at(at, text_starts, &self.window);
            let next = match found {
                Some(found) if found.length >= GOOD => None,
                _ => self.find(at + 1, text_starts),
            };
            match found {
                // What begins a byte later may save more.
                Some(copied) if next.is_none_or(|next| next.saves() <= copied.saves() + LATER) => {
                    self.models.copy(&mut coder, context, copied);
                    for covered in 1..copied.length {
                        self.matches.note(&self.window, at + covered);
                    }
                    at += copied.length;
                    found = self.find(at, text_starts);
                }
                _ => {
                    let byte = self.window.get(at).copied().unwrap_or_default();
                    self.models.literal(&mut coder, context, byte);
                    at += 1;
                    found = next;
                }
            }
        }
        coder.finish();
        // What a reader takes for an honest expansion; only long runs of one byte come near it.
        let least = body.structure.len().saturating_add(body.text.len()) / limits::EXPANSION;
        if out.len() < start + least {
            out.resize(start + least, 0);
        }
    }

    /// The stretch worth copying at a place. Of structure there is much, and it repeats itself so soon that it is looked for
    /// in one place only.
    fn find(&self, at: usize, text_starts: usize) -> Option<Match> {
        let ways = if at < text_starts { 1 } else { WAYS };
        self.matches.find(&self.window, at, &self.models.distances, ways)
    }

    /// Reads what [`Self::write`] wrote, and remembers the body.
    pub(crate) fn read(&mut self, reader: &mut Reader<'_>) -> Result<Sections, FrameError> {
        let structure = usize::try_from(reader.number()?).map_err(|_| FrameError::NumberTooLarge)?;
        let text = usize::try_from(reader.number()?).map_err(|_| FrameError::NumberTooLarge)?;
        if structure > limits::STRUCTURE_BYTES {
            return Err(FrameError::TooLong { length: structure, most: limits::STRUCTURE_BYTES });
        }
        let length = structure.saturating_add(text);
        let sent = reader.rest();
        let most = limits::BODY_BYTES.min((sent.len() + 1).saturating_mul(limits::EXPANSION));
        if length > most {
            return Err(FrameError::TooLong { length, most });
        }
        self.forget();
        let start = self.window.len();
        let (text_starts, end) = (start + structure, start + length);
        let mut coder = BitReader::new(sent);
        while self.window.len() < end {
            let at = self.window.len();
            let context = Context::at(at, text_starts, &self.window);
            match self.models.next(&mut coder, context) {
                Next::Literal(byte) => self.window.push(byte),
                Next::Copy { length, distance } => {
                    let from = at.checked_sub(distance).filter(|_| distance > 0 && length <= end - at);
                    let from = from.ok_or(FrameError::Compression)?;
                    // What is copied may still be in the making: a run of one byte copies itself.
                    for place in from..from + length {
                        let byte = self.window.get(place).copied().ok_or(FrameError::Compression)?;
                        self.window.push(byte);
                    }
                }
            }
        }
        let section = |from, to| self.window.get(from..to).unwrap_or_default().to_vec();
        Ok(Sections { structure: section(start, text_starts), text: section(text_starts, end) })
    }

    /// Makes room: both ends at the same time, so that a distance means the same to both.
    fn forget(&mut self) {
        let lost = self.window.len().saturating_sub(limits::HISTORY_BYTES);
        if lost > limits::HISTORY_BYTES {
            self.window.drain(..lost);
            self.matches.shift(lost);
        }
    }
}

/// How many bits more a stretch has to save that begins a byte later.
const LATER: i32 = 4;

/// What is known about the next byte before it is read.
#[derive(Clone, Copy)]
struct Context {
    is_text: bool,
    before: u8,
}

impl Context {
    fn at(at: usize, text_starts: usize, window: &[u8]) -> Self {
        let before = at.checked_sub(1).and_then(|before| window.get(before)).copied();
        Self { is_text: at >= text_starts, before: before.unwrap_or_default() }
    }
}

/// What a reader does next.
enum Next {
    Literal(u8),
    Copy { length: usize, distance: usize },
}

/// How likely every bit is, and the distances that were used last. The same on both ends after every frame.
#[derive(Clone, Debug)]
struct Models {
    /// By section and by what came last: a literal, a copy, a copy from a repeated distance.
    is_copy: [[Model; 3]; 2],
    is_repeat: [[Model; 3]; 2],
    /// Whether it is not the last distance, not the one before it, …
    is_older: [Model; 3],
    /// 256 for each section and each three highest bits of the byte before.
    literals: Vec<Model>,
    lengths: NumberModels,
    repeat_lengths: NumberModels,
    /// By the length: short stretches are near.
    far: [NumberModels; 3],
    distances: [usize; 4],
    last: usize,
}

impl Models {
    fn new() -> Self {
        Self {
            is_copy: [[UNKNOWN; 3]; 2],
            is_repeat: [[UNKNOWN; 3]; 2],
            is_older: [UNKNOWN; 3],
            literals: vec![UNKNOWN; 2 * 8 * 256],
            lengths: NumberModels::new(),
            repeat_lengths: NumberModels::new(),
            far: [(); 3].map(|()| NumberModels::new()),
            distances: [1; 4],
            last: 0,
        }
    }

    fn next(&mut self, coder: &mut impl Coder, context: Context) -> Next {
        if self.is_copy(coder, context, false) {
            let (length, distance) = self.copy_rest(coder, context, None);
            Next::Copy { length, distance }
        } else {
            Next::Literal(self.literal_rest(coder, context, 0))
        }
    }

    fn literal(&mut self, coder: &mut impl Coder, context: Context, byte: u8) {
        self.is_copy(coder, context, false);
        self.literal_rest(coder, context, byte);
    }

    fn copy(&mut self, coder: &mut impl Coder, context: Context, found: Match) {
        self.is_copy(coder, context, true);
        self.copy_rest(coder, context, Some(found));
    }

    fn is_copy(&mut self, coder: &mut impl Coder, context: Context, bit: bool) -> bool {
        let models = self.is_copy.get_mut(usize::from(context.is_text));
        models.and_then(|models| models.get_mut(self.last)).is_some_and(|model| coder.bit(model, bit))
    }

    fn literal_rest(&mut self, coder: &mut impl Coder, context: Context, byte: u8) -> u8 {
        let number = usize::from(context.is_text) << 3 | usize::from(context.before >> 5);
        let models = self.literals.get_mut(number << 8..).unwrap_or_default();
        self.last = 0;
        tree(coder, models, byte.into(), 8) as u8
    }

    fn copy_rest(
        &mut self,
        coder: &mut impl Coder,
        context: Context,
        found: Option<Match>,
    ) -> (usize, usize) {
        let repeat = found.and_then(|found| found.repeat);
        let models = self.is_repeat.get_mut(usize::from(context.is_text));
        let is_repeat = models
            .and_then(|models| models.get_mut(self.last))
            .is_some_and(|model| coder.bit(model, repeat.is_some()));
        let length = found.map_or(0, |found| found.length);
        if is_repeat {
            let mut number = 0;
            for model in &mut self.is_older {
                if !coder.bit(model, repeat.is_some_and(|repeat| repeat > number)) {
                    break;
                }
                number += 1;
            }
            let length = self.repeat_lengths.code(coder, length.saturating_sub(SHORTEST_REPEAT));
            let distance = self.distances.get(number).copied().unwrap_or_default();
            self.put_first(distance, number);
            self.last = 2;
            return (length + SHORTEST_REPEAT, distance);
        }
        let length = self.lengths.code(coder, length.saturating_sub(SHORTEST)) + SHORTEST;
        let models = self.far.get_mut((length - SHORTEST).min(2));
        let distance = found.map_or(0, |found| found.distance);
        let distance = models.map_or(0, |models| models.code(coder, distance.saturating_sub(1))) + 1;
        self.put_first(distance, self.distances.len());
        self.last = 1;
        (length, distance)
    }

    /// The distance that was used last; those before the one of this number move back by a place.
    fn put_first(&mut self, distance: usize, number: usize) {
        let mut moved = distance;
        for place in self.distances.iter_mut().take(number + 1) {
            std::mem::swap(place, &mut moved);
        }
    }
}

/// How likely the sizes of numbers are, and their lowest bits.
#[derive(Clone, Debug)]
struct NumberModels {
    sizes: [Model; 64],
    /// Eight for each size.
    lowest: [Model; 64 * 8],
}

/// How many of a number's lowest bits are learned.
const LEARNED: u32 = 3;

impl NumberModels {
    fn new() -> Self {
        Self { sizes: [UNKNOWN; 64], lowest: [UNKNOWN; 64 * 8] }
    }

    /// A number below 2³⁰: its size, which is the place of its highest bit and the bit below; then what is left.
    fn code(&mut self, coder: &mut impl Coder, number: usize) -> usize {
        let number = number as u32 + 1;
        let (highest, below) = (number.ilog2(), |bits: u32| number & ((1 << bits) - 1));
        let size = if highest == 0 { 0 } else { highest * 2 - 1 + (number >> (highest - 1) & 1) };
        let size = tree(coder, &mut self.sizes, size, 6).min(60);
        if size == 0 {
            return 0;
        }
        let left = (size - 1) / 2;
        let mut value = 2 | ((size - 1) & 1);
        let learned = left.min(LEARNED);
        for bit in (learned..left).rev() {
            value = value << 1 | u32::from(coder.even_bit(below(left) >> bit & 1 == 1));
        }
        let models = self.lowest.get_mut(size as usize * 8..).unwrap_or_default();
        value = value << learned | tree(coder, models, below(learned), learned);
        value as usize - 1
    }
}

/// A number of so many bits, the highest first, each with a model for what came before it.
fn tree(coder: &mut impl Coder, models: &mut [Model], number: u32, bits: u32) -> u32 {
    let mut path = 1;
    for bit in (0..bits).rev() {
        let is_set = number >> bit & 1 == 1;
        let Some(model) = models.get_mut(path) else { return 0 };
        path = path << 1 | usize::from(coder.bit(model, is_set));
    }
    path as u32 - (1 << bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matches::LONGEST;
    use proptest::prelude::*;

    fn passed_on(writer: &mut History, reader: &mut History, structure: &[u8], text: &[u8]) -> usize {
        let body = Sections { structure: structure.to_vec(), text: text.to_vec() };
        let mut out = Vec::new();
        writer.write(&body, &mut out);
        assert_eq!(reader.read(&mut Reader::new(&out)).expect("what was written is read"), body);
        out.len()
    }

    proptest! {
        #[test]
        fn every_stream_of_bodies_comes_back(bodies in prop::collection::vec(
            (prop::collection::vec(0u8..6, 0..300), prop::collection::vec(prop_oneof![Just(b'a'), any::<u8>()], 0..300)), 0..6,
        )) {
            let (mut writer, mut reader) = (History::default(), History::default());
            for (structure, text) in bodies {
                passed_on(&mut writer, &mut reader, &structure, &text);
            }
        }

        #[test]
        fn any_bytes_are_a_body_or_an_error(bytes: Vec<u8>) {
            let _ = History::default().read(&mut Reader::new(&bytes));
        }
    }

    #[test]
    fn a_body_that_was_sent_before_costs_next_to_nothing() {
        let (mut writer, mut reader) = (History::default(), History::default());
        let body: Vec<u8> = (0..2_000u32).flat_map(|number| (number * 7919).to_le_bytes()).collect();
        let first = passed_on(&mut writer, &mut reader, &body, b"");
        let second = passed_on(&mut writer, &mut reader, &body, b"");
        assert!(second * 50 < first, "{second} of {first} bytes");
    }

    #[test]
    fn the_past_stays_bounded_and_both_ends_agree_on_it() {
        let (mut writer, mut reader) = (History::default(), History::default());
        for round in 0..90u8 {
            let body: Vec<u8> = (0..9_000u16).map(|number| (number as u8).wrapping_mul(round)).collect();
            passed_on(&mut writer, &mut reader, b"structure", &body);
            assert!(writer.window.len() <= 2 * limits::HISTORY_BYTES + 10_000);
            assert_eq!(writer.window.len(), reader.window.len());
        }
    }

    #[test]
    fn a_long_run_of_one_byte_is_no_bomb() {
        let (mut writer, mut reader) = (History::default(), History::default());
        let run = vec![b' '; 5_000_000];
        let sent = passed_on(&mut writer, &mut reader, b"", &run);
        assert!(sent <= run.len() / limits::EXPANSION + 16, "{sent} bytes");
    }

    #[test]
    fn a_promise_of_gigabytes_is_refused() {
        let mut out = Vec::new();
        write_number(&mut out, 1 << 30);
        write_number(&mut out, 0);
        out.extend_from_slice(&[0, 0, 0]);
        let refused = History::default().read(&mut Reader::new(&out));
        assert!(matches!(refused, Err(FrameError::TooLong { .. })));
    }

    #[test]
    fn the_longest_stretch_and_the_farthest_distance_can_be_said() {
        let mut models = NumberModels::new();
        for number in [0, 1, 2, 7, LONGEST, limits::BODY_BYTES, (1 << 30) - 2] {
            let mut out = Vec::new();
            let mut writer = BitWriter::new(&mut out);
            models.code(&mut writer, number);
            writer.finish();
            assert_eq!(NumberModels::new().code(&mut BitReader::new(&out), 0), number);
            models = NumberModels::new();
        }
    }
}

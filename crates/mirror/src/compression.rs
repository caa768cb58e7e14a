//! Bodies compressed with the stream's own past as dictionary.
//!
//! A delta is often a few dozen bytes, too few to compress alone; but it resembles what went before. So both
//! ends keep the last [`limits::HISTORY_BYTES`] of uncompressed bodies since the keyframe.

use crate::bytes::{Reader, write_number};
use crate::{FrameError, limits};
use lz4_flex::block;

const PLAIN: u8 = 0;
const LZ4: u8 = 1;

/// LZ4 cannot expand more than this: each byte of a long match's length stands for 255.
const MOST_EXPANSION: usize = 255;

/// One end's memory of the bodies so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    past: Vec<u8>,
}

impl History {
    /// A keyframe begins: forget everything.
    pub(crate) fn clear(&mut self) {
        self.past.clear();
    }

    /// Appends length, method and compressed body, and remembers the body.
    pub(crate) fn write(&mut self, body: &[u8], out: &mut Vec<u8>) {
        write_number(out, body.len() as u64);
        let method = out.len();
        out.push(LZ4);
        let start = out.len();
        out.resize(start + block::get_maximum_output_size(body.len()), 0);
        let room = out.get_mut(start..).unwrap_or_default();
        match block::compress_into_with_dict(body, room, &self.past) {
            Ok(length) if length < body.len() => out.truncate(start + length),
            // Too short or too random to gain anything.
            _ => {
                out.truncate(method);
                out.push(PLAIN);
                out.extend_from_slice(body);
            }
        }
        self.remember(body);
    }

    /// Reads what [`Self::write`] wrote, and remembers the body.
    pub(crate) fn read(&mut self, reader: &mut Reader<'_>) -> Result<Vec<u8>, FrameError> {
        let length = usize::try_from(reader.number()?).map_err(|_| FrameError::NumberTooLarge)?;
        let method = reader.byte()?;
        let sent = reader.rest();
        let most = limits::BODY_BYTES.min(sent.len().saturating_mul(MOST_EXPANSION));
        if length > most {
            return Err(FrameError::TooLong { length, most });
        }
        let body = match method {
            PLAIN => sent.to_vec(),
            LZ4 => {
                block::decompress_with_dict(sent, length, &self.past).map_err(|_| FrameError::Compression)?
            }
            other => return Err(FrameError::UnknownCode { what: "compression", number: other.into() }),
        };
        if body.len() != length {
            return Err(FrameError::Compression);
        }
        self.remember(&body);
        Ok(body)
    }

    fn remember(&mut self, body: &[u8]) {
        let kept = body.len().min(limits::HISTORY_BYTES);
        let newest = body.get(body.len() - kept..).unwrap_or_default();
        let surplus = (self.past.len() + kept).saturating_sub(limits::HISTORY_BYTES);
        self.past.drain(..surplus);
        self.past.extend_from_slice(newest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed_on(writer: &mut History, reader: &mut History, body: &[u8]) -> usize {
        let mut out = Vec::new();
        writer.write(body, &mut out);
        assert_eq!(reader.read(&mut Reader::new(&out)).expect("what was written is read"), body);
        out.len()
    }

    #[test]
    fn a_body_that_was_sent_before_costs_next_to_nothing() {
        let (mut writer, mut reader) = (History::default(), History::default());
        let body: Vec<u8> = (0..2_000u32).flat_map(|number| (number * 7919).to_le_bytes()).collect();
        let first = passed_on(&mut writer, &mut reader, &body);
        let second = passed_on(&mut writer, &mut reader, &body);
        assert!(second * 50 < first, "{second} of {first} bytes");
    }

    #[test]
    fn the_past_stays_bounded_and_both_ends_agree_on_it() {
        let (mut writer, mut reader) = (History::default(), History::default());
        for round in 0..40u8 {
            let body: Vec<u8> = (0..9_000u16).map(|number| (number as u8).wrapping_mul(round)).collect();
            passed_on(&mut writer, &mut reader, &body);
            assert!(writer.past.len() <= limits::HISTORY_BYTES);
        }
    }

    #[test]
    fn a_promise_of_gigabytes_is_refused() {
        let mut out = Vec::new();
        write_number(&mut out, 1 << 30);
        out.extend_from_slice(&[LZ4, 0, 0, 0]);
        let refused = History::default().read(&mut Reader::new(&out));
        assert!(matches!(refused, Err(FrameError::TooLong { .. })));
    }
}

//! The bytes of a recording, taken apart as they come: each record is a frame and its time. The relay writes them
//! (`crates/server/src/recording/record.rs` has the table); a saved page is written here.
//!
//! Bytes are a stranger's: a length that is not true ends the reading, and memory is bounded.

use thiserror::Error;

/// Most bytes of a recording; the relay allows a site no more.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// Longest frame, as on the line.
const FRAME_BYTES: usize = 16 * 1024 * 1024;

/// A frame and when it came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// In ms since the recording began; never less than that of the record before.
    pub(crate) at_ms: u32,
    pub(crate) frame: Box<[u8]>,
}

/// Why bytes are no recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum NoRecording {
    #[error("the recording is longer than any that a relay keeps")]
    TooLong,
    #[error("a frame of {0} bytes is longer than any that a relay takes")]
    FrameTooLong(usize),
}

/// Reads records from bytes that come in any slices.
#[derive(Default)]
pub(crate) struct RecordReader {
    /// What has come of a record that is not whole.
    begun: Vec<u8>,
    total: usize,
    last_ms: u32,
}

impl RecordReader {
    /// Takes the next bytes and returns the records that are whole with them.
    ///
    /// # Errors
    /// [`NoRecording`] when they cannot be a recording's.
    pub(crate) fn read(&mut self, bytes: &[u8]) -> Result<Vec<Record>, NoRecording> {
        self.total = self.total.saturating_add(bytes.len());
        if self.total > MOST_BYTES {
            return Err(NoRecording::TooLong);
        }
        self.begun.extend_from_slice(bytes);
        let mut records = Vec::new();
        let mut rest = self.begun.as_slice();
        while let Some(([t0, t1, t2, t3, l0, l1, l2, l3], after)) = rest.split_first_chunk::<8>() {
            let length = u32::from_le_bytes([*l0, *l1, *l2, *l3]) as usize;
            if length > FRAME_BYTES {
                return Err(NoRecording::FrameTooLong(length));
            }
            let Some((frame, after)) = after.split_at_checked(length) else { break };
            self.last_ms = self.last_ms.max(u32::from_le_bytes([*t0, *t1, *t2, *t3]));
            records.push(Record { at_ms: self.last_ms, frame: frame.into() });
            rest = after;
        }
        let read = self.begun.len() - rest.len();
        self.begun.drain(..read);
        Ok(records)
    }
}

/// Writes a record.
pub(crate) fn write(at_ms: u32, frame: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&at_ms.to_le_bytes());
    out.extend_from_slice(&u32::try_from(frame.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(frame);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_in_slices(bytes: &[u8], size: usize) -> Vec<(u32, Vec<u8>)> {
        let mut reader = RecordReader::default();
        let slices = bytes.chunks(size);
        let records = slices.flat_map(|slice| reader.read(slice).expect("it was just written"));
        records.map(|record| (record.at_ms, record.frame.to_vec())).collect()
    }

    proptest! {
        #[test]
        fn records_come_back_however_their_bytes_were_sliced(
            mut frames: Vec<(u32, Vec<u8>)>, size in 1_usize..64
        ) {
            frames.sort();
            let mut bytes = Vec::new();
            for (at_ms, frame) in &frames {
                write(*at_ms, frame, &mut bytes);
            }
            prop_assert_eq!(read_in_slices(&bytes, size), frames);
        }
    }

    #[test]
    fn time_never_goes_back() {
        let mut bytes = Vec::new();
        write(9, b"a", &mut bytes);
        write(4, b"b", &mut bytes);
        assert_eq!(read_in_slices(&bytes, 100), [(9, b"a".to_vec()), (9, b"b".to_vec())]);
    }

    #[test]
    fn a_length_that_cannot_be_true_is_refused_before_memory_is_taken_for_it() {
        let refused = RecordReader::default().read(&[0, 0, 0, 0, 255, 255, 255, 255]);
        assert_eq!(refused, Err(NoRecording::FrameTooLong(u32::MAX as usize)));
        let mut reader = RecordReader { total: MOST_BYTES, ..RecordReader::default() };
        assert_eq!(reader.read(&[0]), Err(NoRecording::TooLong));
    }
}

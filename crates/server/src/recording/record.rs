//! A recording's bytes: records, one after the other, each a frame and its time.
//!
//! ```text
//! bytes 0–3   when the frame came, in ms since the recording began: u32, little endian
//! bytes 4–7   length of the frame: u32, little endian
//! bytes 8–    the mirror frame
//! ```

use thiserror::Error;

/// Length of what stands before a frame.
const HEADER_BYTES: usize = 8;

/// Writes a record.
pub(super) fn write(at_ms: u32, frame: &[u8], out: &mut Vec<u8>) {
    // A frame has at most 16 MiB: see `limits::BINARY_FRAME_BYTES`.
    let length = u32::try_from(frame.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&at_ms.to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(frame);
}

/// Why bytes are no records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum NoRecords {
    /// They end in the middle of one.
    #[error("the records end too early, {0} bytes into one of them")]
    CutOff(usize),
    /// There is nothing in them.
    #[error("there is no record")]
    Empty,
}

/// Checks that bytes are whole records. Returns how many there are.
///
/// # Errors
/// [`NoRecords`] says what is wrong with them.
pub(super) fn check(bytes: &[u8]) -> Result<usize, NoRecords> {
    let (mut rest, mut count) = (bytes, 0);
    while !rest.is_empty() {
        let cut_off = NoRecords::CutOff(rest.len());
        let (header, after) = rest.split_first_chunk::<HEADER_BYTES>().ok_or(cut_off)?;
        let [_, _, _, _, length @ ..] = *header;
        let length = usize::try_from(u32::from_le_bytes(length)).map_err(|_| cut_off)?;
        rest = after.get(length..).ok_or(cut_off)?;
        count += 1;
    }
    if count == 0 { Err(NoRecords::Empty) } else { Ok(count) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_whole_and_what_was_cut_is_not() {
        let mut bytes = Vec::new();
        write(1, b"keyframe", &mut bytes);
        write(70_000, b"", &mut bytes);
        assert_eq!(bytes[..10], [1, 0, 0, 0, 8, 0, 0, 0, b'k', b'e']);
        assert_eq!(check(&bytes), Ok(2));
        assert_eq!(check(&bytes[..bytes.len() - 1]), Err(NoRecords::CutOff(7)));
        assert_eq!(check(&[0, 0, 0, 0, 255, 255, 255, 255]), Err(NoRecords::CutOff(8)));
        assert_eq!(check(&[]), Err(NoRecords::Empty));
    }
}

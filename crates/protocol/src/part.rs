//! A stretch of a long frame. A line carries one message after the other, and a picture of four megabytes is one for minutes: what she says,
//! what changes on her page, and the pings that keep the line would wait behind it. So long frames come in parts, and the others between them.
//!
//! ```text
//! byte  0      kind of the whole frame: 1 keyframe, 2 delta, 3 asset, 5 asset by name
//! bytes 1–4    at: u32, little endian; where in the whole frame's payload this stretch begins, in bytes
//! bytes 5–8    total: u32, little endian; how long the whole frame's payload is, in bytes
//! bytes 9–     the stretch
//! ```
//!
//! Does not own: putting them together, which is the relay's.

use crate::FrameKind;

const HEADER_BYTES: usize = 9;

/// A stretch of a long frame's payload; the payload of a frame of kind [`FrameKind::Part`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// What the whole frame is.
    pub kind: FrameKind,
    /// Where in the whole payload it begins, in bytes.
    pub at: u32,
    /// How long the whole payload is, in bytes.
    pub total: u32,
    /// The stretch; never empty, and never beyond `total`.
    pub bytes: &'a [u8],
}

impl<'a> Part<'a> {
    /// How many bytes stand before the stretch.
    pub const HEADER_BYTES: usize = HEADER_BYTES;

    /// Reads a part. None for what is none: cut short, empty, beyond the whole frame's end, or of a kind that comes whole.
    pub fn decode(payload: &'a [u8]) -> Option<Self> {
        let (header, bytes) = payload.split_first_chunk::<HEADER_BYTES>()?;
        let [kind, a0, a1, a2, a3, t0, t1, t2, t3] = *header;
        let at = u32::from_le_bytes([a0, a1, a2, a3]);
        let total = u32::from_le_bytes([t0, t1, t2, t3]);
        let kind = FrameKind::of(kind).filter(|kind| may_come_in_parts(*kind))?;
        let end = u64::from(at) + bytes.len() as u64;
        (!bytes.is_empty() && end <= u64::from(total)).then_some(Self { kind, at, total, bytes })
    }

    /// Writes a part.
    pub fn encode(&self) -> Vec<u8> {
        let mut payload = Vec::with_capacity(HEADER_BYTES + self.bytes.len());
        payload.push(self.kind as u8);
        payload.extend_from_slice(&self.at.to_le_bytes());
        payload.extend_from_slice(&self.total.to_le_bytes());
        payload.extend_from_slice(self.bytes);
        payload
    }

    /// Whether nothing of the whole frame follows.
    pub fn is_last(&self) -> bool {
        u64::from(self.at) + self.bytes.len() as u64 == u64::from(self.total)
    }
}

/// A name is short, and a part of a part makes no sense.
fn may_come_in_parts(kind: FrameKind) -> bool {
    !matches!(kind, FrameKind::NamedAsset | FrameKind::Part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_part_has_the_bytes_that_the_table_says() {
        let part = Part { kind: FrameKind::Asset, at: 258, total: 260, bytes: b"hi" };
        assert_eq!(part.encode(), [3, 2, 1, 0, 0, 4, 1, 0, 0, b'h', b'i']);
        assert!(part.is_last());
        assert!(!Part { at: 0, ..part }.is_last());
    }

    #[test]
    fn what_is_no_part_is_none() {
        let part = Part { kind: FrameKind::Asset, at: 0, total: 2, bytes: b"hi" };
        for wrong in [
            Part { bytes: b"", ..part },
            Part { total: 1, ..part },
            Part { at: u32::MAX, total: u32::MAX, ..part },
            Part { kind: FrameKind::NamedAsset, ..part },
            Part { kind: FrameKind::Part, ..part },
        ] {
            assert_eq!(Part::decode(&wrong.encode()), None, "{wrong:?}");
        }
        assert_eq!(Part::decode(&part.encode()[..9]), None);
        assert_eq!(Part::decode(&part.encode()[..4]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_part_that_is_written_as_them_or_none(bytes: Vec<u8>) {
            if let Some(part) = Part::decode(&bytes) {
                prop_assert_eq!(part.encode(), bytes);
            }
        }
    }
}

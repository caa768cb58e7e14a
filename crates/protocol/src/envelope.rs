//! The envelope of a binary frame: what the relay reads, before what it never opens.
//!
//! ```text
//! byte  0      format: 1
//! byte  1      kind: 1 keyframe, 2 delta, 3 asset, 4 named asset, 5 asset by name, 6 part
//! bytes 2–17   session id: a UUID's sixteen bytes
//! bytes 18–21  sequence: u32, little endian; 1 for the first frame of a session, then one more each
//! bytes 22–    payload
//! ```

use crate::SessionId;
use thiserror::Error;

/// A binary frame, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// What the payload is.
    pub kind: FrameKind,
    /// The session it belongs to, in UUID notation.
    pub session: SessionId,
    /// Its place in the session: 1, 2, 3 … without a gap.
    pub sequence: u32,
    /// The mirror's bytes; opaque here.
    pub payload: &'a [u8],
}

/// What a binary frame carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// The whole page: a viewer can begin here.
    Keyframe = 1,
    /// What changed since the frame before.
    Delta = 2,
    /// The bytes of an image, a font or a style sheet that the page shows.
    Asset = 3,
    /// The name of such bytes: the relay has them, or asks for them.
    NamedAsset = 4,
    /// The bytes that the relay asked for.
    AssetBytes = 5,
    /// A stretch of a long frame of another kind: see [`crate::Part`].
    Part = 6,
}

impl FrameKind {
    /// The kind that a byte stands for.
    pub fn of(byte: u8) -> Option<Self> {
        Some(match byte {
            1 => Self::Keyframe,
            2 => Self::Delta,
            3 => Self::Asset,
            4 => Self::NamedAsset,
            5 => Self::AssetBytes,
            6 => Self::Part,
            _ => return None,
        })
    }

    /// Whether it is of the page's own stream, in which each frame builds on the one before. The others stand for themselves.
    pub fn is_of_page(self) -> bool {
        matches!(self, Self::Keyframe | Self::Delta)
    }
}

/// Why a binary frame's envelope was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    /// Shorter than an envelope.
    #[error("the frame has {0} bytes; an envelope alone has {HEADER_BYTES}")]
    TooShort(usize),
    /// Written by a newer or a broken sender.
    #[error("the envelope's format is {0}; this end knows format {FORMAT}")]
    UnknownFormat(u8),
    /// Not a kind of frame.
    #[error(
        "the frame's kind is {0}; kinds are 1 (keyframe), 2 (delta), 3 (asset), 4 (named asset), 5 (asset by name) and 6 (part)"
    )]
    UnknownKind(u8),
    /// The session's name is not a UUID (on encoding only).
    #[error("the session id is not a UUID")]
    SessionNotUuid,
}

const FORMAT: u8 = 1;
const HEADER_BYTES: usize = 22;

impl<'a> Envelope<'a> {
    /// How many bytes stand before the payload.
    pub const HEADER_BYTES: usize = HEADER_BYTES;

    /// Of a named asset, or of an asset by name: its name, which is the SHA-256 of its bytes, and what follows. Beside the
    /// envelope it is all that a relay reads of a frame.
    pub fn asset_name(&self) -> Option<(&'a [u8; 32], &'a [u8])> {
        let is_named = matches!(self.kind, FrameKind::NamedAsset | FrameKind::AssetBytes);
        // The mirror's format and kind come before it.
        let after_kind = self.payload.get(2..).filter(|_| is_named)?;
        after_kind.split_first_chunk()
    }

    /// Takes a binary frame apart.
    ///
    /// # Errors
    /// [`EnvelopeError`] when it is too short or written in an unknown format.
    pub fn decode(frame: &'a [u8]) -> Result<Self, EnvelopeError> {
        let (header, payload) =
            frame.split_first_chunk::<HEADER_BYTES>().ok_or(EnvelopeError::TooShort(frame.len()))?;
        let [format, kind, session @ .., s0, s1, s2, s3] = header;
        if *format != FORMAT {
            return Err(EnvelopeError::UnknownFormat(*format));
        }
        let kind = FrameKind::of(*kind).ok_or(EnvelopeError::UnknownKind(*kind))?;
        let sequence = u32::from_le_bytes([*s0, *s1, *s2, *s3]);
        Ok(Self { kind, session: uuid_notation(session), sequence, payload })
    }

    /// Puts a binary frame together.
    ///
    /// # Errors
    /// [`EnvelopeError::SessionNotUuid`] when the session's name is not in UUID notation.
    pub fn encode(&self) -> Result<Vec<u8>, EnvelopeError> {
        let mut frame = Vec::with_capacity(HEADER_BYTES + self.payload.len());
        frame.push(FORMAT);
        frame.push(self.kind as u8);
        frame.extend_from_slice(&uuid_bytes(self.session.as_str()).ok_or(EnvelopeError::SessionNotUuid)?);
        frame.extend_from_slice(&self.sequence.to_le_bytes());
        frame.extend_from_slice(self.payload);
        Ok(frame)
    }
}

/// Sixteen bytes as `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`.
fn uuid_notation(bytes: &[u8]) -> SessionId {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for nibble in [byte >> 4, byte & 15] {
            text.push(DIGITS.get(usize::from(nibble)).copied().unwrap_or('0'));
        }
    }
    SessionId(text)
}

/// The sixteen bytes of a UUID in its usual notation, or nothing if it is something else.
fn uuid_bytes(text: &str) -> Option<[u8; 16]> {
    let dashes_in_place = text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| (byte == b'-') == matches!(index, 8 | 13 | 18 | 23));
    if !dashes_in_place {
        return None;
    }
    let mut digits = text.chars().filter(|character| *character != '-');
    let mut bytes = [0; 16];
    for byte in &mut bytes {
        let high = digits.next()?.to_digit(16)?;
        let low = digits.next()?.to_digit(16)?;
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SESSION: &str = "018f4e9a-7c31-7a1b-9d7e-0123456789ab";

    #[test]
    fn an_envelope_has_the_bytes_that_the_table_says() {
        let frame =
            Envelope { kind: FrameKind::Delta, session: SESSION.into(), sequence: 258, payload: b"hi" };
        let bytes = frame.encode().expect("a UUID is a session's name");
        let mut expected = vec![1, 2];
        expected.extend([0x01, 0x8f, 0x4e, 0x9a, 0x7c, 0x31, 0x7a, 0x1b]);
        expected.extend([0x9d, 0x7e, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab]);
        expected.extend([2, 1, 0, 0, b'h', b'i']);
        assert_eq!(bytes, expected);
        assert_eq!(Envelope::decode(&bytes), Ok(frame));
    }

    #[test]
    fn what_is_no_envelope_is_refused_with_its_reason() {
        assert_eq!(Envelope::decode(b"short"), Err(EnvelopeError::TooShort(5)));
        assert_eq!(Envelope::decode(&[9; 22]), Err(EnvelopeError::UnknownFormat(9)));
        let mut unknown_kind = [1; 22];
        unknown_kind[1] = 77;
        assert_eq!(Envelope::decode(&unknown_kind), Err(EnvelopeError::UnknownKind(77)));
    }

    #[test]
    fn a_session_that_is_no_uuid_cannot_be_encoded() {
        for session in
            ["", "x", "018f4e9a-7c31-7a1b-9d7e-0123456789aß", "018f4e9a07c31-7a1b-9d7e-0123456789ab"]
        {
            let frame =
                Envelope { kind: FrameKind::Asset, session: session.into(), sequence: 1, payload: &[] };
            assert_eq!(frame.encode(), Err(EnvelopeError::SessionNotUuid), "{session}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_decode_to_an_envelope_that_encodes_to_them_or_to_an_error(bytes: Vec<u8>) {
            if let Ok(envelope) = Envelope::decode(&bytes) {
                prop_assert_eq!(envelope.encode(), Ok(bytes));
            }
        }
    }
}

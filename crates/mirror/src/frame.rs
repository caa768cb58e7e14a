//! A frame's first bytes, and why a frame is refused.
//!
//! ```text
//! byte  0      format: 1
//! byte  1      kind: 1 keyframe, 2 delta, 3 asset, 4 named asset, 5 asset by name
//! keyframe and delta:
//!   number     generation: which keyframe this builds on
//!   number     index within the generation: 0 for the keyframe, then one more each
//!   8 bytes    digest of the tree after this frame, u64 little endian; of a delta, its 4 lower bytes
//!   number     length of the body's structure, in bytes
//!   number     length of the body's text, in bytes
//!   rest       structure and text, compressed (see `compression`)
//! asset:
//!   text       address that `State::Source` or a style sheet's `url()` names
//!   text       media type
//!   rest       the bytes
//! named asset:
//!   32 bytes   SHA-256 of the bytes, which the relay has or asks for
//!   text, text address and media type, as in an asset
//! asset by name:
//!   32 bytes   SHA-256 of the bytes
//!   rest       the bytes
//! ```
//! *number* is LEB128; *text* is a number of bytes and that much UTF-8.

use crate::TreeError;
use crate::bytes::{Reader, write_number};
use thiserror::Error;

/// What a frame carries; its second byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// The whole page: a viewer can begin here.
    Keyframe = 1,
    /// What changed since the frame before.
    Delta = 2,
    /// The bytes of something that the page shows.
    Asset = 3,
    /// The name of such bytes, for a relay that keeps assets.
    NamedAsset = 4,
    /// The bytes that a relay has asked for by name.
    AssetBytes = 5,
}

/// Why a frame is refused. The viewer then waits for a keyframe, and asks for one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FrameError {
    /// It ends too early.
    #[error("the frame ends too early")]
    Truncated,
    /// Written by a newer or a broken sender.
    #[error("the frame's format is {0}; this end knows format {FORMAT}")]
    UnknownFormat(u8),
    /// Not a kind of frame, or not the kind asked for.
    #[error("a frame of kind {0} cannot be read here")]
    UnknownKind(u8),
    /// A number does not fit where it stands.
    #[error("a number is too large for its place")]
    NumberTooLarge,
    /// Something is longer than the limits allow.
    #[error("a length of {length} bytes; at most {most} are allowed")]
    TooLong {
        /// What the frame says, in bytes.
        length: usize,
        /// What is allowed, in bytes.
        most: usize,
    },
    /// A text is not UTF-8.
    #[error("a text is not UTF-8")]
    NotUtf8,
    /// A number stands for nothing in the format.
    #[error("{what} number {number} does not exist")]
    UnknownCode {
        /// What the number should stand for.
        what: &'static str,
        /// The number.
        number: u32,
    },
    /// More of something than the limits allow.
    #[error("more than {most} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are allowed.
        most: usize,
    },
    /// An element, an attribute or a value that no mirror may contain.
    #[error("{0} may not be in a mirror")]
    Forbidden(String),
    /// The body does not decompress, or not to the length that was said.
    #[error("the body does not decompress")]
    Compression,
    /// There is more of it than its steps need.
    #[error("the frame goes on after its end")]
    Surplus,
    /// A delta does not follow the frame before it.
    #[error("frame {got} of generation {generation} does not follow; frame {expected} was expected")]
    Gap {
        /// The frame's generation.
        generation: u32,
        /// The frame's index.
        got: u64,
        /// The index that would follow.
        expected: u64,
    },
    /// A delta came before any keyframe, or of another generation.
    #[error("a delta came without its keyframe")]
    NoKeyframe,
    /// A step cannot be taken.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The tree after the frame is not the one that was sent.
    #[error("the tree differs from the sender's")]
    DigestDiffers,
}

pub(crate) const FORMAT: u8 = 1;

/// The kind of a frame, from its first two bytes.
///
/// # Errors
/// [`FrameError`] when it is too short or of an unknown format or kind.
pub fn kind_of(frame: &[u8]) -> Result<FrameKind, FrameError> {
    read_kind(&mut Reader::new(frame))
}

pub(crate) fn read_kind(reader: &mut Reader<'_>) -> Result<FrameKind, FrameError> {
    match reader.byte()? {
        FORMAT => {}
        other => return Err(FrameError::UnknownFormat(other)),
    }
    match reader.byte()? {
        1 => Ok(FrameKind::Keyframe),
        2 => Ok(FrameKind::Delta),
        3 => Ok(FrameKind::Asset),
        4 => Ok(FrameKind::NamedAsset),
        5 => Ok(FrameKind::AssetBytes),
        other => Err(FrameError::UnknownKind(other)),
    }
}

/// What stands between a frame's kind and its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) generation: u32,
    pub(crate) index: u64,
    pub(crate) digest: u64,
}

impl Header {
    pub(crate) fn write(self, kind: FrameKind, out: &mut Vec<u8>) {
        out.extend_from_slice(&[FORMAT, kind as u8]);
        write_number(out, self.generation.into());
        write_number(out, self.index);
        out.extend_from_slice(self.digest.to_le_bytes().get(..digest_bytes(kind)).unwrap_or_default());
    }

    pub(crate) fn read(kind: FrameKind, reader: &mut Reader<'_>) -> Result<Self, FrameError> {
        let (generation, index) = (reader.number_u32()?, reader.number()?);
        let bytes = reader.bytes(digest_bytes(kind))?;
        let digest = bytes.iter().rev().fold(0, |digest, byte| digest << 8 | u64::from(*byte));
        Ok(Self { generation, index, digest })
    }
}

/// Deltas are small and many, and a difference that half a digest misses is still there in the next one.
fn digest_bytes(kind: FrameKind) -> usize {
    if kind == FrameKind::Keyframe { 8 } else { 4 }
}

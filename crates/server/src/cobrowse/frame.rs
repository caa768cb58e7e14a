//! What became of a binary frame; if it was refused: why, and what the visitor's line is told.

use super::unknown;
use crate::asset_store::AssetName;
use alongside_protocol::{
    EnvelopeError, ErrorCode, ErrorFrame, SessionId, SiteKey, limits::BINARY_FRAME_BYTES,
};
use bytes::Bytes;
use thiserror::Error;

/// What became of a binary frame that was taken.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// How many watchers were too slow for it.
    pub(crate) skipped: usize,
    /// The asset whose bytes it brought, to be kept.
    pub(crate) came: Option<Came>,
}

/// The bytes of an asset that a session waited for.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) session: SessionId,
    pub(crate) site: SiteKey,
    pub(crate) name: AssetName,
    /// The frame that brought them, whole.
    pub(crate) frame: Bytes,
}

/// A binary frame was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum FrameRefused {
    #[error("{0}")]
    Envelope(EnvelopeError),
    #[error("the frame has {0} bytes; {BINARY_FRAME_BYTES} are allowed")]
    TooLarge(usize),
    #[error("the session is not shared on this line")]
    NotThisLine,
    /// It was under way when another page of hers took the session over, which the line has been told.
    #[error("the session is shared on another line now")]
    Moved,
    #[error("the frame's sequence number is {got}; {expected} is the next")]
    NotTheNext { got: u32, expected: u32 },
    #[error(
        "the frame is no part of another, does not go on where the part before it ended, or makes too large a frame"
    )]
    PartOutOfPlace,
    /// One of those that follow a lost frame: the error has been said already.
    #[error("a keyframe is awaited")]
    AwaitingKeyframe,
}

impl FrameRefused {
    pub(crate) fn code(self) -> ErrorCode {
        match self {
            Self::TooLarge(_) => ErrorCode::FrameTooLarge,
            Self::NotThisLine | Self::Moved => ErrorCode::UnknownSession,
            Self::Envelope(_) | Self::NotTheNext { .. } | Self::PartOutOfPlace | Self::AwaitingKeyframe => {
                ErrorCode::BadEnvelope
            }
        }
    }

    /// What to tell the sender, unless it has been told.
    pub(crate) fn answer(self) -> Option<ErrorFrame> {
        match self {
            Self::AwaitingKeyframe | Self::Moved => None,
            Self::NotThisLine => Some(unknown()),
            other => Some(ErrorFrame::lasting(
                self.code(),
                format!("{other}. The frame was dropped: go on with a keyframe."),
            )),
        }
    }
}

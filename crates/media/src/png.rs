//! PNG: chunks behind a signature. Keeps those that draw the picture or move it; texts, times and Exif are left out, and what stands
//! behind the end.

use crate::bytes::{be32, fill, take};
use crate::sieve::Broken;

const SIGNATURE: usize = 8;

const KEPT: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD",
    b"pHYs", b"acTL", b"fcTL", b"fdAT", b"cICP", b"mDCV",
];

/// A PNG on its way through.
#[derive(Default)]
pub(crate) struct Png {
    stage: Stage,
    held: Vec<u8>,
    size: Option<(u32, u32)>,
}

#[derive(Clone, Copy, Default)]
enum Stage {
    #[default]
    Signature,
    Header,
    /// In a chunk's data and checksum.
    Chunk {
        left: u64,
        is_kept: bool,
        is_last: bool,
    },
    Over,
}

impl Png {
    pub(crate) fn push(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Broken> {
        while !bytes.is_empty() {
            bytes = match self.stage {
                Stage::Signature => {
                    let (rest, is_there) = fill(&mut self.held, SIGNATURE, bytes);
                    if is_there {
                        out.append(&mut self.held);
                        self.stage = Stage::Header;
                    }
                    rest
                }
                Stage::Header => self.header(bytes, out)?,
                Stage::Chunk { mut left, is_kept, is_last } => {
                    let (taken, rest) = take(&mut left, bytes);
                    if is_kept {
                        out.extend_from_slice(taken);
                    }
                    self.stage = match left {
                        0 if is_last => Stage::Over,
                        0 => Stage::Header,
                        left => Stage::Chunk { left, is_kept, is_last },
                    };
                    rest
                }
                Stage::Over => return Ok(()),
            };
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Option<(u32, u32)> {
        self.size
    }

    fn header<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<u8>) -> Result<&'a [u8], Broken> {
        // The first chunk tells the size: it is read with its data.
        let wanted = if self.size.is_none() { 16 } else { 8 };
        let (rest, is_there) = fill(&mut self.held, wanted, bytes);
        if !is_there {
            return Ok(rest);
        }
        let length = be32(&self.held, 0).filter(|&length| length <= i32::MAX as u32).ok_or(Broken::Shape)?;
        let kind = self.held.get(4..8).unwrap_or_default();
        // With its checksum.
        let mut left = u64::from(length) + 4;
        if self.size.is_none() {
            if kind != b"IHDR" || length != 13 {
                return Err(Broken::Shape);
            }
            self.size = be32(&self.held, 8).zip(be32(&self.held, 12));
            left -= 8;
        }
        let is_kept = KEPT.iter().any(|known| *known == kind);
        self.stage = Stage::Chunk { left, is_kept, is_last: kind == b"IEND" };
        if is_kept {
            out.extend_from_slice(&self.held);
        }
        self.held.clear();
        Ok(rest)
    }
}

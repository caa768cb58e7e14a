//! WebP: chunks in a RIFF. The whole states its length in front, so metadata is not left out but overwritten with zeros.

use crate::bytes::{fill, le16, le24, le32, take};
use crate::sieve::Broken;

/// Of the whole: `RIFF`, length, `WEBP`.
const HEAD: usize = 12;
/// Of a chunk: name and length.
const CHUNK: usize = 8;
/// How much of the first chunk's data tells the size.
const SIZED: usize = 10;
/// In the flags of `VP8X`: there is Exif, there is XMP.
const METADATA: u8 = 0x0c;

/// A WebP on its way through.
#[derive(Default)]
pub(crate) struct Webp {
    stage: Stage,
    held: Vec<u8>,
    /// Of the RIFF, behind what has come; nothing beyond it is the picture's.
    inside: u64,
    size: Option<(u32, u32)>,
}

#[derive(Clone, Copy, Default)]
enum Stage {
    #[default]
    Head,
    Header,
    Data {
        left: u64,
        is_kept: bool,
    },
}

impl Webp {
    pub(crate) fn push(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Broken> {
        while !bytes.is_empty() {
            if matches!(self.stage, Stage::Head) {
                bytes = self.head(bytes, out)?;
                continue;
            }
            let (inside, _) = take(&mut self.inside, bytes);
            if inside.is_empty() {
                return Ok(());
            }
            let rest = self.chunk(inside, out)?;
            // What this step has not used was not taken yet.
            self.inside += rest.len() as u64;
            bytes = bytes.get(inside.len() - rest.len()..).unwrap_or_default();
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Option<(u32, u32)> {
        self.size
    }

    fn head<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<u8>) -> Result<&'a [u8], Broken> {
        let (rest, is_there) = fill(&mut self.held, HEAD, bytes);
        if is_there {
            // Even, and counted from `WEBP` on.
            let length = le32(&self.held, 4).ok_or(Broken::Shape)?;
            self.inside = (u64::from(length) + u64::from(length % 2)).saturating_sub(4);
            self.stage = Stage::Header;
            out.append(&mut self.held);
        }
        Ok(rest)
    }

    fn chunk<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<u8>) -> Result<&'a [u8], Broken> {
        let Stage::Data { mut left, is_kept } = self.stage else { return self.header(bytes, out) };
        let (taken, rest) = take(&mut left, bytes);
        if is_kept {
            out.extend_from_slice(taken);
        } else {
            out.resize(out.len() + taken.len(), 0);
        }
        self.stage = if left == 0 { Stage::Header } else { Stage::Data { left, is_kept } };
        Ok(rest)
    }

    fn header<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<u8>) -> Result<&'a [u8], Broken> {
        let is_first = self.size.is_none();
        let wanted = if is_first { CHUNK + SIZED } else { CHUNK };
        let (rest, is_there) = fill(&mut self.held, wanted, bytes);
        if !is_there {
            return Ok(rest);
        }
        let length = le32(&self.held, 4).ok_or(Broken::Shape)?;
        let kind = *self.held.first_chunk::<4>().ok_or(Broken::Shape)?;
        let mut left = u64::from(length) + u64::from(length % 2);
        if is_first {
            self.size = size(&kind, self.held.get(CHUNK..).unwrap_or_default());
            left = left.checked_sub(SIZED as u64).filter(|_| self.size.is_some()).ok_or(Broken::Shape)?;
            if let Some(flags) = self.held.get_mut(CHUNK).filter(|_| kind == *b"VP8X") {
                *flags &= !METADATA;
            }
        }
        let is_kept = !matches!(&kind, b"EXIF" | b"XMP ");
        self.stage = if left == 0 { Stage::Header } else { Stage::Data { left, is_kept } };
        out.append(&mut self.held);
        Ok(rest)
    }
}

/// The size, as the first chunk tells it.
fn size(kind: &[u8; 4], data: &[u8]) -> Option<(u32, u32)> {
    match kind {
        b"VP8X" => Some((le24(data, 4)? + 1, le24(data, 7)? + 1)),
        b"VP8 " if data.get(3..6) == Some(b"\x9d\x01\x2a") => {
            Some((u32::from(le16(data, 6)? & 0x3fff), u32::from(le16(data, 8)? & 0x3fff)))
        }
        b"VP8L" if data.first() == Some(&0x2f) => {
            let bits = le32(data, 1)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        _ => None,
    }
}

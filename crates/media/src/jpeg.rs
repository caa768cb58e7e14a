//! JPEG: segments up to the first scan, then coded data between which more segments may stand. Keeps what draws the picture.
//!
//! What is left out: Exif (but for how the picture is turned), XMP, IPTC, comments, thumbnails, makers' own segments, and all
//! that stands behind the picture's end: phones put videos there.

use crate::bytes::{be16, fill};
use crate::exif;
use crate::sieve::Broken;

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;

/// A JPEG on its way through.
#[derive(Default)]
pub(crate) struct Jpeg {
    stage: Stage,
    /// A segment of which the end has not come.
    held: Vec<u8>,
    size: Option<(u32, u32)>,
    orientation: Option<u8>,
    has_scan: bool,
}

#[derive(Clone, Copy, Default)]
enum Stage {
    #[default]
    Segments,
    /// In coded data; whether its last byte was 0xff, which is held back.
    Scan {
        is_marked: bool,
    },
    Over,
}

impl Jpeg {
    pub(crate) fn push(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Broken> {
        while !bytes.is_empty() {
            bytes = match self.stage {
                Stage::Segments => self.segment(bytes, out)?,
                Stage::Scan { is_marked } => self.scan(is_marked, bytes, out),
                Stage::Over => return Ok(()),
            };
        }
        Ok(())
    }

    /// A picture that breaks off is shown as far as it goes.
    pub(crate) fn finish(self) -> Option<(u32, u32)> {
        let (width, height) = self.size.filter(|_| self.has_scan)?;
        let is_sideways = self.orientation.is_some_and(exif::is_sideways);
        Some(if is_sideways { (height, width) } else { (width, height) })
    }

    fn segment<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<u8>) -> Result<&'a [u8], Broken> {
        let (rest, is_there) = fill(&mut self.held, 2, bytes);
        if !is_there {
            return Ok(rest);
        }
        let marker = match *self.held.as_slice() {
            // A marker may have any number of 0xff in front.
            [0xff, 0xff] => {
                self.held.truncate(1);
                return Ok(rest);
            }
            [0xff, marker, ..] => marker,
            _ => return Err(Broken::Shape),
        };
        if self.stands_alone(marker, out) {
            return Ok(rest);
        }
        let (rest, is_there) = fill(&mut self.held, 4, rest);
        let Some(length) = be16(&self.held, 2).filter(|_| is_there) else { return Ok(rest) };
        if length < 2 {
            return Err(Broken::Shape);
        }
        let (rest, is_there) = fill(&mut self.held, 2 + usize::from(length), rest);
        if is_there {
            self.judge(marker, out)?;
            self.held.clear();
        }
        Ok(rest)
    }

    /// Passes a held marker on that no segment follows. False if one does.
    fn stands_alone(&mut self, marker: u8, out: &mut Vec<u8>) -> bool {
        let is_alone = matches!(marker, SOI | EOI | 0x01 | 0xd0..=0xd7);
        if is_alone {
            out.append(&mut self.held);
        }
        if marker == EOI {
            self.stage = Stage::Over;
        }
        is_alone
    }

    /// A whole segment is held.
    fn judge(&mut self, marker: u8, out: &mut Vec<u8>) -> Result<(), Broken> {
        let block = self.held.get(4..).unwrap_or_default();
        let is_kept = match marker {
            0xe0 => block.starts_with(b"JFIF\0"),
            0xe1 => {
                if self.orientation.is_none()
                    && let Some(orientation) = exif::orientation(block)
                {
                    self.orientation = Some(orientation);
                    out.extend_from_slice(&exif::segment(orientation));
                }
                false
            }
            0xe2 => block.starts_with(b"ICC_PROFILE\0"),
            0xee => block.starts_with(b"Adobe"),
            0xe3..=0xed | 0xef | 0xfe => false,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let (height, width) = be16(block, 1).zip(be16(block, 3)).ok_or(Broken::Shape)?;
                self.size.get_or_insert((u32::from(width), u32::from(height)));
                true
            }
            SOS => {
                self.has_scan = true;
                self.stage = Stage::Scan { is_marked: false };
                true
            }
            _ => true,
        };
        if is_kept {
            out.extend_from_slice(&self.held);
        }
        Ok(())
    }

    /// Passes coded data on, up to the next segment.
    fn scan<'a>(&mut self, mut is_marked: bool, bytes: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
        for (place, &byte) in bytes.iter().enumerate() {
            match (is_marked, byte) {
                (false, 0xff) => is_marked = true,
                (false, _) => out.push(byte),
                // A byte of data, or a restart.
                (true, 0x00 | 0xd0..=0xd7) => {
                    out.extend_from_slice(&[0xff, byte]);
                    is_marked = false;
                }
                (true, 0xff) => {}
                (true, marker) => {
                    self.held = vec![0xff, marker];
                    self.stage = Stage::Segments;
                    // At once: it may be the last that there is.
                    self.stands_alone(marker, out);
                    return bytes.get(place + 1..).unwrap_or_default();
                }
            }
        }
        self.stage = Stage::Scan { is_marked };
        &[]
    }
}

//! GIF: its size stands in front. Cameras make none, and their comments are their makers' own words: it is passed on as it is.

use crate::bytes::{fill, le16};

/// `GIF89a`, width, height.
const HEAD: usize = 10;

/// A GIF on its way through.
#[derive(Default)]
pub(crate) struct Gif {
    head: Vec<u8>,
}

impl Gif {
    pub(crate) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        fill(&mut self.head, HEAD, bytes);
        out.extend_from_slice(bytes);
    }

    pub(crate) fn finish(&self) -> Option<(u32, u32)> {
        Some((u32::from(le16(&self.head, 6)?), u32::from(le16(&self.head, 8)?)))
    }
}

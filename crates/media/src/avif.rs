//! AVIF: boxes in boxes. Its size is a property of one of its items, and the largest is the picture's. It is passed on as it is:
//! where its metadata stands is told by byte offsets all over the file.

use crate::bytes::{be32, fill};

/// The front of the file, in bytes, in which the size has to stand.
const FRONT: usize = 64 * 1024;
/// How many boxes are looked at on one level.
const BOXES: usize = 256;

/// An AVIF on its way through.
#[derive(Default)]
pub(crate) struct Avif {
    front: Vec<u8>,
}

impl Avif {
    pub(crate) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        fill(&mut self.front, FRONT, bytes);
        out.extend_from_slice(bytes);
    }

    pub(crate) fn finish(&self) -> Option<(u32, u32)> {
        // `meta` and `ispe` have a version and flags before what they hold.
        let meta = find(&self.front, b"meta")?.get(4..)?;
        let properties = find(find(meta, b"iprp")?, b"ipco")?;
        let sizes = boxes(properties).filter(|(kind, _)| kind == b"ispe");
        let sizes = sizes.filter_map(|(_, data)| be32(data, 4).zip(be32(data, 8)));
        let (width, height) =
            sizes.max_by_key(|&(width, height)| u64::from(width).saturating_mul(height.into()))?;
        // A quarter turn to either side.
        let turned = boxes(properties).find(|(kind, _)| kind == b"irot").and_then(|(_, data)| data.first());
        Some(if turned.is_some_and(|turns| turns & 1 == 1) { (height, width) } else { (width, height) })
    }
}

fn find<'a>(bytes: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes).find_map(|(kind, data)| (kind == *wanted).then_some(data))
}

/// The boxes that stand side by side here, each with its kind; a last one may break off.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let next = move || {
        let kind = *bytes.get(4..)?.first_chunk::<4>()?;
        let (head, length) = match be32(bytes, 0)? {
            // Up to the end.
            0 => (8, bytes.len() as u64),
            // In the eight bytes that follow.
            1 => (16, u64::from(be32(bytes, 8)?) << 32 | u64::from(be32(bytes, 12)?)),
            length => (8, u64::from(length)),
        };
        let end = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
        let data = bytes.get(head..end)?;
        bytes = bytes.get(end..)?;
        Some((kind, data))
    };
    std::iter::from_fn(next).take(BOXES)
}

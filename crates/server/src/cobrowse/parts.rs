//! Long frames that come in parts: what has come of them so far.
//!
//! Of the page's stream and of assets one frame each may be under way: so a picture need not be through before the page's next
//! keyframe begins. Does not own: what is done with a frame that is whole.

use alongside_protocol::{Envelope, FrameKind, Part, limits::BINARY_FRAME_BYTES};

/// Most bytes of unfinished frames that one session has here: as many as one frame may have that comes whole.
const MOST_BYTES: usize = BINARY_FRAME_BYTES - Envelope::HEADER_BYTES;

/// What one session has sent of frames that are not whole yet.
#[derive(Debug, Default)]
pub(super) struct Parts {
    page: Partial,
    asset: Partial,
}

/// The beginning of a frame's payload.
#[derive(Debug, Default)]
struct Partial {
    kind: Option<FrameKind>,
    total: u32,
    bytes: Vec<u8>,
}

/// A part does not go on where the one before it ended, or its frame is larger than any may be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OutOfPlace;

impl Parts {
    /// Takes a part. Returns the whole frame's payload with its last one. A first part begins anew, whatever came before: the sender
    /// has given that up.
    pub(super) fn add(&mut self, part: &Part<'_>) -> Result<Option<Vec<u8>>, OutOfPlace> {
        let (partial, other) = if part.kind.is_of_page() {
            (&mut self.page, &self.asset)
        } else {
            (&mut self.asset, &self.page)
        };
        if part.at == 0 {
            *partial = Partial { kind: Some(part.kind), total: part.total, bytes: Vec::new() };
        }
        let goes_on = partial.kind == Some(part.kind)
            && partial.total == part.total
            && partial.bytes.len() == part.at as usize;
        let fits = part.total as usize <= MOST_BYTES
            && other.bytes.len() + partial.bytes.len() + part.bytes.len() <= MOST_BYTES;
        if !goes_on || !fits {
            *partial = Partial::default();
            return Err(OutOfPlace);
        }
        partial.bytes.extend_from_slice(part.bytes);
        Ok(part.is_last().then(|| std::mem::take(partial).bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(kind: FrameKind, at: u32, total: u32, bytes: &[u8]) -> Part<'_> {
        Part { kind, at, total, bytes }
    }

    #[test]
    fn a_frame_is_whole_with_its_last_part_also_where_another_comes_between() {
        let (mut parts, asset, page) = (Parts::default(), FrameKind::AssetBytes, FrameKind::Keyframe);
        assert_eq!(parts.add(&part(asset, 0, 5, b"pic")), Ok(None));
        assert_eq!(parts.add(&part(page, 0, 4, b"pa")), Ok(None));
        assert_eq!(parts.add(&part(page, 2, 4, b"ge")), Ok(Some(b"page".to_vec())));
        assert_eq!(parts.add(&part(asset, 3, 5, b"tu")), Ok(Some(b"pictu".to_vec())));
        assert_eq!(parts.add(&part(asset, 0, 2, b"ok")), Ok(Some(b"ok".to_vec())));
    }

    #[test]
    fn a_part_that_does_not_go_on_is_out_of_place_and_ends_its_frame() {
        let (asset, other) = (FrameKind::AssetBytes, FrameKind::Asset);
        for wrong in [
            part(asset, 4, 9, b"x"),
            part(asset, 2, 9, b"x"),
            part(asset, 3, 8, b"x"),
            part(other, 3, 9, b"x"),
        ] {
            let mut parts = Parts::default();
            assert_eq!(parts.add(&part(asset, 0, 9, b"abc")), Ok(None));
            assert_eq!(parts.add(&wrong), Err(OutOfPlace), "{wrong:?}");
            assert_eq!(parts.add(&part(asset, 3, 9, b"defghi")), Err(OutOfPlace), "nothing is left of it");
        }
        assert_eq!(Parts::default().add(&part(asset, 1, 2, b"x")), Err(OutOfPlace), "there was no first one");
    }

    #[test]
    fn what_was_given_up_makes_room_for_what_begins() {
        let mut parts = Parts::default();
        assert_eq!(parts.add(&part(FrameKind::Asset, 0, 9, b"abc")), Ok(None));
        assert_eq!(parts.add(&part(FrameKind::AssetBytes, 0, 4, b"ab")), Ok(None));
        assert_eq!(parts.add(&part(FrameKind::AssetBytes, 2, 4, b"cd")), Ok(Some(b"abcd".to_vec())));
    }

    #[test]
    fn what_is_kept_is_bounded_by_what_came_and_by_the_largest_frame() {
        let mut parts = Parts::default();
        let (half, total) = (vec![0; MOST_BYTES / 2], u32::try_from(MOST_BYTES).unwrap());
        assert_eq!(
            parts.add(&part(FrameKind::Asset, 0, total + 1, b"x")),
            Err(OutOfPlace),
            "too large a frame"
        );
        assert_eq!(parts.add(&part(FrameKind::Asset, 0, total, b"x")), Ok(None));
        assert!(parts.asset.bytes.capacity() < 64, "nothing is kept free for what is only announced");
        assert_eq!(parts.add(&part(FrameKind::Keyframe, 0, total, &half)), Ok(None));
        let at = u32::try_from(half.len()).unwrap();
        assert_eq!(
            parts.add(&part(FrameKind::Keyframe, at, total, &half)),
            Err(OutOfPlace),
            "with the other"
        );
        assert!(parts.page.bytes.is_empty());
    }
}

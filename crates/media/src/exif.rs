//! The one thing that a photograph's Exif may tell: how it is turned. Place, time, device and thumbnail stay with its maker.

use crate::bytes::{be16, be32, le16, le32};

const MARK: &[u8] = b"Exif\0\0";
const ORIENTATION: u16 = 0x0112;

/// How the picture of this Exif block is turned: 1 to 8, as Exif counts. None when the block does not say.
pub(crate) fn orientation(block: &[u8]) -> Option<u8> {
    let tiff = block.strip_prefix(MARK)?;
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at| if is_little { le16(tiff, at) } else { be16(tiff, at) };
    let long = |at| if is_little { le32(tiff, at) } else { be32(tiff, at) };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    let places = (0..entries).map(|entry| directory.saturating_add(2 + 12 * entry));
    let place = places
        .take_while(|&place| short(place).is_some())
        .find(|&place| short(place) == Some(ORIENTATION))?;
    let value = u8::try_from(short(place.saturating_add(8))?).ok()?;
    (1..=8).contains(&value).then_some(value)
}

/// Whether width and height change places.
pub(crate) fn is_sideways(orientation: u8) -> bool {
    orientation >= 5
}

/// A JPEG segment that says this and nothing else.
pub(crate) fn segment(orientation: u8) -> [u8; 36] {
    let mut segment =
        *b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    if let Some(value) = segment.get_mut(29) {
        *value = orientation;
    }
    segment
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read_again() {
        for value in 1..=8 {
            let segment = segment(value);
            assert_eq!(be16(&segment, 2), Some(34));
            assert_eq!(orientation(segment.get(4..).unwrap()), Some(value));
        }
        assert_eq!(orientation(segment(9).get(4..).unwrap()), None);
    }

    #[test]
    fn both_orders_of_bytes_are_read() {
        let little =
            b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x01\0\0\0A\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        assert_eq!(orientation(little), Some(6));
    }

    proptest! {
        #[test]
        fn no_block_is_too_strange(tail in proptest::collection::vec(any::<u8>(), 0..200)) {
            for start in [&b"Exif\0\0II*\0"[..], b"Exif\0\0MM\0*", b""] {
                let _ = orientation(&[start, &tail].concat());
            }
        }
    }
}

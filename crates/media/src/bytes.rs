//! Numbers in the bytes of a file, where there are any.

pub(crate) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(crate) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(crate) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(crate) fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let [low, middle, high] = *bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}

pub(crate) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Moves bytes from the front of `bytes` to `held`, until that has `length`. Returns what is left, and whether it has.
pub(crate) fn fill<'a>(held: &mut Vec<u8>, length: usize, bytes: &'a [u8]) -> (&'a [u8], bool) {
    let missing = length.saturating_sub(held.len()).min(bytes.len());
    let (taken, rest) = bytes.split_at_checked(missing).unwrap_or((bytes, &[]));
    held.extend_from_slice(taken);
    (rest, held.len() >= length)
}

/// Takes up to `left` bytes from the front of `bytes`. Returns them, and what is left.
pub(crate) fn take<'a>(left: &mut u64, bytes: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let length = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
    let (taken, rest) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
    *left -= taken.len() as u64;
    (taken, rest)
}

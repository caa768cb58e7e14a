//! Any bytes as an upload: no panic, no more memory than the bytes pay for, and what was kept is kept again.
//!
//! The first byte says into what pieces the rest is cut, as it comes over the network.

use alongside_media::{MediaType, SNIFFED_BYTES, Sieve, file_name};

pub(crate) fn run(bytes: &[u8]) {
    let Some((&cut, file)) = bytes.split_first() else { return };
    let _ = file_name(&String::from_utf8_lossy(file), MediaType::Png);
    let Some(media_type) = MediaType::of(file.get(..SNIFFED_BYTES).unwrap_or(file)) else { return };
    let Some(kept) = sieved(media_type, file.chunks(usize::from(cut) + 1)) else { return };
    assert!(kept.bytes.len() <= file.len() + 36);
    let again = sieved(media_type, [kept.bytes.as_slice()].into_iter());
    assert_eq!(again, Some(kept));
}

#[derive(Debug, PartialEq)]
struct Kept {
    bytes: Vec<u8>,
    size: Option<(u32, u32)>,
}

fn sieved<'a>(media_type: MediaType, pieces: impl Iterator<Item = &'a [u8]>) -> Option<Kept> {
    let (mut sieve, mut bytes) = (Sieve::new(media_type), Vec::new());
    for piece in pieces {
        sieve.push(piece, &mut bytes).ok()?;
    }
    Some(Kept { bytes, size: sieve.finish().ok()? })
}

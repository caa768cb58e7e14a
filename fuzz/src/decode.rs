//! Any bytes as a session's frames: no panic, and memory that the bytes pay for.
//!
//! The first byte says what follows. 0: frames, each after its length in two bytes, for a decoder as it is. 1: bodies, each as
//! two sections after their lengths, which are compressed here and go to a decoder that lets any digest pass; so the
//! fuzzer's changes reach the steps instead of dying at the range coder or at the digest.

use alongside_mirror::fuzzing::{FrameMaker, lenient_decoder};
use alongside_mirror::{Decoder, decode_asset};

pub(crate) fn run(bytes: &[u8]) {
    let Some((form, mut rest)) = bytes.split_first() else { return };
    if form & 1 == 0 {
        let mut decoder = Decoder::new();
        while let Some(frame) = section(&mut rest) {
            let _ = decoder.decode(frame);
            let _ = decode_asset(frame);
        }
        return;
    }
    let (mut decoder, mut maker) = (lenient_decoder(), FrameMaker::default());
    while let (Some(structure), Some(text)) = (section(&mut rest), section(&mut rest)) {
        if decoder.decode(&maker.frame(structure, text)).is_err() {
            maker = FrameMaker::default();
        }
        // Whatever was let in is a tree that can be sent on.
        if let Some(tree) = decoder.tree() {
            let keyframe = alongside_mirror::Encoder::new().keyframe(tree);
            let mut again = Decoder::new();
            again.decode(&keyframe).expect("a tree that was read can be sent");
            assert_eq!(again.tree().map(|tree| tree.digest()), Some(tree.digest()));
        }
    }
}

/// The next bytes after their length in two bytes; fewer at the end.
fn section<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<2>()?;
    let (section, after) = after.split_at(after.len().min(u16::from_le_bytes(*length).into()));
    *rest = after;
    Some(section)
}

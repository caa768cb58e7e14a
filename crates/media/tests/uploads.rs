//! What the fuzzer runs, on what it has found and on files that are nearly right: so that it is run at every change, and not only where
//! a fuzzer is.

use proptest::collection::vec;
use proptest::prelude::*;

#[path = "../../../fuzz/src/sieve.rs"]
mod sieve;

#[test]
fn every_kept_upload_is_survived() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/sieve");
    let files = std::fs::read_dir(folder).expect("the corpus is there");
    let inputs = files.map(|file| std::fs::read(file.expect("a file").path()).expect("it can be read"));
    assert!(inputs.map(|input| sieve::run(&input)).count() > 0, "no input in {folder}");
}

proptest! {
    #[test]
    fn no_upload_breaks_the_sieve(cut in any::<u8>(), start in 0_usize..6, rest in vec(any::<u8>(), 0..300)) {
        let starts = [
            &b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..],
            b"\xff\xd8\xff\xe1\0\x20Exif\0\0II*\0",
            b"GIF89a",
            b"RIFF\xff\0\0\0WEBPVP8X",
            b"\0\0\0\x14ftypavif\0\0\0\0avif\0\0\0\xffmeta",
            b"%PDF-",
        ];
        sieve::run(&[&[cut][..], starts[start], &rest].concat());
    }
}

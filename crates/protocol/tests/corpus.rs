//! What the fuzzer of frames has found and kept, once more with every test run.

#[path = "../../../fuzz/src/frames.rs"]
mod frames;

#[test]
fn every_kept_frame_is_survived() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/frames");
    let files = std::fs::read_dir(folder).expect("the corpus is there");
    let inputs = files.map(|file| std::fs::read(file.expect("a file").path()).expect("it can be read"));
    assert!(inputs.map(|input| frames::run(&input)).count() > 0, "no input in {folder}");
}

//! What the fuzzers have found and kept, once more with every test run.

#[path = "../../../fuzz/src/apply.rs"]
mod apply;
#[path = "../../../fuzz/src/decode.rs"]
mod decode;

use std::path::PathBuf;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let files = std::fs::read_dir(&folder).expect("the corpus is there");
    let inputs = files.map(|file| std::fs::read(file.expect("a file").path()).expect("it can be read"));
    assert!(inputs.map(|input| run(&input)).count() > 0, "no input in {}", folder.display());
}

#[test]
fn every_kept_input_of_the_decoder_is_survived() {
    replay("decode", decode::run);
}

#[test]
fn every_kept_list_of_steps_is_survived() {
    replay("apply", apply::run);
}

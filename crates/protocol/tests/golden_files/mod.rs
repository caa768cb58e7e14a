//! The golden files: compared with the frames of today, or written anew.

use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeSet, fmt::Debug, path::PathBuf};

/// Compares the frames with the lines of a golden file, and each line, read back, with its frame.
pub(crate) fn check<Frame: Serialize + DeserializeOwned + PartialEq + Debug>(file: &str, frames: &[Frame]) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(file);
    let lines: Vec<String> =
        frames.iter().map(|frame| serde_json::to_string(frame).expect("frames are plain data")).collect();
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, lines.join("\n") + "\n").expect("the goldens' folder can be written");
    }
    let golden = std::fs::read_to_string(&path).expect("the golden file is there");
    let golden: Vec<&str> = golden.lines().collect();
    assert_eq!(lines, golden, "{file}");
    for (frame, line) in frames.iter().zip(golden) {
        let read: Frame = serde_json::from_str(line).expect("a golden line is a frame");
        assert_eq!(&read, frame, "{line}");
    }
}

/// The `type` of each frame, to see that none is forgotten.
pub(crate) fn types<Frame: Serialize>(frames: &[Frame]) -> BTreeSet<String> {
    let values = frames.iter().map(|frame| serde_json::to_value(frame).expect("frames are plain data"));
    values.map(|value| value["type"].as_str().expect("every frame has a type").to_owned()).collect()
}

/// The types that the frame's own error message lists when it meets one it does not know.
pub(crate) fn known_types<Frame: DeserializeOwned + Debug>() -> BTreeSet<String> {
    let error =
        serde_json::from_str::<Frame>(r#"{"type":"?"}"#).expect_err("there is no such type").to_string();
    let listed = error.split_once("expected one of ").expect("the error lists the types").1;
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

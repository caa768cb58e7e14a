//! Whatever text comes, reading it as a frame ends in a frame or an error, in both directions and on both sides.

use alongside_protocol::{FromAgent, FromVisitor, ToAgent, ToVisitor};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

const GOLDENS: [&str; 4] = [
    include_str!("goldens/from_visitor.jsonl"),
    include_str!("goldens/to_visitor.jsonl"),
    include_str!("goldens/from_agent.jsonl"),
    include_str!("goldens/to_agent.jsonl"),
];

/// A frame that is read can be written, and then reads as the same.
fn read<Frame: DeserializeOwned + Serialize + PartialEq + Debug>(bytes: &[u8]) {
    if let Ok(frame) = serde_json::from_slice::<Frame>(bytes) {
        let text = serde_json::to_string(&frame).expect("frames are plain data");
        assert_eq!(serde_json::from_str::<Frame>(&text).expect("it was written so"), frame, "{text}");
    }
}

fn read_as_all(bytes: &[u8]) {
    read::<FromVisitor>(bytes);
    read::<ToVisitor>(bytes);
    read::<FromAgent>(bytes);
    read::<ToAgent>(bytes);
}

/// One of the goldens' lines.
fn golden() -> impl Strategy<Value = Vec<u8>> {
    let lines: Vec<_> =
        GOLDENS.iter().flat_map(|file| file.lines()).map(|line| line.as_bytes().to_vec()).collect();
    select(lines)
}

proptest! {
    #[test]
    fn any_bytes_are_a_frame_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        read_as_all(&bytes);
    }

    #[test]
    fn a_damaged_frame_is_a_frame_or_an_error(
        mut bytes in golden(),
        damages in prop::collection::vec((any::<Index>(), any::<u8>(), 0_u8..4), 1..6),
    ) {
        for (at, byte, kind) in damages {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                _ => bytes.truncate(at),
            }
        }
        read_as_all(&bytes);
    }

    #[test]
    fn numbers_and_values_of_any_kind_are_a_frame_or_an_error(
        bytes in golden(),
        place in any::<Index>(),
        value in select(vec!["-1", "1e400", "18446744073709551616", "null", "[]", "{}", "true", "\"\\ud800\"", "0.5"]),
    ) {
        let mut text = String::from_utf8(bytes).expect("goldens are text");
        let colons: Vec<usize> = text.match_indices(':').map(|(at, _)| at + 1).collect();
        let from = colons[place.index(colons.len())];
        let to = text[from..].find([',', '}']).map_or(text.len(), |length| from + length);
        text.replace_range(from..to, value);
        read_as_all(text.as_bytes());
    }
}

//! Any bytes as a frame of the line, text or binary: a frame or an error, and what was read can be written and reads as the same. The
//! questions that the relay asks of it are asked as well.

use std::fmt::Debug;

use alongside_protocol::{Content, Deed, Envelope, FromAgent, FromVisitor, Part, ToAgent, ToVisitor};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) fn run(bytes: &[u8]) {
    if let Some(FromVisitor::Message { content: Some(content), .. }) = read::<FromVisitor>(bytes) {
        ask(&content);
    }
    if let Some(FromAgent::Message { content: Some(content), .. }) = read::<FromAgent>(bytes) {
        ask(&content);
    }
    read::<ToVisitor>(bytes);
    read::<ToAgent>(bytes);
    if let Some(deed) = read::<Deed>(bytes).and_then(Deed::trimmed) {
        assert_eq!(deed.clone().trimmed(), Some(deed), "what is trimmed stays as it is");
    }
    if let Ok(envelope) = Envelope::decode(bytes) {
        let _ = envelope.asset_name();
        if let Some(part) = Part::decode(envelope.payload) {
            assert_eq!(part.encode(), envelope.payload);
        }
        assert_eq!(envelope.encode().as_deref(), Ok(bytes));
    }
}

fn read<Frame: DeserializeOwned + Serialize + PartialEq + Debug>(bytes: &[u8]) -> Option<Frame> {
    let frame = serde_json::from_slice::<Frame>(bytes).ok()?;
    let text = serde_json::to_string(&frame).expect("frames are plain data");
    assert_eq!(serde_json::from_str::<Frame>(&text).expect("it was written so"), frame, "{text}");
    Some(frame)
}

fn ask(content: &Content) {
    let _ = (content.check(), content.words(), content.is_for_visitors(), content.is_of_relay());
    assert!(content.length() <= serde_json::to_string(content).expect("it is plain data").len());
}

//! What the goldens of calls have in common.

use alongside_protocol::{Author, CallEnd, CallKind, CallRecord, Content, Ice, IceServer, Message};

pub(crate) const CALL: &str = "018f4e9a-7c31-7a1b-9d7e-00000000ca11";

pub(crate) fn ice() -> Ice {
    let stun = IceServer { urls: vec!["stun:turn.example:3478".into()], username: None, credential: None };
    let turn = IceServer {
        urls: vec!["turn:turn.example:3478".into()],
        username: Some("1795000000:v1".into()),
        credential: Some("c2VjcmV0".into()),
    };
    Ice { servers: vec![stun, turn], relay_only: false }
}

pub(crate) fn a_call() -> Message {
    Message {
        author: Author::System,
        body: "Video call by Milan, 1:02".into(),
        content: Some(Content::Call {
            call: CallRecord {
                kind: CallKind::OneWay,
                reason: CallEnd::VisitorEnded,
                lasted_ms: Some(62_000),
            },
        }),
        client_id: "c1".into(),
        seq: 7,
        sent_at_ms: 1_795_000_000_123,
    }
}

//! Those who read too slowly cost the relay a bounded amount, and nobody else anything.

use crate::{
    cobrowse::{frame, keyframe_asked, new_session, pair},
    support::{AYLIN, Relay},
};
use alongside_protocol::{Envelope, FrameKind, FromAgent};

#[tokio::test]
async fn a_slow_watcher_skips_frames_and_goes_on_with_a_new_keyframe() {
    let relay = Relay::start().await;
    let (mut slow, mut visitor, _) = pair(&relay).await;
    let mut quick = relay.agent(AYLIN).await;
    let session = new_session();
    visitor.start(&session).await;
    for agent in [&mut slow, &mut quick] {
        agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
        keyframe_asked(&mut visitor).await;
    }
    // More than the slow one's queue and all buffers on the way hold.
    let payload = vec![7; 1024 * 1024];
    let total = 40;
    for sequence in 1..=total {
        let kind = if sequence == 1 { FrameKind::Keyframe } else { FrameKind::Delta };
        visitor.say_binary(frame(&session, sequence, kind, &payload)).await;
        assert_eq!(
            Envelope::decode(&quick.binary().await).unwrap().sequence,
            sequence,
            "the quick one gets all"
        );
    }
    assert!(relay.parts().metrics.frames_skipped.get() > 0);

    // Now the slow one reads; when its queue is empty, a keyframe is asked for on its behalf.
    let reading = tokio::spawn(async move {
        let mut last = 0;
        loop {
            let bytes = slow.binary().await;
            let envelope = Envelope::decode(&bytes).unwrap();
            if envelope.sequence != last + 1 {
                assert_eq!(
                    envelope.kind,
                    FrameKind::Keyframe,
                    "after a gap nothing but a keyframe makes sense"
                );
                return (last, envelope.sequence);
            }
            last = envelope.sequence;
        }
    });
    keyframe_asked(&mut visitor).await;
    visitor.say_binary(frame(&session, total + 1, FrameKind::Keyframe, b"new")).await;
    let (last, next) = reading.await.unwrap();
    assert!(last < total, "{last}");
    assert_eq!(next, total + 1);
}

#[tokio::test]
async fn a_line_that_reads_no_text_is_closed_and_the_relay_goes_on() {
    let relay = Relay::start().await;
    let mut stuck = relay.line().await;
    let (token, _) = stuck.hello(None, None, 0).await;
    let mut writer = relay.line().await;
    writer.hello(Some(token), None, 0).await;
    let body = "x".repeat(20_000);
    let mut number = 0;
    // Eight MiB may wait for it, and some more in the buffers on the way.
    while relay.parts().metrics.slow_lines.get() == 0 {
        writer.tell(&format!("v{number}"), &body).await;
        number += 1;
        assert!(number < 2_000, "it was never closed");
    }
    writer.ping().await;
}

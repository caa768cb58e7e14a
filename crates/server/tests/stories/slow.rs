//! Those who read too slowly cost the relay a bounded amount, and nobody else anything.

use crate::{
    cobrowse::{frame, frame_acked, keyframe_asked, new_session, pair},
    support::{AYLIN, MILAN, Relay, SITE, Visitor},
};
use alongside_protocol::{Author, Envelope, FrameKind, FromAgent, Page, limits::MESSAGE_CHARS};
use alongside_server::{
    store::{LISTED_CONVERSATIONS, NewMessage},
    token::TokenHash,
};

/// So many frames of a MiB no queue and no buffers hold. How many they do hold differs: Linux gives a socket that has
/// read quickly up to 32 MiB.
const ENOUGH: u32 = 200;

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
    let mut total = 0;
    while relay.parts().metrics.frames_skipped.get() == 0 {
        total += 1;
        assert!(total < ENOUGH, "no frame was too much");
        let kind = if total == 1 { FrameKind::Keyframe } else { FrameKind::Delta };
        visitor.say_binary(frame(&session, total, kind, &payload)).await;
        assert_eq!(
            Envelope::decode(&quick.binary().await).unwrap().sequence,
            total,
            "the quick one gets all"
        );
    }

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
async fn assets_neither_make_a_slow_watcher_lose_its_place_nor_come_twice() {
    let relay = Relay::start().await;
    let (mut slow, mut visitor, _) = pair(&relay).await;
    let session = new_session();
    visitor.start(&session).await;
    slow.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    assert!(keyframe_asked(&mut visitor).await, "a new watcher has no assets");
    let payload = vec![7; 1024 * 1024];
    let mut sequence = 0;
    let mut say = async |visitor: &mut Visitor, kind, payload: &[u8]| {
        sequence += 1;
        visitor.say_binary(frame(&session, sequence, kind, payload)).await;
        while frame_acked(visitor).await < sequence {}
        sequence
    };
    let early = say(&mut visitor, FrameKind::Asset, b"before the keyframe").await;
    say(&mut visitor, FrameKind::Keyframe, b"page").await;
    let skipped = || relay.parts().metrics.frames_skipped.get();
    // More than its queue and all buffers on the way hold.
    while skipped() == 0 {
        assert!(say(&mut visitor, FrameKind::Asset, &payload).await < ENOUGH, "no asset was too much");
    }
    let delta = say(&mut visitor, FrameKind::Delta, b"follows").await;
    let sequence_of = |bytes: Vec<u8>| Envelope::decode(&bytes).unwrap().sequence;
    assert_eq!(sequence_of(slow.binary().await), early);
    while sequence_of(slow.binary().await) != delta {}
    assert_eq!(skipped(), 1, "the delta was not too much");

    // Now it falls behind with frames: what it has of assets, it keeps.
    while skipped() == 1 {
        assert!(say(&mut visitor, FrameKind::Delta, &payload).await < 2 * ENOUGH, "no delta was too much");
    }
    let asset = say(&mut visitor, FrameKind::Asset, b"while it catches up").await;
    let reading = tokio::spawn(async move { while sequence_of(slow.binary().await) != asset {} });
    assert!(!keyframe_asked(&mut visitor).await, "assets were asked for again");
    reading.await.unwrap();
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

#[tokio::test]
async fn a_full_list_of_the_longest_messages_does_not_lock_agents_out() {
    let relay = Relay::start().await;
    let (store, site) = (&*relay.parts().store, SITE.into());
    for number in 0..LISTED_CONVERSATIONS {
        let mut token = [0; 32];
        token[..8].copy_from_slice(&number.to_le_bytes());
        let page = Page { url: "https://shop.example/p".into(), title: "P".into() };
        let visitor = store.add_visitor(&site, TokenHash(token), page, 1).await.unwrap();
        let conversation = store.open_conversation(&site, &visitor, 1).await.unwrap();
        let (client_id, body) = ("v1".into(), "😀".repeat(MESSAGE_CHARS));
        let message = NewMessage {
            client_id,
            author: Author::Visitor,
            body,
            content: None,
            sent_at_ms: 1,
            joining: None,
        };
        store.append(&site, &conversation, message).await.unwrap();
    }
    let mut agent = relay.agent(MILAN).await;
    agent.ping().await;
}

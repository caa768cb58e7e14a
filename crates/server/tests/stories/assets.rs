//! The pictures of a shared page: sent once per site, read by viewers with a ticket.

use crate::{
    cobrowse::{frame, frame_acked, new_session, pair},
    support::{
        AYLIN, Agent, MILAN, OLGA, OTHER_SHOP, OTHER_SITE, Relay, Visitor,
        http::{self, Answer},
    },
};
use alongside_mirror::{NamedAsset, encode_named_asset};
use alongside_protocol::{ErrorCode, FrameKind, FromAgent, Part, SessionId, ToAgent, ToVisitor};
use alongside_server::asset_store::AssetName;

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\nblue and white trainers";

fn named(bytes: &[u8]) -> Vec<u8> {
    let AssetName(name) = AssetName::of(bytes);
    let (address, media_type) = ("https://shop.example/trainers.png", "image/png");
    encode_named_asset(NamedAsset { name: &name, address, media_type })
}

fn bytes_of(name: AssetName, bytes: &[u8]) -> Vec<u8> {
    [&[1, 5], &name.0[..], bytes].concat()
}

async fn watch(agent: &mut Agent, session: &SessionId) -> String {
    agent.say(FromAgent::CobrowseWatch { session: session.clone() }).await;
    agent
        .until(|frame| match frame {
            ToAgent::CobrowseAssets { ticket, .. } => Some(ticket),
            _ => None,
        })
        .await
}

async fn wanted(visitor: &mut Visitor) -> Vec<String> {
    visitor
        .until(|frame| match frame {
            ToVisitor::CobrowseWanted { assets, .. } => Some(assets),
            _ => None,
        })
        .await
}

/// As the viewer asks: by the host name that is its own.
async fn read(relay: &Relay, ticket: &str, name: AssetName) -> Answer {
    let host = format!("localhost:{}", relay.address().port());
    http::get(relay.address(), &format!("/viewer/assets/{ticket}/{name}"), &[("host", &host)]).await
}

#[tokio::test]
async fn a_picture_is_asked_for_once_and_then_known_to_every_session_of_the_site() {
    let relay = Relay::start().await;
    let (mut agent, mut visitor, _) = pair(&relay).await;
    let (session, name) = (new_session(), AssetName::of(PICTURE));
    visitor.start(&session).await;
    let ticket = watch(&mut agent, &session).await;
    let told = frame(&session, 1, FrameKind::NamedAsset, &named(PICTURE));
    visitor.say_binary(told.clone()).await;
    assert_eq!(wanted(&mut visitor).await, [name.to_string()]);
    assert_eq!(read(&relay, &ticket, name).await.status, 404, "it is not here yet");
    visitor.say_binary(frame(&session, 2, FrameKind::AssetBytes, &bytes_of(name, PICTURE))).await;
    assert_eq!(agent.binary().await, told, "the watcher hears of it once it can be read");

    let answer = read(&relay, &ticket, name).await;
    assert_eq!((answer.status, &answer.body[..]), (200, PICTURE));
    assert_eq!(answer.header("content-type"), Some("image/png"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("content-security-policy"), Some("default-src 'none'; sandbox"));

    let mut second = relay.visitor().await;
    let session = new_session();
    second.start(&session).await;
    let mut colleague = relay.agent(AYLIN).await;
    watch(&mut colleague, &session).await;
    let told = frame(&session, 1, FrameKind::NamedAsset, &named(PICTURE));
    second.say_binary(told.clone()).await;
    assert_eq!(frame_acked(&mut second).await, 1);
    assert_eq!(colleague.binary().await, told, "another shopper need not send it");
    assert_eq!(relay.parts().metrics.assets_kept.get(), 1);
}

/// A part of a frame's payload.
fn part(kind: FrameKind, payload: &[u8], at: usize, bytes: usize) -> Vec<u8> {
    let (from, total) = (u32::try_from(at).unwrap(), u32::try_from(payload.len()).unwrap());
    Part { kind, at: from, total, bytes: &payload[at..at + bytes] }.encode()
}

#[tokio::test]
async fn a_picture_in_parts_is_kept_as_if_it_came_whole_and_what_comes_between_goes_on_at_once() {
    let relay = Relay::start().await;
    let (mut agent, mut visitor, _) = pair(&relay).await;
    let (session, name) = (new_session(), AssetName::of(PICTURE));
    visitor.start(&session).await;
    let ticket = watch(&mut agent, &session).await;
    let told = frame(&session, 1, FrameKind::NamedAsset, &named(PICTURE));
    visitor.say_binary(told.clone()).await;
    wanted(&mut visitor).await;
    let bytes = bytes_of(name, PICTURE);
    let say = async |visitor: &mut Visitor, sequence, kind, payload: &[u8]| {
        visitor.say_binary(frame(&session, sequence, kind, payload)).await;
        while frame_acked(visitor).await < sequence {}
    };
    say(&mut visitor, 2, FrameKind::Part, &part(FrameKind::AssetBytes, &bytes, 0, 20)).await;
    say(&mut visitor, 3, FrameKind::Keyframe, b"a page").await;
    assert_eq!(agent.binary().await, frame(&session, 3, FrameKind::Keyframe, b"a page"));
    // The page's own long frames, between two parts of the picture's.
    say(&mut visitor, 4, FrameKind::Part, &part(FrameKind::Delta, b"a change", 0, 3)).await;
    say(&mut visitor, 5, FrameKind::Part, &part(FrameKind::AssetBytes, &bytes, 20, 30)).await;
    say(&mut visitor, 6, FrameKind::Part, &part(FrameKind::Delta, b"a change", 3, 5)).await;
    assert_eq!(agent.binary().await, frame(&session, 6, FrameKind::Delta, b"a change"));
    assert_eq!(read(&relay, &ticket, name).await.status, 404, "it is not all here yet");
    say(&mut visitor, 7, FrameKind::Part, &part(FrameKind::AssetBytes, &bytes, 50, bytes.len() - 50)).await;
    assert_eq!(agent.binary().await, told);
    assert_eq!(read(&relay, &ticket, name).await.body, PICTURE);
    assert_eq!(relay.parts().metrics.assets_kept.get(), 1);
}

#[tokio::test]
async fn parts_that_make_no_frame_are_refused_and_the_page_is_asked_for_again() {
    let relay = Relay::start().await;
    let (mut agent, mut visitor, _) = pair(&relay).await;
    let session = new_session();
    visitor.start(&session).await;
    watch(&mut agent, &session).await;
    let picture = b"123456789";
    for (at, wrong) in [
        part(FrameKind::Asset, picture, 4, 5),
        b"no part".to_vec(),
        part(FrameKind::NamedAsset, picture, 0, 9),
        part(FrameKind::Part, picture, 0, 9),
        Part { kind: FrameKind::Asset, at: 0, total: u32::MAX, bytes: b"much" }.encode(),
    ]
    .iter()
    .enumerate()
    {
        let sequence = u32::try_from(at).unwrap() * 3 + 1;
        visitor.say_binary(frame(&session, sequence, FrameKind::Part, wrong)).await;
        assert_eq!(visitor.error().await.code, ErrorCode::BadEnvelope, "{wrong:?}");
        // It all goes on: with a keyframe, and with a picture in parts.
        visitor.say_binary(frame(&session, sequence + 1, FrameKind::Keyframe, b"a page")).await;
        assert_eq!(agent.binary().await, frame(&session, sequence + 1, FrameKind::Keyframe, b"a page"));
        visitor
            .say_binary(frame(
                &session,
                sequence + 2,
                FrameKind::Part,
                &part(FrameKind::Asset, picture, 0, 9),
            ))
            .await;
        assert_eq!(agent.binary().await, frame(&session, sequence + 2, FrameKind::Asset, picture));
    }
}

#[tokio::test]
async fn a_ticket_opens_its_own_site_on_the_viewers_origin_as_long_as_its_session() {
    let relay = Relay::start().await;
    let (mut agent, mut visitor, _) = pair(&relay).await;
    let (session, name) = (new_session(), AssetName::of(PICTURE));
    visitor.start(&session).await;
    let ticket = watch(&mut agent, &session).await;
    visitor.say_binary(frame(&session, 1, FrameKind::NamedAsset, &named(PICTURE))).await;
    wanted(&mut visitor).await;
    visitor.say_binary(frame(&session, 2, FrameKind::AssetBytes, &bytes_of(name, PICTURE))).await;
    agent.binary().await;

    let path = format!("/viewer/assets/{ticket}/{name}");
    assert_eq!(http::get(relay.address(), &path, &[]).await.status, 404, "not on the public origin");
    assert_eq!(read(&relay, "00000000000000000000000000000000", name).await.status, 404);

    let mut olga = relay.agent(OLGA).await;
    let mut stranger = Visitor::open_visitor(relay.address(), OTHER_SITE, OTHER_SHOP).await.unwrap();
    stranger.hello(None, None, 0).await;
    let others = new_session();
    stranger.start(&others).await;
    let other_ticket = watch(&mut olga, &others).await;
    assert_eq!(read(&relay, &other_ticket, name).await.status, 404, "another site's ticket");
    stranger.say_binary(frame(&others, 1, FrameKind::NamedAsset, &named(PICTURE))).await;
    assert_eq!(wanted(&mut stranger).await, [name.to_string()], "another site's pictures are not known");

    agent.say(FromAgent::CobrowseEnd { session }).await;
    agent.until(|frame| matches!(frame, ToAgent::CobrowseEnded { .. }).then_some(())).await;
    assert_eq!(read(&relay, &ticket, name).await.status, 404, "the session is over");
}

#[tokio::test]
async fn bytes_that_nobody_asked_for_or_that_are_not_what_they_are_called_are_dropped() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;
    let session = new_session();
    visitor.start(&session).await;
    let ticket = watch(&mut agent, &session).await;
    let (picture, page) = (AssetName::of(PICTURE), &b"<script>alert(1)</script>"[..]);
    visitor.say_binary(frame(&session, 1, FrameKind::AssetBytes, &bytes_of(picture, PICTURE))).await;
    assert_eq!(frame_acked(&mut visitor).await, 1);
    assert_eq!(read(&relay, &ticket, picture).await.status, 404, "nobody asked");

    visitor.say_binary(frame(&session, 2, FrameKind::NamedAsset, &named(PICTURE))).await;
    wanted(&mut visitor).await;
    visitor.say_binary(frame(&session, 3, FrameKind::AssetBytes, &bytes_of(picture, page))).await;
    visitor.say_binary(frame(&session, 4, FrameKind::NamedAsset, &named(page))).await;
    wanted(&mut visitor).await;
    visitor.say_binary(frame(&session, 5, FrameKind::AssetBytes, &bytes_of(AssetName::of(page), page))).await;
    // Cut off in the middle of its name.
    visitor.say_binary(frame(&session, 6, FrameKind::AssetBytes, &[1, 5, 7])).await;
    visitor.say_binary(frame(&session, 7, FrameKind::Asset, b"an asset as it always was")).await;
    assert_eq!(agent.binary().await, frame(&session, 7, FrameKind::Asset, b"an asset as it always was"));
    assert_eq!(relay.parts().metrics.assets_kept.get(), 0);
}

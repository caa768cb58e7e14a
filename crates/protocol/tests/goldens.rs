//! The bytes of every JSON frame, pinned. A change here is a change of the protocol: other clients speak it.
//!
//! To accept an intended change: `UPDATE_GOLDENS=1 cargo test -p alongside-protocol --test goldens`, and say in
//! `docs/protocol.md` what it means.

use alongside_protocol::{
    Act, Answer, Attachment, Author, Boot, CallEnd, CallKind, Capability, Card, CardButton, Contact, Content,
    ConversationSummary, Deed, Destination, EndReason, ErrorCode, ErrorFrame, Filled, FromAgent, FromVisitor,
    Grant, Happening, Ice, Key, MaskingPolicy, MaskingRule, Message, Noted, OfflineWhen, Outcome, Page,
    Place, Point, PreChat, Properties, Reception, Recording, RecordingKind, Recordings, Shared, Side,
    SiteOptions, SiteSettings, ToAgent, ToVisitor, Tool, Trail, Transcript, Watcher,
};

mod call_examples;
mod golden_files;
use call_examples::{CALL, a_call, ice};
use golden_files::{check, known_types, types};

const SESSION: &str = "018f4e9a-7c31-7a1b-9d7e-0123456789ab";

fn page() -> Page {
    Page { url: "https://shop.example/trainers".into(), title: "Trainers".into() }
}

fn properties() -> Properties {
    [("total", "79.90"), ("currency", "EUR")].map(|(key, value)| (key.into(), value.into())).into()
}

fn trail() -> Trail {
    let deeds = [
        Deed::Page { page: page() },
        Deed::Event { name: "bought".into(), properties: properties() },
        Deed::Event { name: "searched".into(), properties: Properties::new() },
    ];
    let happenings = deeds.map(|what| Happening { at_ms: 1_795_000_000_123, what }).into();
    Trail { conversation: "k1".into(), whole: true, happenings }
}

fn message() -> Message {
    Message {
        seq: 7,
        client_id: "c1".into(),
        author: Author::Agent { name: "Milan".into() },
        body: "In blue and white? Yes!\n\"42\" 😀".into(),
        content: None,
        sent_at_ms: 1_795_000_000_123,
    }
}

fn noted(what: Noted, name: Option<&str>) -> Message {
    let content = Content::Notice { what, name: name.map(str::to_owned) };
    Message { author: Author::System, body: "Noted".into(), content: Some(content), ..message() }
}

fn file() -> Content {
    let attachment = Attachment {
        id: "a1".into(),
        name: "foot.png".into(),
        media_type: "image/png".into(),
        bytes: 48_213,
        size: Some((640, 480)),
    };
    Content::Attachment { attachment }
}

fn cards() -> Content {
    let button = CardButton { label: "Look".into(), url: "https://shop.example/blue".into() };
    let blue = Card {
        title: "Trail Runner, blue and white".into(),
        text: Some("In 38 to 46.".into()),
        picture: Some("https://shop.example/blue.jpg".into()),
        price: Some("89,90 €".into()),
        button: Some(button),
    };
    Content::Cards { cards: vec![blue, Card { title: "Trail Runner, red".into(), ..Card::default() }] }
}

fn replies() -> Content {
    Content::QuickReplies { replies: vec!["41".into(), "42".into()] }
}

fn transcript() -> Transcript {
    Transcript {
        conversation: Some("k1".into()),
        epoch: "e1".into(),
        whole: true,
        messages: vec![
            Message { seq: 1, author: Author::Visitor, ..message() },
            Message { seq: 2, author: Author::System, ..message() },
        ],
        delivered_to_visitor: 2,
        delivered_to_agent: 2,
        read_by_visitor: 2,
        read_by_agent: 1,
    }
}

fn summary() -> ConversationSummary {
    ConversationSummary {
        conversation: "k1".into(),
        visitor_name: "Visitor 4F2A".into(),
        contact: None,
        online: true,
        page: page(),
        last_message: Some(message()),
        unread: 3,
        delivered_to_agent: 7,
        active_at_ms: 1_795_000_000_123,
        closed: false,
        rating: None,
        cobrowse: Some(SESSION.into()),
    }
}

fn answer() -> Answer {
    Answer { label: "What is it about?".into(), value: "An \"order\"".into() }
}

fn error() -> ErrorFrame {
    ErrorFrame::lasting(ErrorCode::MessageTooLong, "The message has 20001 characters; 20000 are allowed.")
        .about("c1".into())
}

fn wait() -> ErrorFrame {
    let text = "too much came at once; this may be sent again in 2 s";
    ErrorFrame {
        wait_ms: Some(1_234),
        ..ErrorFrame::passing(ErrorCode::TooManyTries, text).about("c1".into())
    }
}

fn grant() -> Grant {
    Grant { capability: Capability::Click, expires_at_ms: 1_795_000_600_123 }
}

#[test]
fn what_an_agent_does() {
    let at = Place { node: 17, x: 5_000, y: -20 };
    let acts = [
        Act::Pointer { at, laser: false },
        Act::Pointer { at, laser: true },
        Act::PointerGone,
        Act::Ripple { at },
        Act::Draw {
            stroke: 3,
            tool: Tool::Ink,
            node: 17,
            points: vec![Point { x: 0, y: 0 }, Point { x: 10_400, y: 9_999 }],
        },
        Act::Erase { stroke: 3 },
        Act::Wipe,
        Act::Highlight { node: 17 },
        Act::Scroll { node: 1, x: 0, y: 640 },
        Act::Click { at, double: false },
        Act::Click { at, double: true },
        Act::Type { node: 17, text: "blue & white".into() },
        Act::Press { node: 17, key: Key::ArrowDown },
        Act::Select { node: 17, options: vec![0, 2] },
        Act::Check { node: 17, on: true },
        Act::Slide { node: 17, to: 2_500 },
        Act::Navigate { to: Destination::Back },
        Act::Navigate { to: Destination::Address { url: "https://shop.example/basket".into() } },
    ];
    check("act.jsonl", &acts);
}

#[test]
fn what_the_widget_says() {
    let session = || SESSION.into();
    let frames = [
        FromVisitor::Hello {
            protocol: 1,
            token: None,
            identity: None,
            epoch: None,
            since: 0,
            since_id: None,
            page: page(),
        },
        FromVisitor::Hello {
            protocol: 1,
            token: Some("t".into()),
            identity: Some("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0NzExIn0.c2ln".into()),
            epoch: Some("e1".into()),
            since: 7,
            since_id: Some("c1".into()),
            page: page(),
        },
        FromVisitor::Message { client_id: "c1".into(), body: "Blue and white?".into(), content: None },
        FromVisitor::Message { client_id: "c2".into(), body: "foot.png".into(), content: Some(file()) },
        FromVisitor::Describe { name: Some("Ada Byron".into()), email: None },
        FromVisitor::Describe { name: None, email: Some("ada@example.org".into()) },
        FromVisitor::Earlier { before: 501 },
        FromVisitor::Form { filled: Filled::default() },
        FromVisitor::Form {
            filled: Filled {
                name: Some("Ada Byron".into()),
                email: Some("ada@example.org".into()),
                answers: vec![answer()],
            },
        },
        FromVisitor::Typing { on: true },
        FromVisitor::Delivered { seq: 7 },
        FromVisitor::Read { seq: 7 },
        FromVisitor::Page { page: page() },
        FromVisitor::Track { name: "bought".into(), properties: properties(), ago_ms: 1_500 },
        FromVisitor::CobrowseStart { session: session(), resume: false, recorded: false },
        FromVisitor::CobrowseStart { session: session(), resume: true, recorded: false },
        FromVisitor::CobrowseStart { session: session(), resume: false, recorded: true },
        FromVisitor::CobrowseDecline { session: session() },
        FromVisitor::CobrowseEnd { session: session(), reason: EndReason::PageLeft },
        FromVisitor::CobrowseCode { on: true },
        FromVisitor::CobrowseCode { on: false },
        FromVisitor::CobrowsePause { session: session(), on: true },
        FromVisitor::CobrowseGrants { session: session(), agent: "a1".into(), grants: vec![grant()] },
        FromVisitor::CobrowseRefuse {
            session: session(),
            agent: "a1".into(),
            capabilities: vec![Capability::Type, Capability::Navigate],
        },
        FromVisitor::CobrowseOutcome {
            session: session(),
            agent: "a1".into(),
            number: 4,
            outcome: Outcome::Protected,
        },
        FromVisitor::Rate { closing: 3, score: Some(5), comment: Some("Quick, and kind.".into()) },
        FromVisitor::Rate { closing: 3, score: None, comment: None },
        FromVisitor::CallAccept { call: CALL.into() },
        FromVisitor::CallDecline { call: CALL.into() },
        FromVisitor::CallResume { call: CALL.into(), kind: CallKind::OneWay, fresh: true, lasted_ms: 61_000 },
        FromVisitor::CallSignal { call: CALL.into(), signal: "{\"mute\":true}".into() },
        FromVisitor::CallEnd { call: CALL.into(), reason: CallEnd::VisitorEnded },
        FromVisitor::Ping,
    ];
    check("from_visitor.jsonl", &frames);
    assert_eq!(types(&frames), known_types::<FromVisitor>());
}

#[test]
fn what_the_widget_hears() {
    let session = || SESSION.into();
    let frames = [
        ToVisitor::Welcome {
            protocol: 1,
            visitor: "v1".into(),
            token: "t".into(),
            transcript: transcript(),
            agents: vec!["Milan".into()],
            cobrowse: Some(Shared { session: session(), live: true }),
            reception: Reception::default(),
            attachment_bytes: 10_485_760,
        },
        ToVisitor::Reception { reception: Reception::default() },
        ToVisitor::Reception {
            reception: Reception {
                closed: true,
                opens_at_ms: Some(1_795_000_000_123),
                offline: OfflineWhen::NobodyOnline,
                reachable: true,
                pre_chat: Some(PreChat::example()),
            },
        },
        ToVisitor::Deleted,
        ToVisitor::Message { message: message() },
        ToVisitor::Message { message: Message { content: Some(file()), ..message() } },
        ToVisitor::Message { message: Message { content: Some(cards()), ..message() } },
        ToVisitor::Message { message: Message { content: Some(replies()), ..message() } },
        ToVisitor::Message { message: noted(Noted::SharingStarted, None) },
        ToVisitor::Message { message: noted(Noted::SharingEnded, None) },
        ToVisitor::Message { message: noted(Noted::PageSaved, Some("Milan")) },
        ToVisitor::Message { message: noted(Noted::Closed, Some("Milan")) },
        ToVisitor::Message { message: noted(Noted::Reopened, Some("Milan")) },
        ToVisitor::Message { message: noted(Noted::Joined, Some("Milan")) },
        ToVisitor::Message {
            message: Message {
                content: Some(Content::Rating { score: 5, comment: Some("Quick.".into()) }),
                ..message()
            },
        },
        ToVisitor::Earlier { messages: vec![message()] },
        ToVisitor::Ack { client_id: "c1".into(), seq: 8, sent_at_ms: 1_795_000_000_123 },
        ToVisitor::Typing { on: true, name: "Milan".into() },
        ToVisitor::Delivered { seq: 7 },
        ToVisitor::Read { side: Side::Agent, seq: 7 },
        ToVisitor::Agents { agents: vec![] },
        ToVisitor::Rating { closing: Some(3) },
        ToVisitor::Rating { closing: None },
        ToVisitor::CobrowseRequest { session: session(), agent: "Milan".into() },
        ToVisitor::CobrowseStarted { session: session() },
        ToVisitor::CobrowseWatchers {
            session: session(),
            watchers: vec![Watcher { agent: "a1".into(), name: "Milan".into() }],
        },
        ToVisitor::CobrowseKeyframe { session: session(), assets: true },
        ToVisitor::CobrowseKeyframe { session: session(), assets: false },
        ToVisitor::CobrowseWanted { session: session(), assets: vec!["5f".repeat(32)] },
        ToVisitor::CobrowseAck { session: session(), sequence: 12 },
        ToVisitor::CobrowseEnded { session: session(), reason: EndReason::AgentEnded },
        ToVisitor::CobrowseEnded { session: session(), reason: EndReason::Moved },
        ToVisitor::CobrowseCode { code: "041736".into(), expires_at_ms: 1_795_000_600_123 },
        ToVisitor::CobrowseAsk {
            session: session(),
            agent: "a1".into(),
            name: "Milan".into(),
            capabilities: vec![Capability::Scroll, Capability::Click],
        },
        ToVisitor::CobrowseRelease {
            session: session(),
            agent: "a1".into(),
            capabilities: vec![Capability::Scroll],
        },
        ToVisitor::CobrowseAct {
            session: session(),
            agent: "a1".into(),
            name: "Milan".into(),
            number: 4,
            act: Act::Highlight { node: 17 },
        },
        ToVisitor::Message { message: a_call() },
        ToVisitor::CallRing { call: CALL.into(), kind: CallKind::OneWay, agent: "Milan".into(), ms: 45_000 },
        ToVisitor::CallStarted {
            call: CALL.into(),
            kind: CallKind::TwoWay,
            agent: "Milan".into(),
            ice: ice(),
            room: None,
        },
        ToVisitor::CallStarted {
            call: CALL.into(),
            kind: CallKind::Room,
            agent: "Milan".into(),
            ice: Ice::default(),
            room: Some("https://meet.example/4711".into()),
        },
        ToVisitor::CallSignal { call: CALL.into(), signal: "{}".into() },
        ToVisitor::CallPeer { call: CALL.into(), here: false, fresh: false },
        ToVisitor::CallPeer { call: CALL.into(), here: true, fresh: true },
        ToVisitor::CallEnded { call: CALL.into(), reason: CallEnd::Elsewhere },
        ToVisitor::Pong,
        ToVisitor::Error { error: error() },
        ToVisitor::Error { error: wait() },
    ];
    check("to_visitor.jsonl", &frames);
    assert_eq!(types(&frames), known_types::<ToVisitor>());
}

#[test]
fn what_the_console_says() {
    let session = || SESSION.into();
    let frames = [
        FromAgent::Hello { protocol: 1 },
        FromAgent::Open {
            conversation: "k1".into(),
            epoch: Some("e1".into()),
            since: 7,
            since_id: Some("c1".into()),
        },
        FromAgent::Message {
            conversation: "k1".into(),
            client_id: "c1".into(),
            body: "Yes!".into(),
            content: None,
        },
        FromAgent::Message {
            conversation: "k1".into(),
            client_id: "c2".into(),
            body: "Which size?".into(),
            content: Some(replies()),
        },
        FromAgent::Earlier { conversation: "k1".into(), before: 501 },
        FromAgent::Typing { conversation: "k1".into(), on: false },
        FromAgent::Delivered { conversation: "k1".into(), seq: 7 },
        FromAgent::Read { conversation: "k1".into(), seq: 7 },
        FromAgent::Close { conversation: "k1".into(), seen: None },
        FromAgent::Close { conversation: "k1".into(), seen: Some(7) },
        FromAgent::Reopen { conversation: "k1".into() },
        FromAgent::CobrowseRequest { conversation: "k1".into(), session: session() },
        FromAgent::CobrowseWatch { session: session() },
        FromAgent::CobrowseLeave { session: session() },
        FromAgent::CobrowseKeyframe { session: session() },
        FromAgent::CobrowseEnd { session: session() },
        FromAgent::CobrowseRedeem { code: "041736".into(), session: session() },
        FromAgent::CobrowseAsk { session: session(), capabilities: vec![Capability::Click] },
        FromAgent::CobrowseRelease { session: session(), capabilities: vec![Capability::Click] },
        FromAgent::CobrowseAct { session: session(), number: 4, act: Act::Highlight { node: 17 } },
        FromAgent::CallRequest { conversation: "k1".into(), call: CALL.into(), kind: CallKind::Screen },
        FromAgent::CallResume {
            conversation: "k1".into(),
            call: CALL.into(),
            kind: CallKind::Audio,
            fresh: false,
            lasted_ms: 61_000,
        },
        FromAgent::CallSignal { call: CALL.into(), signal: "{}".into() },
        FromAgent::CallEnd { call: CALL.into(), reason: CallEnd::AgentEnded },
        FromAgent::Ping,
    ];
    check("from_agent.jsonl", &frames);
    assert_eq!(types(&frames), known_types::<FromAgent>());
}

#[test]
fn what_the_console_hears() {
    let session = || SESSION.into();
    let frames = [
        ToAgent::Welcome {
            protocol: 1,
            agent: "a1".into(),
            name: "Milan".into(),
            site: "Fernweg".into(),
            conversations: vec![summary()],
            attachment_bytes: 10_485_760,
            rooms: true,
        },
        ToAgent::Conversation {
            summary: ConversationSummary {
                last_message: None,
                cobrowse: None,
                closed: true,
                rating: Some(5),
                contact: Some(Contact { email: Some("ada@example.org".into()), verified: true }),
                ..summary()
            },
        },
        ToAgent::History { transcript: transcript() },
        ToAgent::Earlier { conversation: "k1".into(), messages: vec![message()] },
        ToAgent::Answers { conversation: "k1".into(), answers: vec![answer()] },
        ToAgent::ConversationGone { conversation: "k1".into() },
        ToAgent::Message { conversation: "k1".into(), message: message() },
        ToAgent::Message {
            conversation: "k1".into(),
            message: Message {
                author: Author::System,
                body: "Rated 5 of 5: Quick.".into(),
                content: Some(Content::Rating { score: 5, comment: Some("Quick.".into()) }),
                ..message()
            },
        },
        ToAgent::Ack {
            conversation: "k1".into(),
            client_id: "c1".into(),
            seq: 8,
            sent_at_ms: 1_795_000_000_123,
        },
        ToAgent::Typing { conversation: "k1".into(), on: true, side: Side::Visitor, name: String::new() },
        ToAgent::Delivered { conversation: "k1".into(), seq: 7 },
        ToAgent::Read { conversation: "k1".into(), side: Side::Visitor, seq: 7 },
        ToAgent::Trail { trail: trail() },
        ToAgent::CobrowseStarted { conversation: "k1".into(), session: session() },
        ToAgent::CobrowseEnded { conversation: "k1".into(), session: session(), reason: EndReason::Declined },
        ToAgent::CobrowseRedeemed { conversation: "k1".into(), session: session() },
        ToAgent::CobrowseHeld { conversation: "k1".into(), session: session(), reason: EndReason::PageLeft },
        ToAgent::CobrowseAssets { session: session(), ticket: "9c1f".into() },
        ToAgent::CobrowsePaused { session: session(), on: true },
        ToAgent::CobrowseGrants {
            session: session(),
            agent: "a1".into(),
            name: "Milan".into(),
            grants: vec![grant()],
        },
        ToAgent::CobrowseRefused { session: session(), capabilities: vec![Capability::Click] },
        ToAgent::CobrowseOutcome { session: session(), number: 4, outcome: Outcome::Gone },
        ToAgent::CobrowseAct {
            session: session(),
            agent: "a2".into(),
            name: "Ana".into(),
            act: Act::PointerGone,
        },
        ToAgent::CallRinging { conversation: "k1".into(), call: CALL.into(), ms: 45_000, room: None },
        ToAgent::CallRinging {
            conversation: "k1".into(),
            call: CALL.into(),
            ms: 45_000,
            room: Some("https://meet.example/4711?host".into()),
        },
        ToAgent::CallStarted {
            conversation: "k1".into(),
            call: CALL.into(),
            kind: CallKind::OneWay,
            ice: Ice { relay_only: true, ..ice() },
            room: None,
        },
        ToAgent::CallStarted {
            conversation: "k1".into(),
            call: CALL.into(),
            kind: CallKind::Room,
            ice: Ice::default(),
            room: Some("https://meet.example/4711?host".into()),
        },
        ToAgent::CallSignal { call: CALL.into(), signal: "{}".into() },
        ToAgent::CallPeer { call: CALL.into(), here: true, fresh: true },
        ToAgent::CallEnded {
            conversation: "k1".into(),
            call: CALL.into(),
            reason: CallEnd::Declined,
            lasted_ms: 0,
        },
        ToAgent::Message { conversation: "k1".into(), message: a_call() },
        ToAgent::CallState { conversation: "k1".into(), name: Some("Milan".into()) },
        ToAgent::CallState { conversation: "k1".into(), name: None },
        ToAgent::Pong,
        ToAgent::Error {
            error: ErrorFrame::passing(ErrorCode::StoreUnavailable, "The store is busy. Try again."),
        },
    ];
    check("to_agent.jsonl", &frames);
    assert_eq!(types(&frames), known_types::<ToAgent>());
}

#[test]
fn what_the_boot_endpoint_answers() {
    let settings = SiteSettings {
        name: "Fernweg".into(),
        greeting: "Hello!".into(),
        accent: "#b4532a".into(),
        contact: "mailto:help@shop.example".into(),
        records: false,
    };
    let recording = SiteSettings { records: true, ..settings.clone() };
    let refused = ErrorFrame::lasting(ErrorCode::OriginNotAllowed, "https://other.example is not allowed.");
    let open = Boot::Ready {
        settings: settings.clone(),
        masking: MaskingPolicy::default(),
        options: SiteOptions::default(),
    };
    let masking = MaskingPolicy {
        private_by_default: true,
        rules: vec![
            MaskingRule { mask: vec![".customer".into(), "#iban".into()], ..MaskingRule::default() },
            MaskingRule {
                url: Some("/checkout/*".into()),
                block: vec!["#summary".into()],
                show: vec![".steps".into()],
                ..MaskingRule::default()
            },
        ],
    };
    let recorded = Boot::Ready {
        settings: recording,
        masking: MaskingPolicy::default(),
        options: SiteOptions::default(),
    };
    let masked = Boot::Ready { settings, masking, options: SiteOptions::example() };
    check("boot.jsonl", &[open, recorded, masked, Boot::Refused { error: refused }]);
}

#[test]
fn what_is_told_of_recordings() {
    let session = Recording {
        recording: "r1".into(),
        conversation: "k1".into(),
        kind: RecordingKind::Session,
        saved_by: None,
        started_at_ms: 1_795_000_000_123,
        duration_ms: 61_000,
        bytes: 48_213,
        gaps: 0,
        running: false,
        cut: false,
        expires_at_ms: 1_797_592_000_123,
    };
    let page = Recording {
        recording: "r2".into(),
        kind: RecordingKind::Page,
        saved_by: Some("Milan".into()),
        duration_ms: 0,
        ..session.clone()
    };
    check("recordings.jsonl", &[Recordings { recordings: vec![page, session], expired: 2 }]);
}

#[test]
fn unknown_fields_are_ignored_and_unknown_types_are_not() {
    let frame: FromVisitor = serde_json::from_str(r#"{"type":"typing","on":true,"mood":"curious"}"#)
        .expect("a newer widget's frame");
    assert_eq!(frame, FromVisitor::Typing { on: true });
    assert!(serde_json::from_str::<FromVisitor>(r#"{"type":"sing"}"#).is_err());
    assert!(serde_json::from_str::<FromVisitor>(r#"{"type":"typing"}"#).is_err());
}

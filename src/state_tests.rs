//! What the widget does about what happens. What it does about sharing that goes on is in `continuity_tests`.

use super::*;
use crate::conversation::Draft;
use crate::hearing::AGAIN_MS;
use alongside_protocol::{
    Author, ClientId, EndReason, Epoch, ErrorCode, ErrorFrame, Message, Shared, ToVisitor, Transcript,
    Watcher,
};

fn state() -> State {
    State::new(Conversation::default())
}

fn welcome(messages: Vec<Message>) -> Input {
    welcome_to(messages, None)
}

/// As `welcome`, to a shopper who shares.
pub(crate) fn welcome_to(messages: Vec<Message>, cobrowse: Option<Shared>) -> Input {
    Input::Frame(ToVisitor::Welcome {
        protocol: 1,
        visitor: "v".into(),
        token: "t".into(),
        transcript: Transcript {
            conversation: None,
            epoch: Epoch::from("e"),
            whole: true,
            messages,
            delivered_to_visitor: 0,
            delivered_to_agent: 0,
            read_by_visitor: 0,
            read_by_agent: 0,
        },
        agents: vec!["Milan".into()],
        cobrowse,
        reception: Reception::default(),
        attachment_bytes: 1_000,
    })
}

pub(crate) fn welcomed() -> State {
    let mut state = state();
    state.update(Input::Line(LinkState::Open, 0));
    state.update(welcome(Vec::new()));
    state
}

fn wrote(id: &str) -> Input {
    Input::Wrote(id.into(), Draft { body: format!("body {id}"), content: None, written_at_ms: 1 })
}

fn from_agent(seq: u64) -> Message {
    Message {
        seq,
        client_id: ClientId(format!("a{seq}")),
        author: Author::Agent { name: "Milan".into() },
        body: "Hello".into(),
        content: None,
        sent_at_ms: seq,
    }
}

fn heard(message: Message) -> Input {
    Input::Frame(ToVisitor::Message { message })
}

pub(crate) fn sent(effects: &[Effect]) -> Vec<FromVisitor> {
    let frame = |effect: &Effect| match effect {
        Effect::Send(frame) => Some(frame.clone()),
        _ => None,
    };
    effects.iter().filter_map(frame).collect()
}

fn message(id: &str) -> FromVisitor {
    FromVisitor::Message { client_id: id.into(), body: format!("body {id}"), content: None }
}

pub(crate) fn starting() -> State {
    let mut state = welcomed();
    state.update(Input::ShareAsked("s".into()));
    state.update(Input::ShareAgreed);
    state
}

pub(crate) fn live() -> State {
    let mut state = starting();
    state.update(Input::Frame(ToVisitor::CobrowseStarted { session: "s".into() }));
    state
}

fn refused(error: ErrorFrame) -> Input {
    Input::Frame(ToVisitor::Error { error })
}

pub(crate) fn lost() -> Input {
    Input::Line(LinkState::Waiting { ms: 4_000, attempt: 1 }, 10_000)
}

#[test]
fn an_open_line_says_hello_and_is_not_ready_before_the_welcome() {
    let mut state = state();
    assert_eq!(state.update(Input::Line(LinkState::Open, 0)), [Effect::Hello]);
    assert_eq!(state.line, Line::Connecting);
    let effects = state.update(welcome(Vec::new()));
    assert_eq!(effects, [Effect::StoreToken("t".into()), Effect::Tell(WidgetEvent::Ready)]);
    assert_eq!(state.line, Line::Welcomed);
}

#[test]
fn what_is_written_without_a_line_is_kept_and_sent_after_the_welcome_in_order() {
    let mut state = state();
    for id in ["1", "2"] {
        let effects = state.update(wrote(id));
        assert!(matches!(effects.as_slice(), [Effect::Keep(..)]), "{effects:?}");
    }
    let effects = state.update(welcome(Vec::new()));
    assert_eq!(sent(&effects), [message("1"), message("2")]);
}

#[test]
fn a_lost_line_sends_again_only_what_was_not_acknowledged() {
    let mut state = welcomed();
    assert_eq!(sent(&state.update(wrote("1"))), [message("1")]);
    state.update(wrote("2"));
    let effects = state.update(Input::Frame(ToVisitor::Ack { client_id: "1".into(), seq: 1, sent_at_ms: 5 }));
    assert_eq!(effects, [Effect::Forget("1".into())]);
    state.update(lost());
    assert_eq!(state.line, Line::Waiting { until_ms: 14_000 });
    state.update(Input::Line(LinkState::Open, 14_000));
    let acknowledged = Message { author: Author::Visitor, client_id: "1".into(), ..from_agent(1) };
    assert_eq!(sent(&state.update(welcome(vec![acknowledged]))), [message("2")]);
}

#[test]
fn a_passing_refusal_is_sent_again_and_a_lasting_one_is_forgotten() {
    let mut state = welcomed();
    state.update(wrote("1"));
    let passing = ErrorFrame::passing(ErrorCode::StoreUnavailable, "Busy.").about("1".into());
    assert_eq!(
        state.update(Input::Frame(ToVisitor::Error { error: passing })),
        [Effect::SendAgainIn(AGAIN_MS)]
    );
    assert_eq!(sent(&state.update(Input::SendAgain)), [message("1")]);
    let lasting = ErrorFrame::lasting(ErrorCode::MessageTooLong, "Too long.").about("1".into());
    let effects = state.update(Input::Frame(ToVisitor::Error { error: lasting }));
    assert_eq!(effects, [Effect::Forget("1".into())]);
    assert!(state.update(Input::SendAgain).is_empty());
}

#[test]
fn whoever_says_too_much_at_once_is_told_until_all_of_it_is_said() {
    let mut state = welcomed();
    state.update(wrote("1"));
    state.update(wrote("2"));
    let wait = ErrorFrame::passing(ErrorCode::TooManyTries, "Wait.").about("2".into());
    let error = ErrorFrame { wait_ms: Some(9_000), ..wait };
    assert_eq!(state.update(Input::Frame(ToVisitor::Error { error })), [Effect::SendAgainIn(9_000)]);
    state.update(Input::Frame(ToVisitor::Ack { client_id: "1".into(), seq: 1, sent_at_ms: 5 }));
    assert!(state.is_slowed);
    assert_eq!(sent(&state.update(Input::SendAgain)), [message("2")]);
    state.update(Input::Frame(ToVisitor::Ack { client_id: "2".into(), seq: 2, sent_at_ms: 6 }));
    assert!(!state.is_slowed);
}

#[test]
fn a_closed_panel_counts_unread_and_opening_reads() {
    let mut state = welcomed();
    let effects = state.update(heard(from_agent(1)));
    assert!(effects.contains(&Effect::Tell(WidgetEvent::Unread(1))), "{effects:?}");
    let effects = state.update(Input::Opened(true));
    assert_eq!(sent(&effects), [FromVisitor::Read { seq: 1 }]);
    assert!(effects.contains(&Effect::Tell(WidgetEvent::Unread(0))));
}

#[test]
fn a_panel_in_a_hidden_page_reads_nothing_until_it_is_seen() {
    let mut state = welcomed();
    state.update(Input::Opened(true));
    state.update(Input::Visible(false));
    assert_eq!(sent(&state.update(heard(from_agent(1)))), [FromVisitor::Delivered { seq: 1 }]);
    assert_eq!(sent(&state.update(Input::Visible(true))), [FromVisitor::Read { seq: 1 }]);
}

#[test]
fn what_was_read_on_a_line_that_broke_is_said_again_although_the_panel_is_closed() {
    let mut state = welcomed();
    state.update(Input::Opened(true));
    state.update(heard(from_agent(1)));
    state.update(Input::Opened(false));
    state.update(lost());
    state.update(Input::Line(LinkState::Open, 20_000));
    let mut back = welcome(Vec::new());
    if let Input::Frame(ToVisitor::Welcome { transcript, .. }) = &mut back {
        transcript.whole = false;
    }
    let effects = state.update(back);
    assert!(sent(&effects).contains(&FromVisitor::Read { seq: 1 }), "{effects:?}");
    assert_eq!(state.conversation.unread(), 0);
}

#[test]
fn a_gap_that_stays_makes_the_line_new_and_one_that_closes_does_not() {
    let mut state = welcomed();
    state.update(heard(from_agent(1)));
    assert!(state.update(heard(from_agent(3))).contains(&Effect::MindTheGapSoon));
    assert_eq!(state.update(Input::MindTheGap), [Effect::Reconnect]);
    state.update(heard(from_agent(2)));
    assert!(state.update(Input::MindTheGap).is_empty());
}

#[test]
fn typing_is_said_once_and_a_message_ends_it() {
    let mut state = welcomed();
    assert_eq!(sent(&state.update(Input::Typing(true))), [FromVisitor::Typing { on: true }]);
    assert!(state.update(Input::Typing(true)).is_empty());
    state.update(wrote("1"));
    assert!(state.update(Input::Typing(false)).is_empty(), "the message has said so");
}

#[test]
fn the_typing_line_goes_with_the_message_and_with_the_line() {
    let typing = || Input::Frame(ToVisitor::Typing { on: true, name: "Milan".into() });
    let mut state = welcomed();
    state.update(typing());
    assert_eq!(state.typing.as_deref(), Some("Milan"));
    state.update(heard(from_agent(1)));
    assert_eq!(state.typing, None);
    state.update(typing());
    state.update(lost());
    assert_eq!(state.typing, None);
}

#[test]
fn sharing_needs_consent_and_the_relays_word_before_anything_is_read() {
    let mut state = welcomed();
    assert!(!state.update(Input::ShareAsked("s".into())).contains(&Effect::LoadCapture));
    let effects = state.update(Input::ShareAgreed);
    let start = FromVisitor::CobrowseStart { session: "s".into(), resume: false, recorded: false };
    assert_eq!(effects, [Effect::LoadCapture, Effect::StoreConsent("s".into()), Effect::Send(start)]);
    let effects = state.update(Input::Frame(ToVisitor::CobrowseStarted { session: "s".into() }));
    let told = Effect::Tell(WidgetEvent::CobrowseStart);
    let expected = [Effect::Pause(false), Effect::Record("s".into()), Effect::MarkTab(true), told];
    assert_eq!(effects, expected);
}

#[test]
fn a_refused_identity_is_told_to_the_page_and_changes_nothing_for_her() {
    let mut state = live();
    let error =
        ErrorFrame::lasting(ErrorCode::IdentityRefused, "The identity token was refused: it has expired.");
    let told = Effect::Tell(WidgetEvent::Error(error.message.clone()));
    assert_eq!(state.update(Input::Frame(ToVisitor::Error { error })), [told]);
    assert!(state.sharing.is_running() && state.refused.is_none());
}

#[test]
fn she_is_told_of_a_recording_and_the_relay_that_she_was() {
    let mut state = welcomed();
    state.records = true;
    state.update(Input::ShareAsked("s".into()));
    let start = FromVisitor::CobrowseStart { session: "s".into(), resume: false, recorded: true };
    assert!(state.update(Input::ShareAgreed).contains(&Effect::Send(start)));
}

#[test]
fn a_started_session_that_nobody_agreed_to_is_not_read() {
    let mut state = welcomed();
    let started = |session: &str| Input::Frame(ToVisitor::CobrowseStarted { session: session.into() });
    assert!(state.update(started("s")).is_empty());
    state.update(Input::ShareAsked("s".into()));
    assert!(state.update(started("s")).is_empty());
    state.update(Input::ShareAgreed);
    assert!(state.update(started("another")).is_empty());
}

#[test]
fn an_agents_request_opens_the_panel_and_can_be_declined() {
    let mut state = welcomed();
    let request = ToVisitor::CobrowseRequest { session: "r".into(), agent: "Milan".into() };
    let effects = state.update(Input::Frame(request));
    assert!(effects.contains(&Effect::Tell(WidgetEvent::Open)));
    let effects = state.update(Input::ShareDeclined);
    assert_eq!(sent(&effects), [FromVisitor::CobrowseDecline { session: "r".into() }]);
    assert_eq!(state.sharing, Sharing::Idle);
}

#[test]
fn a_request_that_is_taken_back_leaves_no_card() {
    let mut state = welcomed();
    let request = ToVisitor::CobrowseRequest { session: "r".into(), agent: "Milan".into() };
    state.update(Input::Frame(request));
    let ended = ToVisitor::CobrowseEnded { session: "r".into(), reason: EndReason::AgentEnded };
    state.update(Input::Frame(ended));
    assert_eq!(state.sharing, Sharing::Idle);
}

#[test]
fn a_pause_holds_before_it_is_told_and_lasts_until_it_is_ended_or_the_session_is() {
    let mut state = live();
    let effects = |on| {
        let told = FromVisitor::CobrowsePause { session: "s".into(), on };
        [Effect::Pause(on), Effect::Send(told), Effect::Tell(WidgetEvent::CobrowsePaused(on))]
    };
    assert_eq!(state.update(Input::SharePaused(true)), effects(true));
    assert!(state.update(Input::SharePaused(true)).is_empty(), "it is held already");
    assert_eq!(state.update(Input::SharePaused(false)), effects(false));
    state.update(Input::SharePaused(true));
    assert!(
        state.update(Input::ShareStopped).contains(&Effect::Pause(false)),
        "the next session is not held"
    );
    assert!(!state.is_paused);
    assert!(welcomed().update(Input::SharePaused(true)).is_empty(), "there is nothing to hold");
}

#[test]
fn stopping_reads_nothing_more_before_it_tells_the_relay() {
    let mut state = live();
    let effects = state.update(Input::ShareStopped);
    let end = FromVisitor::CobrowseEnd { session: "s".into(), reason: EndReason::VisitorEnded };
    let (forget, told) = (Effect::ForgetSharing("s".into()), Effect::Tell(WidgetEvent::CobrowseStop));
    assert_eq!(effects, [Effect::StopRecording, forget, told, Effect::Send(end)]);
    assert_eq!(state.ended, Some(Ended::Reason(EndReason::VisitorEnded)));
}

#[test]
fn frames_of_another_session_change_nothing() {
    let mut state = live();
    let keyframe =
        |session: &str| Input::Frame(ToVisitor::CobrowseKeyframe { session: session.into(), assets: true });
    assert!(state.update(keyframe("another")).is_empty());
    assert_eq!(state.update(keyframe("s")), [Effect::Keyframe { assets: true }]);
    let watchers = vec![Watcher { agent: "a".into(), name: "Milan".into() }];
    state.update(Input::Frame(ToVisitor::CobrowseWatchers { session: "another".into(), watchers }));
    assert_eq!(state.sharing, Sharing::Live { session: "s".into(), watchers: Vec::new() });
}

#[test]
fn a_page_that_cannot_be_read_says_why_and_ends_the_session_at_the_relay() {
    let mut state = live();
    let effects = state.update(Input::CaptureFailed("No module.".into()));
    assert_eq!(sent(&effects).len(), 1);
    assert_eq!(state.ended, Some(Ended::Failed("No module.".into())));
}

#[test]
fn a_dropped_frame_leaves_the_session_to_the_keyframe_that_follows() {
    let dropped = || refused(ErrorFrame::lasting(ErrorCode::BadEnvelope, "Not the next."));
    let mut state = live();
    assert!(state.update(dropped()).is_empty());
    let keyframe = ToVisitor::CobrowseKeyframe { session: "s".into(), assets: false };
    assert_eq!(state.update(Input::Frame(keyframe)), [Effect::Keyframe { assets: false }]);
    // An earlier session's, as this one has sent nothing.
    assert!(starting().update(dropped()).is_empty());
}

#[test]
fn a_start_that_the_relay_refuses_is_ended_at_the_relay_too() {
    let mut state = starting();
    let error = ErrorFrame::passing(ErrorCode::StoreUnavailable, "this could not be stored");
    let effects = state.update(refused(error));
    let end = FromVisitor::CobrowseEnd { session: "s".into(), reason: EndReason::VisitorEnded };
    assert_eq!(sent(&effects), [end]);
    assert_eq!(state.sharing, Sharing::Idle);
    assert_eq!(state.ended, Some(Ended::Failed(words::get(Word::ShareAgain).to_owned())));
    let started = ToVisitor::CobrowseStarted { session: "s".into() };
    assert!(state.update(Input::Frame(started)).is_empty(), "the relay's word comes too late");
}

#[test]
fn only_a_session_that_the_relay_does_not_know_ends_by_an_error_once_it_is_live() {
    let mut state = live();
    let passing = ErrorFrame::passing(ErrorCode::StoreUnavailable, "Busy.");
    assert!(state.update(refused(passing)).is_empty());
    let unknown = || refused(ErrorFrame::lasting(ErrorCode::UnknownSession, "No such session."));
    let effects = state.update(unknown());
    assert_eq!(effects.first(), Some(&Effect::StopRecording));
    assert_eq!(sent(&effects).len(), 1, "the error may have meant another one");
    assert!(state.update(unknown()).is_empty());
}

#[test]
fn stopping_gives_the_focus_to_the_composer_of_an_open_panel_only() {
    for is_open in [true, false] {
        let mut state = live();
        state.update(Input::Opened(is_open));
        let before = state.focusings;
        state.update(Input::ShareStopped);
        assert_eq!(state.focusings, before + u32::from(is_open));
    }
}

#[test]
fn the_end_of_sharing_is_told_even_before_it_had_begun() {
    let effects = starting().update(Input::ShareStopped);
    assert!(effects.contains(&Effect::Tell(WidgetEvent::CobrowseStop)), "{effects:?}");
}

#[test]
fn how_a_lost_line_stands_is_said_in_the_same_words_everywhere() {
    let mut state = welcomed();
    state.update(lost());
    assert_eq!(state.lost(), words::get(Word::NoConnection), "the next attempt comes later");
    state.update(Input::Line(LinkState::Connecting, 0));
    assert_eq!(state.lost(), words::get(Word::Connecting));
    state.update(Input::Online(false));
    assert_eq!(state.lost(), words::get(Word::NoConnection));
}

#[test]
fn a_refused_widget_hangs_up_and_says_why() {
    let mut state = live();
    let error = ErrorFrame::lasting(ErrorCode::OriginNotAllowed, "Not here.");
    let effects = state.update(Input::Frame(ToVisitor::Error { error }));
    assert!(effects.contains(&Effect::StopRecording) && effects.contains(&Effect::HangUp), "{effects:?}");
    assert_eq!(state.refused.as_deref(), Some(words::get(Word::NotHere)), "the reason is for the developer");
}

fn given(code: &str) -> Input {
    Input::Frame(ToVisitor::CobrowseCode { code: code.into(), expires_at_ms: 600_000 })
}

const CODE: FromVisitor = FromVisitor::CobrowseCode { on: true };
const NO_CODE: FromVisitor = FromVisitor::CobrowseCode { on: false };

#[test]
fn a_page_that_asks_to_share_before_there_is_a_line_gets_the_question_when_there_is_one() {
    let mut state = state();
    let effects = state.update(Input::ShareAsked("s".into()));
    assert!(state.is_open && effects.contains(&Effect::Tell(WidgetEvent::Open)), "the panel opens at once");
    assert_eq!(state.sharing, Sharing::Idle);
    state.update(welcome(Vec::new()));
    assert_eq!(state.sharing, Sharing::Asking { session: "s".into(), agent: None });
    state.update(Input::ShareDeclined);
    state.update(lost());
    state.update(welcome(Vec::new()));
    assert_eq!(state.sharing, Sharing::Idle, "it is asked once");
}

#[test]
fn a_page_that_asks_to_share_does_not_push_an_agents_question_away() {
    let mut state = welcomed();
    let request = ToVisitor::CobrowseRequest { session: "r".into(), agent: "Milan".into() };
    state.update(Input::Frame(request));
    state.update(Input::ShareAsked("s".into()));
    assert_eq!(state.sharing, Sharing::Asking { session: "r".into(), agent: Some("Milan".into()) });
}

#[test]
fn to_stop_what_is_not_shared_changes_nothing() {
    let mut state = welcomed();
    state.update(Input::Opened(true));
    let before = state.focusings;
    assert!(state.update(Input::ShareStopped).is_empty());
    assert_eq!(state.focusings, before, "nor does it take the focus");
}

#[test]
fn a_code_is_asked_for_shown_told_to_the_page_and_taken_back() {
    let mut state = welcomed();
    let effects = state.update(Input::CodeAsked);
    assert_eq!(sent(&effects), [CODE]);
    assert!(state.is_open);
    let told = WidgetEvent::CobrowseCode { code: "041736".into(), expires_at_ms: 600_000 };
    assert_eq!(state.update(given("041736")), [Effect::Tell(told)]);
    assert_eq!(state.code, Some(Code::Given { digits: "041736".into(), until_ms: 600_000 }));
    assert!(sent(&state.update(Input::CodeAsked)).is_empty(), "the one that is shown is still good");
    assert_eq!(sent(&state.update(Input::NewCode)), [CODE]);
    state.update(given("000001"));
    assert_eq!(sent(&state.update(Input::CodeTakenBack)), [NO_CODE]);
    assert_eq!(state.code, None);
    assert!(state.update(given("000002")).is_empty(), "one that comes after that is not shown");
}

#[test]
fn a_code_that_was_wanted_before_there_was_a_line_is_asked_for_when_there_is_one() {
    let mut state = state();
    assert!(sent(&state.update(Input::CodeAsked)).is_empty());
    assert_eq!(sent(&state.update(welcome(Vec::new()))), [CODE]);
    state.update(given("041736"));
    state.update(lost());
    assert!(sent(&state.update(welcome(Vec::new()))).is_empty(), "one that she has outlives the line");
}

#[test]
fn a_code_gives_way_to_the_question_that_it_brought_about() {
    let mut state = welcomed();
    state.update(Input::CodeAsked);
    state.update(given("041736"));
    let request = ToVisitor::CobrowseRequest { session: "r".into(), agent: "Milan".into() };
    assert!(
        sent(&state.update(Input::Frame(request))).is_empty(),
        "it is used: there is nothing to take back"
    );
    assert_eq!(state.code, None);
    state.update(Input::ShareAgreed);
    assert!(sent(&state.update(Input::CodeAsked)).is_empty(), "a page that is shared needs no code");
}

#[test]
fn a_code_that_is_refused_says_why() {
    let mut state = welcomed();
    state.update(Input::CodeAsked);
    state.update(refused(ErrorFrame::lasting(ErrorCode::TooManyTries, "Try again in 5 min.")));
    assert_eq!(state.code, None);
    assert_eq!(state.ended, Some(Ended::Failed("Try again in 5 min.".into())));
}

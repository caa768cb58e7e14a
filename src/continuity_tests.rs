//! What the widget does when a page, a line or a tab goes, and comes back.

use super::*;
use crate::event::Input;
use crate::sharing::Ended;
use crate::state::tests::{live, lost, sent, starting, welcome_to, welcomed};
use alongside_link::LinkState;
use alongside_protocol::{ErrorCode, ErrorFrame, ToVisitor};

fn session() -> SessionId {
    "s".into()
}

fn frame(frame: ToVisitor) -> Input {
    Input::Frame(frame)
}

fn started() -> Input {
    frame(ToVisitor::CobrowseStarted { session: session() })
}

fn ended(reason: EndReason) -> Input {
    frame(ToVisitor::CobrowseEnded { session: session(), reason })
}

fn open_at(ms: u64) -> Input {
    Input::Line(LinkState::Open, ms)
}

fn shared(live: bool) -> Option<Shared> {
    Some(Shared { session: session(), live })
}

fn resumes() -> FromVisitor {
    FromVisitor::CobrowseStart { session: session(), resume: true, recorded: false }
}

fn ends(reason: EndReason) -> FromVisitor {
    FromVisitor::CobrowseEnd { session: session(), reason }
}

/// A page that was just loaded, in a tab that shared a moment ago or not.
fn new_page(marked: bool, is_focused: bool, consented: bool) -> State {
    let mut state = State::new(crate::conversation::Conversation::default());
    state.consented = consented.then(session);
    state.is_focused = is_focused;
    state.update(Input::PageShown(marked.then(session)));
    state.update(open_at(0));
    state
}

#[test]
fn leaving_the_page_stops_reading_before_the_relay_is_told_and_ends_nothing() {
    for mut state in [live(), starting()] {
        let effects = state.update(Input::PageLeft);
        let expected =
            [Effect::StopRecording, Effect::MarkTab(true), Effect::Send(ends(EndReason::PageLeft))];
        assert_eq!(effects, expected);
        assert_eq!(state.ended, None);
    }
}

#[test]
fn the_next_page_of_the_tab_fetches_what_it_needs_at_once_and_goes_on() {
    for is_focused in [true, false] {
        let mut state = State::new(crate::conversation::Conversation::default());
        state.consented = Some(session());
        state.is_focused = is_focused;
        assert_eq!(state.update(Input::PageShown(Some(session()))), [Effect::LoadCapture]);
        assert!(state.sharing.is_running(), "the bar shows at once");
        state.update(open_at(0));
        assert_eq!(sent(&state.update(welcome_to(Vec::new(), shared(false)))), [resumes()]);
        let effects = state.update(started());
        assert!(effects.contains(&Effect::Record(session())));
        assert!(
            effects.contains(&Effect::Tell(WidgetEvent::CobrowseStart)),
            "the new page's scripts are new"
        );
    }
}

#[test]
fn a_relay_that_restarted_is_told_of_the_session() {
    let mut state = new_page(true, false, true);
    assert_eq!(sent(&state.update(welcome_to(Vec::new(), None))), [resumes()]);
}

#[test]
fn a_lost_line_holds_what_is_read_and_goes_on_with_it() {
    let mut state = live();
    assert_eq!(state.update(lost()), [Effect::HoldRecording, Effect::MarkTab(true)]);
    assert!(state.sharing.is_running());
    assert_eq!(state.ended, None);
    state.update(Input::Line(LinkState::Connecting, 14_000));
    state.update(open_at(14_100));
    assert_eq!(
        sent(&state.update(welcome_to(Vec::new(), shared(true)))),
        [resumes()],
        "the relay may not have noticed"
    );
    let effects = state.update(started());
    let goes_on = [Effect::Pause(false), Effect::Record(session()), Effect::MarkTab(true)];
    assert_eq!(effects, goes_on, "the page was told before");
}

#[test]
fn a_line_that_comes_back_too_late_finds_nothing_to_go_on_with() {
    let mut state = live();
    state.update(lost());
    state.update(Input::Line(LinkState::Connecting, 10_000 + HELD_MS));
    assert!(state.sharing.is_running());
    let effects = state.update(open_at(10_001 + HELD_MS));
    assert!(effects.contains(&Effect::StopRecording) && effects.contains(&Effect::ForgetSharing(session())));
    assert_eq!(state.ended, Some(Ended::Reason(EndReason::LineLost)));
    assert!(sent(&state.update(welcome_to(Vec::new(), None))).is_empty());
}

#[test]
fn a_session_that_is_over_is_not_gone_on_with_and_she_is_told_why() {
    let mut state = new_page(true, true, true);
    state.update(welcome_to(Vec::new(), None));
    let effects = state.update(ended(EndReason::AgentEnded));
    assert!(effects.contains(&Effect::ForgetSharing(session())));
    assert_eq!(state.ended, Some(Ended::Reason(EndReason::AgentEnded)));
    assert!(state.update(started()).is_empty());
}

#[test]
fn stopping_without_a_line_is_said_when_there_is_one() {
    // The relay may not have noticed yet that the line is gone: then it says that another page shares.
    for live_there in [false, true] {
        let mut state = live();
        state.update(lost());
        let effects = state.update(Input::ShareStopped);
        assert!(sent(&effects).is_empty() && effects.contains(&Effect::ForgetSharing(session())));
        state.update(open_at(11_000));
        let effects = state.update(welcome_to(Vec::new(), shared(live_there)));
        assert_eq!(sent(&effects), [ends(EndReason::VisitorEnded)]);
        assert_eq!(state.sharing, Sharing::Idle);
        assert!(state.update(started()).is_empty());
    }
}

#[test]
fn what_she_stopped_in_another_tab_does_not_go_on_here() {
    for known in [None, shared(false), shared(true)] {
        let mut state = live();
        state.update(lost());
        // She stopped it where there was no line, either: all that is left of it is that her consent is gone.
        state.consented = None;
        state.update(open_at(11_000));
        let effects = state.update(welcome_to(Vec::new(), known));
        assert_eq!(sent(&effects), [ends(EndReason::VisitorEnded)]);
        assert!(effects.contains(&Effect::StopRecording));
        assert_eq!(state.sharing, Sharing::Idle);
        assert!(state.update(started()).is_empty());
    }
}

#[test]
fn a_tab_that_she_looks_at_takes_the_session_over() {
    let mut state = new_page(false, true, true);
    let effects = state.update(welcome_to(Vec::new(), shared(true)));
    assert_eq!(sent(&effects), [resumes()]);
    assert!(effects.contains(&Effect::LoadCapture));
    assert!(state.update(started()).contains(&Effect::Record(session())));
}

#[test]
fn a_tab_in_the_background_leaves_it_where_it_is_until_she_looks() {
    // The second is a copy of the tab that shares, with its memory.
    for marked in [false, true] {
        let mut state = new_page(marked, false, true);
        assert!(sent(&state.update(welcome_to(Vec::new(), shared(true)))).is_empty());
        assert_eq!(state.sharing, Sharing::Elsewhere { session: session() });
        assert!(!state.sharing.is_running() && state.sharing.is_shared());
        assert_eq!(sent(&state.update(Input::Focused(true))), [resumes()]);
    }
}

#[test]
fn a_tab_from_which_the_session_moved_keeps_still_and_takes_it_back_when_she_looks() {
    let mut state = live();
    state.consented = Some(session());
    state.is_focused = true;
    let effects = state.update(ended(EndReason::Moved));
    let told = Effect::Tell(WidgetEvent::CobrowseStop);
    assert_eq!(effects, [Effect::StopRecording, Effect::MarkTab(false), told]);
    assert_eq!((state.ended.clone(), state.sharing.is_shared()), (None, true));
    assert!(state.update(started()).is_empty(), "nothing is read unasked");
    assert!(state.update(Input::PageLeft).is_empty());
    assert_eq!(sent(&state.update(Input::Focused(true))), [resumes()]);
}

#[test]
fn after_a_restart_only_the_tab_that_shared_goes_on() {
    let mut shares = live();
    let mut other = welcomed();
    other.consented = Some(session());
    other.update(ended(EndReason::Moved));
    other.is_focused = true;
    for state in [&mut shares, &mut other] {
        state.update(lost());
        state.update(open_at(11_000));
    }
    assert!(sent(&other.update(welcome_to(Vec::new(), shared(false)))).is_empty());
    assert_eq!(sent(&shares.update(welcome_to(Vec::new(), None))), [resumes()]);
}

#[test]
fn a_relay_that_says_that_she_shares_makes_no_page_be_shared() {
    let mut state = new_page(false, true, false);
    let said = sent(&state.update(welcome_to(Vec::new(), shared(true))));
    assert_eq!(said, [ends(EndReason::VisitorEnded)], "it is none that she agreed to");
    assert!(sent(&state.update(Input::Focused(true))).is_empty());
    assert!(state.update(started()).is_empty());
    let mut state = welcomed();
    state.update(ended(EndReason::Moved));
    assert!(sent(&state.update(Input::Focused(true))).is_empty());
    assert!(state.update(started()).is_empty());
}

#[test]
fn every_page_of_hers_can_end_it_and_hears_that_it_ended() {
    let mut state = new_page(false, false, true);
    state.update(welcome_to(Vec::new(), shared(true)));
    assert_eq!(sent(&state.update(Input::ShareStopped)), [ends(EndReason::VisitorEnded)]);
    let mut state = new_page(false, false, true);
    state.update(welcome_to(Vec::new(), shared(true)));
    assert_eq!(state.update(ended(EndReason::AgentEnded)), [Effect::ForgetSharing(session())]);
    assert_eq!((state.sharing, state.ended), (Sharing::Idle, None), "it was not this page");
}

#[test]
fn a_page_out_of_the_cache_goes_on_if_the_session_does() {
    for goes_on in [true, false] {
        let mut state = live();
        state.update(Input::PageLeft);
        let effects = state.update(Input::PageShown(goes_on.then(session)));
        state.update(lost());
        state.update(open_at(12_000));
        let said = sent(&state.update(welcome_to(Vec::new(), None)));
        if goes_on {
            assert_eq!(said, [resumes()]);
        } else {
            assert!(effects.contains(&Effect::Tell(WidgetEvent::CobrowseStop)));
            assert!(said.is_empty() && !state.sharing.is_shared());
        }
    }
}

#[test]
fn a_relay_that_shuts_down_ends_nothing_and_one_that_refuses_does() {
    let error = |code| frame(ToVisitor::Error { error: ErrorFrame::passing(code, "Later.") });
    let mut state = new_page(true, true, true);
    state.update(welcome_to(Vec::new(), shared(false)));
    assert!(state.update(error(ErrorCode::ShuttingDown)).is_empty());
    assert!(state.sharing.is_running());
    assert_eq!(sent(&state.update(error(ErrorCode::StoreUnavailable))), [ends(EndReason::VisitorEnded)]);
}

#[test]
fn what_she_holds_is_held_on_the_next_page_before_anything_is_read() {
    let mut state = new_page(true, true, true);
    state.is_paused = true;
    state.update(welcome_to(Vec::new(), shared(false)));
    let effects = state.update(started());
    let told = FromVisitor::CobrowsePause { session: session(), on: true };
    assert_eq!(effects[..3], [Effect::Pause(true), Effect::Send(told), Effect::Record(session())]);
    let mut state = live();
    state.update(Input::SharePaused(true));
    state.update(lost());
    state.update(open_at(11_000));
    state.update(welcome_to(Vec::new(), shared(true)));
    assert_eq!(state.update(started()).first(), Some(&Effect::Pause(true)), "nor on the next line");
}

#[test]
fn what_she_let_go_on_in_another_tab_is_not_held_here() {
    let mut state = live();
    state.update(Input::SharePaused(true));
    state.is_focused = true;
    state.update(ended(EndReason::Moved));
    state.is_paused = false;
    state.update(Input::Focused(true));
    assert_eq!(state.update(started())[..2], [Effect::Pause(false), Effect::Record(session())]);
}

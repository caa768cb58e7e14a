use super::*;
use crate::fixture::{console, said, started, summary, welcome};
use crate::state::Action;
use alongside_link::LinkState;
use alongside_protocol::{ErrorCode, ErrorFrame, Place, Point, ToAgent};

const AT: Place = Place { node: 7, x: 5_000, y: 5_000 };

/// A console that watches session `s`.
fn watching() -> State {
    let mut state = console();
    state.update(Action::Open("c".into()));
    state.update(started("c", "s"));
    state
}

fn act(state: &mut State, action: AssistAction) -> Vec<Effect> {
    state.update(Action::Assist(action))
}

fn hear(state: &mut State, frame: ToAgent) -> Vec<Effect> {
    state.update(Action::Frame(frame))
}

fn grants(agent: &str, capabilities: &[Capability]) -> ToAgent {
    let grant = |capability: &Capability| Grant { capability: *capability, expires_at_ms: 600_000 };
    ToAgent::CobrowseGrants {
        session: "s".into(),
        agent: agent.into(),
        name: agent.into(),
        grants: capabilities.iter().map(grant).collect(),
    }
}

fn acted(number: u32, act: Act) -> Vec<FromAgent> {
    vec![FromAgent::CobrowseAct { session: "s".into(), number, act }]
}

fn click() -> AssistAction {
    AssistAction::Do(Act::Click { at: AT, double: false })
}

#[test]
fn nothing_is_sent_while_the_agent_only_looks() {
    let mut state = watching();
    for reported in
        [Act::Pointer { at: AT, laser: false }, Act::Ripple { at: AT }, Act::Highlight { node: 7 }]
    {
        assert_eq!(act(&mut state, AssistAction::Do(reported)), []);
    }
    assert_eq!(act(&mut state, click()), []);
}

#[test]
fn a_tool_lets_through_its_own_acts_and_no_others() {
    let mut state = watching();
    let tool = Effect::Viewer(ToViewer::Tool { tool: Tool::Pen });
    assert_eq!(act(&mut state, AssistAction::Shortcut("4".into())), [tool]);
    let points = vec![Point { x: 1, y: 2 }];
    let draw = Act::Draw { stroke: 3, tool: alongside_protocol::Tool::Pen, node: 7, points };
    assert_eq!(said(&act(&mut state, AssistAction::Do(draw.clone()))), acted(1, draw));
    assert_eq!(act(&mut state, click()), []);
    let away = Act::Navigate { to: Destination::Back };
    assert_eq!(act(&mut state, AssistAction::Do(away)), [], "the viewer page never asks for that");
}

#[test]
fn control_is_asked_for_taken_back_granted_used_and_given_back() {
    let mut state = watching();
    let capabilities = vec![Capability::Click, Capability::Type];
    let ask = FromAgent::CobrowseAsk { session: "s".into(), capabilities: capabilities.clone() };
    assert_eq!(said(&act(&mut state, AssistAction::Ask(capabilities.clone()))), [ask]);
    assert_eq!(state.open_assist().asked, capabilities);
    let back = FromAgent::CobrowseAsk { session: "s".into(), capabilities: Vec::new() };
    assert_eq!(said(&act(&mut state, AssistAction::Ask(Vec::new()))), [back]);
    assert_eq!(act(&mut state, AssistAction::TakeUp(Tool::Control)), [], "not granted");

    let effects = hear(&mut state, grants("a", &capabilities));
    assert_eq!(effects, [Effect::Viewer(ToViewer::Tool { tool: Tool::Control })]);
    assert_eq!(said(&act(&mut state, click())), acted(1, Act::Click { at: AT, double: false }));
    let scroll = Act::Scroll { node: 1, x: 0, y: 9 };
    assert_eq!(act(&mut state, AssistAction::Do(scroll)), []);
    let remark = state.open_assist().remark.map(|(remark, _)| remark);
    assert_eq!(remark, Some(Remark::NotDone(Outcome::NotGranted, Capability::Scroll)));

    let release = FromAgent::CobrowseRelease { session: "s".into(), capabilities };
    assert_eq!(said(&act(&mut state, AssistAction::GiveBack)), [release]);
    assert!(!state.open_assist().controls());
    hear(&mut state, grants("a", &[]));
    assert_eq!(state.open_assist().remark, None, "who gives it back knows that it is over");
}

#[test]
fn a_refusal_ends_the_waiting() {
    let mut state = watching();
    act(&mut state, AssistAction::Ask(vec![Capability::Click]));
    let capabilities = vec![Capability::Click];
    hear(&mut state, ToAgent::CobrowseRefused { session: "s".into(), capabilities });
    let assist = state.open_assist();
    assert!(assist.asked.is_empty());
    assert!(matches!(assist.remark, Some((Remark::Refused, _))));
}

#[test]
fn a_list_is_chosen_from_by_place() {
    let mut state = watching();
    hear(&mut state, grants("a", &[Capability::Type]));
    let choice =
        Choice { node: 9, left: 1.0, top: 2.0, labels: vec!["40".into(), "41".into()], chosen: vec![0] };
    act(&mut state, AssistAction::Choose(choice.clone()));
    assert_eq!(state.open_assist().choice, Some(choice.clone()));
    let effects = act(&mut state, AssistAction::Chosen(Some(vec![1])));
    assert_eq!(said(&effects), acted(1, Act::Select { node: 9, options: vec![1] }));
    assert_eq!(state.open_assist().choice, None);
    act(&mut state, AssistAction::Choose(choice));
    assert_eq!(act(&mut state, AssistAction::Chosen(None)), []);
    assert_eq!(state.open_assist().choice, None);
}

#[test]
fn a_paused_page_takes_no_acts() {
    let mut state = watching();
    hear(&mut state, grants("a", &[Capability::Click]));
    hear(&mut state, ToAgent::CobrowsePaused { session: "s".into(), on: true });
    assert_eq!(act(&mut state, click()), []);
    let remark = state.open_assist().remark.map(|(remark, _)| remark);
    assert_eq!(remark, Some(Remark::NotDone(Outcome::Paused, Capability::Click)));
    hear(&mut state, ToAgent::CobrowsePaused { session: "s".into(), on: false });
    assert_eq!(said(&act(&mut state, click())).len(), 1);
}

#[test]
fn a_session_that_waits_for_its_shopper_goes_on_without_being_watched_anew() {
    let mut state = watching();
    hear(&mut state, grants("a", &[Capability::Click]));
    let held =
        ToAgent::CobrowseHeld { conversation: "c".into(), session: "s".into(), reason: EndReason::PageLeft };
    assert_eq!(hear(&mut state, held), [Effect::Viewer(ToViewer::Tool { tool: Tool::Look })]);
    assert_eq!(state.watched(), Some("s".into()), "the last picture stays");
    assert_eq!(act(&mut state, click()), []);
    let effects = state.update(started("c", "s"));
    let tool = Effect::Viewer(ToViewer::Tool { tool: Tool::Look });
    assert_eq!(
        effects,
        [Effect::Viewer(ToViewer::Clear), tool],
        "no reset: the picture stays until the next"
    );
    let assist = state.open_assist();
    assert_eq!((assist.held, assist.controls()), (None, false));
}

#[test]
fn a_view_that_moves_to_another_tab_is_asked_anew() {
    let mut state = watching();
    hear(&mut state, grants("a", &[Capability::Click]));
    let effects = state.update(started("c", "s"));
    assert_eq!(effects.first(), Some(&Effect::Viewer(ToViewer::Clear)));
    assert!(said(&effects).is_empty(), "it is watched already");
    assert!(!state.open_assist().controls());
}

#[test]
fn what_a_colleague_shows_is_drawn_and_what_one_does_is_not() {
    let mut state = watching();
    let colleague =
        |act| ToAgent::CobrowseAct { session: "s".into(), agent: "ana".into(), name: "Ana".into(), act };
    let show = ToViewer::Show { agent: "ana".into(), name: "Ana".into(), act: Act::Wipe };
    assert_eq!(hear(&mut state, colleague(Act::Wipe)), [Effect::Viewer(show)]);
    assert_eq!(hear(&mut state, colleague(Act::Click { at: AT, double: false })), []);
    hear(&mut state, grants("ana", &[Capability::Click]));
    assert_eq!(state.open_assist().controller.map(|controller| controller.name), Some("ana".into()));
    assert!(!state.open_assist().controls());
}

#[test]
fn a_code_opens_its_conversation_in_the_asked_state() {
    let mut state = console();
    act(&mut state, AssistAction::EnterCode(true));
    let redeem = AssistAction::Redeem { code: "123456".into(), session: "s".into() };
    let frame = FromAgent::CobrowseRedeem { code: "123456".into(), session: "s".into() };
    assert_eq!(said(&act(&mut state, redeem.clone())), [frame]);
    let error = ErrorFrame::lasting(ErrorCode::WrongCode, "No shopper has this code.");
    hear(&mut state, ToAgent::Error { error });
    assert_eq!(state.redeem, Redeem::Open { error: Some(ErrorCode::WrongCode) });
    assert!(state.notices.is_empty(), "it is said beside the code");
    act(&mut state, redeem);
    let effects =
        hear(&mut state, ToAgent::CobrowseRedeemed { conversation: "d".into(), session: "s".into() });
    assert!(matches!(said(&effects).as_slice(), [FromAgent::Open { .. }]));
    assert_eq!(state.open, Some("d".into()));
    assert_eq!(state.open_sharing(), Sharing::Asked("s".into()));
    assert_eq!(state.redeem, Redeem::Closed);
}

#[test]
fn a_viewer_page_that_comes_later_has_the_session_watched_anew_and_nothing_is_forgotten_for_that() {
    let mut state = watching();
    hear(&mut state, grants("a", &[Capability::Click]));
    let tool = Effect::Viewer(ToViewer::Tool { tool: Tool::Control });
    let ready = |is_complete| AssistAction::ViewerReady { is_complete };
    assert_eq!(act(&mut state, ready(true)), std::slice::from_ref(&tool));
    let watch = Effect::Say(FromAgent::CobrowseWatch { session: "s".into() });
    assert_eq!(act(&mut state, ready(false)), [tool, watch]);
    assert!(state.open_assist().controls());
}

#[test]
fn what_stood_before_the_session_is_watched_anew_is_told_anew_or_not_true_any_more() {
    let tool = Effect::Viewer(ToViewer::Tool { tool: Tool::Look });
    let away: [fn(&mut State) -> Vec<Effect>; 2] = [
        |state| {
            state.update(Action::Open("d".into()));
            state.update(Action::Open("c".into()))
        },
        |state| {
            state.update(Action::Line(LinkState::Waiting { ms: 500, attempt: 1 }));
            state.update(Action::Line(LinkState::Open));
            let line =
                alongside_protocol::ConversationSummary { cobrowse: Some("s".into()), ..summary("c", 0, 10) };
            state.update(welcome(vec![line]))
        },
    ];
    for leave_and_come_back in away {
        let mut state = watching();
        hear(&mut state, grants("a", &[Capability::Click]));
        hear(&mut state, grants("ana", &[Capability::Scroll]));
        hear(&mut state, ToAgent::CobrowsePaused { session: "s".into(), on: true });
        act(&mut state, AssistAction::Ask(vec![Capability::Type]));
        let (conversation, session) = ("c".into(), "s".into());
        let effects = leave_and_come_back(&mut state);
        assert!(effects.contains(&tool), "{effects:?}");
        let assist = state.open_assist();
        assert!(
            !assist.controls() && !assist.paused && assist.asked.is_empty() && assist.controller.is_none()
        );
        hear(&mut state, ToAgent::CobrowseHeld { conversation, session, reason: EndReason::LineLost });
        leave_and_come_back(&mut state);
        assert_eq!(state.open_assist().held, None);
    }
}

#[test]
fn after_a_lost_line_nothing_is_waited_for_and_nothing_is_drawn_of_the_time_before() {
    let mut state = watching();
    act(&mut state, AssistAction::Ask(vec![Capability::Click]));
    let (conversation, session) = ("c".into(), "s".into());
    hear(&mut state, ToAgent::CobrowseHeld { conversation, session, reason: EndReason::LineLost });
    assert!(state.open_assist().asked.is_empty(), "her page has forgotten the question");
    assert_eq!(state.update(started("c", "s")).first(), Some(&Effect::Viewer(ToViewer::Clear)));
}

#[test]
fn a_key_that_would_click_is_refused_for_want_of_leave_to_click() {
    let mut state = watching();
    hear(&mut state, grants("a", &[Capability::Type]));
    let press = Act::Press { node: 7, key: alongside_protocol::Key::Enter };
    act(&mut state, AssistAction::Do(press));
    hear(
        &mut state,
        ToAgent::CobrowseOutcome { session: "s".into(), number: 1, outcome: Outcome::NotGranted },
    );
    let assist = state.open_assist();
    assert!(assist.may(Capability::Type), "typing is granted still");
    let remark = assist.remark.map(|(remark, _)| remark);
    assert_eq!(remark, Some(Remark::NotDone(Outcome::NotGranted, Capability::Click)));
}

#[test]
fn the_end_of_a_session_forgets_what_was_granted_in_it() {
    let mut state = watching();
    hear(&mut state, grants("a", &[Capability::Click]));
    let (conversation, session) = ("c".into(), "s".into());
    hear(&mut state, ToAgent::CobrowseEnded { conversation, session, reason: EndReason::VisitorEnded });
    assert!(state.assists.is_empty());
}

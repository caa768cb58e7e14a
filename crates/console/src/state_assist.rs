//! How [`State`] follows what the agent does on a shared page: tools, asking for control, acts and what becomes of them, pauses,
//! and joining by code. What the viewer page says is believed only as far as the tool in hand and the grants go.

use crate::assist::{Assist, Choice, Remark, Tool};
use crate::redeem::Redeem;
use crate::sharing::Sharing;
use crate::state::{Effect, State};
use alongside_protocol::{
    Act, AgentId, Capability, ConversationId, Destination, EndReason, FromAgent, Grant, Outcome, SessionId,
};
use serde::Serialize;

/// The agent did something with the tools.
#[derive(Clone, Debug, PartialEq)]
pub enum AssistAction {
    /// The viewer page is there, and knows nothing.
    ViewerReady,
    /// Takes a tool up.
    TakeUp(Tool),
    /// Takes away what was drawn.
    Wipe,
    /// Asks for more; with nothing, takes the question back.
    Ask(Vec<Capability>),
    /// Gives back all that was granted.
    GiveBack,
    /// The viewer page reports an act.
    Do(Act),
    /// The viewer page reports a list that was pressed.
    Choose(Choice),
    /// Options were chosen from it, or nothing was.
    Chosen(Option<Vec<u16>>),
    /// The viewer page reports text that no field takes.
    NoField,
    /// Goes to another page.
    Go(Destination),
    /// A key that stands for a tool.
    Shortcut(String),
    /// The remark was there long enough.
    ForgetRemark(u32),
    /// Opens or closes the field for a code.
    EnterCode(bool),
    /// Joins by this code, as this session.
    Redeem {
        /// Six digits.
        code: String,
        /// The session's name.
        session: SessionId,
    },
}

/// What the viewer page is told, besides frames.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToViewer {
    /// The tool in hand.
    Tool {
        /// Which.
        tool: Tool,
    },
    /// A colleague shows something.
    Show {
        /// Which agent.
        agent: AgentId,
        /// Under which name.
        name: String,
        /// What.
        act: Act,
    },
    /// Take away what this agent drew.
    Wipe,
    /// Take away all drawings: their page is gone.
    Clear,
}

impl State {
    /// The session that is watched, as far as the agent acts in it.
    pub fn open_assist(&self) -> Assist {
        self.watched().and_then(|session| self.assists.get(&session).cloned()).unwrap_or_default()
    }

    pub(crate) fn assist(&mut self, action: AssistAction) -> Vec<Effect> {
        match action {
            AssistAction::EnterCode(open) => {
                self.redeem = if open { Redeem::Open { error: None } } else { Redeem::Closed };
                return Vec::new();
            }
            AssistAction::Redeem { code, session } => return self.begin_redeem(code, session),
            _ => {}
        }
        let Some(session) = self.watched() else { return Vec::new() };
        let listens = self.welcomed;
        let assist = self.assists.entry(session.clone()).or_default();
        match action {
            AssistAction::ViewerReady => vec![tell_tool(assist)],
            AssistAction::TakeUp(tool) => take_up(assist, tool),
            AssistAction::Shortcut(key) => match shortcut(&key) {
                Some(Some(tool)) => take_up(assist, tool),
                Some(None) => wipe(assist, session, listens),
                None => Vec::new(),
            },
            AssistAction::Wipe => wipe(assist, session, listens),
            AssistAction::Ask(capabilities) if listens && assist.held.is_none() => {
                assist.asked.clone_from(&capabilities);
                vec![Effect::Say(FromAgent::CobrowseAsk { session, capabilities })]
            }
            AssistAction::GiveBack if listens => {
                let capabilities = assist.granted();
                assist.grants.clear();
                assist.remark = None;
                assist.let_go();
                vec![Effect::Say(FromAgent::CobrowseRelease { session, capabilities }), tell_tool(assist)]
            }
            AssistAction::Do(act) if is_in_hand(&act, assist.tool) => perform(assist, session, act, listens),
            AssistAction::Choose(choice) if assist.tool == Tool::Control => {
                if assist.may(Capability::Type) {
                    assist.choice = Some(choice);
                } else {
                    assist.remark(Remark::NotDone(Outcome::NotGranted, Capability::Type));
                }
                Vec::new()
            }
            AssistAction::Chosen(options) => {
                let choice = assist.choice.take();
                match (choice, options) {
                    (Some(Choice { node, .. }), Some(options)) => {
                        perform(assist, session, Act::Select { node, options }, listens)
                    }
                    _ => Vec::new(),
                }
            }
            AssistAction::NoField => {
                assist.remark(Remark::NoField);
                Vec::new()
            }
            AssistAction::Go(to) => perform(assist, session, Act::Navigate { to }, listens),
            AssistAction::ForgetRemark(number) => {
                if assist.remark.as_ref().is_some_and(|(_, said)| *said == number) {
                    assist.remark = None;
                }
                Vec::new()
            }
            AssistAction::Ask(_)
            | AssistAction::GiveBack
            | AssistAction::Do(_)
            | AssistAction::Choose(_)
            | AssistAction::EnterCode(_)
            | AssistAction::Redeem { .. } => Vec::new(),
        }
    }

    pub(crate) fn grants_told(
        &mut self,
        session: &SessionId,
        agent: AgentId,
        name: String,
        grants: Vec<Grant>,
    ) -> Vec<Effect> {
        let is_ours = self.agent.as_ref() == Some(&agent);
        let watched = self.watched();
        let assist = self.assists.entry(session.clone()).or_default();
        let before = assist.tool;
        if is_ours {
            assist.grant(grants);
        } else {
            assist.grant_to(agent, name, &grants);
        }
        let shows = watched.as_ref() == Some(session) && assist.tool != before;
        if shows { vec![tell_tool(assist)] } else { Vec::new() }
    }

    pub(crate) fn refused_control(&mut self, session: SessionId) {
        let assist = self.assists.entry(session).or_default();
        assist.asked.clear();
        assist.remark(Remark::Refused);
    }

    pub(crate) fn outcome(&mut self, session: SessionId, number: u32, outcome: Outcome) -> Vec<Effect> {
        let assist = self.assists.entry(session).or_default();
        let before = assist.tool;
        assist.outcome(number, outcome);
        if assist.tool == before { Vec::new() } else { vec![tell_tool(assist)] }
    }

    pub(crate) fn paused(&mut self, session: SessionId, on: bool) {
        let assist = self.assists.entry(session).or_default();
        assist.paused = on;
        assist.choice = None;
    }

    pub(crate) fn held(&mut self, session: SessionId, reason: EndReason) -> Vec<Effect> {
        let is_watched = self.watched().as_ref() == Some(&session);
        let assist = self.assists.entry(session).or_default();
        assist.hold(reason);
        if is_watched { vec![tell_tool(assist)] } else { Vec::new() }
    }

    /// The session goes on. After a lost line it is on the same page; else on another one, or in another tab, to which
    /// nothing belongs that was drawn or granted before.
    pub(crate) fn back(&mut self, session: &SessionId) -> Vec<Effect> {
        let is_watched = self.watched().as_ref() == Some(session);
        let Some(assist) = self.assists.get_mut(session) else { return Vec::new() };
        if assist.resume() == Some(EndReason::LineLost) {
            return Vec::new();
        }
        assist.begin_page();
        if is_watched { vec![Effect::Viewer(ToViewer::Clear), tell_tool(assist)] } else { Vec::new() }
    }

    pub(crate) fn colleague_acts(
        &self,
        session: &SessionId,
        agent: AgentId,
        name: String,
        act: Act,
    ) -> Vec<Effect> {
        if self.watched().as_ref() == Some(session) && !act.needs().is_control() {
            vec![Effect::Viewer(ToViewer::Show { agent, name, act })]
        } else {
            Vec::new()
        }
    }

    pub(crate) fn redeemed(&mut self, conversation: ConversationId, session: SessionId) -> Vec<Effect> {
        self.redeem = Redeem::Closed;
        let sharing = self.sharing.entry(conversation.clone()).or_default();
        if sharing.live() != Some(&session) {
            *sharing = Sharing::Asked(session);
        }
        self.open_conversation(conversation)
    }

    fn begin_redeem(&mut self, code: String, session: SessionId) -> Vec<Effect> {
        if !self.welcomed {
            return Vec::new();
        }
        self.redeem = Redeem::Waiting(session.clone());
        vec![Effect::Say(FromAgent::CobrowseRedeem { code, session })]
    }
}

fn tell_tool(assist: &Assist) -> Effect {
    Effect::Viewer(ToViewer::Tool { tool: assist.tool })
}

fn take_up(assist: &mut Assist, tool: Tool) -> Vec<Effect> {
    if assist.held.is_some() || (tool == Tool::Control && !assist.controls()) {
        return Vec::new();
    }
    assist.tool = tool;
    assist.choice = None;
    vec![tell_tool(assist)]
}

fn wipe(assist: &mut Assist, session: SessionId, listens: bool) -> Vec<Effect> {
    let mut effects = vec![Effect::Viewer(ToViewer::Wipe)];
    effects.extend(perform(assist, session, Act::Wipe, listens));
    effects
}

fn perform(assist: &mut Assist, session: SessionId, act: Act, listens: bool) -> Vec<Effect> {
    let needs = act.needs();
    if !listens || !assist.may(needs) {
        let outcome = if assist.paused { Outcome::Paused } else { Outcome::NotGranted };
        if listens && assist.held.is_none() && needs.is_control() {
            assist.remark(Remark::NotDone(outcome, needs));
        }
        return Vec::new();
    }
    let number = assist.number(needs);
    vec![Effect::Say(FromAgent::CobrowseAct { session, number, act })]
}

/// Whether an act is one that the viewer page may report while the agent holds this tool. Going elsewhere never is.
fn is_in_hand(act: &Act, tool: Tool) -> bool {
    match act {
        Act::PointerGone | Act::Erase { .. } => true,
        Act::Pointer { .. } => !matches!(tool, Tool::Look),
        Act::Ripple { .. } => matches!(tool, Tool::Point | Tool::Laser),
        Act::Draw { .. } => matches!(tool, Tool::Pen | Tool::Ink | Tool::Rectangle | Tool::Arrow),
        Act::Highlight { .. } => tool == Tool::Highlight,
        Act::Scroll { .. }
        | Act::Click { .. }
        | Act::Type { .. }
        | Act::Press { .. }
        | Act::Select { .. }
        | Act::Check { .. }
        | Act::Slide { .. } => tool == Tool::Control,
        Act::Wipe | Act::Navigate { .. } => false,
    }
}

/// The tool that a key takes up, or nothing in it for the key that wipes.
fn shortcut(key: &str) -> Option<Option<Tool>> {
    match key {
        "Escape" => Some(Some(Tool::Look)),
        "0" => Some(None),
        _ => {
            let number: usize = key.parse().ok()?;
            Tool::ALL.get(number.checked_sub(1)?).copied().map(Some)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{console, said, started};
    use crate::state::Action;
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
        let held = ToAgent::CobrowseHeld {
            conversation: "c".into(),
            session: "s".into(),
            reason: EndReason::PageLeft,
        };
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
    fn the_end_of_a_session_forgets_what_was_granted_in_it() {
        let mut state = watching();
        hear(&mut state, grants("a", &[Capability::Click]));
        let (conversation, session) = ("c".into(), "s".into());
        hear(&mut state, ToAgent::CobrowseEnded { conversation, session, reason: EndReason::VisitorEnded });
        assert!(state.assists.is_empty());
    }
}

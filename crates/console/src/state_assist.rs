//! How [`State`] follows what the agent does on a shared page: tools, asking for control, acts and what becomes of them, pauses,
//! and joining by code. What the viewer page says is believed only as far as the tool in hand and the grants go.

use crate::assist::{Assist, Choice, Remark};
use crate::redeem::Redeem;
use crate::sharing::Sharing;
use crate::state::{Effect, State};
use crate::tool::{Shortcut, Tool};
use alongside_protocol::{
    Act, AgentId, Capability, ConversationId, Destination, EndReason, FromAgent, Grant, Outcome, SessionId,
};
use serde::Serialize;

/// The agent did something with the tools.
#[derive(Clone, Debug, PartialEq)]
pub enum AssistAction {
    /// The viewer page is there, and knows nothing.
    ViewerReady {
        /// Whether it has all that came since the session is watched; one that comes later lacks what an earlier one was given.
        is_complete: bool,
    },
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
            AssistAction::ViewerReady { is_complete } => {
                let mut effects = vec![tell_tool(assist)];
                // A page that is quiet sends nothing by itself, and its assets only to whoever begins to watch.
                if listens && !is_complete {
                    effects.push(Effect::Say(FromAgent::CobrowseWatch { session }));
                }
                effects
            }
            AssistAction::TakeUp(tool) => take_up(assist, tool),
            AssistAction::Shortcut(key) => match Shortcut::of_key(&key) {
                Some(Shortcut::TakeUp(tool)) => take_up(assist, tool),
                Some(Shortcut::Wipe) => wipe(assist, session, listens),
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
            AssistAction::Do(act) if assist.tool.lets_through(&act) => perform(assist, session, act, listens),
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

    /// The session goes on: in another tab, on another page, or on the same one after a lost line. Nothing belongs to it that was
    /// drawn or granted before.
    pub(crate) fn back(&mut self, session: &SessionId) -> Vec<Effect> {
        let is_watched = self.watched().as_ref() == Some(session);
        let Some(assist) = self.assists.get_mut(session) else { return Vec::new() };
        assist.watch_anew();
        if is_watched { vec![Effect::Viewer(ToViewer::Clear), tell_tool(assist)] } else { Vec::new() }
    }

    /// What is known of a session that is watched from now on may be old.
    pub(crate) fn forget_how_it_stood(&mut self, session: &SessionId) -> Option<Effect> {
        let assist = self.assists.get_mut(session)?;
        assist.watch_anew();
        Some(tell_tool(assist))
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
    // A key that does what a click does is refused for want of leave to click.
    let is_key = matches!(act, Act::Press { .. });
    let refused_for = if is_key && !assist.may(Capability::Click) { Capability::Click } else { needs };
    let number = assist.number(refused_for);
    vec![Effect::Say(FromAgent::CobrowseAct { session, number, act })]
}

#[cfg(test)]
#[path = "state_assist_tests.rs"]
mod tests;

//! What an agent may do and does in one co-browse session: the tool in hand, what is asked for and granted, who else
//! controls, and whether the page is paused or away. Pure. Does not own what is drawn: that is the viewer page's.

use crate::tool::Tool;
use alongside_protocol::{AgentId, Capability, EndReason, Grant, Outcome};
use serde::Deserialize;
use std::collections::VecDeque;

/// How many acts may wait for their outcome; of older ones it no longer matters what they were.
const MOST_WAITING: usize = 64;

/// Something to tell the agent beside the tools, for a moment.
#[derive(Clone, Debug, PartialEq)]
pub enum Remark {
    /// The shopper said no.
    Refused,
    /// What was granted has ended, by time or by the shopper.
    ControlOver,
    /// Control was granted.
    ControlBegun,
    /// An act was not done.
    NotDone(Outcome, Capability),
    /// The agent types, but no field has the focus.
    NoField,
}

/// A colleague who controls the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Controller {
    /// Which agent.
    pub agent: AgentId,
    /// Under which name.
    pub name: String,
}

/// A list of the page that the agent pressed, to choose from.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Choice {
    /// The `<select>`.
    pub node: u32,
    /// Where it was pressed, in CSS px of the viewer page.
    pub left: f64,
    /// From the top.
    pub top: f64,
    /// The options' labels as the viewer has them: masked where they must be.
    pub labels: Vec<String>,
    /// Which are chosen, counted from 0.
    pub chosen: Vec<u16>,
}

/// One session, as far as this agent acts in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assist {
    /// The tool in hand.
    pub tool: Tool,
    /// What the shopper is being asked for; empty when nothing.
    pub asked: Vec<Capability>,
    /// What she granted to this agent beyond pointing and drawing.
    pub grants: Vec<Grant>,
    /// Which colleague controls, if one does.
    pub controller: Option<Controller>,
    /// Whether she holds the view where it is.
    pub paused: bool,
    /// Why the session waits for her, if it does.
    pub held: Option<EndReason>,
    /// What there is to say, and how often something was said: the same words may come twice.
    pub remark: Option<(Remark, u32)>,
    /// The list to choose from.
    pub choice: Option<Choice>,
    remarks: u32,
    acts: u32,
    waiting: VecDeque<(u32, Capability)>,
}

impl Assist {
    /// Whether this agent may do it now.
    pub fn may(&self, capability: Capability) -> bool {
        let granted = || self.grants.iter().any(|grant| grant.capability == capability);
        !self.paused && self.held.is_none() && (!capability.is_control() || granted())
    }

    /// Whether this agent was granted anything to control with.
    pub fn controls(&self) -> bool {
        !self.grants.is_empty()
    }

    /// What was granted.
    pub fn granted(&self) -> Vec<Capability> {
        self.grants.iter().map(|grant| grant.capability).collect()
    }

    /// When the first of it ends, in ms since 1970 UTC by the shopper's clock.
    pub fn expires_at_ms(&self) -> Option<u64> {
        self.grants.iter().map(|grant| grant.expires_at_ms).min()
    }

    /// Says something to the agent.
    pub fn remark(&mut self, remark: Remark) {
        self.remarks = self.remarks.wrapping_add(1);
        self.remark = Some((remark, self.remarks));
    }

    /// Puts the tool of control down.
    pub fn let_go(&mut self) {
        self.choice = None;
        if self.tool == Tool::Control {
            self.tool = Tool::Look;
        }
    }

    /// What this agent may do is told anew.
    pub fn grant(&mut self, grants: Vec<Grant>) {
        let had = self.controls();
        self.grants = grants.into_iter().filter(|grant| grant.capability.is_control()).collect();
        self.asked.retain(|asked| !self.grants.iter().any(|grant| grant.capability == *asked));
        match (had, self.controls()) {
            (false, true) => {
                self.asked.clear();
                self.tool = Tool::Control;
                self.remark(Remark::ControlBegun);
            }
            (true, false) => {
                self.let_go();
                self.remark(Remark::ControlOver);
            }
            _ => {}
        }
    }

    /// What a colleague may do is told anew.
    pub fn grant_to(&mut self, agent: AgentId, name: String, grants: &[Grant]) {
        if grants.iter().any(|grant| grant.capability.is_control()) {
            self.controller = Some(Controller { agent, name });
        } else if self.controller.as_ref().is_some_and(|controller| controller.agent == agent) {
            self.controller = None;
        }
    }

    /// The number of an act that is about to be said.
    pub fn number(&mut self, capability: Capability) -> u32 {
        self.acts = self.acts.wrapping_add(1);
        if capability.is_control() {
            if self.waiting.len() >= MOST_WAITING {
                self.waiting.pop_front();
            }
            self.waiting.push_back((self.acts, capability));
        }
        self.acts
    }

    /// What became of an act.
    pub fn outcome(&mut self, number: u32, outcome: Outcome) {
        let place = self.waiting.iter().position(|(other, _)| *other == number);
        let Some((_, capability)) = place.and_then(|place| self.waiting.remove(place)) else { return };
        if outcome == Outcome::NotGranted {
            self.grants.retain(|grant| grant.capability != capability);
            if !self.controls() {
                self.let_go();
            }
        }
        // A wheel has many acts, and what is gone or does not scroll needs no words.
        let is_quiet = capability == Capability::Scroll && matches!(outcome, Outcome::Gone | Outcome::Unfit);
        if outcome != Outcome::Done && !is_quiet {
            self.remark(Remark::NotDone(outcome, capability));
        }
    }

    /// Her page or line is gone for a moment. Without a line nobody watches: her page takes back what it granted, and forgets what
    /// it was asked and shown. So does this one.
    pub fn hold(&mut self, reason: EndReason) {
        self.begin_page();
        self.held = Some(reason);
    }

    /// The session is watched anew: what is granted, paused or held by now, the relay tells next. A question ended when this agent
    /// left, for her page drops what nobody waits for.
    pub fn watch_anew(&mut self) {
        self.begin_page();
        self.held = None;
    }

    /// Another page is shared, or the same one anew: it has been asked for nothing yet.
    pub fn begin_page(&mut self) {
        self.waiting.clear();
        self.grants.clear();
        self.asked.clear();
        self.controller = None;
        self.paused = false;
        self.let_go();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(capability: Capability) -> Grant {
        Grant { capability, expires_at_ms: 600_000 }
    }

    #[test]
    fn pointing_comes_with_sharing_and_control_only_with_its_grant() {
        let mut assist = Assist::default();
        assert!(assist.may(Capability::Point) && assist.may(Capability::Draw));
        assert!(!assist.may(Capability::Click));
        assist.grant(vec![grant(Capability::Click), grant(Capability::Draw)]);
        assert!(assist.may(Capability::Click) && !assist.may(Capability::Type));
        assert_eq!(assist.granted(), [Capability::Click], "what comes with sharing is not control");
        assist.paused = true;
        assert!(!assist.may(Capability::Click) && !assist.may(Capability::Point));
    }

    #[test]
    fn control_is_taken_up_when_granted_and_put_down_when_it_ends() {
        let mut assist = Assist { asked: vec![Capability::Click, Capability::Type], ..Assist::default() };
        assist.grant(vec![grant(Capability::Click)]);
        assert_eq!((assist.tool, assist.asked.len()), (Tool::Control, 0));
        assist.grant(Vec::new());
        assert_eq!(assist.tool, Tool::Look);
        assert_eq!(assist.remark.as_ref().map(|(remark, _)| remark), Some(&Remark::ControlOver));
    }

    #[test]
    fn the_end_of_control_takes_no_pen_out_of_the_hand() {
        let mut assist = Assist::default();
        assist.grant(vec![grant(Capability::Click)]);
        assist.tool = Tool::Pen;
        assist.grant(Vec::new());
        assert_eq!(assist.tool, Tool::Pen);
    }

    #[test]
    fn an_outcome_is_said_once_and_only_if_it_is_not_done() {
        let mut assist = Assist::default();
        assist.grant(vec![grant(Capability::Click), grant(Capability::Scroll)]);
        assist.remark = None;
        let (done, protected) = (assist.number(Capability::Click), assist.number(Capability::Click));
        assist.outcome(done, Outcome::Done);
        assert_eq!(assist.remark, None);
        assist.outcome(protected, Outcome::Protected);
        assert!(matches!(assist.remark, Some((Remark::NotDone(Outcome::Protected, Capability::Click), _))));
        assist.remark = None;
        assist.outcome(protected, Outcome::Protected);
        assist.outcome(999, Outcome::Gone);
        let scroll = assist.number(Capability::Scroll);
        assist.outcome(scroll, Outcome::Unfit);
        assert_eq!(assist.remark, None);
    }

    #[test]
    fn what_the_page_says_is_not_granted_is_not_granted() {
        let mut assist = Assist::default();
        assist.grant(vec![grant(Capability::Click)]);
        let number = assist.number(Capability::Click);
        assist.outcome(number, Outcome::NotGranted);
        assert!(!assist.controls());
        assert_eq!(assist.tool, Tool::Look);
    }

    #[test]
    fn a_colleague_controls_until_that_colleague_does_not() {
        let mut assist = Assist::default();
        assist.grant_to("ana".into(), "Ana".into(), &[grant(Capability::Click)]);
        assist.grant_to("jo".into(), "Jo".into(), &[]);
        assert_eq!(assist.controller.as_ref().map(|controller| controller.name.as_str()), Some("Ana"));
        assist.grant_to("ana".into(), "Ana".into(), &[]);
        assert_eq!(assist.controller, None);
    }

    #[test]
    fn whoever_is_away_is_asked_anew_whether_her_page_or_her_line_was_gone() {
        for reason in [EndReason::PageLeft, EndReason::LineLost] {
            let mut assist = Assist { asked: vec![Capability::Type], ..Assist::default() };
            assist.grant_to("ana".into(), "Ana".into(), &[grant(Capability::Click)]);
            assist.hold(reason);
            assert_eq!((assist.held, assist.asked.len(), &assist.controller), (Some(reason), 0, &None));
            assist.watch_anew();
            assist.grant(vec![grant(Capability::Click)]);
            assist.hold(reason);
            assert!(!assist.controls(), "{reason:?}");
        }
    }
}

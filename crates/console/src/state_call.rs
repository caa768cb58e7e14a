//! How [`State`] follows calls: choosing, ringing, going on, and what colleagues do.

use crate::state::{Effect, State};
use crate::talk::{KeptTalk, Phase, Talk};
use alongside_call::{Device, Link, Media, Report};
use alongside_protocol::{
    CallEnd, CallId, CallKind, ConversationId, ErrorCode, FromAgent, Ice, ToAgent, is_room_url,
};

/// Something about calls.
#[derive(Clone, Debug)]
pub enum CallAction {
    /// The agent wants to call the shopper of the open conversation.
    Choose,
    /// What for: the devices for it are opened.
    Kind(CallKind),
    /// Another camera or microphone: its kind (`videoinput`, `audioinput`) and id.
    Device(String, String),
    /// Ring, as this call.
    Ring(CallId),
    /// The agent gives up, hangs up, or has read how it ended. Now, in ms since 1970 UTC.
    Leave,
    /// Go on with the call that a load of the page interrupted.
    Rejoin,
    /// Microphone on or off.
    Microphone(bool),
    /// Camera on or off.
    Camera(bool),
    /// A screen in place of the camera, or no more.
    Screen(bool),
    /// The devices are open, or others than before; and what is sent.
    Opened(Vec<Device>, Media),
    /// They are not, or no connection could be made; in a sentence.
    Trouble(String),
    /// Pass this on to the shopper's browser.
    Said(String),
    /// The connection stands like this.
    Linked(Link),
    /// The shopper sends this.
    Theirs(Media),
    /// The line is like this.
    Measured(Report),
    /// The shopper's page has brought this room; empty where the agent has to know the way.
    Room(String),
    /// There is no way between the two browsers.
    NoWay,
}

/// Something is to be done about a call.
#[derive(Clone, Debug, PartialEq)]
pub enum CallEffect {
    /// Open devices for this.
    Open(CallKind),
    /// Take another device: its kind and id.
    Device(String, String),
    /// Microphone on or off.
    Microphone(bool),
    /// Camera on or off.
    Camera(bool),
    /// A screen, or no more.
    Screen(bool),
    /// Make a connection.
    Connect(Ice),
    /// Make another one: the shopper's page is new.
    ConnectAgain,
    /// The other browser said this.
    Hear(String),
    /// The line to the relay, or hers, was gone for a moment.
    Again,
    /// Close everything, and free the devices.
    Close,
    /// A load of the page must not forget this; nothing when there is nothing.
    Keep(Option<KeptTalk>),
}

fn doing(effect: CallEffect) -> Vec<Effect> {
    vec![Effect::Call(effect)]
}

impl State {
    pub(crate) fn call(&mut self, action: CallAction, now_ms: u64) -> Vec<Effect> {
        if let CallAction::Choose = action {
            return self.choose_call();
        }
        let welcomed = self.welcomed;
        let Some(talk) = &mut self.talk else { return Vec::new() };
        match action {
            CallAction::Choose => Vec::new(),
            CallAction::Kind(kind) => {
                talk.kind = Some(kind);
                talk.trouble = None;
                talk.own = Media::default();
                // In a room, devices are the room's affair.
                doing(if kind == CallKind::Room { CallEffect::Close } else { CallEffect::Open(kind) })
            }
            CallAction::Device(kind, id) => doing(CallEffect::Device(kind, id)),
            CallAction::Ring(call) => {
                let (Some(kind), Phase::Choosing, true) = (talk.kind, &talk.phase, welcomed) else {
                    return Vec::new();
                };
                talk.phase = Phase::Ringing(call.clone());
                talk.trouble = None;
                let conversation = talk.conversation.clone();
                vec![Effect::Say(FromAgent::CallRequest { conversation, call, kind })]
            }
            CallAction::Leave => self.leave_call(CallEnd::AgentEnded, now_ms),
            CallAction::NoWay => {
                let effects = self.leave_call(CallEnd::Failed, now_ms);
                if let Some(talk) = &mut self.talk {
                    talk.trouble = Some(crate::call_words::NO_WAY.to_owned());
                }
                effects
            }
            CallAction::Rejoin => {
                let Phase::Left(call, since_ms) = &talk.phase else { return Vec::new() };
                talk.phase = Phase::Live(call.clone(), *since_ms);
                let Some(kind) = talk.kind else { return Vec::new() };
                let mut effects = if talk.is_room() { Vec::new() } else { doing(CallEffect::Open(kind)) };
                effects.extend(self.resume_call(true, now_ms));
                effects
            }
            CallAction::Microphone(on) => doing(CallEffect::Microphone(on)),
            CallAction::Camera(on) => doing(CallEffect::Camera(on)),
            CallAction::Screen(on) => doing(CallEffect::Screen(on)),
            CallAction::Opened(devices, own) => {
                talk.devices = devices;
                talk.own = own;
                talk.trouble = None;
                talk.pictures += 1;
                Vec::new()
            }
            CallAction::Trouble(sentence) => {
                talk.trouble = Some(sentence);
                Vec::new()
            }
            CallAction::Said(signal) => match &talk.phase {
                Phase::Live(call, _) if welcomed => {
                    vec![Effect::Say(FromAgent::CallSignal { call: call.clone(), signal })]
                }
                _ => Vec::new(),
            },
            CallAction::Linked(link) => {
                talk.link = link;
                talk.pictures += 1;
                Vec::new()
            }
            CallAction::Theirs(theirs) => {
                talk.theirs = theirs;
                talk.pictures += 1;
                Vec::new()
            }
            CallAction::Room(url) => {
                talk.room = Some(url).filter(|url| is_room_url(url)).or_else(|| talk.room.take());
                doing(CallEffect::Keep(talk.kept()))
            }
            CallAction::Measured(report) => {
                talk.report = Some(report);
                Vec::new()
            }
        }
    }

    fn choose_call(&mut self) -> Vec<Effect> {
        let is_free = self.talk.as_ref().is_none_or(|talk| matches!(talk.phase, Phase::Over(..)));
        let (Some(open), true) = (self.open.clone(), is_free) else { return Vec::new() };
        let Some(summary) = self.inbox.get(&open) else { return Vec::new() };
        self.talk = Some(Talk::new(open, summary.visitor_name.clone()));
        Vec::new()
    }

    fn leave_call(&mut self, reason: CallEnd, now_ms: u64) -> Vec<Effect> {
        let Some(talk) = &mut self.talk else { return Vec::new() };
        if matches!(talk.phase, Phase::Live(..)) {
            self.hung_up = talk.kept();
        }
        let mut effects = vec![Effect::Call(CallEffect::Close), Effect::Call(CallEffect::Keep(None))];
        match talk.call().cloned() {
            Some(call) => {
                let since = match talk.phase {
                    Phase::Live(_, since) | Phase::Left(_, since) => since,
                    _ => now_ms,
                };
                effects.push(Effect::Say(FromAgent::CallEnd { call, reason }));
                talk.phase = Phase::Over(reason, now_ms.saturating_sub(since));
                talk.own = Media::default();
                if reason == CallEnd::AgentEnded && since == now_ms {
                    self.talk = None;
                }
            }
            None => self.talk = None,
        }
        effects
    }

    /// The relay has answered on a new line: what rings, rings again; what runs, goes on.
    pub(crate) fn mind_the_call(&mut self, now_ms: u64) -> Vec<Effect> {
        if let Some(KeptTalk { conversation, call, kind, since_ms, .. }) = self.hung_up.clone() {
            // It was left while there was no line: a relay that has restarted learns of it together with its end.
            let lasted_ms = now_ms.saturating_sub(since_ms);
            let end = FromAgent::CallEnd { call: call.clone(), reason: CallEnd::AgentEnded };
            let resume = FromAgent::CallResume { conversation, call, kind, fresh: false, lasted_ms };
            return vec![Effect::Say(resume), Effect::Say(end)];
        }
        let Some(talk) = &self.talk else { return Vec::new() };
        match (&talk.phase, talk.kind) {
            (Phase::Ringing(call), Some(kind)) => {
                let (conversation, call) = (talk.conversation.clone(), call.clone());
                vec![Effect::Say(FromAgent::CallRequest { conversation, call, kind })]
            }
            (Phase::Live(..), _) => self.resume_call(false, now_ms),
            _ => Vec::new(),
        }
    }

    fn resume_call(&self, fresh: bool, now_ms: u64) -> Vec<Effect> {
        let Some(kept) = self.talk.as_ref().and_then(Talk::kept) else { return Vec::new() };
        let lasted_ms = now_ms.saturating_sub(kept.since_ms);
        let KeptTalk { conversation, call, kind, .. } = kept;
        vec![Effect::Say(FromAgent::CallResume { conversation, call, kind, fresh, lasted_ms })]
    }

    /// A frame of the relay about calls. `now_ms` is in ms since 1970 UTC.
    pub(crate) fn hear_call(&mut self, frame: ToAgent, now_ms: u64) -> Vec<Effect> {
        if let ToAgent::CallState { conversation, name } = frame {
            return self.colleague_calls(conversation, name);
        }
        if let ToAgent::CallEnded { call, .. } = &frame
            && self.hung_up.as_ref().is_some_and(|kept| kept.call == *call)
        {
            self.hung_up = None;
        }
        let Some(talk) = &mut self.talk else { return Vec::new() };
        let ours = talk.call().cloned();
        let is_ours = |call: &CallId| ours.as_ref() == Some(call);
        match frame {
            ToAgent::CallRinging { call, room, .. } if is_ours(&call) => {
                talk.room = room.filter(|url| is_room_url(url));
                Vec::new()
            }
            ToAgent::CallStarted { call, room, .. } if is_ours(&call) && talk.is_room() => {
                talk.room = room.filter(|url| is_room_url(url)).or_else(|| talk.room.take());
                talk.link = Link::Connected;
                if matches!(talk.phase, Phase::Ringing(_)) {
                    talk.phase = Phase::Live(call, now_ms);
                }
                doing(CallEffect::Keep(talk.kept()))
            }
            ToAgent::CallStarted { call, ice, .. } if is_ours(&call) => match &talk.phase {
                Phase::Ringing(_) => {
                    talk.phase = Phase::Live(call, now_ms);
                    vec![Effect::Call(CallEffect::Keep(talk.kept())), Effect::Call(CallEffect::Connect(ice))]
                }
                // It is said again when a line is back: the connection is there, or is made by this console anew.
                Phase::Live(..) if talk.link == Link::Connecting => doing(CallEffect::Connect(ice)),
                _ => Vec::new(),
            },
            ToAgent::CallSignal { call, signal } if is_ours(&call) => doing(CallEffect::Hear(signal)),
            ToAgent::CallPeer { call, here, fresh } if is_ours(&call) => {
                talk.here = here;
                match (here && !talk.is_room(), fresh) {
                    (true, true) => doing(CallEffect::ConnectAgain),
                    (true, false) => doing(CallEffect::Again),
                    (false, _) => Vec::new(),
                }
            }
            ToAgent::CallEnded { call, reason, lasted_ms, .. } if is_ours(&call) => {
                // A relay that has just learned of it does not know since when.
                let known_ms = match talk.phase {
                    Phase::Live(_, since) | Phase::Left(_, since) => now_ms.saturating_sub(since),
                    _ => 0,
                };
                talk.phase = Phase::Over(reason, if lasted_ms == 0 { known_ms } else { lasted_ms });
                talk.own = Media::default();
                vec![Effect::Call(CallEffect::Close), Effect::Call(CallEffect::Keep(None))]
            }
            _ => Vec::new(),
        }
    }

    fn colleague_calls(&mut self, conversation: ConversationId, name: Option<String>) -> Vec<Effect> {
        match name {
            Some(name) => self.in_call.insert(conversation, name),
            None => self.in_call.remove(&conversation),
        };
        Vec::new()
    }

    /// A refusal that is about a call; answers whether it was.
    pub(crate) fn call_refused(&mut self, code: ErrorCode, message: &str) -> bool {
        match (code, &mut self.talk) {
            (ErrorCode::NoCalls, Some(talk)) if matches!(talk.phase, Phase::Ringing(_)) => {
                talk.phase = Phase::Choosing;
                talk.trouble = Some(message.to_owned());
                true
            }
            // It crossed with the end of the call, which the relay tells by itself.
            (ErrorCode::UnknownCall | ErrorCode::SignalTooLong, _) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{console, said};
    use crate::state::Action;
    use alongside_link::LinkState;
    use alongside_protocol::ErrorFrame;

    fn act(state: &mut State, action: CallAction) -> Vec<Effect> {
        state.update(Action::Call(action, 1_000))
    }

    fn hear(state: &mut State, frame: ToAgent) -> Vec<Effect> {
        state.update(Action::CallFrame(frame, 5_000))
    }

    fn ringing() -> State {
        let mut state = console();
        state.update(Action::Open("c".into()));
        act(&mut state, CallAction::Choose);
        assert_eq!(
            act(&mut state, CallAction::Kind(CallKind::OneWay)),
            [Effect::Call(CallEffect::Open(CallKind::OneWay))],
            "devices come before the ring"
        );
        let request =
            FromAgent::CallRequest { conversation: "c".into(), call: "k".into(), kind: CallKind::OneWay };
        assert_eq!(said(&act(&mut state, CallAction::Ring("k".into()))), [request]);
        state
    }

    fn live() -> State {
        let mut state = ringing();
        let (conversation, call, kind) = ("c".into(), "k".into(), CallKind::OneWay);
        let effects = hear(
            &mut state,
            ToAgent::CallStarted { conversation, call, kind, ice: Ice::default(), room: None },
        );
        assert!(effects.contains(&Effect::Call(CallEffect::Connect(Ice::default()))));
        state
    }

    #[test]
    fn a_call_that_is_taken_connects_and_its_signals_go_both_ways() {
        let mut state = live();
        let frame = FromAgent::CallSignal { call: "k".into(), signal: "offer".into() };
        assert_eq!(said(&act(&mut state, CallAction::Said("offer".into()))), [frame]);
        let answer = ToAgent::CallSignal { call: "k".into(), signal: "answer".into() };
        assert_eq!(hear(&mut state, answer), [Effect::Call(CallEffect::Hear("answer".into()))]);
        let stray = ToAgent::CallSignal { call: "other".into(), signal: "x".into() };
        assert_eq!(hear(&mut state, stray), []);
    }

    #[test]
    fn hanging_up_frees_the_devices_and_tells_the_relay() {
        let mut state = live();
        let effects = state.update(Action::Call(CallAction::Leave, 67_000));
        assert!(effects.contains(&Effect::Call(CallEffect::Close)));
        assert!(effects.contains(&Effect::Call(CallEffect::Keep(None))));
        let end = FromAgent::CallEnd { call: "k".into(), reason: CallEnd::AgentEnded };
        assert_eq!(said(&effects), [end]);
        let phase = state.talk.map(|talk| talk.phase);
        assert_eq!(phase, Some(Phase::Over(CallEnd::AgentEnded, 62_000)));
    }

    #[test]
    fn a_shopper_on_her_next_page_is_connected_anew_and_one_who_only_lost_her_line_is_not() {
        let mut state = live();
        let peer = |here, fresh| ToAgent::CallPeer { call: "k".into(), here, fresh };
        assert_eq!(hear(&mut state, peer(false, false)), []);
        assert!(!state.talk.as_ref().is_some_and(|talk| talk.here));
        assert_eq!(hear(&mut state, peer(true, true)), [Effect::Call(CallEffect::ConnectAgain)]);
        assert_eq!(hear(&mut state, peer(true, false)), [Effect::Call(CallEffect::Again)]);
    }

    #[test]
    fn on_a_new_line_a_call_goes_on_and_a_ring_rings_again() {
        let welcome = || crate::fixture::welcome(vec![crate::fixture::summary("c", 0, 10)]);
        let mut state = live();
        state.update(Action::Line(LinkState::Open));
        state.update(welcome());
        let resumed = FromAgent::CallResume {
            conversation: "c".into(),
            call: "k".into(),
            kind: CallKind::OneWay,
            fresh: false,
            lasted_ms: 60_000,
        };
        assert_eq!(said(&state.update(Action::CallLine(65_000))), [resumed]);
        let mut state = ringing();
        state.update(Action::Line(LinkState::Open));
        state.update(welcome());
        assert!(matches!(said(&state.update(Action::CallLine(65_000)))[..], [FromAgent::CallRequest { .. }]));
    }

    #[test]
    fn a_call_that_was_left_without_a_line_is_ended_when_there_is_one_until_the_relay_has_heard() {
        let mut state = live();
        state.update(Action::Line(LinkState::Waiting { ms: 500, attempt: 1 }));
        state.update(Action::Call(CallAction::Leave, 67_000));
        let again = |state: &mut State| {
            state.update(Action::Line(LinkState::Open));
            state.update(crate::fixture::welcome(vec![crate::fixture::summary("c", 0, 10)]));
            said(&state.update(Action::CallLine(70_000)))
        };
        for _ in 0..2 {
            let frames = again(&mut state);
            assert!(
                matches!(frames[..], [FromAgent::CallResume { .. }, FromAgent::CallEnd { .. }]),
                "{frames:?}"
            );
        }
        let (conversation, call) = ("c".into(), "k".into());
        let (reason, lasted_ms) = (CallEnd::AgentEnded, 62_000);
        hear(&mut state, ToAgent::CallEnded { conversation, call, reason, lasted_ms });
        assert_eq!(again(&mut state), []);
    }

    #[test]
    fn a_load_of_the_page_asks_before_it_opens_devices_again() {
        let mut state = console();
        state.talk = live().talk.and_then(|talk| talk.kept()).map(Talk::left);
        assert_eq!(state.update(Action::CallLine(65_000)), []);
        let effects = state.update(Action::Call(CallAction::Rejoin, 65_000));
        assert!(effects.contains(&Effect::Call(CallEffect::Open(CallKind::OneWay))));
        assert!(matches!(said(&effects)[..], [FromAgent::CallResume { fresh: true, .. }]));
    }

    #[test]
    fn a_site_without_calls_says_so_beside_the_ways_to_call() {
        let mut state = ringing();
        let error = ErrorFrame::lasting(ErrorCode::NoCalls, "calls are turned off for this site");
        state.update(Action::Frame(ToAgent::Error { error }));
        let talk = state.talk.expect("it is being chosen");
        assert_eq!(talk.phase, Phase::Choosing);
        assert!(talk.trouble.is_some_and(|trouble| trouble.contains("turned off")));
        assert!(state.notices.is_empty());
    }
}

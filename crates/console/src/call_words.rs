//! What the agent reads about calls.

use alongside_call::{Quality, Report};
use alongside_protocol::{CallEnd, CallKind};

pub const CALL: &str = "Call";
pub const LABEL: &str = "Call";
pub const WHAT: &str = "What do you want to do?";
pub const START: &str = "Ring";
pub const CANCEL: &str = "Cancel";
pub const HANG_UP: &str = "Hang up";
pub const REJOIN: &str = "Go on with the call";
pub const DISMISS: &str = "Close";
pub const CAMERA: &str = "Camera";
pub const MICROPHONE: &str = "Microphone";
pub const MUTE: &str = "Turn the microphone off";
pub const UNMUTE: &str = "Turn the microphone on";
pub const CAMERA_OFF: &str = "Turn the camera off";
pub const CAMERA_ON: &str = "Turn the camera on";
pub const SHARE_SCREEN: &str = "Show a screen";
pub const STOP_SCREEN: &str = "Stop showing the screen";
pub const POP_OUT: &str = "Show the picture in its own window";
pub const OWN_PICTURE: &str = "What the shopper sees";
pub const THEIR_PICTURE: &str = "The shopper";
pub const CONNECTING: &str = "Connecting…";
pub const RECONNECTING: &str = "Reconnecting…";
pub const GONE: &str = "Their line to the shop is gone for a moment; the call goes on.";
pub const TOO_POOR: &str = "The line is too poor for a picture: only sound is sent until it is better.";
pub const POOR: &str = "The line is poor.";
pub const ROOM_ELSEWHERE: &str =
    "The shopper is in the room that the shop’s page has opened: meet there as you usually do.";
pub const ROOM_COMES: &str = "The room is opened when the shopper accepts.";
pub const NO_WAY: &str = "No connection could be made: a network or firewall between you forbids calls. A TURN server helps; see the operator’s guide.";

/// The four ways to call.
pub const KINDS: [CallKind; 4] = [CallKind::OneWay, CallKind::TwoWay, CallKind::Audio, CallKind::Screen];

/// Into the room of a call, by the host that is to be seen before it is opened.
pub fn enter_room(url: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or(host);
    format!("Open the room at {host}")
}

/// What a way is called, and what it means for the shopper.
pub fn kind(kind: CallKind) -> (&'static str, &'static str) {
    match kind {
        CallKind::OneWay => ("Show by video", "You are seen. The shopper’s camera is never asked for."),
        CallKind::TwoWay => ("Video call", "You see each other."),
        CallKind::Audio => ("Voice call", "You hear each other, without video."),
        CallKind::Screen => ("Show my screen", "A screen, window or tab of yours is seen."),
        CallKind::Room => ("Video room", "You meet in a room of the shop’s own video service."),
    }
}

/// While it rings.
pub fn ringing(name: &str) -> String {
    format!("Calling {name}…")
}

/// While it runs.
pub fn with(name: &str) -> String {
    format!("In a call with {name}")
}

/// A colleague calls.
pub fn colleague(name: &str) -> String {
    format!("{name} is in a call here")
}

/// Why it is over, or never began.
pub fn over(reason: CallEnd, name: &str, lasted_ms: u64) -> String {
    let lasted = clock(lasted_ms);
    match reason {
        CallEnd::Declined => format!("{name} would rather not take a call now."),
        CallEnd::Unanswered => format!("{name} did not answer."),
        CallEnd::Busy => "There is a call in this conversation already.".to_owned(),
        CallEnd::Away => format!("{name} has no page of the shop open now."),
        CallEnd::VisitorEnded => format!("{name} hung up after {lasted}."),
        CallEnd::AgentEnded => format!("Call ended after {lasted}."),
        CallEnd::Failed => "The call could not go on.".to_owned(),
        CallEnd::LineLost => format!("The line to {name} was lost after {lasted}."),
        CallEnd::Elsewhere => "The call goes on in another window.".to_owned(),
    }
}

/// `1:02` for 62 seconds.
pub fn clock(ms: u64) -> String {
    let seconds = ms / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The line in figures.
pub fn figures(report: &Report) -> String {
    let mut parts = Vec::new();
    if let Some(ms) = report.round_trip_ms {
        parts.push(format!("{ms:.0} ms"));
    }
    parts.push(format!("{:.0} % lost", report.lost * 100.0));
    if let Some((width, height)) = report.picture_out {
        parts.push(format!("sends {width} × {height}"));
    }
    if let Some((width, height)) = report.picture_in {
        parts.push(format!("gets {width} × {height}"));
    }
    if report.is_relayed {
        parts.push("by TURN".to_owned());
    }
    parts.join(" · ")
}

/// What is to be said of the line.
pub fn quality(quality: Quality) -> &'static str {
    match quality {
        Quality::Good => "",
        Quality::Poor => POOR,
        Quality::TooPoor => TOO_POOR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_in_figures_says_what_is_known() {
        let report = Report {
            round_trip_ms: Some(41.6),
            lost: 0.012,
            picture_out: Some((1280, 720)),
            is_relayed: true,
            ..Report::default()
        };
        assert_eq!(figures(&report), "42 ms · 1 % lost · sends 1280 × 720 · by TURN");
    }

    #[test]
    fn a_call_that_ended_says_how_long_it_was() {
        assert_eq!(over(CallEnd::VisitorEnded, "Ada", 62_000), "Ada hung up after 1:02.");
    }
}

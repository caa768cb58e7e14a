//! Every word that the shopper sees, in one place: translations come here.

use crate::sharing::Ended;
use alongside_protocol::{EndReason, Watcher};

pub(crate) const CLOSE: &str = "Close chat";
pub(crate) const SEND: &str = "Send";
pub(crate) const MESSAGE: &str = "Your message";
pub(crate) const WRITE: &str = "Write a message…";
pub(crate) const CONVERSATION: &str = "Conversation";
pub(crate) const USUALLY: &str = "We usually answer in a few minutes";
pub(crate) const CONNECTING: &str = "Connecting…";
pub(crate) const OFFLINE: &str = "You are offline. What you write is sent when you are back.";
pub(crate) const NO_CONNECTION: &str = "No connection.";
pub(crate) const ONE_MOMENT: &str = "One moment: that was a lot at once. The rest follows by itself.";
pub(crate) const TRY_NOW: &str = "Try now";
pub(crate) const NOT_KEPT: &str = "Your browser does not let us remember this chat: it ends with this page.";
pub(crate) const RELOAD_THE_PAGE: &str = "The chat was updated. Please reload the page to go on.";
pub(crate) const YOU: &str = "You";
pub(crate) const SENDING: &str = "Sending…";
pub(crate) const SENT: &str = "Sent";
pub(crate) const DELIVERED: &str = "Delivered";
pub(crate) const READ: &str = "Read";
pub(crate) const NOT_SENT: &str = "Not sent.";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const TODAY: &str = "Today";
pub(crate) const YESTERDAY: &str = "Yesterday";
pub(crate) const NEWEST: &str = "Newest messages";
pub(crate) const SHARE_THIS_PAGE: &str = "Share this page";
pub(crate) const SHARE_MY_PAGE: &str = "Share my page";
pub(crate) const NOT_NOW: &str = "Not now";
pub(crate) const STOP: &str = "Stop sharing";
/// The beginning of it, all that there is room for on a phone; and how it goes on.
pub(crate) const STOP_SHORT: &str = "Stop";
pub(crate) const STOP_REST: &str = " sharing";
pub(crate) const PAUSE: &str = "Pause sharing";
pub(crate) const RESUME: &str = "Go on sharing";
pub(crate) const PREVIEW: &str = "Show what is hidden";
pub(crate) const PAUSED: &str = "Paused: what you do now is not shown";
pub(crate) const SHARE_AGAIN: &str = "Please try again in a moment.";
pub(crate) const DISMISS: &str = "Dismiss";
pub(crate) const SHARING_STARTS: &str = "Starting to share this page…";
pub(crate) const WAITING_FOR_AGENT: &str = "You are sharing this page. Waiting for the agent…";
pub(crate) const RECONNECTING: &str = "You are sharing this page. Reconnecting…";
pub(crate) const SHARED_ELSEWHERE: &str = "You are sharing another tab of this site.";
pub(crate) const CONSENT_SEEN: &str = "What you see and do on this site: this page, the next ones, its tab in front. Nothing else on your screen. Agents can point and draw on it; for more they ask you.";
pub(crate) const CONSENT_NEVER: &str =
    "Passwords, card numbers, and what you type into forms. It is hidden before it leaves your browser.";
pub(crate) const CONSENT_END: &str =
    "You can stop at any time, with one click. Leaving this site stops it too.";
pub(crate) const CONSENT_RECORDED: &str = " This session is recorded.";
pub(crate) const CONSENT_SEEN_LABEL: &str = "Shared";
pub(crate) const CONSENT_NEVER_LABEL: &str = "Never shared";
pub(crate) const CODE_TITLE: &str = "Read this to the agent";
pub(crate) const CODE_NOTE: &str =
    "With it, an agent can ask to see this page. Nothing is shared before you agree.";
pub(crate) const NEW_CODE: &str = "New code";
pub(crate) const TAKE_BACK: &str = "Take it back";

/// How long the code is good.
pub(crate) fn code_lasts(seconds: u64) -> String {
    match seconds {
        0 => "This code is over.".to_owned(),
        1..60 => format!("Good for {seconds} s"),
        _ => format!("Good for {} min", seconds.div_ceil(60)),
    }
}

/// The consent card's title.
pub(crate) fn consent_title(agent: Option<&str>) -> String {
    match agent {
        Some(agent) => format!("{agent} would like to see this page, point at it and draw on it"),
        None => "Share this page with us?".to_owned(),
    }
}

/// Who is there to answer.
pub(crate) fn presence(agents: &[String]) -> String {
    match agents {
        [] => USUALLY.to_owned(),
        [one] => format!("{one} is online"),
        [one, another] => format!("{one} and {another} are online"),
        [one, others @ ..] => format!("{one} and {} others are online", others.len()),
    }
}

/// Who sees the page.
pub(crate) fn sharing_with(watchers: &[Watcher]) -> String {
    match watchers {
        [] => WAITING_FOR_AGENT.to_owned(),
        [one] => format!("You are sharing this page with {}", one.name),
        [one, another] => format!("You are sharing this page with {} and {}", one.name, another.name),
        [one, others @ ..] => {
            format!("You are sharing this page with {} and {} others", one.name, others.len())
        }
    }
}

/// How long until the next attempt.
pub(crate) fn trying_again(seconds: u64) -> String {
    if seconds == 0 { "Trying again…".to_owned() } else { format!("Trying again in {seconds} s") }
}

/// Who writes.
pub(crate) fn is_typing(name: &str) -> String {
    format!("{name} is typing…")
}

/// How many characters are left, or too many.
pub(crate) fn characters_left(left: i64) -> String {
    match left {
        1 => "1 character left".to_owned(),
        0.. => format!("{left} characters left"),
        -1 => "1 character too many".to_owned(),
        _ => format!("{} characters too many", -left),
    }
}

/// Why sharing is over.
pub(crate) fn sharing_ended(ended: &Ended) -> String {
    match ended {
        Ended::Reason(EndReason::VisitorEnded) => "You stopped sharing this page.".to_owned(),
        Ended::Reason(EndReason::AgentEnded) => "The agent ended the shared session.".to_owned(),
        Ended::Reason(EndReason::LineLost) => {
            "The connection was lost, so sharing has stopped. You can share again when it is back.".to_owned()
        }
        Ended::Reason(EndReason::Replaced) => {
            "You are sharing another page now; this one is not shared.".to_owned()
        }
        Ended::Reason(
            EndReason::Declined
            | EndReason::Unanswered
            | EndReason::PageLeft
            | EndReason::Moved
            | EndReason::RelayStopped,
        ) => "Sharing has stopped.".to_owned(),
        Ended::Failed(reason) => format!("This page could not be shared. {reason}"),
    }
}

//! The words around the agent's tools, as [`crate::words`] has the others.

use crate::assist::Remark;
use crate::tool::Tool;
use crate::viewer::Picture;
use crate::words::page;
use alongside_protocol::{Capability, EndReason, ErrorCode, Outcome};

/// What a screen reader calls the tools.
pub const TOOLS: &str = "Tools on the shopper’s page";
/// The tool that takes drawings away.
pub const WIPE: &str = "Wipe";
/// The same with its key, for the tooltip.
pub const WIPE_HINT: &str = "Wipe away what you drew · 0";
/// Why the tool of control does not react yet.
pub const ASK_FIRST: &str = "Control: ask first · 9";

/// A tool's name, and what it does with its key, for the tooltip.
pub fn tool(tool: Tool) -> (&'static str, &'static str) {
    match tool {
        Tool::Look => ("Look", "Only look: nothing is sent · 1"),
        Tool::Point => ("Point", "Show your pointer; a click makes a ripple · 2"),
        Tool::Laser => ("Laser", "Laser pointer · 3"),
        Tool::Pen => ("Pen", "Draw lines that stay · 4"),
        Tool::Ink => ("Ink", "Draw lines that vanish · 5"),
        Tool::Rectangle => ("Rectangle", "Draw a box · 6"),
        Tool::Arrow => ("Arrow", "Draw an arrow · 7"),
        Tool::Highlight => ("Highlight", "Click something to put a ring around it · 8"),
        Tool::Control => ("Control", "Scroll, click and type for the shopper · 9"),
    }
}

/// Asking for control, and having it.
pub mod control {
    pub const ASK: &str = "Ask to control";
    pub const ASK_MORE: &str = "Ask for more";
    pub const TAKE_OVER: &str = "Ask to take over";
    pub const TITLE: &str = "What would you like to do?";
    pub const LEAD: &str = "You are asking for up to ten minutes. The shopper sees it all the while and can end it at any time. Passwords and payment fields stay out of reach.";
    pub const SEND: &str = "Ask";
    pub const CANCEL: &str = "Cancel";
    pub const TAKE_BACK: &str = "Take it back";
    pub const GIVE_BACK: &str = "Give back";
    pub const LEFT: &str = "Time left";

    /// While she is being asked.
    pub fn asking(name: &str) -> String {
        format!("Asking {name}…")
    }

    /// A colleague's turn.
    pub fn controlled_by(name: &str) -> String {
        format!("{name} controls")
    }
}

/// Going to another page for the shopper.
pub mod navigator {
    pub const LABEL: &str = "Go to another page";
    pub const BACK: &str = "Back";
    pub const FORWARD: &str = "Forward";
    pub const RELOAD: &str = "Reload";
    pub const ADDRESS: &str = "Address on this site";
    pub const GO: &str = "Go";
    pub const ELSEWHERE: &str = "Only pages of this site can be opened.";
}

/// Choosing from a list of the page.
pub mod chooser {
    pub const LABEL: &str = "Choose for the shopper";
    pub const CANCEL: &str = "Cancel";

    /// An option whose label the agent may not see.
    pub fn masked(number: usize) -> String {
        format!("Option {number}")
    }
}

/// Joining by code.
pub mod code {
    pub const OPEN: &str = "Join by code";
    pub const LABEL: &str = "Six-digit code";
    pub const HELP: &str = "The shopper reads it out from the site.";
    pub const JOIN: &str = "Join";
    pub const WAITING: &str = "Looking for the shopper…";
    pub const CLOSE: &str = "Close";
}

/// What she is asked to allow.
pub fn capability(capability: Capability) -> &'static str {
    match capability {
        Capability::Scroll => "Scroll the page",
        Capability::Click => "Click buttons, links and check boxes",
        Capability::Type => "Type into fields and choose from lists",
        Capability::Navigate => "Go back, reload, or open another page",
        Capability::Point => "Point",
        Capability::Draw => "Draw",
    }
}

/// What this agent may do now, in one line.
pub fn granted(capabilities: &[Capability]) -> String {
    let verb = |capability: &Capability| match capability {
        Capability::Scroll => "scroll",
        Capability::Click => "click",
        Capability::Type => "type",
        Capability::Navigate => "navigate",
        Capability::Point => "point",
        Capability::Draw => "draw",
    };
    let verbs: Vec<_> = capabilities.iter().map(verb).collect();
    match verbs.as_slice() {
        [] => String::new(),
        [one] => format!("You can {one}"),
        [more @ .., last] => format!("You can {} and {last}", more.join(", ")),
    }
}

/// Something to tell the agent about what was done, or not.
pub fn remark(remark: &Remark, name: &str) -> String {
    match remark {
        Remark::Refused => format!("{name} would rather not allow that."),
        Remark::ControlOver => "Control has ended. You can ask again.".to_owned(),
        Remark::ControlBegun => format!("{name} lets you in. Escape puts control down."),
        Remark::NoField => "Click a field first, then type.".to_owned(),
        Remark::NotDone(outcome, capability) => not_done(*outcome, *capability, name),
    }
}

fn not_done(outcome: Outcome, capability: Capability, name: &str) -> String {
    let doing = match capability {
        Capability::Scroll => "scrolling",
        Capability::Click => "clicking",
        Capability::Type => "typing",
        Capability::Navigate => "going to other pages",
        Capability::Point => "pointing",
        Capability::Draw => "drawing",
    };
    match outcome {
        Outcome::Done => String::new(),
        Outcome::NotGranted => format!("{name} has not allowed {doing}."),
        Outcome::Protected => "That field is protected. Please let the shopper do it.".to_owned(),
        Outcome::Gone => "That is no longer on the page.".to_owned(),
        Outcome::Unfit => "That can’t be done there right now.".to_owned(),
        Outcome::Paused => format!("{name} has paused the view."),
    }
}

/// How live the view is, in a word.
pub fn picture(picture: Picture) -> &'static str {
    match picture {
        Picture::Live => page::LIVE,
        Picture::Paused => "Paused",
        Picture::LineDown | Picture::Held(_) => "Waiting",
    }
}

/// Over the picture, while she holds the view.
pub fn paused(name: &str) -> String {
    format!("{name} paused the view. This is how the page looked.")
}

/// Over the picture, while she is away.
pub fn held(reason: EndReason, name: &str) -> String {
    match reason {
        EndReason::PageLeft => format!("{name} is going to another page…"),
        _ => format!("The line to {name} is lost. Waiting for it to come back…"),
    }
}

/// Why a code was refused.
pub fn code_error(error: ErrorCode) -> &'static str {
    match error {
        ErrorCode::TooManyTries => "Too many tries in a short time. Wait a minute, then try again.",
        _ => "Nobody has this code now. It may be mistyped, already used, or older than ten minutes.",
    }
}

/// Minutes and seconds.
pub fn time_left(ms: u64) -> String {
    let seconds = ms.div_ceil(1_000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_granted_reads_as_a_sentence() {
        assert_eq!(granted(&[Capability::Scroll]), "You can scroll");
        let all = [Capability::Scroll, Capability::Click, Capability::Type];
        assert_eq!(granted(&all), "You can scroll, click and type");
    }

    #[test]
    fn time_runs_out_at_zero_and_not_a_second_earlier() {
        assert_eq!(time_left(600_000), "10:00");
        assert_eq!(time_left(59_001), "1:00");
        assert_eq!(time_left(1), "0:01");
        assert_eq!(time_left(0), "0:00");
    }
}

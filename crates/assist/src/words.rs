//! Every word that the shopper sees here, in one place: translations come here.

use alongside_protocol::Capability;

pub(crate) const ALLOW: &str = "Allow";
pub(crate) const NOT_NOW: &str = "Not now";
pub(crate) const TAKE_BACK: &str = "Take back";
pub(crate) const PROMPT_NOTE: &str =
    "Passwords and card numbers stay yours. You can take it back at any time, also with the Escape key.";
pub(crate) const LATER: &str = " On another page you will be asked again.";

/// What a capability lets an agent do.
pub(crate) fn verb(capability: Capability) -> &'static str {
    match capability {
        Capability::Point => "point",
        Capability::Draw => "draw",
        Capability::Scroll => "scroll",
        Capability::Click => "click",
        Capability::Type => "type",
        Capability::Navigate => "change pages",
    }
}

/// The question.
pub(crate) fn asks(name: &str, capabilities: &[Capability]) -> String {
    let verbs = listed(capabilities);
    [name, " asks to ", &verbs, " for you on this page, for 10 minutes"].concat()
}

/// Who would lose control.
pub(crate) fn hand_over(present: &str) -> String {
    [" ", present, " will no longer be able to."].concat()
}

/// What the controller may do.
pub(crate) fn can(name: &str) -> String {
    [name, " can"].concat()
}

/// The same for who hears it.
pub(crate) fn can_now(name: &str, capabilities: &[Capability]) -> String {
    let verbs = listed(capabilities);
    [name, " can ", &verbs, " on this page now. Press Escape to take it back."].concat()
}

/// When all is taken back, given back or over.
pub(crate) fn can_no_more(name: &str) -> String {
    [name, " can only point and draw now."].concat()
}

/// What the button on one capability does.
pub(crate) fn take_back_one(capability: Capability) -> String {
    ["Take back: ", verb(capability)].concat()
}

/// "scroll, click and type".
fn listed(capabilities: &[Capability]) -> String {
    let mut text = String::new();
    for (index, capability) in capabilities.iter().enumerate() {
        if index > 0 {
            text.push_str(if index + 1 == capabilities.len() { " and " } else { ", " });
        }
        text.push_str(verb(*capability));
    }
    text
}

/// Minutes and seconds, as "9:41".
pub(crate) fn left(ms: u64) -> String {
    let seconds = ms.div_ceil(1_000);
    let mut text = String::new();
    crate::decimal::push_whole(&mut text, seconds / 60);
    text.push(':');
    if seconds % 60 < 10 {
        text.push('0');
    }
    crate::decimal::push_whole(&mut text, seconds % 60);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{Click, Navigate, Scroll, Type};

    #[test]
    fn a_question_names_who_and_what() {
        assert_eq!(
            asks("Milan", &[Click, Type]),
            "Milan asks to click and type for you on this page, for 10 minutes"
        );
        assert_eq!(asks("Milan", &[Scroll]), "Milan asks to scroll for you on this page, for 10 minutes");
        assert_eq!(listed(&[Scroll, Click, Type, Navigate]), "scroll, click, type and change pages");
    }

    #[test]
    fn what_is_left_counts_down_to_nothing() {
        for (ms, expected) in
            [(600_000, "10:00"), (581_000, "9:41"), (61_001, "1:02"), (1, "0:01"), (0, "0:00")]
        {
            assert_eq!(left(ms), expected, "{ms} ms");
        }
    }
}

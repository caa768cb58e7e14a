//! Every word that the agent reads, in one place. Owns no markup and no decision about when a word shows.

use alongside_protocol::{EndReason, Noted};

/// The product's name, in the bar and in the window's title.
pub const PRODUCT: &str = "Alongside";
/// The heading of the list of conversations.
pub const INBOX: &str = "Inbox";

/// The log-in page.
pub mod login {
    pub const TITLE: &str = "Welcome back";
    pub const LEAD: &str = "Log in to talk with your shoppers.";
    pub const EMAIL: &str = "E-mail";
    pub const PASSWORD: &str = "Password";
    pub const SHOW: &str = "Show";
    pub const HIDE: &str = "Hide";
    pub const SHOW_PASSWORD: &str = "Show the password";
    pub const SUBMIT: &str = "Log in";
    pub const BUSY: &str = "Logging in…";
    pub const WRONG: &str = "This e-mail address and password don’t belong together. Please try again.";
    pub const UNREACHABLE: &str =
        "The relay can’t be reached. Check that it is running and that you are online, then try again.";
    pub const EMPTY: &str = "Fill in your e-mail address and your password.";
    pub const ENDED: &str = "Your session has ended. Please log in again.";
    pub const CHECKING: &str = "One moment…";
    pub const RETRY: &str = "Try again";
}

/// The bar on top.
pub mod bar {
    pub const INSTALL: &str = "Install";
    pub const LOG_OUT: &str = "Log out";
    pub const CONNECTED: &str = "Connected";
    pub const CONNECTING: &str = "Connecting…";
    pub const CLOSED: &str = "Not connected";
    pub const RETRY: &str = "Try now";
    pub const OFFLINE_LEAD: &str = "The line to the relay is down.";
    pub const OFFLINE_DETAIL: &str = "What you write is kept and sent as soon as it is back.";

    /// How long until the next attempt.
    pub fn waiting(seconds: u64) -> String {
        match seconds {
            0 => "Trying again…".to_owned(),
            1 => "Next attempt in 1 second.".to_owned(),
            more => format!("Next attempt in {more} seconds."),
        }
    }
}

/// The list of conversations.
pub mod inbox {
    pub const VERIFIED: &str = "signed in at your shop";
    pub const LABEL: &str = "Conversations";
    pub const SHELVES: &str = "Which conversations";
    pub const OPEN: &str = "Open";
    pub const RESOLVED: &str = "Resolved";
    pub const NONE_OPEN_TITLE: &str = "All done";
    pub const NONE_OPEN_LEAD: &str = "Every conversation is resolved. A new question opens one again.";
    pub const NONE_RESOLVED_TITLE: &str = "Nothing resolved yet";
    pub const NONE_RESOLVED_LEAD: &str =
        "“Resolve”, above a conversation, puts it here and asks the shopper how it was.";
    pub const FILTER: &str = "Filter by name, message or page";
    pub const EMPTY_TITLE: &str = "No conversations yet";
    pub const EMPTY_LEAD: &str = "As soon as a shopper writes, it shows here.";
    pub const NO_MATCH_TITLE: &str = "Nothing matches";
    pub const CLEAR_FILTER: &str = "Clear the filter";
    pub const NO_MESSAGE: &str = "No message yet";
    pub const PHOTO: &str = "Photo";
    pub const YOU: &str = "You: ";
    pub const SHARING: &str = "Sharing";
    pub const SHARING_LABEL: &str = "shares the page";
    pub const ONLINE: &str = "online";
    pub const AWAY: &str = "away";

    /// What a screen reader says for the badge.
    pub fn unread(count: u64) -> String {
        format!("{count} unread")
    }

    /// Under "Nothing matches".
    pub fn no_match_lead(filter: &str) -> String {
        format!("No conversation mentions “{filter}”.")
    }
}

/// The conversation.
pub mod chat {
    pub const LABEL: &str = "Conversation";
    pub const LOG: &str = "Messages";
    pub const BACK: &str = "Back to the inbox";
    pub const TO_PAGE: &str = "Page";
    pub const NONE_TITLE: &str = "No conversation is open";
    pub const NONE_LEAD: &str =
        "Choose one from the list. With ↑ and ↓ you move through it, with Enter you open it.";
    pub const READY_TITLE: &str = "Ready when your shoppers are";
    pub const READY_LEAD: &str =
        "Is Alongside on your shop’s pages yet? “Install”, at the top, has the line to paste.";
    pub const LOADING: &str = "Fetching the conversation…";
    pub const EMPTY: &str = "Nothing has been said yet.";
    pub const EARLIER: &str = "Earlier messages";
    pub const COMPOSER: &str = "Write a message";
    pub const COMPOSER_HINT: &str =
        "Enter sends · Shift + Enter: new line · Ctrl + B, I, K: bold, italic, link";
    pub const SEND: &str = "Send";
    pub const EMOJI: &str = "Emoji";
    pub const DROP: &str = "Drop pictures or PDF here";
    pub const NEWEST: &str = "New messages";
    pub const SENDING: &str = "Sending…";
    pub const SENT: &str = "Sent";
    pub const DELIVERED: &str = "Delivered";
    pub const READ: &str = "Read";
    pub const RESOLVE: &str = "Resolve";
    pub const RESOLVE_HINT: &str = "Closes the conversation. The shopper is asked how it was.";
    pub const REOPEN: &str = "Reopen";
    pub const DOWNLOAD: &str = "Download the conversation";
    pub const FETCHING_ALL: &str = "Fetching all of it: ";
    pub const SUGGESTED: &str = "Suggested";
    pub const OFFERED: &str = "Offered answers";
    pub const NOT_SENT: &str = "Not sent.";
    pub const EDIT: &str = "Edit";
    pub const DISCARD: &str = "Discard";
    pub const TODAY: &str = "Today";
    pub const YESTERDAY: &str = "Yesterday";
    pub const ONLINE: &str = "Online";
    pub const AWAY: &str = "Away";

    /// The button for files.
    pub fn attach(most_bytes: u64) -> String {
        format!("Attach pictures or PDF, up to {} each", file_size(most_bytes))
    }

    /// A length in bytes as people say it, such as `340 KB` or `1.2 MB`.
    pub fn file_size(bytes: u64) -> String {
        let kib = bytes.div_ceil(1024);
        match kib {
            0..1000 => format!("{kib} KB"),
            _ if kib.is_multiple_of(1024) || kib >= 10_240 => format!("{} MB", kib.div_ceil(1024)),
            _ => format!("{}.{} MB", kib / 1024, kib % 1024 * 10 / 1024),
        }
    }

    /// Who writes right now.
    pub fn typing(names: &[String]) -> String {
        match names {
            [] => String::new(),
            [one] => format!("{one} is typing…"),
            [one, two] => format!("{one} and {two} are typing…"),
            [one, more @ ..] => format!("{one} and {} others are typing…", more.len()),
        }
    }

    /// How many characters may still be written; negative when there are too many.
    pub fn room_left(left: i64) -> String {
        match left {
            1 => "1 character left".to_owned(),
            0.. => format!("{left} characters left"),
            -1 => "1 character too many".to_owned(),
            over => format!("{} characters too many", -over),
        }
    }
}

/// Ratings of closed conversations.
pub mod rating {
    pub const SCORES: [&str; 5] = ["Very bad", "Bad", "Okay", "Good", "Great"];

    /// What a screen reader says for the stars.
    pub fn spoken(score: u8) -> String {
        format!("Rated {score} of 5")
    }

    /// The line in the conversation.
    pub fn line(name: &str, comment: Option<&str>) -> String {
        match comment {
            Some(comment) => format!("{name} — “{comment}”"),
            None => name.to_owned(),
        }
    }
}

/// What goes beyond words: quick replies, cards, invitations.
pub mod extras {
    pub const MENU: &str = "Add to the conversation";
    pub const REPLIES: &str = "Quick replies";
    pub const REPLIES_LEAD: &str = "The shopper answers with one press.";
    pub const CARD: &str = "Card";
    pub const CARD_LEAD: &str = "A product, or anything else with a picture, a price and a link.";
    pub const VIDEO: &str = "Video invitation";
    pub const VIDEO_LEAD: &str = "A card with the link to your video call. It opens in a new tab.";
    pub const CLOSE: &str = "Close";
    pub const SEND: &str = "Send";
    pub const QUESTION: &str = "Your question";
    pub const NO_QUESTION: &str = "Ask something first: the answers stand below it.";
    pub const ANSWERS: &str = "Answers, one in each line (up to 10)";
    pub const ANSWERS_HINT: &str = "Yes, please\nNo, thanks";
    pub const MESSAGE: &str = "Your message (optional)";
    pub const TITLE: &str = "Title";
    pub const TEXT: &str = "Text (optional)";
    pub const PRICE: &str = "Price, with its currency (optional)";
    pub const URL: &str = "Link (optional)";
    pub const LABEL: &str = "Button";
    pub const LABEL_USUAL: &str = "View";
    pub const PICTURE: &str = "Address of a picture (optional)";
    pub const PICTURE_HINT: &str =
        "Best from the shop’s own site: its pages may forbid pictures from elsewhere.";
    pub const FROM_PAGE: &str = "Suggest the shopper’s current page";
    pub const ANOTHER: &str = "Add another card";
    pub const REMOVE: &str = "Back to the card before";
    pub const PREVIEW: &str = "Preview";
    pub const VIDEO_TITLE: &str = "Let’s talk by video";
    pub const VIDEO_TEXT: &str = "It opens in a new tab. Your camera stays off until you turn it on.";
    pub const VIDEO_BUTTON: &str = "Join the call";
}

/// The right-hand pane: who the shopper is, and her page.
pub mod page {
    pub const LABEL: &str = "Shopper and page";
    pub const BACK: &str = "Back to the conversation";
    pub const SHOPPER: &str = "Shopper";
    pub const ON_PAGE: &str = "On this page";
    pub const LAST_PAGE: &str = "Last seen on";
    pub const NO_PAGE: &str = "The page is not known yet.";
    pub const UNTITLED: &str = "Page without a title";
    pub const OPENS_ELSEWHERE: &str = "opens in a new tab";
    pub const ONLINE_NOW: &str = "Online now";
    pub const VERIFIED: &str = "Signed in at your shop";
    pub const NOT_VERIFIED: &str = "Not verified";
    pub const NOT_VERIFIED_HELP: &str = "The shopper’s own words: your shop did not say who this is.";

    pub const SHARE_TITLE: &str = "See what your shopper sees";
    pub const SHARE_LEAD: &str = "Your shopper is asked first and can stop at any time. What is typed into forms never leaves the shopper’s browser.";
    pub const ASK: &str = "Ask to see the page";
    pub const ASK_AGAIN: &str = "Ask again";
    pub const AWAY_LEAD: &str =
        "Your shopper is away right now. You can ask as soon as the page is open again.";
    pub const OFFLINE_LEAD: &str = "You can ask once the line to the relay is back.";
    pub const CANCEL: &str = "Take the request back";
    pub const STOP: &str = "Stop";
    pub const STOP_LABEL: &str = "Stop viewing the shopper’s page";
    pub const LIVE: &str = "Live";
    pub const VIEWER: &str = "The shopper’s page, live";
    pub const LOADING: &str = "Waiting for the first picture of the page…";
    pub const RELOAD_VIEW: &str = "Reload view";
    pub const RELOAD_VIEW_HINT: &str = "If it hangs: shows the page from the beginning";
    pub const STALE: &str = "The line is down: this is how the page looked a moment ago.";

    /// While she has not answered yet.
    pub fn waiting_title(name: &str) -> String {
        format!("Waiting for {name}")
    }
    pub const WAITING_LEAD: &str =
        "Your request shows beside the chat. The page stays private until it is accepted.";

    /// How long ago she did something.
    pub fn away_since(when: &str) -> String {
        format!("Last active {when}")
    }

    /// The size of her window, in CSS px.
    pub fn viewport(width: u32, height: u32) -> String {
        format!("{width} × {height}")
    }
}

/// What the shopper did of late.
pub mod trail {
    pub const LIST: &str = "Lately";

    /// The button that shows the rest.
    pub fn more(count: usize) -> String {
        format!("Show {count} more")
    }
}

/// What is kept of shared pages.
pub mod recordings {
    pub const SAVE: &str = "Save page";
    pub const SAVE_LABEL: &str = "Save the page to the conversation";
    pub const SAVING: &str = "Saving…";
    pub const NOTHING_SHOWN: &str = "There is no page to see.";
    pub const LIST: &str = "Recordings and saved pages";
    pub const LOADING: &str = "Looking for them…";
    pub const FAILED: &str = "The list did not come.";
    pub const AGAIN: &str = "Try again";
    pub const NONE: &str = "None in this conversation.";
    pub const NONE_LEFT: &str = "None are left in this conversation.";
    pub const RUNNING: &str = "still going on";
    pub const CUT: &str = "ends early";
    pub const GAPS: &str = "parts are missing";

    /// A session that was recorded, with its length.
    pub fn session(length: &str) -> String {
        format!("Shared page · {length}")
    }

    /// A page that an agent saved.
    pub fn page(by: Option<&str>) -> String {
        by.map_or_else(|| "Saved page".to_owned(), |name| format!("Page saved by {name}"))
    }

    /// How long one is kept.
    pub fn kept_until(day: &str) -> String {
        format!("kept until {day}")
    }

    /// What is gone, and why.
    pub fn expired(count: u64) -> String {
        match count {
            1 => "One was deleted when its days were over.".to_owned(),
            count => format!("{count} were deleted when their days were over."),
        }
    }

    /// A page that could not be saved.
    pub fn not_saved(reason: &str) -> String {
        format!("The page was not saved. {reason}")
    }
}

/// The player of recordings.
pub mod player {
    use crate::scrubber::clock_time;

    pub const RECORDING: &str = "Recording";
    pub const SAVED_PAGE: &str = "Saved page";
    pub const OPEN_PAGE: &str = "Open the saved page";
    pub const CLOSE: &str = "Close";
    pub const CLOSE_LABEL: &str = "Close the recording";
    pub const VIEWER: &str = "The shopper’s page, as it was";
    pub const LOADING: &str = "Fetching the recording…";
    pub const CONTROLS: &str = "Playback";
    pub const TIMELINE: &str = "Timeline";
    pub const PLAY: &str = "Play";
    pub const PAUSE: &str = "Pause";
    pub const SKIP: &str = "Skip pauses";
    pub const SPEED: &str = "Speed";
    pub const WHOLE: &str = "What the shopper shared, from beginning to end";
    pub const RUNNING: &str = "Sharing goes on; this is what there was until now";
    pub const CUT: &str = "Ends early: it came to its limit of size";
    pub const GAPS: &str = "Parts are missing: the relay could not keep up";

    /// The button under the line that tells of a recording.
    pub fn watch(length: &str) -> String {
        format!("Watch the recording · {length}")
    }

    /// Who saved a page.
    pub fn saved_by(name: &str) -> String {
        format!("Saved by {name}")
    }

    /// How long it is kept.
    pub fn kept_until(day: &str) -> String {
        format!("Kept until {day}")
    }

    /// A speed, such as "2×".
    pub fn speed(speed: f64) -> String {
        format!("{speed}×")
    }

    /// What a screen reader says for the timeline.
    pub fn where_it_stands(now: f64, duration: f64) -> String {
        format!("{} of {}", clock_time(now), clock_time(duration))
    }

    /// Why it does not play.
    pub fn unplayable(reason: &str) -> String {
        format!("This can’t be played: {reason}.")
    }
}

/// The dialog with the snippet.
pub mod install {
    pub const TITLE: &str = "Add Alongside to your shop";
    pub const LEAD: &str = "Paste this line once, before the closing </body> tag of every page:";
    pub const COPY: &str = "Copy";
    pub const COPIED: &str = "Copied";
    pub const SELECTED: &str = "Selected: press Ctrl + C";
    pub const CLOSE: &str = "Close";
    pub const CSP_LEAD: &str = "If your shop sends a Content-Security-Policy, allow:";

    /// What a shop's Content-Security-Policy has to allow. `relay` is the relay's origin, `socket` the same with ws.
    pub fn policy(relay: &str, socket: &str) -> String {
        format!(
            "script-src {relay} 'wasm-unsafe-eval';\nconnect-src {relay} {socket};\nimg-src {relay} blob:;\nmedia-src blob:"
        )
    }
}

/// Notices that come and go.
pub mod notice {
    pub const LABEL: &str = "Notices";
    pub const DISMISS: &str = "Dismiss";
    pub const UNREADABLE: &str = "The relay said something that this console doesn’t understand. Reload the page to get the newest console.";
    pub const UNREADABLE_FRAME: &str = "A frame of the shared page can’t be read. Ask for the page again.";
    pub const RELOAD: &str = "This console is of another version than the relay. Reload the page.";
    pub const GONE: &str =
        "The conversation that you looked at was deleted: the shopper, or somebody for her, wanted it so.";
    pub const NOT_DOWNLOADED: &str =
        "The conversation’s beginning can’t be had, so there is no file. Reload the page and try again.";
}

/// Times, relative to now.
pub mod time {
    pub const NOW: &str = "now";
    pub const JUST_NOW: &str = "just now";
    pub const YESTERDAY: &str = "Yesterday";
    pub const WEEKDAYS: [&str; 7] =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    pub const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
}

/// Why a session is over, or never began. `reason` is nothing when the line was down as it ended.
pub fn end_reason(reason: Option<EndReason>, began: bool, name: &str) -> String {
    match (reason, began) {
        (Some(EndReason::Declined), _) => format!("{name} would rather not share the page now."),
        (Some(EndReason::VisitorEnded), _) => format!("{name} stopped sharing the page."),
        (Some(EndReason::Unanswered), _) => "The request ended without an answer.".to_owned(),
        (Some(EndReason::AgentEnded), true) => "A colleague ended the session.".to_owned(),
        (Some(EndReason::AgentEnded), false) => "The request ended without an answer.".to_owned(),
        (Some(EndReason::PageLeft), true) => format!("{name} left the page and did not come back."),
        (Some(EndReason::LineLost), true) => format!("The line to {name} was lost."),
        (Some(EndReason::PageLeft | EndReason::LineLost), false) => {
            format!("{name} can’t be reached right now.")
        }
        (Some(EndReason::Replaced | EndReason::Moved), _) => format!("{name} shares another page now."),
        (Some(EndReason::RelayStopped), _) => "The relay was shut down.".to_owned(),
        (None, _) => "Sharing ended while the line was down.".to_owned(),
    }
}

/// What the relay notes in a conversation.
pub fn noted(what: Noted, name: Option<&str>) -> String {
    match what {
        Noted::SharingStarted => "Page sharing started".to_owned(),
        Noted::SharingEnded => "Page sharing ended".to_owned(),
        Noted::Closed => format!("{} closed this conversation", name.unwrap_or("An agent")),
        Noted::Reopened => format!("{} reopened this conversation", name.unwrap_or("An agent")),
        Noted::PageSaved => format!("{} saved the page", name.unwrap_or("An agent")),
        Noted::Joined => format!("{} joined the conversation", name.unwrap_or("An agent")),
    }
}

/// The window's title.
pub fn document_title(unread: u64, site: &str) -> String {
    match unread {
        0 => format!("{site} · {PRODUCT}"),
        count => format!("({count}) {site} · {PRODUCT}"),
    }
}

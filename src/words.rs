//! Every sentence that the shopper sees and that is put together of more than one word of `locales/en.toml`, where all words stand.

use crate::decimal::decimal;
use crate::locale;
use crate::sharing::Ended;
use alongside_protocol::{CallEnd, CallRecord, Content, EndReason, ErrorCode, ErrorFrame, Noted, Watcher};
use std::borrow::Cow;

pub(crate) use crate::locale::{Word, count, fill, get};

/// How long the code is good.
pub(crate) fn code_lasts(seconds: u64) -> String {
    match seconds {
        0 => get(Word::CodeOver).to_owned(),
        1..60 => with_number(Word::CodeLastsSeconds, seconds),
        _ => with_number(Word::CodeLastsMinutes, seconds.div_ceil(60)),
    }
}

/// The consent card's title.
pub(crate) fn consent_title(agent: Option<&str>) -> String {
    match agent {
        Some(agent) => fill(Word::AsksToSee, &[agent]),
        None => get(Word::ShareWithUs).to_owned(),
    }
}

/// Who is there to answer.
pub(crate) fn presence(agents: &[String]) -> String {
    match agents {
        [] => get(Word::Usually).to_owned(),
        [one] => fill(Word::OneOnline, &[one]),
        [one, another] => fill(Word::TwoOnline, &[one, another]),
        [one, others @ ..] => count(Word::ManyOnline, others.len(), &[one]),
    }
}

/// Who sees the page.
pub(crate) fn sharing_with(watchers: &[Watcher]) -> String {
    match watchers {
        [] => get(Word::WaitingForAgent).to_owned(),
        [one] => fill(Word::SharingWithOne, &[&one.name]),
        [one, another] => fill(Word::SharingWithTwo, &[&one.name, &another.name]),
        [one, others @ ..] => count(Word::SharingWithMany, others.len(), &[&one.name]),
    }
}

/// How long until the next attempt.
pub(crate) fn trying_again(seconds: u64) -> String {
    if seconds == 0 { get(Word::TryingAgain).to_owned() } else { with_number(Word::TryingAgainIn, seconds) }
}

/// How many characters are left, or too many.
pub(crate) fn characters_left(left: i64) -> String {
    let word = if left < 0 { Word::CharactersTooMany } else { Word::CharactersLeft };
    count(word, usize::try_from(left.unsigned_abs()).unwrap_or(usize::MAX), &[])
}

/// A length in bytes as people say it, such as `340 KB` or `1.2 MB`.
pub(crate) fn file_size(bytes: u64) -> String {
    let kib = bytes.div_ceil(1024);
    let (amount, unit) =
        if kib < 1000 { (kib as f64, " KB") } else { ((kib * 10).div_ceil(1024) as f64 / 10.0, " MB") };
    locale::number(amount) + unit
}

/// Why sharing is over.
pub(crate) fn sharing_ended(ended: &Ended) -> String {
    let word = match ended {
        Ended::Reason(EndReason::VisitorEnded) => Word::EndedByYou,
        Ended::Reason(EndReason::AgentEnded) => Word::EndedByAgent,
        Ended::Reason(EndReason::LineLost) => Word::EndedLineLost,
        Ended::Reason(EndReason::Replaced) => Word::EndedReplaced,
        Ended::Reason(
            EndReason::Declined
            | EndReason::Unanswered
            | EndReason::PageLeft
            | EndReason::Moved
            | EndReason::RelayStopped,
        ) => Word::Ended,
        Ended::Data(reason) => return reason.clone(),
        Ended::Failed(reason) => return [get(Word::CouldNotShare), " ", reason].concat(),
    };
    get(word).to_owned()
}

/// What the relay refused, as far as it is hers to know: in its own words where there are none here.
pub(crate) fn error(error: &ErrorFrame) -> String {
    let word = match error.code {
        ErrorCode::MessageTooLong | ErrorCode::FrameTooLarge => Word::TooLong,
        ErrorCode::UnsupportedProtocol => Word::ReloadThePage,
        ErrorCode::UnknownSite | ErrorCode::OriginNotAllowed => Word::NotHere,
        ErrorCode::StoreUnavailable => Word::ShareAgain,
        _ => return error.message.clone(),
    };
    get(word).to_owned()
}

/// What a message says, in her language where the relay said it.
pub(crate) fn said<'a>(body: &'a str, content: Option<&Content>) -> Cow<'a, str> {
    match content {
        Some(Content::Notice { what, name }) => noted(*what, name.as_deref()).into(),
        Some(Content::Call { call }) => called(call).into(),
        Some(Content::Rating { score, comment }) => {
            let mut said = fill(Word::NotedRated, &[&decimal(u64::from(*score))]);
            comment.iter().for_each(|comment| said.extend(["\n", comment]));
            said.into()
        }
        _ => body.into(),
    }
}

/// What the relay notes in the conversation.
fn noted(what: Noted, name: Option<&str>) -> String {
    let word = match what {
        Noted::SharingStarted => Word::NotedSharingStarted,
        Noted::SharingEnded => Word::NotedSharingEnded,
        Noted::Closed => Word::NotedClosed,
        Noted::Reopened => Word::NotedReopened,
        Noted::PageSaved => Word::NotedPageSaved,
        Noted::Joined => Word::NotedJoined,
    };
    fill(word, &[name.unwrap_or_default()])
}

/// What stays of a call.
fn called(call: &CallRecord) -> String {
    match call.lasted_ms {
        Some(ms) => {
            let (minutes, seconds) = (ms / 60_000, ms / 1_000 % 60);
            let between = if seconds < 10 { ":0" } else { ":" };
            fill(Word::NotedCall, &[&[&decimal(minutes), between, &decimal(seconds)].concat()])
        }
        None if call.reason == CallEnd::Declined => get(Word::NotedCallDeclined).to_owned(),
        None => get(Word::NotedCallMissed).to_owned(),
    }
}

/// A number that no word depends on.
fn with_number(word: Word, number: u64) -> String {
    fill(word, &[&locale::number(number as f64)])
}

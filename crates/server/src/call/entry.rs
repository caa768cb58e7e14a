//! What stays of a call in its conversation: one line, with how long it lasted.

use super::one::Call;
use crate::{
    chat::{self, Said},
    relay::Relay,
    store::StoreError,
};
use alongside_protocol::{Author, CallEnd, CallKind, CallRecord, Content};
use std::time::Duration;

/// Writes the line, where there is something to tell.
pub(super) async fn write(relay: &Relay, call: &Call, reason: CallEnd) -> Result<(), StoreError> {
    let lasted = call.taken.is_some().then(|| call.lasted());
    let lasted_ms = lasted.map(|lasted| u64::try_from(lasted.as_millis()).unwrap_or(u64::MAX));
    let record = CallRecord { kind: call.kind, reason, lasted_ms };
    let said = Said {
        author: Author::System,
        client_id: chat::new_client_id(),
        body: body(call.kind, &call.name(), reason, lasted),
        content: Some(Content::Call { call: record }),
        by: None,
    };
    chat::say(relay, &call.site, &call.conversation, said).await?;
    Ok(())
}

fn body(kind: CallKind, name: &str, reason: CallEnd, lasted: Option<Duration>) -> String {
    let what = match kind {
        CallKind::OneWay | CallKind::TwoWay => "Video call",
        CallKind::Audio => "Call",
        CallKind::Screen => "Screen shown",
        CallKind::Room => "Video room",
    };
    let by = if name.is_empty() { String::new() } else { format!(" by {name}") };
    match (lasted, reason) {
        (Some(lasted), _) => {
            let seconds = lasted.as_secs();
            format!("{what}{by}, {}:{:02}", seconds / 60, seconds % 60)
        }
        (None, CallEnd::Declined) => format!("{what}{by}: declined"),
        (None, _) => format!("{what}{by}: not answered"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_who_called_and_how_long_it_lasted() {
        let after = |seconds| Some(Duration::from_secs(seconds));
        let ended = |kind, lasted| body(kind, "Milan", CallEnd::AgentEnded, lasted);
        assert_eq!(ended(CallKind::OneWay, after(62)), "Video call by Milan, 1:02");
        assert_eq!(ended(CallKind::Audio, after(3_600)), "Call by Milan, 60:00");
        assert_eq!(ended(CallKind::Screen, None), "Screen shown by Milan: not answered");
        assert_eq!(body(CallKind::TwoWay, "", CallEnd::Declined, None), "Video call: declined");
    }
}
